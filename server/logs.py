"""The log: what is said again and again is said once a minute; without memory the server ends."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable

SECONDS = 60
MOST_KNOWN = 200
LONGEST = 100  # characters of a message by which it is known again
_OUT_OF_MEMORY = b"error: the server has no memory left, and ends; start it again\n"


class OnceAMinute(logging.Filter):
    """Lets a warning or error pass once in SECONDS, and then says how often it was there."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[str, str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this record is to be written. Ends the process where memory has run out."""
        if record.exc_info and record.exc_info[1]:
            ends_the_process(record.exc_info[1])
        if record.levelno < logging.WARNING:
            return True
        key = (record.name, str(record.msg).partition("\n")[0][:LONGEST], _place(record))
        now = self._clock()
        since, again = self._said.get(key, (-SECONDS, 0))
        if now - since < SECONDS:
            self._said[key] = (since, again + 1)
            return False
        self._said.pop(key, None)  # the order is that of saying
        self._said[key] = (now, 0)
        if len(self._said) > MOST_KNOWN:
            self._said.pop(next(iter(self._said)))
        if again:
            record.msg = f"{record.getMessage()} ({again:,} times more before)"
            record.args = ()
        return True


def _place(record: logging.LogRecord) -> str:
    """Where the error that goes with a record came about, and which it is; empty without one."""
    if not record.exc_info or not record.exc_info[1]:
        return ""
    at = record.exc_info[2]
    while at and at.tb_next:
        at = at.tb_next
    line = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at else ""
    return f"{type(record.exc_info[1]).__name__} {line}"


def ends_the_process(error: BaseException) -> None:
    """End at once where memory has run out: whoever started the server can start it again.

    What goes on would answer nobody, and nothing would tell that.
    """
    if isinstance(error, MemoryError):
        os.write(2, _OUT_OF_MEMORY)
        os._exit(1)


def watch_logs() -> None:
    """Have all that is logged pass through one filter, and end where a thread has no memory."""
    once = OnceAMinute()
    names = {"asyncio", "uvicorn.error", *logging.root.manager.loggerDict}
    for logger in (logging.root, *map(logging.getLogger, sorted(names))):
        logger.addFilter(once)
    _last = threading.excepthook

    def hook(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value:
            ends_the_process(failed.exc_value)
        _last(failed)

    threading.excepthook = hook
