"""What is worked out once of a dataset, and forgotten with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import TypeVar
from weakref import WeakKeyDictionary, ref

from refoulement.dataset.tables import Dataset

Found = TypeVar("Found")
Asked = TypeVar("Asked", bound=Hashable)


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


def lately(
    most: int,
) -> Callable[[Callable[[Dataset, Asked], Found]], Callable[[Dataset, Asked], Found]]:
    """Keep the answers to the `most` latest different questions to a dataset, as long as itself.

    Of use to every session: what one reader asked for is there for the next.
    """

    def keep(work_out: Callable[[Dataset, Asked], Found]) -> Callable[[Dataset, Asked], Found]:
        @once_a_dataset
        def of(dataset: Dataset) -> Callable[[Asked], Found]:
            # What is kept with a dataset must not keep the dataset.
            weakly = ref(dataset)

            @lru_cache(maxsize=most)
            def found(asked: Asked) -> Found:
                kept = weakly()
                assert kept is not None, "whoever asks holds the dataset"
                return work_out(kept, asked)

            return found

        @wraps(work_out)
        def remembered(dataset: Dataset, asked: Asked) -> Found:
            return of(dataset)(asked)

        return remembered

    return keep
