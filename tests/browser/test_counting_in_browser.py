"""In Chromium, assets/counting.js counts over arrays what the core counts report by report."""

from __future__ import annotations

import gzip
import json
import random
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from benchmarks.generate import generate
from refoulement.counting.places import (
    PlaceMeasure,
    other_places,
    place_measures,
    placed_reports,
    shared_by_event,
)
from refoulement.counting.rules import Figure, Interval, figure, interval_of, reason_not_counted
from refoulement.dataset.events import EventGraph
from refoulement.dataset.geography import NO_PLACE
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.columns import (
    block,
    flags,
    in_order,
    numbers_of_events,
    order_of,
    packed_columns,
    places_selected,
)
from refoulement.drawing.map_data import day_number
from refoulement.loading.load import load
from refoulement.presentation.html import escape
from refoulement.presentation.summary import places_of, summary
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, NOT_COUNTED, PLACE_ROLES
from tests.conftest import ROOT, scripted
from tests.copies import FROZEN
from tests.counting.test_tally import a_dataset, a_selection
from tests.generated import (
    DAYS,
    FIRST_DAY,
    RARE_WORLDS,
    World,
    dataset_of,
    first_here_the_rest_outside,
    report,
)

WORLDS, A_BATCH = 400, 100
SHIPPED = ROOT / "data"

#: Passed as JSON both ways, because Playwright takes seconds to pass so many values one by one.
IN_BROWSER = """
(cases) => JSON.stringify(JSON.parse(cases).map(([packed, flags, selected, names, ranges]) => {
  const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const block = counting.read(bytesOf(packed).buffer);
  const counter = counting.over(block, names);
  counter.filter(flags && bytesOf(flags), selected);
  const figure = (of) => [
    of.low, of.high, of.openAbove, of.approximate, of.reports, of.independentSources, of.events,
    of.counted, of.asOf,
  ];
  return ranges.map((range) => {
    counter.select(range);
    const { figures: alone, ...onMap } = counter.places();
    const { figures: totals, ...numbers } = counter.figures();
    return {
      ...onMap,
      ...numbers,
      all: counter.reports,
      alone: alone.map(({ site, measure, alone: of }) =>
        [site, measure, of.low, of.high, of.openAbove, of.years]),
      totals: totals.map((of) => [of.measure, figure(of), of.where, of.notCounted ?? null]),
      details: alone.map(({ site, measure }) => counter.details(site, measure)).map((of) => [
        of.named, figure(of.alone), of.byRole.map(([role, one]) => [role, figure(one)]),
        of.shared.map((s) => [s.event, s.low, s.high, s.openAbove, s.reports, s.others, s.last]),
        of.sharedUncounted, of.rivalPlaces,
      ]),
      shared: counter.sharedCounts(null).map((of) => [
        of.measure, of.event, of.sites, of.further, of.isOpen, of.isCrossing, of.reports,
        of.low, of.high, of.openAbove, of.years,
      ]),
      sharedByPlace: names.sites.map((site) =>
        counter.sharedCounts(site).every((of) => of.sites.includes(site))),
      rows: block.reasons
        ? [null, "", ...names.sites].map((site) =>
            counter.matching(site).map((report) => block.columns.row[report]))
        : null,
    };
  });
}))
"""


@pytest.fixture(scope="module")
def counter(browser: Browser) -> Iterator[Page]:
    """An empty page that counts over arrays."""
    yield from scripted(browser, "folding", "counting")


Asked = tuple[Dataset, Sequence[Selection], bool]


def case(dataset: Dataset, chosen: Sequence[Selection], is_file: bool = False) -> list[Any]:
    """The dates of selections with the same filters, and the reports to count.

    All of the dataset, or only those that pass, one row each, as in a standalone file.
    """
    filters = chosen[0].filters()
    if is_file:
        order = in_order(dataset, filters.mask(dataset))
        content = block(dataset, order, order)
    else:
        order, content = order_of(dataset), gzip.decompress(packed_columns(dataset))
    names = {
        "sites": dataset.site_ids,
        "measures": [*MEASURES],
        "counted": COUNTED_MEASURES,
        "roles": [*PLACE_ROLES],
    }
    packed, which = (b64encode(part).decode() for part in (content, flags(dataset, filters, order)))
    selected = places_selected(dataset, filters)
    return [packed, which or None, selected, names, [*map(ends, chosen)]]


