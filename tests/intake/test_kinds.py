"""For each kind of file that once broke the reading of other people's files, ten more and others.

The original files are in bad_files/, with names that begin with `case-`.
"""

from __future__ import annotations

import io

import openpyxl
import pytest

from refoulement.intake.check import Checked, check_file
from refoulement.intake.decisions import Decisions
from refoulement.intake.written import fixed_csv
from refoulement.loading.load import load
from refoulement.problems import IntakeError
from refoulement.wording import span_text
from tests.copies import FROZEN
from tests.intake.test_bad_files import TODAY, bounds, names_of_places

Rows = list[list[str]]


def checked(content: bytes | str, **decisions: object) -> Checked:
    content = content.encode() if isinstance(content, str) else content
    chosen = Decisions(**decisions)  # type: ignore[arg-type]
    return check_file(content, "own", load(FROZEN), TODAY, chosen)


def workbook(**sheets: Rows) -> bytes:
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def errors(found: Checked) -> list[str]:
    return [problem.message for problem in found.problems if problem.severity == "error"]


# Real places that are not in the list: an error without a candidate, and nothing is written.

REAL = (
    *("潜江", "仙桃", "天门", "神农架", "五指山", "文昌"),
    *("琼海", "万宁", "东方", "儋州", "阿拉尔", "图木舒克"),
    *("五家渠", "北屯", "铁门关", "韩城市", "定安县", "屯昌县"),
    *("澄迈县", "昆玉市", "三沙市", "석남", "옥룡", "Limassol"),
    *("Larnaca", "Paphos", "Nakuru", "Kisumu", "Eldoret"),
)


@pytest.mark.parametrize("name", REAL)
def test_a_real_place_that_is_not_in_the_list_is_an_error_without_a_candidate(name: str) -> None:
    found = checked(f"place,date,count\n{name},2021-07-14,50\n")
    if found.ready:  # found in GeoNames
        assert [problem.candidates for problem in found.problems] == [()] * len(found.problems)
        return
    (problem,) = (p for p in found.problems if p.severity == "error")
    assert (problem.suggestion, problem.candidates) == ("", ())
    assert f"We don’t know the place “{name}”" in problem.message
    assert f"\n{name},".encode() in fixed_csv(found)


# Headings that may mean a date or a number: a question, never a new name.


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("Location,Reported Date,Total Dead and Missing", ("Reported Date",)),
        ("Location,Recorded,Number Dead", ("Recorded",)),
        ("place,Date of Burial,Killed", ("Date of Burial",)),
        ("place,Last Seen,Missing", ("Last Seen",)),
        ("place,Entered On,Dead", ("Entered On",)),
        ("장소,보고일자,사망자", ("보고일자",)),
        ("地点,上报日,死亡", ("上报日",)),
        ("place,Jour,Morts", ("Jour",)),
        ("place,Fecha,Muertos", ("Fecha",)),
        ("place,Datum,Tote", ("Datum",)),
        ("place,Timestamp,Dead", ("Timestamp",)),
    ],
)
def test_a_column_that_is_likely_the_date_is_asked_about(
    header: str, asked: tuple[str, ...]
) -> None:
    number = header.rpartition(",")[2]
    found = checked(f"{header}\nTumen,13-Jan-20,10\nDandong,14-Jan-20,12\n")
    of_dates = next(p for p in found.problems if "No column gives a date" in p.message)
    assert of_dates.candidates == asked
    of_counts = next(p for p in found.problems if "a number of people" in p.message)
    assert of_counts.candidates == (number,)
    assert fixed_csv(found).decode("utf-8-sig").splitlines()[0] == header


# Columns about persons: one warning each, rows stay ready, and no output contains them.


@pytest.mark.parametrize(
    "column",
    [
        *("name_en", "name_ko", "name_ar", "name_zh", "name_kr", "nombre", "nom", "氏名", "الاسم"),
        *("victim_id", "moh_id", "unhcr id", "alien number", "apellidos", "prénom", "성명(한글)"),
        *(
            "身份证号",
            "رقم الهوية",
            "電話番号",
            "correo electrónico",
            "case number",
            "numéro de dossier",
        ),
    ],
)
def test_a_column_of_persons_is_a_warning_and_in_no_copy(column: str) -> None:
    found = checked(f"place,date,count,measure,source,{column}\nTumen,2021-07-14,50,held,a,Qx7\n")
    assert found.ready == (2,)
    assert [(p.column, p.severity) for p in found.problems] == [(column, "warning")]
    assert b"Qx7" not in fixed_csv(found)
    assert column.encode() not in fixed_csv(found)


