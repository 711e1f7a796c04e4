"""The map as a still picture, drawn as the page draws it: SVG, the same symbols and colours.

One picture shows the border region, always the same and at one scale, so that two
pictures can be laid side by side. Places outside it stand in a second one at a
smaller scale: a single picture that reached from the Tumen river to Yunnan would
heap the places of the border on each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby, pairwise
from math import cos, pi, radians, sin
from typing import Any

from refoulement.counting.places import PlaceMeasure, place_measures, placed_reports, shared_counts
from refoulement.dataset.geography import NO_PLACE, imprecision_km
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.ground import (
    COLOURS,
    EDGE,
    FIGURE,
    INK,
    KM_PER_DEGREE,
    LINE,
    NAME,
    YEAR,
    View,
    backing,
    border_view,
    fit,
    ground,
    labels,
    line_path,
    outline,
    parts_in_view,
    position,
    ring_in_view,
    scale_bar,
)
from refoulement.drawing.labelling import DISTANCES, Box, beside, line_between, moved_apart
from refoulement.drawing.legend import IMPRECISION, TIE
from refoulement.drawing.symbols import drawn, path, reach
from refoulement.drawing.symbols import symbol as symbol_of
from refoulement.drawing.typeset import ASCENT, LEADING, text_svg, width
from refoulement.presentation.html import escape
from refoulement.vocabulary import STYLES
from refoulement.wording import count_text, one_line

GAP = 3.0  # between the symbols of one place, and the figures under them
MARGIN = 4.0  # around the symbols of a place
RING_CORNERS = 48


@dataclass(frozen=True, slots=True)
class StillMap:
    """A drawn map: its size in pixels, its SVG, and names of places without room for their text."""

    width: float
    height: float
    svg: str
    unlabelled: tuple[str, ...]


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
    boxes = [scale_bar(view), *([_unplaced_box(view, unplaced)] if unplaced else [])]
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
    view = fit([*corners, *(position(dataset, site) for site in far)], width, height, margin=26)
    (left, top), (right, bottom) = (view.point(*corner) for corner in corners)
    frame = Box((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)
    return _still(
        dataset,
        [report for report in matching if not set(far).isdisjoint(report.sites)],
        view,
        [site for site in dataset.site_ids if not _is_in(border, dataset, site)],
        [(frame, outline(frame, fill="none"))],
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
        ground(view),
        *(_ring(view, f) for f in features),
        *_tie_lines(view, dataset, matching),
        *labels(view, dataset, set(shown) - {f["properties"]["place"] for f in drawn}, taken),
        # Small symbols lie above large ones, as on the page.
        *(
            _symbols(feature, home, box)
            for feature, home, box in sorted(
                zip(drawn, homes, symbols, strict=True), key=lambda entry: -entry[2].height
            )
        ),
        *texts,
        *(drawing for _, drawing in boxes),
        outline(view.frame, fill="none"),
    ]
    return StillMap(view.width, view.height, "".join(svg), tuple(unlabelled))


# The ground


# What the selection shows


def place_features(
    dataset: Dataset, measures: Iterable[PlaceMeasure], has_figures: bool = True
) -> list[dict[str, Any]]:
    """A place's symbols, with its position and its imprecision in metres, as GeoJSON Points."""
    by_place = groupby(measures, key=lambda measure: measure.site_id)
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": position(dataset, site_id)},
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
    return line_path([ring_in_view(view, ring)], IMPRECISION, "Z")


def _tie_lines(view: View, dataset: Dataset, matching: Sequence[Report]) -> Iterator[str]:
    shared = shared_counts(dataset, matching)
    for ends in dict.fromkeys(ends for count in shared for ends in pairwise(count.sites)):
        line = [position(dataset, site_id) for site_id in ends]
        yield line_path(parts_in_view(view, line), f'fill="none" {TIE}')


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
        parts = [self._line(symbols.grown(-MARGIN), at), backing(at)]
        x = at.x - self.row / 2
        for label, year, colour in self.figures:
            wide = self._figure_width(label, year)
            base = top + FIGURE
            parts.append(text_svg(x, base, label, FIGURE, "semibold", more=INK))
            if year:
                parts.append(text_svg(x + wide, base, year, YEAR, anchor="end", more=INK))
            parts.append(
                f'<path d="M{x:.1f} {base + 3.5:.1f}h{wide:.1f}" stroke="{colour}" '
                'stroke-width="2"/>'
            )
            x += wide + 2 * GAP
        base = at.y + at.height / 2 - NAME * (LEADING - ASCENT) / 2
        parts.append(text_svg(at.x, base, self.name, NAME, anchor="middle", more=INK))
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
    return box, outline(box) + text_svg(box.x, box.y + 4.5, said, FIGURE, anchor="middle", more=INK)


def _is_in(view: View, dataset: Dataset, site: str) -> bool:
    return view.frame.grown(-EDGE).holds(Box(*view.point(*position(dataset, site)), 0, 0))