def ends(chosen: Selection) -> dict[str, Any]:
    """A selection's dates in the browser's form."""
    first, last = day_number(chosen.date_from), day_number(chosen.date_to)
    return {"from": first, "to": last, "undated": chosen.undated}


def counted(counter: Page, cases: Sequence[Any]) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = json.loads(counter.evaluate(IN_BROWSER, json.dumps(cases)))
    return found


def expected(dataset: Dataset, chosen: Selection, is_file: bool = False) -> dict[str, Any]:
    """The same results by the rules."""
    reports = chosen.reports(dataset)
    held = summary(dataset, chosen)["held"]
    number = numbers(dataset, chosen, is_file)
    places = place_measures(dataset, reports)
    return {
        "all": chosen.filters().count(dataset) if is_file else dataset.current,
        "matching": len(reports),
        "sources": len({report.source_id for report in reports}),
        "hidden": chosen.undated_hidden(dataset),
        "unplaced": len(placed_reports(reports, NO_PLACE)),
        "shared": shared_counts(dataset, reports, number),
        "sharedByPlace": [True] * len(dataset.site_ids),
        "alone": [
            [
                *(place.site_id, place.measure),
                *(place.alone.low, place.alone.high, place.alone.open_above),
                place.alone.years and list(place.alone.years),
            ]
            for place in places
        ],
        "totals": [
            [
                measure,
                figure_facts(of),
                [escape(name) for name in places_of(dataset, held)] if measure == "held" else [],
                reasons(of) if is_file else None,
            ]
            for measure in COUNTED_MEASURES
            for of in [figure(dataset.event_graph, measure, reports, chosen.sites)]
        ],
        "details": [details(dataset, place, number) for place in places],
        "rows": rows(dataset, chosen) if is_file else None,
    }


def figure_facts(of: Figure) -> list[Any]:
    return [
        *(of.low, of.high, of.open_above, of.approximate, of.reports, of.independent_sources),
        *(len(of.events), len(of.counted), day_number(of.as_of)),
    ]


def reasons(of: Figure) -> dict[str, int]:
    said = [reason for _, reason in of.not_counted]
    return {reason: said.count(reason) for reason in NOT_COUNTED if reason in said}


def details(dataset: Dataset, place: PlaceMeasure, number: dict[str, int]) -> list[Any]:
    """What is stated for a place; `number` maps events to their numbers."""

    def shared(event: str, together: list[Report]) -> list[Any]:
        interval = interval_of(together)
        others = max(len(other_places(dataset, report, place.site_id)) for report in together)
        last = max((r.date_to for r in together if r.date_to), default=None)
        numbers = ends_of(interval) if interval else (None, None, False)
        return [number[event], *numbers, len(together), others, day_number(last)]

    by_event = shared_by_event(place)
    lines = [shared(event, together) for event, together in by_event.items()]
    lines.sort(key=lambda line: (-(10**9) if line[-1] is None else line[-1], -line[0]))
    return [
        place.alone.reports + len(place.shared),
        figure_facts(place.alone),
        [[role, figure_facts(of)] for role, of in place.by_role.items()],
        lines[::-1],
        len(place.shared) - sum(map(len, by_event.values())),
        list(place.rival_places),
    ]


def numbers(dataset: Dataset, chosen: Selection, is_file: bool) -> dict[str, int]:
    """The number of each event in the arrays."""
    passing = chosen.filters().mask(dataset)
    order = in_order(dataset, passing) if is_file else order_of(dataset)
    events, number = numbers_of_events(dataset, order)
    return dict(zip(dataset.events["event_id"].iloc[events], number.tolist(), strict=True))


def rows(dataset: Dataset, chosen: Selection) -> list[list[int]]:
    """Positions of reports in the arrays: all, those without a place, and by place."""
    order = in_order(dataset, chosen.mask(dataset))
    reports = dict(zip(order.tolist(), dataset.records_at(order), strict=True))
    by_place = [placed_reports(reports.values(), site) for site in ("", *dataset.site_ids)]
    return [
        [at for at, r in reports.items() if r in some] for some in (reports.values(), *by_place)
    ]


