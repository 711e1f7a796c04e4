"""Reads each different cell of a column once, and stops when too many cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from refoulement.intake.cells.words import Unread
from refoulement.messages import gettext

MOST_UNREAD = 10_000  # different texts of a column that cannot be read; each takes a tenth of a ms
MOST_KEPT = 50_000  # different texts of a column whose reading is kept

_Read = TypeVar("_Read")


class Bounded(Generic[_Read]):
    """A reader that reads no text twice, and gives up on a column that holds something else."""

    def __init__(self, read: Callable[[str], _Read | Unread]) -> None:
        self._read = read
        self._known: dict[str, _Read | Unread] = {}
        self._unread = 0

    def __call__(self, text: str) -> _Read | Unread:
        """What a text says, or why that is not known."""
        known = self._known.get(text)
        if known is not None:
            return known
        if self._unread >= MOST_UNREAD:
            said = gettext(
                "is not read: more than %(most)s other texts of this column cannot be read",
                most=MOST_UNREAD,
            )
            return Unread(said)
        read = self._read(text)
        self._unread += isinstance(read, Unread)
        if len(self._known) < MOST_KEPT:
            self._known[text] = read
        return read
