"""assets/map/placement.js in Chromium: Python's cases, a sweep without a map, and drawn maps."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from benchmarks.generate import generate
from refoulement.dataset.package import SHIPPED
from refoulement.dataset.tables import Dataset
from refoulement.drawing.columns import packed_columns
from refoulement.drawing.folium_map import BORDER_REGION
from refoulement.drawing.map_data import day_number, words_data
from refoulement.loading.load import load
from tests.browser.test_browser import frame
from tests.browser.test_live_map import opened
from tests.conftest import PHONE, TALL, Visit, scripted
from tests.drawing.test_placement import CASES

DESK: ViewportSize = {"width": 1366, "height": 768}
CHECKS = Path(__file__).with_name("placement_checks.js").read_text(encoding="utf-8")
ZOOMS = [4, 5, 6, 7, 8, 9]
WIDTHS = [360, 640, 1000]


@pytest.fixture(scope="module")
def placer(browser: Browser) -> Iterator[Page]:
    """An empty page that counts and places, without a map."""
    names = ("folding", "counting", "sentences", "summary", "features", "placement", "symbols")
    for page in scripted(browser, *names):
        page.add_script_tag(content=CHECKS)
        yield page


def test_the_frozen_cases_come_to_what_pictures_make_of_them(placer: Page) -> None:
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    found = placer.evaluate("(given) => placementChecks.ofCases(given)", cases)
    assert found == [{"marks": case["marks"], "spots": case["spots"]} for case in cases]


def swept(placer: Page, dataset: Dataset, ranges: list[dict[str, Any]]) -> dict[str, Any]:
    columns = b64encode(gzip.decompress(packed_columns(dataset))).decode()
    (south, west), (north, east) = BORDER_REGION
    centres = [[(south + north) / 2, (west + east) / 2], [42.8, 129.8], [40.1, 124.4], [35, 115]]
    sizes = [[width, 480 if width < 500 else 430] for width in WIDTHS]
    given = [words_data(dataset), columns, ranges, ZOOMS, sizes, centres]
    found: dict[str, Any] = placer.evaluate("(given) => placementChecks.sweep(given)", given)
    return found


def years_of(dataset: Dataset) -> list[dict[str, Any]]:
    """All dates, and every year covered by reports, in the scripts' form."""
    first, last = dataset.span
    days = [(date(year, 1, 1), date(year, 12, 31)) for year in range(first.year, last.year + 1)]
    return [
        {"from": None, "to": None, "undated": True},
        *(
            {"from": day_number(begin), "to": day_number(end), "undated": False}
            for begin, end in days
        ),
    ]


@pytest.mark.outside
def test_at_every_zoom_width_and_year_no_text_touches_anything_and_every_place_has_its_mark(
    placer: Page,
) -> None:
    shipped = load(SHIPPED)
    ranges = years_of(shipped)
    found = swept(placer, shipped, ranges)
    assert found["wrong"] == []
    assert found["maps"] == len(ranges) * len(ZOOMS) * len(WIDTHS) * 4
    assert found["shown"] > 5 * found["maps"]
    assert found["dots"] > 0


@pytest.mark.outside
def test_the_same_holds_of_a_dense_world(placer: Page, tmp_path: Path) -> None:
    dense = load(generate(tmp_path / "data", 3000, 300))
    found = swept(placer, dense, years_of(dense)[::6])
    assert found["wrong"] == []
    assert found["dots"] > 30 * found["maps"]


def test_twelve_maps_as_drawn_hold_what_the_placement_promises(visit: Visit) -> None:
    """On one page, with changing window and view; with CHINA and NORTH KOREA on each map."""
    page = opened(visit)
    body = frame(page).locator("body")
    body.evaluate(f"() => {{ {CHECKS}; window.placementChecks = placementChecks; }}")
    views = [([41.85, 126.9], None), ([42.8, 129.8], 8), ([40.1, 124.4], 7), ([39, 122], 4)]
    for viewport in (DESK, TALL, PHONE):
        page.set_viewport_size(viewport)
        for centre, zoom in views:
            body.evaluate("(_, view) => placementChecks.show(view)", [centre, zoom])
            found = body.evaluate("() => placementChecks.drawn()")
            assert found["wrong"] == [], (viewport, centre, zoom)
            assert found["shown"] > 5, (viewport, centre, zoom)
            assert {"China", "North Korea"} <= set(found["named"]), (viewport, centre, zoom)


#: Places with symbols whose middle a pointer cannot reach.
COVERED_MIDDLES = """() => [...document.querySelectorAll(".rm-place")].filter((place) => {
  const { left, top, width, height } = place.getBoundingClientRect();
  if (width <= 24 || height <= 24) return false;
  const [x, y] = [left + width / 2, top + height / 2];
  const at = document.elementFromPoint(x, y)?.closest(".rm-place");
  return at && at !== place && at.getBoundingClientRect().width <= 24;
}).map((place) => place.dataset.place)"""


def test_a_dot_that_lies_in_the_symbols_of_another_place_takes_no_click_from_them(
    visit: Visit,
) -> None:
    page = opened(visit)
    body = frame(page).locator("body")
    assert "dandong" in body.evaluate(
        "() => [...document.querySelectorAll('.rm-place')]"
        ".filter((place) => place.offsetWidth > 24).map((place) => place.dataset.place)"
    )
    assert body.evaluate(COVERED_MIDDLES) == []
