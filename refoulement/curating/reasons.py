"""Why two statements may speak of the same people: points that a curator can follow.

The points were set on the rows of version 1.0.0 alone; `scripts/measure_finder.py` tells how
well they do on any package.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from math import sqrt

from refoulement.curating.statements import Statement, is_one_document
from refoulement.messages import Later, later, nlater

#: Statements further apart than this are never alike.
SEASON = 100  # days

_MONTH, _TWO_MONTHS, _FORTNIGHT, _NEWS = 31, 62, 14, 4  # days
_WHOLE_COUNTRY = "China"
#: The order in which one group may be reported on, step by step.
_STEPS = ("arrested", "held", "returned", "held_after_return")

#: A measure in the middle of a sentence.
_MEASURES = {
    "held": later("held"),
    "returned": later("returned"),
    "arrested": later("arrested"),
    "held_after_return": later("detained after return"),
    "other": later("otherwise concerned"),
}
# Made once, since they are said of many candidates for each row
_SAME_DAY, _SAME_DATES = later("same day"), later("same dates")
_OVERLAPPING = later("overlapping dates")
_SAME_REGION = later("same region")
_AGAINST_COUNTRY = later("a place against the whole country")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for or against a likeness: its subject, its name, and its words.

    `about` is time, place, count, measure or source; `points` add to those of other reasons. Only
    a few of many reasons are read, so they are put into words only then.
    """

    about: str
    kind: str
    text: str | Later
    points: int


def reasons(one: Statement, other: Statement) -> tuple[Reason, ...]:
    """Why a statement may be about the people that another speaks of, and why not.

    Empty if one is undated, if their dates are too far apart, or if they say the same of other
    places.
    """
    is_same_measure = one.measure in ("", other.measure)
    follows = not is_same_measure and _follows(one, other)
    time = _time(one, other)
    place = _place(one, other, is_same_measure)
    if time is None or place is None:
        return ()
    count = _count(one, other, is_same_measure, follows)
    found = [time, place, count]
    if not is_same_measure:
        words = later(
            "%(one)s against %(other)s",
            one=_MEASURES[one.measure],
            other=_MEASURES[other.measure],
        )
        found.append(Reason("measure", "another", words, -4))
    if follows:
        words = later("one document tells of both in this order")
        found.append(Reason("source", "follows", words, 9))
    differs = place.kind not in ("same", "same_area") and count.kind != "equal"
    # A document that gives a number for each place counts other people at each.
    if is_same_measure and differs and is_one_document(one, other):
        words = later("one document counts both side by side")
        found.append(Reason("source", "beside", words, -6))
    return tuple(found)


def _days(statement: Statement) -> int:
    """How many days a dated statement spans."""
    assert statement.first
    assert statement.last
    return (statement.last - statement.first).days + 1


def _apart(one: Statement, other: Statement) -> int:
    """Days between two dated statements; 0 or less if they overlap."""
    assert one.first
    assert one.last
    assert other.first
    assert other.last
    return max((other.first - one.last).days, (one.first - other.last).days)


def _time(one: Statement, other: Statement) -> Reason | None:
    """What the dates say; None if they are too far apart, or one is undated."""
    if not (one.first and one.last and other.first and other.last):
        return None
    longest, shortest = max(_days(one), _days(other)), min(_days(one), _days(other))
    if (one.first, one.last) == (other.first, other.last):
        words = _SAME_DAY if longest == 1 else _SAME_DATES
        return Reason("time", "same", words, 6 if longest <= _MONTH else 3)
    apart = _apart(one, other)
    if apart > 0:
        # A stock changes slowly; an event is over, and news of it may give the day of the news.
        is_stock = one.measure == other.measure == "held"
        scale = ((_NEWS, 2, 4), (_FORTNIGHT, 0, 4), (_MONTH, -2, 2), (SEASON, -4, 0))
        points = next(((held if is_stock else flow) for d, flow, held in scale if apart <= d), None)
        if points is None or (longest > _TWO_MONTHS and apart > _NEWS):
            return None
        words = nlater("%(count)s day apart", "%(count)s days apart", apart)
        return Reason("time", "apart", words, points)
    scale_of_spans = ((_FORTNIGHT, 5), (_MONTH, 4), (_TWO_MONTHS, 3))
    within = next((points for days, points in scale_of_spans if longest <= days), None)
    if within is None:
        within = 2 if 2 * shortest >= longest else 0
    return Reason("time", "overlapping", _OVERLAPPING, within)


