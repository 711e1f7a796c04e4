"""How a figure looks on the map: shape and colour by measure, area by number of people."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from refoulement.counting.index import NO_HIGH, index_of
from refoulement.counting.places import PlaceMeasure
from refoulement.counting.tally import place_figures
from refoulement.dataset.remembered import once_a_dataset
from refoulement.dataset.tables import Dataset
from refoulement.vocabulary import MEASURES, STYLES

RADIUS_PER_ROOT_PERSON = 0.6  # pixels: a disc of 100 people has a radius of 6
LARGEST_RADIUS = 18.0  # pixels: if a place has more than 900 people, all symbols are smaller
LEAST_RADIUS = 3.0  # pixels: a symbol for fewer than 25 people would be too small to see
OPEN_GAP = 3.0  # pixels between a figure that is open above and the dashed ring that says so
HOLLOW_RADIUS = 4.0  # pixels: places with only shared or uncounted reports
UP_TO_RADIUS = 6.0  # pixels: for a figure without a low, whatever it is “up to”


def _polygon(corners: int, turn: float) -> tuple[tuple[float, float], ...]:
    """Corners of a regular polygon with the area of a disc of radius 1; y points down."""
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
    """One measure at one place. Radii are in pixels, of a disc of the same area.

    `core` is for the low figure, `ring` for the high one, a little wider if that is open
    above. Without a low there is no core, and the ring only says so: its size is always the
    same. A hollow symbol stands for reports that give the place no figure of its own. `years`
    are the first and the last that the figure covers; `people` is the high figure, 0 if there
    is no low, and decides which symbol comes first.
    """

    measure: str
    core: float
    ring: float
    open_above: bool
    hollow: bool
    label: str
    years: str
    people: int


@once_a_dataset
def radius_per_root_person(dataset: Dataset) -> float:
    """The radius in pixels of one person, such that no place's symbol exceeds LARGEST_RADIUS."""
    everything = place_figures(dataset, index_of(dataset).current)
    most = max((int(of.high[of.high != NO_HIGH].max(initial=1)) for of in everything), default=1)
    return min(RADIUS_PER_ROOT_PERSON, LARGEST_RADIUS / sqrt(most))


def radius(people: int, of_one: float = RADIUS_PER_ROOT_PERSON) -> float:
    """Radius in pixels of the disc whose area stands for so many people; `of_one` is for one."""
    return round(max(LEAST_RADIUS, of_one * sqrt(people)), 1)


def symbol(
    place: PlaceMeasure, has_figures: bool = True, of_one: float = RADIUS_PER_ROOT_PERSON
) -> Symbol:
    """The symbol for what is stated for one place alone, by one measure; hollow without figures."""
    figure = place.alone
    if not has_figures or figure.high is None:
        return Symbol(
            place.measure,
            core=0,
            ring=HOLLOW_RADIUS,
            open_above=False,
            hollow=True,
            label="",
            years="",
            people=0,
        )
    ring = UP_TO_RADIUS if figure.low is None else radius(figure.high, of_one)
    return Symbol(
        measure=place.measure,
        core=0 if figure.low is None else radius(figure.low, of_one),
        ring=ring + (OPEN_GAP if figure.open_above else 0),
        open_above=figure.open_above,
        hollow=False,
        label=str(figure),
        years="–".join(map(str, dict.fromkeys(figure.years or ()))),
        people=0 if figure.low is None else figure.high,
    )


def path(shape: str, size: float, x: float = 0, y: float = 0) -> str:
    """An SVG path of a shape of radius `size` pixels around x, y."""
    corners = SHAPES[shape]
    if not corners:
        across = f"a{size:g} {size:g} 0 1 "
        return f"M{x - size:g} {y:g}{across}0 {2 * size:g} 0{across}0 {-2 * size:g} 0Z"
    points = (f"{x + size * a:.1f} {y + size * b:.1f}" for a, b in corners)
    return f"M{'L'.join(points)}Z"


def kind(symbol: Symbol) -> str:
    """How the ring of a symbol is drawn."""
    if symbol.hollow:
        return "hollow"
    if not symbol.core:
        return "dotted"
    return "open ring" if symbol.open_above else "ring"


def reach(shape: str) -> float:
    """How far a shape of radius 1 reaches from its centre, sideways or up or down."""
    return max((max(abs(x), abs(y)) for x, y in SHAPES[shape]), default=1)


def drawn(d: str, colour: str, kind: str) -> str:
    """A path as SVG: `core`, `ring`, `open ring` (dashed), `dotted` or `hollow`."""
    ring = f'fill="{colour}" fill-opacity="0.18" stroke="{colour}" stroke-width="1.5"'
    looks = {
        "core": f'fill="{colour}" fill-opacity="0.9"',
        "ring": ring,
        "open ring": f'{ring} stroke-dasharray="4 3"',
        "dotted": f'fill="none" stroke="{colour}" stroke-width="1.2" stroke-dasharray="1.5 2"',
        "hollow": f'fill="#fff" fill-opacity="0.7" stroke="{colour}" stroke-width="1.4"',
    }
    return f'<path d="{d}" {looks[kind]} stroke-linejoin="round"/>'


assert set(STYLES) == set(MEASURES)
