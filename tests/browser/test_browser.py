"""Behaviour that only a browser shows, in Debian's Chromium on a real server."""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FrameLocator, Locator, Page, ViewportSize, expect

from refoulement.counting.places import place_measures
from refoulement.dataset.package import ENVIRONMENT_VARIABLE
from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import file_name
from refoulement.export.formats import FORMATS
from refoulement.selecting.address import read_address
from refoulement.selecting.selection import Selection
from refoulement.settings import FRAMES_VARIABLE, TILES_VARIABLE
from refoulement.vocabulary import STYLES
from refoulement.wording import day_text
from server.index_page import COOKIE as ROUTE
from server.sessions import COOKIE
from tests.browser.drawn import symbols
from tests.conftest import (
    ACCESSIBILITY,
    PATIENCE,
    PHONE,
    PORT_VARIABLE,
    TALL,
    Scheme,
    Server,
    Visit,
    at_rest,
    get,
    look_for,
    select_nothing,
    serve,
    visitor,
)
from tests.copies import copy_package, edit_cells, row_of

THE_SEVEN = ("tumen", "dandong", "changchun", "hunchun", "linjiang", "shenyang", "changbai")
ARIA = {"aria-roles", "aria-required-attr", "aria-deprecated-role"}
FOLDED, TABLES, LISTS = (
    {"summary-name", "nested-interactive"},
    {"td-headers-attr", "th-has-data-cells"},
    {"list", "listitem"},
)
#: Drawn by Streamlit and out of our control, by the rule that it breaks.
STREAMLITS = {
    "region": 'data-testid="stSkipToContent"',  # its skip link comes before everything
    "aria-allowed-role": 'id="stMain"',  # its main part contains head and foot (reach.js)
    "target-size": "data-react-aria-pressable",  # the cross that clears a list
    "presentation-role-conflict": "stFileUploaderDropzone",
    "color-contrast": 'class="token',  # tokens of code, on a page whose theme changes
}
#: Rules broken by the page in the map’s frame, which belongs to the component.
COMPONENTS = {"landmark-one-main", "page-has-heading-one", "meta-viewport", "region"}
#: Korean or Chinese text nodes without a language attribute.
NAMELESS_LANGUAGES = """() => {
    const main = document.querySelector(".stMain");
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        const isOurs = parentElement.closest(".stHtml") && !parentElement.closest("style");
        const isNamed = parentElement.closest("[lang=ko], [lang=zh], [lang=ja]");
        if (isOurs && !isNamed && /[\u3400-\u9fff\uac00-\ud7a3]/.test(data)) found.push(data);
    }
    return found;
}"""
#: Backgrounds with a meaning, which must stay visible with forced colours.
GROUNDS = {
    "": (
        '.stSlider [data-rac]:has(> div > input[type="range"])',
        ".stSlider [data-orientation] [data-orientation] > div:first-child",
    ),
    "events": (".rm-dot:not(.rm-hollow)",),
}
LOOKS: tuple[tuple[ViewportSize, Scheme], ...] = ((PHONE, "light"), (TALL, "dark"))
#: Every page, with the accessibility rules that our content there exercises, besides those on
#: colours and links, which every page exercises.
PAGES: dict[str, set[str]] = {
    "": ARIA | {"nested-interactive"},
    "events": ARIA | FOLDED | LISTS | {"aria-hidden-focus"},
    "places": TABLES,
    "sources": ARIA | LISTS,
    "check": set(),
    "changes": set(),
    "method": TABLES,
    "api": ARIA | TABLES,
}


def frame(page: Page) -> FrameLocator:
    """The map's frame."""
    return page.frame_locator("iframe[title*=folium]")


def wait_for_map(page: Page) -> None:
    """Wait until the ground, the towns and the symbols are drawn."""
    frame(page).locator(".rm-border").first.wait_for(state="attached")
    frame(page).locator(".rm-label-town").first.wait_for(state="attached")
    frame(page).locator(".rm-place").first.wait_for()


def place(page: Page, site_id: str) -> str:
    """What a screen reader says for the symbols of a place; empty if it has none."""
    drawn = frame(page).locator(f'[data-place="{site_id}"]')
    return (drawn.get_attribute("aria-label") or "") if drawn.count() else ""


def drag_start_of_range(page: Page, share: float) -> None:
    """Drag the slider's left thumb to a share of its width."""
    slider = page.locator("[data-testid=stSlider]")
    slider.scroll_into_view_if_needed()
    thumb = slider.locator("[data-testid=stSliderThumbValue]").first
    thumb_box, box = thumb.bounding_box(), slider.bounding_box()
    assert thumb_box
    assert box
    y = thumb_box["y"] + thumb_box["height"] + 6
    page.mouse.move(thumb_box["x"] + 6, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * share, y, steps=12)
    page.mouse.up()


def query(page: Page) -> dict[str, list[str]]:
    """The parameters of the address."""
    return parse_qs(urlsplit(page.url).query)


#: Tests in one worker share pages that they only look at.
looks_at_the_map = pytest.mark.xdist_group("the map as it opens")
looks_at_changchun = pytest.mark.xdist_group("the map of Changchun")


@pytest.fixture(scope="module")
def opened(browser: Browser, server: Server) -> Iterator[Visit]:
    """The map as a visitor first sees it; for tests that only look."""
    with visitor(browser, server) as guest:
        guest.open()
        wait_for_map(guest.page)
        yield guest


@pytest.fixture(scope="module")
def at_changchun(browser: Browser, server: Server) -> Iterator[Visit]:
    """The map of one place, named by every report; for tests that only look."""
    with visitor(browser, server) as guest:
        guest.open("?site=changchun")
        wait_for_map(guest.page)
        yield guest


