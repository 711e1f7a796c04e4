"""The map as a still picture, drawn as the page draws it: SVG, the same symbols and colours.

One picture shows the border region, always the same and at one scale, so that two
pictures can be laid side by side. Places outside it appear in a second one at a
smaller scale: a single picture that reached from the Tumen river to Yunnan would
pile the places of the border on top of each other. What has no room for its symbols or text
is listed beside the map.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, pi, radians, sin

from refoulement.counting.places import PlaceMeasure, place_measures, placed_reports
from refoulement.dataset.geography import NO_PLACE, imprecision_km
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.ground import (
    EDGE,
    FIGURE,
    INK,
    KM_PER_DEGREE,
    LINE,
    NAME,
    QUIET,
    YEAR,
    View,
    backing,
    border_view,
    fit,
    ground,
    labels,
    line_path,
    outline,
    position,
    ring_in_view,
    scale_bar,
)
from refoulement.drawing.legend import DOT_LOOK, IMPRECISION
from refoulement.drawing.placement import DOT, Box, Place, Spot, marks, texts
from refoulement.drawing.symbols import (
    Symbol,
    drawn,
    kind,
    path,
    radius_per_root_person,
    reach,
)
from refoulement.drawing.symbols import symbol as symbol_of
from refoulement.drawing.typeset import ASCENT, LEADING, text_svg, width
from refoulement.messages import gettext
from refoulement.presentation.html import escape
from refoulement.presentation.sentences import COUNTS
from refoulement.vocabulary import STYLES
from refoulement.wording import one_line

GAP = 2.0  # between the symbols of one place, and twice as much between its figures
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
    """The places outside the border's view, which is framed in it; None if there are none."""
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
    """A map of the places `shown`, with boxes in it that no text may cover."""
    found = places_drawn(dataset, place_measures(dataset, matching), has_figures)
    shown_here = [place for place in found if place.id in shown]
    drawings = {place.id: _PlaceDrawing(dataset, view, place) for place in shown_here}
    places = [drawing.placed for drawing in drawings.values()]
    marked = marks(places)
    ground_names = labels(view, dataset, set(shown) - drawings.keys())
    dots = {label.name.id: label.dot for label in ground_names if label.dot}
    names = [label.name for label in ground_names]
    spots = texts(view.frame, [box for box, _ in boxes], places, marked | dots, names)
    left_out = [
        drawing.plain for id_, drawing in drawings.items() if id_ not in spots or spots[id_].text
    ]
    # Small marks lie above large ones, as on the page.
    upwards = sorted(drawings, key=lambda id_: -marked[id_].height)
    svg = [
        ground(view),
        *(_ring(view, place) for place in found),
        *(label.svg(spots.get(label.name.id)) for label in ground_names),
        *(drawings[id_].mark(marked[id_]) for id_ in upwards),
        *(drawing.text(spots[id_]) for id_, drawing in drawings.items() if id_ in spots),
        *(drawing for _, drawing in boxes),
        outline(view.frame, fill="none"),
    ]
    return StillMap(view.width, view.height, "".join(svg), tuple(left_out))


# What the selection shows


@dataclass(frozen=True, slots=True)
class DrawnPlace:
    """A place and its symbols: longitude and latitude in degrees, imprecision in kilometres."""

    id: str
    position: tuple[float, float]
    imprecision: float
    symbols: tuple[Symbol, ...]


def places_drawn(
    dataset: Dataset, measures: Iterable[PlaceMeasure], has_figures: bool = True
) -> list[DrawnPlace]:
    """The places that measures are stated for, each with its symbols."""
    of_one = radius_per_root_person(dataset)
    return [
        DrawnPlace(
            site_id,
            position(dataset, site_id),
            imprecision_km(dataset, site_id),
            tuple(symbol_of(measure, has_figures, of_one) for measure in of_place),
        )
        for site_id, of_place in groupby(measures, key=lambda measure: measure.site_id)
    ]


def _ring(view: View, place: DrawnPlace) -> str:
    longitude, latitude = place.position
    x, y = view.point(longitude, latitude)
    r = place.imprecision / (KM_PER_DEGREE * cos(radians(latitude))) * view.scale
    angles = (2 * pi * corner / RING_CORNERS for corner in range(RING_CORNERS))
    ring = [(x + r * cos(angle), y + r * sin(angle)) for angle in angles]
    return line_path([ring_in_view(view, ring)], IMPRECISION, "Z")


