"""assets/counting.js in Chromium counts as the core does, on thousands of generated datasets."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from refoulement.counting.places import place_measures, shared_counts
from refoulement.counting.rules import EventCount, Figure, Interval, figure
from refoulement.dataset.events import EventGraph
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.map_data import counting_data, day_number
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES
from tests.conftest import scripted
from tests.generated import (
    DAYS,
    FIRST_DAY,
    SITES,
    World,
    first_here_the_rest_outside,
    mixed_world,
    report,
)

WORLDS = 2000
A_BATCH = 500
LONGITUDES = {"a": 125.0, "b": 121.0, "c": 130.0}

#: The same facts from either side, as JSON holds them. The cases come and the facts go as
#: its text: Playwright takes seconds over so many values one by one.
IN_BROWSER = """
(cases) => JSON.stringify(JSON.parse(cases).map(([given, range]) => {
  const data = counting.read(given);
  const name = (event) => data.events[event].id;
  const ids = (reports) => reports.map((report) => report.id);
  const interval = (i) => i && [i.lowest, i.highest, i.openBelow, i.openAbove, i.approximate];
  const event = (e) =>
    e && [name(e.event), ids(e.counted), interval(e.interval), ids(e.evidence), e.parts.map(event)];
  const figure = (f) => [
    f.measure, f.low, f.high, f.openBelow, f.openAbove, f.approximate, f.reports, f.sources,
    f.independentSources, f.events.map(event), event(f.stock), f.asOf, ids(f.counted),
    f.notCounted.map(([report, reason]) => [report.id, reason]),
  ];
  const isShown = (report) => counting.matches(report, range);
  const matching = data.ranked.filter(isShown);
  return {
    matching: ids(matching),
    figures: data.measures.map((measure) => figure(counting.figure(data, measure, matching))),
    places: data.sites.flatMap((site) => counting.placeMeasures(data, site, isShown)).map((p) => {
      const { byRole, shared, rivalPlaces } = counting.placeDetails(data, p, isShown);
      const roles = byRole.map(([role, f]) => [role, figure(f)]);
      return [p.site, p.measure, figure(p.alone), roles, ids(shared), rivalPlaces];
    }),
    shared: counting.sharedCounts(data, matching).map((s) => [
      s.sites, s.otherPlaces, s.measure, s.intervals.map(([id, i]) => [name(id), interval(i)]),
    ]),
  };
}))
"""


@pytest.fixture(scope="module")
def counter(browser: Browser) -> Iterator[Page]:
    """An empty page that knows the rules."""
    yield from scripted(browser, "counting")


def ids(reports: tuple[Report, ...]) -> list[str]:
    return [report.report_id for report in reports]


def interval_facts(interval: Interval | None) -> list[Any] | None:
    if interval is None:
        return None
    return [
        interval.lowest,
        interval.highest,
        interval.open_below,
        interval.open_above,
        interval.approximate,
    ]


def event_facts(event: EventCount | None) -> list[Any] | None:
    if event is None:
        return None
    parts = [event_facts(part) for part in event.parts]
    numbers = interval_facts(event.interval)
    return [event.event_id, ids(event.counted), numbers, ids(event.evidence), parts]


def figure_facts(of: Figure) -> list[Any]:
    return [
        of.measure,
        of.low,
        of.high,
        of.open_below,
        of.open_above,
        of.approximate,
        of.reports,
        of.sources,
        of.independent_sources,
        [event_facts(event) for event in of.events],
        event_facts(of.stock),
        day_number(of.as_of),
        ids(of.counted),
        [[report.report_id, reason] for report, reason in of.not_counted],
    ]


def facts(dataset: Dataset, matching: tuple[Report, ...], sites: tuple[str, ...]) -> dict[str, Any]:
    """What the core makes of matching reports."""
    graph = dataset.event_graph
    return {
        "matching": sorted(ids(matching)),
        "figures": [figure_facts(figure(graph, m, matching, sites)) for m in MEASURES],
        "places": [
            [
                place.site_id,
                place.measure,
                figure_facts(place.alone),
                [[role, figure_facts(of)] for role, of in place.by_role.items()],
                ids(place.shared),
                list(place.rival_places),
            ]
            for place in place_measures(dataset, matching)
        ],
        "shared": [
            [
                list(shared.sites),
                list(shared.other_places),
                shared.measure,
                [[event, interval_facts(interval)] for event, interval in shared.intervals],
            ]
            for shared in shared_counts(dataset, matching)
        ],
    }


_SITES = pd.DataFrame({"site_id": list(LONGITUDES), "longitude": list(LONGITUDES.values())})
_NO = pd.DataFrame()
#: Three places and nothing else. Tables take long to make, and these are the same for all worlds.
_EMPTY = Dataset(Path(), {}, _NO, _NO, _NO, _SITES, _NO, _NO, _NO)


def dataset_of(world: World) -> Dataset:
    """A dataset of a world's events and three places; its reports stay outside."""
    dataset = replace(_EMPTY)
    vars(dataset).update(event_graph=world.graph, site=_EMPTY.site)
    return dataset


