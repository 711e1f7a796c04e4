"""The map's colours: legible in light and dark, matching the page, kept when others are forced."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from refoulement.dataset.tables import Dataset
from refoulement.drawing.ground import COLOURS, DARK_COLOURS
from refoulement.drawing.legend_markup import paler
from refoulement.export.standalone import export_html
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import STYLES
from tests.browser.test_browser import frame, wait_for_map
from tests.conftest import TALL, Server, Visit, visitor

GROUNDS = ("sea", "land", "focus", "dprk")
TEXTS = ("text", "quiet", "water")
THEMES = {"light": COLOURS, "dark": DARK_COLOURS}
#: The map's background, and whether the map gives up its colours when a reader forces others.
SEEN = """() => [
  getComputedStyle(document.querySelector(".leaflet-container")).backgroundColor,
  getComputedStyle(document.querySelector(".leaflet-container")).forcedColorAdjust,
]"""


def contrast(one: str, other: str) -> float:
    """The WCAG contrast of two colours: from 1 to 21."""

    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def painted(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


@pytest.mark.parametrize("theme", THEMES)
def test_texts_have_the_contrast_that_reading_takes(theme: str) -> None:
    colours = THEMES[theme]
    for text, ground in product(TEXTS, (*GROUNDS, "panel")):
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


@pytest.mark.parametrize("theme", THEMES)
def test_marks_stand_out_from_every_ground(theme: str) -> None:
    colours = THEMES[theme]
    of_measures = [paler(s.colour) if theme == "dark" else s.colour for s in STYLES.values()]
    for mark, ground in product((*of_measures, colours["ring"], colours["text"]), GROUNDS):
        assert contrast(mark, colours[ground]) >= 3, (mark, ground)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_has_the_theme_of_the_page(browser: Browser, server: Server, theme: str) -> None:
    """The theme that a reader has chosen there, whatever the system's."""
    other = "light" if theme == "dark" else "dark"
    with visitor(browser, server, TALL, "dark" if theme == "dark" else "light") as guest:
        guest.open()
        wait_for_map(guest.page)
        body = frame(guest.page).locator("body")
        assert body.evaluate(SEEN)[0] == painted(THEMES[theme]["sea"])
        guest.page.emulate_media(color_scheme="light" if other == "light" else "dark")
        expect(frame(guest.page).locator(f"html[data-theme={other}]")).to_have_count(1)
        assert body.evaluate(SEEN)[0] == painted(THEMES[other]["sea"])


def test_the_file_has_the_theme_of_the_readers_system(
    browser: Browser, dataset: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "map.html"
    path.write_bytes(export_html(dataset, Selection()))
    page = browser.new_page()
    page.goto(path.as_uri())
    page.locator(".rm-place").first.wait_for(state="attached")
    for scheme, colours in (("dark", DARK_COLOURS), ("light", COLOURS)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert page.evaluate(SEEN)[0] == painted(colours["sea"])
        ground = page.locator("body").evaluate("(body) => getComputedStyle(body).backgroundColor")
        assert ground == painted(colours["panel"])
    page.close()


def test_where_colours_are_forced_the_map_keeps_its_own(visit: Visit) -> None:
    visit.page.emulate_media(forced_colors="active")
    visit.open()
    wait_for_map(visit.page)
    assert frame(visit.page).locator("body").evaluate(SEEN)[1] == "none"


def test_where_less_motion_is_asked_for_a_zoom_is_there_at_once(visit: Visit) -> None:
    at_once = "() => { const zoom = map.getZoom(); map.zoomIn(); return map.getZoom() > zoom; }"
    visit.open()
    wait_for_map(visit.page)
    assert frame(visit.page).locator("body").evaluate(at_once) is False
    visit.page.emulate_media(reduced_motion="reduce")
    visit.open()
    wait_for_map(visit.page)
    assert frame(visit.page).locator("body").evaluate(at_once) is True
