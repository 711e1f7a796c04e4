"""Reads a stranger's file in a process of its own, with limits on its time and memory.

Python runs one thread at a time: a large file would stop the server for everybody
else while it is read, and whatever breaks the reader would break the server too.
`multiprocessing` will not do: it would run the asking page again in the new process.
"""

from __future__ import annotations

import pickle
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from threading import Condition, Event, Lock, Timer
from typing import Any
from weakref import WeakSet

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
from refoulement.intake.decisions import Decisions
from refoulement.intake.free_memory import bytes_to_spare
from refoulement.intake.gazetteer.online import ask_online, online_name
from refoulement.intake.opening import dataset_of
from refoulement.intake.own_file import TABLES, OwnFile
from refoulement.intake.places_of_rows import MOST_ASKED
from refoulement.intake.warm import Warm, warm
from refoulement.messages import Words, language, marked
from refoulement.problems import IntakeError

MOST_SECONDS = 120.0  # for one file, even on a slow machine
MOST_BYTES = 2 * 2**30  # of memory, if so much can be spared: the largest file takes a third
MOST_WAITING = 8  # files at a time, including the one being read
MOST_ROWS_HELD = 500_000  # in this server's memory, for all visitors together

_LISTS = 4  # parts of an answer before its tables
_REFUSALS = Words(
    {
        "busy": marked(
            "The server is reading too many files of other visitors; please try again in a minute."
        ),
        "full": marked(
            "The server holds too many rows of visitors’ files to open these too; please try "
            "again later, or with fewer rows."
        ),
        "too_long": marked("The file takes too long to read; please split it into several."),
        "too_much": marked("The file takes too much memory to read; please split it into several."),
        "no_memory": marked(
            "The file takes more memory to read than the server has to spare at the moment; please "
            "try again later, or split the file into several."
        ),
        "overtaken": marked(
            "This file is not read: another one was sent, or the same again, in the meantime."
        ),
    }
)


@dataclass(frozen=True)
class Kept:
    """What a session keeps of a file to decide on it again: its cells as text, not the file.

    `content` is the file itself if another of its sheets may be asked for.
    """

    name: str
    digest: str
    cells: bytes
    content: bytes = b""


@dataclass(eq=False)
class _Place:
    """A file that is being read, or is waiting for its turn."""

    session: str
    process: Warm | None = None
    is_given_up: bool = False

    def give_up(self) -> None:
        """Stop reading this file."""
        self.is_given_up = True
        if self.process:
            self.process.end()


_places: list[_Place] = []  # in order; the first is being read
_moved, _counting = Condition(), Lock()
_held: WeakSet[Dataset] = WeakSet()


def read_isolated(
    content: bytes,
    name: str,
    dataset: Dataset,
    decisions: Decisions,
    today: date | None = None,
    session: str = "",
) -> tuple[OwnFile, Kept]:
    """What a file holds, and what is to be kept of it. Raises IntakeError.

    That is also raised if a limit of time or memory is reached. The file itself is never written
    to disk. Place names that the other process wants looked up online are asked for here, since
    it has no network. For each session, only what it asked for last is read.
    """
    digest = sha256(content).hexdigest()
    file, cells = _read((content, name, b"", digest, decisions, today), dataset, session)
    return file, Kept(name, digest, cells, content if len(file.sheets) > 1 else b"")


def decide_isolated(
    kept: Kept,
    dataset: Dataset,
    decisions: Decisions,
    today: date | None = None,
    session: str = "",
) -> OwnFile:
    """The same file after another decision, from the cells that were read before."""
    asked = (b"", kept.name, kept.cells, kept.digest, decisions, today)
    return _read(asked, dataset, session)[0]