def test_the_first_click_on_a_map_of_which_a_part_is_out_of_view_opens_the_place(
    browser: Browser, server: Server
) -> None:
    """With a real pointer: nothing may move between press and release."""
    with visitor(browser, server, {"width": 1366, "height": 768}) as guest:
        page = guest.page
        guest.open()
        wait_for_map(page)
        at_rest(page)
        place_of = frame(page).locator('[data-place="dandong"]')
        place_of.scroll_into_view_if_needed()
        page.get_by_test_id("stMain").evaluate("(main) => { main.scrollTop += 150 }")
        map_box, box = page.locator("iframe[title*=folium]").bounding_box(), place_of.bounding_box()
        assert map_box
        assert box
        assert map_box["y"] < 0, "a test of the test"
        # On its first symbol, because the dot of Sinuiju, across the river, is in its middle.
        page.mouse.click(box["x"] + 10, box["y"] + box["height"] / 2)
        expect(page.locator(".rm-ledger")).to_contain_text("Dandong")
        expect(page).to_have_url(re.compile("place=dandong"))


def test_small_symbols_lie_above_large_ones(visit: Visit) -> None:
    visit.open()
    wait_for_map(visit.page)
    drawn: list[list[float]] = (
        frame(visit.page)
        .locator(".rm-place")
        .evaluate_all(
            """(places) => places.map((place) =>
            [place.offsetHeight,
             Math.round((Number(place.style.zIndex) - parseFloat(place.style.top)) / 4000)])"""
        )
    )  # a level is 4,000 high
    groups = [one for one in drawn if one[1] >= 0]  # dots lie below all of them
    assert len(groups) < len(drawn)
    levels = [level for _, level in sorted(groups, key=lambda one: (-one[0], one[1]))]
    assert len(set(levels)) > 2
    assert levels == sorted(levels)


@looks_at_the_map
def test_the_seven_places_are_drawn_with_their_symbols(opened: Visit) -> None:
    standing = symbols(frame(opened.page))
    for site_id in THE_SEVEN:
        assert standing[site_id], site_id
    for measure in ("held", "returned"):
        parts = bytes.fromhex(STYLES[measure].colour.removeprefix("#"))
        painted = f"rgb({', '.join(map(str, parts))})"
        assert any(painted in symbol for symbol in standing["tumen"]), measure
    assert "Held 325 (2021); Returned ≤ 500" in place(opened.page, "tumen")


def test_a_drag_changes_map_sentence_figures_and_table_in_one_frame(visit: Visit) -> None:
    page = visit.page
    visit.open()
    wait_for_map(page)
    frame(page).get_by_role("button", name="Zoom in").click()
    frame(page).locator("body").evaluate("() => { window.sameFrame = true }")
    zoom = frame(page).locator("body").evaluate("() => window.map.getZoom()")
    drag_start_of_range(page, 0.9)
    expect(page.locator(".rm-sentence")).to_contain_text("dated")
    expect(page.locator(".rm-sentence")).not_to_contain_text("All 134 statements")
    expect(page.locator(".rm-figure").nth(1)).not_to_contain_text("580 to 2,609 or more")
    expect(frame(page).locator('[data-place="shenyang"]')).to_have_count(0)
    expect(page).to_have_url(re.compile(r"dates=2023-"))
    rows = re.match(r"(\d+) of", page.locator(".rm-sentence").inner_text())
    assert rows
    expect(page.get_by_text(f"Statements 1–10 of {rows.group(1)}.")).to_be_visible()
    assert frame(page).locator("body").evaluate("() => window.sameFrame") is True
    assert frame(page).locator("body").evaluate("() => window.map.getZoom()") == zoom


def test_a_place_opens_in_the_panel_at_an_address_that_back_leaves(
    visit: Visit,
) -> None:
    page = visit.page
    visit.open()
    wait_for_map(page)
    frame(page).locator('[data-place="linjiang"]').click()
    panel = page.locator(".rm-ledger")
    expect(panel).to_contain_text("린장 (임강)")
    expect(panel).to_contain_text(
        "104, last reported for 22 July 2021, based on 1 statement from 1 independent source"
    )
    expect(panel).to_contain_text("HRW's breakdown gives 104 held in Linjiang.")
    expect(frame(page).locator(".leaflet-popup")).to_have_count(0)  # nothing covers the map
    expect(page.get_by_test_id("stMain").get_by_role("button", name="Clear value")).to_be_visible()
    link = panel.locator("a").first
    assert link.get_attribute("href") == (
        "https://www.hrw.org/news/2021/07/22/china-restarts-forced-returns-refugees-north-korea"
    )
    assert "noopener" in (link.get_attribute("rel") or "")
    page.wait_for_url("**/?place=linjiang")
    page.go_back()
    expect(page.locator(".rm-ledger")).to_have_count(0)
    expect(page.locator(".rm-first-events")).to_be_visible()


def test_the_keyboard_opens_a_place_and_the_box_without_place(visit: Visit) -> None:
    page = visit.page
    visit.open()
    wait_for_map(page)
    frame(page).locator('[data-place="changbai"]').press("Enter")
    expect(page.locator(".rm-ledger")).to_contain_text("Changbai")
    box = frame(page).locator(".rm-unplaced")
    expect(box).to_have_text("60 statements name no town")
    box.press("Enter")
    expect(page.locator(".rm-ledger")).to_contain_text("These statements name no town")
    expect(page.get_by_text("Statements 1–25 of 60.")).to_be_visible()
    expect(page.locator(".rm-ledger .rm-report")).to_have_count(25)


@looks_at_the_map
def test_the_seven_places_carry_their_names_at_the_opening_view(opened: Visit) -> None:
    assert {site.capitalize() for site in THE_SEVEN} <= names_shown(opened.page)


def test_the_seven_places_carry_their_names_whatever_the_dates(visit: Visit) -> None:
    visit.open("?dates=2020-01-01&dates=2025-10-15")
    wait_for_map(visit.page)
    assert {site.capitalize() for site in THE_SEVEN} <= names_shown(visit.page)


