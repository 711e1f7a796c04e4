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
from dataclasses import dataclass, replace
from datetime import date
from threading import Condition, Event, Lock, Timer
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
from refoulement.intake.gazetteer.online import ask_online, online_name
from refoulement.intake.opening import dataset_of
from refoulement.intake.own_file import TABLES, Decisions, OwnFile
from refoulement.intake.places_of_rows import MOST_ASKED
from refoulement.intake.spare import bytes_to_spare
from refoulement.problems import IntakeError

MOST_SECONDS = 120.0  # for one file, on a slow machine too
MOST_BYTES = 2 * 2**30  # of memory, where there is so much to spare: the largest takes a third
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
_NO_MEMORY = (
    "The file takes more memory to read than the server has to spare at the moment; please try "
    "again later, or split the file into several."
)
_OVERTAKEN = "This file is not read: another one was sent, or the same again, in the meantime."


@dataclass(eq=False)
class _Place:
    """A file that is read, or waits for its turn."""

    session: str
    process: subprocess.Popen[bytes] | None = None
    is_given_up: bool = False

    def give_up(self) -> None:
        """Read this file no further."""
        self.is_given_up = True
        if self.process:
            self.process.kill()


_places: list[_Place] = []  # in their order; the first is the one that is read
_moved, _counting = Condition(), Lock()
_held: WeakSet[Dataset] = WeakSet()


def read_apart(
    content: bytes,
    name: str,
    dataset: Dataset,
    decisions: Decisions,
    today: date | None = None,
    session: str = "",
) -> OwnFile:
    """As `read_own_file`. Raises IntakeError, too, where a bound of time or memory is met.

    Nothing is kept but what is given back; the file itself is never on disk. Names of places
    that the other process wants to have asked online are asked for here: it has no network.
    Of a session only what it asked for last is read.
    """
    asked = (content, name, dataset, decisions, today, bool(online_name()))
    with _turn(session) as place:
        message, parts = _answer(pickle.dumps(asked), place)
    try:
        if "refused" in message:
            raise IntakeError(str(message["refused"]))
        answer = _file(message.get("file"), parts, content, decisions)
    except AnswerError as error:
        raise IntakeError(_TOO_MUCH) from error
    if answer.dataset:
        _make_room(answer.dataset)
    return answer


def _answer(asked: bytes, place: _Place) -> tuple[dict[str, Any], list[bytes]]:
    """What the other process says. It goes through pipes alone, and its words nowhere."""
    path = [str(PROJECT), *filter(os.path.isabs, sys.path)]
    spare = bytes_to_spare()
    most = MOST_BYTES if spare is None else min(MOST_BYTES, spare)
    settings = json.dumps({"most_bytes": most, "most_seconds": MOST_SECONDS})
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
            place.process = process
            if place.is_given_up:  # before there was anything to end
                raise IntakeError(_OVERTAKEN)
            return _talk(process, asked)
        except (OSError, AnswerError) as error:
            if place.is_given_up:
                raise IntakeError(_OVERTAKEN) from error
            too_much = _TOO_MUCH if most == MOST_BYTES else _NO_MEMORY
            raise IntakeError(_TOO_LONG if is_late.is_set() else too_much) from error
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
def _turn(session: str) -> Iterator[_Place]:
    """One file at a time; the others wait, unless too many do.

    A session has one place. Each move of a reader runs the page again beside the run that
    waits here, so that one reader would soon have them all.
    """
    place = _Place(session)
    with _moved:
        others = [one for one in _places if session and one.session == session]
        if len(_places) - len(others) >= MOST_WAITING:
            raise IntakeError(_BUSY)
        for other in others:
            other.give_up()
        _places.append(place)
        _moved.notify_all()
    try:
        with _moved:
            _moved.wait_for(lambda: place.is_given_up or _places[0] is place)
        if place.is_given_up:
            raise IntakeError(_OVERTAKEN)
        yield place
    finally:
        with _moved:
            _places.remove(place)
            _moved.notify_all()


def _make_room(dataset: Dataset) -> None:
    """Count the rows of a dataset for as long as a session keeps it."""
    with _counting:
        if sum(len(held.reports) for held in _held) + len(dataset.reports) > MOST_ROWS_HELD:
            raise IntakeError(_FULL)
        _held.add(dataset)
