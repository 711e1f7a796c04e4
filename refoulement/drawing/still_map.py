"""The map as a still picture, drawn as the page draws it: SVG, the same symbols and colours.

One picture shows the border region, always the same and at one scale, so that two
pictures can be laid side by side. Places outside it stand in a second one at a
smaller scale: a single picture that reached from the Tumen river to Yunnan would
heap the places of the border on each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from math import atan, cos, degrees, exp, log, log2, pi, radians, sin, tan
from typing import Any

from refoulement.counting.places import PlaceMeasure, place_measures, placed_reports, shared_counts
from refoulement.dataset.geography import NO_PLACE, imprecision_km
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.folium_map import ASSETS, BORDER_REGION
from refoulement.drawing.labelling import DISTANCES, Box, beside, line_between, moved_apart
from refoulement.drawing.legend import IMPRECISION, TIE
from refoulement.drawing.symbols import drawn, path, reach
from refoulement.drawing.symbols import symbol as symbol_of
from refoulement.drawing.typeset import ASCENT, LEADING, Face, text_svg, width
from refoulement.presentation.markup import escape
from refoulement.vocabulary import STYLES
from refoulement.wording import count_text, one_line

GAP = 3.0  # between the symbols of one place, and the figures under them
LINE = 2.0  # width of a ring
MARGIN = 4.0  # around the symbols of a place
FIGURE, YEAR, NAME = 13.0, 11.0, 12.0  # sizes of what stands beside symbols
RING_CORNERS = 48
EDGE = 10.0  # between the frame and the boxes in its corners
KM_PER_DEGREE = 111.32  # at the equator
FINEST = 9  # zoom: as near as a second map goes to few places

#: The colours of the page's map.
COLOURS = dict(re.findall(r"--([\w-]+): (#\w+);", (ASSETS / "map.css").read_text(encoding="utf-8")))
Point = tuple[float, float]
_INK = f' fill="{COLOURS["text"]}"'
_STROKE = f' stroke="{COLOURS["text"]}"'
_LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)  # km
_LABELS: dict[str, tuple[float, Face]] = {
    "country": (13, "regular"),
    "province": (11.5, "regular"),
    "river": (11.5, "italic"),
    "sea": (11.5, "italic"),
}


@dataclass(frozen=True, slots=True)
class StillMap:
    """A drawn map: its size in pixels, its SVG, and names of places without room for their text."""

    width: float
    height: float
    svg: str
    unlabelled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A part of the world in Mercator's projection: what lies at its corner, and its scale.

    `scale` is pixels a degree of longitude; `west` and `top` are degrees, `top` as projected.
    """

    width: float
    height: float
    scale: float
    west: float
    top: float

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a position is drawn; pixels from the upper left corner."""
        return (longitude - self.west) * self.scale, (self.top - _up(latitude)) * self.scale

    def position(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of what is drawn at x, y."""
        return self.west + x / self.scale, _down(self.top - y / self.scale)

    @property
    def frame(self) -> Box:
        """All of it, as a box."""
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
    """The view of this size that holds these positions (longitude, latitude), in its middle."""
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


def border_map(
    dataset: Dataset,
    matching: Sequence[Report],
    width: float,
    height: float,
    has_figures: bool = True,
) -> StillMap:
    """The border region with the places of matching reports that lie in it."""
    view = border_view(width, height)
    unplaced = len(placed_reports(matching, NO_PLACE))
    boxes = [_scale_bar(view), *([_unplaced_box(view, unplaced)] if unplaced else [])]
    shown = [site for site in dataset.site_ids if _is_in(view, dataset, site)]
    return _still(dataset, matching, view, shown, boxes, has_figures)


