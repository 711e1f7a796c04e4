"""Strangers' files: each becomes a table or one clear sentence, and quickly."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import COUNTING_COLUMNS, export_csv, export_table
from refoulement.export.hxl import HASHTAGS, export_hxl
from refoulement.export.spreadsheet import export_xlsx
from refoulement.intake.columns import match_columns
from refoulement.intake.file import limits
from refoulement.intake.file.table import RawTable, export_columns, read_table
from refoulement.intake.headings import LANGUAGES, aliases, field_of
from refoulement.intake.personal.columns import personal_columns
from refoulement.intake.personal.headings import personal_name
from refoulement.problems import IntakeError, Problem
from refoulement.selecting.selection import Selection
from tests.conftest import ROOT
from tests.copies import FROZEN, read_records

TABLE = [["place", "date", "count"], ["Tumen", "2021-07-14", "50"], ["Dandong", "2021", "about 9"]]
KOREAN = [["장소", "날짜", "인원"], ["단둥", "2021-07-14", "약 50명"], ["투먼", "2021-08", "10"]]
CHINESE = [["地点", "日期", "人数"], ["丹东", "2021-07-14", "约50人"], ["图们", "2021-08", "10"]]


def text(rows: list[list[str]], delimiter: str = ",", end: str = "\n") -> str:
    return "".join(delimiter.join(row) + end for row in rows)


def read(content: bytes | str) -> RawTable:
    content = content.encode() if isinstance(content, str) else content
    return read_table(content, "theirs.csv", field_of)


def matched(*columns: str) -> tuple[dict[str, int], list[Problem]]:
    """What the columns of an empty table are taken to be."""
    return match_columns(RawTable("theirs.csv", columns, [], [], (), "UTF-8", ",", "", []))


def cells(table: RawTable) -> list[list[str]]:
    return [list(table.columns), *map(list, table.rows)]


def refusal(content: bytes | str) -> str:
    with pytest.raises(IntakeError) as raised:
        read(content)
    return str(raised.value)


def workbook(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with each of its parts passed through `change`."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return packed.getvalue()


def in_sheet(change: Callable[[bytes], bytes]) -> bytes:
    return repacked(
        workbook(("a", TABLE)),
        lambda name, part: change(part) if name == "xl/worksheets/sheet1.xml" else part,
    )


# Text files that can be read


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_any_delimiter_and_end_of_line_gives_the_same_table(delimiter: str, end: str) -> None:
    table = read(text(TABLE, delimiter, end))
    assert (cells(table), table.numbers, table.problems) == (TABLE, [2, 3], [])
    assert table.delimiter == delimiter


@pytest.mark.parametrize(
    ("rows", "codec", "mark", "said"),
    [
        (KOREAN, "utf-8", b"", "UTF-8"),
        (CHINESE, "utf-8-sig", b"", "UTF-8 with a byte order mark"),
        (KOREAN, "utf-16", b"", "UTF-16 LE with a byte order mark"),
        (CHINESE, "utf-16-be", b"\xfe\xff", "UTF-16 BE with a byte order mark"),
        (KOREAN, "utf-16-le", b"", "UTF-16 LE"),
        (CHINESE, "utf-16-be", b"", "UTF-16 BE"),
        (TABLE, "utf-16-le", b"", "UTF-16 LE"),
        (KOREAN, "cp949", b"", "CP949 (Korean)"),
        (CHINESE, "gb18030", b"", "GB18030 (Chinese)"),
        ([*CHINESE, ["𠮷林", "2021", "탈북민"]], "gb18030", b"", "GB18030 (Chinese)"),
        ([*KOREAN, ["똠방각하", "2021", "漢字"]], "cp949", b"", "CP949 (Korean)"),
    ],
)
def test_the_encoding_is_found_and_said(
    rows: list[list[str]], codec: str, mark: bytes, said: str
) -> None:
    table = read(mark + text(rows).encode(codec))
    assert cells(table) == rows
    assert table.found == f"Read as {said}, separated by commas."


def test_one_korean_or_chinese_place_in_a_file_is_enough_to_know_its_encoding() -> None:
    """charset-normalizer 3.5.2 reads 18 of these 48."""
    names = [
        (codec, name)
        for site in read_records(FROZEN, "sites")
        for codec, column in (("cp949", "name_ko"), ("gb18030", "name_zh"))
        if (name := site[column])
    ]
    missed = []
    for codec, name in names:
        rows = [["place", "date", "count"], [name, "2021-07-14", "50"]]
        if cells(read(text(rows).encode(codec))) != rows:
            missed.append(name)
    assert len(names) >= 40
    assert missed == []


@pytest.mark.parametrize(
    ("codec", "place", "other"),
    [("gb18030", "景洪", "쒼븅"), ("gb18030", "佳木斯", "솅컁薑"), ("cp949", "청두", "没滴")],
)
def test_an_encoding_that_few_letters_leave_open_is_a_warning_with_both_readings(
    codec: str, place: str, other: str
) -> None:
    table = read(f"place,date,count\n{place},2021-07-14,50\n".encode(codec))
    (problem,) = table.problems
    assert (problem.row, problem.severity) == (None, "warning")
    assert {place, other} == set(re.findall("“(.*?)”", problem.message))


def test_an_encoding_that_many_letters_make_clear_is_no_problem() -> None:
    for rows, codec in ((KOREAN * 3, "cp949"), (CHINESE * 3, "gb18030")):
        assert read(text(rows).encode(codec)).problems == []


@pytest.mark.parametrize(
    ("content", "rows", "numbers"),
    [
        ('a,b\n"x, y","say ""no"""\n', [["x, y", 'say "no"']], [2]),
        ('a,b\n"two\nlines",2\n3,4\n', [["two\nlines", "2"], ["3", "4"]], [2, 3]),
        ("a,b\n1,2", [["1", "2"]], [2]),
        ("\n\na,b\n\n1,2\n , \n3,4\n", [["1", "2"], ["3", "4"]], [5, 7]),
        ("sep=;\na;b\n1;2\n", [["1", "2"]], [3]),
        ("a,b,,\n1,2,,\n", [["1", "2"]], [2]),
        ("a;b\n1,5;2,5\n3,5;4,5\n", [["1,5", "2,5"], ["3,5", "4,5"]], [2, 3]),
        ("a,b\n x ,'=1\n", [[" x ", "'=1"]], [2]),
        ("a\n1\n", [["1"]], [2]),
        ("a,b\n<b>,\u202e\n", [["<b>", "\u202e"]], [2]),
    ],
)
def test_cells_are_as_the_file_has_them_and_rows_as_a_spreadsheet_counts(
    content: str, rows: list[list[str]], numbers: list[int]
) -> None:
    table = read(content)
    assert [list(row) for row in table.rows] == rows
    assert table.numbers == numbers
    assert table.problems == []


