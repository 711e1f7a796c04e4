"""The reports as arrays of small numbers, for maps of datasets too large to be sent in words.

assets/tally.js counts them as refoulement/counting/tally.py does. A block of bytes: the length of a
header (four bytes, the least first), the header in JSON, and the columns it tells of.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refoulement.counting.index import COUNTED, NO_HIGH, Events, Flags, Index, Numbers, index_of
from refoulement.counting.rules import extent_of
from refoulement.counting.tally import names_others
from refoulement.dataset.remembered import lately
from refoulement.dataset.tables import Dataset
from refoulement.drawing.map_data import MOST_TIES, all_ties
from refoulement.presentation.html import escape
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES

#: What stands in `place` for a report that names no place, and for one that names others too.
NO_PLACE, SEVERAL = -1, -2
_TYPES = (np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.int32)
_ALIGNMENT = 8  # bytes: a browser's arrays begin where their numbers would
_COMPRESSION = 6  # of 9; the last three take several times as long and save hardly anything


def packed_columns(dataset: Dataset, selection: Selection) -> bytes:
    """The reports that pass all filters of a selection but its dates, compressed by gzip.

    They are sorted by measure, those that are counted before the others, these by event as
    `_in_tree_order` has it, so that a measure's, an event's and an event's parts' reports each
    stand together. `begins` says where each measure begins and its counted reports end.

    `low` is that of `index.Counted` and `high` one more, both 0 for no number. An undated report
    is one whose `from` is after its `to`. `where` says of a report of people held which of
    `wheres` it names: how much of China that is (`counting.extent_of`), then names, HTML,
    escaped. `exact` is that of `index.Counted`. `rank` is the place of its id among those of
    people held; `origin` is 0 where none is stated.
    """
    return _packed(dataset, selection.filters())


@lately(4)
def _packed(dataset: Dataset, filters: Selection) -> bytes:
    index = index_of(dataset)
    events = _in_tree_order(index.events)
    passes = np.flatnonzero(filters.mask(dataset))
    counted = index.reason[passes] == COUNTED
    counted &= ~names_others(dataset, passes, filters.sites)
    is_figure = index.measure[passes] < len(COUNTED_MEASURES)
    order = np.lexsort((events[index.event[passes]], ~counted, index.measure[passes]))
    chosen, counted = passes[order], (counted & is_figure)[order]
    measure = index.measure[chosen]
    starts = np.searchsorted(measure, np.arange(len(MEASURES) + 1))
    in_figures = np.bincount(measure[counted], minlength=len(MEASURES))
    held = measure == COUNTED_MEASURES.index("held")
    where, wheres = _wheres(dataset, chosen, held)
    low, high = _ends(index, chosen)
    columns = {
        "event": np.where(counted, events[index.event[chosen]], 0),
        "from": np.where(index.dated[chosen], index.first[chosen], 1),
        "to": np.where(index.dated[chosen], index.last[chosen], 0),
        "low": low,
        "high": high,
        "exact": (high > 0) & ~index.approximate[chosen],
        "source": index.source[chosen],
        "origin": index.origin[chosen] + 1,
        "place": _places(index)[chosen],
        "where": where,
        "rank": _ranks(dataset, chosen[held]),
        **_event_columns(index.events, events),
        **_pairs(dataset, index, chosen),
    }
    header = {
        "begins": starts.tolist(),
        "countedEnds": (starts[:-1] + in_figures).tolist(),
        "reports": dataset.current,
        "mostTies": MOST_TIES,
        "wheres": wheres,
    }
    return gzip.compress(_block(header, columns), _COMPRESSION, mtime=0)


def _in_tree_order(events: Events) -> Numbers:
    """The rank of each event: its parts, by overlap and id, come together and before it."""
    deepest = int(events.depth.max(initial=0))
    keys = []  # what counts least first
    here = np.arange(len(events.whole))
    for level in range(deepest, -1, -1):
        is_below = events.depth >= level
        for key in (events.order, events.overlap):
            keys.append(np.where(is_below, key[here], len(here)))
        here = np.where(is_below, events.whole[here], here)
    return _inverse(np.lexsort(keys)) if len(here) else here


def _inverse(order: Numbers) -> Numbers:
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    return ranks


def _event_columns(events: Events, rank: Numbers) -> dict[str, Numbers]:
    """Of the events by rank, how many ranks on: their whole (0 for none), their place by id.

    And how many ranks before them the first one is that may count the same people.
    """
    order, here = np.argsort(rank), np.arange(len(rank))
    whole = events.whole[order]
    overlap = events.overlap[order]
    first = np.full(len(rank), len(rank))
    np.minimum.at(first, overlap, here)
    return {
        "toWhole": np.where(whole >= 0, rank[whole] - here, 0),
        "toFirstRival": here - first[overlap],
        "toPlaceById": events.order[order] - here,
    }


def _ends(index: Index, chosen: Numbers) -> tuple[Numbers, Numbers]:
    low, high = index.low[chosen], index.high[chosen] + 1
    return np.where(high == NO_HIGH + 1, 0, low), high


def _places(index: Index) -> Numbers:
    """The one place that each report names, by position; NO_PLACE, or SEVERAL."""
    place = np.full(len(index.event), NO_PLACE)
    report, named = index.named
    place[report] = named
    place[(index.places > 1) | (index.further & (index.places > 0))] = SEVERAL
    return place


def _pairs(dataset: Dataset, index: Index, chosen: Numbers) -> dict[str, Numbers]:
    """Pairs of a report, by its place in the columns, and a place or tie, where it has several."""
    at = np.full(len(index.event), -1)
    at[chosen] = np.arange(len(chosen))
    report, place = index.named
    of_several = (_places(index)[report] == SEVERAL) & (at[report] >= 0)
    ends, tied, tie = all_ties(dataset)
    drawn = at[tied] >= 0
    return {
        "severalReport": at[report[of_several]],
        "severalPlace": place[of_several],
        "tieReport": at[tied[drawn]],
        "tie": tie[drawn],
        "tieEnds": ends.ravel(),
    }


def _ranks(dataset: Dataset, reports: Numbers) -> Numbers:
    """The place of each report's id among theirs."""
    return _inverse(np.argsort(dataset.reports["report_id"].to_numpy(dtype=object)[reports]))


