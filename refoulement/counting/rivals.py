"""Rival figures side by side: what each report says of one event, and what they agree on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from refoulement.counting.rules import (
    EventCount,
    Interval,
    count_events,
    interval_of,
    reason_not_counted,
    sum_of_parts,
)
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES
from refoulement.wording import count_text

Rows = NDArray[np.intp]

_PLACES_OF_ROLE = {
    "crossing": "crossings",
    "detention": "places of detention",
    "arrest": "places of arrest",
    "arrest_and_detention": "places of arrest and detention",
}


#: Marks a figure that is made of more than what a search finds.
ALL_STATEMENTS = "all statements"


@dataclass(frozen=True, slots=True)
class Line:
    """One report among its rivals.

    `interval` is what it states (None without a number), `reason` why it is no part
    of the figure (a key of vocabulary.NOT_COUNTED, None where it is one), `under`
    whether it stands under the report that it repeats.
    """

    report: Report
    interval: Interval | None
    reason: str | None
    under: bool


@dataclass(frozen=True, slots=True)
class Rivals:
    """What reports of one measure say of one event, and of the events that are part of it.

    `interval` is the event's (None where no counted report states a number, and for
    measures that are in no figure), `of_parts` what its parts sum to. `is_of_all`: they
    are those of the selection without its search.
    """

    event_id: str
    measure: str
    interval: Interval | None
    of_parts: Interval | None
    lines: tuple[Line, ...]
    parts: tuple[Rivals, ...]
    independent_sources: int
    is_of_all: bool = False

    def all_lines(self) -> Iterator[Line]:
        """Its own lines, and those of its parts."""
        yield from self.lines
        for part in self.parts:
            yield from part.all_lines()

    @property
    def is_counted(self) -> bool:
        """Whether any of its reports is part of a figure, with a number or without."""
        return any(line.reason is None for line in self.all_lines())

    @property
    def evidence_text(self) -> str:
        """What its figure rests on: 19 of 20 reports, 11 independent sources."""
        lines = list(self.all_lines())
        counted = sum(line.reason is None for line in lines)
        independent = count_text(self.independent_sources, "independent source")
        return f"{counted} of {count_text(len(lines), 'report')}, {independent}"

    @property
    def figure_text(self) -> str:
        """Its interval as it is printed everywhere, or why it has none and what is stated."""
        return self.stated + (f" ({ALL_STATEMENTS})" if self.is_of_all else "")

    @property
    def stated(self) -> str:
        """The same without a mark of what it is made of."""
        if self.interval:
            return str(self.interval)
        if self.is_counted:
            return "no number"
        stated = dict.fromkeys(str(line.interval) for line in self.all_lines() if line.interval)
        return f"not counted ({', '.join(stated)})" if stated else "not counted"

    @property
    def spread(self) -> float:
        """How far sources are apart: the highest number over the lowest, the largest of any part.

        1 where they agree or where fewer than two give a number.
        """
        own = interval_of(line.report for line in self.lines if line.reason is None)
        spreads = [part.spread for part in self.parts]
        return max([own.highest / own.lowest if own else 1.0, *spreads])


@dataclass(frozen=True, slots=True)
class EventRivals:
    """One event that is part of no other, with everything that matching reports say of it."""

    event_id: str
    first: date | None
    last: date | None
    reports: int
    independent_sources: int
    measures: tuple[Rivals, ...]

    @property
    def spread(self) -> float:
        """How far sources are apart, at most, over its measures."""
        return max((rivals.spread for rivals in self.measures), default=1.0)


def event_rivals(
    dataset: Dataset,
    matching: Iterable[Report],
    sites: Collection[str] = (),
    is_of_all: bool = False,
) -> list[EventRivals]:
    """The events that matching reports speak of, those without a date last, the newest first."""
    by_event: dict[str, list[Report]] = {}
    for report in matching:
        by_event.setdefault(dataset.event_graph.root(report.event_id), []).append(report)
    events = [
        _event(dataset, event, reports, sites, is_of_all) for event, reports in by_event.items()
    ]
    return sorted(events, key=lambda e: (e.last or date.min, e.event_id), reverse=True)


def agreement(rivals: Rivals) -> str:
    """What the sources agree on and what not, as one sentence of plain text without its stop."""
    own = [line.report for line in rivals.lines if line.reason is None]
    numbered = [report for report in own if report.has_number]
    said = [_numbers_text(rivals, numbered)]
    if rivals.is_of_all:
        said.append(ALL_STATEMENTS)
    if rivals.independent_sources:
        said.append(count_text(rivals.independent_sources, "independent source"))
    said += [
        f"the {words} named differ"
        for role, words in _PLACES_OF_ROLE.items()
        if len({r.sites for r in own if r.place_role == role and r.sites}) > 1
    ]
    dated = [(r.date_from, r.date_to) for r in own if r.date_from and r.date_to]
    if dated and max(first for first, _ in dated) > min(last for _, last in dated):
        said.append("the dates differ")
    return "; ".join(said)


def parts_text(rivals: Rivals) -> str:
    """Whether the parts add up to their whole, as a sentence of plain text; empty without parts."""
    if not rivals.parts:
        return ""
    whole = interval_of(line.report for line in rivals.lines if line.reason is None)
    if rivals.of_parts is None:
        return "No part is reported with a number"
    if whole is None:
        return f"The whole is the sum of its parts, {rivals.of_parts}: no report gives it a number"
    if _within(rivals.of_parts, whole):
        return f"The parts sum to {rivals.of_parts}, which agrees with {whole} for the whole"
    more = (rivals.of_parts.low or 0) > whole.highest
    return (
        f"The parts sum to {rivals.of_parts}, {'more than' if more else 'not all of'} the {whole} "
        "stated for the whole; they are shown and add nothing to it"
    )


def _event(
    dataset: Dataset,
    event_id: str,
    reports: list[Report],
    sites: Collection[str],
    is_of_all: bool,
) -> EventRivals:
    by_measure = ((m, [r for r in reports if r.measure == m]) for m in MEASURES)
    measures = [
        _rivals(dataset, event_id, measure, of_measure, sites, is_of_all)
        for measure, of_measure in by_measure
        if of_measure
    ]
    counted = [
        line.report for rivals in measures for line in rivals.all_lines() if line.reason is None
    ]
    return EventRivals(
        event_id=event_id,
        first=min((r.date_from for r in reports if r.date_from), default=None),
        last=max((r.date_to for r in reports if r.date_to), default=None),
        reports=len(reports),
        independent_sources=len({report.origin for report in counted if report.origin}),
        measures=tuple(measures),
    )


def _rivals(
    dataset: Dataset,
    event_id: str,
    measure: str,
    reports: list[Report],
    sites: Collection[str],
    is_of_all: bool,
) -> Rivals:
    graph = dataset.event_graph
    reasons = {report.report_id: reason_not_counted(report, sites) for report in reports}
    counted = [report for report in reports if reasons[report.report_id] is None]
    counts = {event.event_id: event for event in _all(count_events(graph, counted))}

    def build(event: str) -> Rivals | None:
        parts = tuple(filter(None, (build(part) for part in graph.parts.get(event, ()))))
        own = [report for report in reports if report.event_id == event]
        if not own and not parts:
            return None
        count = counts.get(event)
        return Rivals(
            event_id=event,
            measure=measure,
            interval=count.interval if count else None,
            of_parts=sum_of_parts(graph, count.parts) if count else None,
            lines=tuple(_lines(own, reasons)),
            parts=parts,
            independent_sources=_independent_sources(count, measure) if count else 0,
            is_of_all=is_of_all,
        )

    built = build(event_id)
    assert built, "asked for an event that no report speaks of"
    return built


def _independent_sources(event: EventCount, measure: str) -> int:
    reports = event.making_the_interval() if measure == "held" else event.all_counted()
    return len({report.origin for report in reports if report.origin})


def _lines(reports: list[Report], reasons: dict[str, str | None]) -> Iterator[Line]:
    """Originals by their numbers, each with its repeats; repeats of what is not shown last."""
    shown = {report.report_id for report in reports}
    ordered = sorted(reports, key=lambda r: (_size(r), r.report_id))
    repeats = [r for r in ordered if r.derived_from in shown]
    originals = [r for r in ordered if r.derived_from not in shown]

    def with_repeats(report: Report, under: bool) -> Iterator[Line]:
        yield Line(report, interval_of([report]), reasons[report.report_id], under)
        for repeat in repeats:
            if repeat.derived_from == report.report_id:
                yield from with_repeats(repeat, under=True)

    for report in sorted(originals, key=lambda r: bool(r.derived_from)):
        yield from with_repeats(report, under=False)


def _size(report: Report) -> tuple[int, int]:
    """Reports in the order of their numbers; those without one at the end."""
    interval = interval_of([report])
    return (interval.lowest, interval.highest) if interval else (10**9, 10**9)


def _numbers_text(rivals: Rivals, own: list[Report]) -> str:
    interval = rivals.interval
    if rivals.measure not in COUNTED_MEASURES:
        return "in no figure"
    if interval is None:
        return "no counted report gives a number"
    if interval.open_below:
        return f"figures run {interval.words}"
    if interval.lowest != interval.highest:
        return f"figures run from {interval.words}"
    if len(own) == 1:
        return f"one report gives a number, {interval.words}"
    if own:
        return f"all {len(own)} counted reports with a number agree on {interval.words}"
    return f"the parts sum to {interval.words}"


def _within(parts: Interval, whole: Interval) -> bool:
    """Whether what the parts may sum to meets what is stated for the whole."""
    reaches_up = parts.open_above or parts.highest >= whole.lowest
    stays_down = whole.open_above or (parts.low or 0) <= whole.highest
    return reaches_up and stays_down


def _all(events: Iterable[EventCount]) -> Iterator[EventCount]:
    for event in events:
        yield event
        yield from _all(event.parts)