@pytest.mark.parametrize(
    ("row", "kept", "value"),
    [("1,2,3", ("1", "2"), "3"), ("1", ("1", ""), ""), ("1,2,,4", ("1", "2"), "; 4"[2:])],
)
def test_a_row_longer_or_shorter_than_the_header_is_a_problem_of_that_row_alone(
    row: str, kept: tuple[str, ...], value: str
) -> None:
    table = read(f"a,b\n{row}\n5,6\n")
    assert table.rows == [kept, ("5", "6")]
    (problem,) = table.problems
    assert (problem.file, problem.row, problem.value) == ("theirs.csv", 2, value)
    assert "expected 2" in problem.message


# Text files that cannot


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"\n \n,,\n", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"place,date,count\n", "a header and no rows"),
        (b"Tumen,2021-07-14,50\nDandong,2021,9\n", "Row 1 holds “2021-07-14”"),
        (b'a,b\n1,"2\n3,4\n', "Row 2 cannot be read: it has a quotation mark"),
        (b'a,b\n1,2\n"3"x,4\n', "Row 3 cannot be read: it has a quotation mark"),
        (b"place,date,count\nTumen,2021\0,50\n", "Line 2 of the file holds a NUL"),
        (b"\x89PNG\r\n\x1a\n\0\0", "seems to be something else: a PNG picture"),
        (b"\xff\xd8\xff\xe0\0", "seems to be something else: a JPEG picture"),
        (b"%PDF-1.7\n", "seems to be something else: a PDF document"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0",
            "seems to be something else: an old Excel file (.xls)",
        ),
        (b"  <!doctype html><table>", "seems to be something else: a web page"),
        (b"PK\x03\x04 rest of it", "seems to be something else: a ZIP archive"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "(.ods)"),
        (b"PK\x03\x04word/document.xml", "seems to be something else: a Word document"),
        (b"PK\x03\x04xl/workbook.bin", "(.xlsb)"),
        (b"PK\x03\x04xl/workbook.xml", "The workbook is broken"),
        ("café,date\n1,2\n".encode("cp1252"), "expected UTF-8, UTF-16, CP949"),
        ("日本語の表,ひらがな\nカタカナ,2\n".encode("cp932"), "expected UTF-8, UTF-16, CP949"),
        (bytes(range(128, 256)), "expected UTF-8, UTF-16, CP949"),
        (text(KOREAN).encode()[:-14], "Line 3 of the file is broken"),
        (b"\xff\xfea\0,", "begins as UTF-16 LE"),
        (b"\xef\xbb\xbfa,\xff\n", "begins as UTF-8"),
        (",".join(f"c{n}" for n in range(10_000)).encode(), "has 10,000 columns"),
        (b"a\n" * (limits.ROWS + 2), "expected at most 200,000 rows"),
        (b"\n" * (limits.LAST_ROW + 1), "more than 1,048,576 rows"),
        (b"a,b\n1," + b"x" * (limits.CELL_CHARACTERS + 1), "Row 2 has a cell of 1,000,001"),
        (b"a" * (limits.FILE_BYTES + 1), "larger than 20 MB"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_one_clear_sentence(content: bytes, said: str) -> None:
    sentence = refusal(content)
    assert said in sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))


