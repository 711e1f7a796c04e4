"""The process that reads strangers' files: what it may do, and how it talks with the server.

It is started once and loads what reading takes. For each file it forks, and the fork reads
that file alone, answers and ends. So no file waits for libraries, and none meets another.

It has no environment, so no setting and no secret; it has no network where the system lets
that be cut off, writes no file, opens few, starts nothing else, and is the first to be ended
if memory runs out. If its reader is broken it can answer wrongly, and no more.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import resource
import signal
import socket
import struct
from contextlib import suppress
from pathlib import Path
from typing import Any

FILES = 64  # open at a time
LIMITS = struct.Struct("!QQ")  # bytes of memory and seconds, sent before a file
SIZE = struct.Struct("!Q")
READ, END, DONE = b"r", b"e", b"k"
_NEW_USERS, _NEW_NETWORK = 0x10000000, 0x40000000
_SET_DUMPABLE = 4


def confine() -> None:
    """Give up for good what reading files does not need."""
    with suppress(OSError):  # only Linux has it
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    _cut_off()
    for limit, most in (
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _bound(limit, most)
    with suppress(OSError, AttributeError):  # so that what it forks cannot look into it
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def confine_one(most_bytes: int, most_seconds: int) -> None:
    """Bound the process that reads one file: memory, time, and no further process or thread.

    `most_bytes` is what it may take besides what it shares with the process it was forked from.
    """
    _bound(resource.RLIMIT_DATA, _taken() + most_bytes)
    _bound(resource.RLIMIT_CPU, most_seconds + 1)
    with suppress(OSError, ValueError):  # root has no bound
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _taken() -> int:
    """How many bytes of memory for data this process has asked for; libraries ask for a lot."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0


def _bound(limit: int, most: int) -> None:
    _, hard = resource.getrlimit(limit)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(limit, (least, least))


def _cut_off() -> None:
    """Move to an empty network of its own, if the system allows that."""
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        if libc.unshare(_NEW_NETWORK) and os.getuid():  # root would lose its right to read
            libc.unshare(_NEW_USERS | _NEW_NETWORK)


def main() -> None:
    """Load all that reading takes; then, for each file that the server sends, fork.

    The server is at file descriptor 0. Each fork gets a socket of its own to talk on.
    """
    confine()
    server = socket.socket(fileno=0)
    os.dup2(2, 1)  # what a library prints must not be taken for an answer
    with server.makefile("rb") as said:  # the dataset comes before all files
        (size,) = SIZE.unpack(said.read(SIZE.size))
        dataset = pickle.loads(said.read(size))  # noqa: S301 the server's own
    from refoulement.intake.one_file import answer, prepare

    prepare(dataset)
    server.sendall(DONE)
    child = 0
    while True:
        message, descriptors, _, _ = socket.recv_fds(server, 1 + LIMITS.size, 1)
        if not message:
            _end(child)
            return
        _end(child)
        child = 0
        if message[:1] == READ and descriptors:
            child = os.fork()
            if not child:
                server.close()
                _answer(descriptors[0], LIMITS.unpack(message[1:]), answer, dataset)
            os.close(descriptors[0])
        server.sendall(DONE)


def _answer(descriptor: int, limits: tuple[int, ...], answer: Any, dataset: Any) -> None:
    """Read one file, and end."""
    status = 1
    try:
        confine_one(*limits)
        with socket.socket(fileno=descriptor) as own, own.makefile("rwb") as talk:
            answer(talk, dataset)
        status = 0
    finally:
        os._exit(status)


def _end(child: int) -> None:
    """End the forked process, if there is one."""
    if child:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
