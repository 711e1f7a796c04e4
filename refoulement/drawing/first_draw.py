"""A signal that a page awaits from its browser, under a name that nobody can guess."""

from __future__ import annotations

from secrets import token_hex
from threading import Event
from weakref import WeakValueDictionary


class Signal:
    """Sent once, by name, to whoever waits for it; forgotten when nobody does."""

    def __init__(self) -> None:
        self.name = token_hex(16)
        self._told = Event()
        _AWAITED[self.name] = self

    def wait(self, seconds: float) -> bool:
        """Wait for at most so many seconds; returns whether it was told."""
        return self._told.wait(seconds)

    def tell(self) -> None:
        """Let the page go on."""
        self._told.set()


_AWAITED: WeakValueDictionary[str, Signal] = WeakValueDictionary()


def awaited(name: str) -> Signal | None:
    """The signal of this name; None if nobody waits for it."""
    return _AWAITED.get(name)
