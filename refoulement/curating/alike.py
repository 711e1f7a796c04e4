"""Statements that are alike: which is already in the dataset, and of which event one may speak.

A small sum of points that a curator can follow: dates, places, counts, and the document.
Nothing here merges anything: what it finds is a question to a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from refoulement.dataset import Dataset, Report
from refoulement.remembered import once_a_dataset

#: A suggestion needs so many points; below, nothing is said. Same dates, places and count make 18.
ENOUGH = 9

_MONTH, _TWO_MONTHS, _FORTNIGHT, _NEWS = 31, 62, 14, 4  # days
_SEASON = 100  # days; further apart, nothing is alike
_WHOLE_COUNTRY = "China"
#: The order in which one group may be reported on, from place to place.
_STEPS = ("arrested", "held", "returned", "held_after_return")

#: A measure in the middle of a sentence.
MEASURE_WORDS = {
    "held": "held",
    "returned": "returned",
    "arrested": "arrested",
    "held_after_return": "held after return",
    "other": "otherwise concerned",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What any file may say of a group of people, curated or not.

    `measure` is one of MEASURES, or empty where nothing says it. `places` are ids of sites
    and, of other places, names in lower case; `provinces` and `country` are where these
    lie, `area` is what stands there instead of places. Dates are inclusive, both None where
    undated. `low` and `high` count people, None where open. `publisher`, `title` and `url`
    name the document, as far as it is named.
    """

    measure: str
    places: frozenset[str]
    first: date | None
    last: date | None
    low: int | None
    high: int | None
    area: str = ""
    provinces: frozenset[str] = frozenset()
    country: str = ""
    publisher: str = ""
    title: str = ""
    url: str = ""

    @property
    def has_number(self) -> bool:
        """Whether a number is stated at all."""
        return self.low is not None or self.high is not None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for or against a likeness: what it is about, how it is called, and in words.

    `about` is time, place, count, measure or source; `points` are added to the others'.
    """

    about: str
    kind: str
    text: str
    points: int


@dataclass(frozen=True, slots=True)
class Here:
    """The current report that a statement is, or may be; `is_certain` where it is no question."""

    report_id: str
    event_id: str
    is_certain: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class EventLike:
    """An event that a statement may belong to, and the report of it that is most like it."""

    event_id: str
    report_id: str
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """The sum of the reasons' points, ENOUGH at least."""
        return sum(reason.points for reason in self.reasons)


def statement_of(dataset: Dataset, report: Report) -> Statement:
    """What a file that holds this report would say: no event, no origin, nothing it repeats."""
    source = dataset.source[report.source_id]
    named = {name.casefold() for name in report.other_places} - {"others"}
    return Statement(
        measure=report.measure,
        places=frozenset({*report.sites, *named}),
        first=report.date_from,
        last=report.date_to,
        low=report.low,
        high=report.high,
        area=report.area,
        provinces=frozenset(str(dataset.site[site]["admin1"]) for site in report.sites),
        country=report.country,
        publisher=source["publisher"],
        title=source["title"],
        url=source["url"],
    )


def already_here(dataset: Dataset, statement: Statement, without: str = "") -> Here | None:
    """The current report that says the same of the same people, dates and places.

    Certain where the document is the same. Where the statement names none, or no more than
    the publisher, it is a question; where it names another, it is another report. `without`
    is the id of a report to leave out.
    """
    found: list[Here] = []
    for known in _published(dataset).at_dates(statement.first, statement.last):
        other = known.statement
        if known.report_id == without or _facts(other) != _facts(statement):
            continue
        if statement.measure and other.measure != statement.measure:
            continue
        same = _is_one_document(statement, other)
        if same is False:
            continue
        is_certain = same is True and bool(statement.measure)
        reasons = _reasons(statement, other)
        found.append(Here(known.report_id, known.event_id, is_certain, reasons))
    return min(found, key=lambda here: (not here.is_certain, here.report_id), default=None)


def events_like(dataset: Dataset, statement: Statement, without: str = "") -> tuple[EventLike, ...]:
    """The events that a statement may belong to, the likeliest first; none below ENOUGH.

    An event is as like as the report of it that is most like; of two the one that says it in
    the same measure, then the one with more reports that would do alone. `without` is the id
    of a report to leave out.
    """
    found: dict[str, list[tuple[bool, EventLike]]] = {}
    for known in _published(dataset).near(statement.first, statement.last):
        if known.report_id == without:
            continue
        reasons = _reasons(statement, known.statement)
        if sum(reason.points for reason in reasons) >= ENOUGH:
            same_measure = statement.measure in ("", known.statement.measure)
            like = EventLike(known.event_id, known.report_id, reasons)
            found.setdefault(known.event_id, []).append((same_measure, like))

    def best(likes: list[tuple[bool, EventLike]]) -> tuple[int, bool, int, EventLike]:
        same_measure, like = max(
            likes, key=lambda pair: (pair[1].points, pair[0], -order[pair[1].report_id])
        )
        return like.points, same_measure, len(likes), like

    order = _published(dataset).order
    ranked = sorted(
        map(best, found.values()), key=lambda b: (-b[0], not b[1], -b[2], b[3].event_id)
    )
    return tuple(like for *_, like in ranked)