# Workbooks


def test_a_workbook_gives_dates_and_numbers_as_text() -> None:
    when = datetime(2021, 7, 14, 10, 30)
    row = [date(2021, 7, 14), when, time(10, 30), 50, 50.0, 42.5, True, None, "=1", "x"]
    content = workbook(("a", [[*"abcdefghij"], row]))
    as_others_write = repacked(content, lambda _, part: part.replace(b"<v>50<", b"<v>50.0<"))
    assert read(as_others_write).rows == read(content).rows
    assert read(content).rows == [  # never computed: the formula has no value
        ("2021-07-14", "2021-07-14T10:30:00", "10:30:00", "50", "50", "42.5", "true", "", "", "x")
    ]


def test_the_first_sheet_with_a_header_is_read_or_that_named_reports_and_it_is_said() -> None:
    table = read(workbook(("empty", []), ("b", [[], *TABLE]), ("c", KOREAN)))
    assert (cells(table), table.numbers) == (TABLE, [3, 4])
    assert table.found == (
        "Read from an Excel workbook: sheet “b”, the only one read out of 3. "
        "Its headings are in row 2."
    )
    assert cells(read(workbook(("b", TABLE), ("Reports", KOREAN)))) == KOREAN
    assert "workbook is empty" in refusal(workbook(("empty", [])))


def test_a_hidden_sheet_is_not_read() -> None:
    content = repacked(
        workbook(("b", TABLE), ("c", KOREAN)),
        lambda name, part: part.replace(b'name="b"', b'name="b" state="hidden"').replace(
            b'state="hidden" sheetId="1" state="visible"', b'sheetId="1" state="hidden"'
        ),
    )
    assert cells(read(content)) == KOREAN