def far_map(
    dataset: Dataset,
    matching: Sequence[Report],
    width: float,
    height: float,
    border: View,
    has_figures: bool = True,
) -> StillMap | None:
    """The places outside the border's view, which is a frame in it; None where there are none."""
    named = dict.fromkeys(site for report in matching for site in report.sites)
    far = [site for site in named if not _is_in(border, dataset, site)]
    if not far:
        return None
    corners = [border.position(0, 0), border.position(border.width, border.height)]
    view = fit([*corners, *(_position(dataset, site) for site in far)], width, height, margin=26)
    (left, top), (right, bottom) = (view.point(*corner) for corner in corners)
    frame = Box((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)
    return _still(
        dataset,
        [report for report in matching if not set(far).isdisjoint(report.sites)],
        view,
        [site for site in dataset.site_ids if not _is_in(border, dataset, site)],
        [(frame, _outline(frame, fill="none"))],
        has_figures,
    )


def _still(
    dataset: Dataset,
    matching: Sequence[Report],
    view: View,
    shown: Sequence[str],
    boxes: Sequence[tuple[Box, str]],
    has_figures: bool,
) -> StillMap:
    """A map of the places `shown`, with boxes in it that nothing may cover."""
    features = place_features(dataset, place_measures(dataset, matching), has_figures)
    fixed = [box for box, _ in boxes]
    drawn = [f for f in features if f["properties"]["place"] in shown]
    homes = [view.point(*f["geometry"]["coordinates"]) for f in drawn]
    symbols = moved_apart(
        [_symbol_box(f, *home) for f, home in zip(drawn, homes, strict=True)], fixed, view.frame
    )
    taken = [*fixed, *(box.grown(-MARGIN) for box in symbols)]
    texts, unlabelled = _place_texts(dataset, drawn, symbols, taken, view.frame)
    svg = [
        _ground(view),
        *(_ring(view, f) for f in features),
        *_tie_lines(view, dataset, matching),
        *_labels(view, dataset, set(shown) - {f["properties"]["place"] for f in drawn}, taken),
        # Small symbols lie above large ones, as on the page.
        *(
            _symbols(feature, home, box)
            for feature, home, box in sorted(
                zip(drawn, homes, symbols, strict=True), key=lambda entry: -entry[2].height
            )
        ),
        *texts,
        *(drawing for _, drawing in boxes),
        _outline(view.frame, fill="none"),
    ]
    return StillMap(view.width, view.height, "".join(svg), tuple(unlabelled))


# The ground


@lru_cache(maxsize=1)
def _basemap() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((ASSETS / "basemap.json").read_text(encoding="utf-8"))
    return content


@lru_cache(maxsize=8)
def _ground(view: View) -> str:
    """Sea, land, provinces, countries and the border."""
    basemap, c = _basemap(), COLOURS
    parts = [f'<rect width="{view.width:g}" height="{view.height:g}" fill="{c["sea"]}"/>']
    for feature in basemap["land"]["features"]:
        rings = (ring for polygon in feature["geometry"]["coordinates"] for ring in polygon)
        fill = c["land" if feature["properties"]["focus"] == "other" else "focus"]
        look = f'fill="{fill}" fill-rule="evenodd" stroke="{c["line"]}" stroke-width="0.5"'
        points = ([view.point(*position) for position in ring] for ring in rings)
        parts.append(_path((_cut_ring(view, ring) for ring in points), look, "Z"))
    for name, look in (
        ("provinces", f'stroke="{c["line"]}" stroke-width="0.8" stroke-dasharray="3 3"'),
        ("borders", f'stroke="{c["country"]}"'),
        ("border", f'stroke="{c["border"]}" stroke-width="2"'),
    ):
        lines = (part for line in basemap[name]["coordinates"] for part in _parts(view, line))
        parts.append(_path(lines, f'fill="none" {look}'))
    return "".join(parts)


def _path(lines: Iterable[Sequence[Point]], look: str, end: str = "") -> str:
    """Lines of points as one path."""
    drawn = []
    for line in lines:
        points = [point for point, _ in groupby(f"{x:.1f} {y:.1f}" for x, y in line)]
        if len(points) > 1:
            drawn.append(f"M{'L'.join(points)}{end}")
    return f'<path d="{"".join(drawn)}" {look}/>' if drawn else ""


def _parts(view: View, line: Sequence[Point]) -> Iterator[list[Point]]:
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
    """What of a line between two points lies in the view."""
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


def _cut_ring(view: View, points: Sequence[Point]) -> list[Point]:
    """What of a ring of points lies in the view."""
    ring = list(points)
    for axis, most in ((0, view.width), (1, view.height)):
        ring = _cut(_cut(ring, axis, 0, 1), axis, most, -1)
    return ring


def _cut(ring: list[Point], axis: int, limit: float, side: int) -> list[Point]:
    """A ring without what lies beyond a limit of one axis; `side` is 1 for a least value."""
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


def _labels(view: View, dataset: Dataset, towns: set[str], taken: list[Box]) -> Iterator[str]:
    """Names of towns without a symbol, then of the ground, each where it is free.

    A town's name leaves the border free too where it can.
    """
    quiet = f' fill="{COLOURS["quiet"]}"'
    stretches = (
        part for line in _basemap()["border"]["coordinates"] for part in _parts(view, line)
    )
    border = [_around(*ends) for stretch in stretches for ends in pairwise(stretch)]
    dots = {site: Box(*view.point(*_position(dataset, site)), 5, 5) for site in sorted(towns)}
    for site, dot in dots.items():
        name = one_line(dataset.site_name(site))
        # Not so near another town's dot that the name would seem to be that town's.
        others = [
            near for near in (dot.grown(6) for dot in dots.values()) if not near.overlaps(dot)
        ]
        sizes = width(name, YEAR), YEAR * LEADING
        at = beside(dot, *sizes, [*taken, *others, *border], view.frame, (0,)) or beside(
            dot, *sizes, [*taken, *others], view.frame, (0,)
        )
        if at:
            taken.append(at)
            yield f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="2"{quiet}/>'
            yield text_svg(at.x, at.y + 4, name, YEAR, anchor="middle", more=quiet)
    for feature in _basemap()["labels"]["features"]:
        kind, name = feature["properties"]["kind"], feature["properties"]["name"]
        size, face = _LABELS[kind]
        if kind == "country":
            name = name.upper()
        x, y = view.point(*feature["geometry"]["coordinates"])
        box = Box(x, y, width(name, size, face), size * LEADING)
        if feature["properties"]["minzoom"] <= view.zoom and _is_free(view, box, taken):
            yield text_svg(x, y + 4, name, size, face, "middle", quiet)


def _around(one: Point, other: Point) -> Box:
    (x, y), (to_x, to_y) = one, other
    return Box((x + to_x) / 2, (y + to_y) / 2, abs(to_x - x) + LINE, abs(to_y - y) + LINE)


def _is_free(view: View, box: Box, taken: list[Box]) -> bool:
    """Whether a box lies in the view and covers nothing; if so it is taken from now on."""
    free = view.frame.holds(box) and not any(box.overlaps(other) for other in taken)
    if free:
        taken.append(box)
    return free


# What the selection shows


def place_features(
    dataset: Dataset, measures: Iterable[PlaceMeasure], has_figures: bool = True
) -> list[dict[str, Any]]:
    """A place's symbols, with its position and its imprecision in metres, as GeoJSON Points."""
    by_place = groupby(measures, key=lambda measure: measure.site_id)
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": _position(dataset, site_id)},
            "properties": {
                "place": site_id,
                "imprecision": round(imprecision_km(dataset, site_id) * 1000),
                "symbols": [asdict(symbol_of(measure, has_figures)) for measure in of_place],
            },
        }
        for site_id, of_place in by_place
    ]


