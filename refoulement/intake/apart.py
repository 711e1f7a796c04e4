"""Reading a stranger's file in a process of its own, with bounds on its time and memory.

Python runs one thread at a time: a large file would stop the server for everybody
else while it is read, and what breaks the reader would break the server with it.
Not `multiprocessing`: it would run the page that asks once more in the new process.
"""

from __future__ import annotations

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import BoundedSemaphore, Lock
from weakref import WeakSet

from refoulement.dataset import Dataset
from refoulement.intake.own_file import Decisions, OwnFile, read_own_file
from refoulement.intake.problems import IntakeError

MOST_SECONDS = 120.0  # for one file, on a slow machine too
MOST_BYTES = 2 * 2**30  # of memory: the largest takes a third
MOST_WAITING = 8  # files at a time, with the one that is read
MOST_ROWS_HELD = 500_000  # in the memory of this server, of all visitors together

_ROOT = Path(__file__).resolve().parent.parent.parent
_BUSY = "The server is reading too many files of other visitors; please try again in a minute."
_FULL = (
    "The server holds too many rows of visitors’ files to open these too; please try again later, "
    "or with fewer rows."
)
_TOO_LONG = "The file takes too long to read; please split it into several."
_TOO_MUCH = "The file takes too much memory to read; please split it into several."

_waiting = BoundedSemaphore(MOST_WAITING)
_reading, _counting = Lock(), Lock()
_held: WeakSet[Dataset] = WeakSet()


def read_apart(
    content: bytes, name: str, dataset: Dataset, decisions: Decisions, today: date | None = None
) -> OwnFile:
    """As `read_own_file`. Raises IntakeError, too, where a bound of time or memory is met.

    Nothing is kept but what is given back; the file itself is never on disk.
    """
    asked = pickle.dumps((content, name, dataset, decisions, today))
    with _turn():
        answer = _answer(asked)
    if isinstance(answer, IntakeError):
        raise answer
    if answer.dataset:
        _make_room(answer.dataset)
    return answer


def _answer(asked: bytes) -> OwnFile | IntakeError:
    """What the other process gives back. It goes through pipes alone, and its words nowhere."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "refoulement.intake.apart"],
            input=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            timeout=MOST_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired:
        return IntakeError(_TOO_LONG)
    except subprocess.CalledProcessError:
        return IntakeError(_TOO_MUCH)
    answer: OwnFile | IntakeError = pickle.loads(done.stdout)  # noqa: S301 our own process
    return answer


@contextmanager
def _turn() -> Iterator[None]:
    """One file at a time; the others wait, unless too many do."""
    if not _waiting.acquire(blocking=False):
        raise IntakeError(_BUSY)
    try:
        with _reading:
            yield
    finally:
        _waiting.release()


def _make_room(dataset: Dataset) -> None:
    """Count the rows of a dataset for as long as a session keeps it."""
    with _counting:
        if sum(len(held.reports) for held in _held) + len(dataset.reports) > MOST_ROWS_HELD:
            raise IntakeError(_FULL)
        _held.add(dataset)


def _main() -> None:
    """In the other process: read what is asked, and write the answer to standard output."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    output = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    answer: OwnFile | IntakeError
    try:
        answer = read_own_file(*pickle.load(sys.stdin.buffer))  # noqa: S301 the server's own
        if answer.dataset:
            _ = answer.dataset.records  # worked out here: it goes along, and the server need not
    except IntakeError as error:
        answer = error
    with os.fdopen(output, "wb") as pipe:
        pickle.dump(answer, pipe)


if __name__ == "__main__":
    _main()
