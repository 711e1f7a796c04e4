"""The figures of many reports at once, over arrays: counting.py is the rules, and the reference.

Tests hold the two equal on generated data. All counts are people.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refoulement.counting import LISTED_EVENTS, EventCount, Tally, count_events
from refoulement.dataset import Dataset
from refoulement.index import (
    NEVER_BEFORE,
    NO_HIGH,
    NO_LOW,
    REASONS,
    Counted,
    Events,
    Flags,
    Numbers,
    distinct,
    index_of,
)
from refoulement.remembered import once_a_dataset
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, NOT_COUNTED

_HELD = COUNTED_MEASURES.index("held")


def tally(dataset: Dataset, measure: str, matches: Flags, sites: Collection[str] = ()) -> Tally:
    """The figure of a counted measure over the reports that match, by position.

    As `counting.figure` gives it; `sites`: places selected.
    """
    index, code = index_of(dataset), COUNTED_MEASURES.index(measure)
    of_measure = index.of_measure[code]
    of_measure = of_measure[matches[of_measure]]
    report = index.counted[code].report
    is_in = matches[report]
    outside = is_in & names_others(dataset, report, sites)
    shared = int(np.count_nonzero(outside))
    found = _clusters(dataset)[code].of(index.events, is_in & ~outside)
    counted = in_figure = found.reports()
    stock = None
    totals = found.totals(1)
    if code == _HELD:
        shown = found.latest(1, with_number=True)
        in_figure = found.reports(shown.event)
        stock = next(iter(_event_counts(dataset, found, shown.event)), None)
        totals = _sums(index.events, shown, 1)
    reasons = np.bincount(index.reason[of_measure] + 1, minlength=1)[1:]  # without COUNTED
    not_counted = {REASONS[reason]: int(number) for reason, number in enumerate(reasons) if number}
    not_counted |= {"shared": shared} if shared else {}
    earlier = len(counted) - len(in_figure)
    not_counted |= {"other_stock": earlier} if earlier else {}
    low, high, open_below, open_above = (ends[0] for ends in totals)
    listed = found.latest(LISTED_EVENTS).event
    return Tally(
        measure=measure,
        low=None if low == NO_LOW else int(low),
        high=None if high == NO_HIGH else int(high),
        open_below=bool(open_below),
        open_above=bool(open_above),
        reports=len(of_measure),
        sources=distinct(index.source[of_measure]),
        independent_sources=distinct(index.origin[in_figure]),
        counted=len(in_figure),
        events=found.events,
        events_without_number=found.events_without_number,
        overlapping=found.overlapping,
        latest=_event_counts(dataset, found, listed),
        stock=stock,
        not_counted={
            reason: not_counted[reason] for reason in NOT_COUNTED if reason in not_counted
        },
    )


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """What reports of one measure that name no other place state for places, an element each.

    `place` is a position in the places' file; `low` is NO_LOW and `high` NO_HIGH where
    there is none; `year` that of a stock, 0 for a flow and where no date is known. A place
    that has only shared or uncounted reports of the measure is there with neither.
    """

    measure: str
    place: Numbers
    low: Numbers
    high: Numbers
    open_above: Flags
    year: Numbers


def place_figures(dataset: Dataset, matches: Flags) -> Iterator[PlaceFigures]:
    """The figures of every place that matching reports name, by measure."""
    index, number = index_of(dataset), len(dataset.site_ids)
    for code, measure in enumerate(MEASURES):
        report, place = index.named_by[code]
        is_named = np.zeros(number, dtype=bool)
        is_named[place[matches[report]]] = True
        named = np.flatnonzero(is_named)
        low, high = np.full(number, NO_LOW), np.full(number, NO_HIGH)
        open_above, year = np.zeros(number, dtype=bool), np.zeros(number, dtype=np.int64)
        if measure in COUNTED_MEASURES:
            is_in = matches[index.counted_alone[code].report]
            found = _clusters_alone(dataset)[code].of(index.events, is_in)
            if code == _HELD:
                nodes = found.latest_of_each()
                dated = nodes.last != NEVER_BEFORE
                year[nodes.group[dated]] = _years(nodes.last[dated])
                low, high, _, open_above = _sums(index.events, nodes, number)
            else:
                low, high, _, open_above = found.totals(number)
        yield PlaceFigures(measure, named, low[named], high[named], open_above[named], year[named])


def small_wholes(dataset: Dataset, measure: str) -> tuple[EventCount, ...]:
    """Events, part of no other, where a whole's own number is below the lows of its parts together.

    Or one of those that are part of it. Over all current reports, in the order of ids.
    """
    index = index_of(dataset)
    code = COUNTED_MEASURES.index(measure)
    events, counted = index.events, index.counted[code]
    nodes = _own(counted)
    depth = events.depth[nodes.event]
    made, found = nodes.at(depth > depth.max(initial=0)), [np.empty(0, dtype=np.int64)]
    for level in range(int(depth.max(initial=0)), -1, -1):
        own, parts = nodes.at(depth == level), _wholes(events, made)
        _, at, of_parts = np.intersect1d(own.event, parts.event, return_indices=True)
        has_end = own.has_number[at] & (own.high[at] & 1 == 0)
        has_low = parts.has_number[of_parts] & (parts.low[of_parts] & 1 == 1)
        is_small = has_end & has_low & (parts.low[of_parts] >> 1 > own.high[at] >> 1)
        found.append(events.root[own.event[at][is_small]])
        made = _merged(events, own, parts)
    roots = np.unique(np.concatenate(found))
    found_all = _clusters(dataset)[code].of(events, np.ones(len(counted.report), dtype=bool))
    return _event_counts(dataset, found_all, roots[np.argsort(events.order[roots])])


# Events, as arrays of nodes: an event within a group (a place, or all places together)


def names_others(dataset: Dataset, reports: Numbers, sites: Collection[str]) -> Flags:
    """Which of these reports name places besides those selected; none where none is selected."""
    if not sites:
        return np.zeros(len(reports), dtype=bool)
    index = index_of(dataset)
    selected = np.isin(index.named[1], [dataset.site_ids.index(site) for site in sites])
    within = np.bincount(index.named[0][selected], minlength=len(index.event))
    return index.further[reports] | (within[reports] < index.places[reports])


@dataclass(frozen=True, slots=True)
class _Nodes:
    """Events of a group, by group and event; `low` and `high` as in Counted.

    `last` and `first` are the last day, and the last of the first days, of the evidence.
    """

    group: Numbers
    event: Numbers
    low: Numbers
    high: Numbers
    last: NDArray[np.int32]
    first: NDArray[np.int32]

    @property
    def has_number(self) -> Flags:
        """Whether any number is stated for the event."""
        stated: Flags = self.high != NO_HIGH
        return stated

    def at(self, places: NDArray[Any]) -> _Nodes:
        """Those at these places, or where this is true."""
        at = np.flatnonzero(places) if places.dtype == bool else places
        return _Nodes(*(getattr(self, name)[at] for name in self.__slots__))

    def key(self, events: Events) -> Numbers:
        """One number for each event of a group, in their order."""
        return self.group * len(events.whole) + self.event


#: For each group: low (NO_LOW for none), high (NO_HIGH for none), open below, open above.
_Totals = tuple[Numbers, Numbers, Flags, Flags]


@dataclass(frozen=True, slots=True)
class _Clusters:
    """Counted reports in clusters: of a place, those of events that hang together.

    These are parts of one, or may overlap. A cluster adds to a figure by itself: so what it
    adds where all its reports match is worked out once, and at a move only what those
    clusters add of which some reports match and others do not.

    `cluster` is that of each report, `root` the event that it is of as a whole; `place`,
    `reports`, `events`, `numberless` (events) and `adds` are of each cluster. `roots` are the
    events that are part of no other, by place, the latest first, and `cluster_of_root`
    where they belong.
    """

    counted: Counted
    cluster: Numbers
    root: Numbers
    place: Numbers
    reports: Numbers
    events: Numbers
    numberless: Numbers
    adds: _Totals
    roots: _Nodes
    cluster_of_root: Numbers

    @classmethod
    def made_of(cls, events: Events, counted: Counted) -> _Clusters:
        """The clusters of these reports."""

        def key(nodes: Counted | _Nodes, group: Numbers) -> Numbers:
            return group * len(events.whole) + events.overlap[events.root[nodes.event]]

        keys, cluster = np.unique(key(counted, counted.place), return_inverse=True)
        roots = _roots(events, counted)
        roots = roots.at(np.lexsort((*_lateness(events, roots)[::-1], -roots.group))[::-1])
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
            adds=_sums(events, replace(roots, group=of_root), number),
            roots=roots,
            cluster_of_root=of_root,
        )

    def of(self, events: Events, is_in: Flags) -> _Found:
        """What is found where only these of the reports match."""
        matching = np.bincount(self.cluster[is_in], minlength=len(self.reports))
        is_whole = matching == self.reports
        in_part = self.counted.at(np.flatnonzero(is_in & ~is_whole[self.cluster]))
        return _Found(events, self, is_in, is_whole, _roots(events, in_part))


@dataclass(frozen=True, slots=True)
class _Found:
    """What matches of clusters: those that match as a whole, and the roots made of the others."""

    of: Events
    clusters: _Clusters
    is_in: Flags
    is_whole: Flags
    others: _Nodes

    def reports(self, roots: Numbers | None = None) -> Numbers:
        """The reports, by position; all, or those whose event is, or is part of, one of these."""
        if roots is None:
            return self.clusters.counted.report[self.is_in]
        wanted = np.zeros(len(self.of.root), dtype=bool)
        wanted[roots] = True
        return self.clusters.counted.report[self.is_in & wanted[self.clusters.root]]

    @property
    def events(self) -> int:
        """How many events there are that are part of no other."""
        return int(self.clusters.events[self.is_whole].sum()) + len(self.others.event)

    @property
    def events_without_number(self) -> int:
        """How many of them no number is stated for."""
        numberless = int(self.clusters.numberless[self.is_whole].sum())
        return numberless + int(np.count_nonzero(~self.others.has_number))

    @property
    def overlapping(self) -> bool:
        """Whether some of them may count the same people."""
        rivals = self.of.overlap[self.others.event]
        several = bool((self.clusters.events[self.is_whole] > 1).any())
        return several or len(np.unique(rivals)) < len(rivals)

    def totals(self, groups: int) -> _Totals:
        """What they come to, by place."""
        whole = np.flatnonzero(self.is_whole)
        both = zip(self.clusters.adds, _sums(self.of, self.others, groups), strict=True)
        place = np.r_[self.clusters.place[whole], np.arange(groups)]
        low, high, open_below, open_above = (np.r_[adds[whole], more] for adds, more in both)
        return _added((low, high, open_below, open_above), place, groups)

    def latest(self, most: int, with_number: bool = False) -> _Nodes:
        """At most so many of them, the latest first; of all places together."""
        of_wholes, others = self._candidates(with_number)
        return _latest(self.of, _joined(self.clusters.roots.at(of_wholes[:most]), others), most)

    def latest_of_each(self) -> _Nodes:
        """Of each place the latest with a number."""
        of_wholes, others = self._candidates(with_number=True)
        place = self.clusters.roots.group[of_wholes]
        firsts = of_wholes[np.flatnonzero(np.diff(place, prepend=-1))]
        return _latest_of_each(self.of, _joined(self.clusters.roots.at(firsts), others))

    def _candidates(self, with_number: bool) -> tuple[Numbers, _Nodes]:
        roots, others = self.clusters.roots, self.others
        is_in = self.is_whole[self.clusters.cluster_of_root]
        if with_number:
            is_in, others = is_in & roots.has_number, others.at(others.has_number)
        return np.flatnonzero(is_in), others


@once_a_dataset
def _clusters(dataset: Dataset) -> tuple[_Clusters, ...]:
    """The counted reports of each counted measure, all places together."""
    index = index_of(dataset)
    return tuple(_Clusters.made_of(index.events, counted) for counted in index.counted)


@once_a_dataset
def _clusters_alone(dataset: Dataset) -> tuple[_Clusters, ...]:
    """Those that name one place alone, by place."""
    index = index_of(dataset)
    return tuple(_Clusters.made_of(index.events, counted) for counted in index.counted_alone)


def _roots(events: Events, counted: Counted) -> _Nodes:
    """The events that are part of no other, of each place."""
    nodes = _own(counted)
    depth = events.depth[nodes.event]
    if not depth.any():
        return nodes
    made = nodes.at(depth == depth.max())
    for level in range(int(depth.max()) - 1, -1, -1):
        made = _merged(events, nodes.at(depth == level), _wholes(events, made))
    return made


def _own(counted: Counted) -> _Nodes:
    """Each event with the interval of its own reports."""
    group, event = counted.place, counted.event
    if not len(event):
        return _Nodes(group, event, counted.low, counted.high, counted.last, counted.first)
    begins = np.flatnonzero(np.r_[True, (event[1:] != event[:-1]) | (group[1:] != group[:-1])])
    return _Nodes(
        group[begins],
        event[begins],
        np.minimum.reduceat(counted.low, begins),
        np.maximum.reduceat(counted.high, begins),
        np.maximum.reduceat(counted.last, begins),
        np.maximum.reduceat(counted.first, begins),
    )


def _wholes(events: Events, parts: _Nodes) -> _Nodes:
    """What the parts of each whole come to together."""
    whole = replace(parts, event=events.whole[parts.event])
    keys, place = np.unique(whole.key(events), return_inverse=True)
    number = len(keys)
    group, event = np.divmod(keys, len(events.whole))
    together = replace(parts, group=place)
    low, high, _, open_above = _sums(events, together, number)
    lowest = np.bincount(
        place, np.where(parts.has_number, parts.low >> 1, 0), minlength=number
    ).astype(np.int64)
    is_open = open_above | (np.bincount(place, ~parts.has_number, minlength=number) > 0)
    last = np.full(number, NEVER_BEFORE, dtype=np.int32)
    first = last.copy()
    np.maximum.at(last, place, parts.last)
    np.maximum.at(first, place, parts.first)
    stated = high != NO_HIGH
    return _Nodes(
        group,
        event,
        np.where(stated, np.where(low == NO_LOW, 2 * lowest, 2 * low + 1), NO_LOW),
        np.where(stated, 2 * high + is_open, NO_HIGH),
        last,
        first,
    )


def _merged(events: Events, own: _Nodes, of_parts: _Nodes) -> _Nodes:
    """Events with their own interval, and where they have none with that of their parts."""
    own_keys, keys = own.key(events), of_parts.key(events)
    at = np.minimum(np.searchsorted(own_keys, keys), len(own_keys) - 1)
    has_own = own_keys[at] == keys if len(own_keys) else np.zeros(len(keys), dtype=bool)
    silent = at[has_own]
    silent = silent[~own.has_number[silent]]
    keeps = np.ones(len(own_keys), dtype=bool)
    keeps[silent] = False
    adds = ~has_own
    adds[has_own] = ~keeps[at[has_own]]
    merged = _joined(own.at(keeps), of_parts.at(adds))
    return merged.at(np.argsort(merged.key(events), kind="stable"))


def _joined(*several: _Nodes) -> _Nodes:
    """These nodes, one after the other."""
    columns = ([getattr(nodes, name) for nodes in several] for name in _Nodes.__slots__)
    return _Nodes(*map(np.concatenate, columns))


def _sums(events: Events, nodes: _Nodes, groups: int) -> _Totals:
    """What the nodes of each group come to.

    Of events that may count the same people the largest low is added once.
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
    )


