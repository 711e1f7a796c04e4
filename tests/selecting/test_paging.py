"""Pages of lists: fast ordering and grouping give what the plain versions do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from refoulement.counting.places import placed_reports, reports_by_source
from refoulement.counting.rivals import event_rivals
from refoulement.dataset.geography import NO_PLACE
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.presentation.timeline import reports_per_month
from refoulement.selecting.paging import (
    LARGEST,
    NEWEST,
    OLDEST,
    SMALLEST,
    by_event,
    by_source,
    in_file_order,
    placed,
    positions,
)
from refoulement.selecting.selection import Selection
from tests.copies import FROZEN, copy_package, edit_cells, read_records

SELECTIONS = (
    Selection(),
    Selection(date_from=date(2021, 1, 1), date_to=date(2023, 12, 31)),
    Selection(date_to=date(2012, 12, 31), undated=True),
    Selection(sites=("dandong", "tumen"), measures=("returned", "held")),
    Selection(search="xyzzy"),
)


@pytest.fixture(scope="module", params=["frozen", "some undated"])
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The frozen dataset, and one in which every fifth report is undated."""
    if request.param == "frozen":
        return load(FROZEN)
    folder: Path = copy_package(tmp_path_factory.mktemp("undated") / "data")
    for row in read_records(folder, "reports")[::5]:
        undated = {"date_from": "", "date_to": "", "date_precision": "undated"}
        edit_cells(folder, "reports", row["report_id"], **undated)
    return load(folder)


def number(report: Report) -> int:
    return report.low or 0 if report.high is None else report.high


#: For each order: which reports it includes, the sort key, and whether it is reversed.
ORDERED: dict[str, tuple[Callable[[Report], bool], Callable[[Report], Any], bool]] = {
    NEWEST: (lambda r: r.date_to is not None, lambda r: (r.date_to, r.report_id), True),
    OLDEST: (lambda r: r.date_from is not None, lambda r: (r.date_from, r.report_id), False),
    LARGEST: (lambda r: r.has_number, lambda r: (-number(r), r.report_id), False),
    SMALLEST: (lambda r: r.has_number, lambda r: (number(r), r.report_id), False),
}


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("order", ORDERED)
def test_rows_are_in_order_and_those_that_have_no_place_in_it_come_last(
    data: Dataset, selection: Selection, order: str
) -> None:
    has_place, key, reverse = ORDERED[order]
    matching = selection.reports(data)
    first = sorted(filter(has_place, matching), key=key, reverse=reverse)
    others = [report for report in matching if not has_place(report)]
    others.sort(key=lambda report: report.report_id, reverse=reverse)
    found = [data.records[row] for row in positions(data, selection, order)]
    assert found == [*first, *others]


@pytest.mark.parametrize("selection", SELECTIONS)
def test_pages_of_events_are_those_of_the_whole_list(data: Dataset, selection: Selection) -> None:
    whole = event_rivals(data, selection.reports(data), selection.sites)
    events = by_event(data, positions(data, selection))
    assert len(events) == len(whole)
    paged = [
        event
        for start in range(0, len(whole), 7)
        for event in event_rivals(
            data, in_file_order(data, events.part(slice(start, start + 7))), selection.sites
        )
    ]
    assert paged == whole


@pytest.mark.parametrize("selection", SELECTIONS)
def test_pages_of_sources_are_those_of_the_whole_list(data: Dataset, selection: Selection) -> None:
    whole = reports_by_source(data, selection.reports(data))
    sources = by_source(data, positions(data, selection))
    assert len(sources) == len(whole)
    paged = [
        source
        for start in range(0, len(whole), 7)
        for source in reports_by_source(
            data, in_file_order(data, sources.part(slice(start, start + 7)))
        )
    ]
    assert paged == whole


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_place_has_the_reports_that_name_it_and_no_place_those_that_name_none(
    data: Dataset, selection: Selection
) -> None:
    found = positions(data, selection)
    for site_id in (*data.site_ids, NO_PLACE):
        expected = placed_reports(selection.reports(data), site_id)
        assert in_file_order(data, placed(data, found, site_id)) == expected


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_month_counts_the_reports_that_speak_of_a_day_in_it(
    data: Dataset, selection: Selection
) -> None:
    spans = [
        (report.date_from.replace(day=1), report.date_to)
        for report in selection.reports(data)
        if report.date_from and report.date_to
    ]
    months = reports_per_month(data, selection)
    assert months[0].month == data.span[0].replace(day=1)
    assert months[-1].month == data.span[1].replace(day=1)
    for count in months:
        assert count.reports == sum(first <= count.month <= last for first, last in spans)


def test_months_are_counted_once_for_all_who_ask(data: Dataset) -> None:
    selection = Selection(search="buses")
    assert reports_per_month(data, selection) is reports_per_month(data, replace(selection))


def test_positions_are_no_more_than_numbers(data: Dataset) -> None:
    assert positions(data, Selection()).dtype == np.intp
