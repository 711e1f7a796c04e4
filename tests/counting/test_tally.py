"""Counting over arrays gives the same as the rules of counting.py, report by report."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product

import numpy as np
import pytest

from refoulement.counting import tally as tallying
from refoulement.counting.index import NO_HIGH, NO_LOW, index_of
from refoulement.counting.places import place_measures
from refoulement.counting.rules import EventCount, figure, interval_of, sum_of_parts
from refoulement.counting.tally import place_figures, small_wholes
from refoulement.dataset.events import EventGraph
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.presentation.summary import summary, why_not_counted
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, PLACE_ROLES
from tests.copies import FROZEN
from tests.generated import (
    DAYS,
    FIRST_DAY,
    RARE_WORLDS,
    SITES,
    World,
    dataset_of,
    first_here_the_rest_outside,
    mixed_world,
    report,
)

WORLDS = 250


def a_dataset(seed: int, measures: Sequence[str] = ()) -> Dataset:
    """A generated dataset, in every third case of stocks only; some reports are withdrawn."""
    measures = measures or (("held",) if seed % 3 == 0 else tuple(MEASURES))
    world = mixed_world(seed, random.Random(seed).choice((4, 16, 60)), measures)
    withdrawn = [r.report_id for r in world.reports if random.Random(r.report_id).random() < 0.1]
    return dataset_of(world, withdrawn)


def a_selection(seed: int) -> Selection:
    """A selection that says something about a generated dataset."""
    chance = random.Random(-seed)

    def some(choices: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(chance.sample(choices, chance.choice((0, 0, 1, 2))))

    first = FIRST_DAY + timedelta(chance.randint(-5, DAYS))
    return Selection(
        date_from=chance.choice((None, first)),
        date_to=chance.choice((None, first + timedelta(chance.randint(0, DAYS)))),
        undated=chance.random() < 0.5,
        sites=some(SITES),
        roles=some(tuple(PLACE_ROLES)) if chance.random() < 0.2 else (),
        measures=some(tuple(MEASURES)) if chance.random() < 0.2 else (),
    )


def assert_equal_to_reference(dataset: Dataset, selection: Selection) -> None:
    reports = selection.reports(dataset)
    for measure, found in summary(dataset, selection).items():
        expected = figure(dataset.event_graph, measure, reports, selection.sites)
        assert found == expected.tally, (measure, selection)
        assert str(found) == str(expected)
    assert_reasons_equal_to_reference(dataset, selection)
    assert_places_equal_to_reference(dataset, selection)


def assert_reasons_equal_to_reference(dataset: Dataset, selection: Selection) -> None:
    """Including rows left out by a search, whose reasons are those without the search."""
    reports = selection.reports(dataset)
    reasons = {report.report_id: "measure" for report in reports}
    for measure in COUNTED_MEASURES:
        made = figure(dataset.event_graph, measure, reports, selection.sites)
        reasons |= {report.report_id: "" for report in made.counted}
        reasons |= {report.report_id: reason for report, reason in made.not_counted}
    for searching in (selection, replace(selection, search="1")):
        found = np.flatnonzero(searching.mask(dataset))
        why = why_not_counted(dataset, searching, found)
        expected = [reasons[dataset.reports["report_id"].iloc[at]] for at in found]
        assert why == expected, searching


def assert_places_equal_to_reference(dataset: Dataset, selection: Selection) -> None:
    expected = {
        (place.site_id, place.measure): (
            place.alone.low,
            place.alone.high,
            place.alone.open_above,
            *(place.alone.years or (0, 0)),
        )
        for place in place_measures(dataset, selection.reports(dataset))
    }
    found = {
        (dataset.site_ids[place], figures.measure): (
            None if low == NO_LOW else low,
            None if high == NO_HIGH else high,
            open_above,
            *years,
        )
        for figures in place_figures(dataset, selection.mask(dataset))
        for place, low, high, open_above, *years in zip(
            *(figures.place, figures.low, figures.high, figures.open_above),
            *(figures.first_year, figures.last_year),
            strict=True,
        )
    }
    assert found == expected, selection


@pytest.mark.parametrize("part", first_here_the_rest_outside(range(5)))
def test_counting_over_arrays_equals_the_rules(part: int) -> None:
    for seed in range(part, WORLDS, 5):
        dataset = a_dataset(seed)
        for turn in range(5):
            assert_equal_to_reference(dataset, a_selection(5 * seed + turn))


def test_events_whose_parts_exceed_them_are_those_that_the_rules_find() -> None:
    several = 0
    for seed in range(WORLDS):
        dataset = a_dataset(seed)
        reports, graph = Selection().reports(dataset), dataset.event_graph
        for measure in COUNTED_MEASURES:
            events = figure(graph, measure, reports).events
            expected = [event.event_id for event in events if exceeds(graph, event)]
            assert [e.event_id for e in small_wholes(dataset, measure)] == expected, (seed, measure)
            several += len(expected)
    assert several > 10, "a test of the test"


def exceeds(graph: EventGraph, event: EventCount) -> bool:
    """Whether the parts of the event, or of one of its parts, state more than it does itself."""
    whole, parts = interval_of(event.counted), sum_of_parts(graph, event.parts)
    return any(exceeds(graph, part) for part in event.parts) or bool(
        whole and parts and parts.low and not whole.open_above and parts.low > whole.highest
    )


def is_worded_both_ways(event: EventCount) -> bool:
    """Whether an event's count is a single number that only some sources call “about”."""
    stated = [report for report in event.counted if report.has_number]
    return (
        len({number for report in stated for number in (report.low, report.high)}) == 1
        and len({report.approximate for report in stated}) == 2
    )


