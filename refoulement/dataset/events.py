"""How events are linked: wholes and their parts, and events that may overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd


def split_ids(cell: str) -> tuple[str, ...]:
    """The members of a `;`-separated cell, without empty ones."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


@dataclass(frozen=True)
class EventGraph:
    """The links between events.

    `parts` holds each whole's parts, `whole` each part's whole, and
    `overlap_group` a name shared by all events that may count some of the same
    people, directly or through others. A part's possible overlap is its whole's.
    """

    parts: dict[str, tuple[str, ...]]
    whole: dict[str, str]
    overlap_group: dict[str, str]

    @classmethod
    def from_table(cls, events: pd.DataFrame) -> EventGraph:
        """The graph of an events table (columns event_id, part_of, may_overlap)."""
        columns = (events[name].tolist() for name in ("event_id", "part_of", "may_overlap"))
        rows = list(zip(*columns, strict=True))
        links = [(event, other) for event, _, cell in rows for other in split_ids(cell)]
        return cls.from_links(
            events=[event for event, _, _ in rows],
            whole={event: whole for event, whole, _ in rows if whole},
            overlaps=links,
        )

    @classmethod
    def from_links(
        cls,
        events: Iterable[str],
        whole: dict[str, str],
        overlaps: Iterable[tuple[str, str]],
    ) -> EventGraph:
        """The graph of these events, each part's whole, and pairs that may overlap."""
        parts: dict[str, list[str]] = {}
        for part, of in sorted(whole.items()):
            parts.setdefault(of, []).append(part)
        group = {event: event for event in events}

        def leader(event: str) -> str:
            while group[event] != event:
                event = group[event]
            return event

        def ancestry(event: str) -> list[str]:
            line = [event]
            while line[-1] in whole:
                line.append(whole[line[-1]])
            return line

        for one, other in overlaps:
            for first, second in _where_apart(ancestry(one), ancestry(other)):
                low, high = sorted((leader(first), leader(second)))
                group[high] = low
        return cls(
            parts={of: tuple(names) for of, names in parts.items()},
            whole=dict(whole),
            overlap_group={event: leader(event) for event in group},
        )

    def root(self, event: str) -> str:
        """The topmost event that `event` is part of; itself if it is part of none."""
        while event in self.whole:
            event = self.whole[event]
        return event

    def with_parts(self, event: str) -> tuple[str, ...]:
        """`event`, all its parts, and their parts."""
        found = [event]
        for name in found:
            found.extend(self.parts.get(name, ()))
        return tuple(found)


def connected(events: pd.DataFrame, ids: Iterable[str]) -> set[str]:
    """These events of an events table and all that are linked to them, as parts or by overlap.

    With these alone the counting rules give the same figures as with the whole table.
    """
    linked: dict[str, set[str]] = {}
    columns = (events["event_id"], events["part_of"], events["may_overlap"])
    for event, whole, overlaps in zip(*columns, strict=True):
        for other in filter(None, (whole, *split_ids(overlaps))):
            linked.setdefault(event, set()).add(other)
            linked.setdefault(other, set()).add(event)
    found = set(ids)
    queue = list(found)
    while queue:
        new = linked.get(queue.pop(), set()) - found
        found |= new
        queue += new
    return found


def _where_apart(one: list[str], other: list[str]) -> list[tuple[str, str]]:
    """The events just below the whole that two lines share: they overlap if the first ones do.

    If the lines share no whole, that is the pair of their topmost events. If one event is
    part of the other, they share people anyway and there is no pair.
    """
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return [(one[-1], other[-1])] if one and other else []
