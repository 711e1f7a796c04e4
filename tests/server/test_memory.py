"""What is in memory from visits and files, and for how long: a server reports what it holds."""

from __future__ import annotations

import asyncio
import gc
import json
import re
import sys
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.session_manager import SessionInfo

from tests.conftest import PATIENCE, ROOT, Server, at_rest, get, select_nothing, started, visitor
from tests.server.test_sessions import Client
from tests.watched import MARKER
from ui import downloads, settled_memory
from ui.sessions import LeftSessions

READ = f"place,date,count,source\nTumen,2021,5,{MARKER.decode()}\n"  # no measure: read again
REFUSED = f"%PDF-1.7 {MARKER.decode()}\n"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that keeps a session for a second, and reports what it holds."""
    log = tmp_path_factory.mktemp("watched") / "log"
    with started([sys.executable, "-m", "tests.watched"], log, PATIENCE) as server:
        yield server


def held(server: Server) -> Any:
    return json.loads(get(server, "/held")[2])


def wait_for(server: Server, **wanted: int) -> None:
    """Wait until the server holds exactly this, and counts nothing that it does not hold."""
    wanted = wanted if wanted["bytes"] else {**wanted, "counted": 0}
    end = time.monotonic() + PATIENCE
    while wanted.items() - (there := held(server)).items():
        assert time.monotonic() < end, there
        select_nothing(0.2)


def give(page: Page, content: str) -> None:
    file = {"name": "own.csv", "mimeType": "text/csv", "buffer": content.encode()}
    uploader = page.locator("input[type=file]").element_handle()
    uploader.set_input_files(file)  # type: ignore[arg-type]
    page.wait_for_function("one => !one.isConnected", arg=uploader)  # a new one replaces it
    page.get_by_text("row read").or_(page.locator(".rm-alert")).first.wait_for()
    at_rest(page)


def forget(page: Page) -> None:
    """By keyboard, because a pointer misses a button that moves between press and release."""
    page.get_by_role("button", name="Remove this file").press("Enter")


def descriptors(server: Server) -> int:
    return len([*Path(f"/proc/{server.process.pid}/fd").iterdir()])


def test_what_is_promised_of_a_file_is_kept_within_a_minute() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    waits = settings["server"]["disconnectedSessionTTL"]
    assert waits + 2 * settled_memory.SECONDS < 60
    assert downloads.PRESSED_SECONDS + settled_memory.SECONDS < 60


def test_a_refused_file_is_in_memory_no_more_and_one_that_is_read_ends_with_its_page(
    browser: Browser, watched: Server
) -> None:
    with visitor(browser, watched) as guest:
        guest.open("check")
        give(guest.page, REFUSED)
        expect(guest.page.locator(".rm-alert")).to_contain_text("own.csv")
        wait_for(watched, sessions=1, bytes=0)
        give(guest.page, READ)
        assert held(watched)["bytes"] > 0
        assert held(watched)["counted"] > len(READ)
        forget(guest.page)
        expect(guest.page.get_by_text("row read")).to_have_count(0)
        at_rest(guest.page)
        give(guest.page, READ)
        guest.page.get_by_role("button", name="on the map").click()
        guest.page.locator(".rm-own").wait_for()
        at_rest(guest.page)
        with guest.page.expect_download():
            guest.page.get_by_role("button", name="CSV,").click()
    wait_for(watched, sessions=0, bytes=0)


def test_a_file_that_is_forgotten_while_it_is_read_is_forgotten(
    browser: Browser, watched: Server
) -> None:
    with visitor(browser, watched) as guest:
        guest.open("check")
        give(guest.page, READ)
        slow = "place,date,count\n" + "".join(f"Qa{n},2021,{n}-x\n" for n in range(100_000))
        file = {"name": "next.csv", "mimeType": "text/csv", "buffer": slow.encode()}
        guest.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        guest.page.get_by_text("Reading the file").wait_for()
        forget(guest.page)
        expect(guest.page.get_by_text("row read")).to_have_count(0)
        wait_for(watched, sessions=1, bytes=0)
        at_rest(guest.page)
        expect(guest.page.get_by_text("row read")).to_have_count(0)
    wait_for(watched, sessions=0, bytes=0)


def test_sessions_leave_no_descriptors_behind(watched: Server) -> None:
    wait_for(watched, sessions=0, bytes=0)
    before = descriptors(watched)
    clients = [Client(watched) for _ in range(10)]
    for client in clients:
        client.connect()
    assert held(watched)["sessions"] == 10
    assert descriptors(watched) >= before + 10
    for client in clients:
        client.close()
    wait_for(watched, sessions=0, bytes=0)
    end = time.monotonic() + PATIENCE
    while descriptors(watched) > before + 3:  # for connections that ask what is held
        assert time.monotonic() < end
        select_nothing(0.2)


def test_a_page_that_comes_back_too_late_is_asked_for_its_file_again(
    browser: Browser, watched: Server
) -> None:
    with visitor(browser, watched) as guest:
        sockets: list[WebSocketRoute] = []
        is_away: list[bool] = []

        def connect(route: WebSocketRoute) -> None:
            if is_away:
                route.close()
            else:
                sockets.append(route.connect_to_server())

        guest.page.route_web_socket(re.compile("/_stcore/stream"), connect)
        guest.open("check")
        give(guest.page, READ)
        is_away.append(True)
        sockets[0].close()
        wait_for(watched, sessions=0, bytes=0)
        is_away.clear()
        expect(guest.page.get_by_text("row read")).to_have_count(0)
        at_rest(guest.page)
        expect(guest.page.locator(".rm-notes")).to_contain_text("no longer available")
        expect(guest.page.locator("input[type=file]")).to_have_count(1)
        expect(guest.page.get_by_text("own.csv")).to_have_count(0)
        give(guest.page, READ)
        expect(guest.page.get_by_text("1 row read")).to_be_visible()


# Garbage collection


def test_no_visit_is_ever_taken_out_of_pythons_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Objects frozen when it settles stay in memory, whatever happens to them."""
    settled: list[str] = []
    monkeypatch.setattr(gc, "freeze", lambda: settled.append("now"))
    visitors = ["one"]
    rounds = settled_memory.Rounds(LeftSessions(), downloads.PrivateFiles(""), lambda: not visitors)
    rounds.go()
    assert settled == []
    visitors.clear()
    rounds.go()
    rounds.go()
    assert settled == ["now"], "once: each looks through all that there is"


