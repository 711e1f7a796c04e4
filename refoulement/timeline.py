"""How reports lie in time."""

from __future__ import annotations

import pandas as pd

from refoulement.dataset import Dataset
from refoulement.selection import Selection


def reports_per_month(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """For each month of the data's span, how many matching reports speak of a day in it.

    Columns: month (its first day), reports. A report whose span covers several
    months is in each, so that the rows do not add up to the number of reports.
    """
    first, last = dataset.span
    months = pd.date_range(pd.Timestamp(first).replace(day=1), pd.Timestamp(last), freq="MS")
    reports = dataset.reports[selection.mask(dataset)].dropna(subset=["date_from"])
    # Those that have begun by a month's end, less those that had ended before its start.
    starts = reports["date_from"].dt.to_period("M").dt.start_time.sort_values()
    ends = reports["date_to"].dt.to_period("M").dt.start_time.sort_values()
    begun = starts.searchsorted(months, side="right")
    over = ends.searchsorted(months, side="left")
    return pd.DataFrame({"month": months, "reports": begun - over})