# The digits of a decimal number are not anybody's phone or document number.


@pytest.mark.parametrize(
    "number",
    [
        *("129.8401151234567", "42.008612345678", "0.5512057626057", "-77.0364312345678"),
        *("0.9003072345678", "1.0138005512345", "8.6138001380001", "116.4074000123456"),
        *("129,8401151234567", "1.3800138000E+10", "0.8401151234567", "99.1101011990030"),
    ],
)
def test_digits_of_a_decimal_number_are_no_document_and_no_telephone(number: str) -> None:
    found = checked(f'place;date;count;measure;source;share\nTumen;2021;50;held;a;"{number}"\n')
    assert (found.ready, found.personal) == ((2,), ())


# Years as dates.


@pytest.mark.parametrize(
    "name",
    ["Year", "year", "Years", "연도", "년도", "年份", "年度", "연도별", "年", "시점", "Event Year"],
)
def test_a_column_of_years_is_a_date(name: str) -> None:
    found = checked(f"place,{name},count\nTumen,2021,1600\nDandong,2022,900\n")
    assert [span_text(row.first, row.last) for row in found.rows] == ["2021", "2022"]
    assert found.ready == (2, 3)


def test_a_year_beside_a_date_is_left_aside() -> None:
    found = checked("place,event_date,year,count\nTumen,14 July 2021,2021,50\n")
    assert span_text(found.rows[0].first, found.rows[0].last) == "14 July 2021"
    assert "Years beside a date, ignored: “year”" in str(found.problems)


# Headers of Korean statistics.


@pytest.mark.parametrize(
    "header",
    [
        *(
            "행정구역별,시점,인구 (명)",
            "행정구역(시군구)별,시점,총인구수 (명)",
            "시군구별,연도,인원 (명)",
        ),
        *("행정구역,년도,인원수(명)", "지역별,시점,인원(명)", "시군구,기준일,총인원 (명)"),
        *(
            "행정구역명,연월,인구수 (명)",
            "지역명,시점별,인구",
            "시군구명,연도별,총인원",
            "지역,년,합계 (명)",
        ),
    ],
)
def test_headers_of_korean_statistics_are_known(header: str) -> None:
    found = checked(f"{header}\n투먼,2021,1600\n단둥,2022,900\n".encode("cp949"))
    if "합계" in header:  # a sum of what? it asks
        assert found.ready == ()
        return
    assert [bounds(row) for row in found.rows] == ["1600", "900"]
    assert [names_of_places(row) for row in found.rows] == ["Tumen", "Dandong"]
    assert found.ready == (2, 3)


# A town beside a wider area.


@pytest.mark.parametrize(
    "header",
    [
        *(
            "City,County",
            "Town,District",
            "Municipality,Prefecture",
            "City,Prefecture",
            "도시,시군구",
        ),
        *(
            "城市,地区",
            "Place,County",
            "County,City",
            "#adm3,#adm2",
            "Facility,City",
            "City,Facility",
        ),
    ],
)
def test_of_two_columns_for_a_place_the_town_is_the_place(header: str) -> None:
    wide = "Yanbian" if "acility" not in header else "Somewhere"
    is_first = header in ("County,City", "Facility,City")
    cells = f"{wide},Tumen" if is_first else f"Tumen,{wide}"
    found = checked(f"{header},date,count\n{cells},2021-07-14,50\n")
    assert [names_of_places(row) for row in found.rows] == ["Tumen"]
    assert found.ready == (2,)
    assert ("area" in found.fields) == ("acility" not in header)


# A time of day beside a date, and form submission times.


