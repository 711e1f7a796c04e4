"""Rival figures side by side: what each report says about one event, and what they agree on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from refoulement.counting.agreement import Agreement, agreement_of
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
from refoulement.messages import Words, gettext, marked, ngettext
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, NOT_COUNTED
from refoulement.wording import FIGURES, in_words

Rows = NDArray[np.intp]

_DIFFERENT_PLACES = Words(
    {
        "crossing": marked("They name different crossings."),
        "detention": marked("They name different places of detention."),
        "arrest": marked("They name different places of arrest."),
        "arrest_and_detention": marked("They name different places of arrest and detention."),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One report among its rivals.

    `interval` is what it states (None without a number), `reason` why it is not part
    of the figure (a key of vocabulary.NOT_COUNTED, None if it is), `under`
    whether it is listed under the report that it repeats.
    """

    report: Report
    interval: Interval | None
    reason: str | None
    under: bool


@dataclass(frozen=True, slots=True)
class Rivals:
    """What reports of one measure say about one event, and about the events that are part of it.

    `interval` is the event's (None if no counted report states a number, and for
    measures without figures), `of_parts` the sum of its parts. `is_of_all`: the reports
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
        """Its own lines and those of its parts."""
        yield from self.lines
        for part in self.parts:
            yield from part.all_lines()

    @property
    def is_counted(self) -> bool:
        """Whether any of its reports is part of a figure, with a number or without."""
        return any(line.reason is None for line in self.all_lines())

    @property
    def counted(self) -> int:
        """How many of its reports are part of its figure."""
        return sum(line.reason is None for line in self.all_lines())

    @property
    def figure_text(self) -> str:
        """Its interval as it is printed everywhere, or why it has none and what is stated.

        Marked if it includes more than a search finds.
        """
        if self.is_of_all:
            return gettext("%(figure)s (all statements)", figure=self.stated)
        return self.stated

    @property
    def stated(self) -> str:
        """The same without that mark."""
        if self.interval:
            return str(self.interval)
        if self.is_counted:
            return FIGURES["none"]
        numbered = [line for line in self.all_lines() if line.interval]
        figures = ", ".join(dict.fromkeys(str(line.interval) for line in numbered))
        reasons = {line.reason for line in numbered if line.reason}
        if not numbered:
            return gettext("not counted")
        if len(reasons) == 1:
            (reason,) = reasons
            return gettext(
                "%(figures)s (not counted: %(reason)s)", figures=figures, reason=NOT_COUNTED[reason]
            )
        return gettext("%(figures)s (not counted)", figures=figures)

    @property
    def spread(self) -> float:
        """How far apart sources are: the highest number over the lowest, or a part's if larger.

        1 if they agree or if fewer than two give a number.
        """
        return max([self.own_spread, *(part.spread for part in self.parts)])

    @property
    def own_spread(self) -> float:
        """The same for what is stated for the event as a whole."""
        own = interval_of(line.report for line in self.lines if line.reason is None)
        return own.highest / own.lowest if own else 1.0


@dataclass(frozen=True, slots=True)
class EventRivals:
    """One event that is part of no other, with everything that matching reports say about it."""

    event_id: str
    first: date | None
    last: date | None
    reports: int
    independent_sources: int
    measures: tuple[Rivals, ...]

    @property
    def spread(self) -> float:
        """The largest spread of any of its measures."""
        return max((rivals.spread for rivals in self.measures), default=1.0)

    @property
    def own_spread(self) -> float:
        """The same for what is stated for the event as a whole."""
        return max((rivals.own_spread for rivals in self.measures), default=1.0)


def event_rivals(
    dataset: Dataset,
    matching: Iterable[Report],
    sites: Collection[str] = (),
    is_of_all: bool = False,
) -> list[EventRivals]:
    """The events that matching reports speak of, newest first, those without a date last."""
    by_event: dict[str, list[Report]] = {}
    for report in matching:
        by_event.setdefault(dataset.event_graph.root(report.event_id), []).append(report)
    events = [
        _event(dataset, event, reports, sites, is_of_all) for event, reports in by_event.items()
    ]
    return sorted(events, key=lambda e: (e.last or date.min, e.event_id), reverse=True)


def agreement(rivals: Rivals) -> str:
    """What the sources agree on and what they do not, as sentences of plain text."""
    own = [line.report for line in rivals.lines if line.reason is None]
    numbered = [report for report in own if report.has_number]
    said = [*_numbers_text(rivals, numbered)]
    agreed = agreement_of(own)
    if agreed:
        said.append(_agreed_text(agreed))
    if rivals.is_of_all:
        said.append(gettext("This is made of all statements."))
    said += [
        different
        for role, different in _DIFFERENT_PLACES.items()
        if len({r.sites for r in own if r.place_role == role and r.sites}) > 1
    ]
    dated = [(r.date_from, r.date_to) for r in own if r.date_from and r.date_to]
    if dated and max(first for first, _ in dated) > min(last for _, last in dated):
        said.append(gettext("They give different dates."))
    return " ".join(said)


def parts_text(rivals: Rivals) -> str:
    """Whether the parts add up to their whole, as a sentence of plain text; empty without parts."""
    if not rivals.parts:
        return ""
    whole = interval_of(line.report for line in rivals.lines if line.reason is None)
    if rivals.of_parts is None:
        return gettext("No part is reported with a number.")
    if whole is None:
        return gettext(
            "The total is the sum of its parts, %(parts)s: no statement gives a number for the "
            "whole.",
            parts=rivals.of_parts,
        )
    if _within(rivals.of_parts, whole):
        return gettext(
            "The partial figures add up to %(parts)s, consistent with the total of %(whole)s.",
            parts=rivals.of_parts,
            whole=whole,
        )
    if (rivals.of_parts.low or 0) > whole.highest:
        return gettext(
            "The partial figures add up to %(parts)s, more than the %(whole)s stated for the "
            "whole. They are shown, and are not added to it.",
            parts=rivals.of_parts,
            whole=whole,
        )
    return gettext(
        "The partial figures add up to %(parts)s, less than the %(whole)s stated for the whole. "
        "They are shown, and are not added to it.",
        parts=rivals.of_parts,
        whole=whole,
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
    """Originals by number, each with its repeats; repeats of reports not shown come last."""
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
    """The sort key of reports by number; those without one come last."""
    interval = interval_of([report])
    return (interval.lowest, interval.highest) if interval else (10**9, 10**9)


def _numbers_text(rivals: Rivals, own: list[Report]) -> Iterator[str]:
    """What the figures are, and from how many independent sources, as sentences."""
    interval, sources = rivals.interval, rivals.independent_sources
    is_range = interval and (interval.open_below or interval.lowest != interval.highest)
    if interval and is_range and sources and own:
        yield _range_text(interval, sources)
        return
    if rivals.measure not in COUNTED_MEASURES:
        yield gettext("Not counted.")
    elif interval is None:
        yield gettext("No counted statement gives a number.")
    elif not own:
        yield gettext("The parts add up to %(figure)s.", figure=interval.words)
    elif is_range:
        yield gettext("The figures given: %(figure)s.", figure=interval.words)
    elif len(own) == 1:
        yield gettext("One statement gives a number: %(figure)s.", figure=interval.words)
    else:
        yield ngettext(
            "%(count)s counted statement gives the number %(figure)s.",
            "All %(count)s counted statements with a number agree on %(figure)s.",
            len(own),
            figure=interval.words,
        )
    if sources:
        yield ngettext("%(count)s independent source.", "%(count)s independent sources.", sources)


def _agreed_text(agreed: Agreement) -> str:
    return gettext(
        "%(agreeing)s of %(sources)s independent sources say %(figure)s.",
        agreeing=agreed.agreeing,
        sources=agreed.origins,
        figure=in_words(agreed.low, agreed.high, open_above=False, approximate=False),
    )


def _range_text(interval: Interval, sources: int) -> str:
    if interval.open_below:
        return ngettext(
            "%(count)s independent source gives figures: %(figure)s.",
            "%(count)s independent sources give figures: %(figure)s.",
            sources,
            figure=interval.words,
        )
    return ngettext(
        "%(count)s independent source gives figures from %(figure)s.",
        "%(count)s independent sources give figures from %(figure)s.",
        sources,
        figure=interval.words,
    )


def _within(parts: Interval, whole: Interval) -> bool:
    """Whether the range of the parts' sum meets what is stated for the whole."""
    reaches_up = parts.open_above or parts.highest >= whole.lowest
    stays_down = whole.open_above or (parts.low or 0) <= whole.highest
    return reaches_up and stays_down


def _all(events: Iterable[EventCount]) -> Iterator[EventCount]:
    for event in events:
        yield event
        yield from _all(event.parts)
