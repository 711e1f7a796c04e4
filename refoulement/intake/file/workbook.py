"""Rows of an Excel workbook (.xlsx) as text, read by openpyxl.

openpyxl trusts a file to be small and well meant, so every part of it is read once
beforehand: no DOCTYPE (hence no entities), and no more of anything than limits.py allows.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat

import openpyxl
from openpyxl.styles import cell_style

from refoulement.intake.file import limits
from refoulement.messages import Words, filled, gettext, marked
from refoulement.problems import IntakeError

PREFERRED = "reports"  # the name in our own export

_CHUNK = 2**16
_DIRECTORY_ENTRY = b"PK\x01\x02"
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TOO_LARGE = Words(
    {
        "spread": marked("The workbook’s cells are too far apart. Save its sheet as CSV instead."),
        "parts": marked(
            "The workbook has more than %(most)s parts. Save its sheet as CSV instead."
        ),
        "inflated": marked(
            "The workbook has more than %(most)s MB unpacked. Save its sheet as CSV instead."
        ),
        "rows": marked("The workbook has more than %(most)s rows. Save its sheet as CSV instead."),
        "cells": marked(
            "The workbook has more than %(most)s cells. Save its sheet as CSV instead."
        ),
        "texts": marked(
            "The workbook has more than %(most)s different texts. Save its sheet as CSV instead."
        ),
        "formatting": marked(
            "The workbook has more columns or formatting than a table needs. Save its sheet as "
            "CSV instead."
        ),
    }
)
_ROW = ["worksheet", "sheetData", "row"]
_ROWS = (_ROW, ["sst", "si"])  # what openpyxl reads one at a time; everything else it reads whole

# openpyxl's warnings quote cells, and one part of it prints a number that it read: nothing
# from a stranger's file may go into a log, or into the output of the command line.
warnings.filterwarnings("ignore", module=r"openpyxl\b")
cell_style.print = lambda *_: None


def is_workbook(content: bytes) -> bool:
    """Whether this is a ZIP file that declares itself an Excel workbook."""
    return (
        content.startswith(b"PK\x03\x04")
        and b"xl/workbook" in content
        and b"xl/workbook.bin" not in content
    )


@dataclass(frozen=True)
class Sheet:
    """A sheet to read: a sentence about it, its name, its rows, and the names of all sheets."""

    words: str
    title: str
    rows: Iterator[tuple[str, ...]]
    sheets: tuple[str, ...]


def read_sheet(
    content: bytes, names_in: Callable[[Iterable[Sequence[str]]], int], wanted: str = ""
) -> Sheet:
    """The sheet asked for, or the one named `reports`, or the first with most known names.

    `names_in` says how many column names a sheet has; if none has any, it is the first that
    holds anything. Hidden sheets are not read. Dates become ISO text, whole numbers have no
    `.0`, formulas give the value last computed. Raises IntakeError, also while rows are read.
    """
    with _told():
        _check(content)
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        filled = [sheet for sheet in visible if any("".join(row).strip() for row in _rows(sheet))]
        titles = tuple(sheet.title for sheet in filled)
        if wanted and wanted not in titles:
            said = gettext(
                "The workbook has no sheet “%(sheet)s”. Its sheets are %(sheets)s.",
                sheet=wanted,
                sheets=", ".join(f"“{title}”" for title in titles),
            )
            raise IntakeError(said)
        if filled:
            chosen = max(
                filled,
                key=lambda sheet: (
                    sheet.title == wanted,
                    sheet.title.casefold() == PREFERRED,
                    names_in(_rows(sheet)) if len(filled) > 1 else 0,
                ),
            )
            words = _words(chosen.title, len(book.sheetnames))
            return Sheet(words, chosen.title, _rows(chosen), titles)
    if len(visible) < len(book.worksheets):
        said = gettext(
            "All sheets of the workbook that hold anything are hidden, and hidden sheets are not "
            "read: show the one that is meant."
        )
        raise IntakeError(said)
    raise IntakeError(gettext("The workbook is empty: expected a sheet with a header and rows."))


def _words(title: str, sheets: int) -> str:
    if sheets == 1:
        return gettext("Read from an Excel workbook: sheet “%(sheet)s”.", sheet=title)
    return gettext(
        "Read from an Excel workbook: sheet “%(sheet)s”, the only one read out of %(sheets)s.",
        sheet=title,
        sheets=sheets,
    )


@contextmanager
def _told() -> Iterator[None]:
    """Turn what openpyxl and zipfile raise on a file that is not a workbook into a sentence.

    They raise almost any error on a broken one, and document no list.
    """
    try:
        yield
    except IntakeError:
        raise
    except Exception as error:
        message = gettext(
            "The workbook is broken and cannot be read; open and save it again in Excel."
        )
        raise IntakeError(message) from error


def _rows(sheet: Any) -> Iterator[tuple[str, ...]]:
    sheet.reset_dimensions()  # they are only what the file claims
    spanned = 0
    with _told():
        for row in sheet.iter_rows(values_only=True, max_row=limits.LAST_ROW):
            spanned += len(row)
            if spanned > limits.SPANNED_CELLS:
                raise _too_large("spread")
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
    """Read every part of the ZIP file without building anything from it. Raises IntakeError."""
    if content.count(_DIRECTORY_ENTRY) > limits.PARTS:
        raise _too_large("parts", limits.PARTS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if any(part.compress_type not in _PLAIN_METHODS for part in parts):
            raise IntakeError(gettext("The workbook is packed in a way that Excel does not use."))
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
        raise _too_large("inflated", limits.INFLATED_BYTES // 2**20)


def _too_large(what: str, most: int = 0) -> IntakeError:
    return IntakeError(filled(_TOO_LARGE[what], {"most": most}))


class _Guard:
    """Counts the XML elements in all parts as their bytes come by.

    A part that is not XML ends at its first error, where openpyxl, which has the same
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
        """Count what is in the next bytes of the part. Raises IntakeError if it is too much."""
        if not self._ended:
            try:
                self._parser.Parse(chunk)
            except expat.ExpatError:
                self._ended = True
            self._fed += len(chunk)
            if not self._ended and self._fed - self._parser.CurrentByteIndex > limits.TAG_BYTES:
                raise IntakeError(gettext("The workbook is broken: a tag in it does not end."))

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
            raise _too_large("rows", limits.ROWS)
        if self._cells > limits.CELLS or self._elements > limits.ELEMENTS:
            raise _too_large("cells", limits.CELLS)
        if self._rows["si"] > limits.STRINGS:
            raise _too_large("texts", limits.STRINGS)
        if self._in_row > limits.ELEMENTS_IN_ROW or self._outside_rows > limits.ELEMENTS_OUTSIDE:
            raise _too_large("formatting")
        if self._depth > limits.DEPTH:
            raise IntakeError(gettext("The workbook is broken: its parts are nested too deeply."))

    def _doctype(self, *_: object) -> None:
        said = gettext("The workbook is not as Excel writes it: a part of it has a DOCTYPE.")
        raise IntakeError(said)
