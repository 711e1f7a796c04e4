"""What the timeline's charts show, as text: HTML tables that every reader can reach."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from refoulement.counting.rivals import Rivals
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext, ngettext
from refoulement.presentation.html import folded, link, render, table
from refoulement.presentation.summary import based_on
from refoulement.presentation.timeline import Arrivals, Context, Days, EventBar, MonthCount
from refoulement.vocabulary import STATUSES
from refoulement.wording import month_text, span_text

EVERY = 5  # years between those named under the bars


def histogram(years: Mapping[int, int], span: Days, said: str, has_buttons: bool) -> Markup:
    """Reports per year along the span; `said` describes them.

    `has_buttons`: each year is a button that selects it, which the map's scripts listen to. The
    markup is the same whatever dates are chosen, so that it is sent once: `chosen_style` decides
    which years stand out.
    """
    most = max(years.values(), default=0) or 1
    bars, buttons = [], []
    for year, reports in years.items():
        first, last = max(date(year, 1, 1), span[0]), min(date(year, 12, 31), span[1])
        start, end = (100 * _share(day, span) for day in (first, last + timedelta(1)))
        if reports:
            top = 100 * (1 - reports / most)
            bars.append(f"M{start:.2f} 100V{top:.1f}h{0.85 * (end - start):.2f}V100z")
        buttons.append(
            {
                "left": f"{start:.2f}",
                "width": f"{end - start:.2f}",
                "dates": f"{year}-01-01 {year}-12-31",
                "said": _bar_text(str(year), reports),
                "name": str(year) if year % EVERY == 0 else "",
            }
        )
    svg = render("histogram.svg", bars="".join(bars))
    image = f"url(data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})"
    return render("histogram.html", said=said, image=image, bars=buttons, has_buttons=has_buttons)


def months_of_year(months: Sequence[MonthCount], chosen: Days) -> Markup:
    """The months of the year that contains the chosen dates, each a button that selects it.

    Empty if the dates lie in several years.
    """
    year = chosen[0].year
    of_year = [month for month in months if month.month.year == year == chosen[1].year]
    most = max((month.reports for month in of_year), default=0) or 1
    return render(
        "months.html",
        year=str(year),
        buttons=[
            {
                "dates": f"{month.month} {_last_of_month(month.month)}",
                "height": f"{100 * month.reports / most:.0f}",
                "said": _bar_text(month_text(month.month), month.reports),
                "name": month_text(month.month)[:1],
                "is_chosen": chosen[0] <= month.month and _last_of_month(month.month) <= chosen[1],
            }
            for month in of_year
        ],
    )


def _bar_text(period: str, reports: int) -> str:
    return ngettext(
        "%(period)s: %(count)s statement",
        "%(period)s: %(count)s statements",
        reports,
        period=period,
    )


def _last_of_month(first: date) -> date:
    return (first + timedelta(31)).replace(day=1) - timedelta(1)


def chosen_style(chosen: Days, span: Days) -> Markup:
    """Which part of `histogram` stands out, as a style sheet."""
    start, end = (100 * _share(day, span) for day in (chosen[0], chosen[1] + timedelta(1)))
    return render("histogram_chosen.html", start=f"{start:.2f}", end=f"{end:.2f}")


def _share(day: date, span: Days) -> float:
    """Where a day begins along the span, from 0 to 1."""
    return min(max((day - span[0]) / (span[1] - span[0]), 0), 1)


def bars_text(dataset: Dataset, bars: Iterable[EventBar]) -> Markup:
    """The events of one measure, newest first: date, figure, and what it rests on."""
    return _as_text(
        (
            gettext("Event"),
            gettext("Date"),
            gettext("Sources agree on"),
            gettext("Figure"),
            gettext("Based on"),
        ),
        (
            (
                dataset.event[bar.rivals.event_id]["label"],
                span_text(*bar.days) if bar.days else gettext("undated"),
                _agreed(bar),
                bar.rivals.figure_text,
                evidence_text(bar.rivals),
            )
            for bar in bars
        ),
    )


def years_text(years: dict[int, int]) -> Markup:
    """How many sources each year published."""
    return _as_text(
        (gettext("Year"), gettext("Sources published")),
        ((str(year), str(years[year])) for year in reversed(years)),
    )


def months_text(months: Sequence[MonthCount]) -> Markup:
    """How many reports speak of each month, leaving out months with none."""
    return _as_text(
        (gettext("Month"), gettext("Statements")),
        (
            (month_text(count.month), str(count.reports))
            for count in reversed(months)
            if count.reports
        ),
    )


def context_text(dataset: Dataset, found: Iterable[Context]) -> Markup:
    """The border's closing and reopening, each with its source."""
    items = [
        {
            "label": item.label,
            "dates": span_text(*item.days),
            "publisher": source["publisher"],
            "link": link(source["url"], source["title"]),
        }
        for item in found
        for source in [dataset.source[item.source_id]]
    ]
    return render("context.html", items=items)


def arrivals_text(found: Sequence[Arrivals]) -> Markup:
    """Every figure of arrivals, latest first, with its source, status and note."""
    latest_first = sorted(found, key=lambda item: (item.days[1], item.days[0]), reverse=True)
    return _as_text(
        (
            gettext("Period"),
            gettext("Arrived"),
            gettext("Status"),
            gettext("Source"),
            gettext("Note"),
        ),
        (
            (
                item.period,
                item.words,
                STATUSES.get(item.status, item.status),
                item.source,
                item.note,
            )
            for item in latest_first
        ),
    )


def evidence_text(rivals: Rivals) -> str:
    """What a figure is based on, or that nothing is counted."""
    if not rivals.counted:
        return gettext("no counted statement")
    return based_on(rivals.counted, rivals.independent_sources)


def _agreed(bar: EventBar) -> str:
    """The days on which several reports agree; empty if there are none."""
    return span_text(*bar.agreed) if bar.agreed else ""


def _as_text(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> Markup:
    """A table that a reader unfolds."""
    return folded(gettext("As text"), table(heads, lines), "rm-as-text")
