"""Likely readings are asked about once per column, and answered on the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from refoulement.cli import main
from refoulement.intake import listing
from refoulement.intake.cells.precision import precision_of
from refoulement.intake.check import Checked, check_file
from refoulement.intake.decisions import Decisions
from refoulement.intake.written import fixed_csv, problems_csv
from refoulement.loading.load import load
from tests.copies import FROZEN

TODAY = date(2026, 11, 22)
HEADER = "place,date,count,measure,source\n"


def checked(dates: str, decisions: Decisions | None = None) -> Checked:
    rows = (f"Tumen,{day},50,held,a\n" for day in dates.split())
    content = (HEADER + "".join(rows)).encode()
    return check_file(content, "own.csv", load(FROZEN), TODAY, decisions)


def days(found: Checked) -> str:
    return " ".join(str(row.first) for row in found.rows if row.number in found.ready)


@pytest.mark.parametrize(
    ("dates", "read"),
    [
        ("03/04/2021 13/04/2021", "2021-04-03 2021-04-13"),
        ("03/04/2021 04/13/2021", "2021-03-04 2021-04-13"),
        ("12/03/2026 13/02/2026", "2026-03-12 2026-02-13"),  # month first would be in the future
        ("03/04/2021 13/04/2021 04/13/2021", "2021-04-13 2021-04-13"),  # both orders: no answer
        ("03/04/2021 2021-07-14", "2021-07-14"),  # shows nothing
        ("03/04/2021 14/07/21", ""),  # the year may come first
    ],
)
def test_an_order_that_the_whole_column_shows_is_that_of_its_other_dates(
    dates: str, read: str
) -> None:
    assert days(checked(dates)) == read


def test_a_date_in_the_order_that_others_show_is_said_and_written_in_the_copy() -> None:
    found = checked("03/04/2021 13/04/2021")
    (problem,) = found.problems
    assert (problem.severity, problem.suggestion) == ("warning", "2021-04-03")
    assert "day first" in problem.message
    assert b"Tumen,2021-04-03,50" in fixed_csv(found)


def test_which_comes_first_is_one_question_for_a_column_and_answered_for_all_rows() -> None:
    asked = checked("03/04/2021 05/06/2021")
    (cause,) = asked.causes
    assert (cause.rows, cause.problem.candidates) == (2, ("day first", "month first"))
    assert "such as '03/04/2021'" in cause.text
    assert fixed_csv(asked).count(b"/2021") == 2, "what is only likely is not written"
    for order, read in {
        "day first": "2021-04-03 2021-06-05",
        "month first": "2021-03-04 2021-05-06",
    }.items():
        found = checked("03/04/2021 05/06/2021", Decisions(orders=frozenset({("date", order)})))
        assert days(found) == read
        assert found.problems == ()
        assert read.split()[0].encode() in fixed_csv(found)


def test_dates_that_are_not_listed_are_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_LISTED", 1)
    said = problems_csv(checked("03/04/2021 05/06/2021 06/07/2021")).decode()
    assert "error in date: can be read day first or month first (rows 2 to 4)" in said


@pytest.mark.parametrize(
    ("first", "last", "precision"),
    [
        (date(2021, 7, 14), date(2021, 7, 14), "day"),
        (date(2021, 7, 12), date(2021, 7, 18), "week"),
        (date(2021, 7, 13), date(2021, 7, 15), "week"),
        (date(2021, 7, 14), date(2021, 7, 20), "span"),  # seven days, in two weeks
        (date(2021, 7, 1), date(2021, 7, 31), "month"),
        (date(2020, 7, 1), date(2021, 6, 30), "year"),
        (date(2021, 1, 1), date(2021, 6, 30), "span"),
    ],
)
def test_how_closely_days_date_something_is_as_in_the_coding_guide(
    first: date, last: date, precision: str
) -> None:
    assert precision_of(first, last) == precision


# On the command line

GOOD = "Tumen,42.97,129.84,2020-07-14,70,held,b,y\nTumen,42.97,129.84,2019-07-14,80,held,c,z\n"
QUESTIONS = {
    "place: Tumenn=Tumen, Jilin": "Tumenn,,,2021-07-14,50,held,a,x\n",
    "DATE=day  first": "Tumen,42.97,129.84,03/04/2021,50,held,a,x\n",
    "date: 14/07/21=2021-07-14": "Tumen,42.97,129.84,14/07/21,50,held,a,x\n",
    "positions=swapped": "Tumen,129.84,42.97,2021-07-14,50,held,a,x\n",
    "positions=unsigned": f"Tumen,42.97,-129.84,2021-07-14,50,held,a,x\n{GOOD}",
}


def written(path: Path, rows: str) -> Path:
    header = "place,latitude,longitude,date,count,measure,source,informant\n"
    path.write_text(header + rows, encoding="utf-8")
    return path


def run(path: Path, *arguments: str) -> tuple[int, str]:
    @click.command()
    def command() -> None:
        main(["check", str(path), *arguments])

    done = CliRunner().invoke(command)
    return done.exit_code, done.output


@pytest.mark.parametrize("answer", QUESTIONS)
def test_each_question_is_answered_on_the_command_line(answer: str, tmp_path: Path) -> None:
    own, fixed = written(tmp_path / "own.csv", QUESTIONS[answer]), tmp_path / "fixed.csv"
    assert run(own)[0] == 1
    status, said = run(own, "--answer", answer, "--fixed", str(fixed))
    assert status == 0, said
    assert run(fixed)[0] == 0


@pytest.mark.parametrize("answer", ["date=day first", "place: Tumenn=Dandong", "nothing"])
def test_an_answer_to_nothing_is_refused_with_what_can_be_answered(
    answer: str, tmp_path: Path
) -> None:
    own = written(tmp_path / "own.csv", QUESTIONS["place: Tumenn=Tumen, Jilin"])
    status, said = run(own, "--answer", answer)
    assert status == 2
    assert f"“{answer}” answers no open question" in said
    assert "“place: Tumenn=Tumen, Jilin”" in said
    assert "“informant=use it”" in said


def test_a_column_that_is_no_matter_of_persons_cannot_be_declared_safe(tmp_path: Path) -> None:
    own = written(tmp_path / "own.csv", GOOD)
    assert run(own, "--safe", "palce")[0] == 2
    assert run(own, "--safe", "informant")[0] == 0


def test_open_questions_are_counted_with_how_one_is_answered(tmp_path: Path) -> None:
    own = written(tmp_path / "own.csv", QUESTIONS["place: Tumenn=Tumen, Jilin"])
    _, said = run(own)
    assert "1 question is open; answer it as with --answer 'place: Tumenn=Tumen, Jilin'" in said