def _place(one: Statement, other: Statement, is_same_measure: bool) -> Reason | None:
    """What the places say, or the areas if no place is named; None if all places differ."""
    here, there = one.places, other.places
    if here and there:
        if here == there:
            words = later("same place") if len(here) == 1 else later("same places")
            return Reason("place", "same", words, 6)
        if here & there:
            is_part = here < there or there < here
            if is_part and is_same_measure and _times(one, other) > 1.4:
                return Reason("place", "part", later("one names more places"), 0)
            shared = len(here & there)
            words = nlater("%(count)s place in common", "%(count)s places in common", shared)
            return Reason("place", "common", words, 4 if is_part else 3)
    elif here or there:
        named, area = (one, other.area) if here else (other, one.area)
        if area == _WHOLE_COUNTRY and named.country in ("", _WHOLE_COUNTRY):
            return Reason("place", "wider", _AGAINST_COUNTRY, 2)
        if any(province and province in area for province in named.provinces):
            return Reason("place", "wider", _SAME_REGION, 2)
    else:
        if one.area.casefold() == other.area.casefold():
            return Reason("place", "same_area", later("same area"), 4)
        if one.country == other.country and _WHOLE_COUNTRY in (one.area, other.area):
            return Reason("place", "wider", later("a region against the whole country"), 2)
        if one.country == other.country or {one.country, other.country} & {"", "not stated"}:
            return Reason("place", "unclear", later("areas in other words"), 0)
    # A person may be arrested at one place and held at another, but two returns are two.
    return None if is_same_measure else Reason("place", "apart", later("other places"), 0)


def _count(one: Statement, other: Statement, is_same_measure: bool, follows: bool) -> Reason:
    """What the numbers say: equal, one within what the other leaves open, or a multiple of it."""
    words = later(
        "%(one)s against %(other)s",
        one=_number(one.low, one.high),
        other=_number(other.low, other.high),
    )
    if not one.has_number or not other.has_number:
        return Reason("count", "unnumbered", words, 1)
    if (one.low, one.high) == (other.low, other.high):
        return Reason(
            "count", "equal", later("%(number)s in both", number=_number(one.low, one.high)), 6
        )
    times = _times(one, other)
    # Fewer may be returned than were arrested: between measures a gap says little.
    scale = ((1.0, 5, 5), (1.1, 4, 4), (1.4, 2, 2), (2.0, 0, 0), (3.0, -2, -1))
    points = next(((same if is_same_measure else o) for t, same, o in scale if times <= t), None)
    if points is None:
        points = -6 if is_same_measure else -2
    kind = "meeting" if times <= 1 else "close" if times <= 1.4 else "different"
    return Reason("count", kind, words, max(points, 0) if follows else points)


def _ends(statement: Statement) -> tuple[int, int]:
    """The lowest and the highest number stated."""
    low, high = statement.low, statement.high
    return (low if low is not None else high or 0), (high if high is not None else low or 0)


def _times(one: Statement, other: Statement) -> float:
    """The factor by which two counts miss each other; 1 if they meet or one gives no number.

    If one of them is open towards the other, its square root: “over 500” may well be 700.
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
    """Whether one document may follow one group over two steps: no more people, no earlier dates.

    Of 92 arrested, 46 are still held; nobody is held in September who was returned in July.
    """
    if not is_one_document(one, other) or not {one.measure, other.measure} <= set(_STEPS):
        return False
    before, after = sorted((one, other), key=lambda s: _STEPS.index(s.measure))
    if not (before.first and before.last and after.first):
        return False
    is_in_order = before.first <= after.first <= before.last + timedelta(days=_NEWS)
    return is_in_order and (_times(before, after) <= 1 or _ends(after)[1] <= _ends(before)[1])


@lru_cache(maxsize=1024)
def _number(low: int | None, high: int | None) -> str | Later:
    """A count in words: 600; 650 or more; up to 200; 200 to 300."""
    if low is None:
        return later("no number") if high is None else later("up to %(high)s", high=high)
    if high is None:
        return later("%(low)s or more", low=low)
    if low == high:
        return f"{low:,}"
    return later("%(low)s to %(high)s", low=low, high=high)
