"""Rows of an Excel workbook (.xlsx), as text. openpyxl reads them.

openpyxl trusts a file to be small and well meant, so every part of it is read once
before: no DOCTYPE (hence no entities), and no more of anything than limits.py allows.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat

import openpyxl
from openpyxl.styles import cell_style

from refoulement.intake.file import limits
from refoulement.problems import IntakeError

PREFERRED = "reports"  # as our own export calls it

_CHUNK = 2**16
_DIRECTORY_ENTRY = b"PK\x01\x02"
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TOO_LARGE = "The workbook is too large for its kind (save its sheet as CSV instead): it holds"
_ROW = ["worksheet", "sheetData", "row"]
_ROWS = (_ROW, ["sst", "si"])  # what openpyxl reads one at a time; all else it reads whole

# openpyxl's warnings quote cells, and one part of it prints a number that it read: what is
# in a stranger's file goes into no log, nor beside what the command line prints.
warnings.filterwarnings("ignore", module=r"openpyxl\b")
cell_style.print = lambda *_: None


def is_workbook(content: bytes) -> bool:
    """Whether this is a ZIP file that names itself a workbook of Excel’s."""
    return (
        content.startswith(b"PK\x03\x04")
        and b"xl/workbook" in content
        and b"xl/workbook.bin" not in content
    )


def read_sheet(content: bytes) -> tuple[str, Iterator[tuple[str, ...]]]:
    """What sheet is read, in words, and its rows from row 1 as they are asked for.

    It is the sheet named `reports`, else the first that holds anything; hidden sheets
    are not read. Dates become ISO text, whole numbers have no `.0`, formulas give the
    value last computed. Raises IntakeError, also while rows are read.
    """
    with _told():
        _check(content)
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in sorted(sheets, key=lambda sheet: sheet.title.casefold() != PREFERRED):
            if any("".join(row).strip() for row in _rows(sheet)):
                return _words(sheet.title, len(book.sheetnames)), _rows(sheet)
    if len(sheets) < len(book.worksheets):
        raise IntakeError(
            "No sheet of the workbook holds anything but hidden ones, which are not read: show the "
            "one that is meant."
        )
    raise IntakeError("No sheet of the workbook holds anything: expected a header and rows.")


def _words(title: str, sheets: int) -> str:
    others = f", the only one read of {sheets}" if sheets > 1 else ""
    return f"sheet “{title}”{others}"


@contextmanager
def _told() -> Iterator[None]:
    """Say in a sentence what openpyxl and zipfile raise on a file that is no workbook.

    They raise almost any error on a broken one, and state no list.
    """
    try:
        yield
    except IntakeError:
        raise
    except Exception as error:
        message = "The workbook is broken and cannot be read; open and save it anew in Excel."
        raise IntakeError(message) from error


def _rows(sheet: Any) -> Iterator[tuple[str, ...]]:
    sheet.reset_dimensions()  # they are what the file says of itself
    spanned = 0
    with _told():
        for row in sheet.iter_rows(values_only=True, max_row=limits.LAST_ROW):
            spanned += len(row)
            if spanned > limits.SPANNED_CELLS:
                raise IntakeError(f"{_TOO_LARGE} cells too far apart.")
            yield tuple(map(_text, row))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _check(content: bytes) -> None:
    """Read every part of the ZIP file, and build nothing from it. Raises IntakeError."""
    if content.count(_DIRECTORY_ENTRY) > limits.PARTS:
        raise IntakeError(f"{_TOO_LARGE} more than {limits.PARTS:,} parts.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if any(part.compress_type not in _PLAIN_METHODS for part in parts):
            raise IntakeError("The workbook is packed in a way that Excel does not use.")
        _check_inflated(sum(part.file_size for part in parts))
        inflated, guard = 0, _Guard()
        for part in parts:
            guard.begin_part()
            with archive.open(part) as packed:
                while chunk := packed.read(_CHUNK):
                    inflated += len(chunk)
                    _check_inflated(inflated)
                    guard.feed(chunk)


def _check_inflated(size: int) -> None:
    if size > limits.INFLATED_BYTES:
        raise IntakeError(f"{_TOO_LARGE} more than {limits.INFLATED_BYTES // 2**20} MB unpacked.")


class _Guard:
    """Counts the elements of XML in all parts as their bytes come by.

    A part that is no XML ends at its first error, where openpyxl, which has the same
    parser, will end too.
    """

    def __init__(self) -> None:
        self._elements = self._cells = self._outside_rows = 0
        self.begin_part()

    def begin_part(self) -> None:
        """Expect the first bytes of another part next."""
        self._path: list[str] = []  # of elements that are open, at most three
        self._fed = self._depth = self._row_depth = self._in_row = 0
        self._rows = {"row": 0, "si": 0}
        self._ended = False
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk: bytes) -> None:
        """Count what is in the next bytes of the part. Raises IntakeError at too much."""
        if not self._ended:
            try:
                self._parser.Parse(chunk)
            except expat.ExpatError:
                self._ended = True
            self._fed += len(chunk)
            if not self._ended and self._fed - self._parser.CurrentByteIndex > limits.TAG_BYTES:
                raise IntakeError("The workbook is broken: a tag in it does not end.")

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._depth <= 3:
            self._path[self._depth - 1 :] = [name.rpartition(":")[2]]
            if self._path in _ROWS:
                self._row_depth, self._in_row = self._depth, 0
        if self._row_depth:
            self._in_row += 1
            self._cells += (self._row_depth, self._depth) == (3, 4)
        else:
            self._outside_rows += 1
        self._check()

    def _end(self, _: str) -> None:
        if self._depth == self._row_depth:
            self._row_depth = 0
            self._rows[self._path[-1]] += 1
        self._depth -= 1
        del self._path[self._depth :]

    def _check(self) -> None:
        if self._rows["row"] > limits.ROWS:
            raise IntakeError(f"{_TOO_LARGE} more than {limits.ROWS:,} rows.")
        if self._cells > limits.CELLS or self._elements > limits.ELEMENTS:
            raise IntakeError(f"{_TOO_LARGE} more than {limits.CELLS:,} cells.")
        if self._rows["si"] > limits.STRINGS:
            raise IntakeError(f"{_TOO_LARGE} more than {limits.STRINGS:,} different texts.")
        if self._in_row > limits.ELEMENTS_IN_ROW or self._outside_rows > limits.ELEMENTS_OUTSIDE:
            raise IntakeError(f"{_TOO_LARGE} more columns or formatting than a table needs.")
        if self._depth > limits.DEPTH:
            raise IntakeError("The workbook is broken: its parts lie too deep in each other.")

    def _doctype(self, *_: object) -> None:
        raise IntakeError("The workbook is not as Excel writes it: a part of it has a DOCTYPE.")
