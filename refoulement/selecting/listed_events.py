"""The events that a selection lists, with what is said about each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from refoulement.counting.index import index_of
from refoulement.counting.rivals import EventRivals, Rows, event_rivals
from refoulement.dataset.tables import Dataset
from refoulement.selecting.selection import Selection


def selected_rivals(
    dataset: Dataset, selection: Selection, rows: Rows | None = None
) -> list[EventRivals]:
    """The events that a selection lists, in the order of `event_rivals`.

    The selection with its search decides which; what is said about each ignores the search.
    `rows` are those of `selection.events_mask` to go by; by default all.
    """
    if rows is None:
        rows = np.flatnonzero(selection.events_mask(dataset))
    reports = dataset.records_at(np.sort(rows))
    return event_rivals(dataset, reports, selection.sites, is_of_all=not selection.has_figures)


def rivals_of(
    dataset: Dataset, selection: Selection, event_ids: Iterable[str]
) -> list[EventRivals]:
    """Those of the events that a selection lists with these ids, which are part of no other."""
    index = index_of(dataset)
    is_wanted = dataset.events["event_id"].isin(list(event_ids)).to_numpy()
    of_wanted = is_wanted[index.events.root[index.event]]
    rows = np.flatnonzero(selection.events_mask(dataset) & of_wanted)
    return selected_rivals(dataset, selection, rows)