def test_a_row_of_a_workbook_that_goes_beyond_the_header_is_a_problem() -> None:
    table = read(workbook(("a", [["a", "b"], ["1"], ["1", "2", None, "3"]])))
    assert [(problem.row, problem.value) for problem in table.problems] == [(3, "3")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda part: part[:-40], "broken"),
        (lambda part: part.replace(b"<sheetData>", b"<!--" + b"x" * 400_000), "does not end"),
        (lambda part: b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + part, "DOCTYPE"),
        (lambda part: b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + part, "DOCTYPE"),
        (lambda part: part.replace(b"<sheetData>", b"<sheetData>" + b"<x>" * 200), "too deep"),
        (
            lambda part: part.replace(b"</sheetData>", b"<row/>" * 200_001 + b"</sheetData>"),
            "more than 200,000 rows",
        ),
        (
            lambda part: part.replace(
                b"</sheetData>", (b"<row>" + b"<c/>" * 800 + b"</row>") * 940 + b"</sheetData>"
            ),
            "more than 750,000 cells",
        ),
        (
            lambda part: part.replace(
                b"</sheetData>", b"<row>" + b"<c/>" * 100_001 + b"</row></sheetData>"
            ),
            "more columns or formatting",
        ),
        (lambda part: part.replace(b"<sheetData>", b"<x/>" * 100_001), "or formatting"),
        (
            lambda part: part.replace(
                b"</sheetData>",
                b"".join(b'<row><c r="ZZZ%d"/></row>' % row for row in range(4, 600))
                + b"</sheetData>",
            ),
            "too far apart",
        ),
    ],
)
def test_a_hostile_workbook_is_one_clear_sentence(
    change: Callable[[bytes], bytes], said: str
) -> None:
    assert said in refusal(in_sheet(change))


def test_reading_a_broken_workbook_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """openpyxl prints the number of a missing style."""
    broken = repacked(
        workbook(("a", TABLE)),
        lambda name, part: part.replace(b'xfId="0"', b'xfId="9"') if "styles" in name else part,
    )
    assert "broken" in refusal(broken)
    assert capfd.readouterr() == ("", "")


def test_a_workbook_of_many_parts_or_packed_strangely_is_refused() -> None:
    packed = io.BytesIO(workbook(("a", TABLE)))
    with zipfile.ZipFile(packed, "a") as archive:
        for number in range(limits.PARTS):
            archive.writestr(f"x{number}", "")
    assert "more than 2,000 parts" in refusal(packed.getvalue())
    packed = io.BytesIO(workbook(("a", TABLE)))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("x", "x")
    assert "in a way that Excel does not use" in refusal(packed.getvalue())


BOMB = """
import io, resource, sys, zipfile, zlib
from refoulement.problems import IntakeError
from refoulement.intake.file.table import read_table

packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
block = packer.compress(b"0" * 2**24) + packer.flush(zlib.Z_FULL_FLUSH)
file = io.BytesIO()
with zipfile.ZipFile(file, "w") as archive:
    archive.writestr("xl/workbook.xml", "<workbook/>")
    archive.writestr("xl/worksheets/sheet1.xml", block * 256 + packer.flush())
    bomb = archive.getinfo("xl/worksheets/sheet1.xml")
    bomb.compress_type, bomb.file_size = zipfile.ZIP_DEFLATED, int(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
try:
    read_table(file.getvalue(), "bomb.xlsx")
except IntakeError as error:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, error)
"""