def test_the_worlds_hold_what_could_go_wrong() -> None:
    """A test of the test: parts without numbers, overlaps, shared counts, several stocks."""
    seen = {
        "of parts": 0,
        "about": 0,
        "one number, about and not": 0,
        "overlapping": 0,
        "shared": 0,
        "other_stock": 0,
        "open": 0,
        "deep": 0,
    }
    for seed, turn in product(range(WORLDS), range(2)):
        dataset, selection = a_dataset(seed), a_selection(5 * seed + turn)
        seen["deep"] += index_of(dataset).events.depth.max() > 1
        for found in summary(dataset, selection).values():
            seen["of parts"] += any(
                e.parts and e.interval and not any(r.has_number for r in e.counted)
                for e in found.latest
            )
            seen["about"] += found.approximate
            seen["one number, about and not"] += any(map(is_worded_both_ways, found.latest))
            seen["overlapping"] += found.overlapping
            seen["open"] += found.open_below and found.open_above
            for reason in ("shared", "other_stock"):
                seen[reason] += reason in found.not_counted
        if min(seen.values()) >= 3:
            return
    raise AssertionError(seen)


def test_counting_real_data_over_arrays_equals_the_rules() -> None:
    dataset = load(FROZEN)
    first, last = dataset.span
    chance = random.Random(6)
    for _ in range(60):
        ends = sorted(first + timedelta(chance.randint(0, (last - first).days)) for _ in range(2))
        sites = tuple(chance.sample(dataset.site_ids, chance.choice((0, 0, 1, 5))))
        assert_equal_to_reference(dataset, Selection(ends[0], ends[1], sites=sites))
    assert_equal_to_reference(dataset, Selection())


@pytest.mark.parametrize("world", RARE_WORLDS.values(), ids=RARE_WORLDS)
def test_counting_rare_worlds_over_arrays_equals_the_rules(world: World) -> None:
    assert_equal_to_reference(dataset_of(world), Selection())


def test_of_stocks_equal_in_all_else_the_one_whose_id_sorts_first_is_shown() -> None:
    graph = EventGraph.from_links(("e1", "e2"), {}, ())
    held = report(measure="held", basis="stock")
    second = replace(held, report_id="r0", event_id="e2")
    dataset = dataset_of(World(graph, (second, held)))
    stock = summary(dataset, Selection())["held"].stock
    assert stock is not None
    assert stock.event_id == "e1"
    assert_equal_to_reference(dataset, Selection())


def test_an_index_is_shared_by_all_who_ask_and_never_written_to() -> None:
    dataset = load(FROZEN)
    before = index_of(dataset)
    copies = {
        name: np.array(getattr(before, name), copy=True) for name in ("first", "last", "reason")
    }
    for measure in COUNTED_MEASURES:
        tallying.tally(dataset, measure, Selection().mask(dataset), ("tumen",))
    assert index_of(dataset) is before
    assert all((copies[name] == getattr(before, name)).all() for name in copies)