def names_shown(page: Page) -> set[str]:
    """Names of places and towns shown on the map."""
    texts = frame(page).locator(".rm-texts:not(.rm-hidden) .rm-place-name:visible")
    towns = frame(page).locator(".rm-label-town:not(.rm-replaced) span:not(.rm-hidden)")
    return {*texts.all_inner_texts(), *towns.all_inner_texts()}


def test_fit_selection_shows_far_places_and_border_comes_back(visit: Visit) -> None:
    page = visit.page
    visit.open("?site=kunming&site=dandong")
    wait_for_map(page)
    inside = "() => window.map.getBounds().contains([25.039, 102.718])"
    assert frame(page).locator("body").evaluate(inside) is False
    frame(page).get_by_role("button", name="Show all").click()
    expect(frame(page).locator('[data-place="kunming"]')).to_be_in_viewport()
    expect(frame(page).locator(".leaflet-zoom-anim")).to_have_count(0)  # the map has arrived
    assert frame(page).locator("body").evaluate(inside) is True
    frame(page).get_by_role("button", name="Zoom to border").click()
    assert frame(page).locator("body").evaluate(inside) is False


def test_every_format_is_downloaded_as_export_gives_it_without_a_rerun(
    visit: Visit, dataset: Dataset, tmp_path: Path
) -> None:
    page = visit.page
    visit.open("?dates=2023-10-01&dates=2023-10-31&site=dandong&measure=returned")
    page.locator(".rm-sentence").evaluate("(node) => { node.dataset.mark = 'same' }")
    selection, _ = read_address(query(page), dataset)
    assert 0 < len(selection.reports(dataset)) < dataset.current
    for form in FORMATS.values():
        first = form is FORMATS["csv"]
        name = "CSV," if first else form.label
        with page.expect_download() as started:
            page.get_by_role("button", name=name).click()
        started.value.save_as(tmp_path / "file")
        if first:
            page.get_by_role("button", name="More", exact=True).click()
        assert (tmp_path / "file").read_bytes() == form.write(dataset, selection), form.label
        assert started.value.suggested_filename == file_name(dataset, selection, form.suffix)
    assert page.locator(".rm-sentence").get_attribute("data-mark") == "same"


def test_a_copied_address_opens_the_same_screen_and_back_brings_the_selection_before(
    visit: Visit, browser: Browser
) -> None:
    page = visit.page
    visit.open()
    page.get_by_role("button", name="Since 2020").click()
    expect(page.locator(".rm-sentence")).to_contain_text("1 January 2020")
    look_for(page, "buses")
    expect(page.locator(".rm-sentence")).to_contain_text("containing “buses”")
    expect(page).to_have_url(re.compile("search=buses"))
    assert query(page) == {"dates": ["2020-01-01", "2025-10-15"], "search": ["buses"]}
    with visitor(browser, visit.server) as other:
        other.open("?" + urlsplit(page.url).query)
        said = page.locator(".rm-sentence").inner_text()
        expect(other.page.locator(".rm-sentence")).to_have_text(said, use_inner_text=True)
        expect(other.page.get_by_role("button", name="“buses”")).to_be_visible()
        for shown in (page, other.page):
            expect(shown.locator(".rm-no-figures")).to_be_visible()
        page.go_back()
        expect(page).to_have_url(re.compile(r"dates=2020-01-01&dates=2025-10-15$"))
        expect(page.locator(".rm-sentence")).not_to_contain_text("buses")
        expect(page.locator(".rm-figure-value")).to_have_count(3)
        other.open("?" + urlsplit(page.url).query)
        figures = page.locator(".rm-figure-value").all_inner_texts()
        expect(other.page.locator(".rm-figure-value")).to_have_text(figures)
    expect(page.get_by_role("button", name="“buses”")).to_have_count(0)
    page.go_back()
    expect(page.locator(".rm-sentence")).to_contain_text("All 134 statements")


def test_turning_pages_keeps_the_selection_and_its_address_and_back_turns_back(
    visit: Visit,
) -> None:
    page = visit.page
    visit.open("?site=dandong")
    pages = {
        "Events": "events",
        "Method": "method",
        "Data & API": "api",
        "Map": "",
        "Sources": "sources",
    }
    for name, path in pages.items():
        if path in ("method", "api"):
            page.get_by_role("button", name="About & data").click()
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page).to_have_url(re.compile(rf"/{path}\?(.*&)?site=dandong"))
    expect(page.locator(".rm-source-entry").first).to_be_visible()
    page.go_back()
    expect(page.locator(".rm-figure").first).to_be_visible()
    at_rest(page)
    expect(page.locator(".rm-sentence")).to_contain_text("naming Dandong")
    expect(page).to_have_url(re.compile(r"/\?site=dandong$"))


def test_the_address_of_what_was_compare_leads_to_the_map_with_its_selection(
    visit: Visit,
) -> None:
    page = visit.page
    visit.open("compare?dates=2023-10-01&dates=2023-10-31&against=2021-07-01&against=2021-07-31")
    values = page.locator(".rm-figure-value")
    expect(values).to_have_text(["about 1,000", "200 to 650 or more", "no statements"])
    expect(page.locator(".rm-notes")).to_contain_text("these data cannot show")
    expect(page).to_have_url(re.compile(r"/\?dates=2023-10-01&dates=2023-10-31$"))


