"""The ground of a map as a picture: a view of the earth, with its land, borders and names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from math import atan, cos, degrees, exp, log, log2, pi, radians, tan
from typing import Any

from refoulement.dataset.tables import Dataset
from refoulement.drawing.assets import ASSETS
from refoulement.drawing.folium_map import BORDER_REGION
from refoulement.drawing.placement import DOT, Box, Name, Spot, beside
from refoulement.drawing.typeset import LEADING, Face, text_svg, width
from refoulement.wording import one_line

LINE = 1.0  # width of a ring, outside its radius
FIGURE, YEAR, NAME = 13.0, 11.0, 12.0  # sizes of the texts beside symbols
EDGE = 10.0  # between the frame and the boxes in its corners
KM_PER_DEGREE = 111.32  # at the equator
FINEST = 9  # zoom: as close as a second map goes if it has few places
_COLOURS = re.findall(
    r"--([\w-]+): light-dark\((#\w+), (#\w+)\);",
    (ASSETS / "map" / "map.css").read_text(encoding="utf-8"),
)
#: The colours of the page's map, in light and in dark mode. A picture uses the light ones.
COLOURS = {name: light for name, light, _ in _COLOURS}
DARK_COLOURS = {name: dark for name, _, dark in _COLOURS}
Point = tuple[float, float]
INK = f' fill="{COLOURS["text"]}"'
QUIET = f' fill="{COLOURS["quiet"]}"'
STROKE = f' stroke="{COLOURS["text"]}"'
_LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)  # km
LABELS: dict[str, tuple[float, Face]] = {
    "country": (13, "regular"),
    "province": (11.5, "regular"),
    "river": (11.5, "italic"),
    "sea": (11.5, "italic"),
}
LAND = {"china": "focus", "dprk": "dprk", "other": "land"}  # the colour of each country
WATERS = ("river", "sea")
ALWAYS = ("China", "North Korea")  # named at every zoom


@dataclass(frozen=True, slots=True)
class View:
    """A part of the world in Mercator's projection, given by its corner and its scale.

    `scale` is pixels per degree of longitude; `west` and `top` are degrees, `top` as projected.
    """

    width: float
    height: float
    scale: float
    west: float
    top: float

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a position is drawn, in pixels from the upper left corner."""
        return (longitude - self.west) * self.scale, (self.top - _up(latitude)) * self.scale

    def position(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of what is drawn at x, y."""
        return self.west + x / self.scale, _down(self.top - y / self.scale)

    @property
    def frame(self) -> Box:
        """The whole view as a box."""
        return Box(self.width / 2, self.height / 2, self.width, self.height)

    @property
    def zoom(self) -> float:
        """The zoom at which the page's map has this scale."""
        return log2(self.scale * 360 / 256)

    @property
    def latitude(self) -> float:
        """The latitude of its middle, in degrees."""
        return self.position(0, self.height / 2)[1]


def fit(
    positions: Iterable[tuple[float, float]], width: float, height: float, margin: float
) -> View:
    """The view of this size with these positions (longitude, latitude) in its middle."""
    xs, ys = zip(*((longitude, _up(latitude)) for longitude, latitude in positions), strict=True)
    least = 256 * 2**FINEST / 360
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scales = [(width - 2 * margin) / wide] if wide else []
    scales += [(height - 2 * margin) / high] if high else []
    scale = min([*scales, least])
    west = (max(xs) + min(xs)) / 2 - width / 2 / scale
    top = (max(ys) + min(ys)) / 2 + height / 2 / scale
    return View(width, height, scale, west, top)


def border_view(width: float, height: float) -> View:
    """The view of the border region, whatever is selected."""
    (south, west), (north, east) = BORDER_REGION
    return fit([(west, south), (east, north)], width, height, margin=8)


@lru_cache(maxsize=1)
def _basemap() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(
        (ASSETS / "map" / "basemap.json").read_text(encoding="utf-8")
    )
    return content


@lru_cache(maxsize=8)
def ground(view: View) -> str:
    """Sea, land, provinces, countries and the border."""
    basemap, c = _basemap(), COLOURS
    parts = [f'<rect width="{view.width:g}" height="{view.height:g}" fill="{c["sea"]}"/>']
    for feature in basemap["land"]["features"]:
        rings = (ring for polygon in feature["geometry"]["coordinates"] for ring in polygon)
        fill = c[LAND[feature["properties"]["focus"]]]
        look = f'fill="{fill}" fill-rule="evenodd" stroke="{c["line"]}" stroke-width="0.5"'
        points = ([view.point(*position) for position in ring] for ring in rings)
        parts.append(line_path((ring_in_view(view, ring) for ring in points), look, "Z"))
    for name, look in (
        ("provinces", f'stroke="{c["line"]}" stroke-width="0.8" stroke-dasharray="3 3"'),
        ("borders", f'stroke="{c["country"]}"'),
        ("border", f'stroke="{c["border"]}" stroke-width="2"'),
    ):
        lines = (
            part for line in basemap[name]["coordinates"] for part in parts_in_view(view, line)
        )
        parts.append(line_path(lines, f'fill="none" {look}'))
    return "".join(parts)


def line_path(lines: Iterable[Sequence[Point]], look: str, end: str = "") -> str:
    """Lines of points as one path."""
    drawn = []
    for line in lines:
        points = [point for point, _ in groupby(f"{x:.1f} {y:.1f}" for x, y in line)]
        if len(points) > 1:
            drawn.append(f"M{'L'.join(points)}{end}")
    return f'<path d="{"".join(drawn)}" {look}/>' if drawn else ""


def parts_in_view(view: View, line: Sequence[Point]) -> Iterator[list[Point]]:
    """The stretches of a line of positions that lie in the view, as points."""
    stretch: list[Point] = []
    for ends in pairwise(view.point(*position) for position in line):
        inside = _cut_segment(view, *ends)
        if inside and stretch and stretch[-1] == inside[0]:
            stretch.append(inside[1])
            continue
        if stretch:
            yield stretch
        stretch = list(inside or ())
    if stretch:
        yield stretch


def _cut_segment(view: View, one: Point, other: Point) -> tuple[Point, Point] | None:
    """The part of a line between two points that lies in the view."""
    start, end = 0.0, 1.0
    for axis, most in ((0, view.width), (1, view.height)):
        step = other[axis] - one[axis]
        if step == 0 and not 0 <= one[axis] <= most:
            return None
        if step:
            shares = sorted((-one[axis] / step, (most - one[axis]) / step))
            start, end = max(start, shares[0]), min(end, shares[1])
    if start >= end:
        return None
    return _along(one, other, start), _along(one, other, end)


def ring_in_view(view: View, points: Sequence[Point]) -> list[Point]:
    """The part of a ring of points that lies in the view."""
    ring = list(points)
    for axis, most in ((0, view.width), (1, view.height)):
        ring = _cut(_cut(ring, axis, 0, 1), axis, most, -1)
    return ring


def _cut(ring: list[Point], axis: int, limit: float, side: int) -> list[Point]:
    """A ring without what lies beyond a limit on one axis; `side` is 1 for a minimum."""
    kept: list[Point] = []
    for one, other in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        starts, ends = (side * (point[axis] - limit) >= 0 for point in (one, other))
        if starts != ends:
            kept.append(_along(one, other, (limit - one[axis]) / (other[axis] - one[axis])))
        if ends:
            kept.append(other)
    return kept


def _along(one: Point, other: Point, share: float) -> Point:
    if share in (0, 1):
        return other if share else one
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the ground, and how it is written; `dot` is that of a town without symbols."""

    name: Name
    text: str
    size: float
    face: Face
    fill: str
    dot: Box | None = None

    def svg(self, spot: Spot | None) -> str:
        """Its dot, and the text if there is room for it."""
        drawing = ""
        if self.dot:
            look = f'fill="{COLOURS["focus"]}" stroke="{COLOURS["quiet"]}"'
            drawing = f'<circle cx="{self.dot.x:.1f}" cy="{self.dot.y:.1f}" r="2" {look}/>'
        if spot:
            more = f' fill="{self.fill}"'
            base = spot.y + self.size / 3
            drawing += text_svg(spot.x, base, self.text, self.size, self.face, "middle", more)
        return drawing


def labels(view: View, dataset: Dataset, towns: Iterable[str]) -> list[Label]:
    """The names on the ground at this scale, and those of towns without a symbol."""
    found = []
    for site in sorted(towns):
        text, dot = (
            one_line(dataset.site_name(site)),
            Box(*view.point(*position(dataset, site)), DOT, DOT),
        )
        room = width(text, YEAR), YEAR * LEADING
        name = Name(site, room, tuple(beside(dot, room)))
        found.append(Label(name, text, YEAR, "regular", COLOURS["quiet"], dot))
    points: dict[tuple[str, str, int], list[Point]] = {}
    for number, feature in enumerate(_basemap()["labels"]["features"]):
        kind, said, zoom = (feature["properties"][key] for key in ("kind", "name", "minzoom"))
        point = view.point(*feature["geometry"]["coordinates"])
        if said in ALWAYS:
            points.setdefault((kind, said, 0), []).append(point)
        elif zoom <= view.zoom:
            points[kind, said, number] = [point]
    for (kind, said, number), spots in points.items():
        (size, face), fill = LABELS[kind], COLOURS["water" if kind in WATERS else "quiet"]
        text = said.upper() if kind == "country" else said
        room = width(text, size, face), size * LEADING
        name = Name(f"ground {said} {number}", room, tuple(spots), is_first=said in ALWAYS)
        found.append(Label(name, text, size, face, fill))
    return found


def scale_bar(view: View) -> tuple[Box, str]:
    """A bar that shows a length at the latitude of the map's middle."""
    km_per_pixel = KM_PER_DEGREE * cos(radians(view.latitude)) / view.scale
    km = max(km for km in _LENGTHS if km / km_per_pixel <= view.width / 6)
    long, words = km / km_per_pixel, f"{km} km"
    wide = long + 6 + width(words, NAME) + 8
    box = Box(view.width - EDGE - wide / 2, view.height - EDGE - 10, wide, 20)
    left, base = box.x - wide / 2 + 4, box.y + 4
    bar = f'<path d="M{left:.1f} {base - 5:.1f}v5h{long:.1f}v-5" fill="none"{STROKE}/>'
    return box, bar + text_svg(left + long + 6, base, words, NAME, more=INK)


def outline(box: Box, fill: str = COLOURS["panel"]) -> str:
    """A box with a line around it, as SVG."""
    return _rectangle(box, f'fill="{fill}" stroke="{COLOURS["country"]}"')


def backing(box: Box) -> str:
    """A background that keeps text legible over lines."""
    return _rectangle(box, f'rx="3" fill="{COLOURS["focus"]}" fill-opacity="0.7"')


def _rectangle(box: Box, look: str) -> str:
    return (
        f'<rect x="{box.x - box.width / 2:.1f}" y="{box.y - box.height / 2:.1f}" '
        f'width="{box.width:.1f}" height="{box.height:.1f}" {look}/>'
    )


def position(dataset: Dataset, site: str) -> tuple[float, float]:
    """Longitude and latitude of a place, in degrees."""
    row = dataset.site[site]
    return float(row["longitude"]), float(row["latitude"])


def _up(latitude: float) -> float:
    """Mercator's projection of a latitude, in degrees."""
    return degrees(log(tan(pi / 4 + radians(max(-85, min(85, latitude))) / 2)))


def _down(up: float) -> float:
    return degrees(2 * atan(exp(radians(up))) - pi / 2)
