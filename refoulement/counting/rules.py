"""Counting what sources report without counting anyone twice.

The rules are those of the method page: rival figures for one event become an
interval from the lowest to the highest, parts stand under their whole, repeats
are one piece of evidence, a stock is never summed over time, and a count shared
by several places is never split. All counts are people.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from refoulement.dataset.events import EventGraph
from refoulement.dataset.report import Report
from refoulement.vocabulary import COUNTED_MEASURES, NOT_COUNTED
from refoulement.wording import FIGURES, figure_text, in_words

#: How many events of a figure are listed, the latest first; the rest are only counted.
LISTED_EVENTS = 15
#: `area` where a source speaks of the whole country.
WHOLE_COUNTRY = "China"
COUNTED_POPULATIONS = ("escapees", "sentenced_prisoners", "escapees_and_prisoners")


@dataclass(frozen=True, slots=True)
class Interval:
    """From the lowest number stated to the highest.

    `open_above`: the highest is a minimum ("at least"); `open_below`: the
    lowest is a maximum ("up to"), so that there is no lower bound.
    `approximate`: it is one number, worded as "about" so many.
    """

    lowest: int
    highest: int
    open_below: bool = False
    open_above: bool = False
    approximate: bool = False

    @property
    def low(self) -> int | None:
        """What it adds to a sum of lows: None if the interval is open below."""
        return None if self.open_below else self.lowest

    def __str__(self) -> str:
        return figure_text(self.low, self.highest, self.open_above)

    @property
    def words(self) -> str:
        """The same in words: about 50; 200 to 650 or more."""
        return in_words(self.low, self.highest, self.open_above, self.approximate)


@dataclass(frozen=True, slots=True)
class EventCount:
    """One event within a selection and a measure.

    `counted` are its own counted reports, `interval` its interval (None if no
    number is stated), `evidence` the reports that make the interval, `parts` the
    same for the events that are part of it.
    """

    event_id: str
    counted: tuple[Report, ...]
    interval: Interval | None
    evidence: tuple[Report, ...]
    parts: tuple[EventCount, ...]

    def all_counted(self) -> tuple[Report, ...]:
        """Its own counted reports and those of its parts."""
        return self.counted + tuple(r for part in self.parts for r in part.all_counted())

    def making_the_interval(self) -> tuple[Report, ...]:
        """Its own counted reports and, if its interval is the sum of its parts, theirs."""
        if any(report.has_number for report in self.counted):
            return self.counted
        return self.counted + tuple(r for part in self.parts for r in part.making_the_interval())

    @property
    def precedence(self) -> tuple[int, int, int, int, str]:
        """The sort key of listed events: for stocks the widest extent, then the latest first.

        The latest is that with the last date, then the last start, the larger high, and the id.
        """
        return (
            -max(map(extent_of, self.evidence), default=0),
            -max((r.date_to or date.min for r in self.evidence), default=date.min).toordinal(),
            -max((r.date_from or date.min for r in self.evidence), default=date.min).toordinal(),
            -(self.interval.highest if self.interval else 0),
            self.event_id,
        )


@dataclass(frozen=True, slots=True)
class _Ends(ABC):
    """What every form of a figure has in common; the fields are those of Figure."""

    measure: str
    low: int | None
    high: int | None
    open_below: bool
    open_above: bool
    approximate: bool
    reports: int
    sources: int
    independent_sources: int
    overlapping: bool
    stock: EventCount | None

    @property
    def as_of(self) -> date | None:
        """The date of the stock shown: the last date in its evidence."""
        dates = (report.date_to for report in self.stock.evidence) if self.stock else ()
        return max(filter(None, dates), default=None)

    @property
    def words(self) -> str:
        """The figure in words: about 50; 200 to 650 or more; no figure."""
        return self._without_event() or in_words(
            self.low, self.high, self.open_above, self.approximate
        )

    def __str__(self) -> str:
        return self._without_event() or figure_text(self.low, self.high, self.open_above)

    def _without_event(self) -> str:
        """What is said in place of a figure if no event is counted."""
        if self.high is not None or self._number_of_events():
            return ""
        return FIGURES["nothing_counted" if self.reports else "no_statement"]

    @abstractmethod
    def _number_of_events(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Tally(_Ends):
    """A figure in numbers: all that is printed of it, however many reports there are.

    `counted` is how many reports the figure counts. `events` is how many events are part of
    no other, `latest` the latest LISTED_EVENTS of them. `not_counted` is how many reports are
    in no figure, by reason. The rest is as in Figure.
    """

    counted: int
    events: int
    events_without_number: int
    latest: tuple[EventCount, ...]
    not_counted: dict[str, int]

    def _number_of_events(self) -> int:
        return self.events


@dataclass(frozen=True, slots=True)
class Figure(_Ends):
    """The figure of one measure for a selection.

    `low` and `high` are None if nothing is counted (`low` also if nothing adds to it
    from below); `approximate` says whether they are one number, “about” so many.
    `reports` and `sources` count everything that matches, repeats included;
    `independent_sources` counts the distinct origins among the reports that the figure
    counts or, for a stock, that make its interval. `events` are those that are part of
    no other; for a stock, `stock` is the one shown. `overlapping` says whether some of
    the events may count the same people. `not_counted` holds what matches but is not
    part of the figure, with the reason (a key of vocabulary.NOT_COUNTED).
    """

    events: tuple[EventCount, ...]
    not_counted: tuple[tuple[Report, str], ...]

    def _number_of_events(self) -> int:
        return len(self.events)

    @property
    def counted(self) -> tuple[Report, ...]:
        """The reports that the figure counts, including those of parts."""
        shown = self.events if self.measure != "held" else filter(None, (self.stock,))
        return tuple(report for event in shown for report in event.all_counted())

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and last year it covers: for a stock, twice the year of its date. None if none.

        For a flow, the first and last that its counted reports with a number speak of.
        """
        if self.measure == "held":
            return (self.as_of.year, self.as_of.year) if self.as_of else None
        numbered = [report for report in self.counted if report.has_number]
        days = [day for r in numbered for day in (r.date_from, r.date_to) if day]
        return (min(days).year, max(days).year) if days else None

    @property
    def events_without_number(self) -> int:
        """How many of the events are reported without any number."""
        return sum(event.interval is None for event in self.events)

    @property
    def tally(self) -> Tally:
        """The same in numbers."""
        latest = sorted(self.events, key=lambda event: event.precedence)
        reasons = [reason for _, reason in self.not_counted]
        return Tally(
            **{field.name: getattr(self, field.name) for field in fields(_Ends)},
            counted=len(self.counted),
            events=len(self.events),
            events_without_number=self.events_without_number,
            latest=tuple(latest[:LISTED_EVENTS]),
            not_counted={name: reasons.count(name) for name in NOT_COUNTED if name in reasons},
        )


