"""Keeping up with a package edited while it is shown: the last good data, never half an edit.

No file system tells when an edit of several files is done. So a change is accepted once
the files have been quiet for a while, and only if they are the same after reading
as before. Until then, and if the change is not sound, the last good data stay.

Anything that is half done for longer than QUIET, but sound by itself, cannot be told
from a finished edit: edit for longer elsewhere, and then rename.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock

from refoulement.dataset.package import DESCRIPTOR, Stamps, data_directory, stamps
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import read
from refoulement.messages import later
from refoulement.problems import DatasetError, Problem

#: Seconds without a change after which an edit counts as finished.
QUIET = 2.0


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the files as they are now; `since` is when that was found, in UTC."""

    error: DatasetError
    since: datetime


@dataclass(frozen=True)
class Shown:
    """What is shown: the last good data, and why they are not the files as they are now."""

    dataset: Dataset
    trouble: Trouble | None = None


class LastGood:
    """The last good data of a package, shared by all threads.

    `read` gives the dataset or what is wrong with it, `stamps` what the file system
    says about its files, and `clock` the seconds since 1970.
    """

    def __init__(
        self,
        read: Callable[[], Dataset | DatasetError],
        stamps: Callable[[], Stamps],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._read, self._stamps, self._clock = read, stamps, clock
        self._looking = Lock()
        self._held: Shown | DatasetError | None = None
        self._held_of: Stamps | None = None  # None: to be read again even if unchanged
        self._seen: Stamps | None = None
        self._seen_at = self._looked_at = self._looked_before = -math.inf

    def look(self) -> Shown:
        """What to show now. Raises DatasetError if there never were good data.

        One thread at a time looks at the files; the others go on with what is held,
        and wait only if nothing is held yet.
        """
        if self._looking.acquire(blocking=self._held is None):
            try:
                self._look()
            finally:
                self._looking.release()
        if not isinstance(self._held, Shown):
            assert self._held is not None, "the first look holds what it finds"
            raise self._held
        return self._held

    def _look(self) -> None:
        now, found = self._clock(), self._stamps()
        if found != self._seen:
            self._seen, self._seen_at, self._looked_before = found, now, self._looked_at
        self._looked_at = now
        is_quiet = self._is_quiet(found, now)
        if found == self._held_of or not (is_quiet or self._held is None):
            return
        result = self._try_to_read()
        if self._stamps() == found:
            self._hold(result, now)
            # Files this young may keep their stamps even if they change right after the reading.
            self._held_of = found if is_quiet else None
        elif self._held is None:
            message = later(
                "was changed, or a file beside it, while it was read; expected files at rest"
            )
            self._hold(DatasetError([Problem(DESCRIPTOR, message)]), now)

    def _is_quiet(self, found: Stamps, now: float) -> bool:
        """Whether the files have not changed for a while.

        It goes by their own times if these can be true: not in the future, nor before this
        server last saw the files in another state. Otherwise by its own waiting; a clock that
        is set back does not make it wait for longer.
        """
        waited = abs(now - self._seen_at) >= QUIET
        return waited or self._looked_before <= found.touched <= now - QUIET

    def _try_to_read(self) -> Dataset | DatasetError:
        try:
            return self._read()
        except Exception as error:  # reading files while they change may fail in any way
            reason = type(error).__name__
            message = later("cannot be read, nor the files beside it (%(reason)s)", reason=reason)
            return DatasetError([Problem(DESCRIPTOR, message)])

    def _hold(self, result: Dataset | DatasetError, now: float) -> None:
        if isinstance(result, Dataset):
            self._held = Shown(result)
        elif isinstance(self._held, Shown):
            before = self._held.trouble
            since = before.since if before else datetime.fromtimestamp(now, UTC)
            self._held = Shown(self._held.dataset, Trouble(result, since))
        else:
            self._held = result


def look() -> Shown:
    """What pages and API show now. Raises DatasetError if there never were good data."""
    return _last_good(data_directory()).look()


@lru_cache(maxsize=2)
def _last_good(directory: Path) -> LastGood:
    return LastGood(partial(read, directory), partial(stamps, directory))
