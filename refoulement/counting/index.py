"""The reports as arrays, sorted and coded once per dataset and shared by all who ask.

Whatever selects or counts over many reports uses these; `Report` objects are only for
the few whose words are shown. Positions are those in `dataset.reports`, from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from refoulement.counting.rules import extent_of, reason_not_counted
from refoulement.dataset.events import split_ids
from refoulement.dataset.remembered import once_a_dataset
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, NOT_COUNTED
from refoulement.wording import is_approximate

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]

#: Before and after any real day.
NEVER_BEFORE, NEVER_AFTER = np.iinfo(np.int32).min, np.iinfo(np.int32).max
#: Ends of an interval without a number: neutral for the minimum of lows, the maximum of highs.
NO_LOW, NO_HIGH = np.iinfo(np.int64).max, np.int64(-1)
COUNTED = -1  # in `reason`: the report is counted
REASONS = tuple(NOT_COUNTED)


@dataclass(frozen=True, slots=True)
class Events:
    """The events, by their position in the events table.

    `whole` is the position of the event that each is part of (-1 for none), `root` that of the
    topmost event, `depth` how many are above it. Events that may count the same people share a
    number in `overlap`, and `overlaps` says whether there are others. `order` is the rank of the
    id among all ids.
    """

    whole: Numbers
    root: Numbers
    depth: Numbers
    overlap: Numbers
    overlaps: Flags
    order: Numbers


@dataclass(frozen=True, slots=True)
class Counted:
    """Counted reports of a measure, sorted by place (0 for all together) and event.

    `low` is twice the lowest number stated, plus one if that is a low and not an “up to”;
    `high` is twice the highest, plus one if that is a low, “or more”: so the minimum and
    maximum over several also say whether the interval is open. `exact` says whether the number
    is not worded as “about” so many, `extent` is that of rules.extent_of, and `last` and `first`
    are days since 1970-01-01. A report without a number is no evidence: its extent is 0, and
    its days are NEVER_BEFORE, as are those of an undated report.
    """

    report: Numbers
    place: Numbers
    event: Numbers
    low: Numbers
    high: Numbers
    exact: Flags
    extent: NDArray[np.int8]
    last: NDArray[np.int32]
    first: NDArray[np.int32]

    def at(self, places: NDArray[Any]) -> Counted:
        """The reports at these positions, or where a mask is true."""
        return Counted(*(getattr(self, name)[places] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Index:
    """One array per column, one element per report.

    `first` and `last` are days since 1970-01-01; an undated report ends before every day
    and begins after every day. `reason` is why a report is in no figure whatever is
    selected (an index into REASONS). `named` pairs reports with the places they name, and
    `named_by` does so by measure; `places` is how many a report names, and `further` says
    whether it also names some that are not places of ours. For each counted measure,
    `of_measure` holds its reports, `counted` those that are current and counted, and
    `counted_alone` those of the latter that name one place and no other.
    """

    current: Flags
    dated: Flags
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    measure: NDArray[np.int8]
    reason: NDArray[np.int8]
    source: Numbers
    origin: Numbers
    event: Numbers
    low: Numbers
    high: Numbers
    approximate: Flags
    places: NDArray[np.int32]
    further: Flags
    named: tuple[Numbers, Numbers]
    named_by: tuple[tuple[Numbers, Numbers], ...]
    of_measure: tuple[Numbers, ...]
    counted: tuple[Counted, ...]
    counted_alone: tuple[Counted, ...]
    events: Events


@once_a_dataset
def index_of(dataset: Dataset) -> Index:
    """The index of a dataset."""
    reports = dataset.reports
    number = len(reports)
    dated = reports["date_from"].notna().to_numpy()
    first = _days(reports["date_from"], NEVER_AFTER)
    last = _days(reports["date_to"], NEVER_BEFORE)
    event = _codes(reports["event_id"], dataset.events["event_id"])
    measure = _codes(reports["measure"], list(MEASURES)).astype(np.int8)
    reason = _reasons(dataset)
    low, high = _ends(reports)
    named = _named(reports["site_ids"], dataset.site_ids)
    places = np.bincount(named[0], minlength=number).astype(np.int32)
    codes, cells = pd.factorize(reports["other_places"])
    further = np.array([bool(split_ids(cell)) for cell in cells], dtype=bool)[codes]
    alone = np.full(number, -1, dtype=np.int64)
    alone[named[0]] = named[1]
    alone[(places != 1) | further] = -1
    has_number = high != NO_HIGH
    approximate = _approximate(reports["count_wording"])
    is_evidence = dated & has_number
    reports_counted = Counted(
        report=np.arange(number),
        place=alone,
        event=event,
        low=low,
        high=high,
        exact=has_number & ~approximate,
        extent=np.where(has_number, _extents(dataset), 0).astype(np.int8),
        last=np.where(is_evidence, last, NEVER_BEFORE).astype(np.int32),
        first=np.where(is_evidence, first, NEVER_BEFORE).astype(np.int32),
    )
    together = replace(reports_counted, place=np.zeros(number, dtype=np.int64))
    current = (reports["status"] == "current").to_numpy()
    counted = current & (reason == COUNTED)
    of_measure = [counted & (measure == code) for code in range(len(COUNTED_MEASURES))]
    return Index(
        current=current,
        dated=dated,
        first=first,
        last=last,
        measure=measure,
        reason=reason,
        source=_codes(reports["source_id"], dataset.sources["source_id"]),
        origin=_origins(reports["origin"]),
        event=event,
        low=low,
        high=high,
        approximate=approximate,
        places=places,
        further=further,
        named=named,
        named_by=tuple(
            (named[0][of_it], named[1][of_it])
            for of_it in (measure[named[0]] == code for code in range(len(MEASURES)))
        ),
        of_measure=tuple(np.flatnonzero(measure == code) for code in range(len(COUNTED_MEASURES))),
        counted=tuple(_sorted(together.at(of_it)) for of_it in of_measure),
        counted_alone=tuple(
            _sorted(reports_counted.at(of_it & (alone >= 0))) for of_it in of_measure
        ),
        events=_events(dataset),
    )


def distinct(codes: Numbers) -> int:
    """How many distinct codes there are, ignoring -1."""
    seen = np.zeros(codes.max(initial=0) + 2, dtype=bool)
    seen[codes] = True
    return int(np.count_nonzero(seen[:-1]))


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def _sorted(reports: Counted) -> Counted:
    return reports.at(np.lexsort((reports.event, reports.place)))


def _events(dataset: Dataset) -> Events:
    ids = dataset.events["event_id"].tolist()
    at = {name: position for position, name in enumerate(ids)}
    graph = dataset.event_graph
    whole = np.array([at[graph.whole[name]] if name in graph.whole else -1 for name in ids], int)
    overlap = np.array([at[graph.overlap_group[name]] for name in ids], int)
    root, depth = np.arange(len(ids)), np.zeros(len(ids), dtype=np.int64)
    while (above := whole[root]).max(initial=-1) >= 0:
        depth += above >= 0
        root = np.where(above >= 0, above, root)
    return Events(
        whole=whole,
        root=root,
        depth=depth,
        overlap=overlap,
        overlaps=(np.bincount(overlap, minlength=len(ids)) > 1)[overlap],
        order=np.argsort(np.argsort(np.array(ids, dtype=object))),
    )


def _reasons(dataset: Dataset) -> NDArray[np.int8]:
    """Why each report is in no figure."""
    reports = dataset.reports
    kinds = reports[["measure", "basis", "country", "population"]].assign(
        repeats=reports["derived_from"] != ""
    )
    return _of_each_kind(
        dataset,
        kinds,
        lambda report: REASONS.index(r) if (r := reason_not_counted(report)) else COUNTED,
    )


def _approximate(wordings: pd.Series[str]) -> Flags:
    """Which counts are worded as “about” so many."""
    codes, words = pd.factorize(wordings)
    return np.array([is_approximate(word) for word in words], dtype=bool)[codes]


def _extents(dataset: Dataset) -> NDArray[np.int8]:
    """How much of China each report speaks of."""
    reports = dataset.reports
    kinds = reports[["measure", "area"]].assign(named=reports["site_ids"] != "")
    return _of_each_kind(dataset, kinds, extent_of)


def _of_each_kind(
    dataset: Dataset, kinds: pd.DataFrame, rule: Callable[[Report], int]
) -> NDArray[np.int8]:
    """Apply a rule to every report, asking it once for all that are equal in `kinds`."""
    codes = kinds.groupby(list(kinds), sort=False).ngroup().to_numpy()
    _, examples = np.unique(codes, return_index=True)
    of_kind = np.array([rule(report) for report in dataset.records_at(examples)], dtype=np.int8)
    return of_kind[codes] if len(codes) else np.empty(0, dtype=np.int8)


def _ends(reports: pd.DataFrame) -> tuple[Numbers, Numbers]:
    ends = [reports["count_low"], reports["count_high"]]
    stated_low, stated_high = (end.notna().to_numpy() for end in ends)
    low, high = (end.fillna(0).to_numpy(dtype=np.int64) for end in ends)
    has_number = stated_low | stated_high
    lowest = 2 * np.where(stated_low, low, high) + stated_low
    highest = 2 * np.where(stated_high, high, low) + ~stated_high
    return np.where(has_number, lowest, NO_LOW), np.where(has_number, highest, NO_HIGH)


def _named(cells: pd.Series[str], site_ids: tuple[str, ...]) -> tuple[Numbers, Numbers]:
    """Pairs of report and place, in the order of reports."""
    at = {site: position for position, site in enumerate(site_ids)}
    codes, unique = pd.factorize(cells)
    of_cell = [np.array([at[site] for site in split_ids(cell)], dtype=np.int64) for cell in unique]
    sizes = np.array([len(sites) for sites in of_cell], dtype=np.int64)[codes]
    together = [of_cell[code] for code in codes]
    sites = np.concatenate(together) if together else np.empty(0, dtype=np.int64)
    return np.repeat(np.arange(len(cells)), sizes), sites


def _days(dates: pd.Series[Any], missing: int) -> NDArray[np.int32]:
    days = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(dates.notna(), days, missing).astype(np.int32)


def _codes(cells: pd.Series[str], known: Iterable[str]) -> Numbers:
    """The position of each cell among the known values."""
    return pd.Index(known).get_indexer(pd.Index(cells)).astype(np.int64)


def _origins(cells: pd.Series[str]) -> Numbers:
    """A number for each origin, -1 if none is stated."""
    return pd.factorize(cells.mask(cells == ""))[0].astype(np.int64)
