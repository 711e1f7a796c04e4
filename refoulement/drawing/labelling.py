"""Symbols moved apart and texts put beside them, so that nothing covers anything else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

ROUNDS = 200  # of moving symbols apart; a few suffice, save in a crowd
DISTANCES = (0, 12, 24, 36, 50, 66, 84, 104)  # between symbols and the text that belongs to them
_STEPS = 24  # points of a line that are looked at


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its middle; pixels, y downwards."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two share some area."""
        return (
            2 * abs(self.x - other.x) < self.width + other.width
            and 2 * abs(self.y - other.y) < self.height + other.height
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies in it as a whole."""
        return (
            2 * abs(self.x - other.x) <= self.width - other.width
            and 2 * abs(self.y - other.y) <= self.height - other.height
        )

    def grown(self, by: float) -> Box:
        """The same with a margin on each side; a negative one makes it smaller."""
        return replace(self, width=self.width + 2 * by, height=self.height + 2 * by)


def moved_apart(boxes: Sequence[Box], fixed: Collection[Box], frame: Box) -> list[Box]:
    """The boxes where they cover neither each other nor the fixed ones, inside the frame.

    Of two that overlap the smaller one gives way more. In a crowd without room some
    overlap remains.
    """
    placed = list(boxes)
    for _ in range(ROUNDS):
        pushed = [_inside(box, frame) for box in placed]
        for one, other in combinations(range(len(pushed)), 2):
            pushed[one], pushed[other] = _pushed(pushed[one], pushed[other])
        for obstacle in fixed:
            pushed = [_away(box, obstacle, frame) for box in pushed]
        if pushed == placed:
            break
        placed = pushed
    return [_inside(box, frame) for box in placed]


def beside(
    symbols: Box,
    width: float,
    height: float,
    taken: Iterable[Box],
    frame: Box,
    distances: Iterable[float] = DISTANCES,
) -> Box | None:
    """Where a text of this size is free near a box of symbols; None where it is nowhere.

    Under, over and beside it first, then at its corners, then farther away where a
    line from the symbols to the text crosses nothing.
    """
    obstacles = list(taken)
    for distance in distances:
        for box in _sides(symbols.grown(distance), width, height):
            free = frame.holds(box) and not any(box.overlaps(other) for other in obstacles)
            if free and (not distance or _sees(symbols, box, obstacles)):
                return box
    return None


def line_between(symbols: Box, text: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ends of a line from a box of symbols to the text that belongs to it."""
    start, end = _nearest(symbols, text.x, text.y), _nearest(text, symbols.x, symbols.y)
    return start, end


def _sides(box: Box, width: float, height: float) -> Iterator[Box]:
    right, under = (box.width + width) / 2 + 2, (box.height + height) / 2
    for x, y in (
        *((0, under), (0, -under), (right, 0), (-right, 0)),
        *((width / 2, under), (width / 2, -under), (-width / 2, under), (-width / 2, -under)),
        *((right, under / 2), (right, -under / 2), (-right, under / 2), (-right, -under / 2)),
    ):
        yield Box(box.x + x, box.y + y, width, height)


def _pushed(one: Box, other: Box) -> tuple[Box, Box]:
    if not one.overlaps(other):
        return one, other
    x, y = _way_out(one, other)
    share = other.width * other.height / (one.width * one.height + other.width * other.height)
    return (
        replace(one, x=one.x - x * share, y=one.y - y * share),
        replace(other, x=other.x + x * (1 - share), y=other.y + y * (1 - share)),
    )


def _away(box: Box, obstacle: Box, frame: Box) -> Box:
    """The box beside an obstacle, on the nearest side that the frame has room on."""
    if not box.overlaps(obstacle):
        return box
    x, y = (obstacle.width + box.width) / 2 + 0.5, (obstacle.height + box.height) / 2 + 0.5
    sides = [
        *(replace(box, x=obstacle.x + way) for way in (x, -x)),
        *(replace(box, y=obstacle.y + way) for way in (y, -y)),
    ]
    inside = [side for side in sides if frame.holds(side)]
    return min(inside or [box], key=lambda side: abs(side.x - box.x) + abs(side.y - box.y))


def _way_out(one: Box, other: Box) -> tuple[float, float]:
    """By how much the other has to move to lie beside the first, the shorter way."""
    over_x = (one.width + other.width) / 2 - abs(other.x - one.x) + 0.5
    over_y = (one.height + other.height) / 2 - abs(other.y - one.y) + 0.5
    if over_x < over_y:
        return (over_x if other.x >= one.x else -over_x), 0
    return 0, (over_y if other.y >= one.y else -over_y)


def _inside(box: Box, frame: Box) -> Box:
    x = _between(box.x, frame.x, (frame.width - box.width) / 2)
    y = _between(box.y, frame.y, (frame.height - box.height) / 2)
    return replace(box, x=x, y=y)


def _between(value: float, middle: float, reach: float) -> float:
    return max(middle - max(reach, 0), min(middle + max(reach, 0), value))


def _sees(symbols: Box, text: Box, obstacles: Iterable[Box]) -> bool:
    (x, y), (to_x, to_y) = line_between(symbols, text)
    points = [
        Box(x + (to_x - x) * step / _STEPS, y + (to_y - y) * step / _STEPS, 1, 1)
        for step in range(1, _STEPS)
    ]
    others = [box for box in obstacles if not box.overlaps(symbols)]
    return not any(point.overlaps(other) for point in points for other in others)


def _nearest(box: Box, x: float, y: float) -> tuple[float, float]:
    """The point of a box that is nearest to x, y."""
    return _between(x, box.x, box.width / 2), _between(y, box.y, box.height / 2)