def test_an_event_opens_by_keyboard_to_rival_figures_on_one_scale(visit: Visit) -> None:
    page = visit.page
    visit.open("events?dates=2023-10-01&dates=2023-10-31")
    event = page.locator(".rm-event", has_text="Mass return of 9 October 2023").first
    expect(event.locator(".rm-line").first).not_to_be_visible()
    event.locator("summary").press("Enter")
    expect(event).to_contain_text("11 independent sources give figures from 200 to 650 or more")
    expect(event).to_contain_text(
        "The partial figures add up to 260–500+, consistent with the total of 200–650+"
    )

    def middle(report_id: str) -> float:
        line = event.locator(".rm-line", has_text=f"({report_id})")
        mark = line.locator(".rm-dot, .rm-bar").bounding_box()
        assert mark
        return mark["x"] + mark["width"] / 2

    assert middle("r057") < middle("r048") < middle("r016") < middle("r062")
    assert middle("r016") == pytest.approx(middle("r066"), abs=1)


def test_picking_a_row_points_to_its_place(visit: Visit) -> None:
    page = visit.page
    visit.open("?event=2024-08-21-kunming")
    wait_for_map(page)
    page.locator(".rm-statements [data-pick]").first.click()
    marked = frame(page).locator(".rm-highlighted")
    expect(marked).to_have_attribute("data-place", "kunming")
    expect(marked).to_be_in_viewport()
    expect(page.locator(".rm-ledger").last).to_contain_text("Fifteen were detained in Kunming")


def test_a_bad_edit_leaves_the_last_good_data_with_a_notice_and_a_good_one_shows(
    tmp_path: Path, browser: Browser, dataset: Dataset
) -> None:
    package = copy_package(tmp_path / "data")
    hostile = "<img src=x onerror=window.broken=1>"
    with (
        serve(tmp_path / "log", **{ENVIRONMENT_VARIABLE: str(package)}) as server,
        visitor(browser, server) as guest,
    ):
        guest.open("?site=linjiang")
        notice, held = guest.page.locator(".rm-alert"), guest.page.locator(".rm-figure").first
        expect(held).to_contain_text("104")
        expect(notice).to_have_count(0)
        status, headers, good = get(server, "/api/reports.csv")
        assert (status, headers["data-status"]) == (200, "ok")

        edit_cells(package, "reports", "r005", count_low=hostile, count_high="few")
        health = health_once(server, "degraded")
        row = row_of("reports", "r005")
        where = f"reports.csv, row {row}, column count_low, value '{hostile}': expected a whole"
        assert where in health["error"]
        assert health["error"].endswith("(and 1 more)")
        assert (health["data"], health["reports"]) == (dataset.version, dataset.current)
        guest.page.get_by_role("button", name="Since 2020").click()
        expect(notice).to_contain_text(where)
        expect(notice).to_contain_text("(and 1 more). Found on ")
        expect(notice).to_contain_text(f"last good data, version {dataset.version}.")
        expect(held).to_contain_text("104")
        status, headers, body = get(server, "/api/reports.csv")
        assert (status, body) == (200, good)
        assert headers["data-status"] == f"degraded; since={health['since']}"
        with visitor(browser, server) as other:
            other.page.goto(f"{server.url}/?embed=true")
            expect(other.page.locator(".rm-alert")).to_contain_text(where)
            expect(other.page.locator(".rm-sentence")).to_contain_text("All 134 statements")

        edit_cells(package, "reports", "r005", count_low="105", count_high="105")
        assert "error" not in health_once(server, "ok")
        at_rest(guest.page)
        guest.page.get_by_role("button", name="All", exact=True).click()
        expect(held).to_contain_text("105")
        expect(notice).to_have_count(0)
        assert guest.page.evaluate("() => window.broken") is None
        assert guest.errors == []
        assert "Traceback" not in server.output()


