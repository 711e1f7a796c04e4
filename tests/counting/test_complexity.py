"""The server's cost of a move grows with what is on screen, not with the number of reports.

And the cost of asking for all places grows with the reports, but not with the places too. Counted
in Python calls and lines, which other work on the machine cannot change.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from benchmarks.generate import generate
from refoulement.counting.places import placed_reports
from refoulement.dataset.geography import NO_PLACE
from refoulement.dataset.package import read_descriptor, read_tables
from refoulement.dataset.tables import Dataset
from refoulement.drawing.map_data import server_counted
from refoulement.export.sites import export_sites
from refoulement.presentation.summary import matching_text, selection_text, summary
from refoulement.presentation.timeline import reports_per_month
from refoulement.selecting.paging import ORDERS, by_event, by_source, in_file_order, positions
from refoulement.selecting.selection import Selection

FEW, MANY, SITES = 2_000, 20_000, 50
MOST_GROWTH = 1.25  # factor, for ten times the reports
BEFORE = Selection(date(2005, 1, 1), date(2020, 12, 31))
AFTER = Selection(date(2008, 3, 1), date(2019, 6, 30))


@pytest.fixture(scope="module")
def datasets(tmp_path_factory: pytest.TempPathFactory) -> list[Dataset]:
    """The same mix in two sizes, queried once before, as on a running server."""
    folder = tmp_path_factory.mktemp("generated")
    made = [generated(folder / str(reports), reports, SITES) for reports in (FEW, MANY)]
    for dataset in made:
        for work in WORK.values():
            work(dataset, BEFORE)
    return made


def generated(folder: Path, reports: int, sites: int) -> Dataset:
    """A generated dataset, written to this folder."""
    tables: dict[str, Any] = dict(read_tables(generate(folder, reports, sites)))
    return Dataset(directory=folder, descriptor=read_descriptor(folder), **tables)


def a_page_of_the_table(dataset: Dataset, selection: Selection) -> object:
    return [in_file_order(dataset, positions(dataset, selection, order)[:50]) for order in ORDERS]


def a_page_of_events_and_sources(dataset: Dataset, selection: Selection) -> object:
    found = positions(dataset, selection)
    return [
        in_file_order(dataset, group(dataset, found).part(slice(0, 20)))[:20]
        for group in (by_event, by_source)
    ]


WORK: dict[str, Callable[[Dataset, Selection], object]] = {
    "sentence": lambda dataset, chosen: (
        matching_text(dataset, chosen),
        selection_text(dataset, chosen),
    ),
    "figures": summary,
    "places": lambda dataset, chosen: server_counted(dataset, chosen.mask(dataset)),
    "histogram": reports_per_month,
    "table": a_page_of_the_table,
    "lists": a_page_of_events_and_sources,
}


@pytest.mark.parametrize("what", WORK)
def test_ten_times_the_reports_cost_no_more_steps(datasets: list[Dataset], what: str) -> None:
    few, many = (steps(lambda d=dataset: WORK[what](d, AFTER)) for dataset in datasets)  # type: ignore[misc]
    assert 0 < many < MOST_GROWTH * few + 100


def test_steps_are_counted_that_grow_with_the_reports(datasets: list[Dataset]) -> None:
    """A test of the test."""
    few, many = (
        steps(lambda d=dataset: [r.has_number for r in d.records])  # type: ignore[misc]
        for dataset in datasets
    )
    assert many > 9 * few


def test_all_places_cost_in_proportion_to_the_reports(tmp_path: Path) -> None:
    """With ten times the places: going through all reports for each would cost far more."""
    few, many = (
        lines(lambda d=dataset: export_sites(d, BEFORE))  # type: ignore[misc]
        for dataset in (generated(tmp_path / str(n), n, n // 20) for n in (FEW, MANY))
    )
    assert 0 < many < 10 * MOST_GROWTH * few


def test_lines_are_counted_for_each_turn_of_a_loop(datasets: list[Dataset]) -> None:
    """A test of the test."""
    dataset = datasets[0]
    assert lines(lambda: placed_reports(dataset.records, NO_PLACE)) > FEW


def lines(work: Callable[[], object]) -> int:
    """The number of lines of the core that run, counted again at each turn of a loop."""
    run = 0

    def count(frame: FrameType, event: str, _argument: object) -> Callable[..., Any] | None:
        nonlocal run
        run += event == "line"
        return count if frame.f_globals["__name__"].startswith("refoulement.") else None

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return run


def steps(work: Callable[[], object]) -> int:
    """The number of Python function calls made."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls
