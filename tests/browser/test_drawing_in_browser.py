"""assets/features.js in Chromium draws as the core does, and says what readers are to be told."""

from __future__ import annotations

import gzip
import json
import random
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from refoulement.counting.places import place_measures, placed_reports, shared_counts
from refoulement.dataset.geography import NO_PLACE
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.columns import flags, order_of, packed_columns, places_selected
from refoulement.drawing.map_data import server_counted, words_data, words_of_reports
from refoulement.drawing.symbols import symbol
from refoulement.loading.load import load
from refoulement.loading.soundness import check
from refoulement.presentation.markup import short_name
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES
from tests.browser.test_counting_in_browser import ends
from tests.conftest import scripted
from tests.copies import FREE_TEXT, FROZEN, copy_package, fill_columns
from tests.generated import DAYS, FIRST_DAY, LONGITUDES, SITES, dataset_of, mixed_world
from tests.presentation.test_markup import HOSTILE
from tests.presentation.test_markup import Page as Markup
from tests.server.test_api import SELECTIONS

EVERYTHING = Selection()
WORLDS = 500

#: What is on the map after each selection, one after another: changes are put on what was there.
#: As JSON to and fro: Playwright takes seconds over so many values one by one.
IN_BROWSER = """
(cases) => JSON.stringify(JSON.parse(cases).map(([data, steps, columns]) => {
  const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const view = features.view(data);
  const counter = columns && counting.over(counting.read(bytesOf(columns).buffer), data);
  const [places, ties] = [{}, {}];
  const counted = (step) => {
    counter.filter(step.flags && bytesOf(step.flags), step.sites);
    counter.select(step);
    return counter.places();
  };
  return steps.map((step) => {
    const found = counter ? counted(step) : features.unpack(data, step);
    const changes = view.show(found, step.hasFigures ?? true, counter);
    for (const [place, symbols] of changes.places) {
      if (symbols.length) places[place] = symbols;
      else delete places[place];
    }
    for (const [tie, ends] of changes.ties) {
      if (ends) ties[tie] = ends;
      else delete ties[tie];
    }
    const say = (answer, of) => Object.fromEntries(Object.keys(of).map((p) => [p, answer(p)]));
    return {
      places: { ...places },
      ties: Object.values(ties).sort(),
      unplaced: changes.unplaced,
      said: say(view.said, places),
      popups: say(view.popup, places),
      tieTexts: say(view.tie, ties),
    };
  });
}))
"""


@pytest.fixture(scope="module")
def drawer(browser: Browser) -> Iterator[Page]:
    """An empty page that knows the rules and the symbols."""
    yield from scripted(browser, "folding", "counting", "features")


def step(dataset: Dataset, chosen: Selection) -> dict[str, Any]:
    """A selection as the scripts take it: its dates, what passes, and whether it has figures."""
    which = b64encode(flags(dataset, chosen, order_of(dataset))).decode()
    return {
        **ends(chosen),
        "hasFigures": chosen.has_figures,
        "flags": which or None,
        "sites": places_selected(dataset, chosen),
    }


def words_of(dataset: Dataset) -> dict[str, Any]:
    """What the scripts draw from of a dataset that they are sent at once."""
    return words_data(dataset) | words_of_reports(dataset, order_of(dataset))


def case(dataset: Dataset, data: dict[str, Any], *chosen: Selection) -> list[Any]:
    columns = b64encode(gzip.decompress(packed_columns(dataset))).decode()
    return [data, [step(dataset, one) for one in chosen], columns]


def on_map(drawer: Page, dataset: Dataset, *chosen: Selection) -> list[dict[str, Any]]:
    """What the scripts draw and say of selections, one after another."""
    (found,) = all_on_map(drawer, [case(dataset, words_of(dataset), *chosen)])
    return found


def all_on_map(drawer: Page, cases: Sequence[Any]) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = json.loads(drawer.evaluate(IN_BROWSER, json.dumps(cases)))
    return found