def reason_not_counted(report: Report, sites: Collection[str] = ()) -> str | None:
    """Why a matching report is not part of its measure's figure; None if it is.

    `sites` are the selected places, empty without a place filter. The reason is a key
    of vocabulary.NOT_COUNTED.
    """
    counted_basis = "stock" if report.measure == "held" else "event"
    if report.measure not in COUNTED_MEASURES:
        return "measure"
    if report.country != "China":
        return "abroad"
    if report.population not in COUNTED_POPULATIONS:
        return "population"
    if report.basis != counted_basis:
        return report.basis if report.basis in ("period_total", "rate", "subset") else "basis"
    if report.derived_from:
        return "repeat"
    if sites and (report.other_places or not set(report.sites) <= set(sites)):
        return "shared"
    return None


def extent_of(report: Report) -> int:
    """How much of China a stock speaks of: 2 for all of it, 1 for provinces or a region, else 0."""
    if report.measure != "held" or report.sites or not report.area:
        return 0
    return 2 if report.area == WHOLE_COUNTRY else 1


def interval_of(reports: Iterable[Report]) -> Interval | None:
    """The interval that rival reports of one event span; None if none states a number."""
    numbered = [report for report in reports if report.has_number]
    if not numbered:
        return None
    lowest = min(_lowest(report) for report in numbered)
    highest = max(_highest(report) for report in numbered)
    return Interval(
        lowest,
        highest,
        open_below=any(r.low is None and _lowest(r) == lowest for r in numbered),
        open_above=any(r.high is None and _highest(r) == highest for r in numbered),
        approximate=lowest == highest and all(_is_about(report) for report in numbered),
    )


def count_events(graph: EventGraph, counted: Iterable[Report]) -> tuple[EventCount, ...]:
    """The events that are part of no other, by id, from counted reports of one measure.

    Their reports, and the evidence of each, are sorted by id.
    """
    own: dict[str, list[Report]] = {}
    for report in sorted(counted, key=by_id):
        own.setdefault(report.event_id, []).append(report)

    def count(event_id: str) -> EventCount | None:
        parts = tuple(filter(None, (count(part) for part in graph.parts.get(event_id, ()))))
        reports = tuple(own.get(event_id, ()))
        if not reports and not parts:
            return None
        interval = interval_of(reports)
        evidence = tuple(report for report in reports if report.has_number)
        if interval is None:
            interval = sum_of_parts(graph, parts)
            evidence = tuple(sorted((r for part in parts for r in part.evidence), key=by_id))
        return EventCount(event_id, reports, interval, evidence, parts)

    roots = sorted({graph.root(event_id) for event_id in own})
    return tuple(filter(None, (count(root) for root in roots)))