def is_named(reason: Reason) -> bool:
    """Whether a reason is said to people: what speaks for a likeness, and always the counts."""
    return reason.points > 0 or reason.about in ("count", "measure")


# What is published


@dataclass(frozen=True, slots=True)
class _Known:
    """A current report of the dataset."""

    report_id: str
    event_id: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class _Published:
    """The current reports and, an element each, the days on which they begin and end."""

    reports: tuple[_Known, ...]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    of_dates: dict[tuple[date | None, date | None], list[_Known]]
    order: dict[str, int]

    def at_dates(self, first: date | None, last: date | None) -> list[_Known]:
        """Those of exactly these dates, or undated like this."""
        return self.of_dates.get((first, last), [])

    def near(self, first: date | None, last: date | None) -> Iterable[_Known]:
        """Those of which some day is no more than a season away; none where undated."""
        if first is None or last is None:
            return ()
        near = (self.first <= last.toordinal() + _SEASON) & (
            self.last >= first.toordinal() - _SEASON
        )
        return (self.reports[at] for at in np.flatnonzero(near))


@once_a_dataset
def _published(dataset: Dataset) -> _Published:
    current = np.flatnonzero((dataset.reports["status"] == "current").to_numpy())
    reports = tuple(
        _Known(report.report_id, report.event_id, statement_of(dataset, report))
        for report in dataset.records_at(current)
    )
    of_dates: dict[tuple[date | None, date | None], list[_Known]] = {}
    for known in reports:
        of_dates.setdefault((known.statement.first, known.statement.last), []).append(known)
    never = (date.max.toordinal() + 2 * _SEASON, -2 * _SEASON)  # an undated report is near nothing
    firsts = [k.statement.first.toordinal() if k.statement.first else never[0] for k in reports]
    lasts = [k.statement.last.toordinal() if k.statement.last else never[1] for k in reports]
    order = {report_id: at for at, report_id in enumerate(sorted(k.report_id for k in reports))}
    return _Published(
        reports, np.array(firsts, dtype=np.int64), np.array(lasts, dtype=np.int64), of_dates, order
    )


def _facts(statement: Statement) -> tuple[object, ...]:
    """What two copies of one statement share, besides measure, dates and document."""
    return statement.places, statement.area.casefold(), statement.low, statement.high


def _is_one_document(one: Statement, other: Statement) -> bool | None:
    """Whether both name one document; None where that cannot be told."""
    publishers = one.publisher.casefold(), other.publisher.casefold()
    titles = one.title.casefold(), other.title.casefold()
    if one.url and other.url:
        return one.url == other.url
    if all(publishers) and publishers[0] != publishers[1]:
        return False
    if all(titles):
        return titles[0] == titles[1] and (True if all(publishers) else None)
    return None


# Points


def _reasons(one: Statement, other: Statement) -> tuple[Reason, ...]:
    """Why a statement may be of the people that another speaks of, or may not."""
    is_same_measure = one.measure in ("", other.measure)
    follows = not is_same_measure and _follows(one, other)
    time = _time(one, other)
    if time is None:
        return ()
    place = _place(one, other, is_same_measure)
    count = _count(one, other, is_same_measure, follows)
    reasons = [time, place, count]
    if not is_same_measure:
        words = f"{MEASURE_WORDS[one.measure]} against {MEASURE_WORDS[other.measure]}"
        reasons.append(Reason("measure", "another", words, -4))
    if follows:
        reasons.append(Reason("source", "follows", "one document tells of both in this order", 9))
    differs = place.kind not in ("same", "same_area") and count.kind != "equal"
    # A document that gives a number for each place counts other people at each.
    if is_same_measure and differs and _is_one_document(one, other):
        reasons.append(Reason("source", "beside", "one document counts both side by side", -6))
    return tuple(reasons)


def _days(statement: Statement) -> int:
    """How many days a dated statement spans."""
    assert statement.first
    assert statement.last
    return (statement.last - statement.first).days + 1


def _apart(one: Statement, other: Statement) -> int:
    """Days between two dated statements; 0 or less where they overlap."""
    assert one.first
    assert one.last
    assert other.first
    assert other.last
    return max((other.first - one.last).days, (one.first - other.last).days)