@pytest.mark.parametrize(
    ("stated", "said"),
    [(2**32, "more than 100 MB"), (90 * 2**20, "broken")],
    ids=["honest", "lying"],
)
def test_a_zip_bomb_is_refused_with_little_memory(stated: int, said: str) -> None:
    """Some megabytes that inflate to four gigabytes, whatever the ZIP directory says."""
    told = subprocess.run(
        [sys.executable, "-c", BOMB, str(stated)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    kilobytes, sentence = told.stdout.split(" ", 1)
    assert int(kilobytes) < 50_000
    assert said in sentence


# Our own files


@pytest.fixture(scope="module")
def exported(dataset: Dataset) -> list[tuple[str, ...]]:
    table = export_table(dataset, Selection(undated=True))
    return [tuple(row) for row in table.itertuples(index=False, name=None)]


def test_our_csv_is_read_back_unchanged(dataset: Dataset, exported: list[tuple[str, ...]]) -> None:
    table = read(export_csv(dataset, Selection(undated=True)))
    assert (table.rows, table.problems) == (exported, [])


def test_apostrophes_that_we_put_are_undone_in_our_own_file_alone() -> None:
    columns = sorted(export_columns())
    formula = ["'=1"] * len(columns)
    assert set(read(text([columns, formula])).rows[0]) == {"=1"}
    assert set(read(text([columns[1:], formula[1:]])).rows[0]) == {"'=1"}


def test_our_hxl_file_is_read_back_unchanged(
    dataset: Dataset, exported: list[tuple[str, ...]]
) -> None:
    table = read(export_hxl(dataset, Selection(undated=True)))
    width = len(exported[0]) - len(COUNTING_COLUMNS)
    assert [row[:width] for row in table.rows] == [row[:width] for row in exported]
    assert table.numbers[0] == 3
    assert table.hashtags == tuple(HASHTAGS.get(name, "") for name in table.columns)
    assert "hashtags" in table.found


def test_our_workbook_is_read_back_unchanged(
    dataset: Dataset, exported: list[tuple[str, ...]]
) -> None:
    table = read(export_xlsx(dataset, Selection(undated=True)))
    assert (table.rows, table.problems) == (exported, [])
    assert "sheet “reports”" in table.found


def test_our_own_columns_stand_for_themselves_and_are_nobodys(dataset: Dataset) -> None:
    table = read(export_hxl(dataset, Selection(undated=True)))
    fields, _ = match_columns(table)
    assert {name: table.columns.index(name) for name in export_columns()}.items() <= fields.items()
    assert personal_columns(table) == []
    assert all(field_of(name) == name for name in export_columns())


# Names of columns


def test_every_alias_is_known_in_any_writing_and_stands_for_one_field() -> None:
    for field, languages in aliases().items():
        for name in (name for language in LANGUAGES for name in languages[language]):
            wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
            for written in (name, name.upper(), name.replace(" ", "_"), f" {name}: ", wide):
                assert field_of(written) == field, written
            assert personal_name(name) == "", name


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("장소 / Place", "place"),
        ("Date (YYYY-MM-DD)", "date"),
        ("人数（约）", "count"),
        ("Count (low)", "count_low"),
        ("#geo+lat", "latitude"),
        ("#date +end", "date_to"),
        ("#affected+max+ind", "count_high"),
        ("date / place", ""),
        ("colour", ""),
        ("x" * 10**6, ""),
    ],
)
def test_a_name_is_known_by_its_parts_where_they_agree(name: str, field: str) -> None:
    assert field_of(name) == field


@pytest.mark.parametrize(
    "columns",
    [
        ("place", "date", "count"),
        ("위도", "경도", "시작일", "최소 인원"),
        ("地点", "日期", "人数", "来源"),
        ("place_names", "date_from", "count_high"),
    ],
)
def test_a_place_or_both_coordinates_a_date_and_a_count_are_enough(
    columns: tuple[str, ...],
) -> None:
    fields, problems = matched(*columns)
    assert sorted(fields.values()) == [*range(len(columns))]
    assert problems == []


def test_what_is_missing_is_said_with_names_in_three_languages() -> None:
    _, problems = matched("latitude", "source")
    said = [problem.message for problem in problems if problem.severity == "error"]
    assert [message.split(".")[0] for message in said] == [
        f"No column gives {what}" for what in ("a place", "a date", "a number of people")
    ]
    assert all(name in said[0] for name in ("“place”", "“장소”", "“地点”", "“longitude”"))


