"""Work that takes seconds of processor time: one client at a time, and few may wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

#: Each waiting client holds a thread that others need.
MOST_WAITING = 8
MOST_OF_ONE = 2  # of these for any one client address


class BusyError(Exception):
    """Too many clients are waiting already."""


class Turns:
    """One at a time, in no particular order."""

    def __init__(self) -> None:
        self._one, self._counting = Lock(), Lock()
        self._waiting: Counter[str] = Counter()

    @contextmanager
    def take(self, client: str = "") -> Iterator[None]:
        """Wait for a turn and keep it until the end of the block. Raises BusyError.

        Each client with a known address has at most MOST_OF_ONE places.
        """
        self._enter(client)
        try:
            with self._one:
                yield
        finally:
            with self._counting:
                self._waiting -= Counter([client])  # which drops counts of zero

    def _enter(self, client: str) -> None:
        with self._counting:
            is_greedy = bool(client) and self._waiting[client] >= MOST_OF_ONE
            if is_greedy or self._waiting.total() >= MOST_WAITING:
                raise BusyError
            self._waiting[client] += 1
