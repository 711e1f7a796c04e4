"""Someone else's file as a table of text: CSV, TSV or an Excel workbook.

Nothing is interpreted or repaired: cells are as the file has them. What was
assumed (encoding, delimiter, sheet) is kept, so that the person can be told.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, islice

from refoulement.dataset.package import canonical_resources
from refoulement.export.csv_file import ADDED_COLUMNS, COUNTING_COLUMNS, restore
from refoulement.intake.file import limits
from refoulement.intake.file.encodings import decode
from refoulement.intake.file.other_kinds import refuse_other_kinds
from refoulement.messages import (
    Counts,
    Words,
    filled,
    gettext,
    marked,
    marked_plural,
    ngettext,
)
from refoulement.problems import IntakeError, Problem

#: How a file without hashtags and one with them was read, by its delimiter.
DELIMITERS = Words(
    {
        ",": marked("Read as %(encoding)s, separated by commas."),
        ";": marked("Read as %(encoding)s, separated by semicolons."),
        "\t": marked("Read as %(encoding)s, separated by tabs."),
    }
)

_MISFITS = Counts(
    {
        "no_name": marked_plural(
            "has %(count)s cell, expected %(columns)s, one for each name in the header: the last "
            "of them stand in columns without a name",
            "has %(count)s cells, expected %(columns)s, one for each name in the header: the last "
            "of them stand in columns without a name",
        ),
        "too_many": marked_plural(
            "has %(count)s cell, expected %(columns)s, one for each name in the header: is there "
            "a delimiter within a cell? Then put the cell in quotation marks",
            "has %(count)s cells, expected %(columns)s, one for each name in the header: is there "
            "a delimiter within a cell? Then put the cell in quotation marks",
        ),
        "too_few": marked_plural(
            "has %(count)s cell, expected %(columns)s, one for each name in the header: is a "
            "delimiter missing, or is the row broken in two?",
            "has %(count)s cells, expected %(columns)s, one for each name in the header: is a "
            "delimiter missing, or is the row broken in two?",
        ),
    }
)

_SAMPLE = 2**16  # characters from which the delimiter is found
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\r?\n?")  # which Excel writes and hides
_HASHTAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_]*)*\s*", re.IGNORECASE)
_NO_NAME = re.compile(r"[\s.,:/+–-]*\d[\d\s.,:/+–-]*")  # a number or a date
_SHOWN = 80  # characters of a cell that a problem quotes
_ABOVE = 25  # rows among which the column names are looked for
_FEWEST = 2  # known names that make a row the header although another is above it

#: What a column name stands for; empty if it is not known.
Known = Callable[[str], str]


@dataclass(frozen=True)
class RawTable:
    """The rows of a file that are not empty, each with as many cells as there are columns.

    `numbers` are their rows as a spreadsheet counts; `hashtags` those of HXL, one per
    column, or none; `delimiter` is empty for a workbook and `sheet` for everything else.
    `header` is the row with the names, `title` the name of the sheet, and `sheets` those of all
    that can be read. `problems` are errors of rows that do not fit the header, each of which is
    kept, cut or padded, and a warning if the encoding is uncertain. `unfit` has the cells
    of such rows as they are in the file, by row number.
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
    header: int = 1
    title: str = ""
    sheets: tuple[str, ...] = ()
    unfit: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def found(self) -> str:
        """How the file was read, in a sentence."""
        said = [self.sheet or filled(DELIMITERS[self.delimiter], {"encoding": self.encoding})]
        if self.hashtags and not self.sheet:
            said.append(gettext("It has a row of HXL hashtags."))
        if self.header > 1:
            said.append(gettext("Its headings are in row %(row)s.", row=str(self.header)))
        return " ".join(said)