def test_unknown_columns_are_told_of_in_one_line_and_a_near_name_is_a_question() -> None:
    fields, problems = matched("place", "date", "count", "lattitude", "colour", "state", "")
    assert list(fields) == ["place", "date", "count"]
    assert [(p.column, p.candidates, p.suggestion) for p in problems] == [
        ("lattitude", ("latitude",), ""),
        ("", (), ""),
    ]
    assert "Did you mean “latitude”?" in str(problems[0])
    assert problems[1].message == (
        "Not recognised, ignored: “colour”, “state”, “column 7, no name”"
    )


def test_two_columns_for_one_field_are_named_and_neither_is_taken() -> None:
    fields, problems = matched("place", "date", "count", "인원", "Place")
    assert fields == {"date": 1}
    assert [problem.severity for problem in problems] == ["error", "error"]
    assert "“count” (column 3), “인원” (column 4)" in str(problems)
    assert "“place” (column 1), “Place” (column 5)" in str(problems)


def test_of_two_columns_for_what_may_be_left_out_the_first_is_taken() -> None:
    fields, problems = matched("place", "date", "count", "notes", "comments")
    assert fields["summary"] == 3
    (problem,) = problems
    assert problem.severity == "warning"
    assert "“notes” is taken for “summary”: “comments”" in problem.message


def test_hashtags_name_columns_whose_names_are_unknown() -> None:
    table = read("wo,wann,wieviele\n#loc+name,#date+start,#affected+ind+min\nTumen,2021,5\n")
    fields, problems = match_columns(table)
    assert fields == {"place_names": 0, "date_from": 1, "count_low": 2}
    assert problems == []
    assert table.numbers == [3]


# Do no harm

PERSONAL = """
    name; Names; Name of person; first name; lastName; Full_Name; surname; escapee's name
    victim name; name of the witness; nickname; phone; Phone No.; phoneNumber; Tel; mobile
    WeChat ID; e-mail; passport; Passport number; resident registration number; RRN; ID number
    ID card; date of birth; DOB; birthdate; year of birth; address; home address
    address of house; safe house; 이름; 성명; 본명; 전화; 전화번호; 휴대폰; 연락처; 여권; 여권 번호
    주민등록번호; 생년월일; 집 주소; 거주지; 姓名; 名字; 电话; 手机号; 护照; 护照号码; 身份证
    身份证号; 出生日期; 家庭住址; 地址; ＮＡＭＥ; Name (Korean); Name_KR; Korean name; Nick name
    Escapee; Witness 1; Interviewee; Initials; personal data; 피해자명; 탈북자 성명
    별명; 인적 사항; 个人信息; 绰号
"""
HARMLESS = """
    place name; publisher name; name of place; site name; event name; file name
    date; count; number of persons; people; number of detainees; report_id; event_id; published
    detention cell; source; title; documented; date reported; web address; 장소 이름; 기관 이름
    escapees; victims; refugees; persons; 탈북자; 피해자 수; 사람 명수; account of events
    출판 기관 이름; 발생일; 웹 주소; 지명; 地点名字; 媒体名字; 发生日期; 网址; 人数; 来源
"""


def listed(names: str) -> list[str]:
    return re.split(r"[;\n] *", names.strip())


@pytest.mark.parametrize("name", listed(PERSONAL))
def test_a_column_named_for_persons_is_left_out_with_a_warning(name: str) -> None:
    (problem,) = personal_columns(read(f"place,{name}\nTumen,x\n"))
    assert (problem.column, problem.row, problem.severity) == (name, 1, "warning")
    assert "left out. It will never be in a download" in problem.message


@pytest.mark.parametrize("name", listed(HARMLESS))
def test_a_column_named_for_something_else_is_none(name: str) -> None:
    assert personal_columns(read(f"{name}\nTumen\n")) == []


