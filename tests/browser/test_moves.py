"""What a browser receives when the dates move depends on the screen, not the number of reports."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.testing.v1 import AppTest

from refoulement.dataset.package import ENVIRONMENT_VARIABLE
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.selecting.paging import LARGEST, ORDERS, positions
from refoulement.selecting.selection import Selection
from tests.browser.test_browser import drag_start_of_range, frame, wait_for_map
from tests.conftest import PATIENCE, Server, Visit, at_rest, visitor
from tests.copies import copy_package, read_records, with_many_reports, write_rows
from tests.screen.test_pages import address, html, open_page, tied, with_filters_open

MAP = "component_instance"  # with large data it grows with the places shown, and has its own limit
MOST_BYTES, MOST_MESSAGES = 25_000, 74  # per move
MOST_AT_ANY_SIZE = 30_000  # bytes
BYTES_OF_A_NAME = 80  # for something the page already has
MOST_GROWTH = 4_000  # bytes from 1,000 to 10,000 reports: longer numbers, more months with any


def kind(message: ForwardMsg) -> str:
    """What kind of message it is: `ref_hash` for something the page already has."""
    what = str(message.WhichOneof("type"))
    if what == "delta" and message.delta.WhichOneof("type") == "new_element":
        return str(message.delta.new_element.WhichOneof("type"))
    return what


class Received:
    """The messages that a page receives over its WebSocket, with their sizes in bytes."""

    def __init__(self, guest: Visit) -> None:
        self.messages: list[tuple[int, ForwardMsg]] = []
        guest.page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, payload: str | bytes) -> None:
        assert isinstance(payload, bytes)
        self.messages.append((len(payload), ForwardMsg.FromString(payload)))

    def during(self, guest: Visit, act: Callable[[], None]) -> list[tuple[int, ForwardMsg]]:
        """What arrives from an act until the end of the run that it triggers."""
        self.messages.clear()
        act()
        end = time.monotonic() + PATIENCE
        while not any(kind(message) == "script_finished" for _, message in self.messages):
            assert time.monotonic() < end, "the run does not end"
            guest.page.wait_for_timeout(50)
        return self.messages


def test_a_move_sends_little_and_nothing_that_the_page_has_already(
    browser: Browser, server: Server
) -> None:
    with visitor(browser, server) as guest:
        received = Received(guest)
        guest.open()
        wait_for_map(guest.page)
        for share in (0.5, 0.7):
            moved = received.during(guest, partial(drag_start_of_range, guest.page, share))
            assert sum(size for size, _ in moved) < MOST_BYTES
            assert len(moved) < MOST_MESSAGES
            known = [message for _, message in moved if kind(message) == "ref_hash"]
            assert len(known) > 10
            assert not {kind(message) for _, message in moved} & {"multiselect", "popover"}
            bodies = [
                message.delta.new_element.html.body
                for _, message in moved
                if kind(message) == "html"
            ]
            assert any("rm-sentence" in body for body in bodies)
            for constant in ("rm-legend", "stMainBlockContainer", "rm-title", "rm-purpose"):
                assert not any(constant in body for body in bodies), constant


def test_what_is_not_sent_again_is_there_after_turning_pages_and_a_reload(
    browser: Browser, server: Server
) -> None:
    with visitor(browser, server) as guest:
        guest.open()
        for _ in range(2):
            for name in ("Events", "Map"):
                guest.page.get_by_role("link", name=name, exact=True).click()
                shown = ".rm-event" if name == "Events" else ".rm-figure"
                expect(guest.page.locator(shown).first).to_be_visible()
                at_rest(guest.page)  # until then what was on the other page stands there too
                expect(guest.page.get_by_role("button", name="More filters")).to_be_visible()
                expect(guest.page.get_by_role("heading", level=1)).to_be_focused()
                here = guest.page.get_by_role("navigation", name="Pages").locator("[aria-current]")
                expect(here).to_have_text(name)
                expect(guest.page).to_have_title(
                    "Events · Refoulement Map" if name == "Events" else "Refoulement Map"
                )
        guest.page.reload()
        wait_for_map(guest.page)
        expect(guest.page.locator(".rm-first-events")).to_be_visible()
        drag_start_of_range(guest.page, 0.5)
        expect(guest.page.locator(".rm-sentence")).to_contain_text("dated")
        expect(guest.page.locator(".rm-first-events")).to_be_visible()
        assert not guest.errors


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of 10,050 reports."""
    return with_many_reports(tmp_path_factory.mktemp("large") / "data", 75)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of 938 reports."""
    return with_many_reports(tmp_path_factory.mktemp("small") / "data", 7)


def opened_with(package: Path, monkeypatch: pytest.MonkeyPatch, page: str = "") -> AppTest:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(package))
    return open_page(*([f"pages/{page}.py"] if page else []))


def turn_to(app: AppTest, page: int) -> None:
    cast(Any, app.get("pagination")[0]).set_value(page).run()


def bytes_of_a_move(package: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """The bytes that the server sends for a second move, without the map."""
    sent: list[ForwardMsg] = []
    enqueue = ForwardMsgQueue.enqueue

    def count(queue: ForwardMsgQueue, message: ForwardMsg) -> None:
        sent.append(message)
        enqueue(queue, message)

    app = opened_with(package, monkeypatch)
    first, last = tied(app.slider, "date_slider").value
    had: set[str] = set()
    with monkeypatch.context() as patch:
        patch.setattr(ForwardMsgQueue, "enqueue", count)
        for year in (2005, 2006):
            had |= {message.hash for message in sent if message.metadata.cacheable}
            sent.clear()
            start = first.replace(year=year)
            tied(app.slider, "date_slider").set_value((start, last)).run()
    assert "dated" in html(app)
    return sum(
        BYTES_OF_A_NAME if message.hash in had else message.ByteSize()
        for message in sent
        if kind(message) != MAP
    )


def test_what_is_sent_does_not_grow_with_the_number_of_reports(
    small: Path, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = (bytes_of_a_move(package, monkeypatch) for package in (small, large))
    assert many < MOST_AT_ANY_SIZE
    assert many - few < MOST_GROWTH, (few, many)


def test_the_table_shows_a_page_at_a_time_and_begins_anew_with_another_selection(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = load(small)
    app = opened_with(small, monkeypatch)

    def ids() -> list[str]:
        return re.findall(r'data-pick="([^"]+)"', html(app))

    def expected(order: str, first: int, size: int) -> list[str]:
        found = positions(dataset, app.session_state["selection"], order)
        return [dataset.records[row].report_id for row in found[first : first + size]]

    assert ids() == expected(ORDERS[0], 0, 10)
    assert "Statements 1–10 of 938" in html(app)
    turn_to(app, 3)
    assert ids() == expected(ORDERS[0], 20, 10)
    app.selectbox(key="table_order").set_value(LARGEST).run()
    assert ids() == expected(LARGEST, 0, 10)
    app.selectbox(key="table_size").set_value(500).run()
    assert ids() == expected(LARGEST, 0, 500)
    turn_to(app, 2)
    assert len(ids()) == 438
    tied(with_filters_open(app).multiselect, "filter_measures").select("held").run()
    assert ids() == expected(LARGEST, 0, 500)


@pytest.mark.parametrize(
    ("page", "row", "most"),
    [
        ("map", "data-pick=", 10),
        ("events", '<details class="rm-event"', 100),
        ("sources", '<section class="rm-source-entry"', 100),
        ("sources", "<li>", 100 * 26),
    ],
)
def test_no_list_grows_without_end(
    large: Path, monkeypatch: pytest.MonkeyPatch, page: str, row: str, most: int
) -> None:
    shown = html(opened_with(large, monkeypatch, page))
    assert 0 < shown.count(row) <= most


def test_a_ledger_is_shown_in_pages(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened_with(small, monkeypatch)
    app.selectbox(key="ledger_place 0").select("tumen").run()
    named = sum("tumen" in report.sites for report in Selection().reports(load(small)))
    assert html(app).count('class="rm-report"') == 25
    assert f"Statements 1–25 of {named}" in html(app)


def test_a_source_says_how_many_more_reports_it_has_and_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = copy_package(tmp_path / "data")
    reports = read_records(package, "reports")
    for number, row in enumerate(reports, 10):
        row |= {"source_id": reports[0]["source_id"]}
        row |= {"count_low": str(number), "count_high": str(number)}
    write_rows(package, "reports", [list(reports[0]), *(list(row.values()) for row in reports)])
    assert re.search(
        r'<li>and [\d,]+ more: <a class="rm-permalink" href="./\?publisher=',
        html(opened_with(package, monkeypatch, "sources")),
    )


def test_the_timeline_says_that_it_draws_the_latest_events_alone(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = html(opened_with(large, monkeypatch, "events"))
    assert "The latest 200 of 3," in shown


def test_a_figure_of_many_events_lists_the_latest_and_links_to_all(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened_with(small, monkeypatch)
    app.session_state["figure"] = "returned"
    shown = html(app.run())
    assert " further events: see <a " in shown
    assert 'href="./events?measure=returned"' in shown.replace("&#61;", "=")


def test_of_many_choices_those_that_are_not_listed_can_be_typed(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = with_filters_open(opened_with(large, monkeypatch))
    events = tied(app.multiselect, "filter_events")
    assert len(events.options) == 500
    for typed, wanted in (
        ("2021-07-held-tumen-t70", "2021-07-held-tumen-t70"),
        ("no such event", "2021-07-held-tumen-t70"),
    ):
        chosen = [*app.session_state["selection"].events, typed]
        tied(app.multiselect, "filter_events").set_value(chosen).run()
        assert address(app)["event"] == [wanted]
    assert "Unknown event “no such event”" in html(app)


def test_a_row_of_the_second_page_is_picked_and_points_to_its_place(
    visit: Visit, dataset: Dataset
) -> None:
    page = visit.page
    visit.open("?site=dandong&site=tumen")
    wait_for_map(page)
    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_text("Statements 11–")).to_be_visible()
    at_rest(page)  # the table comes after that text, and is a new one
    eleventh = dataset.records[positions(dataset, Selection(sites=("dandong", "tumen")))[10]]
    page.locator(".rm-statements [data-pick]").first.click()
    expect(page.locator(".rm-entry")).to_contain_text(eleventh.report_id)
    marked = frame(page).locator(".rm-highlighted")
    expect(marked).to_have_count(len(eleventh.sites))
    assert marked.first.get_attribute("data-place") in eleventh.sites
