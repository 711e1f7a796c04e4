"""What the timeline's charts show, as text: tables of HTML that every reader can reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from refoulement.dataset import Dataset
from refoulement.markup import escape, link, table
from refoulement.timeline import Arrivals, Context, EventBar, MonthCount
from refoulement.wording import span_text


def bars_text(dataset: Dataset, bars: Iterable[EventBar]) -> str:
    """The events of one measure, the newest first: date, figure, and what it rests on."""
    return _folded(
        ("Event", "Date", "Reports agree on", "Figure", "Rests on"),
        (
            (
                escape(dataset.event[bar.rivals.event_id]["label"]),
                escape(span_text(*bar.days) if bar.days else "undated"),
                escape(_agreed(bar)),
                escape(bar.rivals.figure_text),
                escape(bar.rivals.evidence_text),
            )
            for bar in bars
        ),
    )


def years_text(years: dict[int, int]) -> str:
    """How many sources each year published."""
    return _folded(
        ("Year", "Sources published"), ((str(year), str(years[year])) for year in reversed(years))
    )


def months_text(months: Sequence[MonthCount]) -> str:
    """How many reports speak of each month, those of which none does left out."""
    return _folded(
        ("Month", "Reports"),
        (
            (escape(f"{count.month:%B %Y}"), str(count.reports))
            for count in reversed(months)
            if count.reports
        ),
    )


def context_text(dataset: Dataset, found: Iterable[Context]) -> str:
    """The border's closing and reopening, each with its source."""
    items = (
        f"<li>{escape(item.label)}, {escape(span_text(*item.days))}. Source: "
        f"{escape(source['publisher'])}, {link(source['url'], source['title'])}.</li>"
        for item in found
        for source in [dataset.source[item.source_id]]
    )
    return f'<ol class="rm-quiet">{"".join(items)}</ol>'


def arrivals_text(found: Sequence[Arrivals]) -> str:
    """Every figure of arrivals, the latest first, with its source, status and note."""
    latest_first = sorted(found, key=lambda item: (item.days[1], item.days[0]), reverse=True)
    return _folded(
        ("Period", "Arrived", "Status", "Source", "Note"),
        (
            (
                escape(item.period),
                escape(f"{'about ' if item.approximate else ''}{item.people:,}"),
                escape(item.status),
                escape(item.source),
                escape(item.note),
            )
            for item in latest_first
        ),
    )


def _agreed(bar: EventBar) -> str:
    """The days on which several reports agree; empty where none can be asked to."""
    return span_text(*bar.agreed) if bar.agreed else ""


def _folded(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table that a reader unfolds; its cells are HTML, escaped."""
    return f'<details class="rm-as-text"><summary>As text</summary>{table(heads, lines)}</details>'