def sum_of_parts(graph: EventGraph, parts: Sequence[EventCount]) -> Interval | None:
    """The interval of a whole from its parts' intervals; None if none of them has one."""
    intervals = [part.interval for part in parts if part.interval]
    if not intervals:
        return None
    low = _sum_of_lows(graph, parts)
    highest = sum(interval.highest for interval in intervals)
    open_above = any(part.interval is None or part.interval.open_above for part in parts)
    return Interval(
        lowest=sum(interval.lowest for interval in intervals) if low is None else low,
        highest=highest,
        open_below=low is None,
        open_above=open_above,
        approximate=_is_one_approximate_number(intervals, low, highest, open_above),
    )


def added_lows(graph: EventGraph, events: Iterable[EventCount]) -> dict[str, int]:
    """What each event adds to a sum of lows, in people, by its id.

    Of events that may overlap only the one with the largest low adds it (of equal ones
    the first); an event without a low is left out.
    """
    added: dict[str, tuple[int, str]] = {}
    for event in events:
        if event.interval and event.interval.low is not None:
            group = graph.overlap_group[event.event_id]
            if group not in added or event.interval.low > added[group][0]:
                added[group] = event.interval.low, event.event_id
    return {event_id: low for low, event_id in added.values()}


def figure(
    graph: EventGraph, measure: str, matching: Iterable[Report], sites: Collection[str] = ()
) -> Figure:
    """The figure of `measure` over `matching` reports (of any measure); `sites` are the selected.

    A stock (`held`) is the interval of the first event by `precedence`, a flow the sum of all.
    """
    of_measure = sorted((report for report in matching if report.measure == measure), key=by_id)
    reasons = [(report, reason_not_counted(report, sites)) for report in of_measure]
    events = count_events(graph, (report for report, reason in reasons if reason is None))
    stock = None
    if measure == "held":
        stock = min((e for e in events if e.interval), key=lambda e: e.precedence, default=None)
        shown: Sequence[EventCount] = [stock] if stock else []
        evidence: Iterable[Report] = stock.making_the_interval() if stock else ()
    else:
        shown = events
        evidence = (report for event in shown for report in event.all_counted())
    intervals = [event.interval for event in shown if event.interval]
    shown_ids = {event.event_id for event in shown}
    others = (event for event in events if event.event_id not in shown_ids)
    earlier = {report.report_id for event in others for report in event.all_counted()}
    reasons = [(r, "other_stock" if r.report_id in earlier else reason) for r, reason in reasons]
    low = _sum_of_lows(graph, shown)
    high = sum(i.highest for i in intervals) if intervals else None
    open_above = any(interval.open_above for interval in intervals)
    return Figure(
        measure=measure,
        low=low,
        high=high,
        open_below=any(interval.open_below for interval in intervals),
        open_above=open_above,
        approximate=_is_one_approximate_number(intervals, low, high, open_above),
        reports=len(of_measure),
        sources=len({report.source_id for report in of_measure}),
        independent_sources=len({report.origin for report in evidence if report.origin}),
        events=tuple(events),
        stock=stock,
        overlapping=len({graph.overlap_group[event.event_id] for event in events}) < len(events),
        not_counted=tuple((report, reason) for report, reason in reasons if reason),
    )


def by_id(report: Report) -> str:
    """The sort key of reports wherever the evidence of a figure is listed."""
    return report.report_id


def _lowest(report: Report) -> int:
    number = report.low if report.low is not None else report.high
    assert number is not None, "asked for the number of a report without one"
    return number


def _highest(report: Report) -> int:
    number = report.high if report.high is not None else report.low
    assert number is not None, "asked for the number of a report without one"
    return number


def _is_about(report: Report) -> bool:
    return report.approximate and report.low is not None and report.low == report.high


def _is_one_approximate_number(
    added: Sequence[Interval], low: int | None, high: int | None, open_above: bool
) -> bool:
    """Whether a sum is a single number and anything added to it is approximate."""
    return low is not None and low == high and not open_above and any(i.approximate for i in added)


def _sum_of_lows(graph: EventGraph, events: Iterable[EventCount]) -> int | None:
    """The sum of the lows that may be added; None if there are none."""
    lows = added_lows(graph, events)
    return sum(lows.values()) if lows else None
