"""A visitor's file is checked row by row; nothing is silently guessed, dropped or kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv
from refoulement.export.hxl import export_hxl
from refoulement.export.spreadsheet import export_xlsx
from refoulement.intake import isolated, places_of_rows
from refoulement.intake.check import Checked, check_file
from refoulement.intake.decisions import Decisions
from refoulement.intake.written import fixed_csv, problems_csv
from refoulement.loading.load import load
from refoulement.selecting.selection import Selection
from tests.copies import FROZEN
from tests.test_cli import call

SILENT = ("No column says whether", "No column gives a source")
TODAY = date(2026, 11, 22)
HEADER = "place,date,count,source\n"


def checked(text: str, header: str = HEADER) -> Checked:
    """A checked file, without the messages about missing columns."""
    found = check_file((header + text).encode(), "own.csv", load(FROZEN), TODAY)
    said = tuple(p for p in found.problems if not p.message.startswith(SILENT))
    return replace(found, problems=said)


def said(found: Checked) -> list[tuple[int | None, str, str]]:
    """Row, column and severity of each problem."""
    return [(p.row, p.column, p.severity) for p in found.problems]


def test_rows_in_three_languages_are_ready() -> None:
    found = checked(
        "투먼,2021년 7월 14일,약 50명,가\n"
        "丹东,2021年7月15日,至少30人,나\n"
        "Shenyang,16 July 2021,50-60,c\n"
    )
    assert found.problems == ()
    assert found.ready == (2, 3, 4)
    first, second, third = found.rows
    assert [place.site_id for place in first.places] == ["tumen"]
    assert (first.first, first.last) == (date(2021, 7, 14), date(2021, 7, 14))
    assert [(r.low, r.high) for r in (first, second, third)] == [(50, 50), (30, None), (50, 60)]


@pytest.mark.parametrize(
    ("row", "column", "message", "asked"),
    [
        ("Dandnog,2021-07-14,50,a", "place", "We don’t know the place", "Dandong, Liaoning"),
        ("Tumen,14/07/21,50,a", "date", "14 July 2021 or 21 July 2014", "2021-07-14,2014-07-21"),
        ("Tumen,2021-02-30,50,a", "date", "", ""),
        ("Tumen,2031-07-14,50,a", "date", "", ""),
        ("Tumen,2021-07-14,60-50,a", "count", "lower one first", "50–60"),
        ("Tumen,2021-07-14,-5,a", "count", "", ""),
        ("Tumen,2021-07-14,fifty-ish,a", "count", "", ""),
    ],
)
def test_an_error_keeps_its_row_off_the_map_and_says_why(
    row: str, column: str, message: str, asked: str
) -> None:
    found = checked(f"{row}\nTumen,2020-01-01,70,b\n")
    (problem,) = found.problems
    assert (problem.row, problem.column, problem.severity) == (2, column, "error")
    assert message in problem.message
    assert (problem.suggestion, ",".join(problem.candidates)) == ("", asked)
    assert found.ready == (3,)
    assert found.fixes == {}, "what is only likely is not written"


POSITIONS = "place,latitude,longitude,date,count\n"


def test_positions_are_checked_against_the_named_place() -> None:
    found = checked("Tumen,129.842,42.966,2021-07-14,50\n", POSITIONS)
    (problem,) = found.problems  # one error per row
    assert (problem.severity, problem.candidates) == ("error", ("42.966, 129.842",))
    assert "swapped" in problem.message
    copy = fixed_csv(found).decode("utf-8-sig").splitlines()
    assert copy[1] == "Tumen,129.842,42.966,2021-07-14,50"


def decided(text: str, header: str, **decisions: object) -> Checked:
    chosen = Decisions(**decisions)  # type: ignore[arg-type]
    return check_file((header + text).encode(), "own.csv", load(FROZEN), TODAY, chosen)


def test_swapped_positions_are_read_as_meant_once_a_person_says_so_for_all() -> None:
    rows = "Tumen,129.842,42.966,2021-07-14,50\nDandong,124.395,40.129,2021-08-14,60\n"
    found = decided(rows, POSITIONS, swapped=True)
    assert found.ready == (2, 3)
    copy = fixed_csv(found).decode("utf-8-sig").splitlines()
    assert copy[1] == "Tumen,42.966,129.842,2021-07-14,50"
    asked = [c for c in decided(rows, POSITIONS).causes if c.problem.severity == "error"]
    assert {c.problem.cause for c in asked} == {"swapped"}
    assert sum(c.rows for c in asked) == 2


def test_a_minus_is_a_question_where_most_rows_have_none_and_else_a_place_elsewhere() -> None:
    right = "Tumen,42.966,129.842,2021-07-1{},50\n"
    wrong = "Tumen,42.966,-129.842,2021-07-2{},60\n"
    few = "".join(map(right.format, range(3))) + wrong.format(1)
    asked = [p for p in checked(few, POSITIONS).problems if p.severity == "error"]
    assert [(p.row, p.candidates) for p in asked] == [(5, ("42.966, 129.842",))]
    assert decided(few, POSITIONS, unsigned=True).ready == (2, 3, 4, 5)
    many = right.format(1) + "".join(map(wrong.format, range(3)))
    outside = [p for p in checked(many, POSITIONS).problems if p.severity == "error"]
    assert [p.candidates for p in outside] == [()] * 3
    assert all("Outside the region" in p.message for p in outside)


def test_a_mistake_in_one_coordinate_is_told_of_that_one_alone() -> None:
    header = "latitude,longitude,date,count\n"
    (problem,) = checked("42.966,129.84212,2021-07-14,50\n", header).problems
    assert (problem.column, problem.value, problem.suggestion) == (
        "longitude",
        "129.84212",
        "129.842",
    )
    assert "more than 3 decimals" in problem.message


def test_a_row_without_place_and_position_is_an_error() -> None:
    found = checked(",,,2021-07-14,50\n", "place,latitude,longitude,date,count\n")
    assert found.ready == ()
    assert "No place. Use a town" in found.problems[0].message


@pytest.mark.parametrize(
    "cell", ["Dandong; Tumen; Hunchun; Yanji, " * 30_000, "Qa, " * 20_000, "Tumen; " * 51]
)
def test_a_cell_with_very_many_places_is_looked_up_no_further(
    cell: str, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 1 MB file would otherwise take 2 GB of memory."""
    monkeypatch.setattr(isolated, "MOST_BYTES", 200 * 2**20)
    content = f'place,date,count,source\n"{cell}",2021-07,50,a\nTumen,2021-07,60,a\n'.encode()
    file, _ = isolated.read_isolated(content, "own.csv", dataset, Decisions(), TODAY)
    assert (file.read, file.ready) == (2, 1)
    problems = [cause.problem for cause in file.causes]
    said = [problem.message for problem in problems if problem.severity == "error"]
    assert said == [
        "is too long for the names of places; expected at most 50 names and 1,000 characters"
    ]


