"""The server exits when memory runs out, so that whatever started it can restart it.

Otherwise it would keep running without answering anybody, and nobody would notice.
"""

from __future__ import annotations

import os
import sys
import threading

_SAID = b"error: the server has no memory left, and ends; start it again\n"


def ends_the_process(error: BaseException) -> None:
    """Exit at once if this error means that memory has run out."""
    if isinstance(error, MemoryError):
        os.write(2, _SAID)
        os._exit(1)


def watch_threads() -> None:
    """Exit if a thread runs out of memory or cannot start. `server.log` handles logged errors."""
    last, last_unheard = threading.excepthook, sys.unraisablehook

    def hook(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value:
            ends_the_process(failed.exc_value)
        last(failed)

    def unheard(failed: sys.UnraisableHookArgs) -> None:
        if issubclass(failed.exc_type, MemoryError):  # there may be no memory for its value
            ends_the_process(MemoryError())
        last_unheard(failed)

    threading.excepthook, sys.unraisablehook = hook, unheard
