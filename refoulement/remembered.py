"""What is worked out once of a dataset, and forgotten with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from refoulement.dataset import Dataset

Found = TypeVar("Found")


def once_a_dataset(work_out: Callable[[Dataset], Found]) -> Callable[[Dataset], Found]:
    """Keep what `work_out` gives for as long as the dataset itself is kept, and no longer.

    A cache of a fixed size would keep the data that a visitor brought after the
    visitor has gone.
    """
    known: WeakKeyDictionary[Dataset, Found] = WeakKeyDictionary()

    @wraps(work_out)
    def remembered(dataset: Dataset) -> Found:
        if dataset not in known:
            known[dataset] = work_out(dataset)
        return known[dataset]

    return remembered