def _ring(view: View, feature: dict[str, Any]) -> str:
    longitude, latitude = feature["geometry"]["coordinates"]
    x, y = view.point(longitude, latitude)
    km = feature["properties"]["imprecision"] / 1000
    r = km / (KM_PER_DEGREE * cos(radians(latitude))) * view.scale
    angles = (2 * pi * corner / RING_CORNERS for corner in range(RING_CORNERS))
    ring = [(x + r * cos(angle), y + r * sin(angle)) for angle in angles]
    return _path([_cut_ring(view, ring)], IMPRECISION, "Z")


def _tie_lines(view: View, dataset: Dataset, matching: Sequence[Report]) -> Iterator[str]:
    shared = shared_counts(dataset, matching)
    for ends in dict.fromkeys(ends for count in shared for ends in pairwise(count.sites)):
        line = [_position(dataset, site_id) for site_id in ends]
        yield _path(_parts(view, line), f'fill="none" {TIE}')


def _extent(symbol: dict[str, Any]) -> float:
    return float(2 * (symbol["ring"] * reach(STYLES[symbol["measure"]].shape) + LINE))


def _symbol_box(feature: dict[str, Any], x: float, y: float) -> Box:
    extents = [_extent(symbol) for symbol in feature["properties"]["symbols"]]
    row = sum(extents) + GAP * (len(extents) - 1)
    return Box(x, y, row, max(extents)).grown(MARGIN)