def symbols(
    dataset: Dataset, matching: Iterable[Report], has_figures: bool = True
) -> dict[str, list[dict[str, Any]]]:
    """Each place's symbols, as the core makes them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for measure in place_measures(dataset, matching):
        found.setdefault(measure.site_id, []).append(asdict(symbol(measure, has_figures)))
    return found


def assert_drawn(found: dict[str, Any], dataset: Dataset, chosen: Selection) -> None:
    """Symbols, ties and the number of reports without a place are those of the selection."""
    matching = chosen.reports(dataset)
    assert found["places"] == symbols(dataset, matching, chosen.has_figures), chosen
    assert found["unplaced"] == len(placed_reports(matching, NO_PLACE)), chosen
    tied = {two for count in shared_counts(dataset, matching) for two in pairwise(count.sites)}
    rows = dataset.site
    lines = [[[rows[s]["latitude"], rows[s]["longitude"]] for s in two] for two in tied]
    assert sorted(found["ties"]) == sorted(lines), chosen


def lines_of(tooltips: dict[str, str]) -> dict[str, list[str]]:
    """What each tie says of counts, in any order."""
    return {tie: sorted(re.findall("<div>(<b>.*?)</div>", text)) for tie, text in tooltips.items()}


def tie_lines(dataset: Dataset, chosen: Selection) -> dict[str, list[str]]:
    """The same, by the core."""
    found: dict[str, list[str]] = {}
    for count in shared_counts(dataset, chosen.reports(dataset)):
        names = [*map(dataset.site_name, count.sites), *count.other_places]
        together = f"<b>{', '.join(names[:-1])} and {names[-1]}</b>"
        for event, interval in count.intervals:
            figure = f" {interval}" if interval else " without a number"
            label = dataset.event[event]["label"]
            line = f"{together}: {short_name(count.measure).lower()}{figure}, {label}"
            for two in pairwise(count.sites):
                tie = ",".join(str(dataset.site_ids.index(site)) for site in two)
                found.setdefault(tie, []).append(line)
    return {tie: sorted(lines) for tie, lines in found.items()}


def some_dates(chance: random.Random, dataset: Dataset) -> tuple[date, date]:
    first, last = dataset.span
    days = [first + timedelta(chance.randint(0, (last - first).days)) for _ in range(2)]
    return min(days), max(days)


# What is drawn


def test_it_draws_what_the_core_makes_of_any_dates_one_after_another(
    drawer: Page, dataset: Dataset
) -> None:
    chance = random.Random(6)
    chosen = [
        Selection(*some_dates(chance, dataset), undated=chance.random() < 0.5) for _ in "." * 60
    ]
    chosen.append(EVERYTHING)
    for drawn, selection in zip(on_map(drawer, dataset, *chosen), chosen, strict=True):
        assert_drawn(drawn, dataset, selection)
        assert lines_of(drawn["tieTexts"]) == tie_lines(dataset, selection)


def test_it_draws_what_the_core_makes_of_any_selection(drawer: Page, dataset: Dataset) -> None:
    tried = 0
    for seed, chosen in enumerate(SELECTIONS):
        narrowed = [chosen]
        for number in range(3):
            first, last = some_dates(random.Random(10 * seed + number), dataset)
            first = max(first, chosen.date_from or first)
            last = min(last, chosen.date_to or last)
            if first <= last:
                narrowed.append(chosen.with_dates(first, last))
        for drawn, selection in zip(on_map(drawer, dataset, *narrowed), narrowed, strict=True):
            assert_drawn(drawn, dataset, selection)
            tried += bool(drawn["places"])
    assert tried >= 20


def test_what_changes_is_all_that_changes_in_generated_worlds(
    drawer: Page, dataset: Dataset
) -> None:
    """Three selections one after another: what is drawn and said at last is of that one alone."""
    words = words_data(dataset)
    places = {s: {"at": [0, LONGITUDES[s]], "name": s.upper(), "heading": ""} for s in SITES}
    words |= {"sites": SITES, "places": places}
    cases, expected = [], []
    for seed in range(WORLDS):
        world, chance = dataset_of(mixed_world(seed)), random.Random(seed)
        chosen = []
        for _ in range(3):
            first, last = sorted(chance.choices(range(-3, DAYS + 12), k=2))
            days = FIRST_DAY + timedelta(first), FIRST_DAY + timedelta(last)
            sites = tuple(chance.sample(SITES, chance.choice((0, 0, 1, 2))))
            chosen.append(Selection(*days, sites=sites, undated=chance.random() < 0.5))
        cases.append(case(world, words | words_of_reports(world, order_of(world)), *chosen))
        matching = chosen[-1].reports(world)
        expected.append((symbols(world, matching), tie_lines(world, chosen[-1])))
    for seed, (found, core) in enumerate(zip(all_on_map(drawer, cases), expected, strict=True)):
        said = lines_of(found[-1]["tieTexts"])
        assert (found[-1]["places"], said) == core, f"world {seed}"


def test_it_draws_what_the_server_has_counted_as_it_would_have_counted_itself(
    drawer: Page, dataset: Dataset
) -> None:
    """Selections one after another: what is gone from one to the next is drawn no more."""
    chance = random.Random(60)
    chosen = [Selection(*some_dates(chance, dataset)) for _ in range(20)]
    contents = [unpacked(server_counted(dataset, one.mask(dataset))) for one in chosen]
    (found,) = all_on_map(drawer, [(words_data(dataset), contents, None)])
    counted = on_map(drawer, dataset, *chosen)
    for drawn, own, selection in zip(found, counted, chosen, strict=True):
        assert_drawn(drawn, dataset, selection)
        assert drawn["said"] == own["said"]
        for place, markup in drawn["popups"].items():
            text = Markup(markup).text
            assert text.startswith(dataset.site_name(place))
            assert text.endswith("The ledger beside the map lists the reports.")


def test_what_is_counted_here_of_a_large_dataset_is_said_in_full_without_names_of_events(
    drawer: Page, dataset: Dataset
) -> None:
    (found,) = all_on_map(drawer, [case(dataset, words_data(dataset), EVERYTHING)])[0]
    (named,) = on_map(drawer, dataset, EVERYTHING)
    assert found["places"] == named["places"]
    text, whole = popup(found, "tumen"), popup(named, "tumen")
    assert "325, as of 22 July 2021 (1 of 9 reports, 1 independent source)" in text
    assert "shared with up to 4 other places: 200–650+" in text
    assert text == re.sub(r"(shared with .*? places?), .*?(: [0-9≤])", r"\1\2", whole)
    assert all("One count or more" in tie for tie in found["tieTexts"].values())


def unpacked(packed: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(zlib.decompress(b64decode(packed)))
    return content


# What is said


@pytest.fixture(scope="module")
def told(drawer: Page) -> dict[str, Any]:
    """What the map of the whole frozen dataset says."""
    dataset = load(FROZEN)
    return on_map(drawer, dataset, EVERYTHING)[0]


def popup(told: dict[str, Any], place: str) -> str:
    """A popup's text."""
    return Markup(told["popups"][place]).text


