"""What the timeline's charts show, as text: tables of HTML that every reader can reach."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from refoulement.dataset.tables import Dataset
from refoulement.presentation.html import escape, link, table
from refoulement.presentation.timeline import Arrivals, Context, Days, EventBar, MonthCount
from refoulement.wording import count_text, span_text

LEAST_BAR = 0.25  # per cent of the width: a bar that can be seen


def histogram(months: Sequence[MonthCount], span: Days, said: str) -> str:
    """Reports per month along the span, each month to be pointed at; `said` is its description.

    The same whatever dates are chosen, so that it is sent once: which months stand out is
    left to `chosen_style`.
    """
    most = max((month.reports for month in months), default=0) or 1
    bars, hints = [], []
    for month in months:
        if month.reports:
            start, end = (100 * _share(day, span) for day in _ends_of_month(month.month))
            top = 100 * (1 - month.reports / most)
            wide = max(end - start, LEAST_BAR)
            bars.append(f"M{start:.2f} 100V{top:.1f}h{0.8 * wide:.2f}V100z")
            hints.append(
                f'<i style="left:{start:.2f}%;width:{wide:.2f}%" '
                f'title="{month.month:%B %Y}: {count_text(month.reports, "report")}"></i>'
            )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f'<path d="{"".join(bars)}"/></svg>'
    )
    image = f"url(data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})"
    return (
        f'<div class="rm-histogram" role="img" aria-label="{escape(said)}">'
        f'<div style="mask-image:{image}"></div>{"".join(hints)}</div>'
    )


def chosen_style(chosen: Days, span: Days) -> str:
    """Which part of `histogram` stands out, as a style sheet."""
    start, end = (100 * _share(day, span) for day in (chosen[0], chosen[1] + timedelta(1)))
    return f"<style>.rm-histogram{{--chosen-from:{start:.2f}%;--chosen-to:{end:.2f}%}}</style>"


def _share(day: date, span: Days) -> float:
    """Where a day begins along the span, from 0 to 1."""
    return min(max((day - span[0]) / (span[1] - span[0]), 0), 1)


def _ends_of_month(first: date) -> Days:
    return first, (first + timedelta(31)).replace(day=1)


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