def _symbols(feature: dict[str, Any], home: tuple[float, float], box: Box) -> str:
    """The symbols of a place in a row, with a line to where they belong if they were moved."""
    place = feature["properties"]
    drawings = [
        f'<path d="M{box.x:.1f} {box.y:.1f}L{home[0]:.1f} {home[1]:.1f}" '
        f'stroke="{COLOURS["text"]}" stroke-opacity="0.55"/>'
    ]
    x = box.x - box.width / 2 + MARGIN
    for symbol in place["symbols"]:
        style, middle = STYLES[symbol["measure"]], x + _extent(symbol) / 2
        x += _extent(symbol) + GAP
        kind = "hollow" if symbol["hollow"] else "open ring" if symbol["open_above"] else "ring"
        drawings.append(drawn(path(style.shape, symbol["ring"], middle, box.y), style.colour, kind))
        if symbol["core"]:
            core = path(style.shape, symbol["core"], middle, box.y)
            drawings.append(drawn(core, style.colour, "core"))
    return f'<g data-place="{escape(place["place"])}">{"".join(drawings)}</g>'


def _place_texts(
    dataset: Dataset,
    features: Sequence[dict[str, Any]],
    symbols: Sequence[Box],
    taken: list[Box],
    frame: Box,
) -> tuple[list[str], list[str]]:
    """Figures and name beside each place's symbols, and what found no room, as text."""
    drawings, left_out = [], []
    pairs = zip(features, symbols, strict=True)
    for feature, box in sorted(pairs, key=lambda pair: -pair[1].height):
        text = _PlaceText(dataset, feature["properties"])
        at = beside(box.grown(-MARGIN), text.width, text.height, taken, frame)
        if at:
            taken.append(at)
            drawings.append(text.svg(box, at))
        else:
            left_out.append(text.plain)
    return drawings, left_out