def read_table(content: bytes, name: str, known: Known = lambda _: "", sheet: str = "") -> RawTable:
    """The table in a file. Its content says what kind it is; `name` is only for problems.

    `known` finds the sheet and the row with the column names; `sheet` names one to read.
    A file that we exported gives the text that it was made from. Raises IntakeError
    if the file cannot be read, or is larger than limits.py allows.
    """
    if len(content) > limits.FILE_BYTES:
        size = limits.FILE_BYTES // 2**20
        raise IntakeError(gettext("The file is larger than %(size)s MB.", size=size))
    if content.startswith(b"PK\x03\x04"):
        # Imported here: it takes longer to load than most files to read.
        from refoulement.intake.file.workbook import is_workbook, read_sheet

        if is_workbook(content):
            read = read_sheet(content, lambda rows: names_in(rows, known), sheet)
            table = _table(name, enumerate(read.rows, 1), known, sheet=read.words)
            return replace(table, title=read.title, sheets=read.sheets)
    refuse_other_kinds(content)
    decoded = decode(content)
    text = decoded.text
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        said = gettext(
            "Line %(line)s of the file holds a NUL character. Expected a table as CSV, TSV or "
            "Excel workbook (.xlsx).",
            line=str(row),
        )
        raise IntakeError(said)
    told = _SEPARATOR_LINE.match(text)
    delimiter = told[1] if told else _delimiter(text)
    rows = _csv_rows(text, delimiter)
    if told:
        next(rows)
    table = _table(name, rows, known, encoding=decoded.encoding, delimiter=delimiter)
    if decoded.doubt:
        table.problems.insert(0, Problem(name, decoded.doubt, severity="warning"))
    return table


def _delimiter(text: str) -> str:
    """The one that gives the header more than one name, and most rows as many cells."""

    def fit(delimiter: str) -> tuple[float, int]:
        sample = io.StringIO(text[:_SAMPLE], newline="")
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row][:50]
        if not widths or widths[0] == 1:
            return 0, 0
        return widths.count(widths[0]) / len(widths), widths[0]

    return max(DELIMITERS, key=fit)


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    if csv.field_size_limit() < limits.FILE_BYTES:  # longer cells are reported with their column
        csv.field_size_limit(limits.FILE_BYTES)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    try:
        for row, cells in enumerate(lines, 1):
            if row > limits.LAST_ROW:
                said = gettext("The file has more than %(most)s rows.", most=limits.LAST_ROW)
                raise IntakeError(said)
            yield row, cells
    except csv.Error as error:
        said = gettext(
            "Row %(row)s cannot be read: it has a quotation mark that is not closed, or one within "
            "a cell that is not doubled.",
            row=str(row + 1),
        )
        raise IntakeError(said) from error


