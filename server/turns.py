"""What takes seconds of a processor is done for one client at a time, and few wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

#: Each holds a thread that others need.
MOST_WAITING = 8


class BusyError(Exception):
    """Too many are waiting for their turn already."""


class Turns:
    """One at a time, in no particular order."""

    def __init__(self) -> None:
        self._one = Lock()
        self._few = BoundedSemaphore(MOST_WAITING)

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn, and have it until the end of the block. Raises BusyError."""
        if not self._few.acquire(blocking=False):
            raise BusyError
        try:
            with self._one:
                yield
        finally:
            self._few.release()
