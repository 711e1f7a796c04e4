"""Pictures are drawn in a separate process: the same bytes, and nothing waits for them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from refoulement.dataset.tables import Dataset
from refoulement.export import painter
from refoulement.export.formats import FORMATS
from refoulement.export.painter import PICTURES, Painter, PictureError
from refoulement.selecting.selection import Selection
from refoulement.settings import ADDRESS_VARIABLE
from server import api
from server.one_at_a_time import MOST_OF_ONE, MOST_WAITING, BusyError, Turns
from tests.conftest import PATIENCE, Server, get, serve
from tests.server.test_requests import until

TUMEN = Selection(sites=("tumen",))


@pytest.fixture
def own() -> Iterator[Painter]:
    """A process that no other test draws with."""
    one = Painter()
    yield one
    one.stop()


def process(of: Painter) -> int:
    assert of._process
    return of._process.pid


def svg(dataset: Dataset, selection: Selection = TUMEN) -> bytes:
    """The picture, drawn in this process."""
    return FORMATS["svg"].write(dataset, selection)


def test_the_process_gives_the_same_bytes_and_stays(own: Painter, dataset: Dataset) -> None:
    expected = {".png": FORMATS["png"].write(dataset, TUMEN), ".svg": svg(dataset)}
    assert {end: own.draw(end, dataset, TUMEN) for end in PICTURES} == expected
    first = process(own)
    assert own.draw(".svg", dataset, Selection()) == svg(dataset, Selection())
    assert process(own) == first


def test_it_draws_what_it_is_asked_to_whichever_it_drew_last(
    own: Painter, dataset: Dataset
) -> None:
    of_visitor = replace(dataset, own_file="mine.csv")
    newer = replace(dataset, descriptor={**dataset.descriptor, "version": "99.0.0"})
    for one in (dataset, of_visitor, dataset, newer, of_visitor, of_visitor, newer):
        assert own.draw(".svg", one, TUMEN) == svg(one)


def test_it_is_told_of_the_settings(
    own: Painter, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.draw(".svg", dataset, TUMEN)
    monkeypatch.setenv(ADDRESS_VARIABLE, "https://map.example.org")
    assert b"map.example.org" in own.draw(".svg", dataset, TUMEN)


def test_where_it_has_ended_another_draws(own: Painter, dataset: Dataset) -> None:
    own.draw(".svg", dataset, TUMEN)
    first = process(own)
    os.kill(first, signal.SIGKILL)
    assert own.draw(".svg", dataset, TUMEN) == svg(dataset)
    assert process(own) != first


def test_what_cannot_be_drawn_is_an_error_and_the_next_is_drawn(
    own: Painter, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing: Any = None
    with pytest.raises(PictureError, match="could not be drawn"):
        own.draw(".svg", dataset, nothing)
    with monkeypatch.context() as hurried, pytest.raises(PictureError, match="too long"):
        hurried.setattr(painter, "MOST_SECONDS", 0.0)
        own.draw(".png", dataset, TUMEN)
    assert own.draw(".svg", dataset, TUMEN) == svg(dataset)


def test_the_server_draws_nothing_itself(tmp_path: Path) -> None:
    with serve(tmp_path / "log") as server:
        draws_nothing_itself(server)


def draws_nothing_itself(server: Server) -> None:
    for end in PICTURES:
        assert get(server, f"/api/reports{end}")[0] == 200
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    threads = children.parent.parent
    found = " ".join((one / "children").read_text() for one in threads.iterdir()).split()
    commands = [Path(f"/proc/{child}/cmdline").read_text(errors="replace") for child in found]
    assert sum("refoulement.export.painter" in command for command in commands) == 1
    maps = Path(f"/proc/{server.process.pid}/maps").read_text()
    assert "resvg" not in maps, "what draws is not even loaded in the server"


# Turns


def test_pictures_never_keep_a_table_waiting(dataset: Dataset) -> None:
    assert api._PICTURES is not api._OTHERS
    with ThreadPoolExecutor(MOST_WAITING) as pool, ExitStack() as taken:
        taken.enter_context(api._PICTURES.take("a"))
        waiting = [pool.submit(take, api._PICTURES, str(n)) for n in range(MOST_WAITING - 1)]
        until(lambda: api._PICTURES._waiting.total() == MOST_WAITING)
        with api._OTHERS.take("a"):
            pass
        taken.close()
        assert [one.result(PATIENCE) for one in waiting] == [None] * (MOST_WAITING - 1)


def test_one_client_has_few_of_the_places_and_gets_them_back() -> None:
    turns = Turns()
    for _ in range(2):
        with ThreadPoolExecutor(MOST_WAITING) as pool, turns.take("one"):
            waiting = [pool.submit(take, turns, "one") for _ in range(MOST_OF_ONE - 1)]
            until(lambda: turns._waiting["one"] == MOST_OF_ONE)
            with pytest.raises(BusyError):
                take(turns, "one")
            waiting.append(pool.submit(take, turns, "another"))
            until(lambda: turns._waiting["another"] == 1)
        assert [one.result(PATIENCE) for one in waiting] == [None] * MOST_OF_ONE
    assert not turns._waiting


def test_of_many_pictures_for_one_client_some_are_drawn_and_others_refused(server: Server) -> None:
    paths = [f"/api/reports.png?dates=20{year}-01-01&dates=.." for year in range(10, 18)]
    with ThreadPoolExecutor(len(paths)) as pool:
        asked = [pool.submit(get, server, path) for path in paths]
        table = get(server, "/api/reports.csv")
        answers = [one.result(2 * PATIENCE) for one in asked]
    assert table[0] == 200
    assert {status for status, _, _ in answers} == {200, 503}
    assert all(body[:4] == b"\x89PNG" for status, _, body in answers if status == 200)


def test_readers_behind_a_proxy_on_this_machine_are_told_apart(server: Server) -> None:
    """By the header that docs/server.md tells proxies to send; none is refused for the others."""
    paths = [f"/api/reports.svg?dates=20{year}-01-01&dates=.." for year in range(10, 16)]
    with ThreadPoolExecutor(len(paths)) as pool:
        asked = [
            pool.submit(get, server, path, **{"X-Forwarded-For": f"192.0.2.{number}"})
            for number, path in enumerate(paths)
        ]
        assert [one.result(2 * PATIENCE)[0] for one in asked] == [200] * len(paths)


def take(turns: Turns, client: str) -> None:
    """Take a turn."""
    with turns.take(client):
        pass
