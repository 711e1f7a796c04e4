"""assets/tally.js in Chromium counts over arrays what the core counts report by report."""

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

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.generate import generate
from refoulement.counting.places import place_measures, placed_reports
from refoulement.counting.rules import figure
from refoulement.dataset.events import EventGraph
from refoulement.dataset.geography import NO_PLACE
from refoulement.dataset.tables import Dataset
from refoulement.drawing import columns
from refoulement.drawing.columns import packed_columns
from refoulement.drawing.map_data import all_ties, day_number
from refoulement.loading.load import load
from refoulement.presentation.html import escape
from refoulement.presentation.summary import places_of, summary
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES
from tests.conftest import scripted
from tests.copies import FROZEN
from tests.generated import (
    DAYS,
    FIRST_DAY,
    World,
    dataset_of,
    first_here_the_rest_outside,
    report,
)
from tests.test_tally import a_dataset, a_selection

WORLDS, A_BATCH = 200, 100

#: As JSON to and fro: Playwright takes seconds over so many values one by one.
IN_BROWSER = """
(cases) => JSON.stringify(JSON.parse(cases).map(([packed, names, ranges]) => {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const block = tally.read(bytes.buffer);
  const counter = tally.over(block, names);
  return ranges.map((range) => {
    counter.select(range);
    const { figures: alone, ...onMap } = counter.places();
    const { figures: totals, ...numbers } = counter.figures();
    return {
      ...onMap,
      ...numbers,
      all: block.reports,
      alone: alone.map(({ site, measure, alone: of }) =>
        [site, measure, of.low, of.high, of.openAbove, of.year]),
      totals: totals.map((of) => [
        of.measure, of.low, of.high, of.openAbove, of.approximate, of.reports,
        of.independentSources, of.events, of.counted, of.asOf, of.where,
      ]),
    };
  });
}))
"""


@pytest.fixture(scope="module")
def counter(browser: Browser) -> Iterator[Page]:
    """An empty page that counts over arrays."""
    yield from scripted(browser, "tally")


def case(dataset: Dataset, filters: Selection, chosen: Sequence[Selection]) -> list[Any]:
    """The reports that pass filters, and the dates of selections with these filters."""
    packed = b64encode(gzip.decompress(packed_columns(dataset, filters))).decode()
    names = {"sites": dataset.site_ids, "measures": [*MEASURES], "counted": COUNTED_MEASURES}
    ranges = [
        {
            "from": day_number(one.date_from),
            "to": day_number(one.date_to),
            "undated": one.undated,
        }
        for one in chosen
    ]
    return [packed, names, ranges]


def counted(counter: Page, cases: Sequence[Any]) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = json.loads(counter.evaluate(IN_BROWSER, json.dumps(cases)))
    return found


def expected(dataset: Dataset, chosen: Selection) -> dict[str, Any]:
    """The same, by the rules."""
    reports = chosen.reports(dataset)
    held = summary(dataset, chosen)["held"]
    ties = pairs_of(dataset, chosen)
    return {
        "all": dataset.current,
        "matching": len(reports),
        "sources": len({report.source_id for report in reports}),
        "hidden": chosen.undated_hidden(dataset),
        "unplaced": len(placed_reports(reports, NO_PLACE)),
        "ties": ties,
        "tiesLeft": 0,
        "alone": [
            [place.site_id, place.measure, *ends(place.alone), as_of and as_of.year]
            for place in place_measures(dataset, reports)
            for as_of in [place.alone.as_of]
        ],
        "totals": [
            [
                measure,
                *ends(of),
                of.approximate,
                of.reports,
                of.independent_sources,
                len(of.events),
                len(of.counted),
                day_number(of.as_of),
                [escape(name) for name in places_of(dataset, held)] if measure == "held" else [],
            ]
            for measure in COUNTED_MEASURES
            for of in [figure(dataset.event_graph, measure, reports, chosen.sites)]
        ],
    }