def _time(one: Statement, other: Statement) -> Reason | None:
    """What the dates say; None where they are too far apart, or one is undated."""
    if not (one.first and one.last and other.first and other.last):
        return None
    longest, shortest = max(_days(one), _days(other)), min(_days(one), _days(other))
    if (one.first, one.last) == (other.first, other.last):
        words = "same day" if longest == 1 else "same dates"
        return Reason("time", "same", words, 6 if longest <= _MONTH else 3)
    apart = _apart(one, other)
    if apart > 0:
        # A stock changes slowly; an event is over, and its news may give their own day.
        is_stock = one.measure == other.measure == "held"
        scale = ((_NEWS, 2, 4), (_FORTNIGHT, 0, 4), (_MONTH, -2, 2), (_SEASON, -4, 0))
        points = next(((held if is_stock else flow) for d, flow, held in scale if apart <= d), None)
        if points is None or (longest > _TWO_MONTHS and apart > _NEWS):
            return None
        return Reason("time", "apart", f"{apart} day{'s' if apart > 1 else ''} apart", points)
    scale_of_spans = ((_FORTNIGHT, 5), (_MONTH, 4), (_TWO_MONTHS, 3))
    within = next((points for days, points in scale_of_spans if longest <= days), None)
    if within is None:
        within = 2 if 2 * shortest >= longest else 0
    return Reason("time", "overlapping", "overlapping dates", within)


def _place(one: Statement, other: Statement, is_same_measure: bool) -> Reason:
    """What the places say, or the areas where no place is named."""
    here, there = one.places, other.places
    if here and there:
        if here == there:
            return Reason("place", "same", "same place" if len(here) == 1 else "same places", 6)
        if here & there:
            is_part = here < there or there < here
            if is_part and is_same_measure and _times(one, other) > 1.4:
                return Reason("place", "part", "one names more places", 0)
            words = f"{len(here & there)} place{'s' if len(here & there) > 1 else ''} in common"
            return Reason("place", "common", words, 4 if is_part else 3)
    elif here or there:
        named, area = (one, other.area) if here else (other, one.area)
        if area == _WHOLE_COUNTRY and named.country in ("", _WHOLE_COUNTRY):
            return Reason("place", "wider", "a place against the whole country", 2)
        if any(province and province in area for province in named.provinces):
            return Reason("place", "wider", "same region", 2)
    else:
        if one.area.casefold() == other.area.casefold():
            return Reason("place", "same_area", "same area", 4)
        if one.country == other.country and _WHOLE_COUNTRY in (one.area, other.area):
            return Reason("place", "wider", "a region against the whole country", 2)
        if one.country == other.country or {one.country, other.country} & {"", "not stated"}:
            return Reason("place", "unclear", "areas in other words", 0)
    # Somebody is arrested at one place and held at another, but two returns are two.
    return Reason("place", "apart", "other places", -8 if is_same_measure else 0)


def _count(one: Statement, other: Statement, is_same_measure: bool, follows: bool) -> Reason:
    """What the numbers say: equal, one within what the other leaves open, or so many times it."""
    words = f"{_number(one)} against {_number(other)}"
    if not one.has_number or not other.has_number:
        return Reason("count", "unnumbered", words, 1)
    if (one.low, one.high) == (other.low, other.high):
        return Reason("count", "equal", f"{_number(one)} in both", 6)
    times = _times(one, other)
    # Fewer may be returned than were arrested: between measures a gap says little.
    scale = ((1.0, 5, 5), (1.1, 4, 4), (1.4, 2, 2), (2.0, 0, 0), (3.0, -2, -1))
    points = next(((same if is_same_measure else o) for t, same, o in scale if times <= t), None)
    if points is None:
        points = -6 if is_same_measure else -2
    kind = "meeting" if times <= 1 else "close" if times <= 1.4 else "different"
    return Reason("count", kind, words, max(points, 0) if follows else points)


def _ends(statement: Statement) -> tuple[int, int]:
    """The lowest and the highest number that is stated."""
    low, high = statement.low, statement.high
    return (low if low is not None else high or 0), (high if high is not None else low or 0)


def _times(one: Statement, other: Statement) -> float:
    """By what factor two counts miss each other; 1 where they meet or one gives no number.

    Where one of them is open towards the other, its root: “over 500” may well be 700.
    """
    if not one.has_number or not other.has_number:
        return 1
    below, above = sorted((one, other), key=_ends)
    highest, lowest = _ends(below)[1], _ends(above)[0]
    if lowest <= highest:
        return 1
    times = lowest / max(highest, 1)
    return sqrt(times) if below.high is None or above.low is None else times


def _follows(one: Statement, other: Statement) -> bool:
    """Whether one document may tell of one group at two steps: of no more people, and no earlier.

    Of 92 arrested, 46 are still held; nobody is held in September who was returned in July.
    """
    if not _is_one_document(one, other) or not {one.measure, other.measure} <= set(_STEPS):
        return False
    before, after = sorted((one, other), key=lambda s: _STEPS.index(s.measure))
    if not (before.first and before.last and after.first):
        return False
    is_in_order = before.first <= after.first <= before.last + timedelta(days=_NEWS)
    return is_in_order and (_times(before, after) <= 1 or _ends(after)[1] <= _ends(before)[1])


def _number(statement: Statement) -> str:
    """A count in words: 600; 650 or more; up to 200; 200 to 300."""
    low, high = statement.low, statement.high
    if low is None:
        return "no number" if high is None else f"up to {high:,}"
    if high is None:
        return f"{low:,} or more"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