def health_once(server: Server, status: str) -> dict[str, Any]:
    """The server's health report once it has this status."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        code, _, body = get(server, "/api/health")
        assert code == 200
        found: dict[str, Any] = json.loads(body)
        if found["status"] == status:
            return found
        select_nothing(0.1)
    raise AssertionError(f"the server never was {status}; it last said {found}")


#: Counts how often the page's script starts on a server that is up; polling the state would
#: miss a short run.
COUNT_RUNS = """() => {
  window.runsOfScript = 0;
  const begun = "[data-test-connection-state=CONNECTED][data-test-script-state=running]";
  new MutationObserver(() => {
    if (document.querySelector(begun)) window.runsOfScript += 1;
  }).observe(document.body, { subtree: true, attributes: true });
}"""


def test_the_first_visitors_page_opens_directly_and_finds_a_server_that_was_killed(
    tmp_path: Path, browser: Browser
) -> None:
    with serve(tmp_path / "log") as killed, visitor(browser, killed) as guest:
        page, port = guest.page, str(urlsplit(killed.url).port)
        guest.open("sources?dates=2020-01-01&dates=..&site=linjiang&place=linjiang")
        expect(page.locator(".rm-title")).to_contain_text("Refoulement Map")
        expect(page.locator(".rm-sentence")).to_contain_text("naming Linjiang")
        page.get_by_role("combobox", name="Find an event").wait_for()  # its script is loaded late
        connected = "[data-test-connection-state=CONNECTED]"
        page.evaluate(COUNT_RUNS)
        killed.process.kill()
        expect(page.locator(connected)).to_have_count(0)
        with serve(tmp_path / "log of the next", **{PORT_VARIABLE: port}):
            page.wait_for_function("() => window.runsOfScript > 0")
            page.locator(f"{connected}[data-test-script-state=notRunning]").wait_for()
            look_for(page, "HRW")
            expect(page.locator(".rm-sentence")).to_contain_text(
                "naming Linjiang, containing “HRW”, dated 1 January 2020 or later"
            )
            assert urlsplit(page.url).path == "/sources"
            page.get_by_role("link", name="Map", exact=True).click()
            expect(page.locator(".st-key-panel")).to_contain_text("HRW's breakdown gives 104")


def test_a_hostile_address_runs_nothing(visit: Visit) -> None:
    hostile = "<img src=x onerror=window.broken=1>${window.broken=1}"
    visit.page.goto(f"{visit.server.url}/?site={hostile}&search={hostile}&dates=2021-13-01")
    expect(visit.page.locator(".rm-notes")).to_contain_text("<img src=x")
    assert visit.page.evaluate("() => window.broken") is None
    assert visit.errors == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_another_host_errs_is_wider_than_its_window_or_breaks_accessibility(
    browser: Browser, server: Server, path: str
) -> None:
    with visitor(browser, server, viewport=PHONE) as guest:
        page = guest.page
        guest.open(path)
        if not path:
            wait_for_map(page)
            frame(page).locator('[data-place="linjiang"]').press("Enter")
            page.locator(".rm-ledger").wait_for()
        for size, scheme in LOOKS:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            expect(page.locator(".stApp")).to_have_css("color-scheme", scheme)
            page.wait_for_function(
                "() => { const main = document.querySelector('[data-testid=stMain]');"
                " return main.scrollWidth - main.clientWidth <= 1 }"
            )
            broken, passed = rules_of_accessibility(page)
            assert broken == [], (size, scheme)
            assert passed >= {"color-contrast", "link-name"} | PAGES[path], "they were tried"
        if not path:
            assert rules_of_the_frame(page) <= COMPONENTS
        assert page.evaluate(NAMELESS_LANGUAGES) == []
        expect(page.locator("h1:visible")).to_have_count(1)
        labels = page.locator(".stVegaLiteChart svg [aria-label]").evaluate_all(
            "(marks) => marks.map((mark) => mark.getAttribute('aria-label'))"
        )
        assert not [label for label in labels if ":" in label], "fields of a chart’s own"
        page.emulate_media(forced_colors="active")
        for ground in GROUNDS.get(path, ()):
            assert page.locator(ground).first.evaluate(STANDS_OUT), ground
        assert guest.other_hosts() == []
        assert guest.errors == []
        assert len(guest.requests) > 10


#: Whether an element's background differs from the page's.
STANDS_OUT = """(element) => {
    const ground = (one) => getComputedStyle(one).backgroundColor;
    return ![ground(document.body), ground(document.querySelector(".stApp")), "rgba(0, 0, 0, 0)"]
        .includes(ground(element));
}"""


def rules_of_accessibility(page: Page) -> tuple[list[tuple[str, str]], set[str]]:
    """The rules that our content breaks, with the places, and the rules that it passes."""
    found = Axe().run(page, options={"runOnly": ACCESSIBILITY}).response
    broken = [
        (rule["id"], node["html"][:160])
        for rule in found["violations"]
        for node in rule["nodes"]
        if STREAMLITS.get(rule["id"], "none") not in node["html"]
    ]
    return broken, {rule["id"] for rule in found["passes"]}


def rules_of_the_frame(page: Page) -> set[str]:
    """The rules broken by the page in the map's frame."""
    (inner,) = (one for one in page.frames if "/component/" in one.url)
    found = Axe().run(inner, options={"runOnly": ACCESSIBILITY}).response
    return {rule["id"] for rule in found["violations"]}


@looks_at_the_map
def test_cookies_end_with_the_browser_and_there_are_three_kinds(opened: Visit) -> None:
    kept = {cookie["name"]: cookie["expires"] for cookie in opened.page.context.cookies()}
    assert set(kept.values()) == {-1}
    ours = [name for name in kept if name.startswith(f"{COOKIE}_")]
    assert ours
    assert set(kept) - set(ours) == {"_streamlit_xsrf", ROUTE}


@looks_at_the_map
def test_streamlits_own_furniture_does_not_show(opened: Visit) -> None:
    expect(opened.page.get_by_text("Deploy")).to_have_count(0)
    expect(opened.page.get_by_text("Made with Streamlit")).to_have_count(0)
    expect(opened.page.locator("[data-testid=stMainMenu]")).to_have_count(0)


def test_switched_on_tiles_are_drawn_and_named(tmp_path: Path, browser: Browser) -> None:
    tiles = "http://tiles.invalid/{z}/{x}/{y}.png Someone’s tiles"
    with (
        serve(tmp_path / "log", **{TILES_VARIABLE: tiles}) as server,
        visitor(browser, server) as guest,
    ):
        guest.open()
        frame(guest.page).locator(".rm-place").first.wait_for()
        expect(guest.page.locator(".rm-footer")).to_contain_text("tiles.invalid, which sees")
        expect(frame(guest.page).locator(".leaflet-control-attribution")).to_contain_text(
            "Someone’s tiles"
        )
        policy = get(server, "/")[1]["content-security-policy"]
        assert "img-src 'self' data: http://tiles.invalid;" in policy
        assert any("tiles.invalid" in url for url in guest.requests)
        assert frame(guest.page).locator(".rm-land").count() == 0


# Rival figures, uncertainty and time


@pytest.mark.parametrize(
    ("event", "figure", "said"),
    [
        (
            "2023-10-09-mass-return",
            "Returned 200–650+",
            (
                "11 independent sources give figures from 200 to 650 or more. "
                "They name different crossings.",
                "“650여 (650-odd)”",
                "Part: Through Dandong, 9 October 2023 (60–300)",
                "China's foreign ministry said",
            ),
        ),
        (
            "2024-04-26-return",
            "Returned 50–200+",
            (
                "6 independent sources give figures from 50 to 200 or more. "
                "They name different places of detention.",
                "no number given “others”",
            ),
        ),
        (
            "2021-07-14-dandong-return",
            "Returned 50",
            (
                "All 2 counted statements with a number agree on about 50",
                "“more than 50; 50-plus”",
                "repeats r025",
            ),
        ),
    ],
)
@pytest.mark.xdist_group("three events")
def test_an_event_reads_as_its_sources_say(
    three_events: Visit, event: str, figure: str, said: tuple[str, ...]
) -> None:
    link = three_events.page.locator(f'a[href*="event={event}"]')
    row = three_events.page.locator("details.rm-event").filter(has=link)
    expect(row).to_have_count(1)
    expect(row.locator(".rm-event-figures")).to_contain_text(figure)
    row.locator("summary").press("Enter")
    for words in said:
        expect(row).to_contain_text(words)
    rm_lines = row.locator(".rm-line:not(.rm-axis)")
    assert rm_lines.count() >= 5
    assert row.locator(".rm-line a").count() >= 5, "each report links to its source"


