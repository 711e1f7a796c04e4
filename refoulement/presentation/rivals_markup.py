"""HTML for an event: every report a line on one scale, parts under their whole."""

from __future__ import annotations

from collections.abc import Callable

from refoulement.counting.rivals import (
    ALL_STATEMENTS,
    EventRivals,
    Line,
    Rivals,
    agreement,
    parts_text,
)
from refoulement.dataset.tables import Dataset
from refoulement.presentation.html import escape, link
from refoulement.presentation.markup import (
    colour,
    denial,
    places_text,
    printed_wording,
    report_figure,
    short_name,
)
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, NOT_COUNTED, PLACE_ROLES
from refoulement.wording import count_text, span_text

Entry = Callable[[Line], str]

ALL_OF_EVENTS = (
    "The events are those that the search finds; each stands here with all statements about it "
    "that the other filters leave, and its figure is made of them all."
)
ROOM_FOR_ARROW = 1.12  # the scale goes on a little above the highest number


def event_summary(dataset: Dataset, event: EventRivals) -> str:
    """One event in a row: label, date, figures, reports and independent sources."""
    figures = " · ".join(
        f"{short_name(rivals.measure).lower()} {rivals.stated}"
        for rivals in event.measures
        if rivals.measure in COUNTED_MEASURES
    )
    if figures and event.measures[0].is_of_all:
        figures += f" ({ALL_STATEMENTS})"
    return (
        f'<span class="rm-event-label">{escape(dataset.event[event.event_id]["label"])}</span>'
        f'<span class="rm-event-date">{escape(span_text(event.first, event.last))}</span>'
        f'<span class="rm-event-figures">{escape(figures or "in no figure")}</span>'
        f'<span class="rm-event-sources">{escape(count_text(event.reports, "report"))}, '
        f"{event.independent_sources} independent</span>"
    )


def event_details(dataset: Dataset, event: EventRivals, entry: Entry | None = None) -> str:
    """Everything that matching reports say of one event, measure by measure.

    `entry` gives the HTML of a report beside its bar; without it each is told in short.
    """
    numbers = [
        line.interval.highest
        for rivals in event.measures
        for line in rivals.all_lines()
        if line.interval
    ]
    highest = max(numbers, default=0)
    scale = max(highest, 1) * ROOM_FOR_ARROW
    axis = (
        '<div class="rm-line rm-axis" aria-hidden="true"><div class="rm-track"><i>0</i>'
        f'<i style="left:{100 / ROOM_FOR_ARROW:.1f}%">{highest:,}</i></div></div>'
    )
    return (
        denial(dataset, event.event_id)
        + (axis if highest else "")
        + "".join(
            _measure(dataset, rivals, scale, entry or (lambda line: short_entry(dataset, line)))
            for rivals in event.measures
        )
    )


def _measure(dataset: Dataset, rivals: Rivals, scale: float, entry: Entry) -> str:
    return (
        f'<section class="rm-rivals" style="{colour(rivals.measure)}">'
        f"<h5>{escape(MEASURES[rivals.measure])}: {escape(agreement(rivals))}.</h5>"
        f"{_body(dataset, rivals, scale, entry)}</section>"
    )


def _body(dataset: Dataset, rivals: Rivals, scale: float, entry: Entry) -> str:
    lines = "".join(
        f'<div class="rm-line{" rm-repeat" if line.under else ""}">{_bar(line, scale)}'
        f"<div>{entry(line)}</div></div>"
        for line in rivals.lines
    )
    parts = "".join(
        f'<div class="rm-part"><h6>Part: {escape(dataset.event[part.event_id]["label"])}'
        f"{f' ({escape(_interval(part))})' if part.interval else ''}</h6>"
        f"{_body(dataset, part, scale, entry)}</div>"
        for part in rivals.parts
    )
    sums = parts_text(rivals)
    return lines + parts + (f'<p class="rm-quiet">{escape(sums)}.</p>' if sums else "")


def _interval(part: Rivals) -> str:
    return f"{part.interval}{f', {ALL_STATEMENTS}' if part.is_of_all else ''}"


def short_entry(dataset: Dataset, line: Line) -> str:
    """A report among its rivals, in one paragraph."""
    report = line.report
    row, source = dataset.report[report.report_id], dataset.source[report.source_id]
    facts = [
        places_text(dataset, report),
        PLACE_ROLES[report.place_role] if report.sites else "",
        span_text(report.date_from, report.date_to),
        f"attributed to {row['attributed_to']}" if row["attributed_to"] else "",
        _reason(line),
    ]
    return (
        f"<b>{escape(report_figure(report))}</b>{printed_wording(dataset, report)} "
        f"{escape(source['publisher'])}: {link(source['url'], source['title'])} "
        f'<span class="rm-quiet">{escape("; ".join(filter(None, facts)))} '
        f"({escape(report.report_id)})</span>"
    )


def _reason(line: Line) -> str:
    if line.reason == "repeat":
        shown = "" if line.under else ", which this selection does not show"
        return f"repeats {line.report.derived_from}{shown}"
    return f"not counted: {NOT_COUNTED[line.reason]}" if line.reason else ""


def _bar(line: Line, scale: float) -> str:
    """The report's place on the scale: a bar, a dot, an arrow where open, a tick without number.

    Drawn in percent of the width; what it shows stands beside it in words.
    """
    look = " rm-hollow" if line.reason else ""
    interval = line.interval
    if interval is None:
        return '<div class="rm-track" aria-hidden="true"><i class="rm-tick">?</i></div>'
    start = 0 if interval.open_below else 100 * interval.lowest / scale
    end = 100 * interval.highest / scale
    marks = ""
    if interval.open_below:
        look += " rm-open-below"
        marks += f'<i class="rm-arrow" style="left:{start:.1f}%">◂</i>'
    if interval.open_above:
        marks += f'<i class="rm-arrow" style="left:{end:.1f}%">▸</i>'
    exact = interval.lowest == interval.highest and not interval.open_below
    shape = "rm-dot" if exact else "rm-bar"
    width = "" if exact else f";width:{max(end - start, 0.5):.1f}%"
    body = f'<i class="{shape}{look}" style="left:{start:.1f}%{width}"></i>'
    return f'<div class="rm-track" aria-hidden="true">{body}{marks}</div>'
