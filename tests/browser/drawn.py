"""What a browser has actually drawn on the map."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Page

LEAST_WIDTH = 6  # pixels
#: Each place with its symbols, or its dot, in the row through the middle of its clickable box:
#: look, colour and shape. Then the number of symbols in all, and the smallest width of one, in
#: pixels.
_SYMBOLS = r"""() => {
  const paths = [...document.querySelectorAll(".leaflet-symbols-pane path")];
  const symbols = paths.flatMap((path) => {
    const look = path.parentElement.getAttribute("class");
    const { fill, stroke } = getComputedStyle(path);
    const colour = `${fill} ${stroke}`; // as painted
    const shapes = [...path.getAttribute("d").matchAll(/M(\S+?) (\S+?)(m[^M]*)/g)];
    return shapes.map(([, x, y, shape]) => {
      const at = new DOMPoint(Number(x), Number(y)).matrixTransform(path.getScreenCTM());
      return { x: at.x, y: at.y, look, shape, drawn: [look, colour, shape].join(" ") };
    });
  });
  const boxes = [...document.querySelectorAll(".rm-place")].map((place) => {
    const box = place.getBoundingClientRect();
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    return { id: place.dataset.place, box, x, y };
  });
  const isAt = (place, { x, y }) => Math.hypot(place.x - x, place.y - y) < 1;
  const dots = symbols.filter(({ look }) => look === "rm-dot");
  const rest = symbols.filter(({ look }) => look !== "rm-dot");
  const places = boxes.map((place) => {
    const dot = dots.find((one) => isAt(place, one));
    if (dot) return [place.id, [dot.drawn]];
    const inRow = ({ x, y }) =>
      x > place.box.left && x < place.box.right && Math.abs(y - place.y) <= 1;
    return [place.id, rest.filter(inRow).map(({ drawn }) => drawn).sort()];
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
    """The symbols or the dot of each place; `map_` has the map's document.

    Raises AssertionError if a symbol is at no place or at several, or too small to be seen.
    """
    places, number, least_width = map_.locator("body").evaluate(_SYMBOLS)
    found: dict[str, list[str]] = places
    assert sum(map(len, found.values())) == number
    assert least_width >= LEAST_WIDTH
    return found
