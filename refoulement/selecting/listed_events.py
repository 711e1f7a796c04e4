"""The events that a selection lists, with what is said of each."""

from __future__ import annotations

import numpy as np

from refoulement.counting.rivals import EventRivals, Rows, event_rivals
from refoulement.dataset.tables import Dataset
from refoulement.selecting.selection import Selection


def selected_rivals(
    dataset: Dataset, selection: Selection, rows: Rows | None = None
) -> list[EventRivals]:
    """The events that a selection lists, in the order of `event_rivals`.

    Which, the selection says with its search; what is said of each, without it. `rows`: of
    `selection.events_mask`, those to go by; all where none are given.
    """
    if rows is None:
        rows = np.flatnonzero(selection.events_mask(dataset))
    reports = dataset.records_at(np.sort(rows))
    return event_rivals(dataset, reports, selection.sites, is_of_all=not selection.has_figures)
