"""A file of somebody else's as a table of text: CSV, TSV or an Excel workbook.

Nothing is interpreted and nothing repaired: cells are as the file has them. What was
taken for granted (encoding, delimiter, sheet) is kept, to be said to the person.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from refoulement.dataset.package import canonical_resources
from refoulement.export.csv_file import ADDED_COLUMNS, restore
from refoulement.intake.file import limits
from refoulement.intake.file.encodings import decode
from refoulement.intake.file.workbook import is_workbook, read_sheet
from refoulement.problems import IntakeError, Problem
from refoulement.wording import count_text

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}

#: How files begin that are no tables here; the first that fits says what it seems to be.
_SIGNATURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls), or a workbook with a password"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a file packed with gzip"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "a database of SQLite"),
    (b"PAR1", "a Parquet file"),
    (b"<", "a web page or another file of XML"),
    (b"[{", "a file of JSON"),
    (b'{"', "a file of JSON"),
)
_BEFORE_SIGNATURE = re.compile(rb"\A(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*")
#: What ZIP files hold that are no workbooks of Excel’s.
_IN_ZIP = (
    (b"xl/workbook.bin", "a binary workbook of Excel’s (.xlsb)"),
    (b"opendocument.spreadsheet", "an OpenDocument spreadsheet (.ods)"),
    (b"word/document.xml", "a Word document"),
    (b"xl/", "a workbook of Excel’s that is cut short"),
    (b"", "a ZIP archive"),
)
_EXPECTED = "expected a table as CSV, TSV or Excel workbook (.xlsx)"

_SAMPLE = 2**16  # characters by which the delimiter is found
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\r?\n?")  # which Excel writes and hides
_HASHTAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_]*)*\s*", re.IGNORECASE)
_NO_NAME = re.compile(r"[\s.,:/+–-]*\d[\d\s.,:/+–-]*")  # a number or a date
_SHOWN = 80  # characters of a cell that a problem quotes


@dataclass(frozen=True)
class RawTable:
    """The rows of a file that hold anything, each with as many cells as there are columns.

    `numbers` are their rows as a spreadsheet counts; `hashtags` those of HXL, one a
    column, or none; `delimiter` is empty for a workbook and `sheet` for all else.
    `problems` are errors of rows that do not fit the header, each of which is kept, cut
    or filled up; and a warning where the encoding is not sure. `unfit` has the cells of
    such rows as the file has them, by their numbers.
    """

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    numbers: list[int]
    hashtags: tuple[str, ...]
    encoding: str
    delimiter: str
    sheet: str
    problems: list[Problem]
    unfit: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def found(self) -> str:
        """How the file was read, in a sentence."""
        if self.sheet:
            return f"Read from an Excel workbook: {self.sheet}."
        hashtags = ", with a row of HXL hashtags" if self.hashtags else ""
        return f"Read as {self.encoding}, separated by {DELIMITERS[self.delimiter]}{hashtags}."


def read_table(content: bytes, name: str) -> RawTable:
    """The table in a file. What it is, its content says; `name` is for problems alone.

    A file that we exported gives the text that it was made from. Raises IntakeError
    where the file cannot be read, or is larger than limits.py allows.
    """
    if len(content) > limits.FILE_BYTES:
        raise IntakeError(f"The file is larger than {limits.FILE_BYTES // 2**20} MB.")
    if is_workbook(content):
        sheet, cells = read_sheet(content)
        return _table(name, enumerate(cells, 1), sheet=sheet)
    _refuse_other_kinds(content)
    decoded = decode(content)
    text = decoded.text
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise IntakeError(f"Line {row} of the file holds a NUL character: {_EXPECTED}.")
    told = _SEPARATOR_LINE.match(text)
    delimiter = told[1] if told else _delimiter(text)
    rows = _csv_rows(text, delimiter)
    if told:
        next(rows)
    table = _table(name, rows, encoding=decoded.encoding, delimiter=delimiter)
    if decoded.doubt:
        table.problems.insert(0, Problem(name, decoded.doubt, severity="warning"))
    return table


def _refuse_other_kinds(content: bytes) -> None:
    as_ascii = content[:1024].replace(b"\0", b"")  # of UTF-16 too
    start = _BEFORE_SIGNATURE.sub(b"", as_ascii)
    joined = b"".join(start.split())
    for signature, kind in _SIGNATURES:
        if start.startswith(signature) or joined.startswith(signature):
            raise IntakeError(f"The file seems to be {kind}: {_EXPECTED}.")
    if start.startswith(b"PK\x03\x04"):
        kind = next(kind for sign, kind in _IN_ZIP if sign in content)
        raise IntakeError(f"The file seems to be {kind}: {_EXPECTED}.")


def _delimiter(text: str) -> str:
    """That which gives the header more than one name, and most rows as many cells."""

    def fit(delimiter: str) -> tuple[float, int]:
        sample = io.StringIO(text[:_SAMPLE], newline="")
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row][:50]
        if not widths or widths[0] == 1:
            return 0, 0
        return widths.count(widths[0]) / len(widths), widths[0]

    return max(DELIMITERS, key=fit)


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    if csv.field_size_limit() < limits.FILE_BYTES:  # longer cells are told of with their column
        csv.field_size_limit(limits.FILE_BYTES)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    try:
        for row, cells in enumerate(lines, 1):
            if row > limits.LAST_ROW:
                raise IntakeError(f"The file has more than {limits.LAST_ROW:,} rows.")
            yield row, cells
    except csv.Error as error:
        raise IntakeError(
            f"Row {row + 1} cannot be read: it has a quotation mark that is not closed, or one "
            "within a cell that is not doubled."
        ) from error


def _table(
    name: str,
    numbered: Iterable[tuple[int, Sequence[str]]],
    *,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> RawTable:
    filled = ((number, cells) for number, cells in numbered if "".join(cells).strip())
    columns = _header(next(filled, None))
    ours = export_columns() <= set(columns)
    hashtags: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    problems: list[Problem] = []
    unfit: dict[int, tuple[str, ...]] = {}
    characters = 0
    for number, cells in filled:
        characters += _checked_size(number, cells, columns)
        if len(rows) == limits.ROWS or characters > limits.CHARACTERS:
            raise IntakeError(
                f"The table is too long: expected at most {limits.ROWS:,} rows and "
                f"{limits.CHARACTERS:,} characters; split it into several files."
            )
        if not rows and len(columns) == 1 and len(list(filter(str.strip, cells))) > 1:
            raise IntakeError(
                f"“{_shown(columns[0])}” stands alone above row {number}: expected a header with "
                "the names of the columns there; take out what is above it."
            )
        if not rows and not hashtags and _is_hashtags(cells):
            hashtags = _fitted(cells, columns)
            continue
        misfit = _misfit(name, number, cells, columns, exact=bool(delimiter))
        if misfit:
            problems.append(misfit)
            unfit[number] = tuple(cells)
        fitted = _fitted(cells, columns)
        rows.append(tuple(map(restore, fitted)) if ours and delimiter else fitted)
        numbers.append(number)
    if not rows:
        raise IntakeError("The file has a header and no rows below it.")
    return RawTable(
        name, columns, rows, numbers, hashtags, encoding, delimiter, sheet, problems, unfit
    )


@lru_cache(maxsize=1)
def export_columns() -> frozenset[str]:
    """All columns of our own CSV: no file has them that was not made from ours."""
    schema = next(r["schema"] for r in canonical_resources() if r["name"] == "reports")
    return frozenset(ADDED_COLUMNS) | {field["name"] for field in schema["fields"]}


def _header(first: tuple[int, Sequence[str]] | None) -> tuple[str, ...]:
    """Names of columns, without nameless ones at the end."""
    if first is None:
        raise IntakeError("The file is empty: expected a header and rows.")
    number, cells = first
    names = [cell.strip() for cell in cells]
    while not names[-1]:
        names.pop()
    if len(names) > limits.COLUMNS:
        raise IntakeError(
            f"The file has {len(names):,} columns: expected at most {limits.COLUMNS}."
        )
    _checked_size(number, names, tuple(map(str, range(1, len(names) + 1))))
    for name in names:
        if _NO_NAME.fullmatch(name):
            raise IntakeError(
                f"Row {number} holds “{_shown(name)}”, a number or a date: expected a header with "
                "the names of the columns there."
            )
    return tuple(names)


def _checked_size(number: int, cells: Sequence[str], columns: Sequence[str]) -> int:
    """How many characters the cells of a row have. Raises IntakeError at a cell too long."""
    total = len("".join(cells))
    if total > limits.CELL_CHARACTERS and max(map(len, cells)) > limits.CELL_CHARACTERS:
        size, column = max((len(cell), column) for column, cell in enumerate(cells))
        where = f"column “{_shown(columns[column])}”" if column < len(columns) else "its end"
        raise IntakeError(
            f"Row {number} has a cell of {size:,} characters in {where}: expected at most "
            f"{limits.CELL_CHARACTERS:,}; is a quotation mark missing?"
        )
    return total


def _is_hashtags(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return all(map(_HASHTAG.fullmatch, filled))


def _misfit(
    name: str, number: int, cells: Sequence[str], columns: Sequence[str], *, exact: bool
) -> Problem | None:
    """A row whose cells may stand under wrong names. Of workbooks, only one that is too long."""
    beyond = [cell for cell in cells[len(columns) :] if cell.strip()]
    if not beyond and not (exact and len(cells) < len(columns)):
        return None
    message = (
        f"has {count_text(len(cells), 'cell')}, expected {len(columns)}, one for each name in the "
        "header: "
    )
    if not exact:
        message += "the last of them stand in columns without a name"
    elif beyond:
        message += "is there a delimiter within a cell? Then put the cell in quotation marks"
    else:
        message += "is a delimiter missing, or is the row broken in two?"
    return Problem(name, message, row=number, value=_shown("; ".join(beyond)))


def _fitted(cells: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    missing = len(columns) - len(cells)
    return (*cells[: len(columns)], *[""] * missing)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
