"""Data packages for experiments: copies of the frozen one with changed cells, rows or files.

Rows are counted as in a spreadsheet: the header is row 1.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterable
from itertools import cycle
from pathlib import Path
from typing import Any

import pandas as pd

from refoulement.dataset.package import DESCRIPTOR
from refoulement.export.csv_file import restore

#: The package for tests of rules. It stays the same when the shipped data grow.
FROZEN = Path(__file__).with_name("packages") / "first"

# Given to frictionless, which would otherwise guess it from the first rows.
DIALECT = {
    "csv": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False}
}

TABLES = ("reports", "events", "sources", "sites", "crossings", "arrivals", "context")

#: The file of an optional table.
JUDGEMENTS = "judgements.csv"

#: Free-text columns, which a package may fill with any words.
FREE_TEXT = {
    "reports": (
        "other_places",
        "area",
        "count_wording",
        "demographics",
        "attributed_to",
        "passage",
        "summary",
        "caveat",
        "date_note",
    ),
    "events": ("label", "denial"),
    "sources": ("publisher", "title", "author", "via", "note"),
    "sites": (
        "name_en",
        "name_ko",
        "name_zh",
        "admin1",
        "counterpart",
        "coordinate_source",
        "note",
    ),
    "crossings": (
        "cn_side_en",
        "dprk_side_en",
        "cn_side_ko",
        "dprk_side_ko",
        "cn_side_zh",
        "dprk_side_zh",
        "coordinate_note",
        "sources_and_notes",
    ),
    "arrivals": ("source", "note"),
    "context": ("label",),
}


def copy_package(to: Path) -> Path:
    """A copy of the frozen package, in a new directory."""
    to.mkdir(parents=True)
    for name in (DESCRIPTOR, *(f"{table}.csv" for table in TABLES)):
        shutil.copyfile(FROZEN / name, to / name)
    shutil.copyfile(FROZEN / JUDGEMENTS, to / JUDGEMENTS)
    return to


def parse(content: bytes) -> list[list[str]]:
    """The rows of a CSV file in UTF-8, read by Python's own reader."""
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def read_rows(directory: Path, table: str) -> list[list[str]]:
    """A table's rows as text, the header first."""
    return parse((directory / f"{table}.csv").read_bytes())


def read_records(directory: Path, table: str) -> list[dict[str, str]]:
    """A table's rows as text by column."""
    header, *rows = read_rows(directory, table)
    return [dict(zip(header, row, strict=True)) for row in rows]


def write_rows(directory: Path, table: str, rows: list[list[str]]) -> None:
    """Write a table back, the header first."""
    returns = any("\r" in text for row in rows for text in row)
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    if returns:
        writer = csv.writer(lines, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows(rows)
    (directory / f"{table}.csv").write_bytes(lines.getvalue().encode("utf-8"))


def row_of(table: str, key: str, directory: Path = FROZEN) -> int:
    """The row whose first cell is `key`."""
    return [row[0] for row in read_rows(directory, table)].index(key) + 1


def edit_rows(
    directory: Path, table: str, edit: Callable[[list[list[str]]], list[list[str]]]
) -> None:
    """Pass a table's rows, header first, through `edit`."""
    write_rows(directory, table, edit(read_rows(directory, table)))


def edit_cells(directory: Path, table: str, key: str, **cells: str) -> None:
    """Put text into cells of the row whose first cell is `key`."""
    rows = read_rows(directory, table)
    row = rows[row_of(table, key, directory) - 1]
    for column, text in cells.items():
        row[rows[0].index(column)] = text
    write_rows(directory, table, rows)


def fill_columns(
    directory: Path, table: str, columns: tuple[str, ...], texts: Iterable[str]
) -> None:
    """Fill these columns with the texts, one per cell, repeating them."""
    turn = cycle(texts)
    rows = read_rows(directory, table)
    places = [rows[0].index(column) for column in columns]
    for row in rows[1:]:
        for place in places:
            row[place] = next(turn)
    write_rows(directory, table, rows)


def add_row(directory: Path, table: str, like: str, **cells: str) -> None:
    """Append a row like the one whose first cell is `like`, except for these cells."""
    rows = read_rows(directory, table)
    row = list(rows[row_of(table, like, directory) - 1])
    for column, text in cells.items():
        row[rows[0].index(column)] = text
    write_rows(directory, table, [*rows, row])


def edit_bytes(directory: Path, name: str, edit: Callable[[bytes], bytes]) -> None:
    """Pass a file's content through `edit`, which must change it."""
    before = (directory / name).read_bytes()
    after = edit(before)
    assert after != before, "an edit that changes nothing breaks nothing"
    (directory / name).write_bytes(after)


def edit_descriptor(directory: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """Let `edit` change the descriptor."""
    descriptor = json.loads((directory / DESCRIPTOR).read_text(encoding="utf-8"))
    edit(descriptor)
    (directory / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")


def with_many_reports(to: Path, times: int) -> Path:
    """A copy of the frozen package with its reports repeated this many times.

    Each repetition has new events and new sources, because an exact repeat would be an error.
    """
    copy_package(to)
    for table in ("sources", "events", "reports"):
        rows = read_records(to, table)
        many = [list(_again(row, turn).values()) for turn in range(times) for row in rows]
        write_rows(to, table, [list(rows[0]), *many])
    return to


def _again(row: dict[str, str], turn: int) -> dict[str, str]:
    """A row with its ids and references renamed for this turn; unchanged in the first."""
    if turn == 0:
        return row
    ids = ("report_id", "event_id", "source_id", "part_of", "may_overlap", "derived_from")
    again = {
        name: ";".join(f"{one}-t{turn}" for one in row[name].split(";"))
        for name in ids
        if row.get(name)
    }
    return row | again | ({"publisher": f"{row['publisher']} {turn}"} if "publisher" in row else {})


def read_export(content: bytes) -> pd.DataFrame:
    """A file written by `export_csv`, as the text that it was made from."""
    table = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return table.map(restore)
