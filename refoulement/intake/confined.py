"""The process that reads a stranger's file: what it may do, and its talk with the server.

It has no environment, so no setting and no secret; it opens no network where the system lets
it be cut off, writes no file, opens few, starts no process, and is the first to be ended where
memory runs out. What breaks its reader can answer wrongly, and no more.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import resource
import sys
from contextlib import suppress
from pathlib import Path

FILES = 64  # open at a time
_NEW_USERS, _NEW_NETWORK = 0x10000000, 0x40000000


def confine(most_bytes: int, most_seconds: float) -> None:
    """Give up what reading a file does not need, for good."""
    with suppress(OSError):  # Linux alone has it
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    _cut_off()
    seconds = int(most_seconds) + 1
    for limit, most in (
        (resource.RLIMIT_DATA, most_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (least, least))


def start_nothing() -> None:
    """No process and no thread from now on, where the system counts them: root has no bound."""
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _cut_off() -> None:
    """A network of its own, with nothing in it, where the system allows that."""
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        if libc.unshare(_NEW_NETWORK) and os.getuid():  # root would lose its right to read
            libc.unshare(_NEW_USERS | _NEW_NETWORK)


def main(most_bytes: int, most_seconds: float) -> None:
    """Read what the server asks, and write the answer to standard output."""
    confine(most_bytes, most_seconds)
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    # Imported here: from now on nothing has more rights than it needs.
    from refoulement.intake.answers import plain, read_message, table_bytes, taken, write_message
    from refoulement.intake.gazetteer.places import PlaceFound
    from refoulement.intake.own_file import TABLES, read_own_file
    from refoulement.problems import IntakeError

    def ask(name: str) -> PlaceFound:
        write_message(output, {"ask": name})
        found, _ = read_message(sys.stdin.buffer)
        return taken(PlaceFound, found)

    asked = pickle.load(sys.stdin.buffer)  # noqa: S301 the server's own
    content, name, dataset, decisions, today, is_online = asked
    start_nothing()
    try:
        file = read_own_file(content, name, dataset, decisions, today, ask if is_online else None)
    except IntakeError as error:
        write_message(output, {"refused": str(error)})
        return
    tables = [table_bytes(getattr(file.dataset, name)) for name in TABLES if file.dataset]
    parts = (file.problem_list, file.fixed, file.alike_list, *tables)
    write_message(output, {"file": plain(file)}, *parts)
