"""What is drawn on the map, as a browser has it."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Page

LEAST_WIDTH = 8  # pixels
#: Each place, and the symbols in the row through the middle of the box that is clicked there: look,
#: colour and shape. Then how many symbols there are in all, and the least width of one, in pixels.
_SYMBOLS = r"""() => {
  const paths = [...document.querySelectorAll(".leaflet-symbols-pane path")];
  const symbols = paths.flatMap((path) => {
    const look = path.parentElement.getAttribute("class");
    const { fill, stroke } = getComputedStyle(path);
    const colour = `${fill} ${stroke}`; // as painted
    const shapes = [...path.getAttribute("d").matchAll(/M(\S+?) (\S+?)(m[^M]*)/g)];
    return shapes.map(([, x, y, shape]) => {
      const at = new DOMPoint(Number(x), Number(y)).matrixTransform(path.getScreenCTM());
      return { x: at.x, y: at.y, shape, drawn: [look, colour, shape].join(" ") };
    });
  });
  const places = [...document.querySelectorAll(".rm-place")].map((place) => {
    const box = place.getBoundingClientRect();
    const inRow = ({ x, y }) =>
      x > box.left && x < box.right && Math.abs(y - (box.top + box.bottom) / 2) <= 1;
    return [place.dataset.place, symbols.filter(inRow).map(({ drawn }) => drawn).sort()];
  });
  const width = ({ shape }) => {
    const alone = paths[0].cloneNode();
    alone.setAttribute("d", `M0 0${shape}`);
    paths[0].after(alone);
    const box = alone.getBBox();
    alone.remove();
    return box.width;
  };
  return [Object.fromEntries(places), symbols.length, Math.min(...symbols.map(width))];
}"""


def symbols(map_: Page | FrameLocator) -> dict[str, list[str]]:
    """The symbols at each place, where none covers another's; `map_` has the map's document.

    Raises AssertionError where one is at no place or at several, or too small to be seen.
    """
    places, number, least_width = map_.locator("body").evaluate(_SYMBOLS)
    found: dict[str, list[str]] = places
    assert sum(map(len, found.values())) == number
    assert least_width >= LEAST_WIDTH
    return found


#: The farthest that any part of a text may stand from its place's symbols, in pixels.
FARTHEST_LABEL = 60
#: Of each text that is shown: its place's id (empty where it names no place drawn), and the widest
#: gap in pixels on the way from the place's symbols over its nearer parts to its farthest.
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
#: The texts beside symbols in view that the map's edge or its buttons cut off.
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
#: Pairs of texts that are shown and lie over each other by more than a pixel.
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
    """The widest gap between symbols and the parts of the text beside them, in pixels, by place."""
    return dict(map_.locator("body").evaluate(_DISTANCES))


def labels_cut_off(map_: Page | FrameLocator) -> list[str]:
    """The figures and names beside symbols that stand partly in view."""
    cut: list[str] = map_.locator("body").evaluate(_CUT_OFF)
    return cut


def overlapping_labels(map_: Page | FrameLocator) -> list[list[str]]:
    """Pairs of names and figures on the map that lie over each other."""
    pairs: list[list[str]] = map_.locator("body").evaluate(_OVERLAPPING)
    return pairs
