"""Where marks and texts stand on a picture: the rules of assets/map/placement.js in Python.

A browser needs them at every frame, and pictures are made where there is none; tests hold both
to the same cases. All lengths are pixels, from the upper left corner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

DOT = 6.0  # size of a place without room for its symbols
TARGET = 24.0  # what a finger or an unsteady hand can hit
MARGIN = 2.0  # around a text
CLEAR = 3.0  # around a mark: a figure beside another place's would be read as that place's
_CELL = 64.0  # of the grid: about as wide as a text

Point = tuple[float, float]
Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle given by its centre; y points down."""

    x: float
    y: float
    width: float
    height: float

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        wide, high = self.width / 2, self.height / 2
        return self.x - wide, self.y - high, self.x + wide, self.y + high

    def overlaps(self, other: Box) -> bool:
        """Whether the two share some area."""
        left, top, right, bottom = self.sides
        other_left, other_top, other_right, other_bottom = other.sides
        return (
            left < other_right and right > other_left and top < other_bottom and bottom > other_top
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies entirely within it."""
        left, top, right, bottom = self.sides
        other_left, other_top, other_right, other_bottom = other.sides
        return (
            other_left >= left
            and other_top >= top
            and other_right <= right
            and other_bottom <= bottom
        )

    def grown(self, by: float) -> Box:
        """The same with a margin on each side; a negative one makes it smaller."""
        return Box(self.x, self.y, self.width + 2 * by, self.height + 2 * by)


@dataclass(frozen=True, slots=True)
class Place:
    """A place at its point, with the size of its group of symbols and of its texts, best first."""

    id: str
    x: float
    y: float
    people: int
    group: Size
    texts: tuple[Size, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A name on the ground with its size, and where it may stand, best first."""

    id: str
    size: Size
    spots: tuple[Point, ...]
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """The centre of a text, and which of its place's texts it is."""

    x: float
    y: float
    text: int


def marks(places: Collection[Place]) -> dict[str, Box]:
    """What is shown of each place: its group of symbols, or a dot if there is no room for that.

    A group covers no mark of a place with more people. Nothing is ever moved.
    """
    taken, found = _Grid(), {}
    for place in _in_order(places):
        width, height = place.group
        target = Box(place.x, place.y, max(width, TARGET), max(height, TARGET))
        is_dot = not taken.is_free(target, place.id)
        dot = Box(place.x, place.y, DOT, DOT)
        taken.add(dot if is_dot else target, place.id)
        found[place.id] = dot if is_dot else Box(place.x, place.y, width, height)
    return found


def texts(
    frame: Box,
    controls: Iterable[Box],
    places: Collection[Place],
    marked: Mapping[str, Box],
    names: Collection[Name],
) -> dict[str, Spot]:
    """Where there is room for texts that touch no edge, control, other text, or other mark.

    Names marked `is_first` go first; then the first text of each place, most people first, and
    the next text of those that had no room; then the other names. `marked` are all marks, by the
    id of their place or name.
    """
    taken: _Grid = _Grid()
    for control in controls:
        taken.add(control, None)
    for owner, box in marked.items():
        taken.add(box.grown(CLEAR), owner)
    found: dict[str, Spot] = {}

    def put(owner: str, spots: Iterable[Point], size: Size, text: int) -> None:
        for x, y in spots:
            box = Box(x, y, *size).grown(MARGIN)
            if frame.holds(box) and taken.is_free(box, owner):
                taken.add(box, None)
                found[owner] = Spot(x, y, text)
                return

    for name in names:
        if name.is_first:
            put(name.id, name.spots, name.size, 0)
    order = _in_order(places)
    for text in range(max((len(place.texts) for place in order), default=0)):
        for place in order:
            if place.id not in found and text < len(place.texts):
                size = place.texts[text]
                put(place.id, beside(marked[place.id], size), size, text)
    for name in names:
        if not name.is_first:
            put(name.id, name.spots, name.size, 0)
    return found


def beside(mark: Box, size: Size) -> Iterator[Point]:
    """The centres of a text of this size on all sides of a mark, then aligned with its ends."""
    w, h = (side + 2 * MARGIN for side in size)
    right, under, end = (mark.width + w) / 2, (mark.height + h) / 2, (w - mark.width) / 2
    for x, y in (
        *((0, under), (0, -under), (right, 0), (-right, 0)),
        *((end, under), (end, -under), (-end, under), (-end, -under)),
        *((w / 2, under), (w / 2, -under), (-w / 2, under), (-w / 2, -under)),
    ):
        yield mark.x + x, mark.y + y


def _in_order(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (-place.people, place.id))


class _Grid:
    """Boxes with their owners, by the cells that they touch."""

    def __init__(self) -> None:
        self._cells: defaultdict[tuple[int, int], list[tuple[Box, str | None]]] = defaultdict(list)

    def add(self, box: Box, owner: str | None) -> None:
        """Add a box."""
        for cell in self._touched(box):
            self._cells[cell].append((box, owner))

    def is_free(self, box: Box, owner: str) -> bool:
        """Whether it covers nothing but what its owner has."""
        return not any(
            other != owner and box.overlaps(taken)
            for cell in self._touched(box)
            for taken, other in self._cells[cell]
        )

    @staticmethod
    def _touched(box: Box) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = (int(side // _CELL) for side in box.sides)
        return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))
