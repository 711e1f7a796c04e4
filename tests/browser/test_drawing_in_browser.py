"""In Chromium, assets/features.js draws what the core does, and says what readers are told."""

from __future__ import annotations

import gzip
import json
import random
import re
import zlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from refoulement.counting.places import place_measures, placed_reports
from refoulement.dataset.geography import NO_PLACE
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.columns import flags, order_of, packed_columns, places_selected
from refoulement.drawing.map_data import server_counted, words_data, words_of_reports
from refoulement.drawing.symbols import symbol
from refoulement.loading.load import load
from refoulement.loading.soundness import check
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

#: The map after each of several selections, each applied as a change to the one before.
#: Passed as JSON both ways, because Playwright takes seconds to pass so many values one by one.
IN_BROWSER = """
(cases) => JSON.stringify(JSON.parse(cases).map(([data, steps, columns]) => {
  const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  sentences.speak(data.words);
  const view = features.view(data);
  const counter = columns && counting.over(counting.read(bytesOf(columns).buffer), data);
  const places = {};
  const counted = (step) => {
    counter.filter(step.flags && bytesOf(step.flags), step.sites);
    counter.select(step);
    return counter.places();
  };
  return steps.map((step) => {
    const found = counter ? counted(step) : features.unpack(data, step);
    const changes = view.show(found, step.hasFigures ?? true, counter, step.hidden);
    for (const [place, symbols] of changes.places) {
      if (symbols.length) places[place] = symbols;
      else delete places[place];
    }
    const say = (answer, of) => Object.fromEntries(Object.keys(of).map((p) => [p, answer(p)]));
    return {
      places: { ...places },
      unplaced: changes.unplaced,
      said: say(view.said, places),
      popups: say(view.popup, places),
      together: { ...say(view.together, places), "": view.together(null) },
    };
  });
}))
"""


@pytest.fixture(scope="module")
def drawer(browser: Browser) -> Iterator[Page]:
    """An empty page that knows the rules and the symbols."""
    yield from scripted(browser, "folding", "counting", "sentences", "summary", "features")


def step(dataset: Dataset, chosen: Selection) -> dict[str, Any]:
    """A selection in the scripts' form: its dates, what passes, and whether it has figures."""
    which = b64encode(flags(dataset, chosen, order_of(dataset))).decode()
    return {
        **ends(chosen),
        "hasFigures": chosen.has_figures,
        "flags": which or None,
        "sites": places_selected(dataset, chosen),
    }


def words_of(dataset: Dataset) -> dict[str, Any]:
    """The scripts' data for a dataset that is sent at once."""
    return words_data(dataset) | words_of_reports(dataset, order_of(dataset))


def case(dataset: Dataset, data: dict[str, Any], *chosen: Selection) -> list[Any]:
    columns = b64encode(gzip.decompress(packed_columns(dataset))).decode()
    return [data, [step(dataset, one) for one in chosen], columns]


def on_map(drawer: Page, dataset: Dataset, *chosen: Selection) -> list[dict[str, Any]]:
    """What the scripts draw and say for selections, one after another."""
    (found,) = all_on_map(drawer, [case(dataset, words_of(dataset), *chosen)])
    return found


def all_on_map(drawer: Page, cases: Sequence[Any]) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = json.loads(drawer.evaluate(IN_BROWSER, json.dumps(cases)))
    return found


def symbols(
    dataset: Dataset, matching: Iterable[Report], has_figures: bool = True
) -> dict[str, list[dict[str, Any]]]:
    """Each place's symbols according to the core."""
    found: dict[str, list[dict[str, Any]]] = {}
    for measure in place_measures(dataset, matching):
        found.setdefault(measure.site_id, []).append(asdict(symbol(measure, has_figures)))
    return found


def assert_drawn(found: dict[str, Any], dataset: Dataset, chosen: Selection) -> None:
    """Check that symbols and the number of reports without a place fit the selection."""
    matching = chosen.reports(dataset)
    assert found["places"] == symbols(dataset, matching, chosen.has_figures), chosen
    assert found["unplaced"] == len(placed_reports(matching, NO_PLACE)), chosen


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
    """After three selections in a row, the drawing and texts are those of the last one alone."""
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
        expected.append(symbols(world, matching))
    for seed, (found, core) in enumerate(zip(all_on_map(drawer, cases), expected, strict=True)):
        assert found[-1]["places"] == core, f"world {seed}"


def test_it_draws_what_the_server_has_counted_as_it_would_have_counted_itself(
    drawer: Page, dataset: Dataset
) -> None:
    """Several selections in a row: whatever disappears between them is no longer drawn."""
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
            assert text.endswith("The panel beside the map lists the statements.")


def test_what_is_counted_here_of_a_large_dataset_is_said_in_full_without_names_of_events(
    drawer: Page, dataset: Dataset
) -> None:
    (found,) = all_on_map(drawer, [case(dataset, words_data(dataset), EVERYTHING)])[0]
    (named,) = on_map(drawer, dataset, EVERYTHING)
    assert found["places"] == named["places"]
    text, whole = popup(found, "tumen"), popup(named, "tumen")
    evidence = "based on 1 statement from 1 independent source"
    assert f"325, last reported for 22 July 2021, {evidence}" in text
    assert "200–650+, together with up to 4 other places" in text
    labels = sorted((event["label"] for event in dataset.event.values()), key=len, reverse=True)
    without = re.sub("|".join(f"{re.escape(label)}: " for label in labels), "", whole)
    assert text == without
    assert found["together"] == named["together"]


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
    """The text of a popup."""
    return Markup(told["popups"][place]).text


