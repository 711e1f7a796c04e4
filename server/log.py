"""What is written to the log: a message that comes again and again is written once a minute.

Whoever can have a line written could else fill the disk. What a stranger caused, by leaving or
by sending what is no message, is one line, without the traceback that tells of our code alone.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.requests import ClientDisconnect

EVERY = 60.0  # seconds in which the same message is written once
MOST_MESSAGES = 100  # different ones in this time

_VARIES = re.compile(r"0x[0-9a-f]+|\d+")
_FROM_STRANGERS = (ClientDisconnect, DecodeError, UnicodeDecodeError)


@dataclass
class _Said:
    """When a message was written last, and how often it came since."""

    at: float
    again: int = 0


class Repeated(logging.Filter):
    """Lets a message through once in EVERY seconds, and says then how often it had come besides.

    Messages are the same where they differ in nothing but arguments and numbers, and stem from
    the same kind of exception. Of more than MOST_MESSAGES different ones in EVERY seconds the
    others count as one.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[object, _Said] = {}
        self._lock = Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write this one."""
        now, key = self._clock(), _key(record)
        with self._lock:
            if key not in self._said and not self._has_room(now):
                key = None
            said = self._said.get(key)
            if said and now - said.at < EVERY:
                said.again += 1
                return False
            self._said[key] = _Said(now)
        _in_one_line(record)
        if said and said.again:
            record.msg = f"{record.getMessage().rstrip()} (and {said.again:,} times more before)"
            record.args = ()
        return True

    def _has_room(self, now: float) -> bool:
        if len(self._said) >= MOST_MESSAGES:
            for key, said in [*self._said.items()]:
                if now - said.at >= EVERY:
                    del self._said[key]
        return len(self._said) < MOST_MESSAGES


class Logger(logging.Logger):
    """A logger that repeats nothing."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.addFilter(_repeated)


_repeated = Repeated()


def quieten() -> None:
    """Have every logger repeat nothing, those to come too: Streamlit has a handler for each."""
    logging.setLoggerClass(Logger)
    for logger in (logging.root, logging.getLogger("asyncio")):
        logger.addFilter(_repeated)
    for known in [*logging.root.manager.loggerDict.values()]:
        if isinstance(known, logging.Logger):
            known.addFilter(_repeated)


def _key(record: logging.LogRecord) -> object:
    error = record.exc_info[1] if record.exc_info else None
    said = _VARIES.sub("#", str(record.msg))
    return record.name, record.levelno, said, type(error), _VARIES.sub("#", str(error))[:200]


def _in_one_line(record: logging.LogRecord) -> None:
    """Without a traceback, where the exception says no more than what a stranger did."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, _FROM_STRANGERS):
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        record.msg = f"A client left, or sent what is no message ({what})"
        record.args, record.exc_info = (), None
