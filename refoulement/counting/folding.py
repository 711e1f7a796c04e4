"""Counted reports in clusters, over arrays: a move recounts only clusters that match in part.

`tally` turns them into figures. A node is an event within a group (a place, or all places
together). All counts are people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refoulement.counting.index import (
    NEVER_BEFORE,
    NO_HIGH,
    NO_LOW,
    Counted,
    Events,
    Flags,
    Numbers,
    index_of,
)
from refoulement.dataset.remembered import once_a_dataset
from refoulement.dataset.tables import Dataset


@dataclass(frozen=True, slots=True)
class Nodes:
    """Events of a group, by group and event; `low` and `high` as in Counted.

    `exact` says whether any number is not worded as “about” so many; for a whole made of its
    parts, that none of them is. `extent` is the widest of the evidence, `last` its last day and
    `first` the latest of its first days.
    """

    group: Numbers
    event: Numbers
    low: Numbers
    high: Numbers
    exact: Flags
    extent: NDArray[np.int8]
    last: NDArray[np.int32]
    first: NDArray[np.int32]

    @property
    def approximate(self) -> Flags:
        """Whether the interval is one number, “about” so many."""
        about: Flags = (self.low == self.high + 1) & (self.low & 1 == 1) & ~self.exact
        return about

    @property
    def has_number(self) -> Flags:
        """Whether any number is stated for the event."""
        stated: Flags = self.high != NO_HIGH
        return stated

    def at(self, places: NDArray[Any]) -> Nodes:
        """The nodes at these positions, or where a mask is true."""
        at = np.flatnonzero(places) if places.dtype == bool else places
        return Nodes(*(getattr(self, name)[at] for name in self.__slots__))

    def key(self, events: Events) -> Numbers:
        """One number per node, which sorts by group and then by event."""
        return self.group * len(events.whole) + self.event


#: For each group: low (NO_LOW for none), high (NO_HIGH for none), open below, open above, and
#: whether any number added is an approximate one.
Totals = tuple[Numbers, Numbers, Flags, Flags, Flags]


@dataclass(frozen=True, slots=True)
class Clusters:
    """Counted reports in clusters: those at one place whose events are linked.

    Events are linked if they are parts of one, or may overlap. Each cluster adds to a figure on
    its own, so what it adds when all its reports match is worked out once; a move recounts only
    the clusters of which some reports match and others do not.

    `cluster` and `root`, the topmost event, are given for each report; `place`, `reports`,
    `events`, `numberless` (events) and `adds` for each cluster. `roots` are the events that are
    part of no other, by place and precedence, and `cluster_of_root` the clusters they belong to.
    they belong.
    """

    counted: Counted
    cluster: Numbers
    root: Numbers
    place: Numbers
    reports: Numbers
    events: Numbers
    numberless: Numbers
    adds: Totals
    roots: Nodes
    cluster_of_root: Numbers

    @classmethod
    def made_of(cls, events: Events, counted: Counted) -> Clusters:
        """The clusters of these reports."""

        def key(nodes: Counted | Nodes, group: Numbers) -> Numbers:
            return group * len(events.whole) + events.overlap[events.root[nodes.event]]

        keys, cluster = np.unique(key(counted, counted.place), return_inverse=True)
        roots = _roots(events, counted)
        roots = roots.at(_in_order(events, roots))
        of_root = np.searchsorted(keys, key(roots, roots.group))
        number = len(keys)
        return cls(
            counted=counted,
            cluster=cluster,
            root=events.root[counted.event],
            place=keys // max(len(events.whole), 1),
            reports=np.bincount(cluster, minlength=number),
            events=np.bincount(of_root, minlength=number),
            numberless=np.bincount(of_root[~roots.has_number], minlength=number),
            adds=sums(events, replace(roots, group=of_root), number),
            roots=roots,
            cluster_of_root=of_root,
        )

    def of(self, events: Events, is_in: Flags) -> Found:
        """What is found if only these reports match."""
        matching = np.bincount(self.cluster[is_in], minlength=len(self.reports))
        is_whole = matching == self.reports
        in_part = self.counted.at(np.flatnonzero(is_in & ~is_whole[self.cluster]))
        return Found(events, self, is_in, is_whole, _roots(events, in_part))


@dataclass(frozen=True, slots=True)
class Found:
    """What matches: the clusters that match as a whole, and the roots made of the others."""

    of: Events
    clusters: Clusters
    is_in: Flags
    is_whole: Flags
    others: Nodes

    def reports(self, roots: Numbers | None = None) -> Numbers:
        """Positions of the reports; with `roots`, of those whose event is one or part of one."""
        if roots is None:
            return self.clusters.counted.report[self.is_in]
        wanted = np.zeros(len(self.of.root), dtype=bool)
        wanted[roots] = True
        return self.clusters.counted.report[self.is_in & wanted[self.clusters.root]]

    @property
    def events(self) -> int:
        """How many of the events are part of no other."""
        return int(self.clusters.events[self.is_whole].sum()) + len(self.others.event)

    @property
    def events_without_number(self) -> int:
        """How many of these events no number is stated for."""
        numberless = int(self.clusters.numberless[self.is_whole].sum())
        return numberless + int(np.count_nonzero(~self.others.has_number))

    @property
    def overlapping(self) -> bool:
        """Whether some of them may count the same people."""
        rivals = self.of.overlap[self.others.event]
        several = bool((self.clusters.events[self.is_whole] > 1).any())
        return several or len(np.unique(rivals)) < len(rivals)

    def totals(self, groups: int) -> Totals:
        """Their totals by place."""
        whole = np.flatnonzero(self.is_whole)
        both = zip(self.clusters.adds, sums(self.of, self.others, groups), strict=True)
        place = np.r_[self.clusters.place[whole], np.arange(groups)]
        low, high, below, above, about = (np.r_[adds[whole], more] for adds, more in both)
        return _added((low, high, below, above, about), place, groups)

    def first(self, most: int, with_number: bool = False) -> Nodes:
        """At most `most` of the events by precedence, over all places."""
        of_wholes, others = self._candidates(with_number)
        return _first(self.of, _joined(self.clusters.roots.at(of_wholes[:most]), others), most)

    def first_of_each(self) -> Nodes:
        """For each place, the event with a number that comes first by precedence."""
        of_wholes, others = self._candidates(with_number=True)
        place = self.clusters.roots.group[of_wholes]
        firsts = of_wholes[np.flatnonzero(np.diff(place, prepend=-1))]
        return _first_of_each(self.of, _joined(self.clusters.roots.at(firsts), others))

    def _candidates(self, with_number: bool) -> tuple[Numbers, Nodes]:
        roots, others = self.clusters.roots, self.others
        is_in = self.is_whole[self.clusters.cluster_of_root]
        if with_number:
            is_in, others = is_in & roots.has_number, others.at(others.has_number)
        return np.flatnonzero(is_in), others


@once_a_dataset
def clusters_together(dataset: Dataset) -> tuple[Clusters, ...]:
    """The counted reports of each counted measure, all places together."""
    index = index_of(dataset)
    return tuple(Clusters.made_of(index.events, counted) for counted in index.counted)


@once_a_dataset
def clusters_alone(dataset: Dataset) -> tuple[Clusters, ...]:
    """The counted reports that name a single place, by place."""
    index = index_of(dataset)
    return tuple(Clusters.made_of(index.events, counted) for counted in index.counted_alone)


def _roots(events: Events, counted: Counted) -> Nodes:
    """The events that are part of no other, at each place."""
    nodes = own_nodes(counted)
    depth = events.depth[nodes.event]
    if not depth.any():
        return nodes
    made = nodes.at(depth == depth.max())
    for level in range(int(depth.max()) - 1, -1, -1):
        made = merged(events, nodes.at(depth == level), nodes_of_wholes(events, made))
    return made


def own_nodes(counted: Counted) -> Nodes:
    """Each event with the interval of its own reports."""
    group, event = counted.place, counted.event
    if not len(event):
        return Nodes(*(getattr(counted, "place" if n == "group" else n) for n in Nodes.__slots__))
    begins = np.flatnonzero(np.r_[True, (event[1:] != event[:-1]) | (group[1:] != group[:-1])])
    return Nodes(
        group[begins],
        event[begins],
        np.minimum.reduceat(counted.low, begins),
        np.maximum.reduceat(counted.high, begins),
        np.maximum.reduceat(counted.exact, begins),
        np.maximum.reduceat(counted.extent, begins),
        np.maximum.reduceat(counted.last, begins),
        np.maximum.reduceat(counted.first, begins),
    )


def nodes_of_wholes(events: Events, parts: Nodes) -> Nodes:
    """What the parts of each whole add up to."""
    whole = replace(parts, event=events.whole[parts.event])
    keys, place = np.unique(whole.key(events), return_inverse=True)
    number = len(keys)
    group, event = np.divmod(keys, len(events.whole))
    together = replace(parts, group=place)
    low, high, _, open_above, about = sums(events, together, number)
    lowest = np.bincount(
        place, np.where(parts.has_number, parts.low >> 1, 0), minlength=number
    ).astype(np.int64)
    is_open = open_above | (np.bincount(place, ~parts.has_number, minlength=number) > 0)
    extent = np.zeros(number, dtype=np.int8)
    last = np.full(number, NEVER_BEFORE, dtype=np.int32)
    first = last.copy()
    np.maximum.at(extent, place, parts.extent)
    np.maximum.at(last, place, parts.last)
    np.maximum.at(first, place, parts.first)
    stated = high != NO_HIGH
    return Nodes(
        group,
        event,
        np.where(stated, np.where(low == NO_LOW, 2 * lowest, 2 * low + 1), NO_LOW),
        np.where(stated, 2 * high + is_open, NO_HIGH),
        ~about,
        extent,
        last,
        first,
    )


def merged(events: Events, own: Nodes, of_parts: Nodes) -> Nodes:
    """Events with their own interval or, if they have none, that of their parts."""
    own_keys, keys = own.key(events), of_parts.key(events)
    at = np.minimum(np.searchsorted(own_keys, keys), len(own_keys) - 1)
    has_own = own_keys[at] == keys if len(own_keys) else np.zeros(len(keys), dtype=bool)
    silent = at[has_own]
    silent = silent[~own.has_number[silent]]
    keeps = np.ones(len(own_keys), dtype=bool)
    keeps[silent] = False
    adds = ~has_own
    adds[has_own] = ~keeps[at[has_own]]
    both = _joined(own.at(keeps), of_parts.at(adds))
    return both.at(np.argsort(both.key(events), kind="stable"))


def _joined(*several: Nodes) -> Nodes:
    """These nodes, concatenated."""
    columns = ([getattr(nodes, name) for nodes in several] for name in Nodes.__slots__)
    return Nodes(*map(np.concatenate, columns))


def sums(events: Events, nodes: Nodes, groups: int) -> Totals:
    """What the nodes of each group add up to.

    Of events that may count the same people, only the largest low is added.
    """
    stated = nodes.at(nodes.has_number)
    group, low_stated = stated.group, (stated.low & 1).astype(bool)
    high = _sum(group, stated.high >> 1, groups)
    some = np.bincount(group, minlength=groups) > 0
    adds = stated.at(low_stated)
    alone = adds.at(~events.overlaps[adds.event])
    low = _sum(alone.group, alone.low >> 1, groups)
    rivals = adds.at(events.overlaps[adds.event])
    if len(rivals.event):
        keys = rivals.group * len(events.overlap) + events.overlap[rivals.event]
        unique, place = np.unique(keys, return_inverse=True)
        largest = np.zeros(len(unique), dtype=np.int64)
        np.maximum.at(largest, place, rivals.low >> 1)
        low += _sum(unique // len(events.overlap), largest, groups)
    some_low = np.bincount(adds.group, minlength=groups) > 0
    return (
        np.where(some_low, low, NO_LOW),
        np.where(some, high, NO_HIGH),
        np.bincount(group[~low_stated], minlength=groups) > 0,
        np.bincount(group[(stated.high & 1).astype(bool)], minlength=groups) > 0,
        np.bincount(group[stated.approximate], minlength=groups) > 0,
    )


def _added(totals: Totals, group: Numbers, groups: int) -> Totals:
    """These totals added up by group."""
    low, high, *flags = totals
    has_low, has_high = low != NO_LOW, high != NO_HIGH
    some = np.zeros((5, groups), dtype=bool)
    for found, is_so in zip(some, (has_low, has_high, *flags), strict=True):
        found[group[is_so]] = True
    some_low, some_high, is_below, is_above, is_about = some
    return (
        np.where(some_low, _sum(group[has_low], low[has_low], groups), NO_LOW),
        np.where(some_high, _sum(group[has_high], high[has_high], groups), NO_HIGH),
        is_below,
        is_above,
        is_about,
    )


def _sum(group: Numbers, people: Numbers, groups: int) -> Numbers:
    """People by group. Floating point is exact below 2**53: 900 million reports of 10,000,000."""
    return np.bincount(group, people, minlength=groups).astype(np.int64)


def _first(events: Events, nodes: Nodes, most: int) -> Nodes:
    """At most `most` nodes, in order of precedence."""
    if len(nodes.event) > most:
        widest_and_latest = _precedence(nodes)[0]
        least = np.partition(widest_and_latest, most - 1)[most - 1]
        nodes = nodes.at(widest_and_latest <= least)
    return nodes.at(_in_order(events, replace(nodes, group=np.zeros_like(nodes.group)))[:most])


def _in_order(events: Events, nodes: Nodes) -> Numbers:
    """The positions that sort nodes by group and then by EventCount.precedence."""
    keys = (nodes.group, *_precedence(nodes), events.order[nodes.event])
    return np.lexsort(keys[::-1])


def _precedence(nodes: Nodes) -> tuple[Numbers, Numbers, Numbers]:
    """EventCount.precedence without the id; the extent and the last day share one number."""
    highest = np.where(nodes.has_number, nodes.high >> 1, 0)
    widest_and_latest = (nodes.extent.astype(np.int64) << 32) + nodes.last
    return -widest_and_latest, -nodes.first.astype(np.int64), -highest


def _first_of_each(events: Events, nodes: Nodes) -> Nodes:
    """For each group, the event with a number that comes first by precedence."""
    nodes = nodes.at(nodes.has_number)
    nodes = nodes.at(_in_order(events, nodes))
    return nodes.at(np.flatnonzero(np.diff(nodes.group, prepend=-1)))