def _read(
    asked: tuple[bytes, str, bytes, str, Decisions, date | None], dataset: Dataset, session: str
) -> tuple[OwnFile, bytes]:
    *_, digest, decisions, _ = asked
    with _turn(session) as place:
        question = pickle.dumps((*asked, bool(online_name()), language()))
        message, parts = _answer(question, dataset, place)
    try:
        if "refused" in message:
            raise IntakeError(str(message["refused"]))
        answer = _file(message.get("file"), parts, digest, decisions)
    except AnswerError as error:
        raise IntakeError(_REFUSALS["too_much"]) from error
    if answer.dataset:
        _make_room(answer.dataset)
    return answer, parts[0]


def _answer(asked: bytes, dataset: Dataset, place: _Place) -> tuple[dict[str, Any], list[bytes]]:
    """What the other process says. It speaks through sockets only, and its output goes nowhere."""
    spare = bytes_to_spare()
    most = MOST_BYTES if spare is None else min(MOST_BYTES, spare)
    is_late = Event()
    process = place.process = warm(dataset)

    def give_up() -> None:
        is_late.set()
        process.end()

    watch = Timer(MOST_SECONDS, give_up)
    try:
        with process.read(most, MOST_SECONDS) as talk:
            watch.start()
            if place.is_given_up:  # before there was anything to end
                raise IntakeError(_REFUSALS["overtaken"])
            return _talk(talk, asked)
    except (OSError, AnswerError) as error:
        if place.is_given_up:
            raise IntakeError(_REFUSALS["overtaken"]) from error
        why = "too_much" if most == MOST_BYTES else "no_memory"
        raise IntakeError(_REFUSALS["too_long" if is_late.is_set() else why]) from error
    finally:
        watch.cancel()
        place.process = None
        process.end()


def _talk(talk: socket.socket, asked: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Ask, answer the questions that come back, and return the final message."""
    with talk.makefile("rb") as says, talk.makefile("wb") as hears:
        hears.write(asked)
        hears.flush()
        for _ in range(MOST_ASKED + 1):
            message, parts = read_message(says)
            if "ask" not in message:
                return message, parts
            write_message(hears, plain(ask_online(str(message["ask"]))))
    raise AnswerError("expected fewer questions")


def _file(told: Any, parts: list[bytes], digest: str, decisions: Decisions) -> OwnFile:
    """The file that was read, from what was said about it. Raises AnswerError."""
    if len(parts) not in (_LISTS, _LISTS + len(TABLES)):
        raise AnswerError("expected lists and tables")
    _, problem_list, fixed, alike_list, *tables = parts
    lists = {"problem_list": problem_list, "fixed": fixed, "alike_list": alike_list}
    file = taken(OwnFile, told, dataset=None, **lists)
    if not tables:
        return file
    columns = {r["name"]: r["schema"]["fields"] for r in canonical_resources()}
    read = {n: read_table(t, columns[n]) for n, t in zip(TABLES, tables, strict=True)}
    measure = "" if file.states_measure else decisions.measure
    return replace(file, dataset=dataset_of(file.name, digest, measure, read))


@contextmanager
def _turn(session: str) -> Iterator[_Place]:
    """One file at a time; the others wait, unless too many do.

    A session has one place. Whatever a reader does runs the page again while the earlier run
    still waits here, so one reader would soon have all the places.
    """
    place = _Place(session)
    with _moved:
        others = [one for one in _places if session and one.session == session]
        if len(_places) - len(others) >= MOST_WAITING:
            raise IntakeError(_REFUSALS["busy"])
        for other in others:
            other.give_up()
        _places.append(place)
        _moved.notify_all()
    try:
        with _moved:
            _moved.wait_for(lambda: place.is_given_up or _places[0] is place)
        if place.is_given_up:
            raise IntakeError(_REFUSALS["overtaken"])
        yield place
    finally:
        with _moved:
            _places.remove(place)
            _moved.notify_all()


def _make_room(dataset: Dataset) -> None:
    """Count the rows of a dataset for as long as a session keeps it."""
    with _counting:
        if sum(len(held.reports) for held in _held) + len(dataset.reports) > MOST_ROWS_HELD:
            raise IntakeError(_REFUSALS["full"])
        _held.add(dataset)