@pytest.fixture(scope="module")
def three_events(browser: Browser, server: Server) -> Iterator[Visit]:
    """The page with the three events that the test above opens one by one."""
    with visitor(browser, server) as guest:
        guest.open(
            "events?event=2023-10-09-mass-return&event=2024-04-26-return"
            "&event=2021-07-14-dandong-return"
        )
        yield guest


def bar(page: Page, measure: str, event: str) -> Locator:
    """The symbol of an event in the timeline's chart for a measure."""
    return page.locator(f'.st-key-chart_{measure} path[aria-label*="{event}"]').last


def test_a_click_on_a_symbol_or_its_bar_opens_the_event_again_and_again(visit: Visit) -> None:
    page = visit.page
    visit.open("events?dates=2023-01-01&dates=2023-12-31")
    opened = page.locator(".rm-opened .rm-event-label")
    mass, held = "Mass return of 9 October 2023", "Held in China during 2023"
    bar(page, "returned", mass).click()
    expect(opened).to_have_text(mass)
    expect(page.locator(".rm-opened")).to_contain_text("give figures from 200 to 650 or more")
    bar(page, "held", held).click()
    expect(opened).to_contain_text(held)
    bar(page, "returned", mass).click()
    expect(opened).to_have_text(mass)
    page.get_by_role("button", name="Close").click()
    expect(opened).to_have_count(0)
    bar(page, "returned", mass).click()
    expect(opened).to_have_text(mass)
    blue = STYLES["held"].colour
    box = page.locator(f'.st-key-chart_held path[fill="{blue}"]').first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.9)
    expect(opened).to_contain_text(held)


def test_a_click_beside_all_bars_opens_nothing(visit: Visit) -> None:
    page = visit.page
    visit.open("events?dates=2023-01-01&dates=2023-12-31&measure=returned")
    bar(page, "returned", "Mass return").wait_for()
    chart = page.locator(".st-key-chart_returned svg.marks").bounding_box()
    assert chart
    page.mouse.click(chart["x"] + 120, chart["y"] + 20)
    # Anything the click led to appears before the result of this button.
    page.get_by_role("button", name="Since 2020").click()
    expect(page.locator(".rm-sentence")).to_contain_text("dated 1 January 2020")
    expect(page.locator(".rm-opened")).to_have_count(0)
    bar(page, "returned", "Return of 29 August 2023").click()
    expect(page.locator(".rm-opened .rm-event-label")).to_have_text("Return of 29 August 2023")


def test_on_a_phone_the_opened_event_is_in_view(browser: Browser, server: Server) -> None:
    with visitor(browser, server, viewport=PHONE) as guest:
        guest.open("events?dates=2023-01-01&dates=2023-12-31")
        bar(guest.page, "returned", "Mass return").click(force=True)
        opened = guest.page.locator(".rm-opened .rm-event-label")
        expect(opened).to_have_text("Mass return of 9 October 2023")
        expect(opened).to_be_in_viewport()


def test_everything_on_the_timeline_is_reached_as_text_by_keyboard(visit: Visit) -> None:
    page = visit.page
    visit.open("events")
    folded = page.locator(".rm-as-text")
    expect(folded).to_have_count(6)  # three measures, publications, months, arrivals
    for index, words in enumerate(
        ["1,170+", "200–650+", "70", "2023", "October 2023", "provisional"]
    ):
        fold = folded.nth(index)
        fold.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(fold.locator("table")).to_be_visible()
        expect(fold.locator("table")).to_contain_text(words)
    expect(page.locator("ol.rm-quiet li")).to_have_count(3)
    chooser = page.get_by_role("combobox", name="Open an event")
    chooser.focus()
    page.keyboard.type("Mass return")
    page.keyboard.press("Enter")
    expect(page.locator(".rm-opened")).to_contain_text("give figures from 200 to 650 or more")


def test_play_shows_every_window_to_the_end_in_one_frame(visit: Visit, dataset: Dataset) -> None:
    """From the first day it plays the same windows: see test_playing.py and test_pages.py."""
    page, end = visit.page, dataset.span[1]
    windows = [(date(year, 1, 1), min(date(year, 12, 31), end)) for year in range(2021, 2026)]
    visit.open("?dates=2021-01-01&dates=2021-12-31")
    wait_for_map(page)
    body = frame(page).locator("body")
    home = body.evaluate("() => map.getZoom()")
    frame(page).get_by_role("button", name="Zoom in").click()
    zoom = home + 0.5
    page.wait_for_function(
        "zoom => document.querySelector('iframe[title*=folium]').contentWindow"
        ".map.getZoom() === zoom",
        arg=zoom,
    )
    body.evaluate("() => { window.sameFrame = true; }")
    page.evaluate(
        """() => {
          window.sentences = new Set();
          window.symbols = new Set();
          const look = () => {
            const said = document.querySelector('.rm-sentence');
            const map = document.querySelector('iframe[title*=folium]');
            if (said) window.sentences.add(said.textContent.match(/dated (.*?)\\./)?.[1]);
            const places = map.contentDocument.querySelectorAll('[data-place]');
            window.symbols.add([...places].map((place) => place.dataset.place).sort().join());
          };
          new MutationObserver(look).observe(document.body, {subtree: true, childList: true,
            characterData: true});
          setInterval(look, 50);
        }"""
    )
    # A busy machine may draw two steps at once; at this speed, none is due within a second.
    set_speed(page, "Slow")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    address = page.url
    page.wait_for_function("() => window.sentences.size >= 3")
    assert page.url == address, "the address waits until play stops"
    play = page.get_by_role("button", name="Play", exact=True)
    expect(play).to_be_visible()
    expect(page.locator(".rm-sentence")).to_contain_text("1 January 2025 to 15 October 2025")
    seen = page.evaluate("() => [...window.sentences]")
    texts = [f"{day_text(first)} to {day_text(last)}" for first, last in windows]
    assert [text for text in texts if text not in seen] == []
    drawn = page.evaluate("() => [...window.symbols]")
    places = [places_of(dataset, *window) for window in windows]
    assert [sites for sites in places if sites not in drawn] == []
    assert all(one != two for one, two in itertools.pairwise(places)), "a test of the test"
    assert body.evaluate("() => window.sameFrame") is True
    assert body.evaluate("() => map.getZoom()") == zoom
    page.wait_for_url("**dates=2025-01-01&dates=2025-10-15")
    expect(page.locator(".rm-statements [data-pick]")).to_have_count(3)
    assert visit.errors == []


