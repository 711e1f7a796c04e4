"""Log output: a message that is repeated is written once a minute.

Otherwise anyone who can cause a log line could fill the disk. Errors caused by strangers, who
disconnect or send garbage, get a single line; a traceback would only be about our code.
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

from server.out_of_memory import ends_the_process

EVERY = 60.0  # seconds in which the same message is written only once
MOST_MESSAGES = 100  # different messages in this time

_VARIES = re.compile(r"0x[0-9a-f]+|\d+")
_FROM_STRANGERS = (ClientDisconnect, DecodeError, UnicodeDecodeError)


@dataclass
class _Said:
    """When a message was last written, and how often it has come since."""

    at: float
    again: int = 0


class Repeated(logging.Filter):
    """Lets a message through once every EVERY seconds, with how often it has been suppressed.

    Messages count as the same if they differ only in arguments and numbers and come from the
    same kind of exception. Above MOST_MESSAGES different ones in EVERY seconds, the rest count
    as one.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[object, _Said] = {}
        self._lock = Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write this record. Ends the process if memory has run out."""
        if record.exc_info and record.exc_info[1]:
            ends_the_process(record.exc_info[1])
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
    """A logger that suppresses repetitions."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.addFilter(_repeated)


_repeated = Repeated()


def quieten() -> None:
    """Make all loggers suppress repetitions, future ones too: each of Streamlit's has a handler."""
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
    """Drop the traceback if the exception only shows what a stranger did."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, _FROM_STRANGERS):
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        record.msg = f"A client left, or sent what is no message ({what})"
        record.args, record.exc_info = (), None
