"""Values worked out once per dataset, and forgotten with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary, ref

from refoulement.dataset.tables import Dataset
from refoulement.messages import language

Found = TypeVar("Found")
Asked = TypeVar("Asked", bound=Hashable)


def once_a_dataset(work_out: Callable[[Dataset], Found]) -> Callable[[Dataset], Found]:
    """Keep the result of `work_out` for as long as the dataset itself is kept, and no longer.

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


def once_a_language(work_out: Callable[[Dataset], Found]) -> Callable[[Dataset], Found]:
    """Like `once_a_dataset`, for results that hold our text: once for each language in use."""

    @once_a_dataset
    def known(_: Dataset) -> dict[str, Found]:
        return {}

    @wraps(work_out)
    def remembered(dataset: Dataset) -> Found:
        by_language = known(dataset)
        if language() not in by_language:
            by_language[language()] = work_out(dataset)
        return by_language[language()]

    return remembered


def lately(
    most: int, once: Callable[[Callable[[Dataset], Any]], Callable[[Dataset], Any]] = once_a_dataset
) -> Callable[[Callable[[Dataset, Asked], Found]], Callable[[Dataset, Asked], Found]]:
    """Keep the answers to the `most` latest questions to a dataset, for as long as it is kept.

    All sessions share them: what one reader asked for is there for the next. For `once`, pass
    `once_a_language` if the answers hold our text.
    """

    def keep(work_out: Callable[[Dataset, Asked], Found]) -> Callable[[Dataset, Asked], Found]:
        @once
        def of(dataset: Dataset) -> Callable[[Asked], Found]:
            # What is kept with a dataset must not keep the dataset alive.
            weakly = ref(dataset)

            @lru_cache(maxsize=most)
            def found(asked: Asked) -> Found:
                kept = weakly()
                assert kept is not None, "whoever asks holds the dataset"
                return work_out(kept, asked)

            return found

        @wraps(work_out)
        def remembered(dataset: Dataset, asked: Asked) -> Found:
            found: Found = of(dataset)(asked)
            return found

        return remembered

    return keep
