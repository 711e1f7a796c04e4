"""Names and figures beside symbols: close to them, apart from each other, and fully visible."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Route, ViewportSize, expect

from refoulement.dataset.tables import Dataset
from refoulement.export.standalone import export_html
from refoulement.selecting.selection import Selection
from tests.browser.test_browser import frame
from tests.browser.test_live_map import drawn, opened
from tests.conftest import PHONE, TALL, Visit, visitor
from tests.export.test_standalone import Opened

DESK: ViewportSize = {"width": 1366, "height": 768}
#: The farthest that any part of a text may be from its place's symbols, in pixels.
FARTHEST_LABEL = 60
#: For each visible text: its place's id (empty if it names no drawn place), and the widest gap
#: in pixels on the way from the place's symbols over its nearer parts to its farthest.
_DISTANCES = """() => {
  const places = [...document.querySelectorAll(".rm-place")];
  const gap = (one, other) => Math.hypot(
    Math.max(0, one.left - other.right, other.left - one.right),
    Math.max(0, one.top - other.bottom, other.top - one.bottom));
  return [...document.querySelectorAll(".rm-texts:not(.rm-hidden)")].map((text) => {
    const name = text.querySelector(".rm-place-name").textContent;
    const place = places.find((place) => place.getAttribute("aria-label").startsWith(`${name} `));
    if (!place) return ["", Infinity];
    const reached = [place.getBoundingClientRect()];
    const nearest = (part) => Math.min(...reached.map((box) => gap(box, part)));
    // Where letters are: what is around them may be drawn out by the page's style.
    const written = document.createNodeIterator(text, NodeFilter.SHOW_TEXT);
    const parts = [];
    for (let node = written.nextNode(); node; node = written.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(node);
      parts.push(...range.getClientRects());
    }
    let widest = 0;
    while (parts.length) {
      const next = parts.sort((one, other) => nearest(one) - nearest(other)).shift();
      widest = Math.max(widest, nearest(next));
      reached.push(next);
    }
    return [place.dataset.place, widest];
  });
}"""
#: Texts beside visible symbols that are cut off by the map's edge or its buttons.
_CUT_OFF = """() => {
  const map = document.querySelector(".leaflet-container").getBoundingClientRect();
  const tops = [...document.querySelectorAll(".leaflet-top .leaflet-control")]
    .map((control) => control.getBoundingClientRect());
  const covers = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;
  return [...document.querySelectorAll(".rm-texts:not(.rm-hidden) > div")]
    .map((text) => [text.textContent, text.getBoundingClientRect()])
    .filter(([, box]) => covers(box, map))
    .filter(([, box]) => box.left < map.left || box.right > map.right ||
      box.top < map.top || box.bottom > map.bottom || tops.some((top) => covers(box, top)))
    .map(([text]) => text);
}"""
#: Pairs of visible texts that overlap by more than a pixel.
_OVERLAPPING = """() => {
  const shown = ".rm-texts:not(.rm-hidden) > div, .rm-label:not(.rm-replaced) span:not(.rm-hidden)";
  const texts = [...document.querySelectorAll(shown)]
    .map((element) => [element.textContent, element.getBoundingClientRect()]);
  const lies = ([, one], [, other]) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;
  return texts.flatMap((one, index) =>
    texts.slice(index + 1).filter((other) => lies(one, other)).map(([text]) => [one[0], text]));
}"""


def label_distances(map_: Page | FrameLocator) -> dict[str, float]:
    """The widest gap between symbols and the parts of their text, in pixels, by place."""
    return dict(map_.locator("body").evaluate(_DISTANCES))


def labels_cut_off(map_: Page | FrameLocator) -> list[str]:
    """Figures and names beside symbols that are only partly visible."""
    cut: list[str] = map_.locator("body").evaluate(_CUT_OFF)
    return cut


def overlapping_labels(map_: Page | FrameLocator) -> list[list[str]]:
    """Pairs of names and figures on the map that overlap."""
    pairs: list[list[str]] = map_.locator("body").evaluate(_OVERLAPPING)
    return pairs


def test_every_label_stands_beside_its_symbol(visit: Visit) -> None:
    distances = label_distances(frame(opened(visit)))
    assert len(distances) > 5
    assert max(distances.values()) <= FARTHEST_LABEL, distances


@pytest.mark.parametrize("viewport", [TALL, PHONE], ids=["desk", "phone"])
def test_every_label_stands_beside_its_symbol_in_the_file_too(
    browser: Browser, dataset: Dataset, tmp_path: Path, viewport: ViewportSize
) -> None:
    file = Opened(browser, export_html(dataset, Selection()), tmp_path)
    file.page.set_viewport_size(viewport)
    distances = label_distances(file.page)
    file.context.close()
    assert len(distances) > 3
    assert max(distances.values()) <= FARTHEST_LABEL, distances


@pytest.mark.parametrize("spot", ["right edge", "bottom edge", "buttons"])
def test_a_label_goes_where_it_is_seen_whole(visit: Visit, spot: str) -> None:
    """Kunming, far from all others, with its symbols near an edge or left of the buttons."""
    map_ = frame(opened(visit, "?site=kunming"))
    map_.locator("body").evaluate(
        """(_, [id, spot]) => {
          const bar = document.querySelector(".rm-buttons").getBoundingClientRect();
          const { x, y } = map.getSize();
          const to = {
            "right edge": [x - 20, y / 2],
            "bottom edge": [x / 2, y - 30],
            buttons: [bar.left - 18, bar.top + 10],
          }[spot];
          map.setMaxBounds(null);
          map.panTo([25.039, 102.718], { animate: false });
          const place = Object.values(map._layers).find((l) => l._icon?.dataset.place === id);
          const from = map.latLngToContainerPoint(place.getLatLng());
          map.panBy(from.subtract(to), { animate: false });
        }""",
        ["kunming", spot],
    )
    assert "kunming" in label_distances(map_)
    assert labels_cut_off(map_) == []


@pytest.mark.parametrize("viewport", [TALL, DESK, PHONE], ids=["tall", "desk", "phone"])
def test_of_no_figure_a_part_alone_is_seen(
    browser: Browser, dataset: Dataset, tmp_path: Path, viewport: ViewportSize
) -> None:
    """The same holds in the file, whose map is less tall on a phone."""
    file = Opened(browser, export_html(dataset, Selection()), tmp_path)
    file.page.set_viewport_size(viewport)
    file.page.reload()
    file.page.locator(".rm-label-town").first.wait_for(state="attached")
    shown = label_distances(file.page)
    cut_off = [text for text in labels_cut_off(file.page) if re.search("[0-9]", text)]
    file.context.close()
    assert len(shown) > 5
    assert cut_off == []


def test_labels_lie_apart_where_the_map_is_drawn_before_its_style_sheet_comes(
    browser: Browser, visit: Visit
) -> None:
    """Without the style sheet texts have other sizes, which must not be kept."""
    held: list[Route] = []
    with visitor(browser, visit.server) as first:
        first.page.route("**/map.css*", lambda asked: held.append(asked))
        page = opened(first)
        assert drawn(page)
        assert held, "the style sheet has another name"
        frame(page).locator(".rm-label-country").first.wait_for(state="attached")
        styled = "() => getComputedStyle(document.querySelector('.rm-texts')).display"
        body = frame(page).locator("body")
        assert body.evaluate(styled) == "block", "the style sheet came before the map"
        for asked in held:
            asked.continue_()
        expect(frame(page).locator(".rm-texts:not(.rm-hidden)").first).to_have_css(
            "display", "flex"
        )
        assert overlapping_labels(frame(page)) == []
        assert max(label_distances(frame(page)).values()) <= FARTHEST_LABEL
