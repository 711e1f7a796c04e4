"""The reports as arrays of small numbers, which assets/map/counting.js counts as tally.py does.

A block of bytes: the length of a header (four bytes, little-endian), the header in JSON, and
the columns that it lists. It holds all current reports of a dataset, whatever is selected;
`flags` says which of them pass the filters of a selection.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from refoulement.counting.index import COUNTED, NO_HIGH, REASONS, Flags, Index, Numbers, index_of
from refoulement.counting.rules import extent_of
from refoulement.dataset.events import split_ids
from refoulement.dataset.remembered import once_a_dataset
from refoulement.dataset.tables import Dataset
from refoulement.presentation.html import escape
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, PLACE_ROLES

#: In `place`: the report names no place, or more than one.
NO_PLACE, SEVERAL = -1, -2
_TYPES = (np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.int32)
_ALIGNMENT = 8  # bytes: arrays in a browser must start at a multiple of their numbers' size
_COMPRESSION = 6  # of 9; the last three take several times as long and save hardly anything


@once_a_dataset
def packed_columns(dataset: Dataset) -> bytes:
    """The block of all current reports, compressed by gzip."""
    return gzip.compress(block(dataset, order_of(dataset)), _COMPRESSION, mtime=0)


@once_a_dataset
def order_of(dataset: Dataset) -> Numbers:
    """The current reports, by position, in the order of their columns."""
    return in_order(dataset, index_of(dataset).current)


def in_order(dataset: Dataset, chosen: Flags) -> Numbers:
    """The chosen reports, by position, in the order of their columns.

    They are sorted by measure, then those counted whatever is selected before the others, then
    by event as in `_in_tree_order`: so the reports of a measure, of an event, and of an event's
    parts each stand together.
    """
    index, reports = index_of(dataset), np.flatnonzero(chosen)
    kept = _with_wholes(index, reports)
    rank = _in_tree_order(index, kept)[np.searchsorted(kept, index.event[reports])]
    return reports[np.lexsort((rank, ~_counted(index, reports), index.measure[reports]))]


def block(dataset: Dataset, order: Numbers, rows: Numbers | None = None) -> bytes:
    """The block of these reports, which must be `in_order`.

    With `rows`, a number for each report, it includes them (`row`) and, for each, the `reason`:
    which of `reasons` keeps it out of every figure whatever is selected.

    `begins` says where each measure begins, `countedEnds` where its counted reports end.

    `low` is that of `index.Counted` and `high` one more, both 0 for no number. An undated report
    has a `from` after its `to`. For a report of people held, `where` says which of `wheres` it
    names: how much of China that is (`rules.extent_of`), then the names as escaped HTML. `exact`
    is that of `index.Counted`. `rank` is the rank of its id among those of people held; `origin`
    is 0 if none is stated. `role` is an index into PLACE_ROLES, `further` twice the number of
    named places that are not ours, plus one if a list of places is open (“others”). Events are
    numbered in the order of their rank.
    """
    index = index_of(dataset)
    counted = _counted(index, order)
    measure = index.measure[order]
    starts = np.searchsorted(measure, np.arange(len(MEASURES) + 1))
    in_figures = np.bincount(measure[counted], minlength=len(MEASURES))
    held = measure == COUNTED_MEASURES.index("held")
    where, wheres = _wheres(dataset, order, held)
    low, high = _ends(index, order)
    kept = _with_wholes(index, order)
    rank = _in_tree_order(index, kept)
    event = rank[np.searchsorted(kept, index.event[order])]
    columns = {
        "event": np.where(counted, event, 0),
        "from": np.where(index.dated[order], index.first[order], 1),
        "to": np.where(index.dated[order], index.last[order], 0),
        "low": low,
        "high": high,
        "exact": (high > 0) & ~index.approximate[order],
        "source": index.source[order],
        "origin": index.origin[order] + 1,
        "place": _places(index)[order],
        "where": where,
        "rank": _ranks(dataset, order[held]),
        "role": _roles(dataset, order),
        "further": _further(dataset, order),
        **_event_columns(index, kept, rank),
        **_pairs(index, order),
    }
    header = {
        "begins": starts.tolist(),
        "countedEnds": (starts[:-1] + in_figures).tolist(),
        "wheres": wheres,
    }
    if rows is not None:
        columns |= {"row": rows, "reason": index.reason[order] - COUNTED}
        header["reasons"] = ("", *REASONS)
    return _block(header, columns)


def flags(dataset: Dataset, selection: Selection, order: Numbers) -> bytes:
    """Which of these reports pass all filters of a selection except its dates, one bit each.

    The first report is the lowest bit of the first byte. Empty if all pass.
    """
    passes = selection.filters().mask(dataset)[order]
    return b"" if passes.all() else np.packbits(passes, bitorder="little").tobytes()


def places_selected(dataset: Dataset, selection: Selection) -> list[int]:
    """The numbers of the selected places; empty if all are.

    From these assets/map/counting.js sees which reports name further places, and so are in no
    figure; as flags that would take up to another bit per report.
    """
    return [dataset.site_ids.index(site) for site in selection.sites]


def numbers_of_events(dataset: Dataset, order: Numbers) -> tuple[Numbers, Numbers]:
    """The events in the block of these reports, by position, and the number of each in it."""
    index = index_of(dataset)
    kept = _with_wholes(index, order)
    return kept, _in_tree_order(index, kept)


def _counted(index: Index, reports: Numbers) -> Flags:
    """Which of these reports are in figures whatever is selected."""
    counted: Flags = index.reason[reports] == COUNTED
    return counted & (index.measure[reports] < len(COUNTED_MEASURES))


def _with_wholes(index: Index, reports: Numbers) -> Numbers:
    """The events of these reports and those that they are part of, by position."""
    whole = index.events.whole
    is_kept = np.zeros(len(whole), dtype=bool)
    here = np.unique(index.event[reports])
    while len(here):
        is_kept[here] = True
        above = whole[here]
        here = np.unique(above[above >= 0])
    return np.flatnonzero(is_kept)


def _in_tree_order(index: Index, kept: Numbers) -> Numbers:
    """The rank of each event: its parts, by overlap and id, stand together just before it.

    `kept` must include, with each event, those that it is part of.
    """
    events = index.events
    deepest = int(events.depth[kept].max(initial=0))
    keys = []  # least significant first
    here = kept
    for level in range(deepest, -1, -1):
        is_below = events.depth[kept] >= level
        for key in (events.order, events.overlap):
            keys.append(np.where(is_below, key[here], len(events.whole)))
        here = np.where(is_below, events.whole[here], here)
    return _inverse(np.lexsort(keys)) if len(kept) else kept


def _inverse(order: Numbers) -> Numbers:
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    return ranks


def _event_columns(index: Index, kept: Numbers, rank: Numbers) -> dict[str, Numbers]:
    """For these events by rank, how many ranks on their whole (0 for none) and place by id are.

    And how many ranks back the first event is that may count the same people.
    """
    events, order, here = index.events, np.argsort(rank), np.arange(len(rank))
    whole = events.whole[kept[order]]
    _, overlap = np.unique(events.overlap[kept[order]], return_inverse=True)
    first = np.full(len(rank), len(rank))
    np.minimum.at(first, overlap, here)
    whole_rank = rank[np.minimum(np.searchsorted(kept, whole), len(rank) - 1)]
    return {
        "toWhole": np.where(whole >= 0, whole_rank - here, 0),
        "toFirstRival": here - first[overlap],
        "toPlaceById": _inverse(np.argsort(events.order[kept[order]])) - here,
    }


def _ends(index: Index, chosen: Numbers) -> tuple[Numbers, Numbers]:
    low, high = index.low[chosen], index.high[chosen] + 1
    return np.where(high == NO_HIGH + 1, 0, low), high


def _places(index: Index) -> Numbers:
    """The one place that each report names, by position; otherwise NO_PLACE or SEVERAL."""
    place = np.full(len(index.event), NO_PLACE)
    report, named = index.named
    place[report] = named
    place[(index.places > 1) | (index.further & (index.places > 0))] = SEVERAL
    return place


def _roles(dataset: Dataset, chosen: Numbers) -> Numbers:
    roles = pd.Index(list(PLACE_ROLES))
    return roles.get_indexer(pd.Index(dataset.reports["place_role"].iloc[chosen])).astype(np.int64)


def _further(dataset: Dataset, chosen: Numbers) -> Numbers:
    codes, cells = pd.factorize(dataset.reports["other_places"].iloc[chosen])
    lists = [split_ids(cell) for cell in cells]
    named = [2 * sum(name != "others" for name in names) + ("others" in names) for names in lists]
    return np.array(named, dtype=np.int64)[codes]


def _pairs(index: Index, chosen: Numbers) -> dict[str, Numbers]:
    """Pairs of report and place, for reports that name several; reports by index in the columns."""
    at = np.full(len(index.event), -1)
    at[chosen] = np.arange(len(chosen))
    report, place = index.named
    of_several = (_places(index)[report] == SEVERAL) & (at[report] >= 0)
    report, place = at[report[of_several]], place[of_several]
    by_report = np.argsort(report, kind="stable")
    return {"severalReport": report[by_report], "severalPlace": place[by_report]}


def _ranks(dataset: Dataset, reports: Numbers) -> Numbers:
    """The rank of each report's id among these."""
    return _inverse(np.argsort(dataset.reports["report_id"].to_numpy(dtype=object)[reports]))


def _wheres(
    dataset: Dataset, chosen: Numbers, held: Flags
) -> tuple[Numbers, list[tuple[int, list[str]]]]:
    """The index into `wheres` of each report of people held (0 for others), and `wheres` itself."""
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
    """Header and columns, each in the smallest number type that holds it."""
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