def within(reports: tuple[Report, ...], chosen: Selection) -> tuple[Report, ...]:
    """The reports that match a selection of dates and places, as the data model says it."""

    def matches(r: Report) -> bool:
        if chosen.sites and set(r.sites).isdisjoint(chosen.sites):
            return False
        if r.date_from is None or r.date_to is None:
            return chosen.undated or not chosen.has_dates
        starts = chosen.date_to is None or r.date_from <= chosen.date_to
        return starts and (chosen.date_from is None or r.date_to >= chosen.date_from)

    return tuple(filter(matches, reports))


def selection(seed: int) -> Selection:
    """Dates, open at either end or none, undated reports or not, places or all."""
    chance = random.Random(seed)
    days = sorted(FIRST_DAY + timedelta(chance.randint(-3, DAYS + 12)) for _ in range(2))
    ends: list[tuple[date | None, date | None]] = [
        (None, None),
        (days[0], None),
        (None, days[1]),
        (days[0], days[1]),
        (days[0], days[1]),
    ]
    sites = chance.sample(SITES, chance.choice((0, 0, 1, 2)))
    return Selection(*chance.choice(ends), sites=tuple(sites), undated=chance.random() < 0.5)


def assert_counted_alike(
    counter: Page, asked: Iterable[tuple[World, Selection]], first: int = 0
) -> None:
    cases, expected = [], []
    for world, chosen in asked:
        anywhen = within(world.reports, Selection(sites=chosen.sites))
        data = counting_data(world.graph, anywhen, LONGITUDES, chosen.sites)
        ends = {
            "from": day_number(chosen.date_from),
            "to": day_number(chosen.date_to),
            "undated": chosen.undated,
        }
        cases.append([data, ends])
        matching = within(world.reports, chosen)
        expected.append(facts(dataset_of(world), matching, chosen.sites))
    found = json.loads(counter.evaluate(IN_BROWSER, json.dumps(cases)))
    for seed, (one, other) in enumerate(zip(found, expected, strict=True), start=first):
        assert one == other, f"world {seed}"


@pytest.mark.parametrize("first", first_here_the_rest_outside(range(0, WORLDS, A_BATCH)))
def test_the_browser_counts_as_the_core_does(counter: Page, first: int) -> None:
    seeds = range(first, first + A_BATCH)
    assert_counted_alike(counter, ((mixed_world(s), selection(s)) for s in seeds), first)


def test_of_stocks_of_one_day_and_high_that_with_the_first_id_is_shown(counter: Page) -> None:
    stock = {"measure": "held", "basis": "stock", "high": 50}
    reports = [report(report_id=f"r{e}", event_id=f"e{e}", **stock) for e in (3, 1, 2)]
    world = World(EventGraph.from_links(["e1", "e2", "e3"], {}, []), tuple(reports))
    assert_counted_alike(counter, [(world, Selection())])


def test_the_generated_worlds_try_every_rule() -> None:
    """Each outcome that the rules know occurs often, so that equality means something."""
    outcomes = "whole from parts", "open below", "no low", "approximate", "other stock", "shared"
    seen = dict.fromkeys(outcomes, 0)
    for seed in range(WORLDS):
        world, chosen = mixed_world(seed), selection(seed)
        matching = within(world.reports, chosen)
        for measure in COUNTED_MEASURES:
            of = figure(world.graph, measure, matching, chosen.sites)
            seen["whole from parts"] += any(e.interval and not e.counted for e in of.events)
            seen["open below"] += of.open_below
            seen["approximate"] += of.approximate
            seen["no low"] += of.low is None and of.high is not None
            seen["other stock"] += any(reason == "other_stock" for _, reason in of.not_counted)
            seen["shared"] += any(reason == "shared" for _, reason in of.not_counted)
    assert min(seen.values()) > 100, seen
