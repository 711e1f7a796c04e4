"""Marks and texts of a map have room: refoulement/drawing/placement.py follows its rules.

assets/map/placement.js is tested with the same cases (tests/browser/test_placement_in_browser.py).
"""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

from refoulement.drawing.placement import (
    CLEAR,
    DOT,
    MARGIN,
    Box,
    Name,
    Place,
    Spot,
    beside,
    marks,
    texts,
)

CASES = Path(__file__).with_name("placement_cases.json")
FRAME = Box(200, 150, 400, 300)


def world(seed: int) -> tuple[list[Place], list[Name], list[Box]]:
    """Clustered places, names of the ground, and boxes in the corners."""
    chance = random.Random(seed)
    heaps = [(chance.uniform(0, 400), chance.uniform(0, 300)) for _ in range(4)]
    places = []
    for number in range(chance.randint(1, 40)):
        x, y = chance.choice(heaps)
        group = chance.randint(8, 70), chance.randint(8, 40)
        sizes = ((chance.randint(40, 140), 30), (chance.randint(20, 60), 14))
        at = (round(x + chance.gauss(0, 30), 1), round(y + chance.gauss(0, 30), 1))
        people = chance.choice((0, 0, 5, 40, 300, 900))
        places.append(Place(f"p{number}", *at, people, group, sizes[chance.randint(0, 1) :]))
    names = [
        Name(
            f"n{number}",
            (chance.randint(30, 90), 14),
            tuple((chance.randint(0, 400), chance.randint(0, 300)) for _ in range(4)),
            is_first=number < 2,
        )
        for number in range(6)
    ]
    return places, names, [Box(360, 30, 80, 60), Box(60, 280, 120, 40)]


def placed(
    places: list[Place], names: list[Name], controls: list[Box]
) -> tuple[dict[str, Box], dict[str, Spot]]:
    marked = marks(places)
    return marked, texts(FRAME, controls, places, marked, names)


def text_boxes(places: list[Place], names: list[Name], spots: dict[str, Spot]) -> dict[str, Box]:
    sizes = {place.id: place.texts for place in places} | {name.id: (name.size,) for name in names}
    return {id_: Box(spot.x, spot.y, *sizes[id_][spot.text]) for id_, spot in spots.items()}


def test_the_frozen_cases_come_to_what_they_came_to() -> None:
    for case in json.loads(CASES.read_text(encoding="utf-8")):
        places, names, controls = read(case)
        marked, spots = placed(places, names, controls)
        assert {id_: [box.width, box.height] for id_, box in marked.items()} == case["marks"]
        assert {id_: [s.x, s.y, s.text] for id_, s in spots.items()} == case["spots"]


def read(case: dict[str, Any]) -> tuple[list[Place], list[Name], list[Box]]:
    return (
        [
            Place(id_, x, y, people, tuple(group), tuple(map(tuple, sizes)))
            for id_, x, y, people, group, sizes in case["places"]
        ],
        [
            Name(id_, tuple(size), tuple(map(tuple, spots)), is_first)
            for id_, size, spots, is_first in case["names"]
        ],
        [Box(*box) for box in case["controls"]],
    )


def test_texts_touch_no_edge_no_control_no_mark_but_their_own_and_no_other_text() -> None:
    shown = 0
    for seed in range(200):
        places, names, controls = world(seed)
        marked, spots = placed(places, names, controls)
        boxes = text_boxes(places, names, spots)
        shown += len(boxes)
        for id_, box in boxes.items():
            assert FRAME.holds(box.grown(MARGIN)), seed
            others = [mark for other, mark in marked.items() if other != id_]
            assert not any(box.overlaps(control) for control in controls), (seed, id_)
            assert not any(box.overlaps(other.grown(CLEAR)) for other in others), (seed, id_)
        for one, other in combinations(boxes.values(), 2):
            assert not one.overlaps(other), seed
    assert shown > 700


def test_every_place_keeps_a_mark_at_its_point_and_groups_cover_no_other_group() -> None:
    kinds = set()
    for seed in range(200):
        places, _, _ = world(seed)
        marked = marks(places)
        assert {place.id: (place.x, place.y) for place in places} == {
            id_: (mark.x, mark.y) for id_, mark in marked.items()
        }
        groups = [mark for mark in marked.values() if mark.width > DOT]
        assert not any(one.overlaps(other) for one, other in combinations(groups, 2)), seed
        kinds |= {mark.width > DOT for mark in marked.values()}
    assert kinds == {True, False}


def test_the_order_of_rows_changes_nothing() -> None:
    for seed in range(100):
        places, names, controls = world(seed)
        other = random.Random(seed).sample(places, len(places))
        assert placed(places, names, controls) == placed(other, names, controls)


def test_the_place_with_most_people_has_its_symbols_and_its_text_first() -> None:
    small = Place("a", 100, 100, 10, (30, 30), ((60, 14),))
    large = replace(small, id="b", x=110, people=500)
    marked, spots = placed([small, large], [], [])
    assert (marked["a"].width, marked["b"].width) == (DOT, 30)
    assert (spots["b"].x, spots["b"].y) == next(beside(marked["b"], (60, 14)))


def test_a_text_without_room_gives_way_to_the_name_alone_and_that_to_nothing() -> None:
    place = Place("a", 200, 150, 10, (30, 30), ((380, 250), (60, 14)))
    assert placed([place], [], [])[1]["a"].text == 1
    assert placed([place], [], [FRAME])[1] == {}


def test_a_name_stands_at_the_first_of_its_spots_that_is_free() -> None:
    name = Name("n", (60, 14), ((100, 100), (200, 200)))
    assert placed([], [name], [])[1]["n"] == Spot(100, 100, 0)
    assert placed([], [name], [Box(100, 100, 10, 10)])[1]["n"] == Spot(200, 200, 0)
    crowded = Name("n", (60, 14), ((100, 100),), is_first=True)
    place = Place("a", 100, 75, 10, (20, 20), ((60, 14),))
    spots = placed([place], [crowded], [])[1]
    assert (spots["n"].y, spots["a"].y < 75) == (100, True), "names that come first have their room"
