"""The shipped dataset itself, and as it may be a month later.

These tests hold for any release: no number from the data is in this module. Tests of rules run
on the frozen package instead (`tests/copies.py`).
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from refoulement.counting.rules import Figure, Tally, figure
from refoulement.curating.examples import differences, facts, read_examples, selection_of
from refoulement.dataset.package import DESCRIPTOR, ENVIRONMENT_VARIABLE, SHIPPED, data_directory
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv
from refoulement.export.formats import FORMATS
from refoulement.loading.load import load
from refoulement.loading.soundness import check
from refoulement.presentation.citation import as_bibtex, as_ris, as_text, cite_report
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES, PLACE_ROLES
from tests import growing
from tests.conftest import ROOT
from tests.copies import parse, read_records
from tests.counting.test_tally import assert_equal_to_reference
from tests.export.test_exporting import FORMULA_BEGINS
from tests.growing import EARLY, REPEAT, RIVAL, STOCK, WORKED_EVENT, grow
from tests.presentation.test_citation import read_bibtex, read_ris
from tests.presentation.test_markup import Page, markup_of
from tests.screen.test_pages import html, open_page

pytestmark = pytest.mark.shipped

GENERATED = 300
ADDED = tuple(row["report_id"] for row in growing.REPORTS)


@pytest.fixture(scope="session")
def grown_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return grow(tmp_path_factory.mktemp("grown") / "data")


@pytest.fixture(scope="session", params=["shipped", "grown"])
def subject(request: pytest.FixtureRequest, grown_copy: Path) -> Path:
    """The shipped package, and its grown copy."""
    return SHIPPED if request.param == "shipped" else grown_copy


@pytest.fixture
def dataset(subject: Path) -> Dataset:
    return load(subject)


# Sound, and harmless


def test_it_validates(subject: Path) -> None:
    found, problems = check(subject)
    assert found is not None
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert found.warnings == problems


def test_frictionless_itself_finds_it_valid(subject: Path) -> None:
    descriptor = str(subject / DESCRIPTOR)
    run = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", descriptor],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "INVALID" not in run.stdout


def test_growing_brings_no_warning(subject: Path) -> None:
    """And removes none: the added rows are written as a curator would write them."""
    said = [str(problem) for problem in check(subject)[1]]
    assert said == [str(problem) for problem in check(SHIPPED)[1]]


def test_positions_are_those_of_towns(subject: Path) -> None:
    for site in read_records(subject, "sites"):
        for column in ("latitude", "longitude"):
            assert re.fullmatch(r"\d+(\.\d{1,3})?", site[column]), site


def test_no_small_group_is_dated_to_a_day(dataset: Dataset) -> None:
    reports = dataset.reports
    small = (reports["count_high"].fillna(10**6) < 10) & (reports["date_precision"] == "day")
    assert not small.any()


def test_places_have_names_in_three_languages(dataset: Dataset) -> None:
    for site in dataset.site.values():
        assert all(site[f"name_{language}"] for language in ("en", "ko", "zh")), site


def test_the_seven_places_are_where_they_belong_and_have_their_other_bank(
    dataset: Dataset,
) -> None:
    for site_id, counterpart in {
        "tumen": "Namyang",
        "dandong": "Sinuiju",
        "changchun": "",
        "hunchun": "Wonjong",
        "linjiang": "Chunggang",
        "shenyang": "",
        "changbai": "Hyesan",
    }.items():
        site = dataset.site[site_id]
        assert 39 < site["latitude"] < 45
        assert 123 < site["longitude"] < 131
        assert counterpart in site["counterpart"]
        assert bool(counterpart) == bool(site["counterpart"])


# What it must contain


def test_its_assertions_hold(dataset: Dataset) -> None:
    asserted = dataset.descriptor["assertions"]
    for table, least in asserted["min"].items():
        assert len(getattr(dataset, table)) >= least, table
    for table, most in asserted["max"].items():
        assert len(getattr(dataset, table)) <= most, table
    assert {"reports", "sources", "events"} <= set(asserted["min"])
    assert "reports" in asserted["max"]
    assert asserted["sites"]
    assert set(asserted["sites"]) <= set(dataset.site_ids)


def test_its_worked_examples_hold(subject: Path, dataset: Dataset) -> None:
    """In the grown copy, without the additions: they must not change existing rows."""
    examples = read_examples(subject)
    assert examples
    for example in examples:
        selection = selection_of(dataset, example)
        reports = [r for r in selection.reports(dataset) if r.report_id not in ADDED]
        found = {
            measure: as_json(facts(dataset, figure_of(dataset, measure, reports, selection)))
            for measure in example.figures
        }
        assert [str(one) for one in differences(example, found)] == []


def test_its_worked_examples_are_those_of_its_version() -> None:
    kept = json.loads((SHIPPED / "examples.json").read_text(encoding="utf-8"))
    assert kept["version"] == load(SHIPPED).version


def figure_of(dataset: Dataset, measure: str, reports: list[Report], selection: Selection) -> Tally:
    """The figure from the plain reference."""
    return figure(dataset.event_graph, measure, reports, selection.sites).tally


def as_json(found: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(json.dumps(found))
    return said


# Every figure over arrays equals that of the plain reference


def years(dataset: Dataset) -> Iterator[Selection]:
    first, last = dataset.span
    for year in range(first.year, last.year + 1):
        yield Selection(date(year, 1, 1), date(year, 12, 31))


def generated(dataset: Dataset) -> Iterator[Selection]:
    chance, (first, last) = random.Random(dataset.version), dataset.span
    events = tuple(dataset.event)

    def some(choices: tuple[str, ...], *numbers: int) -> tuple[str, ...]:
        return tuple(chance.sample(choices, chance.choice(numbers)))

    for _ in range(GENERATED):
        days = sorted(first + timedelta(chance.randint(0, (last - first).days)) for _ in range(2))
        narrowed = chance.random() < 0.8
        yield Selection(
            days[0] if narrowed else None,
            days[1] if narrowed else None,
            undated=chance.random() < 0.5,
            sites=some(dataset.site_ids, 0, 0, 1, 2, 5),
            measures=some(tuple(MEASURES), 0, 0, 0, 1, 2),
            roles=some(tuple(PLACE_ROLES), 0, 0, 0, 1, 3),
            events=some(events, 0, 0, 0, 0, 9),
        )


def test_figures_of_all_dates_of_each_year_and_measure_equal_the_reference(
    dataset: Dataset,
) -> None:
    assert_equal_to_reference(dataset, Selection())
    for selection in years(dataset):
        assert_equal_to_reference(dataset, selection)
    for measure in MEASURES:
        assert_equal_to_reference(dataset, Selection(measures=(measure,)))


def test_figures_of_each_place_equal_the_reference(dataset: Dataset) -> None:
    for site_id in dataset.site_ids:
        assert_equal_to_reference(dataset, Selection(sites=(site_id,)))


def test_figures_of_each_event_equal_the_reference(dataset: Dataset) -> None:
    for event_id in dataset.event:
        assert_equal_to_reference(dataset, Selection(events=(event_id,)))


def test_figures_of_generated_selections_equal_the_reference(dataset: Dataset) -> None:
    for selection in generated(dataset):
        assert_equal_to_reference(dataset, selection)


# Downloads


def test_every_page_is_drawn(subject: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(subject))
    version = load(subject).version
    app = open_page()
    for page in sorted((ROOT / "pages").glob("*.py")):
        app.switch_page(f"../pages/{page.name}").run()
        assert not app.exception, page.name
        assert f"Dataset version {version}" in html(app), page.name


@pytest.mark.parametrize("name", FORMATS)
def test_everything_is_written_in_every_format(name: str, dataset: Dataset) -> None:
    assert FORMATS[name].write(dataset, Selection())


def test_the_csv_of_everything_holds_each_current_report_and_no_formula(subject: Path) -> None:
    rows = parse(export_csv(load(subject), Selection()))
    stored = read_records(subject, "reports")
    current = [row["report_id"] for row in stored if row["status"] == "current"]
    assert [row[0] for row in rows[1:]] == current
    for row in rows:
        assert not any(cell.startswith(FORMULA_BEGINS) for cell in row)


def test_every_report_can_be_cited_with_publisher_title_date_and_address(
    dataset: Dataset,
) -> None:
    for report_id, row in dataset.report.items():
        source = dataset.source[row["source_id"]]
        works = cite_report(dataset, report_id)
        line = as_text(works)
        assert all(source[name] in line for name in ("publisher", "title", "published", "url"))
        entry, whole = read_bibtex(as_bibtex(works))
        assert (entry["title"], entry["howpublished"]) == (source["title"], source["publisher"])
        assert entry.get("url", "") == source["url"]
        named = f"{report_id} (withdrawn)" if row["status"] == "withdrawn" else report_id
        assert f"Entry {named}, " in whole["note"]
        record, _ = read_ris(as_ris(works))
        assert record["title"] == source["title"]
        assert record["date"] == source["published"].replace("-", "/")
        assert record.get("urls", [""]) == [source["url"]]


def test_ledgers_and_entries_are_balanced_markup(dataset: Dataset) -> None:
    for markup in markup_of(dataset):
        assert Page(markup).text


# What is shown is the shipped package


def test_without_a_setting_the_shipped_package_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT_VARIABLE)
    assert data_directory() == SHIPPED


# What has grown


def test_what_is_added_counts_as_the_rules_say(grown_copy: Path) -> None:
    """A test of the test: the additional rows are of the intended kinds."""
    before, after = load(SHIPPED), load(grown_copy)
    assert len(after.reports) == len(before.reports) + 10
    assert len(after.events) == len(before.events) + 2

    def of(dataset: Dataset, event_id: str, measure: str = "returned") -> Figure:
        reports = Selection(events=(event_id,)).reports(dataset)
        return figure(dataset.event_graph, measure, reports)

    old, new, early = of(before, WORKED_EVENT), of(after, WORKED_EVENT), of(after, EARLY)
    assert old.low
    assert old.high
    assert (new.low, new.high) == (min(old.low, 613), max(old.high, 913))
    assert new.open_above
    left_out = {report.report_id: reason for report, reason in new.not_counted}
    assert left_out[REPEAT] == "repeat"
    assert not {RIVAL, "0-two-places", "0-withdrawn"} & set(left_out)
    assert (early.low, early.high) == (37, 41), "of an undated report, and of one before 1993"
    assert [reason for _, reason in early.not_counted] == ["period_total"]
    assert str(of(after, STOCK, "held")) == "187–211"
    assert after.span[0] < date(1993, 1, 1)
