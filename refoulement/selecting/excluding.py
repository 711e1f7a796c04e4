"""If nothing matches: what there would be without each of the filters in force."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from refoulement.dataset.tables import Dataset
from refoulement.selecting.selection import CHOICE_PARAMETERS, Selection


def without_each_filter(dataset: Dataset, selection: Selection) -> dict[str, tuple[Selection, int]]:
    """For each filter in force, the selection without it, and how many reports match that.

    `dates` stands for both ends together; the others for the field of the selection. Filters
    without which still nothing matches are left out.
    """
    nothing: dict[str, Any] = {
        field: type(getattr(selection, field))() for field in (*CHOICE_PARAMETERS, "search")
    }
    without = {
        field: replace(selection, **{field: empty})
        for field, empty in nothing.items()
        if getattr(selection, field)
    }
    if selection.has_dates:
        without["dates"] = selection.with_dates(None, None)
    counts = {name: (one, one.count(dataset)) for name, one in without.items()}
    return {name: found for name, found in counts.items() if found[1]}