@pytest.mark.parametrize(
    ("header", "time"),
    [
        *((f"地点,日期,{name},人数", "08:30") for name in ("时间", "時間", "发生时间", "日期时间")),
        *((f"place,date,{name},count", "8:30 am") for name in ("time", "when", "Event Time")),
        *((f"장소,날짜,{name},인원", "오전 8:30") for name in ("시간", "일시", "발생일시")),
        ("place,date,date of event,count", "08:30:15"),
    ],
)
def test_times_of_day_are_no_second_date(header: str, time: str) -> None:
    found = checked(f"{header}\nTumen,2021-07-14,{time},50\nTumen,2021-09-14,{time},60\n")
    assert errors(found) == []
    assert [span_text(r.first, r.last) for r in found.rows] == ["14 July 2021", "14 September 2021"]


@pytest.mark.parametrize(
    "name",
    ["Timestamp", "SubmissionDate", "_submission_time", "today", "start", "end", "created_at",
     "Submitted on", "타임스탬프", "填写时间", "제출일시", "last updated"],
)  # fmt: skip
def test_when_a_form_was_filled_in_is_no_event(name: str) -> None:
    stamp = "2022-01-02T08:30:00.000+09:00"
    found = checked(f"{name},place,date,count\n{stamp},Tumen,2021-07-14,50\n")
    assert span_text(found.rows[0].first, found.rows[0].last) == "14 July 2021"
    assert found.ready == (2,)
    assert "date_from" not in found.fields


# HXL, with tags in any row.


@pytest.mark.parametrize(
    "lines",
    [
        "#date,#adm1,#adm2,#affected\n2021-07-14,Jilin,Tumen,50\n",
        "#date,#adm1+name,#adm2+name,#affected+num\n2021-07-14,Jilin,Tumen,50\n",
        "a,b,c,d\n#date,#adm1,#adm2,#affected\n2021-07-14,Jilin,Tumen,50\n",
        "A list\na,b,c,d\n#date,#adm1,#adm2,#affected\n2021-07-14,Jilin,Tumen,50\n",
        "A list\nof returns\n\na,b,c,d\n#date,#adm1,#adm2,#affected\n2021-07-14,Jilin,Tumen,50\n",
        "#date +occurred,#adm1 +en,#loc,#affected\n2021-07-14,Jilin,Tumen,50\n",
        "#date+start,#country,#adm2+name+i_en,#affected\n2021-07-14,China,Tumen,50\n",
        "#event,#date,#adm3,#affected+total\nx,2021-07-14,Tumen,50\n",
        "#date,#geo+lat,#geo+lon,#affected\n2021-07-14,42.966,129.842,50\n",
        "#date,#adm1,#adm1+code,#adm2,#adm2+code,#affected\n2021-07-14,Jilin,CN22,Tumen,CN2224,50\n",
        "Wann,Wo,Wer\n#date,#loc,#affected\n2021-07-14,Tumen,50\n",
    ],
)
def test_tags_of_hxl_are_known_and_found_further_down(lines: str) -> None:
    found = checked(lines)
    assert [names_of_places(row) for row in found.rows] == ["Tumen"]
    assert len(found.ready) == len(found.rows) == 1, errors(found)


# The sheet with the table, and the row with its headings.

TABLE: Rows = [["place", "date", "count"], ["Tumen", "2021-07-14", "50"]]
ABOUT: Rows = [["About this file"], ["Made by Example"]]


@pytest.mark.parametrize(
    ("sheets", "chosen"),
    [
        ({"README": ABOUT, "Data": TABLE}, "Data"),
        ({"Data": TABLE, "README": ABOUT}, "Data"),
        ({"설명": ABOUT, "자료": [["장소", "날짜", "인원"], ["투먼", "2021", "50"]]}, "자료"),
        ({"说明": ABOUT, "数据": [["地点", "日期", "人数"], ["图们", "2021", "50"]]}, "数据"),
        ({"Notes": [["place"], ["Tumen is a town"]], "List": TABLE}, "List"),
        ({"Codes": [["code", "place"], ["1", "Tumen"]], "List": TABLE}, "List"),
        ({"A": ABOUT, "B": ABOUT, "C": TABLE}, "C"),
        ({"A": TABLE, "reports": TABLE}, "reports"),
        ({"Cover": [["A title"]], "List": [["A title"], [], *TABLE]}, "List"),
        ({"Sum": [["Total", "50"]], "List": TABLE}, "List"),
        ({"Fields": [["field", "meaning"], ["place", "a town"]], "List": TABLE}, "List"),
    ],
)  # fmt: skip
def test_the_sheet_that_holds_the_table_is_found(sheets: dict[str, Rows], chosen: str) -> None:
    found = checked(workbook(**sheets))
    assert found.table.title == chosen
    assert [names_of_places(row) for row in found.rows] == ["Tumen"]
    assert len(found.ready) == 1