def _wheres(
    dataset: Dataset, chosen: Numbers, held: Flags
) -> tuple[Numbers, list[tuple[int, list[str]]]]:
    """Which extent and names of places each report of people held has, and these; else 0."""
    reports = dataset.reports.iloc[chosen[held]][["site_ids", "other_places", "area"]]
    kinds = reports.groupby(list(reports), sort=False)
    where = np.zeros(len(chosen), dtype=np.int64)
    where[held] = kinds.ngroup().to_numpy() + 1
    named: list[tuple[int, list[str]]] = [(0, [])]
    _, examples = np.unique(where[held], return_index=True)
    for report in dataset.records_at(chosen[held][examples]):
        names = [*map(dataset.site_name, report.sites), *report.other_places] or [report.area]
        named.append((extent_of(report), [escape(name) for name in names if name]))
    return where, named


def _block(header: dict[str, Any], columns: Mapping[str, NDArray[Any]]) -> bytes:
    """Header and columns, each of the smallest numbers that hold it."""
    small: dict[str, NDArray[Any]] = {
        name: column.astype(_type_of(column)) for name, column in columns.items()
    }
    told, at = {}, 0
    for name, column in small.items():
        told[name] = {"type": column.dtype.name, "at": at, "length": len(column)}
        at += _padded(column.nbytes)
    text = json.dumps(header | {"columns": told}, separators=(",", ":")).encode()
    text = text.ljust(_padded(len(text) + 4) - 4)
    parts = [len(text).to_bytes(4, "little"), text]
    for column in small.values():
        parts.append(column.tobytes().ljust(_padded(column.nbytes), b"\0"))
    return b"".join(parts)


def _type_of(column: NDArray[Any]) -> type:
    least, most = column.min(initial=0), column.max(initial=0)
    return next(t for t in _TYPES if np.iinfo(t).min <= least and most <= np.iinfo(t).max)


def _padded(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT
