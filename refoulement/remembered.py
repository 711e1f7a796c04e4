"""What is worked out once of a dataset, and forgotten with it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

from refoulement.dataset import Dataset

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

    Of value to every session: what one reader asked for is there for the next.
    """

    def keep(work_out: Callable[[Dataset, Asked], Found]) -> Callable[[Dataset, Asked], Found]:
        known: WeakKeyDictionary[Dataset, OrderedDict[Asked, Found]] = WeakKeyDictionary()
        lock = Lock()

        @wraps(work_out)
        def remembered(dataset: Dataset, asked: Asked) -> Found:
            with lock:
                answers = known.setdefault(dataset, OrderedDict())
                if asked in answers:
                    answers.move_to_end(asked)
                    return answers[asked]
            found = work_out(dataset, asked)
            with lock:
                answers[asked] = found
                while len(answers) > most:
                    answers.popitem(last=False)
            return found

        return remembered

    return keep