def _added(totals: _Totals, group: Numbers, groups: int) -> _Totals:
    """These totals added up by group."""
    low, high, open_below, open_above = totals
    has_low, has_high = low != NO_LOW, high != NO_HIGH
    some = np.zeros((4, groups), dtype=bool)
    for found, flags in zip(some, (has_low, has_high, open_below, open_above), strict=True):
        found[group[flags]] = True
    some_low, some_high, is_below, is_above = some
    return (
        np.where(some_low, _sum(group[has_low], low[has_low], groups), NO_LOW),
        np.where(some_high, _sum(group[has_high], high[has_high], groups), NO_HIGH),
        is_below,
        is_above,
    )


def _sum(group: Numbers, people: Numbers, groups: int) -> Numbers:
    """People by group. Floating point is exact below 2**53: 900 million reports of 10,000,000."""
    return np.bincount(group, people, minlength=groups).astype(np.int64)


def _latest(events: Events, nodes: _Nodes, most: int) -> _Nodes:
    """At most so many nodes, the latest first: by last day, last first day, high, id."""
    if len(nodes.event) > most:
        least = np.partition(nodes.last, -most)[-most]
        nodes = nodes.at(nodes.last >= least)
    order = np.lexsort(_lateness(events, nodes)[::-1])
    return nodes.at(order[::-1][:most])


def _lateness(events: Events, nodes: _Nodes) -> tuple[NDArray[np.signedinteger[Any]], ...]:
    """By what the latest event is told, the first thing first."""
    highest = np.where(nodes.has_number, nodes.high >> 1, 0)
    return nodes.last, nodes.first, highest, events.order[nodes.event]


def _latest_of_each(events: Events, nodes: _Nodes) -> _Nodes:
    """Of each group the latest event with a number."""
    nodes = nodes.at(nodes.has_number)
    nodes = nodes.at(np.lexsort((*_lateness(events, nodes)[::-1], nodes.group)))
    return nodes.at(np.flatnonzero(np.diff(nodes.group, append=-1)))


def _event_counts(dataset: Dataset, found: _Found, roots: Numbers) -> tuple[EventCount, ...]:
    """These events as counting.py counts them, in this order."""
    reports = dataset.records_at(np.sort(found.reports(roots)))
    counts = {event.event_id: event for event in count_events(dataset.event_graph, reports)}
    ids = dataset.events["event_id"]
    return tuple(counts[ids.iloc[root]] for root in roots)


def _years(days: Numbers) -> Numbers:
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