def test_another_sheet_can_be_chosen_and_one_that_is_not_there_is_refused() -> None:
    other: Rows = [["place", "date", "count"], ["Dandong", "2021-07-14", "50"]]
    content = workbook(One=TABLE, Two=other)
    assert checked(content).table.sheets == ("One", "Two")
    assert names_of_places(checked(content, sheet="Two").rows[0]) == "Dandong"
    with pytest.raises(IntakeError, match="has no sheet “Three”"):
        checked(content, sheet="Three")


@pytest.mark.parametrize(
    "above",
    [
        [["Where", "", "When", "People", "", ""]],
        [["Place", "", "Time", "Number", "", ""]],
        [["A list of returns"]],
        [["A list of returns"], []],
        [["A list of returns"], ["Made by Example", "2022"]],
        [["", "", "", "People", "", ""]],
        [["장소", "", "시기", "인원", "", ""]],
        [["地点", "", "时间", "人数", "", ""]],
        [["Table 1", "", "", "", "", ""], ["", "", "", "low", "high", ""]],
        [["1", "", "2", "3", "", "4"]],
        [["Location", "", "", "Count", "", "Source"]],
    ],
)
def test_the_row_with_the_headings_is_found_below_a_title_or_groups(above: Rows) -> None:
    head = ["place", "area", "date", "count low", "count high", "source"]
    row = ["Tumen", "Jilin", "2021-07-14", "50", "60", "Example Daily"]
    found = checked(workbook(Data=[*above, head, row]))
    assert [bounds(one) for one in found.rows] == ["50–60"]
    assert len(found.ready) == 1
    assert f"headings are in row {len(above) + 1}" in found.table.found


# A broken byte is reported with its line.


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("line", [2, 3, 7, 20])
def test_a_broken_byte_is_named_by_its_line_and_by_what_is_before_it(end: str, line: int) -> None:
    rows = ["place,date,count,source", *(f"투먼,2021-07-{n:02},50,신문 {n}" for n in range(1, 21))]
    lines = [row.encode() for row in rows]
    lines[line - 1] = lines[line - 1][:-1] + b"\xff"
    with pytest.raises(IntakeError) as refused:
        checked(end.encode().join(lines))
    assert str(refused.value).startswith(f"Line {line} of the file is broken after “")
    assert "신문" in str(refused.value)


# One cause, one line.


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("place,date,count,type", "Tumen,2021-07-{:02},50,Missile Provocation"),
        ("place,date,count,measure", "Tumen,2021-07-{:02},50,unclear"),
        ("place,date,count", "Nowhere,2021-07-{:02},50"),
        ("place,date,count", "Tumen,2021-07-{:02},many-ish"),
        ("place,date,count", "Tumen,,50"),
        ("place,date,count,url", "Tumen,2021-07-{:02},50,see the annex"),
        ("place,date,count,language", "Tumen,2021-07-{:02},50,Klingon"),
        ("place,latitude,longitude,date,count", "Tumen,52.5,13.4,2021-07-{:02},50"),
        ("place,latitude,longitude,date,count", "Tumen,0,0,2021-07-{:02},50"),
        ("place,date,count", "Total,2021-07-{:02},50"),
        ("place,date_from,date_to,count", "Tumen,2021-07-{:02},2020-01-01,50"),
        ("place,date,count_low,count_high", "Tumen,2021-07-{:02},60,50"),
    ],
)
def test_one_cause_is_one_line_however_many_rows_have_it(header: str, cells: str) -> None:
    rows = "\n".join(cells.format(day) for day in range(1, 29))
    found = checked(f"{header}\n{rows}\n")
    of_rows = [cause for cause in found.causes if (cause.first or 0) > 1]
    most = max(of_rows, key=lambda cause: cause.rows)
    values = {cause.problem.value for cause in of_rows if cause.problem.severity == "error"}
    assert most.rows in (28, 27, 8) or len(values) > 20
    assert len(of_rows) <= 24
    assert (most.first or 0) <= 22