def set_speed(page: Page, speed: str) -> None:
    """Set the speed of playback."""
    page.get_by_role("button", name="Play settings").click()
    page.get_by_role("radio", name=speed).click()
    page.keyboard.press("Escape")


def places_of(dataset: Dataset, first: date, last: date) -> str:
    """The places that the map shows for the reports in a range of days."""
    reports = Selection(first, last).reports(dataset)
    return ",".join(sorted({place.site_id for place in place_measures(dataset, reports)}))


def test_play_can_be_stopped_and_table_and_address_follow(visit: Visit) -> None:
    page = visit.page
    visit.open("?dates=2023-01-01&dates=2023-12-31")
    wait_for_map(page)
    set_speed(page, "Slow")
    page.get_by_role("button", name="Play", exact=True).click()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.wait_for_url("**dates=2024-01-01&dates=2024-12-31")
    expect(page.locator(".rm-sentence")).to_contain_text("1 January 2024 to 31 December 2024")
    rows = re.match(r"(\d+) of", page.locator(".rm-sentence").inner_text())
    assert rows
    expect(page.get_by_text(f"Statements 1–10 of {rows.group(1)}.")).to_be_visible()


def test_a_click_on_the_map_stops_play_and_is_heard(visit: Visit) -> None:
    page = visit.page
    visit.open("?dates=2003-01-01&dates=2005-12-31")  # far from the end
    wait_for_map(page)
    set_speed(page, "Fast")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".rm-sentence")).not_to_contain_text("1 January 2003")
    expect(frame(page).locator(".rm-unplaced")).to_be_visible()
    frame(page).locator(".rm-unplaced").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.locator(".rm-ledger")).to_contain_text("These statements name no town")
    shown = page.locator(".rm-sentence").inner_text()
    first = re.search(r"1 January (\d{4})", shown)
    assert first, shown
    assert int(first.group(1)) < 2020, "it did not stop by itself, at the end"
    page.wait_for_url(f"**dates={first.group(1)}-01-01**")
    assert page.locator(".rm-sentence").inner_text() == shown


@looks_at_changchun
def test_the_box_without_place_is_gone_where_every_report_names_one(at_changchun: Visit) -> None:
    expect(frame(at_changchun.page).locator(".rm-unplaced")).to_be_hidden()


def test_places_far_away_stand_in_a_corner_until_the_map_shows_them(visit: Visit) -> None:
    page = visit.page
    visit.open()
    wait_for_map(page)
    inset = frame(page).locator(".rm-inset")
    in_inset = "(inset) => [...inset.querySelectorAll('.rm-place')].map((p) => p.dataset.place)"
    far = {"beijing", "kunming", "nanning", "pingxiang", "qingdao", "qinhuangdao"}
    assert set(inset.evaluate(in_inset)) == far
    inset.locator('[data-place="qingdao"]').click()
    expect(page).to_have_url(re.compile("place=qingdao"))
    view = "() => map.getBounds().contains([40.1, 124.4])"
    assert frame(page).locator("body").evaluate(view) is True, "the map stays where it was"
    frame(page).get_by_role("button", name="Show all").click()
    expect(inset).to_be_hidden()
    assert far <= set(frame(page).locator(".rm-place").evaluate_all(ALL_PLACES))


def test_a_dot_opens_to_its_symbols_where_it_is_pointed_at_and_where_it_has_focus(
    visit: Visit,
) -> None:
    visit.open()
    wait_for_map(visit.page)
    of_sinuiju = frame(visit.page).locator('[data-place="sinuiju"]')
    assert "rm-dot" in symbols(frame(visit.page))["sinuiju"][0]
    of_sinuiju.focus()
    assert of_sinuiju.evaluate(DRAWN_ON_TOP) > 0
    of_sinuiju.evaluate("(place) => place.blur()")
    assert of_sinuiju.evaluate(DRAWN_ON_TOP) == 0
    free = frame(visit.page).locator("body").evaluate(DOT_OF_ITS_OWN)
    pointed = frame(visit.page).locator(f'[data-place="{free}"]')
    pointed.hover()
    assert pointed.evaluate(DRAWN_ON_TOP) > 0


#: A place drawn as a dot with nothing else at its middle.
DOT_OF_ITS_OWN = """() => [...document.querySelectorAll(".rm-place")].find((place) => {
  const { left, top, width, height } = place.getBoundingClientRect();
  const at = document.elementFromPoint(left + width / 2, top + height / 2);
  return Number(place.style.zIndex) < 0 && at?.closest(".rm-place") === place;
}).dataset.place"""
ALL_PLACES = "(places) => places.map((place) => place.dataset.place)"
#: The number of symbols, excluding dots, that are drawn above those of all sizes.
DRAWN_ON_TOP = """() =>
  [...document.querySelectorAll(".leaflet-symbols-pane g > g:last-child > :not(.rm-dot) > path")]
    .filter((path) => path.getAttribute("d")).length"""
