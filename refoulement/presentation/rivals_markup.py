"""An event for its template: every report a line on one scale, parts below their whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from refoulement.counting.rivals import (
    EventRivals,
    Line,
    Rivals,
    agreement,
    parts_text,
)
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext
from refoulement.presentation.dot_strip import dot_strip
from refoulement.presentation.html import link, render
from refoulement.presentation.markup import (
    colour,
    denial,
    measured,
    permalink,
    places_text,
    printed_wording,
    report_figure,
)
from refoulement.presentation.summary import statements_and_sources
from refoulement.vocabulary import (
    COUNTED_MEASURES,
    MEASURES,
    NOT_COUNTED,
    PLACE_ROLES,
    SHORT_MEASURES,
)
from refoulement.wording import span_text

Entry = Callable[[Line], Markup]

ROOM_FOR_ARROW = 1.12  # the scale extends a little beyond the highest number


def all_of_events() -> str:
    """The note above a list of events during a search."""
    return gettext(
        "These are the events that the search finds. Each stands here with all statements about "
        "it that pass the other filters, and its figure is made of all of them."
    )


def event_summary(dataset: Dataset, event: EventRivals) -> Markup:
    """One event in a row: label, date, figures, reports and independent sources."""
    figures = " · ".join(
        measured(rivals.measure, rivals.stated, rivals.interval is not None)
        for rivals in event.measures
        if rivals.measure in COUNTED_MEASURES
    )
    if figures and event.measures[0].is_of_all:
        figures = gettext("%(figure)s (all statements)", figure=figures)
    return render(
        "event_summary.html",
        label=dataset.event[event.event_id]["label"],
        date=span_text(event.first, event.last),
        figures=figures or gettext("not counted"),
        sources=", ".join(statements_and_sources(event.reports, event.independent_sources)),
    )


def first_event(dataset: Dataset, event: EventRivals) -> dict[str, Any]:
    """An event to start from: its name, dates, dots and what its sources agree on.

    These are for the measure on which they are furthest apart.
    """
    counted = [rivals for rivals in event.measures if rivals.interval]
    rivals = max(counted, key=lambda one: one.own_spread)
    label = dataset.event[event.event_id]["label"]
    return {
        "name": permalink(dataset, "event", event.event_id, label),
        "date": span_text(event.first, event.last),
        "strip": dot_strip(rivals),
        "said": gettext(
            "%(measure)s: %(figure)s",
            measure=SHORT_MEASURES[rivals.measure],
            figure=agreement(rivals),
        ),
    }


def event_details(
    dataset: Dataset, event: EventRivals, entry: Entry | None = None, level: int = 3
) -> Markup:
    """Everything that matching reports say about one event, measure by measure.

    `entry` gives the HTML of a report beside its bar; without it each is shown in short. `level`
    is that of the headings of measures, below that of the event.
    """
    told = entry or (lambda line: short_entry(dataset, line))
    numbers = [
        line.interval.highest
        for rivals in event.measures
        for line in rivals.all_lines()
        if line.interval
    ]
    highest = max(numbers, default=0)
    scale = max(highest, 1) * ROOM_FOR_ARROW
    return render(
        "event.html",
        level=level,
        denial=denial(dataset, event.event_id),
        highest=f"{highest:,}" if highest else "",
        end_of_axis=f"{100 / ROOM_FOR_ARROW:.1f}",
        measures=[
            {
                "colour": colour(rivals.measure),
                "name": MEASURES[rivals.measure],
                "agreement": agreement(rivals),
                "body": _body(dataset, rivals, scale, told),
            }
            for rivals in event.measures
        ],
    )


def _body(dataset: Dataset, rivals: Rivals, scale: float, entry: Entry) -> dict[str, Any]:
    """The lines of one measure, below them its parts, and what these sum to."""
    return {
        "lines": [
            {"is_under": line.under, "bar": bar(line, scale), "entry": entry(line)}
            for line in rivals.lines
        ],
        "parts": [
            {
                "label": dataset.event[part.event_id]["label"],
                "figure": part.figure_text if part.interval else "",
                "body": _body(dataset, part, scale, entry),
            }
            for part in rivals.parts
        ],
        "sums": parts_text(rivals),
    }


def short_entry(dataset: Dataset, line: Line) -> Markup:
    """A report among its rivals, in one paragraph."""
    report = line.report
    row, source = dataset.report[report.report_id], dataset.source[report.source_id]
    facts = [
        places_text(dataset, report),
        PLACE_ROLES[report.place_role] if report.sites else "",
        span_text(report.date_from, report.date_to),
        gettext("according to %(who)s", who=row["attributed_to"]) if row["attributed_to"] else "",
        _reason(line),
    ]
    return render(
        "short_entry.html",
        figure=report_figure(report),
        wording=printed_wording(dataset, report),
        publisher=source["publisher"],
        link=link(source["url"], source["title"]),
        facts="; ".join(filter(None, facts)),
        report_id=report.report_id,
    )


def _reason(line: Line) -> str:
    repeated = line.report.derived_from
    if line.reason == "repeat" and line.under:
        return gettext("repeats %(report)s", report=repeated)
    if line.reason == "repeat":
        return gettext("repeats %(report)s, which is not shown here", report=repeated)
    return (
        gettext("not counted: %(reason)s", reason=NOT_COUNTED[line.reason]) if line.reason else ""
    )


def bar(line: Line, scale: float) -> dict[str, Any] | None:
    """The report's position on the scale, in percent: a bar, a dot, an arrow if open.

    None for a tick, if it has no number. The same is written beside it in words.
    """
    interval = line.interval
    if interval is None:
        return None
    start = 0 if interval.open_below else 100 * interval.lowest / scale
    end = 100 * interval.highest / scale
    is_exact = interval.lowest == interval.highest and not interval.open_below
    look = ["rm-dot" if is_exact else "rm-bar"]
    look += ["rm-hollow"] if line.reason else []
    look += ["rm-open-below"] if interval.open_below else []
    return {
        "look": " ".join(look),
        "start": f"{start:.1f}",
        "end": f"{end:.1f}",
        "width": "" if is_exact else f"{max(end - start, 0.5):.1f}",
        "is_open_below": interval.open_below,
        "is_open_above": interval.open_above,
    }