def _extent(symbol: Symbol) -> float:
    return float(2 * (symbol.ring * reach(STYLES[symbol.measure].shape) + LINE))


class _PlaceDrawing:
    """A place's symbols in a row; its figures, each over a line in its colour; and its name."""

    def __init__(self, dataset: Dataset, view: View, place: DrawnPlace) -> None:
        self.place = place
        self.name = one_line(dataset.site_name(place.id))
        self.figures = [
            (symbol.label, symbol.years, STYLES[symbol.measure].colour)
            for symbol in place.symbols
            if symbol.label
        ]
        widths = [self._figure_width(label, years) for label, years, _ in self.figures]
        self.row = sum(widths) + 2 * GAP * (len(widths) - 1)
        named = width(self.name, NAME), NAME * LEADING
        whole = max(named[0], self.row), named[1] + FIGURE * LEADING + 2
        extents = [_extent(symbol) for symbol in place.symbols]
        self.group = sum(extents) + GAP * (len(extents) - 1), max(extents)
        self.sizes = (whole, named) if self.figures else (named,)
        people = max(symbol.people for symbol in place.symbols)
        self.placed = Place(place.id, *view.point(*place.position), people, self.group, self.sizes)

    @property
    def plain(self) -> str:
        """Its text on one line."""
        figures = (f"{label} {years}".strip() for label, years, _ in self.figures)
        return " ".join([self.name, *figures])

    def mark(self, mark: Box) -> str:
        """Its symbols, or a dot without room for them."""
        if mark.width <= DOT:
            drawing = f'<path d="{path("disc", DOT / 2, mark.x, mark.y)}" {DOT_LOOK}/>'
            return f'<g data-place="{escape(self.place.id)}" data-dot="">{drawing}</g>'
        drawings, x = [], mark.x - mark.width / 2
        for symbol in self.place.symbols:
            style, middle = STYLES[symbol.measure], x + _extent(symbol) / 2
            x += _extent(symbol) + GAP
            ring = path(style.shape, symbol.ring, middle, mark.y)
            drawings.append(drawn(ring, style.colour, kind(symbol)))
            if symbol.core:
                core = path(style.shape, symbol.core, middle, mark.y)
                drawings.append(drawn(core, style.colour, "core"))
        return f'<g data-place="{escape(self.place.id)}">{"".join(drawings)}</g>'

    def text(self, spot: Spot) -> str:
        """The text that has room, on a background that keeps it legible."""
        wide, high = self.sizes[spot.text]
        at = Box(spot.x, spot.y, wide, high)
        parts = [backing(at)]
        if self.figures and spot.text == 0:
            parts += self._figures(at)
        base = at.y + at.height / 2 - NAME * (LEADING - ASCENT) / 2
        parts.append(text_svg(at.x, base, self.name, NAME, anchor="middle", more=INK))
        return "".join(parts)

    def _figures(self, at: Box) -> Iterator[str]:
        x, base = at.x - self.row / 2, at.y - at.height / 2 + FIGURE
        for label, years, colour in self.figures:
            wide = self._figure_width(label, years)
            yield text_svg(x, base, label, FIGURE, "semibold", more=INK)
            if years:
                yield text_svg(x + wide, base, years, YEAR, anchor="end", more=QUIET)
            yield (
                f'<path d="M{x:.1f} {base + 3.5:.1f}h{wide:.1f}" stroke="{colour}" '
                'stroke-width="2"/>'
            )
            x += wide + 2 * GAP

    @staticmethod
    def _figure_width(label: str, years: str) -> float:
        return width(label, FIGURE, "semibold") + (3 + width(years, YEAR) if years else 0)


# What is in the corners


def _unplaced_box(view: View, reports: int) -> tuple[Box, str]:
    said = COUNTS.said("unplaced", reports)
    wide, high = width(said, FIGURE) + 2 * EDGE, 28
    box = Box(EDGE + wide / 2, view.height - EDGE - high / 2, wide, high)
    return box, outline(box) + text_svg(box.x, box.y + 4.5, said, FIGURE, anchor="middle", more=INK)


def _is_in(view: View, dataset: Dataset, site: str) -> bool:
    return view.frame.grown(-EDGE).holds(Box(*view.point(*position(dataset, site)), 0, 0))


def unlabelled_text(still: StillMap) -> str:
    """What had no room on a map, as a sentence; empty if everything had."""
    if not still.unlabelled:
        return ""
    places = "; ".join(still.unlabelled)
    return gettext("Without room for their text: %(places)s.", places=places)
