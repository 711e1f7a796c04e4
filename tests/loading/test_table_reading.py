"""Both table readers give the same result, whatever is in the file."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from refoulement.loading import reading
from refoulement.loading.reading import Contents, CsvError, no_rows, read_contents
from refoulement.problems import FIRST_ROW

NAMES = ["first", "second"]
FILES = 1_500
#: Pieces of files; quotation marks and line ends occur where allowed and where not.
PIECES = (
    *("a", "é", "图们", " ", "NA", "", '""', '"a"', '"a,b"', '"a\nb"', '"a""b"', '"', "'", "\\"),
    *(",", ",", ",", "\n", "\n", "\r\n"),
    *("\r", "\0", "\ufeff", '"\r"', '"\r\n"'),
)
#: Less often strange, so that both readers can read many of the files.
PLAIN = (*("a", "图们", "", '""', '"a,b"', '"a\nb"', '"a""b"', "NA", ","), ",", ",", "\n", "\n")


def strictly(content: str) -> list[list[str]] | int:
    """All rows by Python's reader, or the row at which it fails."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline=""), strict=True):
            rows.append(row or [""] * len(NAMES))
    except csv.Error:
        return len(rows) + 1
    return rows


def rows_of(contents: Contents) -> list[list[str]]:
    """The rows of the file, put together again from columns and ragged rows."""
    columns = (column.to_pylist() for column in contents.columns.values())
    cells: list[list[Any]] = [list(row) for row in zip(*columns, strict=True)]
    found = dict(zip(contents.numbers.tolist(), cells, strict=True))
    for number, row in contents.ragged.items():
        size = len(NAMES)
        assert found[number] == [*row, *[""] * size][:size], "cut off, or filled up"
    numbers = range(FIRST_ROW, FIRST_ROW + len(found))
    return [
        contents.ragged[number] if number in contents.ragged else found[number]
        for number in numbers
    ]


@pytest.mark.parametrize("pieces", [PIECES, PLAIN], ids=["strange", "plain"])
def test_a_file_is_read_as_python_reads_it_strictly(
    pieces: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_python: list[Contents] = []
    slow = reading._by_python

    def counted(*rows_and_names: object) -> Contents:
        by_python.append(slow(*rows_and_names))  # type: ignore[arg-type]
        return by_python[-1]

    monkeypatch.setattr(reading, "_by_python", counted)
    chance, read = random.Random(1), 0
    for _ in range(FILES):
        ending = chance.choice(("\n", "\n", "\r\n"))
        content = f"first,second{ending}" + "".join(chance.choices(pieces, k=chance.randint(0, 14)))
        (tmp_path / "table.csv").write_bytes(content.encode())
        try:
            found: list[list[str]] | int = rows_of(read_contents(tmp_path, "table.csv", NAMES))
            read += 1
        except CsvError as error:
            found = error.row
        expected = strictly(content)
        assert found == (expected[1:] if isinstance(expected, list) else expected), content
    assert read - len(by_python) > FILES / 20, "a test of the test: arrow reads many of them"
    assert by_python, "and Python others"


@pytest.fixture
def longest() -> Iterator[int]:
    """The most characters in a cell: Python's own limit, which other tests may have raised."""
    before = csv.field_size_limit(131_072)
    yield 131_072
    csv.field_size_limit(before)


def test_a_cell_longer_than_python_reads_is_refused_by_both(longest: int, tmp_path: Path) -> None:
    for size, ragged in ((longest, ""), (longest, ",more")):
        content = f"first,second\na,{'b' * size}{ragged}\n"
        (tmp_path / "table.csv").write_text(content, encoding="utf-8")
        contents = read_contents(tmp_path, "table.csv", NAMES)
        assert [len(cell) for cell in rows_of(contents)[0]][:2] == [1, longest]
        (tmp_path / "table.csv").write_text(content.replace("b", "bb", 1), encoding="utf-8")
        with pytest.raises(CsvError, match="field limit"):
            read_contents(tmp_path, "table.csv", NAMES)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_file_of_many_pieces_keeps_its_rows_in_order(ending: str, tmp_path: Path) -> None:
    """Longer than arrow reads at a time, with rows of other lengths throughout."""
    rows = [["x" * 50, f"{n}\n图们"] + ["more"] * (n % 1_000 == 0) for n in range(40_000)]
    with (tmp_path / "table.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows([NAMES, *rows])
    contents = read_contents(tmp_path, "table.csv", NAMES)
    assert len(contents.ragged) == 40
    assert rows_of(contents) == rows


def test_no_rows_are_read_of_a_table_that_is_left_out() -> None:
    assert rows_of(no_rows(NAMES)) == []


@pytest.mark.parametrize("row", ["a,b\n", "a,b,c\n"])
def test_a_wrong_byte_is_told_by_its_place_in_rows_of_any_length(row: str, tmp_path: Path) -> None:
    content = b"first,second\n" + b"a,b\n" * 1_000 + row.encode().replace(b"b", b"\xff")
    (tmp_path / "table.csv").write_bytes(content)
    with pytest.raises(UnicodeDecodeError) as raised:
        read_contents(tmp_path, "table.csv", NAMES)
    assert raised.value.start == content.index(b"\xff")


def test_a_file_of_another_header_is_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text('other\n"open\n', encoding="utf-8")
    with pytest.raises(CsvError) as raised:
        read_contents(tmp_path, "table.csv", NAMES)
    assert raised.value.row == 2