def test_memory_that_ended_visits_had_is_given_to_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Python frees it, but the C library would keep it."""
    given: list[str] = []
    monkeypatch.setattr(settled_memory, "give_to_system", lambda: given.append("now"))
    left = LeftSessions(ttl_seconds=0)
    rounds = settled_memory.Rounds(left, downloads.PrivateFiles(""), lambda: False)
    rounds.go()
    assert given == []
    monkeypatch.setattr(settled_memory, "_end", lambda session: None)
    left.wait(SessionInfo(None, Session("a")), frozenset())  # type: ignore[arg-type]
    rounds.go()
    assert given == ["now"]


def test_a_round_that_fails_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rounds_of([ValueError(), ValueError()], monkeypatch) == []


def test_a_server_without_memory_ends_at_its_next_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """With too little memory for a visitor's thread to start, it cannot even report it."""
    assert rounds_of([MemoryError()], monkeypatch) == ["ended"]
    monkeypatch.setattr(settled_memory, "LEAST", sys.maxsize // 2)
    assert rounds_of([], monkeypatch) == ["ended"]


def rounds_of(failing: list[Exception], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happens after rounds that fail like this, and after one that does not."""
    ended: list[str] = []
    results = [*failing, None]

    def go() -> None:
        if error := results.pop(0):
            raise error

    async def wait(_: float) -> None:
        if ended or not results:
            raise asyncio.CancelledError

    rounds = settled_memory.Rounds(LeftSessions(), downloads.PrivateFiles(""), lambda: False)
    with monkeypatch.context() as patched, ThreadPoolExecutor() as thread:
        patched.setattr(rounds, "go", go)
        patched.setattr(settled_memory, "ends_the_process", lambda _: ended.append("ended"))
        patched.setattr(asyncio, "sleep", wait)
        going = thread.submit(lambda: asyncio.run(settled_memory._go(rounds, 0)))
        # In a thread, because Playwright may have a running loop in this one.
        with pytest.raises(asyncio.CancelledError):
            going.result(PATIENCE)
    return ended


# The sessions that wait


class Session:
    """As much of a session as its storage needs."""

    def __init__(self, name: str) -> None:
        self.id = name
        self._fragment_storage = MemoryFragmentStorage()


def test_a_session_waits_its_time_and_of_too_many_the_first_end() -> None:
    now = [0.0]
    left = LeftSessions(2, 30, lambda: now[0])
    for name in "abc":
        now[0] += 10
        left.wait(SessionInfo(None, Session(name)), frozenset(name))  # type: ignore[arg-type]
    assert [session.id for session in left.end()] == ["a"]
    assert [left.secrets(name) for name in "abc"] == [frozenset(), {"b"}, {"c"}]
    now[0] = 49
    assert left.get("b")
    assert left.end() == []
    now[0] = 50
    assert left.get("b") is None
    assert [info.session.id for info in left.list()] == ["c"]
    left.delete("c")
    left.delete("c")
    assert [session.id for session in left.end()] == ["b"]
    assert left.list() == []