def shared_counts(
    dataset: Dataset, reports: Sequence[Report], number: dict[str, int]
) -> list[list[Any]]:
    """The counts shared by several places, by measure, event and places; in any order."""
    found: dict[tuple[Any, ...], list[Report]] = {}
    for one in reports:
        if len(one.sites) > 1 and reason_not_counted(one) is None:
            sites = tuple(site for site in dataset.site_ids if site in one.sites)
            further = tuple(name == "others" for name in one.other_places)
            key = one.measure, number[one.event_id], sites, further.count(False)
            found.setdefault((*key, True in further), []).append(one)
    lines = []
    for (measure, event, sites, further, is_open), together in found.items():
        days = [day for r in together if r.has_number for day in (r.date_from, r.date_to) if day]
        interval = interval_of(together)
        lines.append(
            [
                *(measure, event, list(sites), further, is_open),
                all(one.place_role == "crossing" for one in together),
                len(together),
                *(ends_of(interval) if interval else (None, None, False)),
                [min(days).year, max(days).year] if days else None,
            ]
        )
    return sorted(lines, key=json.dumps)


def ends_of(interval: Interval) -> tuple[int | None, int, bool]:
    return interval.low, interval.highest, interval.open_above


def one_of(seed: int) -> Dataset:
    """A generated dataset; half the seeds give returns only: many rivals for the same events."""
    return a_dataset(seed, ("returned",) if seed % 4 < 2 else ())


def narrowed(seed: int, filters: Selection, first: date, days: int) -> list[Selection]:
    """A selection with other dates, and without dates."""
    chance = random.Random(seed)
    found = [filters.filters()]
    for _ in range(4):
        begin, end = sorted(first + timedelta(chance.randint(-5, days)) for _ in range(2))
        dates = chance.choice(((begin, end), (begin, end), (begin, None), (None, end)))
        found.append(replace(filters.with_dates(*dates), undated=chance.random() < 0.5))
    return found


def assert_counted(counter: Page, asked: Sequence[Asked]) -> None:
    found = counted(counter, [case(*one) for one in asked])
    for (dataset, chosen, is_file), answers in zip(asked, found, strict=True):
        for one, answer in zip(chosen, answers, strict=True):
            wanted = json.loads(json.dumps(expected(dataset, one, is_file)))
            answer["shared"].sort(key=json.dumps)
            assert answer == wanted, one


@pytest.mark.parametrize("first", first_here_the_rest_outside(range(0, WORLDS, A_BATCH)))
def test_arrays_come_to_what_the_rules_say(counter: Page, first: int) -> None:
    seeds = range(first, first + A_BATCH)
    asked = [(one_of(s), narrowed(s, a_selection(s), FIRST_DAY, DAYS), s % 2 == 1) for s in seeds]
    assert_counted(counter, asked)


@pytest.mark.parametrize("package", [FROZEN, SHIPPED], ids=["frozen", "shipped"])
def test_arrays_of_real_data_come_to_what_the_rules_say(counter: Page, package: Path) -> None:
    dataset = load(package)
    first, last = dataset.span
    filters = [Selection(), Selection(sites=("tumen", "helong")), Selection(measures=("held",))]
    days = (last - first).days
    asked = [
        (dataset, narrowed(seed, one, first, days), is_file)
        for seed, one in enumerate(filters)
        for is_file in (False, True)
    ]
    assert_counted(counter, asked)


def test_arrays_of_a_generated_package_come_to_what_the_rules_say(
    counter: Page, tmp_path: Path
) -> None:
    """Wholes, parts of parts, rivals, repeats and shared counts, mixed as in a large package."""
    dataset = load(generate(tmp_path / "generated", 3_000, 40))
    assert len(packed_columns(dataset)) < 16 * dataset.current, "bytes to load"
    first, last = dataset.span
    filters = [Selection(), Selection(sites=dataset.site_ids[:5])]
    asked = [(dataset, narrowed(3, one, first, (last - first).days), False) for one in filters]
    assert_counted(counter, asked)


