"""Matching reports, and the events and sources they belong to, in an order, for a page of a list.

A position is a row of `dataset.reports`, counted from 0. Only such numbers are handled here,
in arrays: what a page shows of a report is looked up for that page alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from refoulement.dataset import Dataset, Report
from refoulement.places import NO_PLACE
from refoulement.remembered import lately, once_a_dataset
from refoulement.selection import Selection

Positions = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.float64]

NEWEST, OLDEST = "Newest first", "Oldest first"
LARGEST, SMALLEST = "Largest number first", "Smallest number first"
ORDERS = (NEWEST, OLDEST, LARGEST, SMALLEST)


@dataclass(frozen=True, eq=False)
class Grouped:
    """Reports in groups that have an order: for each one found, the number of its group, from 0."""

    found: Positions
    number: Positions

    def __len__(self) -> int:
        """How many groups there are."""
        return int(self.number.max()) + 1 if len(self.number) else 0

    def part(self, groups: slice) -> Positions:
        """The reports of the groups from the slice's start to its stop."""
        number = self.number
        return _where((number >= groups.start) & (number < groups.stop), self.found)


def positions(dataset: Dataset, selection: Selection, order: str = NEWEST) -> Positions:
    """The reports that match, in one of the ORDERS."""
    ordered = _in_order(dataset, order)
    return _where(selection.mask(dataset)[ordered], ordered)


def placed(dataset: Dataset, found: Positions, site_id: str) -> Positions:
    """Those that name the place, alone or with others; for NO_PLACE, none at all."""
    if site_id == NO_PLACE:
        names = np.asarray(dataset.reports["site_ids"] == "")
    else:
        names = Selection(sites=(site_id,)).mask(dataset)
    return _where(names[found], found)


def reports_at(dataset: Dataset, shown: Positions) -> tuple[Report, ...]:
    """The reports at these positions, in file order."""
    return dataset.records_at(np.sort(shown))


def by_event(dataset: Dataset, found: Positions) -> Grouped:
    """Reports by the event they speak of, as a whole, in the order of `rivals.event_rivals`."""
    present, number = np.unique(_wholes(dataset)[found], return_inverse=True)
    last = np.full(len(present), -np.inf)
    np.maximum.at(last, number, _days(dataset.reports["date_to"], undated=-np.inf)[found])
    return Grouped(found, _places_in(np.lexsort((-present, -last)))[number])


def by_source(dataset: Dataset, found: Positions) -> Grouped:
    """Reports by the source that states them, in the order of `sources.reports_by_source`."""
    _, number = np.unique(_sources(dataset)[found], return_inverse=True)
    return Grouped(found, number)


@lately(len(ORDERS))
def _in_order(dataset: Dataset, order: str) -> Positions:
    """All rows in an order: those without a date or number last, the others by id where equal.

    A number is the highest that a report gives: “or more” counts as what it is said to be
    more than.
    """
    reports = dataset.reports
    if order in (NEWEST, OLDEST):
        keys = _days(reports["date_to" if order == NEWEST else "date_from"], undated=np.nan)
    else:
        keys = reports["count_high"].fillna(reports["count_low"]).to_numpy(float, na_value=np.nan)
    ids = _rank_of_id(dataset)
    if order == NEWEST:
        ids = -ids
    if order in (NEWEST, LARGEST):
        keys = -keys
    return np.lexsort((ids, keys))  # the last key counts first; what is no number comes last


@once_a_dataset
def _rank_of_id(dataset: Dataset) -> Positions:
    """For each report, how many ids come before its own."""
    return _ranks(dataset.reports["report_id"])


@once_a_dataset
def _wholes(dataset: Dataset) -> Positions:
    """For each report, a number of the event that its own is part of, in the order of the ids."""
    number, ids = pd.factorize(dataset.reports["event_id"])
    return _ranks(map(dataset.event_graph.root, ids))[number]


@once_a_dataset
def _sources(dataset: Dataset) -> Positions:
    """For each report, a number of its source: the latest published first, then the last id."""
    number, ids = pd.factorize(dataset.reports["source_id"])
    return -_ranks((dataset.source[one]["published"], one) for one in ids)[number]


def _ranks(values: Iterable[Any]) -> Positions:
    """For each value, how many different ones come before it."""
    values = list(values)
    rank = {value: number for number, value in enumerate(sorted(set(values)))}
    return np.fromiter((rank[value] for value in values), np.intp, len(values))


def _where(true: npt.NDArray[np.bool_], positions: Positions) -> Positions:
    return positions[true]


def _places_in(order: Positions) -> Positions:
    """For each row, where it stands in an order of rows."""
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return places


def _days(column: pd.Series[pd.Timestamp], undated: float) -> Numbers:
    return np.where(column.notna(), column.to_numpy().astype(np.int64), undated)
