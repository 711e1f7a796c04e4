"""How a figure looks on the map: shape and colour by measure, area by number of people."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from refoulement.counting.places import PlaceMeasure
from refoulement.vocabulary import MEASURES, STYLES

RADIUS_PER_ROOT_PERSON = 0.9  # pixels: a disc of 100 people has a radius of 9
LEAST_RADIUS = 4.0  # pixels: below some 20 people a symbol would no longer be seen
OPEN_GAP = 4.0  # pixels between a figure that is open above and the dashed ring that says so
HOLLOW_RADIUS = 5.0  # pixels: places with only shared or uncounted reports


def _polygon(corners: int, turn: float) -> tuple[tuple[float, float], ...]:
    """Corners of a regular polygon with the area of a disc of radius 1, y downwards."""
    reach = sqrt(2 * pi / (corners * sin(2 * pi / corners)))
    angles = (turn + 2 * pi * corner / corners for corner in range(corners))
    return tuple((round(reach * sin(a), 4), round(-reach * cos(a), 4)) for a in angles)


#: Corners of each shape at radius 1. All have the area of a disc of that radius; a disc has none.
SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "disc": (),
    "diamond": _polygon(4, 0),
    "triangle": _polygon(3, 0),
    "square": _polygon(4, pi / 4),
}


@dataclass(frozen=True, slots=True)
class Symbol:
    """One measure at one place. Radii in pixels, of a disc of the same area.

    `core` is for the low figure (0 where there is none), `ring` for the high one, a
    little wider where that is open above.
    A hollow symbol stands for reports that give the place no figure of its own.
    `year` is that of a stock, empty for a flow.
    """

    measure: str
    core: float
    ring: float
    open_above: bool
    hollow: bool
    label: str
    year: str


def radius(people: int) -> float:
    """Radius in pixels of the disc whose area stands for so many people."""
    return round(max(LEAST_RADIUS, RADIUS_PER_ROOT_PERSON * sqrt(people)), 1)


def symbol(place: PlaceMeasure, has_figures: bool = True) -> Symbol:
    """The symbol of what is stated for one place alone, by one measure; hollow without figures."""
    figure = place.alone
    if not has_figures or figure.high is None:
        return Symbol(
            place.measure, 0, HOLLOW_RADIUS, open_above=False, hollow=True, label="", year=""
        )
    return Symbol(
        measure=place.measure,
        core=0 if figure.low is None else radius(figure.low),
        ring=radius(figure.high) + (OPEN_GAP if figure.open_above else 0),
        open_above=figure.open_above,
        hollow=False,
        label=str(figure),
        year=str(figure.as_of.year) if figure.as_of else "",
    )


def path(shape: str, size: float, x: float = 0, y: float = 0) -> str:
    """An SVG path of a shape of radius `size` pixels around x, y."""
    corners = SHAPES[shape]
    if not corners:
        across = f"a{size:g} {size:g} 0 1 "
        return f"M{x - size:g} {y:g}{across}0 {2 * size:g} 0{across}0 {-2 * size:g} 0Z"
    points = (f"{x + size * a:.1f} {y + size * b:.1f}" for a, b in corners)
    return f"M{'L'.join(points)}Z"


def reach(shape: str) -> float:
    """How far a shape of radius 1 reaches from its middle, to a side or up or down."""
    return max((max(abs(x), abs(y)) for x, y in SHAPES[shape]), default=1)


def drawn(d: str, colour: str, kind: str) -> str:
    """A path as SVG: `core`, `ring`, `open ring` (dashed) or `hollow`."""
    ring = f'fill="{colour}" fill-opacity="0.18" stroke="{colour}" stroke-width="2"'
    looks = {
        "core": f'fill="{colour}" fill-opacity="0.85"',
        "ring": ring,
        "open ring": f'{ring} stroke-dasharray="5 3"',
        "hollow": f'fill="#fff" fill-opacity="0.7" stroke="{colour}" stroke-width="1.6"',
    }
    return f'<path d="{d}" {looks[kind]} stroke-linejoin="round"/>'


assert set(STYLES) == set(MEASURES)