class _PlaceText:
    """The figures of a place, each over a line in its measure's colour, and under them its name."""

    def __init__(self, dataset: Dataset, place: dict[str, Any]) -> None:
        self.name = one_line(dataset.site_name(place["place"]))
        self.figures = [
            (symbol["label"], symbol["year"], STYLES[symbol["measure"]].colour)
            for symbol in place["symbols"]
            if symbol["label"]
        ]
        widths = [self._figure_width(label, year) for label, year, _ in self.figures]
        self.row = sum(widths) + 2 * GAP * (len(widths) - 1)
        self.width = max(width(self.name, NAME), self.row) + 4
        self.height = NAME * LEADING + (FIGURE * LEADING + 2 if widths else 0)

    @property
    def plain(self) -> str:
        """The same in one line."""
        return " ".join(
            [self.name, *(f"{label} {year}".strip() for label, year, _ in self.figures)]
        )

    def svg(self, symbols: Box, at: Box) -> str:
        """The text in its box, on a ground that keeps it legible, with a line if it is far off."""
        top = at.y - at.height / 2
        parts = [self._line(symbols.grown(-MARGIN), at), _backing(at)]
        x = at.x - self.row / 2
        for label, year, colour in self.figures:
            wide = self._figure_width(label, year)
            base = top + FIGURE
            parts.append(text_svg(x, base, label, FIGURE, "semibold", more=_INK))
            if year:
                parts.append(text_svg(x + wide, base, year, YEAR, anchor="end", more=_INK))
            parts.append(
                f'<path d="M{x:.1f} {base + 3.5:.1f}h{wide:.1f}" stroke="{colour}" '
                'stroke-width="2"/>'
            )
            x += wide + 2 * GAP
        base = at.y + at.height / 2 - NAME * (LEADING - ASCENT) / 2
        parts.append(text_svg(at.x, base, self.name, NAME, anchor="middle", more=_INK))
        return "".join(parts)

    @staticmethod
    def _figure_width(label: str, year: str) -> float:
        return width(label, FIGURE, "semibold") + (3 + width(year, YEAR) if year else 0)

    @staticmethod
    def _line(symbols: Box, at: Box) -> str:
        (x, y), (to_x, to_y) = line_between(symbols, at)
        if abs(to_x - x) + abs(to_y - y) < DISTANCES[1] / 2:
            return ""
        return (
            f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" '
            f'stroke="{COLOURS["quiet"]}" stroke-width="0.8"/>'
        )


# What stands in the corners


def _unplaced_box(view: View, reports: int) -> tuple[Box, str]:
    said = f"No place given: {count_text(reports, 'report')}"
    wide, high = width(said, FIGURE) + 2 * EDGE, 28
    box = Box(EDGE + wide / 2, view.height - EDGE - high / 2, wide, high)
    return box, _outline(box) + text_svg(
        box.x, box.y + 4.5, said, FIGURE, anchor="middle", more=_INK
    )


def _scale_bar(view: View) -> tuple[Box, str]:
    """A length at the latitude of the map's middle."""
    km_per_pixel = KM_PER_DEGREE * cos(radians(view.latitude)) / view.scale
    km = max(km for km in _LENGTHS if km / km_per_pixel <= view.width / 6)
    long, words = km / km_per_pixel, f"{km} km"
    wide = long + 6 + width(words, NAME) + 8
    box = Box(view.width - EDGE - wide / 2, view.height - EDGE - 10, wide, 20)
    left, base = box.x - wide / 2 + 4, box.y + 4
    bar = f'<path d="M{left:.1f} {base - 5:.1f}v5h{long:.1f}v-5" fill="none"{_STROKE}/>'
    return box, bar + text_svg(left + long + 6, base, words, NAME, more=_INK)


def _outline(box: Box, fill: str = COLOURS["panel"]) -> str:
    return _rectangle(box, f'fill="{fill}" stroke="{COLOURS["country"]}"')


def _backing(box: Box) -> str:
    """What keeps a text legible on lines."""
    return _rectangle(box, f'rx="3" fill="{COLOURS["focus"]}" fill-opacity="0.7"')


def _rectangle(box: Box, look: str) -> str:
    return (
        f'<rect x="{box.x - box.width / 2:.1f}" y="{box.y - box.height / 2:.1f}" '
        f'width="{box.width:.1f}" height="{box.height:.1f}" {look}/>'
    )


def _is_in(view: View, dataset: Dataset, site: str) -> bool:
    return view.frame.grown(-EDGE).holds(Box(*view.point(*_position(dataset, site)), 0, 0))


def _position(dataset: Dataset, site: str) -> tuple[float, float]:
    """Longitude and latitude of a place, in degrees."""
    row = dataset.site[site]
    return float(row["longitude"]), float(row["latitude"])


def _up(latitude: float) -> float:
    """Mercator's projection of a latitude, in degrees."""
    return degrees(log(tan(pi / 4 + radians(max(-85, min(85, latitude))) / 2)))


def _down(up: float) -> float:
    return degrees(2 * atan(exp(radians(up))) - pi / 2)
