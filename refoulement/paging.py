"""Matching reports in an order, by their places in the file, so that a page of them can be shown.

Only numbers are handled here, in arrays: what a page needs of a report is looked up for that
page alone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from refoulement.dataset import Dataset
from refoulement.remembered import lately_of_a_dataset, once_a_dataset
from refoulement.selection import Selection

Positions = npt.NDArray[np.intp]

NEWEST, OLDEST = "Newest first", "Oldest first"
LARGEST, SMALLEST = "Largest number first", "Smallest number first"
ORDERS = (NEWEST, OLDEST, LARGEST, SMALLEST)


def positions(dataset: Dataset, selection: Selection, order: str = NEWEST) -> Positions:
    """The rows of `dataset.reports` that match, counted from 0, in one of the ORDERS."""
    ordered = _in_order(dataset, order)
    return ordered[np.asarray(selection.mask(dataset))[ordered]]


@lately_of_a_dataset
def _in_order(dataset: Dataset, order: str) -> Positions:
    """All rows in an order: those without a date or number last, the others by id where equal.

    A number is the highest that a report gives: “or more” counts as what it is said to be
    more than.
    """
    reports = dataset.reports
    if order in (NEWEST, OLDEST):
        days = reports["date_to" if order == NEWEST else "date_from"]
        keys = days.astype("int64").where(days.notna()).to_numpy(float)
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
    return pd.Series(dataset.reports["report_id"]).rank().to_numpy(np.intp) - 1
