"""What is worked out once of a dataset, and forgotten with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import TypeVar
from weakref import WeakKeyDictionary, ref

from refoulement.dataset import Dataset

Found = TypeVar("Found")
Key = TypeVar("Key", bound=Hashable)

MOST_KEPT = 64  # of a dataset, for all sessions together


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


def lately_of_a_dataset(
    work_out: Callable[[Dataset, Key], Found],
) -> Callable[[Dataset, Key], Found]:
    """Keep what `work_out` gives for the MOST_KEPT keys that were asked for last of a dataset."""

    @once_a_dataset
    def of(dataset: Dataset) -> Callable[[Key], Found]:
        # What is kept with a dataset must not keep the dataset.
        weakly = ref(dataset)

        @lru_cache(maxsize=MOST_KEPT)
        def found(key: Key) -> Found:
            kept = weakly()
            assert kept is not None, "whoever asks holds the dataset"
            return work_out(kept, key)

        return found

    @wraps(work_out)
    def remembered(dataset: Dataset, key: Key) -> Found:
        return of(dataset)(key)

    return remembered
