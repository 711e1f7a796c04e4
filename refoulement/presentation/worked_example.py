"""One event from its rows in the file to the total, as the method page tells it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from refoulement.counting.rules import EventCount, Figure, added_lows, figure
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext, ngettext
from refoulement.presentation.html import render, table
from refoulement.presentation.markup import places_text
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES, NOT_COUNTED
from refoulement.wording import FIGURES

MEASURE = "returned"


@dataclass(frozen=True, slots=True)
class Example:
    """The event with the most counted reports, all rows about it, and the total it belongs to.

    `rows` are its reports of the measure and those of its parts, in file order, each
    with the reason if it is not counted (a key of vocabulary.NOT_COUNTED, else None).
    """

    figure: Figure
    event: EventCount
    rows: tuple[tuple[Report, str | None], ...]


def worked_example(dataset: Dataset) -> Example | None:
    """An example from the present data; None if no event has a number of its own."""
    current = Selection().reports(dataset)
    whole = figure(dataset.event_graph, MEASURE, current)
    events = [e for e in whole.events if any(report.has_number for report in e.counted)]
    if not events:
        return None
    event = max(events, key=lambda e: (len(e.counted), e.event_id))
    reasons = {report.report_id: reason for report, reason in whole.not_counted}
    about = dataset.event_graph.with_parts(event.event_id)
    rows = tuple(
        (report, reasons.get(report.report_id))
        for report in current
        if report.measure == MEASURE and report.event_id in about
    )
    return Example(whole, event, rows)


def rows_table(dataset: Dataset, example: Example) -> Markup:
    """The rows of reports.csv about the event, and what becomes of each."""
    return table(
        (
            "report_id",
            "count_low",
            "count_high",
            "count_wording",
            gettext("Where"),
            gettext("What becomes of it"),
        ),
        (
            (
                report.report_id,
                _number(report.low),
                _number(report.high),
                dataset.report[report.report_id]["count_wording"],
                places_text(dataset, report),
                _fate(dataset, example, report, reason),
            )
            for report, reason in example.rows
        ),
    )


def interval_text(example: Example) -> Markup:
    """From the rows to the interval of the event, in one paragraph."""
    event, rows = example.event, len(example.rows)
    left_out = sum(reason is not None for _, reason in example.rows)
    lowest, highest = _ends(event)
    assert event.interval
    said = [
        ngettext(
            "%(count)s row of the file is about this event or a part of it.",
            "%(count)s rows of the file are about this event or a part of it.",
            rows,
        ),
        ngettext(
            "%(count)s is left out, with the reason in the last column.",
            "%(count)s are left out, with the reason in the last column.",
            left_out,
        ),
        ngettext(
            "%(count)s row that counts for the event itself gives a number: the lowest is "
            "%(low)s (%(lowest)s), the highest %(high)s (%(highest)s).",
            "%(count)s rows that count for the event itself give a number: the lowest is "
            "%(low)s (%(lowest)s), the highest %(high)s (%(highest)s).",
            len(event.evidence),
            low=event.interval.lowest,
            lowest=", ".join(lowest),
            high=event.interval.highest,
            highest=", ".join(highest),
        ),
    ]
    if event.interval.open_above:
        said.append(
            gettext("The highest has no upper end (“or more”), so a “+” follows the figure.")
        )
    return render("example_interval.html", sentences=said, figure=event.interval)


def total_table(dataset: Dataset, example: Example) -> Markup:
    """Every event of the total with what it adds to either end, and the sums."""
    lows = added_lows(dataset.event_graph, example.figure.events)
    lines = [
        (
            dataset.event[event.event_id]["label"],
            event.interval or FIGURES["none"],
            f"{lows[event.event_id]:,}" if event.event_id in lows else _why_no_low(event),
            f"{event.interval.highest:,}" if event.interval else "",
        )
        for event in example.figure.events
    ]
    figure = example.figure
    sums = (
        render("bold.html", text=gettext("Sum")),
        render("bold.html", text=figure),
        _number(figure.low),
        _number(figure.high),
    )
    heads = (
        gettext("Event"),
        gettext("Figure"),
        gettext("Adds to the minimum"),
        gettext("Adds to the maximum"),
    )
    return table(heads, [*lines, sums])


def total_text(example: Example) -> Markup:
    """What the total is, in one paragraph."""
    figure = example.figure
    events = ngettext(
        "%(measure)s, all dates, is %(count)s event that is part of no other.",
        "%(measure)s, all dates, is the sum over %(count)s events that are part of no other.",
        len(figure.events),
        measure=MEASURES[MEASURE],
    )
    without = ngettext(
        "%(count)s of them has no number.",
        "%(count)s of them have no number.",
        figure.events_without_number,
    )
    return render("example_total.html", sentences=[events, without], figure=figure)


def _fate(dataset: Dataset, example: Example, report: Report, reason: str | None) -> str:
    if reason == "repeat":
        return gettext("left out: repeats %(report)s", report=report.derived_from)
    if reason:
        return gettext("left out: %(reason)s", reason=NOT_COUNTED[reason])
    if report.event_id != example.event.event_id and report not in example.event.evidence:
        return gettext(
            "counts for the part “%(event)s”, which adds nothing to its whole",
            event=dataset.event[report.event_id]["label"],
        )
    if report.has_number:
        return gettext("counts")
    return gettext("counts as a statement without a number")


def _ends(event: EventCount) -> tuple[list[str], list[str]]:
    """The reports that state the lowest and the highest number."""
    assert event.interval
    interval = event.interval
    numbers = [(r.report_id, r.low or r.high, r.high or r.low) for r in event.evidence]
    return (
        [report_id for report_id, low, _ in numbers if low == interval.lowest],
        [report_id for report_id, _, high in numbers if high == interval.highest],
    )


def _why_no_low(event: EventCount) -> str:
    if event.interval is None:
        return ""
    if event.interval.low is None:
        return gettext("nothing: “up to”")
    return gettext("nothing: may be the same people as another event")


def _number(people: int | None) -> str:
    return "" if people is None else f"{people:,}"
