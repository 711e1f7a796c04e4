"""The worked example: its rows, interval and sums match the data and the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.presentation.summary import summary
from refoulement.presentation.worked_example import (
    Example,
    interval_text,
    rows_table,
    total_table,
    total_text,
    worked_example,
)
from refoulement.selecting.selection import Selection
from tests.copies import copy_package, edit_cells, edit_rows, read_records


@pytest.fixture(scope="module")
def example(dataset: Dataset) -> Example:
    found = worked_example(dataset)
    assert found
    return found


def cells(html: str) -> list[list[str]]:
    """The text of a table's cells, row by row, without the head."""
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)[1:]
    return [re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for row in rows]


def test_it_is_the_event_with_the_most_counted_reports(example: Example) -> None:
    assert example.event.event_id == "2023-10-09-mass-return"
    assert str(example.event.interval) == "200–650+"


def test_its_rows_are_those_of_the_file(dataset: Dataset, example: Example) -> None:
    about = dataset.event_graph.with_parts(example.event.event_id)
    in_file = [
        row
        for row in read_records(dataset.directory, "reports")
        if row["measure"] == "returned" and row["event_id"] in about and row["status"] == "current"
    ]
    told = cells(rows_table(dataset, example))
    assert [row[0] for row in told] == [row["report_id"] for row in in_file]
    for shown, stored in zip(told, in_file, strict=True):
        assert shown[1:3] == [stored["count_low"], stored["count_high"]]


def test_each_row_says_what_becomes_of_it(dataset: Dataset, example: Example) -> None:
    fates = {row[0]: row[5] for row in cells(rows_table(dataset, example))}
    assert fates["r031"] == "counts"
    assert fates["r039"] == "counts as a statement without a number"
    assert fates["r055"] == "left out: repeats r054"
    assert "which adds nothing to its whole" in fates["r047"]


def test_the_interval_names_the_rows_of_its_ends(example: Example) -> None:
    said = interval_text(example)
    assert "20 rows of the file are about this event" in said
    assert "the lowest is 200 (r057), the highest 650 (r062)" in said
    assert "<b>200–650+</b>" in said


def test_the_ends_add_up_to_the_total_shown(dataset: Dataset, example: Example) -> None:
    *events, sums = cells(total_table(dataset, example))
    lows = [int(row[2].replace(",", "")) for row in events if re.fullmatch(r"[\d,]+", row[2])]
    highs = [int(row[3].replace(",", "")) for row in events if row[3]]
    assert (sum(lows), sum(highs)) == (580, 2609)
    assert sums[2:] == ["580", "2,609"]
    total = summary(dataset, Selection())["returned"]
    assert f"<b>{total}</b>" in sums[1] == "<b>580–2,609+</b>"
    assert f"<b>{total}</b>" in total_text(example)
    assert len(events) == 14


def test_a_low_that_is_not_added_says_why(dataset: Dataset, example: Example) -> None:
    added = {row[0]: row[2] for row in cells(total_table(dataset, example))}
    assert added["Returns from Longjing, April 2002"] == "nothing: “up to”"
    assert "may be the same people" in added["Return of mid-February 2012"]
    assert added["Held in Liaoning, July 2019"] == ""


def test_it_follows_the_data(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "data")
    edit_cells(package, "reports", "r062", count_low="700")
    changed = load(package)
    example = worked_example(changed)
    assert example
    assert "the highest 700 (r062)" in interval_text(example)
    assert cells(total_table(changed, example))[-1][3] == "2,659"


def test_without_a_numbered_event_there_is_no_example(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "data")
    for table in ("reports", "judgements"):
        edit_rows(package, table, lambda rows: rows[:1])
    assert worked_example(load(package)) is None