@pytest.mark.parametrize(
    "cell",
    [
        "010-1234-5678",
        "call 010 1234 5678 at night",
        "01012345678",
        "02-123-4567",
        "+82 10-1234-5678",
        "+86 138 0013 8000",
        "13800138000",
        "+1 (202) 555-0143",
        "900307-2345678",
        "9003072345678",
        "born 900307-2345678",
        "11010119900307123X",
        "id 110101199003071234.",
        "０１０－１２３４－５６７８",
        "M12345678",
        "EA1234567",
        "M123A4567",
        "여권번호 M12345678",
        "passport no. G12345678",
    ],
)
def test_a_cell_that_looks_like_a_phone_or_document_number_is_told_of_and_not_quoted(
    cell: str,
) -> None:
    (problem,) = personal_columns(read(f"place;note\nTumen;none\nTumen;{cell}\nDandong;{cell}\n"))
    assert (problem.column, problem.row) == ("note", 3)
    assert cell not in str(problem)


@pytest.mark.parametrize(
    "cell",
    [
        "2021-07-14",
        "2021-07-14 2021-07-20",
        "20210714-20210720",
        "2021-07-14T10:30:00",
        "1,170",
        "1000-2000",
        "50–60",
        "2021.07.14 - 2021.07.20",
        "42.966, 129.842",
        "https://example.org/news/13800138000?id=9003072345678",
        "r-2021-07-0001-0002",
        "1626220800",
        "A20210714-1",
        "seen at K1234567 (a lorry)",
    ],
)
def test_dates_counts_positions_and_addresses_of_pages_are_no_numbers_of_persons(cell: str) -> None:
    assert personal_columns(read(f"place;note\nTumen;{cell}\n")) == []


# Anything at all

anything = settings(max_examples=150, deadline=None)
few = settings(max_examples=40, deadline=None)
pieces = st.sampled_from(
    [
        "a",
        "1",
        ",",
        ";",
        "\t",
        '"',
        "\n",
        "\r",
        "\0",
        "'=",
        "#loc",
        "장소",
        "地点",
        "é",
        "😀",
        "\ufeff",
        " ",
    ]
)


def try_to_read(content: bytes) -> None:
    """Read a file and look at all of it; only IntakeError may be raised."""
    try:
        table = read_table(content, "any")
    except IntakeError as error:
        assert re.fullmatch(r"[^\n]+[.?]", str(error))
        return
    width = len(table.columns)
    assert all(len(row) == width for row in table.rows)
    assert len(table.rows) == len(table.numbers)
    assert len(table.hashtags) in (0, width)
    fields, problems = match_columns(table)
    assert set(fields.values()) <= set(range(width))
    assert all(isinstance(p, Problem) for p in (*problems, *personal_columns(table)))


@anything
@given(st.binary(max_size=300))
def test_any_bytes_give_a_table_or_a_sentence(content: bytes) -> None:
    try_to_read(content)


@anything
@given(
    st.lists(pieces, max_size=60).map("".join) | st.text(max_size=100),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp949", "gb18030"]),
)
def test_any_text_gives_a_table_or_a_sentence(content: str, codec: str) -> None:
    try_to_read(content.encode(codec, "replace"))


@few
@given(
    st.sampled_from(
        ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
    ),
    st.integers(0, 4000),
    st.binary(max_size=20) | st.sampled_from([b"<row>", b"</c>", b'r="A99"', b't="s"', b"9" * 400]),
)
def test_any_broken_workbook_gives_a_table_or_a_sentence(part: str, at: int, put: bytes) -> None:
    def spoilt(name: str, content: bytes) -> bytes:
        where = at % (len(content) + 1)
        return content[:where] + put + content[where:] if name == part else content

    try_to_read(repacked(workbook(("a", TABLE)), spoilt))


@few
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_any_broken_zip_gives_a_table_or_a_sentence(at: int, put: bytes) -> None:
    content = workbook(("a", TABLE))
    where = at % len(content)
    try_to_read(content[:where] + put + content[where + len(put) :])


@anything
@given(st.text(max_size=60))
def test_any_name_of_a_column_has_an_answer(name: str) -> None:
    matched(name, name)
    personal_name(name)