def _table(
    name: str,
    numbered: Iterable[tuple[int, Sequence[str]]],
    known: Known,
    *,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> RawTable:
    filled = ((number, cells) for number, cells in numbered if "".join(cells).strip())
    first = [*islice(filled, _ABOVE)]
    at = _header_among([cells for _, cells in first], known)
    below = chain(first[at + 1 :], filled)
    columns = _header(first[at] if first else None)
    ours = export_columns() <= set(columns)
    hashtags: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    problems: list[Problem] = []
    unfit: dict[int, tuple[str, ...]] = {}
    characters = 0
    for number, cells in below:
        characters += _checked_size(number, cells, columns)
        if len(rows) == limits.ROWS or characters > limits.CHARACTERS:
            said = gettext(
                "The table is too long: expected at most %(rows)s rows and %(characters)s "
                "characters; split it into several files.",
                rows=limits.ROWS,
                characters=limits.CHARACTERS,
            )
            raise IntakeError(said)
        if not rows and len(columns) == 1 and len(list(filter(str.strip, cells))) > 1:
            said = gettext(
                "“%(text)s” stands alone above row %(row)s: expected a header with the names of "
                "the columns there; take out what is above it.",
                text=_shown(columns[0]),
                row=str(number),
            )
            raise IntakeError(said)
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
        raise IntakeError(gettext("The file has a header and no rows below it."))
    return RawTable(
        name=name,
        columns=columns,
        rows=rows,
        numbers=numbers,
        hashtags=hashtags,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        problems=problems,
        header=first[at][0],
        unfit=unfit,
    )


def names_in(rows: Iterable[Sequence[str]], known: Known) -> int:
    """How many known column names the header of these rows has."""
    first = [cells for cells in islice(rows, _ABOVE) if "".join(cells).strip()]
    return _known_in(first[_header_among(first, known)], known) if first else 0


def _header_among(rows: Sequence[Sequence[str]], known: Known) -> int:
    """Which of the first rows has the column names, counted from 0.

    The row above HXL hashtags, or these if nothing is above them; else the first row, or one
    below it that has more known names: the first then names groups, or is a title.
    """
    for at, cells in enumerate(rows):
        if _is_hashtags(cells) and any(map(known, cells)):
            return max(0, at - 1)
    counts = [_known_in(cells, known) for cells in rows]
    if not rows:
        return 0
    best = max(range(len(rows)), key=lambda at: (counts[at], -at), default=0)
    fuller = len([*filter(str.strip, rows[best])]) > len([*filter(str.strip, rows[0])])
    is_below = counts[best] >= _FEWEST and counts[best] > counts[0] and (fuller or not counts[0])
    return best if is_below else 0


def _known_in(cells: Sequence[str], known: Known) -> int:
    return len(set(filter(None, map(known, cells))))


@lru_cache(maxsize=1)
def export_columns() -> frozenset[str]:
    """The columns of every CSV and HXL of ours: only a file made from ours has them all.

    COUNTING_COLUMNS are left out: HXL and the downloads of version 1.0.0 do not have them.
    """
    schema = next(r["schema"] for r in canonical_resources() if r["name"] == "reports")
    ours = {*ADDED_COLUMNS, *(field["name"] for field in schema["fields"])}
    return frozenset(ours.difference(COUNTING_COLUMNS))


def _header(first: tuple[int, Sequence[str]] | None) -> tuple[str, ...]:
    """Column names, without empty ones at the end."""
    if first is None:
        raise IntakeError(gettext("The file is empty: expected a header and rows."))
    number, cells = first
    names = [cell.strip() for cell in cells]
    while not names[-1]:
        names.pop()
    if len(names) > limits.COLUMNS:
        said = ngettext(
            "The file has %(count)s column: expected at most %(most)s.",
            "The file has %(count)s columns: expected at most %(most)s.",
            len(names),
            most=limits.COLUMNS,
        )
        raise IntakeError(said)
    _checked_size(number, names, tuple(map(str, range(1, len(names) + 1))))
    for name in names:
        if _NO_NAME.fullmatch(name):
            said = gettext(
                "Row %(row)s holds “%(text)s”, a number or a date: expected a header with the "
                "names of the columns there.",
                row=str(number),
                text=_shown(name),
            )
            raise IntakeError(said)
    return tuple(names)


def _checked_size(number: int, cells: Sequence[str], columns: Sequence[str]) -> int:
    """How many characters the cells of a row have. Raises IntakeError if a cell is too long."""
    total = len("".join(cells))
    if total > limits.CELL_CHARACTERS and max(map(len, cells)) > limits.CELL_CHARACTERS:
        size, column = max((len(cell), column) for column, cell in enumerate(cells))
        where = _shown(columns[column]) if column < len(columns) else ""
        said = ngettext(
            "Row %(row)s has a cell of %(count)s character (column “%(column)s”): expected at most "
            "%(most)s; is a quotation mark missing?",
            "Row %(row)s has a cell of %(count)s characters (column “%(column)s”): expected at "
            "most %(most)s; is a quotation mark missing?",
            size,
            row=str(number),
            column=where,
            most=limits.CELL_CHARACTERS,
        )
        raise IntakeError(said)
    return total


def _is_hashtags(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return all(map(_HASHTAG.fullmatch, filled))


def _misfit(
    name: str, number: int, cells: Sequence[str], columns: Sequence[str], *, exact: bool
) -> Problem | None:
    """A row whose cells may be under the wrong names. In workbooks, only one that is too long."""
    beyond = [cell for cell in cells[len(columns) :] if cell.strip()]
    if not beyond and not (exact and len(cells) < len(columns)):
        return None
    why = "no_name" if not exact else "too_many" if beyond else "too_few"
    message = _MISFITS.said(why, len(cells), columns=len(columns))
    return Problem(name, message, row=number, value=_shown("; ".join(beyond)))


def _fitted(cells: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    missing = len(columns) - len(cells)
    return (*cells[: len(columns)], *[""] * missing)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
