"""Matching reports, and their events and sources, in an order, for one page of a list.

A position is a row of `dataset.reports`, counted from 0. Only such numbers are handled here,
in arrays: what a page shows about a report is looked up for that page only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from refoulement.counting.index import NEVER_BEFORE, index_of
from refoulement.dataset.geography import NO_PLACE
from refoulement.dataset.remembered import lately, once_a_dataset
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.selecting.selection import Selection

Positions = npt.NDArray[np.intp]

NEWEST, OLDEST = "newest", "oldest"
LARGEST, SMALLEST = "largest", "smallest"
ORDERS = (NEWEST, OLDEST, LARGEST, SMALLEST)


@dataclass(frozen=True, eq=False)
class Grouped:
    """Reports in ordered groups: for each report found, the number of its group, from 0."""

    found: Positions
    number: Positions

    def __len__(self) -> int:
        """How many groups there are."""
        return int(self.number.max()) + 1 if len(self.number) else 0

    def part(self, groups: slice) -> Positions:
        """The reports of the groups from the slice's start to its stop."""
        within: Positions = self.found[(self.number >= groups.start) & (self.number < groups.stop)]
        return within


def positions(dataset: Dataset, selection: Selection, order: str = NEWEST) -> Positions:
    """The reports that match, in one of the ORDERS."""
    ordered = _in_order(dataset, order)
    found: Positions = ordered[selection.mask(dataset)[ordered]]
    return found


def statements(dataset: Dataset, selection: Selection) -> Positions:
    """The statements about the events that a selection lists, newest first."""
    ordered = _in_order(dataset, NEWEST)
    found: Positions = ordered[selection.events_mask(dataset)[ordered]]
    return found


def placed(dataset: Dataset, found: Positions, site_id: str) -> Positions:
    """Reports that name the place, alone or with others; for NO_PLACE, that name none."""
    if site_id == NO_PLACE:
        names = index_of(dataset).places == 0
    else:
        names = Selection(sites=(site_id,)).mask(dataset)
    of_place: Positions = found[names[found]]
    return of_place


def with_rivals(dataset: Dataset, found: Positions, placed: Positions) -> Positions:
    """Those of the reports found that speak of the same event as any of the placed ones."""
    event = index_of(dataset).event
    rivals: Positions = found[np.isin(event[found], event[placed])]
    return rivals


def in_file_order(dataset: Dataset, shown: Positions) -> tuple[Report, ...]:
    """The reports at these positions, in file order rather than in that of the positions."""
    return dataset.records_at(np.sort(shown))


def by_event(dataset: Dataset, found: Positions) -> Grouped:
    """Reports by the topmost event they speak of, in the order of `rivals.event_rivals`."""
    index = index_of(dataset)
    wholes = index.events.order[index.events.root[index.event[found]]]
    present, number = np.unique(wholes, return_inverse=True)
    last = np.full(len(present), NEVER_BEFORE, dtype=np.int64)
    np.maximum.at(last, number, index.last[found])
    places = np.argsort(np.lexsort((-present, -last)))
    return Grouped(found, places[number])


def by_source(dataset: Dataset, found: Positions) -> Grouped:
    """Reports by the source that states them, in the order of `places.reports_by_source`."""
    ranks = _rank_of_source(dataset)[index_of(dataset).source[found]]
    return Grouped(found, np.unique(-ranks, return_inverse=True)[1])


@lately(len(ORDERS))
def _in_order(dataset: Dataset, order: str) -> Positions:
    """All rows in an order: those without a date or number last, equal ones by id.

    A number is the highest that a report gives: “or more” counts as the number it
    follows.
    """
    reports, index = dataset.reports, index_of(dataset)
    ids = np.argsort(np.argsort(reports["report_id"].to_numpy(dtype=object)))
    if order == NEWEST:
        return np.lexsort((ids, index.last))[::-1]
    if order == OLDEST:
        return np.lexsort((ids, index.first))
    highest = reports["count_high"].fillna(reports["count_low"])
    numbers = highest.to_numpy(float, na_value=np.nan)
    return np.lexsort((ids, -numbers if order == LARGEST else numbers))  # without a number: last


@once_a_dataset
def _rank_of_source(dataset: Dataset) -> Positions:
    """The rank of each source, by position: by when it was published, then by id."""
    sources = dataset.sources
    pairs = list(zip(sources["published"], sources["source_id"], strict=True))
    ranks = np.empty(len(pairs), dtype=np.intp)
    ranks[sorted(range(len(pairs)), key=pairs.__getitem__)] = np.arange(len(pairs))
    return ranks