def test_the_popup_of_tumen_says_its_figures_and_what_it_shares(told: dict[str, Any]) -> None:
    markup, text = told["popups"]["tumen"], popup(told, "tumen")
    assert text.startswith("Tumen 투먼 (도문) · 图们")
    assert "Jilin, China: place of detention and crossing point, opposite Namyang" in text
    held, returned = text.split("Held in China")[1].split("Returned to North Korea")
    assert held.startswith("325, as of 22 July 2021 (1 of 9 reports, 1 independent source)")
    assert returned.startswith("≤ 500 (1 of 1 report, 1 independent source)")
    assert "Arrested" not in text
    assert "<b>325</b>" in markup
    assert "<b>≤ 500</b>" in markup
    shared = [
        "shared with 1 other place, Returns of 26 April 2024: 50–60",
        "shared with up to 4 other places, Mass return of 9 October 2023: 200–650+",
        "shared with 1 other place, Eleven arrested in Yanji and Tumen and returned, July 2014: 11",
        "shared with 1 other place, Shenyang, Changchun and Yanji arrests, February 2012: 41",
        "1 report of several places, repeated or in no figure",
    ]
    assert re.findall(r"<li>(shared .*?|[0-9]+ report .*?)</li>", markup) == shared


def test_a_place_with_shared_counts_only_says_no_figure_of_its_own(told: dict[str, Any]) -> None:
    assert told["said"]["hunchun"] == "Returned: no figure of its own"
    after = popup(told, "hunchun").split("Returned to North Korea")[1]
    assert after.startswith("shared with 1 other place, ")


