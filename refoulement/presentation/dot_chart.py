"""The dot chart of an event: what sources say about it, value by value, over one axis."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from refoulement.counting.rivals import EventRivals, Line, Rivals, event_rivals
from refoulement.counting.rules import Interval
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset

STEPS = 4  # from tick to tick: five ticks
_NICE = (1, 2, 5, 10)  # times a power of ten


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement, and the ones that repeat it."""

    line: Line
    repeats: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The statements that give one value; `interval` is None for those without a number."""

    interval: Interval | None
    entries: tuple[Entry, ...]

    @property
    def line(self) -> Line:
        """The statement whose dot stands for all: a counted one if there is any."""
        return min((entry.line for entry in self.entries), key=lambda line: line.reason is not None)


@dataclass(frozen=True, slots=True)
class Section:
    """The groups of one measure by value, smallest first, and the sections of its parts."""

    rivals: Rivals
    groups: tuple[Group, ...]
    parts: tuple[Section, ...]

    def all_groups(self) -> Iterator[tuple[str, Group]]:
        """Its own groups and those of its parts, each with the id of its event."""
        yield from ((self.rivals.event_id, group) for group in self.groups)
        for part in self.parts:
            yield from part.all_groups()


def about(dataset: Dataset, event_id: str, reports: Sequence[Report]) -> EventRivals | None:
    """What reports about one event and its parts say; a part is treated as an event of its own.

    The measure with the most reports in a figure comes first. None if there are no reports.
    """
    if not reports:
        return None
    (whole,) = event_rivals(dataset, reports)
    measures = [node for one in whole.measures for node in _nodes(one, event_id)]
    measures.sort(key=lambda rivals: (rivals.interval is None, -rivals.counted))
    return replace(whole, event_id=event_id, measures=tuple(measures))


def _nodes(rivals: Rivals, event_id: str) -> Iterator[Rivals]:
    if rivals.event_id == event_id:
        yield rivals
        return
    for part in rivals.parts:
        yield from _nodes(part, event_id)


def sections(
    measures: tuple[Rivals, ...], shown: Collection[str] | None = None
) -> tuple[Section, ...]:
    """A section for each measure; `shown` are the ids of the only reports to include."""
    return tuple(_section(rivals, shown) for rivals in measures)


def highest(event: EventRivals) -> int:
    """The largest number that any statement about an event gives; 0 if none gives one."""
    numbers = (
        line.interval.highest
        for rivals in event.measures
        for line in rivals.all_lines()
        if line.interval
    )
    return max(numbers, default=0)


def ticks(most: int) -> tuple[int, ...]:
    """Five numbers from 0 in equal steps; the last is `most` or a little more."""
    step, power = 1, 1
    while step * STEPS < most:
        step = next((nice * power for nice in _NICE if nice * power * STEPS >= most), step)
        power *= 10
    return tuple(step * number for number in range(STEPS + 1))


def _section(rivals: Rivals, shown: Collection[str] | None) -> Section:
    entries: list[Entry] = []
    for line in rivals.lines:
        if shown is not None and line.report.report_id not in shown:
            continue
        if line.under and entries:
            entries[-1] = Entry(entries[-1].line, (*entries[-1].repeats, line))
        else:
            entries.append(Entry(line, ()))
    entries.sort(key=lambda entry: _value(entry.line))
    groups = (Group(found[0].line.interval, found) for found in _by_value(entries))
    return Section(rivals, tuple(groups), tuple(_section(part, shown) for part in rivals.parts))


def _by_value(entries: list[Entry]) -> Iterator[tuple[Entry, ...]]:
    for _, found in groupby(entries, key=lambda entry: _value(entry.line)):
        yield tuple(found)


def _value(line: Line) -> tuple[int, int, bool, bool]:
    """The sort key of statements by their number; those without one come last."""
    one = line.interval
    if one is None:
        return 10**9, 10**9, False, False
    return one.lowest, one.highest, not one.open_below, one.open_above
