"""The first visit: the map's symbols come before anything that is only useful after them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from refoulement.drawing.first_draw import Signal, awaited
from tests.browser.test_browser import wait_for_map
from tests.browser.test_moves import Received, kind
from tests.conftest import Server, Visit, get, visitor

#: What the frame requests besides the component's own page and script.
FRAME = {
    *("/assets/map.js", "/assets/map.css", "/assets/basemap.json"),
    *("/map/reports.json", "/map/columns"),
}
COMPONENT = "/component/"


@pytest.fixture(scope="module")
def been_here(browser: Browser, server: Server) -> None:
    """Make one visit, so that the browser has what it keeps from one."""
    with visitor(browser, server) as before:
        before.open()
        wait_for_map(before.page)
        # Widget scripts come after the page, and the table's script last.
        before.page.locator(".rm-statements").wait_for()
        expect(before.page.get_by_test_id("stSkeleton")).to_have_count(0)


@pytest.fixture
def guest(been_here: None, browser: Browser, server: Server) -> Iterator[Visit]:
    """A visitor whose browser has been here before."""
    with visitor(browser, server) as visit:
        yield visit


def answers(guest: Visit) -> list[dict[str, Any]]:
    """What the browser learns about each response from now on."""
    seen: list[dict[str, Any]] = []
    wire = guest.page.context.new_cdp_session(guest.page)
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda event: seen.append(event["response"]))
    return seen


def test_a_browser_that_was_here_asks_again_for_pages_alone(guest: Visit) -> None:
    """It has everything those pages load: nothing is sent again or even revalidated."""
    seen = answers(guest)
    guest.open()
    wait_for_map(guest.page)
    loaded = [one for one in seen if not one["url"].startswith("data:")]
    assert not [one["url"] for one in loaded if one["status"] == 304]
    sent = {
        one["url"].removeprefix(guest.server.url).partition("?")[0]
        for one in loaded
        if not one.get("fromDiskCache")
    }
    frame = next(path for path in sent if path.startswith(COMPONENT))
    assert frame.endswith("/index.html")
    icon = {path for path in sent if path.startswith("/media/")}  # Streamlit holds it in memory
    pages = {"/", frame, "/_stcore/health", "/_stcore/host-config", "/map/drawn"}
    assert sent - icon == pages


def test_what_the_frame_asks_for_is_sent_once(browser: Browser, server: Server) -> None:
    """The page requests these early; the frame finds them in the browser at the same addresses."""
    with visitor(browser, server) as guest:
        seen = answers(guest)
        guest.open()
        wait_for_map(guest.page)
        guest.page.locator(".rm-statements").wait_for()
        paths = [
            one["url"].removeprefix(guest.server.url).partition("?")[0]
            for one in seen
            if not one.get("fromDiskCache") and not one.get("fromPrefetchCache")
        ]
    sent = [path for path in paths if path in FRAME]
    assert len(set(sent)) == len(sent)
    assert set(sent) <= FRAME
    asked = {url.removeprefix(server.url).partition("?")[0] for url in guest.requests}
    assert {path for path in asked if path.startswith(("/assets/", "/map/"))} == {
        *FRAME,
        *("/map/drawn", "/assets/traces.js", "/assets/blocked.js", "/assets/reach.js"),
    }


def test_a_visit_is_one_run_and_the_map_is_told_before_what_only_moves_it(guest: Visit) -> None:
    received = Received(guest)
    guest.open()
    wait_for_map(guest.page)
    kinds = [kind(message) for _, message in received.messages]
    assert kinds.count("new_session") == kinds.count("script_finished") == 1
    for later in ("slider", "text_input", "selectbox"):
        assert kinds.index("component_instance") < kinds.index(later), later


def test_the_rest_of_the_page_comes_without_the_map_too(guest: Visit) -> None:
    guest.page.route("**/assets/map.js*", lambda route: route.abort())
    guest.open()
    expect(guest.page.locator(".rm-statements")).to_be_visible()


def test_only_the_first_map_of_a_visit_is_waited_for(guest: Visit) -> None:
    received = Received(guest)
    guest.open()
    wait_for_map(guest.page)
    assert asks(received.messages) == [True]
    press = guest.page.get_by_role("button", name="Since 2020").click
    assert asks(received.during(guest, press)) == [False]


def asks(messages: list[tuple[int, ForwardMsg]]) -> list[bool]:
    """For each map in these messages, whether it is to report that it is drawn."""
    sent = [message for _, message in messages if kind(message) == "component_instance"]
    maps = [message.delta.new_element.component_instance.json_args for message in sent]
    return ["/map/drawn" in arguments for arguments in maps]


def test_nobody_else_is_told_that_a_map_is_drawn(server: Server) -> None:
    ours, other = Signal(), Signal()
    found = awaited(ours.name)
    assert found is ours
    found.tell()
    assert ours.wait(0)
    assert not other.wait(0)
    assert awaited("") is None
    status, headers, _ = get(server, "/map/drawn?name=unknown", "POST")
    assert (status, headers["cache-control"]) == (204, "no-store")


def test_a_signal_that_nobody_waits_for_is_forgotten() -> None:
    name = Signal().name
    assert awaited(name) is None
