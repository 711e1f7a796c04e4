"""Data packages to try things on: copies of the shipped one, with cells, rows or files changed."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

from refoulement.dataset import DESCRIPTOR, SHIPPED

TABLES = ("reports", "events", "sources", "sites", "crossings", "arrivals", "context")


def copy_package(to: Path, package: Path = SHIPPED) -> Path:
    """A copy of a package's files, in a directory that is made for it."""
    to.mkdir(parents=True)
    for name in (DESCRIPTOR, *(f"{table}.csv" for table in TABLES)):
        shutil.copyfile(package / name, to / name)
    return to


def read_rows(directory: Path, table: str) -> list[list[str]]:
    """A table's rows as text, the header first: row n of a spreadsheet is item n - 1."""
    text = (directory / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.reader(io.StringIO(text, newline="")))


def write_rows(directory: Path, table: str, rows: list[list[str]]) -> None:
    """Write a table back."""
    lines = io.StringIO(newline="")
    csv.writer(lines, lineterminator="\n").writerows(rows)
    (directory / f"{table}.csv").write_bytes(lines.getvalue().encode("utf-8"))


def row_of(directory: Path, table: str, key: str) -> int:
    """The row, as a spreadsheet counts, whose first cell is `key`."""
    return [row[0] for row in read_rows(directory, table)].index(key) + 1


def cell(directory: Path, table: str, key: str, column: str) -> str:
    """The text of a cell, in the row whose first cell is `key`."""
    rows = read_rows(directory, table)
    return rows[row_of(directory, table, key) - 1][rows[0].index(column)]


def edit_cells(directory: Path, table: str, key: str, **cells: str) -> None:
    """Put text into cells of the row whose first cell is `key`."""
    rows = read_rows(directory, table)
    row = rows[row_of(directory, table, key) - 1]
    for column, text in cells.items():
        row[rows[0].index(column)] = text
    write_rows(directory, table, rows)


def add_row(directory: Path, table: str, like: str, **cells: str) -> int:
    """Add a row at the end, like that whose first cell is `like` but for these cells."""
    rows = read_rows(directory, table)
    row = list(rows[row_of(directory, table, like) - 1])
    for column, text in cells.items():
        row[rows[0].index(column)] = text
    write_rows(directory, table, [*rows, row])
    return len(rows) + 1
