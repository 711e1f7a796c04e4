"""A table's file, read strictly and once, as columns of text.

Two readers give the same: pyarrow's, which takes a tenth of the time, and Python's, which is
strict. The first is used if every quotation mark is where it may be.
"""

from __future__ import annotations

import csv
import io
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from refoulement.dataset import inside
from refoulement.problems import FIRST_ROW

_BLOCK = 1_000  # rows from Python's reader that become a piece of each column
_STEP = 2**18  # bytes that stay in the processor's cache

Row = list[str]


class CsvError(ValueError):
    """A row cannot be read, usually because a quotation mark is missing, or not doubled."""

    def __init__(self, row: int, error: csv.Error) -> None:
        self.row = row
        super().__init__(str(error))


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of a table's file; no rows are kept if the header is not the expected one.

    `columns` have one cell per row, and `numbers` the number of that row: rows whose length
    differs from the header's may come last. `ragged` has these by number, as they are; in the
    columns they are cut off, or padded with empty cells. An empty line is a row of
    empty cells.
    """

    header: Row
    columns: dict[str, pa.ChunkedArray]
    numbers: NDArray[np.int64]
    ragged: dict[int, Row] = field(default_factory=dict)
    _texts: dict[str, list[str]] = field(default_factory=dict)

    def texts(self, name: str) -> list[str]:
        """The distinct texts of a column."""
        if name not in self._texts:
            self._texts[name] = pc.unique(self.columns[name]).to_pylist()
        return self._texts[name]

    def rows_where(self, name: str, texts: list[str]) -> NDArray[np.int64]:
        """Where the column holds one of these texts: positions, not row numbers."""
        is_one = pc.is_in(self.columns[name], value_set=pa.array(texts, pa.string()))
        return np.flatnonzero(is_one.to_numpy())


def no_rows(names: Row) -> Contents:
    """The contents of a table without rows."""
    return _contents(names, {name: [] for name in names}, 0, {})


def read_contents(directory: Path, path: str, names: Row) -> Contents:
    """The contents of a table whose header should be these names.

    Raises UnicodeDecodeError, OSError or CsvError if it cannot be read.
    """
    data = inside.read_file(directory, path, inside.TABLE_BYTES)
    if not _is_utf8(data):
        data.decode("utf-8-sig")  # report a wrong byte first, by its position in the whole file
    rows = _rows(data)
    header = next(rows, [])
    if header != names:
        for _ in rows:  # an open quote may swallow rows
            pass
        return Contents(header, {}, np.empty(0, np.int64))
    found = _by_arrow(data, names) if _is_plain(data) else None
    return found or _by_python(rows, names)


def _is_utf8(data: bytes) -> bool:
    """Whether all bytes are UTF-8, in steps: decoding a large file at once takes long."""
    decode = getincrementaldecoder("utf-8")().decode
    try:
        for start in range(0, len(data), _STEP):
            decode(data[start : start + _STEP])
        decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _rows(data: bytes) -> Iterator[Row]:
    """The rows of a CSV file, the header first."""
    number = 0
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    try:
        for row in csv.reader(lines, strict=True):
            yield row
            number += 1
    except csv.Error as error:
        raise CsvError(number + 1, error) from error


def _by_python(rows: Iterator[Row], names: Row) -> Contents:
    pieces: dict[str, list[pa.Array]] = {name: [] for name in names}
    ragged: dict[int, Row] = {}
    count = 0
    while block := list(islice(rows, _BLOCK)):
        numbered = enumerate(block, start=FIRST_ROW + count)
        ragged.update((number, row) for number, row in numbered if len(row) not in (0, len(names)))
        count += len(block)
        _append(pieces, block)
    return _contents(names, pieces, count, ragged)


def _by_arrow(data: bytes, names: Row) -> Contents | None:
    """The same for a plain file; None if arrow cannot read it, or reads what Python refuses."""
    texts: dict[int, str] = {}

    def keep(row: arrow_csv.InvalidRow) -> str:
        texts[row.number] = row.text
        return "skip"

    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            # Rows are only numbered if one thread reads them all.
            arrow_csv.ReadOptions(use_threads=False, column_names=names, skip_rows=1),
            arrow_csv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=keep
            ),
            arrow_csv.ConvertOptions(column_types={name: pa.string() for name in names}),
        )
        ragged = {number: next(csv.reader([text]), []) for number, text in texts.items()}
    except (pa.ArrowInvalid, csv.Error):
        return None
    longest = max((pc.max(pc.binary_length(column)).as_py() or 0) for column in table.columns)
    if longest > csv.field_size_limit():
        return None
    pieces = {name: table[name].chunks for name in names}
    _append(pieces, list(ragged.values()))
    return _contents(names, pieces, len(table) + len(ragged), ragged, are_last=True)


def _is_plain(data: bytes) -> bool:
    """Whether every quoted cell is quoted from its first character to its last.

    The first of two marks must be where a cell begins, the second where it ends; a doubled one
    is the exception, which counts as ending a cell and beginning it again.
    """
    if b'"' not in data:
        return True
    signs = np.frombuffer(data, np.uint8)
    steps = range(0, len(signs), _STEP)
    marks = np.concatenate(
        [np.flatnonzero(signs[at : at + _STEP] == ord('"')) + at for at in steps]
    )
    before, after = marks[::2] - 1, marks[1::2] + 1
    beside = (signs[before[before >= 0]], signs[after[after < len(signs)]])
    return len(marks) % 2 == 0 and all(np.isin(these, [*b',\n\r"']).all() for these in beside)


def _append(pieces: dict[str, list[Any]], rows: list[Row]) -> None:
    """Add rows to the columns, each with as many cells as there are columns."""
    size = len(pieces)
    squared = [row if len(row) == size else [*row, *[""] * size][:size] for row in rows]
    for name, cells in zip(pieces, zip(*squared, strict=True), strict=False):
        pieces[name].append(pa.array(cells, pa.string()))


def _contents(
    names: Row,
    pieces: dict[str, list[pa.Array]],
    rows: int,
    ragged: dict[int, Row],
    *,
    are_last: bool = False,
) -> Contents:
    numbers = np.arange(FIRST_ROW, FIRST_ROW + rows)
    if are_last and ragged:
        last = np.fromiter(ragged, np.int64)
        numbers = np.concatenate((np.delete(numbers, last - FIRST_ROW), last))
    columns = {name: pa.chunked_array(pieces[name], pa.string()) for name in names}
    return Contents(names, columns, numbers, ragged)