#: The places marked as sharing a count, and the length of the tint along the border in pixels.
JOINED = """() => [
  [...document.querySelectorAll(".rm-together")].map((place) => place.dataset.place).sort(),
  document.querySelector(".rm-joined").getTotalLength(),
]"""


def test_places_that_share_a_count_are_joined_along_the_border(visit: Visit) -> None:
    """With one label: on the map if an event is chosen, or next to a place that is pointed at."""
    page, together = visit.page, ["changbai", "dandong", "hunchun", "nanping", "tumen"]
    visit.open("?event=2023-10-09-mass-return")
    wait_for_map(page)
    body = frame(page).locator("body")
    label = frame(page).locator(".rm-label-joined span:not(.rm-hidden)")
    expect(label).to_have_text("500–600 (2023), 5 places together")
    places, long = body.evaluate(JOINED)
    assert places == together
    assert long > 200
    visit.open()
    wait_for_map(page)
    expect(label).to_have_count(0)
    assert body.evaluate(JOINED)[0] == []
    frame(page).locator('[data-place="hunchun"]').focus()
    expect(frame(page).locator(".rm-tooltip")).to_contain_text("together")
    assert "hunchun" in body.evaluate(JOINED)[0]
    frame(page).locator('[data-place="jilin-city"]').focus()
    assert "hunchun" not in body.evaluate(JOINED)[0]


@looks_at_changchun
def test_a_ring_is_as_wide_as_the_place_is_imprecise(at_changchun: Visit) -> None:
    rings = frame(at_changchun.page).locator(".rm-imprecise")
    places = frame(at_changchun.page).locator("[data-place]")
    assert rings.count() == places.count()
    metres = (
        frame(at_changchun.page)
        .locator("body")
        .evaluate(
            """() => {
          const rings = Object.values(map._layers).filter((layer) => layer instanceof L.Circle);
          return rings.map((ring) => ring.getRadius());
        }"""
        )
    )
    assert set(metres) == {5000}


# Permanent links, and the map on other sites


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("?report=r031", "Entry r031"),
        ("?place=tumen", "Tumen 투먼"),
        ("?place=none", "No town named"),
        ("?event=2023-10-09-mass-return", "Mass return of 9 October 2023"),
    ],
)
def test_a_permanent_link_opens_its_ledger_and_stays_in_the_address(
    address: str, said: str, visit: Visit
) -> None:
    visit.open(address)
    expect(visit.page.locator(".st-key-panel")).to_contain_text(said)
    assert visit.page.url.endswith(address)
    assert visit.errors == []


def test_a_ledgers_links_open_the_report(visit: Visit) -> None:
    visit.open("?place=linjiang")
    link = visit.page.locator(".st-key-panel .rm-report .rm-permalink").first
    report_id = link.inner_text()
    link.click()
    expect(visit.page.locator(".st-key-panel")).to_contain_text(f"Entry {report_id}")
    assert query(visit.page) == {"report": [report_id]}


def test_embedded_there_are_dates_map_and_citation_alone(
    browser: Browser, server: Server, dataset: Dataset
) -> None:
    with visitor(browser, server, {"width": 800, "height": 900}) as guest:
        guest.open("?embed=true&dates=2021-07-01&dates=2021-07-31")
        wait_for_map(guest.page)
        expect(guest.page.locator(".rm-footer")).to_contain_text(dataset.version)
        for absent in ("stSidebar", "stPopover"):
            expect(guest.page.get_by_test_id(absent)).to_have_count(0)
        expect(guest.page.locator(".rm-figure")).to_have_count(0)
        drag_start_of_range(guest.page, 0.1)
        expect(guest.page.locator(".rm-sentence")).not_to_contain_text("dated 1 July 2021")
        # The address keeps the parameter that embeds it; the link to the full page does not.
        expect(guest.page).to_have_url(re.compile(r"embed=true.*dates=|dates=.*embed=true"))
        whole = guest.page.locator(".rm-footer a").get_attribute("href") or ""
        assert "dates=" in whole
        assert "embed" not in whole
        assert guest.other_hosts() == []
        assert guest.errors == []


@pytest.mark.parametrize("allowed", [False, True])
def test_another_site_may_frame_the_map_only_where_a_setting_says_so(
    allowed: bool, tmp_path: Path, browser: Browser, server: Server
) -> None:
    with site_with_a_frame(tmp_path) as (origin, show):
        setting = {FRAMES_VARIABLE: origin}
        served = serve(tmp_path / "log", **setting) if allowed else nullcontext(server)
        with served as asked, visitor(browser, asked) as guest:
            show(f"{asked.url}/?embed=true")
            guest.page.goto(origin)
            framed = guest.page.frame_locator("iframe")
            if allowed:
                inner = framed.frame_locator("iframe[title*=folium]")
                inner.locator(".rm-place").first.wait_for()
            else:
                guest.page.wait_for_function("() => window.loaded")
                assert any("frame-ancestors" in error for error in guest.errors)
                expect(framed.locator(".rm-sentence")).to_have_count(0)


@contextmanager
def site_with_a_frame(directory: Path) -> Iterator[tuple[str, Callable[[str], None]]]:
    """Another site on a free port: its origin, and a function that puts an address in its frame."""

    def show(address: str) -> None:
        (directory / "site").mkdir()
        (directory / "site" / "index.html").write_text(
            f'<iframe src="{address}" width="800" height="900" onload="window.loaded = 1"></iframe>'
        )

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            """Print nothing."""

    handler = partial(Quiet, directory=str(directory / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{site.server_port}", show
        finally:
            site.shutdown()