def ends(of: Any) -> list[Any]:
    return [of.low, of.high, of.open_above]


def pairs_of(dataset: Dataset, chosen: Selection) -> list[list[int]]:
    """Neighbours among places that share counts, those of most reports first."""
    pairs, report, tie = all_ties(dataset)
    matches = chosen.mask(dataset)
    number = [sum(matches[report[tie == name]]) for name in range(len(pairs))]
    order = sorted(range(len(pairs)), key=lambda name: -number[name])
    return [pairs[name].tolist() for name in order if number[name]]


def narrowed(seed: int, filters: Selection, first: date, days: int) -> list[Selection]:
    """A selection with other dates, and with none."""
    chance = random.Random(seed)
    found = [filters.with_dates(None, None)]
    for _ in range(4):
        begin, end = sorted(first + timedelta(chance.randint(-5, days)) for _ in range(2))
        dates = chance.choice(((begin, end), (begin, end), (begin, None), (None, end)))
        found.append(replace(filters.with_dates(*dates), undated=chance.random() < 0.5))
    return found


def assert_counted(counter: Page, asked: Sequence[tuple[Dataset, Sequence[Selection]]]) -> None:
    found = counted(counter, [case(dataset, chosen[0], chosen) for dataset, chosen in asked])
    for (dataset, chosen), answers in zip(asked, found, strict=True):
        for one, answer in zip(chosen, answers, strict=True):
            assert answer == expected(dataset, one), one


@pytest.mark.parametrize("first", first_here_the_rest_outside(range(0, WORLDS, A_BATCH)))
def test_arrays_come_to_what_the_rules_say(counter: Page, first: int) -> None:
    seeds = range(first, first + A_BATCH)
    asked = [(a_dataset(s), narrowed(s, a_selection(s), FIRST_DAY, DAYS)) for s in seeds]
    assert_counted(counter, asked)


def test_arrays_of_real_data_come_to_what_the_rules_say(counter: Page) -> None:
    dataset = load(FROZEN)
    first, last = dataset.span
    filters = [Selection(), Selection(sites=("tumen", "helong")), Selection(measures=("held",))]
    days = (last - first).days
    asked = [(dataset, narrowed(seed, one, first, days)) for seed, one in enumerate(filters)]
    assert_counted(counter, asked)


def test_arrays_of_a_generated_package_come_to_what_the_rules_say(
    counter: Page, tmp_path: Path
) -> None:
    """With wholes, parts of parts, rivals, repeats and shared counts in the mix of a large one."""
    dataset = load(generate(tmp_path / "generated", 3_000, 40))
    assert len(packed_columns(dataset, Selection())) < 16 * dataset.current, "bytes to load"
    first, last = dataset.span
    asked = [(dataset, narrowed(0, Selection(), first, (last - first).days))]
    assert_counted(counter, asked)


def test_of_the_lines_those_of_most_reports_are_drawn_and_the_others_counted(
    counter: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "MOST_TIES", 3)
    dataset = replace(load(FROZEN))  # arrays of the other one are kept
    ((found,),) = counted(counter, [case(dataset, Selection(), [Selection()])])
    ties = pairs_of(dataset, Selection())
    assert found["ties"] == ties[:3]
    assert found["tiesLeft"] == len(ties) - 3 > 0


def test_of_stocks_of_one_day_and_high_that_with_the_first_id_is_shown(counter: Page) -> None:
    stock = {"measure": "held", "basis": "stock"}
    reports = [
        report(report_id=f"r{event}", event_id=f"e{event}", low=low, high=50, **stock)
        for event, low in ((1, 20), (2, 30), (3, 10))
    ]
    graph = EventGraph.from_links(["e1", "e2", "e3"], {}, [])
    dataset = dataset_of(World(graph, tuple(reports)))
    assert_counted(counter, [(dataset, [Selection()])])
    assert expected(dataset, Selection())["totals"][0][:3] == ["held", 20, 50]


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
    assert_counted(counter, [(dataset, [Selection()])])
