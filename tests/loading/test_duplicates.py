"""Duplicate statements: the same row again, and rows that only look alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from refoulement.dataset.tables import Dataset
from refoulement.loading.duplicates import statements_that_look_alike
from refoulement.loading.load import load
from refoulement.loading.soundness import check
from refoulement.problems import Problem
from tests.copies import JUDGEMENTS, add_row, copy_package, edit_cells, read_rows, write_rows
from tests.counting.test_complexity import steps


def said_of(package: Path, *report_ids: str) -> list[Problem]:
    return [problem for problem in check(package)[1] if problem.value in report_ids]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return copy_package(tmp_path / "package")


# What makes it a different statement


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("source_id", "hrw-2023-10"),
        ("basis", "subset"),
        ("place_role", "unclear"),
        ("site_ids", "dandong"),
        ("other_places", "Jilin City"),
        ("area", "Jilin"),
        ("date_from", "2021-07-21"),
        ("date_to", "2021-07-23"),
        ("count_low", "324"),
        ("count_high", "326"),
        ("status", "withdrawn"),
    ],
)
def test_a_row_that_differs_in_one_of_these_is_no_error(
    column: str, text: str, package: Path
) -> None:
    source = read_rows(package, "sources")[2][0] if column == "source_id" else text
    add_row(package, "reports", "r003", report_id="r900", **{column: source})
    assert "error" not in {problem.severity for problem in said_of(package, "r900")}


@pytest.mark.parametrize(
    ("column", "text"),
    [("event_id", "2023-10-held"), ("count_wording", "325 people"), ("origin", "somebody")],
)
def test_a_row_that_differs_in_anything_else_is_one_statement_twice(
    column: str, text: str, package: Path
) -> None:
    add_row(package, "reports", "r003", report_id="r900", **{column: text})
    (problem,) = said_of(package, "r900")
    assert problem.severity == "error"


# What only looks alike


def test_what_looks_alike_is_answered_by_a_judgement_either_way_round(package: Path) -> None:
    assert not said_of(package, "r016", "r066")
    header, first, second = read_rows(package, "judgements")
    write_rows(package, "judgements", [header, [first[1], first[0], *first[2:]], second])
    assert not said_of(package, "r016", "r066")
    write_rows(package, "judgements", [header, second])
    (problem,) = said_of(package, "r016", "r066")
    assert problem.severity == "warning"
    assert "r016" in problem.message
    (package / JUDGEMENTS).unlink()
    assert [problem.value for problem in said_of(package, "r066", "r905")] == ["r066", "r905"]


def test_a_repeat_looks_like_what_it_repeats_and_is_marked_already(package: Path) -> None:
    (package / JUDGEMENTS).unlink()
    edit_cells(package, "reports", "r066", derived_from="r016")
    assert not said_of(package, "r016", "r066")


def test_two_repeats_of_one_report_are_marked_already(dataset: Dataset, package: Path) -> None:
    assert {dataset.report[name]["derived_from"] for name in ("r009", "r010")} == {"r025"}
    assert not said_of(package, "r009", "r010")
    edit_cells(package, "reports", "r010", derived_from="")
    assert len(said_of(package, "r010")) == 1


def test_two_reports_without_a_number_do_not_look_alike(package: Path) -> None:
    row = {"count_low": "", "count_high": "", "count_wording": "many"}
    for name in ("r900", "r901"):
        add_row(package, "reports", "r003", report_id=name, area=name, **row)
    assert not said_of(package, "r900", "r901")


def test_of_several_alike_each_pair_is_to_be_judged(package: Path) -> None:
    for name in ("r900", "r901"):
        add_row(package, "reports", "r003", report_id=name, area=name)
    assert [problem.value for problem in said_of(package, "r900", "r901")] == [
        "r900",
        "r901",
        "r901",
    ]


def test_a_judgement_is_kept_with_both_its_reports(dataset: Dataset) -> None:
    assert len(dataset.judgements) == 2
    assert load(dataset.directory).judgements["verdict"].tolist() == ["unsure", "different"]


def test_many_repeats_of_one_report_cost_no_more_steps_each(dataset: Dataset) -> None:
    def of(repeats: int) -> int:
        one = dataset.reports[dataset.reports["report_id"] == "r009"]
        many = pd.concat([one] * repeats, ignore_index=True)
        many["report_id"] = [f"x{number}" for number in range(repeats)]
        larger = replace(dataset, reports=many)
        assert list(statements_that_look_alike(larger)) == []
        return steps(lambda: list(statements_that_look_alike(larger)))

    assert of(400) < 3 * of(200)
