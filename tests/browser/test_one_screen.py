"""Everything on one screen: what a visitor sees and reaches without scrolling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.test_browser import frame, wait_for_map
from tests.conftest import PHONE, Server, Visit, at_rest, look_for, visitor

LAPTOP, DESKTOP = ViewportSize(width=1366, height=768), ViewportSize(width=1400, height=900)
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop > 50"
MAP, CSV = ".st-key-map iframe", "[class*=st-key-download-csv] button"


@pytest.fixture(params=[LAPTOP, DESKTOP, PHONE], ids=["laptop", "desktop", "phone"])
def screen(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Page]:
    with home(browser, server, request.param) as page:
        yield page


@contextmanager
def home(browser: Browser, server: Server, size: ViewportSize) -> Iterator[Page]:
    """The map's page in a window of this size, fully drawn."""
    with visitor(browser, server, size) as guest:
        guest.open()
        wait_for_map(guest.page)
        at_rest(guest.page)
        yield guest.page


def box(page: Page, selector: str) -> dict[str, float]:
    """An element's position: x, y, width, height, bottom."""
    found = page.locator(selector).bounding_box()
    assert found, selector
    sides = dict(zip(found, map(float, found.values()), strict=True))  # type: ignore[arg-type]
    return sides | {"bottom": sides["y"] + sides["height"]}


def test_the_map_its_dates_and_the_csv_are_seen_without_scrolling(screen: Page) -> None:
    page = screen
    size = page.viewport_size
    assert size
    on_map, csv = box(page, MAP), box(page, CSV)
    if size == PHONE:
        assert on_map["y"] <= 220
        bar = box(page, ".st-key-take_away")
        assert bar["height"] <= 56
        assert bar["bottom"] == size["height"]
    else:
        assert on_map["y"] <= 160
        assert on_map["height"] >= 400
        assert on_map["width"] >= 0.6 * box(page, ".st-key-stage")["width"]
        assert csv["bottom"] <= 130
    assert box(page, ".stSlider")["bottom"] <= size["height"]
    dates = box(page, "[data-testid=stSliderThumbValue] >> nth=0")
    assert dates["y"] >= box(page, ".rm-histogram")["bottom"] - 3, (
        "on the bars no one can read them"
    )
    assert "134 rows" in page.locator(CSV).inner_text()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]


def test_nothing_moves_once_the_first_symbol_is_there(browser: Browser, server: Server) -> None:
    with visitor(browser, server, LAPTOP) as guest:
        guest.page.add_init_script(
            "window.shifts = []; new PerformanceObserver((list) => list.getEntries().forEach("
            "(one) => window.shifts.push([one.startTime, one.value])))"
            ".observe({type: 'layout-shift', buffered: true})"
        )
        guest.open()
        wait_for_map(guest.page)
        drawn = guest.page.evaluate("() => performance.now()")
        at_rest(guest.page)
        guest.page.locator(".rm-statements").wait_for()
        shifts: list[Any] = guest.page.evaluate("() => window.shifts")
        assert sum(value for start, value in shifts if start > drawn) <= 0.05


@pytest.mark.parametrize("name", ["", "events"])
def test_the_first_words_stay_until_the_page_says_as_much_itself(
    name: str, browser: Browser, server: Server
) -> None:
    """Streamlit's grey bars would stand there meanwhile, for seconds where the network is slow."""
    with visitor(browser, server, LAPTOP) as guest:
        guest.page.add_init_script(
            """window.seen = new Set();
            requestAnimationFrame(function look() {
              const [first, ours] = [".rm-front", "#root :is(.rm-sentence, h1.rm-page)"].map(
                (one) => document.querySelector(one)?.checkVisibility() ?? false);
              if (document.querySelector(".rm-front")) window.seen.add(first || ours);
              if (!first) window.seen.add("gone");
              requestAnimationFrame(look);
            });"""
        )
        guest.open(name)
        at_rest(guest.page)
        expect(guest.page.locator(".rm-front")).to_be_hidden()
        guest.page.wait_for_function("() => window.seen.has('gone')")
        assert guest.page.evaluate("() => !window.seen.has(false)")


def test_the_head_stands_still_while_a_page_is_drawn_and_something_is_looked_for(
    browser: Browser, server: Server
) -> None:
    """If something moves just before it is pressed, the press misses it."""
    with visitor(browser, server, DESKTOP) as guest:
        guest.page.add_init_script(
            """window.places = new Set();
            requestAnimationFrame(function look() {
              const link = document.querySelector(".stPageLink a");
              const box = link?.getBoundingClientRect();
              // Under the first words nobody can press it.
              if (box && link.contains(document.elementFromPoint(box.x + 9, box.y + 9)))
                window.places.add(JSON.stringify(box));
              requestAnimationFrame(look);
            });"""
        )
        guest.open("events")
        at_rest(guest.page)
        look_for(guest.page, "HRW")
        expect(guest.page.locator(".rm-sentence")).to_contain_text("containing “HRW”")
        at_rest(guest.page)
        places = guest.page.evaluate("() => [...window.places]")
        assert len(places) == 1, places


