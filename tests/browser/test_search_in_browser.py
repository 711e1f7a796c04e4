"""In a search the map draws no figures, and counts none while its dates are moved."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, FrameLocator, Page, expect

from refoulement.dataset.tables import Dataset
from refoulement.export.standalone import export_html
from refoulement.presentation.summary import matching_text, no_figures
from refoulement.selecting.selection import Selection
from tests.browser.drawn import symbols
from tests.browser.test_browser import frame
from tests.browser.test_live_map import drawn, held_dates, hold_first_thumb, opened
from tests.conftest import Visit, at_rest, look_for
from tests.export.test_standalone import Opened, places_of

TUMEN = Selection(search="Tumen")


def expect_no_figure(page: Page | FrameLocator, dataset: Dataset, chosen: Selection) -> None:
    """Every place found is drawn, hollow or as a dot, and no number is given for it."""
    found = symbols(page)
    assert set(found) == places_of(dataset, chosen)
    assert len(found) >= 3
    looks = {symbol.split(" rgb", 1)[0] for place in found.values() for symbol in place}
    assert "rm-hollow" in looks
    assert looks <= {"rm-hollow", "rm-dot"}
    expect(page.locator(".rm-place-figures")).to_have_count(0)
    said = page.locator("[data-place]").evaluate_all(
        "(places) => places.map((p) => p.getAttribute('aria-label') + (p.title || ''))"
    )
    assert len(said) == len(found)
    assert not [words for words in said if re.search(r"\d", words)]


def test_symbols_stay_hollow_while_the_slider_is_held(visit: Visit, dataset: Dataset) -> None:
    page = opened(visit, "?search=Tumen")
    expect(page.locator(".rm-no-figures")).to_have_text(no_figures())
    expect_no_figure(frame(page), dataset, TUMEN)
    move = hold_first_thumb(page)
    for share in (0.5, 0.3):
        move(share)
        drawn(page)
        held = TUMEN.with_dates(*held_dates(page))
        expect_no_figure(frame(page), dataset, held)
        expect(page.locator(".rm-sentence")).to_contain_text(matching_text(dataset, held))
        expect(page.locator(".rm-figure")).to_have_count(0)
    page.mouse.up()
    expect(page).to_have_url(re.compile("dates="))
    at_rest(page)
    expect(page.locator(".rm-no-figures")).to_have_text(no_figures())
    assert visit.errors == []


def test_words_that_are_typed_and_cleared_take_figures_away_and_give_them_back(
    visit: Visit, dataset: Dataset
) -> None:
    """Including a place whose symbols are hollow before and after, but whose text changes."""
    page = opened(visit)
    before = drawn(page)
    assert before["hunchun"] == "Hunchun Returned: no figure for this place alone"
    for words in ("Tum", ""):
        if words:
            look_for(page, words)
        else:
            page.get_by_role("button", name="“Tum”").click()
        expect(page.locator(".rm-no-figures")).to_have_count(1 if words else 0)
        expect(page.locator(".rm-figure")).to_have_count(0 if words else 3)
        at_rest(page)
        if words:
            expect(frame(page).locator("[data-place=qingdao]")).to_have_count(0)
            expect_no_figure(frame(page), dataset, Selection(search="Tum"))
            assert drawn(page)["hunchun"] == "Hunchun Returned: no figure during a search"
    expect(frame(page).locator(".rm-place-figures").first).to_be_attached()
    assert drawn(page) == before


def test_under_a_search_the_panel_lists_a_places_statements_and_gives_no_figure(
    visit: Visit,
) -> None:
    page = opened(visit, "?search=Tumen")
    frame(page).locator('[data-place="tumen"]').press("Enter")
    expect(page.locator(".rm-ledger .rm-report").first).to_be_visible()
    expect(page.locator(".rm-place-measures")).to_have_count(0)


def test_a_map_in_a_frame_says_why_it_shows_no_figure(visit: Visit, dataset: Dataset) -> None:
    page = opened(visit, "?embed=true&search=Tumen")
    expect(page.locator(".rm-no-figures")).to_have_text(no_figures())
    expect_no_figure(frame(page), dataset, TUMEN)


def test_in_the_file_symbols_stay_hollow_while_its_slider_moves(
    browser: Browser, dataset: Dataset, tmp_path: Path
) -> None:
    file = Opened(browser, export_html(dataset, TUMEN), tmp_path)
    expect(file.page.locator(".rm-no-figures")).to_have_text(no_figures())
    days = (date(2012, 1, 1), date(2021, 12, 31))
    for chosen in (TUMEN, TUMEN.with_dates(*days)):
        if chosen.has_dates:
            file.set_dates(*days)
        expect_no_figure(file.page, dataset, chosen)
        expect(file.page.locator("#sentence")).to_contain_text(
            f"{chosen.count(dataset)} of " if chosen.has_dates else "All 20 statements in this file"
        )
        expect(file.page.locator(".rm-figure")).to_have_count(0)
    assert file.errors == []
    file.context.close()
