"""One event from its rows in the file to the total, as the method page tells it."""

from __future__ import annotations

from dataclasses import dataclass

from refoulement.counting.rules import EventCount, Figure, added_lows, figure
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.presentation.html import escape, table
from refoulement.presentation.markup import places_text
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES, NOT_COUNTED
from refoulement.wording import count_text

MEASURE = "returned"


@dataclass(frozen=True, slots=True)
class Example:
    """The event with the most counted reports, all rows about it, and the total that it is in.

    `rows` are its reports of the measure and those of its parts, in file order, each
    with why it is not counted (a key of vocabulary.NOT_COUNTED, None where it is).
    """

    figure: Figure
    event: EventCount
    rows: tuple[tuple[Report, str | None], ...]


def worked_example(dataset: Dataset) -> Example | None:
    """An example from the data as they are; None where no event has a number of its own."""
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


def rows_table(dataset: Dataset, example: Example) -> str:
    """The rows of reports.csv about the event, with what becomes of each, as HTML."""
    return table(
        ("report_id", "count_low", "count_high", "count_wording", "where", "What becomes of it"),
        (
            (
                escape(report.report_id),
                _number(report.low),
                _number(report.high),
                escape(dataset.report[report.report_id]["count_wording"]),
                escape(places_text(dataset, report)),
                escape(_fate(dataset, example, report, reason)),
            )
            for report, reason in example.rows
        ),
    )


def interval_text(example: Example) -> str:
    """From the rows to the interval of the event, as HTML in one paragraph."""
    event, rows = example.event, len(example.rows)
    left_out = sum(reason is not None for _, reason in example.rows)
    lowest, highest = _ends(event)
    assert event.interval
    said = (
        f"{count_text(rows, 'row')} of the file {_are(rows)} about this event or a part of it. "
        f"{left_out} {_are(left_out)} left out, with the reason in the last column. "
        f"{count_text(len(event.evidence), 'row')} that count for the event itself give a number: "
        f"the lowest is {event.interval.lowest:,} ({', '.join(lowest)}), the highest "
        f"{event.interval.highest:,} ({', '.join(highest)})"
    )
    if event.interval.open_above:
        said += ", to which no end is given (“or more”), so that a “+” follows"
    return f"<p>{escape(said)}. The event stands as <b>{escape(event.interval)}</b>.</p>"


def total_table(dataset: Dataset, example: Example) -> str:
    """Every event of the total with what it adds to either end, and the sums, as HTML."""
    lows = added_lows(dataset.event_graph, example.figure.events)
    lines = [
        (
            escape(dataset.event[event.event_id]["label"]),
            escape(event.interval or "no number"),
            f"{lows[event.event_id]:,}" if event.event_id in lows else _why_no_low(event),
            f"{event.interval.highest:,}" if event.interval else "",
        )
        for event in example.figure.events
    ]
    figure = example.figure
    sums = ("<b>Sum</b>", f"<b>{escape(figure)}</b>", _number(figure.low), _number(figure.high))
    return table(("Event", "Figure", "Adds to the low", "Adds to the high"), [*lines, sums])


def total_text(example: Example) -> str:
    """What the total is, as HTML in one paragraph."""
    figure = example.figure
    said = (
        f"{MEASURES[MEASURE]}, all dates, is the sum over "
        f"{count_text(len(figure.events), 'event')} that are part of no other, of which "
        f"{figure.events_without_number} without a number:"
    )
    return f"<p>{escape(said)} <b>{escape(figure)}</b>, as the page Map shows it.</p>"


def _fate(dataset: Dataset, example: Example, report: Report, reason: str | None) -> str:
    if reason == "repeat":
        return f"left out: repeats {report.derived_from}"
    if reason:
        return f"left out: {NOT_COUNTED[reason]}"
    if report.event_id != example.event.event_id and report not in example.event.evidence:
        label = dataset.event[report.event_id]["label"]
        return f"counts for the part “{label}”, which adds nothing to its whole"
    return "counts" if report.has_number else "counts as a report without a number"


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
        return "nothing: “up to”"
    return "nothing: may be the same people as another event"


def _number(people: int | None) -> str:
    return "" if people is None else f"{people:,}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