def test_places_that_rival_reports_of_the_same_event_name_are_said(told: dict[str, Any]) -> None:
    said = "other reports of the same event name Dandong, Changbai: do not add"
    assert said in popup(told, "baishan")


def test_a_popup_says_how_far_the_nearest_crossing_point_is(told: dict[str, Any]) -> None:
    text = popup(told, "hunchun")
    assert "About 18 km from the nearest crossing point" in text
    assert "Shatuozi (Hunchun) to Saebyol (Kyongwon)" in text


def test_what_is_said_of_tumen_is_its_figures_with_the_year_of_a_stock(
    told: dict[str, Any],
) -> None:
    assert told["said"]["tumen"] == "Held 325 (2021); Returned ≤ 500"


def test_a_measure_without_a_total_has_reports_and_no_figure(told: dict[str, Any]) -> None:
    assert popup(told, "sinuiju").endswith("Held after return2 reports, in no figure")


def test_a_popup_says_a_figure_by_role_where_there_are_several(told: dict[str, Any]) -> None:
    text = popup(told, "changbai")
    assert "place of detention: 200+crossing point: 200+" in text


def test_a_tie_tells_the_shared_figure_and_all_who_share_it(drawer: Page, dataset: Dataset) -> None:
    (found,) = on_map(drawer, dataset, Selection(report_ids=("r043",)))
    assert found["ties"] == [[[40.129, 124.395], [42.867, 130.357]]]
    (text,) = found["tieTexts"].values()
    assert "<b>Dandong, Hunchun and others</b>: returned 600, Mass return of 9 October" in text
    assert text.startswith("<div>One count for all of the places together; no route.</div>")


# Hostile cells


def test_a_hostile_cell_is_shown_as_it_is_written_and_does_nothing(
    drawer: Page, tmp_path: Path
) -> None:
    package = copy_package(tmp_path / "package")
    for table, columns in FREE_TEXT.items():
        fill_columns(package, table, columns, HOSTILE)
    hostile, problems = check(package)
    assert hostile is not None, problems
    (found,) = on_map(drawer, hostile, EVERYTHING)
    texts = [*found["popups"].values(), *found["tieTexts"].values()]
    for markup in texts:
        assert Markup(markup).text
        assert not set("`\\${}") & set(markup)
        for cell in HOSTILE:
            assert cell not in markup
    assert len(texts) > 30


def test_no_word_of_ours_needs_escaping_where_it_is_read_aloud() -> None:
    """Names of measures go as they are into texts for screen readers, which are no HTML."""
    assert not set("<>&\"'`") & set("".join(MEASURES.values()))


def test_boxes_that_cover_each_other_are_moved_apart_and_the_smaller_gives_way_more(
    browser: Browser,
) -> None:
    for page in scripted(browser, "layout"):
        large, small = page.evaluate(
            """() => {
              const boxes = [[100, 60], [110, 20]].map(([x, width]) => (
                { x, y: 100, width, height: width }));
              layout.moveApart(boxes);
              return boxes.sort((one, other) => other.width - one.width).map(({ x }) => x);
            }"""
        )
        assert abs(large - small) >= 40
        assert 0 < 3 * abs(large - 100) < abs(small - 110)
