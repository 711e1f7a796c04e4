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
