"""Reading a stranger's file in a process of its own, with bounds on its time and memory.

Python runs one thread at a time: a large file would stop the server for everybody
else while it is read, and what breaks the reader would break the server with it.
Not `multiprocessing`: it would run the page that asks once more in the new process.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from threading import BoundedSemaphore, Event, Lock, Timer
from typing import Any, BinaryIO, cast
from weakref import WeakSet

from refoulement import PROJECT
from refoulement.dataset.package import canonical_resources
from refoulement.dataset.tables import Dataset
from refoulement.intake.answers import (
    AnswerError,
    plain,
    read_message,
    read_table,
    taken,
    write_message,
)
from refoulement.intake.check import MOST_ASKED
from refoulement.intake.gazetteer.online import ask_online, online_name
from refoulement.intake.opening import dataset_of
from refoulement.intake.own_file import TABLES, Decisions, OwnFile
from refoulement.problems import IntakeError

MOST_SECONDS = 120.0  # for one file, on a slow machine too
MOST_BYTES = 2 * 2**30  # of memory: the largest takes a third
MOST_WAITING = 8  # files at a time, with the one that is read
MOST_ROWS_HELD = 500_000  # in the memory of this server, of all visitors together

#: The settings of the other process are its arguments; it takes no module from elsewhere.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from refoulement.intake.confined import main; main(**json.loads(sys.argv[2]))"
)
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # and nothing of ours
_LISTS = 3  # parts of an answer before its tables
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

    Nothing is kept but what is given back; the file itself is never on disk. Names of places
    that the other process wants to have asked online are asked for here: it has no network.
    """
    asked = (content, name, dataset, decisions, today, bool(online_name()))
    with _turn():
        message, parts = _answer(pickle.dumps(asked))
    try:
        if "refused" in message:
            raise IntakeError(str(message["refused"]))
        answer = _file(message.get("file"), parts, content, decisions)
    except AnswerError as error:
        raise IntakeError(_TOO_MUCH) from error
    if answer.dataset:
        _make_room(answer.dataset)
    return answer


def _answer(asked: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What the other process says. It goes through pipes alone, and its words nowhere."""
    path = [str(PROJECT), *filter(os.path.isabs, sys.path)]
    settings = json.dumps({"most_bytes": MOST_BYTES, "most_seconds": MOST_SECONDS})
    is_late = Event()

    def give_up() -> None:
        is_late.set()
        process.kill()

    with subprocess.Popen(  # noqa: S603 our own program
        [sys.executable, "-I", "-B", "-c", _START, json.dumps(path), settings],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=_ENVIRONMENT,
    ) as process:
        watch = Timer(MOST_SECONDS, give_up)
        watch.start()
        try:
            return _talk(process, asked)
        except (OSError, AnswerError) as error:
            raise IntakeError(_TOO_LONG if is_late.is_set() else _TOO_MUCH) from error
        finally:
            watch.cancel()
            process.kill()
            with suppress(OSError):
                cast(BinaryIO, process.stdin).close()


def _talk(process: subprocess.Popen[bytes], asked: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Ask, answer the questions that come back, and give what is said in the end."""
    says, hears = cast(BinaryIO, process.stdout), cast(BinaryIO, process.stdin)
    hears.write(asked)
    hears.flush()
    for _ in range(MOST_ASKED + 1):
        message, parts = read_message(says)
        if "ask" not in message:
            return message, parts
        write_message(hears, plain(ask_online(str(message["ask"]))))
    raise AnswerError("expected fewer questions")


def _file(told: Any, parts: list[bytes], content: bytes, decisions: Decisions) -> OwnFile:
    """The file that was read, from what was told of it. Raises AnswerError."""
    if len(parts) not in (_LISTS, _LISTS + len(TABLES)):
        raise AnswerError("expected lists and tables")
    problem_list, fixed, alike_list, *tables = parts
    lists = {"problem_list": problem_list, "fixed": fixed, "alike_list": alike_list}
    file = taken(OwnFile, told, dataset=None, **lists)
    if not tables:
        return file
    columns = {r["name"]: r["schema"]["fields"] for r in canonical_resources()}
    read = {n: read_table(t, columns[n]) for n, t in zip(TABLES, tables, strict=True)}
    measure = "" if file.states_measure else decisions.measure
    return replace(file, dataset=dataset_of(file.name, content, measure, read))


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