def test_of_very_many_names_in_a_file_the_first_are_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each unknown name takes milliseconds, and a file may have 200,000."""
    monkeypatch.setattr(places_of_rows, "_MOST_NAMES", 3)
    rows = "".join(f"Qa{letter},2021,50,a\n" for letter in "abcd") + "Qab,2021,60,a\n"
    found = checked(f"Tumen,2021,50,a\n{rows}")
    assert found.ready == (2,)
    unread = [p.row for p in found.problems if "one of more than 3 names" in p.message]
    assert unread == [5, 6, 7], "Tumen and the first two were looked up"


def test_of_very_many_problems_the_first_are_listed_and_all_counted_by_cause() -> None:
    """Each keeps its row off the map; earlier warnings do not crowd out errors."""
    rows = "Tumen,,50,a\n" * 10_010 + "Tumen,2021-02-30,50,a\n" * 10_005 + "Tumen,2021,60,a\n"
    found = check_file((HEADER + rows).encode(), "own.csv", load(FROZEN), TODAY)
    listed = [sum(p.severity == kind for p in found.problems) for kind in ("error", "warning")]
    assert found.errors == 10_005
    assert found.warnings > 10_010
    assert listed == [10_000, 1]  # messages about the whole table are always listed
    assert [*found.ready] == [*range(2, 10_012), 20_017]
    (of_dates,) = (c for c in found.causes if c.problem.severity == "error")
    assert (of_dates.rows, of_dates.first, of_dates.last) == (10_005, 10_012, 20_016)
    assert "(10,005 rows, first in row 10012, last in row 20016)" in of_dates.text
    last = problems_csv(found).decode("utf-8-sig").splitlines()[-1]
    more = found.errors + found.warnings - sum(listed)
    assert last.startswith(
        f',,,,"{more:,} more problems, counted and not listed: 5 × error in date'
    )
    assert "10,010 × warning in date: empty" in last
    assert "(rows 2 to 10011)" in last


def test_of_one_cause_with_many_values_the_first_have_a_line_and_the_rest_one() -> None:
    rows = "".join(f"Nowhere{number},2021,50,a\n" for number in range(30))
    causes = [c for c in checked(rows).causes if c.problem.severity == "error"]
    assert [c.rows for c in causes] == [1] * 20 + [10]
    assert "the same (10 more rows with other values, first in row 22" in causes[-1].text


def test_reversed_dates_and_counts_are_errors() -> None:
    header = "place,date_from,date_to,count_low,count_high\n"
    found = checked("Tumen,2021-07-14,2021-07-01,60,50\n", header)
    assert said(found) == [
        (2, "date_to", "error"),
        (2, "count_low", "error"),
    ]
    assert b",60,50" in fixed_csv(found)
    assert (found.rows[0].low, found.rows[0].high) == (None, None)


def test_an_undated_row_is_ready_and_stays_undated() -> None:
    found = checked("Tumen,unknown,50,a\n")
    assert found.ready == (2,)
    assert (found.rows[0].first, found.rows[0].last) == (None, None)


def test_a_total_beside_its_parts_is_a_warning_with_the_rows() -> None:
    found = checked(
        "Tumen,2021-07-14,10,a\nDandong,2021-07-14,20,a\nShenyang,2021-07-14,30,a\nYanji,2021-07-14,70,a\n"
    )
    (problem,) = (p for p in found.problems if p.severity == "warning")
    assert (problem.row, found.ready) == (4, (2, 3, 4, 5))
    assert "the sum of rows 2, 3" in problem.message


def test_one_event_from_two_outlets_is_a_warning_with_both_rows() -> None:
    found = checked("Tumen,2021-07-14,50,a\n图们,14 July 2021,about 60,b\n")
    (problem,) = found.problems
    assert (problem.row, problem.severity) == (3, "warning")
    assert "row 2" in problem.message
    assert found.ready == (2, 3)


@pytest.mark.parametrize(
    ("dates", "are_near"),
    [
        (("14 July 2021", "July 2021"), True),
        (("2021-07-12 to 2021-07-14", "2021-07-14 to 2021-07-18"), True),
        (("14 July 2021", "17 July 2021"), True),  # the day of the news
        (("14 July 2021", "18 July 2021"), False),
        (("June 2021", "July 2021"), False),
        (("14 July 2021", "2021"), False),  # a year may contain many events
    ],
)
def test_one_event_is_known_by_days_that_are_much_the_same(
    dates: tuple[str, str], are_near: bool
) -> None:
    one, other = dates
    for first, second in ((one, other), (other, one)):
        found = checked(f"Tumen,{first},50,a\nTumen,{second},50,b\n")
        assert said(found) == ([(3, "", "warning")] if are_near else [])
        assert all("row 2" in problem.message for problem in found.problems)


def test_one_event_and_a_total_are_known_across_languages() -> None:
    header = "place,date,count,source,measure\n"
    twice = checked("Tumen,2021-07-14,50,a,returned\n图们,2021-07-14,60,b,遣返\n", header)
    assert said(twice) == [(3, "", "warning")]
    total = checked(
        "Tumen,2021-07-14,10,a,held\n단둥,2021-07-14,20,b,구금\nYanji,2021-07-14,30,c,拘押\n",
        header,
    )
    assert "the sum of rows 2, 3" in str(total.problems)


def test_days_apart_and_other_numbers_are_two_events() -> None:
    assert said(checked("Tumen,2021-07-14,50,a\nTumen,2021-07-16,60,b\n")) == []


def test_a_total_of_a_year_beside_its_months_is_a_warning_with_their_rows() -> None:
    months = "".join(
        f"Tumen,2021-{m:02},{10 * m},a\nYanji,2021-{m:02},77,a\n" for m in range(1, 10)
    )
    found = checked(f"{months}Tumen,2021,450,a\n")
    (problem,) = found.problems
    assert (problem.row, problem.severity) == (20, "warning")
    assert (
        "the sum of rows 2, 4, 6, 8, 10, 12, 14, 16, 18, which lie within its dates"
        in problem.message
    )


def test_repeated_rows_and_ids_name_both_rows() -> None:
    header = "report_id,event,place,date,count\n"
    found = checked("r1,e,Tumen,2021,5\nr1,e,Tumen,2021,5\nr1,e,Tumen,2021,6\n", header)
    assert said(found) == [(3, "report_id", "error"), (3, "", "warning"), (4, "report_id", "error")]
    assert all("row 2" in problem.message for problem in found.problems)


@pytest.mark.parametrize("name", ["ID", "일련번호", "序号"])
def test_ids_are_known_by_the_names_that_people_give_them(name: str) -> None:
    found = checked(
        "1,Tumen,2021-07,50\n2,Tumen,2021-08,50\n1,Tumen,2021-09,50\n", f"{name},place,date,count\n"
    )
    assert said(found) == [(4, name, "error")]


def test_a_column_about_persons_is_left_out_with_one_warning_and_its_rows_stay_ready() -> None:
    header = "place,date,count,passport number\n"
    text = "Tumen,2021-07-14,50,M1\nTumen,2021-09-14,50,M2\n"
    found = checked(text, header)
    assert found.ready == (2, 3)
    assert said(found) == [(1, "passport number", "warning")]
    for written in (fixed_csv(found), problems_csv(found), fixed_csv(decided(text, header))):
        assert b"M1" not in written


def test_a_person_can_have_a_column_about_persons_read_after_all_and_it_is_in_no_copy() -> None:
    header = "home address,date,count\n"
    for decisions in ({"columns": (("home address", "place"),)},):
        found = decided("Tumen,2021-07-14,50\n", header, **decisions)
        assert [place.name for row in found.rows for place in row.places] == ["Tumen"]
        assert fixed_csv(found).decode("utf-8-sig").splitlines()[0] == "date,count"
    found = decided("Tumen,2021-07-14,50\n", "place,date,mobile\n", safe=frozenset(["mobile"]))
    assert "as you decided" in str(found.problems)


def test_a_missing_column_keeps_every_row_off_the_map() -> None:
    found = checked("Tumen,50\n", "place,count\n")
    assert found.ready == ()
    assert any("No column gives" in problem.message for problem in found.problems)


def test_spaces_are_read_without_and_taken_out_of_the_copy() -> None:
    found = checked(" Tumen ,2021-07-14,50,a\n")
    assert said(found) == [(2, "place", "warning")]
    assert found.ready == (2,)
    assert b"\nTumen,2021-07-14" in fixed_csv(found)


def test_a_misspelt_name_of_a_column_is_a_question_and_stays_in_the_copy() -> None:
    found = checked("Tumen,2021-07-14,50,x\n", "plcae,date,cuont,colour\n")
    asked = {p.column: p.candidates for p in found.problems if p.column}
    assert asked == {"plcae": ("place",), "cuont": ("count",)}
    copy = fixed_csv(found).decode("utf-8-sig")
    assert copy.splitlines()[0] == "plcae,date,cuont,colour"
    mapped = decided(
        "Tumen,2021-07-14,50,x\n",
        "plcae,date,cuont,colour\n",
        columns=(("plcae", "place"), ("cuont", "count")),
    )
    assert mapped.ready == (2,)


def test_what_needs_no_suggestion_is_in_the_copy_as_it_was() -> None:
    text = '투먼,2021년 7월 14일,약 50명,"a, b"\n'
    assert fixed_csv(checked(text)).decode("utf-8-sig") == (HEADER + text).replace("\n", "\r\n")


@pytest.mark.parametrize("export", [export_csv, export_hxl, export_xlsx])
def test_our_own_exports_are_ready_to_the_last_row(export, dataset: Dataset) -> None:  # type: ignore[no-untyped-def]
    found = check_file(export(dataset, Selection()), "own", dataset, TODAY)
    assert [str(problem) for problem in found.problems if problem.severity == "error"] == []
    assert len(found.ready) == len(found.rows) == 134


def test_a_total_is_found_beside_its_six_parts(dataset: Dataset) -> None:
    content = export_csv(dataset, Selection())
    assert check_file(content, "own.csv", dataset, TODAY).problems == ()  # events know their parts
    without_ids = content.replace(b",event_id,", b",key,", 1)
    found = check_file(without_ids, "own.csv", dataset, TODAY)
    assert any("gives 1,170, the sum of rows 3, 4, 5, 6, 7, 8" in p.message for p in found.problems)


@given(st.lists(st.lists(st.text(max_size=12), min_size=4, max_size=4), max_size=4))
@settings(max_examples=150, deadline=None)
def test_whatever_cells_hold_only_problems_come_out(cells: list[list[str]]) -> None:
    texts = (cell.replace('"', '""').replace("\0", "") for row in cells for cell in row)
    quoted = [f'"{text}"' for text in texts]
    rows = [",".join(quoted[i : i + 4]) for i in range(0, len(quoted), 4)]
    text = "\n".join(rows).encode("utf-8", errors="replace").decode()
    found = checked(f"Tumen,2021-07-14,50,a\n{text}\n")
    assert 2 in found.ready
    errors = {problem.row for problem in found.problems if problem.severity == "error"}
    assert errors.isdisjoint(found.ready)
    assert {row.number for row in found.rows} == errors - {None} | set(found.ready)


# The command line


def test_check_exits_0_when_ready_1_with_errors_2_without_a_table(tmp_path: Path) -> None:
    for text, code in ((HEADER + "Tumen,2021,5,a\n", 0), (HEADER + "Nowhere,x,y,a\n", 1), ("", 2)):
        path = tmp_path / f"{code}.csv"
        path.write_text(text, encoding="utf-8")
        assert call("check", str(path)).returncode == code
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    refused = call("check", str(tmp_path / "picture.csv"))
    assert refused.returncode == 2
    assert b"a PNG picture" in refused.stderr


def test_check_gives_json_and_a_copy_with_the_suggestions(tmp_path: Path) -> None:
    path, fixed = tmp_path / "own.csv", tmp_path / "fixed.csv"
    path.write_text(HEADER + "Dandnog,2021-07-14,50,a\n", encoding="utf-8")
    done = call("check", str(path), "--json", "--fixed", str(fixed))
    found = json.loads(done.stdout)
    assert (found["rows"], found["ready"], done.returncode) == (1, [], 1)
    assert found["problems"][-1]["candidates"] == ["Dandong, Liaoning"]
    assert (found["causes"][0]["rows"], found["causes"][0]["first_row"]) == (1, 2)
    assert b"Dandnog" in fixed.read_bytes()


OWN = "place,date,count,measure,source,phone\nTumen,2021,50,held,a,none\n"


def test_check_reads_a_file_without_a_column_about_persons_or_with_one_that_is_safe(
    tmp_path: Path,
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(OWN, encoding="utf-8")
    assert b"Left out" not in call("check", str(path)).stdout
    assert call("check", str(path)).returncode == 0
    assert b"as you decided" in call("check", str(path), "--safe", "phone").stdout


def test_check_takes_a_mapping_and_writes_it_for_the_next_file(tmp_path: Path) -> None:
    path, saved = tmp_path / "own.csv", tmp_path / "mapping.csv"
    path.write_text("Wo,Wann,Wieviele,x\nTumen,2021-07-14,50,1\n", encoding="utf-8")
    pairs = [
        part for pair in ("Wo=place", "Wann=date", "Wieviele=count") for part in ("--map", pair)
    ]
    assert call("check", str(path)).returncode == 1
    assert call("check", str(path), *pairs, "--save-map", str(saved)).returncode == 0
    rows = saved.read_text(encoding="utf-8-sig").splitlines()
    assert rows[:4] == ["column,field", "Wo,place", "Wann,date", "Wieviele,count"]
    assert call("check", str(path), "--map-file", str(saved)).returncode == 0
    left_out = call("check", str(path), "--map-file", str(saved), "--map", "Wann=-")
    assert left_out.returncode == 1
    assert b"No column gives a date" in left_out.stdout


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("place=town", b"is not a field. Fields are place, latitude, longitude"),
        ("Wo=place", "has no column “Wo”. Its columns are “place”, “date”".encode()),
        ("place", b"expected COLUMN=FIELD"),
        ("date=place", b""),
    ],
)
def test_an_unknown_field_or_column_is_refused_with_those_there_are(
    pair: str, said: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(OWN, encoding="utf-8")
    done = call("check", str(path), "--map", pair)
    assert done.returncode == (2 if said else 1)
    assert said in done.stderr


def test_the_file_that_is_checked_is_never_written(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(OWN, encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(path)
    for name in ("own.csv", "link.csv"):
        for option in ("--fixed", "--save-map"):
            done = call("check", str(path), option, str(tmp_path / name))
            assert done.returncode == 2
            assert b"is being checked" in done.stderr
    assert path.read_text(encoding="utf-8") == OWN
