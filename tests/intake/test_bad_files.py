"""Real-world files, each with what is wrong with it: bad_files/expected.toml."""

from __future__ import annotations

import io
import json
import tomllib
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from refoulement.cli import commands, main
from refoulement.intake.check import Checked, check_file
from refoulement.intake.comparing import RowRead
from refoulement.intake.file import limits
from refoulement.intake.written import fixed_csv
from refoulement.loading.load import load
from refoulement.problems import IntakeError
from refoulement.wording import span_text
from tests.copies import FROZEN

FOLDER = Path(__file__).with_name("bad_files")
TABLE = FOLDER / "expected.toml"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
TODAY = date(2026, 11, 22)
LARGEST = 10_000  # bytes for a file in the folder
HEADER = "place,date,count,source\n"


def checked(name: str) -> Checked:
    return _checked(name, (FOLDER / name).read_bytes())


@cache
def _checked(name: str, content: bytes) -> Checked:
    return check_file(content, name, load(FROZEN), TODAY)


def refusal(content: bytes) -> str:
    with pytest.raises(IntakeError) as refused:
        _checked("own.csv", content)
    return str(refused.value)


def bounds(row: RowRead) -> str:
    """How a count was read: 50, 50–60, 50+, ≤ 50, or no number."""
    if row.low == row.high:
        return "no number" if row.low is None else f"{row.low}"
    if row.high is None:
        return f"{row.low}+"
    return f"≤ {row.high}" if row.low is None else f"{row.low}–{row.high}"


def names_of_places(row: RowRead) -> str:
    return "; ".join(place.name for place in row.places)


READ: dict[str, Callable[[RowRead], str]] = {
    "dates": lambda row: span_text(row.first, row.last),
    "counts": bounds,
    "places": names_of_places,
}


def test_every_file_is_in_the_table_and_every_name_in_it_is_a_file() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {TABLE.name}
    assert files == EXPECTED.keys()
    assert len(files) >= 70
    assert [name for name in files if (FOLDER / name).stat().st_size > LARGEST] == []


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_gives_just_the_problems_in_the_table(name: str) -> None:
    expected = EXPECTED[name]
    if "refused" in expected:
        assert set(expected) == {"refused"}
        assert expected["refused"] in refusal((FOLDER / name).read_bytes())
        return
    assert set(expected) <= {"found", "read", "ready", "problems", *READ}
    found = checked(name)
    assert expected.get("found", "") in found.table.found
    assert (len(found.rows), list(found.ready)) == (expected["read"], expected["ready"])
    for what in READ.keys() & expected.keys():
        rows = [row for row in found.rows if row.number in found.ready]
        assert list(map(READ[what], rows)) == expected[what]
    problems = expected.get("problems", [])
    assert [
        (
            problem.row or 0,
            problem.column,
            problem.severity,
            problem.suggestion,
            " or ".join(problem.candidates),
        )
        for problem in found.problems
    ] == [
        (row, column, severity, better, "".join(asked))
        for row, column, severity, _, better, *asked in problems
    ]
    for problem, (*_, said) in zip(found.problems, (line[:4] for line in problems), strict=True):
        assert said in problem.message


READABLE = [name for name, expected in EXPECTED.items() if "refused" not in expected]
UNREADABLE = [name for name, expected in EXPECTED.items() if "refused" in expected]

#: How sentences say what was expected.
SAYS_WHAT = ("expected", "Use ", "Add ", "add a ", "Choose ", "Which is right?", "Leave this row")
#: How warnings say what was done, if they ask and expect nothing.
DONE = (
    "read as",
    "read until",
    "left out",
    "kept aside",
    "save it",
    "in this row alone",
    "only the month",
    "gnored",
    "the first is used",
    "rounded",
)


@pytest.mark.parametrize("name", READABLE)
def test_every_error_says_what_was_expected_and_every_warning_what_was_done(name: str) -> None:
    for problem in checked(name).problems:
        assert len(problem.message) < 400
        if any(word in problem.message for word in SAYS_WHAT):
            continue
        if problem.suggestion or problem.candidates:
            continue
        assert problem.severity == "warning", problem
        assert (
            "?" in problem.message
            or "twice" in problem.message
            or any(done in problem.message for done in DONE)
        ), problem


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_refusal_is_one_sentence(name: str) -> None:
    sentence = refusal((FOLDER / name).read_bytes())
    assert "\n" not in sentence
    assert sentence[0].isupper() or sentence[0] == "“"
    assert sentence.endswith(".")
    assert len(sentence) < 400


def errors(found: Checked) -> int:
    return sum(problem.severity == "error" for problem in found.problems)