def focused(page: Page) -> str:
    """The focused element: the place of a symbol, or the text of something on the page."""
    return str(
        page.evaluate(
            "() => { const one = document.activeElement; const inside = one.contentDocument;"
            " return inside ? inside.activeElement.dataset.place ?? '' : one.textContent }"
        )
    )


@pytest.mark.parametrize(("link", "most"), [("map", 4), ("csv", 5)])
def test_few_keys_lead_to_the_first_symbol_and_to_the_csv(
    link: str, most: int, browser: Browser, server: Server
) -> None:
    with home(browser, server, LAPTOP) as page:
        address = page.url
        keys = 1
        while page.evaluate("() => document.activeElement.dataset.skip") != link:
            page.keyboard.press("Tab")
            keys += 1
            assert keys <= most
        page.keyboard.press("Enter")
        assert page.url == address
        if link == "map":
            assert focused(page), "a symbol"
        else:
            assert "134 rows" in focused(page)


def test_symbols_are_one_stop_in_which_arrows_move_and_enter_opens(
    browser: Browser, server: Server
) -> None:
    with home(browser, server, LAPTOP) as page:
        expect(frame(page).locator('.rm-place[tabindex="0"]')).to_have_count(1)
        frame(page).locator('[data-place="dandong"]').focus()
        centre = frame(page).locator("body").evaluate("() => String(map.getCenter())")
        page.keyboard.press("ArrowRight")
        east = focused(page)
        assert east not in ("", "dandong")
        expect(frame(page).locator('.rm-place[tabindex="0"]')).to_have_count(1)
        assert frame(page).locator("body").evaluate("() => String(map.getCenter())") == centre
        page.keyboard.press("ArrowLeft")
        assert focused(page) != east
        page.keyboard.press("Enter")
        name = page.locator(".rm-ledger h2")
        expect(name).to_be_focused()
        assert page.title() == f"{name.inner_text()} · Refoulement Map"
        page.keyboard.press("Escape")
        expect(frame(page).locator(".rm-place:focus")).to_have_count(1)


@pytest.mark.parametrize(
    ("words", "address", "said"),
    [
        ("투먼", "place=tumen", "Tumen"),
        ("图们", "place=tumen", "Tumen"),
        ("tumen", "place=tumen", "Tumen"),
        ("Mass return of 9 October 2023", "event=2023-10-09-mass-return", "Mass return"),
        ("October 2023", "dates=2023-10-01&dates=2023-10-31", "Mass return"),
        ("Radio Free Asia", "publisher=Radio+Free+Asia", ""),
        ("monks and buses", "search=monks+and+buses", "Nothing matches"),
    ],
)
def test_what_is_typed_into_find_is_found_by_its_name_or_looked_for(
    words: str, address: str, said: str, visit: Visit
) -> None:
    page = visit.page
    visit.open()
    at_rest(page)
    look_for(page, words)
    page.wait_for_url(f"**{address}")
    at_rest(page)
    expect(page.locator(".st-key-panel")).to_contain_text(said)


def test_a_chip_says_what_narrows_the_list_and_takes_it_away(visit: Visit) -> None:
    page = visit.page
    visit.open("?site=dandong&search=[x](https://example.org)")
    chip = page.get_by_role("button", name="“[x](https://example.org)”")
    expect(chip).to_be_visible()
    expect(page.locator(".st-key-filters a")).to_have_count(0)
    chip.click()
    page.wait_for_url("**/?site=dandong")
    page.get_by_role("button", name="Dandong", exact=True).click()
    expect(page.locator(".rm-sentence")).to_contain_text("All 134 statements")