def test_of_stocks_of_one_day_and_high_that_with_the_first_id_is_shown(counter: Page) -> None:
    stock = {"measure": "held", "basis": "stock"}
    reports = [
        report(report_id=f"r{event}", event_id=f"e{event}", low=low, high=50, **stock)
        for event, low in ((1, 20), (2, 30), (3, 10))
    ]
    graph = EventGraph.from_links(["e1", "e2", "e3"], {}, [])
    dataset = dataset_of(World(graph, tuple(reports)))
    assert_counted(counter, [(dataset, [Selection()], False)])
    assert expected(dataset, Selection())["totals"][0][1][:2] == [20, 50]


def test_one_number_is_approximate_where_every_report_words_it_so(counter: Page) -> None:
    graph = EventGraph.from_links(["e1"], {}, [])
    asked: list[Asked] = []
    for words in ((True, True), (True, False), (False, True)):
        reports = (report(report_id=f"r{at}", approximate=is_) for at, is_ in enumerate(words))
        asked.append((dataset_of(World(graph, tuple(reports))), [Selection()], False))
    assert_counted(counter, asked)
    said = [expected(dataset, Selection())["totals"][1][1][3] for dataset, _, _ in asked]
    assert said == [True, False, False]


def test_a_flag_stands_for_each_report_whatever_is_selected(dataset: Dataset) -> None:
    order = order_of(dataset)
    content = flags(dataset, Selection(sites=("tumen",)), order)
    bits = np.unpackbits(np.frombuffer(content, np.uint8), bitorder="little")
    reports = dataset.records_at(order)
    passing = [r for r, bit in zip(reports, bits, strict=False) if bit]
    assert passing == [r for r in reports if "tumen" in r.sites]
    assert 8 * len(content) < dataset.current + 8
    assert flags(dataset, Selection(), order) == b""


def test_the_generated_worlds_try_every_rule() -> None:
    """Every outcome that the rules know occurs often, so that equality proves something."""
    outcomes = (
        *("whole from parts", "open below", "no low", "approximate", "other stock", "shared"),
        *("several roles", "shared by event", "rival places", "rivals of a place and others"),
    )
    seen = dict.fromkeys(outcomes, 0)
    for seed in range(WORLDS):
        dataset, chosen = one_of(seed), a_selection(seed).filters()
        matching = chosen.reports(dataset)
        for measure in COUNTED_MEASURES:
            of = figure(dataset.event_graph, measure, matching, chosen.sites)
            seen["whole from parts"] += any(e.interval and not e.counted for e in of.events)
            seen["open below"] += of.open_below
            seen["approximate"] += of.approximate
            seen["no low"] += of.low is None and of.high is not None
            seen["other stock"] += any(reason == "other_stock" for _, reason in of.not_counted)
            seen["shared"] += any(reason == "shared" for _, reason in of.not_counted)
        one_and_others = {r.sites[0] for r in matching if r.other_places and len(r.sites) == 1}
        for place in place_measures(dataset, matching):
            seen["several roles"] += len(place.by_role) > 1
            seen["shared by event"] += len(shared_by_event(place)) > 1
            seen["rival places"] += bool(place.rival_places)
            seen["rivals of a place and others"] += bool(one_and_others & {*place.rival_places})
        if min(seen.values()) > 10:
            return
    raise AssertionError(seen)


@pytest.mark.parametrize(("one", "other"), [(True, True), (True, False), (False, False)])
def test_a_sum_is_about_so_many_where_any_of_its_numbers_is(
    counter: Page, one: bool, other: bool
) -> None:
    reports = [
        report(report_id=f"r{event}", event_id=f"e{event}", low=20, high=20, approximate=about)
        for event, about in ((1, one), (2, other))
    ]
    graph = EventGraph.from_links(["e1", "e2"], {}, [])
    dataset = dataset_of(World(graph, tuple(reports)))
    assert summary(dataset, Selection())["returned"].approximate is (one or other)
    assert_counted(counter, [(dataset, [Selection()], False)])


@pytest.mark.parametrize("world", RARE_WORLDS.values(), ids=RARE_WORLDS)
def test_of_rare_worlds_too_arrays_come_to_what_the_rules_say(counter: Page, world: World) -> None:
    assert_counted(counter, [(dataset_of(world), [Selection()], False)])
