"""The figures of many reports at once, over arrays; rules.py is the reference.

Tests compare the two on generated data. All counts are people.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from refoulement.counting.folding import (
    Found,
    clusters_alone,
    clusters_together,
    merged,
    nodes_of_wholes,
    own_nodes,
    sums,
)
from refoulement.counting.index import (
    COUNTED,
    NEVER_AFTER,
    NEVER_BEFORE,
    NO_HIGH,
    NO_LOW,
    REASONS,
    Counted,
    Flags,
    Numbers,
    distinct,
    index_of,
)
from refoulement.counting.rules import LISTED_EVENTS, EventCount, Tally, count_events
from refoulement.dataset.tables import Dataset
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, NOT_COUNTED

_HELD = COUNTED_MEASURES.index("held")


def tally(dataset: Dataset, measure: str, matches: Flags, sites: Collection[str] = ()) -> Tally:
    """The figure of a counted measure over the reports that match, by position.

    The same as `rules.figure` gives; `sites` are the selected places.
    """
    index, code = index_of(dataset), COUNTED_MEASURES.index(measure)
    of_measure = index.of_measure[code]
    of_measure = of_measure[matches[of_measure]]
    report = index.counted[code].report
    is_in = matches[report]
    outside = is_in & names_others(dataset, report, sites)
    shared = int(np.count_nonzero(outside))
    found = clusters_together(dataset)[code].of(index.events, is_in & ~outside)
    counted = in_figure = found.reports()
    stock = None
    totals = found.totals(1)
    independent = distinct(index.origin[in_figure])
    if code == _HELD:
        shown = found.first(1, with_number=True)
        in_figure = found.reports(shown.event)
        stock = next(iter(_event_counts(dataset, found, shown.event)), None)
        evidence = stock.making_the_interval() if stock else ()
        independent = len({report.origin for report in evidence if report.origin})
        totals = sums(index.events, shown, 1)
    reasons = np.bincount(index.reason[of_measure] + 1, minlength=1)[1:]  # without COUNTED
    not_counted = {REASONS[reason]: int(number) for reason, number in enumerate(reasons) if number}
    not_counted |= {"shared": shared} if shared else {}
    earlier = len(counted) - len(in_figure)
    not_counted |= {"other_stock": earlier} if earlier else {}
    low, high, open_below, open_above, about = (ends[0] for ends in totals)
    listed = found.first(LISTED_EVENTS).event
    return Tally(
        measure=measure,
        low=None if low == NO_LOW else int(low),
        high=None if high == NO_HIGH else int(high),
        open_below=bool(open_below),
        open_above=bool(open_above),
        approximate=bool(about and low == high and not open_below and not open_above),
        reports=len(of_measure),
        sources=distinct(index.source[of_measure]),
        independent_sources=independent,
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


def reasons_not_counted(
    dataset: Dataset, reports: Numbers, stock: str | None, sites: Collection[str] = ()
) -> list[str]:
    """Why each of these matching reports, by position, is in no figure; empty if it is in one.

    `stock` is the event of the stock shown, None for none; `sites` are the selected places.
    The reasons are those of `rules.figure`, keys of vocabulary.NOT_COUNTED.
    """
    index = index_of(dataset)
    reason = index.reason[reports].copy()
    is_counted = reason == COUNTED
    reason[is_counted & names_others(dataset, reports, sites)] = REASONS.index("shared")
    is_shown = (dataset.events["event_id"] == stock).to_numpy()
    of_shown = is_shown[index.events.root[index.event[reports]]]
    is_held = index.measure[reports] == _HELD
    reason[(reason == COUNTED) & is_held & ~of_shown] = REASONS.index("other_stock")
    return ["" if code == COUNTED else REASONS[code] for code in reason]


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """What reports of one measure that name a single place state, one element per place.

    `place` is a position in the places' file; `low` is NO_LOW and `high` NO_HIGH if
    there is none; `first_year` and `last_year` are those of Figure.years, 0 if there is none. A
    place with only shared or uncounted reports of the measure is included with neither.
    """

    measure: str
    place: Numbers
    low: Numbers
    high: Numbers
    open_above: Flags
    first_year: Numbers
    last_year: Numbers


def place_figures(dataset: Dataset, matches: Flags) -> Iterator[PlaceFigures]:
    """The figures of every place that matching reports name, by measure."""
    index, number = index_of(dataset), len(dataset.site_ids)
    for code, measure in enumerate(MEASURES):
        report, place = index.named_by[code]
        is_named = np.zeros(number, dtype=bool)
        is_named[place[matches[report]]] = True
        named = np.flatnonzero(is_named)
        low, high = np.full(number, NO_LOW), np.full(number, NO_HIGH)
        open_above, years = np.zeros(number, dtype=bool), np.zeros((2, number), dtype=np.int64)
        if measure in COUNTED_MEASURES:
            is_in = matches[index.counted_alone[code].report]
            found = clusters_alone(dataset)[code].of(index.events, is_in)
            if code == _HELD:
                nodes = found.first_of_each()
                dated = nodes.last != NEVER_BEFORE
                years[:, nodes.group[dated]] = _years(nodes.last[dated])
                low, high, _, open_above, _ = sums(index.events, nodes, number)
            else:
                low, high, _, open_above, _ = found.totals(number)
                years = _years_spoken_of(dataset, index.counted_alone[code].at(is_in), number)
        ends = low[named], high[named], open_above[named]
        yield PlaceFigures(measure, named, *ends, *years[:, named])


def small_wholes(dataset: Dataset, measure: str) -> tuple[EventCount, ...]:
    """Events, part of no other, in which a whole's own number is below the sum of its parts' lows.

    That whole is the event itself or a part of it. Over all current reports, sorted by id.
    """
    index = index_of(dataset)
    code = COUNTED_MEASURES.index(measure)
    events, counted = index.events, index.counted[code]
    nodes = own_nodes(counted)
    depth = events.depth[nodes.event]
    made, found = nodes.at(depth > depth.max(initial=0)), [np.empty(0, dtype=np.int64)]
    for level in range(int(depth.max(initial=0)), -1, -1):
        own, parts = nodes.at(depth == level), nodes_of_wholes(events, made)
        _, at, of_parts = np.intersect1d(own.event, parts.event, return_indices=True)
        has_end = own.has_number[at] & (own.high[at] & 1 == 0)
        has_low = parts.has_number[of_parts] & (parts.low[of_parts] & 1 == 1)
        is_small = has_end & has_low & (parts.low[of_parts] >> 1 > own.high[at] >> 1)
        found.append(events.root[own.event[at][is_small]])
        made = merged(events, own, parts)
    roots = np.unique(np.concatenate(found))
    everything = np.ones(len(counted.report), dtype=bool)
    found_all = clusters_together(dataset)[code].of(events, everything)
    return _event_counts(dataset, found_all, roots[np.argsort(events.order[roots])])


def names_others(dataset: Dataset, reports: Numbers, sites: Collection[str]) -> Flags:
    """Which of these reports name places other than those selected; none if none is selected."""
    if not sites:
        return np.zeros(len(reports), dtype=bool)
    index = index_of(dataset)
    selected = np.isin(index.named[1], [dataset.site_ids.index(site) for site in sites])
    within = np.bincount(index.named[0][selected], minlength=len(index.event))
    return index.further[reports] | (within[reports] < index.places[reports])


def _event_counts(dataset: Dataset, found: Found, roots: Numbers) -> tuple[EventCount, ...]:
    """These events as rules.py counts them, in this order."""
    reports = dataset.records_at(np.sort(found.reports(roots)))
    counts = {event.event_id: event for event in count_events(dataset.event_graph, reports)}
    ids = dataset.events["event_id"]
    return tuple(counts[ids.iloc[root]] for root in roots)


def _years_spoken_of(dataset: Dataset, counted: Counted, places: int) -> Numbers:
    """The first and last year that reports with a number speak of, by place; 0 for none."""
    index = index_of(dataset)
    spoken = counted.at(counted.last != NEVER_BEFORE)
    first, last = np.full(places, NEVER_AFTER), np.full(places, NEVER_BEFORE)
    np.minimum.at(first, spoken.place, index.first[spoken.report])
    np.maximum.at(last, spoken.place, spoken.last)
    is_spoken_of = last != NEVER_BEFORE
    years = np.zeros((2, places), dtype=np.int64)
    years[:, is_spoken_of] = _years(np.stack((first, last))[:, is_spoken_of])
    return years


def _years(days: Numbers) -> Numbers:
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
