"""When sources may be said to agree on a number: never by a vote, nor on open-ended counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from refoulement.counting.rules import Interval, interval_of
from refoulement.dataset.report import Report

LEAST_ORIGINS = 5
LEAST_SHARE = Fraction(2, 3)
FURTHEST = Fraction(12, 10)  # the highest over the lowest of numbers that still agree


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `origins` that state a number, `agreeing` state from `low` to `high` people."""

    agreeing: int
    origins: int
    low: int
    high: int


def agreement_of(reports: Iterable[Report]) -> Agreement | None:
    """What origins agree on in counted reports of one event and measure; None if too few agree.

    At least LEAST_ORIGINS must state a number, and LEAST_SHARE of these an exact number or
    a closed range, all within FURTHEST of each other. Each origin counts once, with all that
    it states; reports without one do not count. Among equally large groups the lowest is given.
    """
    by_origin: dict[str, list[Report]] = {}
    for report in reports:
        if report.origin and report.has_number:
            by_origin.setdefault(report.origin, []).append(report)
    stated = [interval for own in by_origin.values() if (interval := interval_of(own))]
    if len(stated) < LEAST_ORIGINS:
        return None
    closed = [one for one in stated if not one.open_below and not one.open_above]
    groups = (_near(start.lowest, closed) for start in sorted(closed, key=lambda one: one.lowest))
    largest = max(groups, key=len, default=[])
    if Fraction(len(largest), len(stated)) < LEAST_SHARE:
        return None
    low, high = min(one.lowest for one in largest), max(one.highest for one in largest)
    return Agreement(len(largest), len(stated), low, high)


def _near(low: int, intervals: Iterable[Interval]) -> list[Interval]:
    """The intervals that lie between `low` and FURTHEST times as much."""
    return [one for one in intervals if one.lowest >= low and one.highest <= low * FURTHEST]