def test_the_popup_of_tumen_says_its_figures_and_what_it_shares(told: dict[str, Any]) -> None:
    markup, text = told["popups"]["tumen"], popup(told, "tumen")
    assert text.startswith("Tumen 투먼 (도문) · 图们")
    assert "Jilin, China: place of detention and crossing point, opposite Namyang" in text
    held, returned = text.split("Held in China")[1].split("Returned to North Korea")
    evidence = "based on 1 statement from 1 independent source"
    assert held.startswith(f"325, last reported for 22 July 2021, {evidence}")
    assert returned.startswith(f"≤ 500, {evidence}")
    assert "Arrested" not in text
    assert "<b>325</b>" in markup
    assert "<b>≤ 500</b>" in markup
    shared = [
        "Returns of 26 April 2024: 50–60, together with 1 other place",
        "Mass return of 9 October 2023: 200–650+, together with up to 4 other places",
        "Eleven arrested in Yanji and Tumen and returned, July 2014: 11, together with 1 other "
        "place",
        "Shenyang, Changchun and Yanji arrests, February 2012: 41, together with 1 other place",
        "1 further statement, not counted",
    ]
    found = re.findall(r"<li>([^<]*)</li>", markup)
    assert [line for line in found if "together" in line or "further" in line] == shared


def test_a_place_with_shared_counts_only_says_no_figure_of_its_own(told: dict[str, Any]) -> None:
    assert told["said"]["hunchun"] == "Returned: no figure for this place alone"
    after = popup(told, "hunchun").split("Returned to North Korea")[1]
    assert ", together with 1 other place" in after


def test_places_that_rival_reports_of_the_same_event_name_are_said(told: dict[str, Any]) -> None:
    said = "other statements on the same event name Dandong, Changbai: do not add these"
    assert said in popup(told, "baishan")


def test_a_popup_says_how_far_the_nearest_crossing_point_is(told: dict[str, Any]) -> None:
    text = popup(told, "hunchun")
    assert "About 18 km from the nearest crossing point" in text
    assert "Shatuozi (Hunchun) to Saebyol (Kyongwon)" in text


def test_what_is_said_of_tumen_is_its_figures_with_the_year_of_a_stock(
    told: dict[str, Any],
) -> None:
    assert told["said"]["tumen"] == "Held 325 (2021); Returned ≤ 500 (2002)"


def test_a_measure_without_a_total_has_reports_and_no_figure(told: dict[str, Any]) -> None:
    assert popup(told, "sinuiju").endswith("Detained after return2 statements, not counted")


def test_a_popup_says_a_figure_by_role_where_there_are_several(told: dict[str, Any]) -> None:
    text = popup(told, "changbai")
    assert "place of detention: 200+crossing point: 200+" in text


def together(drawer: Page, dataset: Dataset, place: str, *reports: str) -> Any:
    (found,) = on_map(drawer, dataset, Selection(report_ids=reports))
    return found["together"][place]


def test_places_that_share_a_count_are_told_together_with_how_many_they_are(
    drawer: Page, dataset: Dataset
) -> None:
    assert together(drawer, dataset, "hunchun", "r043") == {
        "sites": ["dandong", "hunchun"],
        "measure": "returned",
        "label": "600 (2023), 2 crossings and others together",
    }


def test_of_counts_that_a_place_shares_the_one_that_most_statements_make_is_told(
    drawer: Page, dataset: Dataset
) -> None:
    chosen = Selection(events=("2023-10-09-mass-return",))
    (found,) = on_map(drawer, dataset, chosen)
    sets = Counter(frozenset(r.sites) for r in chosen.reports(dataset) if len(r.sites) > 1)
    assert sets[frozenset(found["together"][""]["sites"])] == max(sets.values())


def test_a_place_that_shares_nothing_is_told_with_none(drawer: Page, dataset: Dataset) -> None:
    (found,) = on_map(drawer, dataset, Selection(sites=("changchun",), measures=("held",)))
    assert found["together"]["changchun"] is None


def test_hidden_measures_are_neither_drawn_nor_said_and_all_else_is(
    drawer: Page, dataset: Dataset
) -> None:
    data = words_of(dataset)
    whole = case(dataset, data, EVERYTHING, EVERYTHING, EVERYTHING)
    whole[1][1] |= {"hidden": ["returned", "arrested"]}
    ((before, hidden, after),) = all_on_map(drawer, [whole])
    assert before == after
    shown = {
        place: [symbol for symbol in row if symbol["measure"] not in ("returned", "arrested")]
        for place, row in before["places"].items()
    }
    assert hidden["places"] == {place: row for place, row in shown.items() if row}
    assert hidden["said"]["tumen"] == "Held 325 (2021)"
    assert hidden["popups"]["tumen"] == before["popups"]["tumen"]
    measures = {one["measure"] for one in hidden["together"].values() if one}
    assert "returned" not in measures


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
    texts = found["popups"].values()
    for markup in texts:
        assert Markup(markup).text
        assert not set("`\\${}") & set(markup)
        for cell in HOSTILE:
            assert cell not in markup
    assert len(texts) > 20


def test_no_word_of_ours_needs_escaping_where_it_is_read_aloud() -> None:
    """Measure names go unescaped into texts for screen readers, which are not HTML."""
    assert not set("<>&\"'`") & set("".join(MEASURES.values()))
