"""Where memory has run out, the server ends: whoever started it can start it again.

What goes on without memory answers nobody, and nothing would tell that.
"""

from __future__ import annotations

import os
import sys
import threading

_SAID = b"error: the server has no memory left, and ends; start it again\n"


def ends_the_process(error: BaseException) -> None:
    """End at once where this is the lack of memory."""
    if isinstance(error, MemoryError):
        os.write(2, _SAID)
        os._exit(1)


def watch_threads() -> None:
    """End where a thread has no memory, to go on or to begin. What is logged: `server.log`."""
    last, last_unheard = threading.excepthook, sys.unraisablehook

    def hook(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value:
            ends_the_process(failed.exc_value)
        last(failed)

    def unheard(failed: sys.UnraisableHookArgs) -> None:
        if issubclass(failed.exc_type, MemoryError):  # there may be no room for its value
            ends_the_process(MemoryError())
        last_unheard(failed)

    threading.excepthook, sys.unraisablehook = hook, unheard