@pytest.mark.parametrize("name", READABLE)
def test_the_copy_with_suggestions_has_no_more_errors(name: str) -> None:
    before = checked(name)
    after = _checked(name, fixed_csv(before))
    assert errors(after) <= errors(before)
    assert len(after.ready) >= len(before.ready)
    assert len(after.rows) == len(before.rows)


@pytest.mark.parametrize("name", READABLE)
def test_the_copy_keeps_hashtags_and_rows_that_do_not_fit(name: str) -> None:
    found = checked(name)
    before = found.table
    after = _checked(name, fixed_csv(found)).table
    kept = [i for i, column in enumerate(before.columns) if column not in found.personal]
    assert list(after.columns) == [before.columns[i] for i in kept]
    assert after.hashtags == tuple(before.hashtags[i] for i in kept if before.hashtags)
    assert list(after.unfit.values()) == list(before.unfit.values())


@pytest.mark.parametrize("name", READABLE)
def test_a_suggestion_once_applied_is_not_made_again(name: str) -> None:
    before = checked(name)
    after = _checked(name, fixed_csv(before))
    again = [p for p in after.problems if p.suggestion]
    assert {(p.column, p.value, p.suggestion) for p in again}.isdisjoint(
        (p.column, p.value, p.suggestion) for p in before.problems
    )


# The command line


@pytest.mark.parametrize(
    "name",
    [
        "date-ambiguous.tsv",
        "coordinates-swapped.csv",
        "encoding-cp949.csv",
        "event-twice.csv",
        "header-without-date.csv",
        "persons-name-in-korean.csv",
        "workbook-merged-cells.xlsx",
    ],
)
def test_the_command_line_gives_the_same(name: str) -> None:
    found = checked(name)
    done = CliRunner().invoke(commands, ["check", str(FOLDER / name), "--json"])
    answer = json.loads(done.stdout)
    assert done.exit_code == int(len(found.ready) < len(found.rows))
    assert (answer["rows"], answer["ready"]) == (len(found.rows), list(found.ready))
    assert answer["found"] == found.table.found
    keys = ("row", "column", "severity", "message", "suggestion")
    assert [[problem[key] for key in keys] for problem in answer["problems"]] == [
        [getattr(problem, key) for key in keys] for problem in found.problems
    ]


def test_one_cause_is_one_line_with_value_number_of_rows_and_the_first_and_last() -> None:
    name = "case-one-warning-many-times.csv"
    done = CliRunner().invoke(commands, ["check", str(FOLDER / name)])
    read, of_values, of_events, *notes, last = done.stdout.splitlines()
    assert "column type, value 'Missile Provocation'" in of_values
    assert "(28 rows, first in row 2, last in row 29)" in of_values
    assert "(27 rows, first in row 3, last in row 29)" in of_events
    assert len(notes) < 5
    assert notes[0].startswith("note: row 2 looks like")
    assert notes[0].endswith("more rows, last row 26)")
    assert (read[:4], last) == ("Read", "28 rows read, 28 ready")


@pytest.mark.parametrize("name", ["kind-pdf.csv", "empty.csv", "workbook-doctype.xlsx"])
def test_the_command_line_refuses_with_the_same_sentence(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", str(FOLDER / name)])
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"error: {refusal((FOLDER / name).read_bytes())}\n"


# Files too large for the folder


def zip_bomb() -> bytes:
    """A workbook whose sheet is 101 MB of zeros."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(101):
                sheet.write(bytes(2**20))
    return packed.getvalue()


ROW = "Tumen,2021-07-14,325,Daily A\n"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (zip_bomb, "more than 100 MB unpacked."),
        (lambda: ",".join(f"c{n}" for n in range(10_000)).encode(), "has 10,000 columns"),
        (lambda: b"x" * (21 * 2**20), "The file is larger than 20 MB."),
        (lambda: (HEADER + ROW * (limits.ROWS + 1)).encode(), "at most 200,000 rows"),
        (
            lambda: (HEADER + f"Tumen,2021-07-14,325,{'x' * 1_000_001}\n").encode(),
            "Row 2 has a cell of 1,000,001 characters (column “source”",
        ),
        (
            lambda: (HEADER + ROW + 'Tumen,2021-07-14,325,"Daily A\n' + ROW * 20_000).encode(),
            "Row 3 cannot be read: it has a quotation mark that is not closed",
        ),
        (
            lambda: (HEADER + ROW + 'Tumen,2021-07-14,325,"Daily A\n' + ROW * 60_000).encode(),
            "Row 3",
        ),
    ],
    ids=["zip bomb", "columns", "bytes", "rows", "cell", "quotation mark", "longer quotation"],
)
def test_a_file_beyond_the_limits_is_one_clear_sentence(
    make: Callable[[], bytes], said: str
) -> None:
    assert said in refusal(make())
