"""What the symbols on the map mean, for the page and for what is taken away from it."""

from __future__ import annotations

from dataclasses import dataclass

from refoulement.drawing.symbols import OPEN_GAP, drawn, path, radius
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, STYLES

HALF = 24  # pixels: half the side of the square that each drawing fits in, its middle at 0, 0

TIE = 'stroke="#2b2b2b" stroke-width="1.2" stroke-opacity="0.5" stroke-dasharray="5 5"'
IMPRECISION = 'fill="#2b2b2b" fill-opacity="0.05" stroke="#2b2b2b" stroke-opacity="0.3"'

HOW_TO_READ = (
    "Area is in proportion to people, each shape alike. A figure beside a place is what was stated "
    "for that place alone: counts that several places share are in none of them. Grey squares: "
    "other statements, in no figure."
)
DO_NOT_ADD = "Do not add figures of different places"
WHY_NOT = (
    "rival reports may place the same people at different places, and people held are counted at "
    "different dates (the year stands beside the figure)."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: a drawing (SVG around 0, 0), its meaning, what only a screen adds."""

    drawing: str
    text: str
    on_screen: str = ""


def measures() -> list[Entry]:
    """The shape and colour of each counted measure."""
    styles = [(measure, STYLES[measure]) for measure in COUNTED_MEASURES]
    return [Entry(drawn(path(s.shape, 9), s.colour, "core"), MEASURES[m]) for m, s in styles]


def signs() -> list[Entry]:
    """How a symbol says what kind of figure it stands for, and what lines and circles mean."""
    held = STYLES["held"].colour
    low, high = radius(100), radius(400)
    core = drawn(path("disc", low), held, "core")
    return [
        Entry(
            drawn(path("disc", high), held, "ring") + core,
            "filled: the lowest figure reported; ring: the highest (here 100 to 400 people)",
        ),
        Entry(
            drawn(path("disc", low + OPEN_GAP), held, "open ring") + core,
            "dashed ring around: that many “or more”",
        ),
        Entry(
            drawn(path("disc", low), held, "ring"),
            "ring with nothing inside: “up to” that many",
        ),
        Entry(
            drawn(path("disc", 5), held, "hollow"),
            "small and hollow: reports name the place, but give it no figure of its own; under a "
            "search, which makes no figure, all are so",
        ),
        Entry(
            f'<path d="M-22 12L22 -12" fill="none" {TIE}/>',
            "dashed line: these places share one count, which is never split. It is no route",
            " (point at it to read it; the places’ popups say it too)",
        ),
        Entry(
            f'<circle r="20" {IMPRECISION}/>',
            "faint circle: how far from its point the place may lie, 5 km for a town, or as far as "
            "its border posts",
        ),
    ]