def swiped(page: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    """A finger that touches the screen somewhere and moves by some pixels."""
    wire = page.context.new_cdp_session(page)
    (x, y), steps = start, 12

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": left, "y": top} for left, top in points]
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", (x, y))
    for step in range(1, steps + 1):
        touch("touchMove", (x + by[0] * step / steps, y + by[1] * step / steps))
    touch("touchEnd")


@pytest.mark.parametrize("share", [0, 0.3, 0.6, 1])
def test_a_swipe_down_that_begins_on_the_slider_scrolls_and_changes_no_dates(
    share: float, browser: Browser, server: Server
) -> None:
    with home(browser, server, PHONE) as page:
        slider = box(page, ".stSlider")
        x = slider["x"] + 6 + share * (slider["width"] - 12)
        swiped(page, (x, slider["y"] + slider["height"] / 2), (3, -200))
        page.wait_for_function(
            "() => document.querySelector('[data-testid=stMain]').scrollTop > 50"
        )
        at_rest(page)
        expect(page.locator(".rm-sentence")).to_contain_text("All 134 statements")


def test_a_thumb_that_is_dragged_by_a_finger_moves_and_a_tap_beside_it_does_nothing(
    browser: Browser, server: Server
) -> None:
    with home(browser, server, PHONE) as page:
        slider = box(page, ".stSlider")
        middle = slider["y"] + slider["height"] / 2
        swiped(page, (slider["x"] + slider["width"] / 2, middle), (0, 0))
        at_rest(page)
        expect(page.locator(".rm-sentence")).to_contain_text("All 134 statements")
        thumb = page.locator('.stSlider input[type="range"]').first.locator(
            "xpath=ancestor::div[@data-rac][1]"
        )
        at = thumb.bounding_box()
        assert at
        swiped(page, (at["x"] + at["width"] / 2, at["y"] + at["height"] / 2), (150, 2))
        expect(page.locator(".rm-sentence")).to_contain_text("dated")


def test_a_place_that_is_clicked_puts_nothing_over_the_map(visit: Visit) -> None:
    visit.open("?place=tumen")
    wait_for_map(visit.page)
    frame(visit.page).locator('[data-place="changbai"]').click()
    expect(visit.page.locator(".rm-ledger")).to_contain_text("Changbai")
    expect(frame(visit.page).locator(".leaflet-popup")).to_have_count(0)


def test_bars_of_years_and_months_select_what_they_are_by_mouse_and_by_keyboard(
    browser: Browser, server: Server
) -> None:
    with home(browser, server, LAPTOP) as page:
        years = page.locator(".rm-histogram button")
        expect(page.locator('.rm-histogram button[tabindex="0"]')).to_have_count(1)
        years.last.focus()
        for _ in range(2):
            page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        page.wait_for_url("**dates=2023-01-01&dates=2023-12-31")
        page.get_by_role("button", name=re.compile("October 2023: .* statements")).click()
        page.wait_for_url("**dates=2023-10-01&dates=2023-10-31")
        expect(page.locator(".rm-sentence")).to_contain_text("1 October 2023 to 31 October 2023")
        expect(page.locator('.rm-months [aria-pressed="true"]')).to_have_count(1)


def scroll_to_the_top(page: Page) -> None:
    """And wait until that is drawn: a turn of the wheel before it would be undone by it."""
    page.locator("[data-testid=stMain]").evaluate(
        """(main) => {
          main.scrollTop = 0;
          return new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)));
        }"""
    )


def test_one_finger_and_the_wheel_scroll_the_page_over_the_map_and_two_fingers_zoom_it(
    browser: Browser, server: Server
) -> None:
    with home(browser, server, PHONE) as page:
        on_map = box(page, MAP)
        middle = (on_map["x"] + on_map["width"] / 2, on_map["y"] + on_map["height"] / 2)
        body = frame(page).locator("body")
        before = body.evaluate("() => `${map.getCenter()} ${map.getZoom()}`")
        swiped(page, middle, (3, -150))
        page.wait_for_function(SCROLLED)
        assert body.evaluate("() => `${map.getCenter()} ${map.getZoom()}`") == before
        scroll_to_the_top(page)
        page.mouse.move(*middle)
        for _ in range(50):  # one turn may be swallowed by the end of the swipe
            page.mouse.wheel(0, 200)
            if page.evaluate(SCROLLED):
                break
            page.wait_for_timeout(100)
        assert page.evaluate(SCROLLED)
        assert body.evaluate("() => `${map.getCenter()} ${map.getZoom()}`") == before
        scroll_to_the_top(page)
        zoom = body.evaluate("() => map.getZoom()")
        page.keyboard.down("Control")
        page.mouse.wheel(0, -400)
        page.keyboard.up("Control")
        body.evaluate("() => new Promise((done) => map.once('zoomend', () => done()))")
        assert body.evaluate("() => map.getZoom()") > zoom


def test_an_opened_place_offers_itself_as_a_filter_of_figures_table_and_csv(visit: Visit) -> None:
    page = visit.page
    visit.open("?place=tumen")
    at_rest(page)
    expect(page.locator(CSV)).to_contain_text("134 rows")
    offer = page.get_by_role("button", name=re.compile("Filter by Tumen: .* of [0-9]+ statements"))
    number = re.search(r"of (\d+) statements", offer.inner_text())
    assert number
    offer.click()
    page.wait_for_url("**/?site=tumen&place=tumen")
    expect(page.locator(CSV)).to_contain_text(f"{number[1]} rows")
    expect(offer).to_have_count(0)
