"""What the symbols on the map mean, for the page and for downloads."""

from __future__ import annotations

from dataclasses import dataclass

from refoulement.dataset.tables import Dataset
from refoulement.drawing.ground import COLOURS
from refoulement.drawing.placement import DOT
from refoulement.drawing.symbols import (
    HOLLOW_RADIUS,
    LEAST_RADIUS,
    OPEN_GAP,
    UP_TO_RADIUS,
    drawn,
    path,
    radius,
)
from refoulement.drawing.symbols import radius_per_root_person as scale
from refoulement.messages import gettext
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, STYLES

HALF = 24  # pixels: half the side of the square that each drawing fits in, centred on 0, 0

DOT_LOOK = f'fill="{COLOURS["text"]}" stroke="{COLOURS["focus"]}"'
IMPRECISION = (
    f'fill="{COLOURS["text"]}" fill-opacity="0.05" stroke="{COLOURS["text"]}" stroke-opacity="0.3"'
)


def how_to_read() -> str:
    """How figures and symbols are to be read."""
    return gettext(
        "Symbol area shows the number of people. Figures cover that place alone; figures shared "
        "by several places are not split. Grey squares: other statements, not counted."
    )


def do_not_add() -> str:
    """What not to do with them, in few words."""
    return gettext("Do not add places together")


def why_not() -> str:
    """Why not, to follow a colon."""
    return gettext(
        "sources may place the same people in different towns, and counts are from different years."
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: a drawing (SVG around 0, 0) and its meaning."""

    drawing: str
    text: str


def measures() -> list[Entry]:
    """The shape and colour of each counted measure."""
    styles = [(measure, STYLES[measure]) for measure in COUNTED_MEASURES]
    return [Entry(drawn(path(s.shape, 9), s.colour, "core"), MEASURES[m]) for m, s in styles]


def signs(dataset: Dataset, is_still: bool = False) -> list[Entry]:
    """What each kind of symbol says about its figure, and what dots, circles and tints mean.

    `is_still`: for a picture, where nothing opens and nothing can be pointed at.
    """
    held, returned = (STYLES[measure].colour for measure in ("held", "returned"))
    of_one = scale(dataset)
    low_count, high_count = _example(of_one)
    low, high = radius(low_count, of_one), radius(high_count, of_one)
    core = drawn(path("disc", low), held, "core")
    dot = f'<path d="{path("disc", DOT / 2)}" {DOT_LOOK}/>'
    tint = (
        f'<path d="M-22 8C-8 -14 8 14 22 -8" fill="none" stroke="{returned}" '
        'stroke-width="11" stroke-opacity="0.4"/>'
    )
    interactive = [
        Entry(
            dot,
            gettext("dot: a place without room for its symbols here; zoom in, or point at it"),
        ),
        Entry(tint, gettext("tint along the border: places that share one figure. Not a route.")),
    ]
    still = [Entry(dot, gettext("dot: a place without room for its symbols"))]
    return [
        Entry(
            drawn(path("disc", high), held, "ring") + core,
            gettext(
                "solid = lowest figure, ring = highest (example: %(low)s to %(high)s people)",
                low=low_count,
                high=high_count,
            ),
        ),
        Entry(
            drawn(path("disc", low + OPEN_GAP), held, "open ring") + core,
            gettext("dashed ring: “or more”"),
        ),
        Entry(
            drawn(path("disc", UP_TO_RADIUS), held, "dotted"),
            gettext("thin dotted outline, always this small: “up to”"),
        ),
        Entry(
            drawn(path("disc", HOLLOW_RADIUS), held, "hollow"),
            gettext(
                "small and hollow: named, but no figure for this place alone (during a search: "
                "all places)"
            ),
        ),
        *(still if is_still else interactive),
        Entry(
            f'<circle r="20" {IMPRECISION}/>',
            gettext("faint circle: how precisely the location is known"),
        ),
    ]


def _example(of_one: float) -> tuple[int, int]:
    """Two numbers of people whose symbols differ."""
    low = 100
    while radius(low, of_one) <= LEAST_RADIUS:
        low *= 10
    return low, 4 * low
