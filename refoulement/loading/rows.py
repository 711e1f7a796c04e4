"""A table's file read once, from its first row to its last, and what is wrong with its rows.

Rows are taken in blocks, and a block by its columns. What is to be said of a cell depends on
its text and its field alone, so each different text of a column is looked at once.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import Any

from refoulement.dataset import inside
from refoulement.loading.fields import expected, is_free_text, odd, reader
from refoulement.problems import FIRST_ROW, Problem

#: Of so many a person learns enough; no more are told of one table.
MOST_PROBLEMS = 1_000
_BLOCK = 1_000  # rows that are taken together

Form = dict[str, Any]


class CsvError(ValueError):
    """A row cannot be read: most often a quotation mark that is missing, or not doubled."""

    def __init__(self, row: int, error: csv.Error) -> None:
        self.row = row
        super().__init__(str(error))


class Column:
    """A column's different texts, each with itself, and what is expected in place of some.

    Of free text only whether there are empty cells is known. `wrong` and `odd` have the
    texts that are, as `fields` says it.
    """

    def __init__(self, field: Form) -> None:
        self.name: str = field["name"]
        self.texts: dict[str, str] = {}
        self.wrong: dict[str, str] = {}
        self.odd: dict[str, str] = {}
        self._field = field
        self._is_free = is_free_text(field)
        self._is_right = reader(field)

    def look(self, cells: Sequence[str]) -> set[str]:
        """Look at the texts that were not there before; gives the different ones that are here."""
        here = set(cells) if not self._is_free else {""} if "" in cells else set()
        for text in here.difference(self.texts):
            self.texts[text] = text
            if not self._is_right(text):
                self.wrong[text] = expected(self._field)
            elif said := odd(self._field, text):
                self.odd[text] = said
        return here


class Table:
    """What stands in a table's file. `header` is its first row, empty where there is none.

    Rows are only looked at where the header is that of the schema. `wrong` and `odd` are the
    first MOST_PROBLEMS of their kind, in the order of the rows, without links that lead nowhere.
    """

    def __init__(self, resource: Form) -> None:
        schema = resource["schema"]
        self.name: str = resource["name"]
        self.path: str = resource["path"]
        self.columns = {field["name"]: Column(field) for field in schema["fields"]}
        self.header = list(self.columns)
        self.wrong: list[Problem] = []
        self.odd: list[Problem] = []
        self._rows = 0
        self._seen: dict[tuple[str, ...], set[Any]] = {key: set() for key in _keys(schema)}
        self._links = [
            (column, key["reference"]["resource"], target)
            for key in schema.get("foreignKeys", ())
            for column, target in zip(key["fields"], key["reference"]["fields"], strict=True)
        ]
        #: The cells of each column that points to another, one a row.
        self._pointing: dict[str, list[str]] = {column: [] for column, _, _ in self._links}

    def read(self, directory: Path) -> None:
        """Read all rows, strictly: an open quote swallows some.

        Raises UnicodeDecodeError, OSError or CsvError where the file cannot be read.
        """
        try:
            rows = _rows(directory, self.path)
            self.header = next(rows, [])
            if self.header != list(self.columns):
                deque(rows, maxlen=0)
            while block := list(islice(rows, _BLOCK)):
                self._take(block)
        except (UnicodeDecodeError, CsvError):
            # A wrong byte is told before a wrong row, and by its place in the whole file.
            inside.read_file(directory, self.path, inside.TABLE_BYTES).decode("utf-8-sig")
            raise

    def problems(self, tables: Mapping[str, Table]) -> Iterator[Problem]:
        """What is wrong with the rows, links to these tables included, by row."""
        links = (self._dangling(*link, tables) for link in self._links)
        return islice(merge(self.wrong, *links, key=_row), MOST_PROBLEMS)

    def _take(self, block: list[list[str]]) -> None:
        numbers = range(self._rows + FIRST_ROW, self._rows + FIRST_ROW + len(block))
        self._rows += len(block)
        size = len(self.columns)
        ragged = [(n, row) for n, row in zip(numbers, block, strict=True) if len(row) != size]
        if ragged:
            block = [_squared(row, size) for row in block]
        cells = dict(zip(self.columns, zip(*block, strict=True), strict=True))
        wrong, found_odd = self._looked_at(cells, numbers)
        wrong += [problem for number, row in ragged for problem in self._ragged(number, row)]
        wrong += self._twice(cells, numbers)
        if not all(map(any, block)):
            blank = {n for n, row in zip(numbers, block, strict=True) if not any(row)}
            wrong = [problem for problem in wrong if problem.row not in blank]
            wrong += [Problem(self.path, "blank row", number) for number in blank]
        self.wrong += sorted(wrong, key=_row)[: MOST_PROBLEMS - len(self.wrong)]
        self.odd += sorted(found_odd, key=_row)[: MOST_PROBLEMS - len(self.odd)]

    def _looked_at(
        self, cells: Mapping[str, Sequence[str]], numbers: range
    ) -> tuple[list[Problem], list[Problem]]:
        """Cells that are wrong, and cells that are odd. Takes note of all that point to others."""
        wrong: list[Problem] = []
        found_odd: list[Problem] = []
        for column in self.columns.values():
            texts = cells[column.name]
            here = column.look(texts)
            for said, found in ((column.wrong, wrong), (column.odd, found_odd)):
                if said and not here.isdisjoint(said):
                    found += [
                        Problem(self.path, said[text], number, column.name, text)
                        for number, text in zip(numbers, texts, strict=True)
                        if text in said
                    ]
            if column.name in self._pointing:  # one object for equal texts: there may be millions
                self._pointing[column.name].extend(map(column.texts.__getitem__, texts))
        return wrong, found_odd

    def _ragged(self, number: int, row: list[str]) -> Iterator[Problem]:
        """What is said of a row with more or fewer cells than there are columns."""
        message = "expected no cell beyond the last column; a comma too many, or a cell not in "
        message += "quotes?"
        for text in dict.fromkeys(row[len(self.columns) :]):
            yield Problem(self.path, message, number, value=text)
        for name in islice(self.columns, len(row), None):
            yield Problem(self.path, "expected a cell for every column", number, name)

    def _twice(self, cells: Mapping[str, Sequence[str]], numbers: range) -> Iterator[Problem]:
        """Rows whose key a row before has. An empty one is said already where it is required."""
        for names, seen in self._seen.items():
            keys = [*zip(*(cells[name] for name in names), strict=True)]
            here = set(keys)
            if len(here) == len(keys) and seen.isdisjoint(here):
                seen |= here
                continue
            for number, key in zip(numbers, keys, strict=True):
                if key in seen and any(key):
                    message, value = "expected a value that no other row has", key[0]
                    if len(key) > 1:  # then no one cell is to blame
                        value = ""
                    yield Problem(self.path, message, number, ", ".join(names), value)
                seen.add(key)

    def _dangling(
        self, name: str, table: str, target: str, tables: Mapping[str, Table]
    ) -> Iterator[Problem]:
        """Cells of a column that point to a row that is not there."""
        known = tables[table or self.name].columns[target].texts
        missing = {text for text in self.columns[name].texts if text and text not in known}
        if missing:
            where = f"{table}.csv" if table else "this file"
            message = f"expected an id that stands as {target} in {where}"
            for number, text in enumerate(self._pointing[name], start=FIRST_ROW):
                if text in missing:
                    yield Problem(self.path, message, number, name, text)


def _keys(schema: Form) -> list[tuple[str, ...]]:
    """The columns of which, together, no two rows may hold the same."""
    unique = [(c["name"],) for c in schema["fields"] if c.get("constraints", {}).get("unique")]
    return list(dict.fromkeys((tuple(schema["primaryKey"]), *unique)))


def _rows(directory: Path, path: str) -> Iterator[list[str]]:
    """The rows of a CSV file of the package, the header first."""
    number = 0
    file = inside.open_file(directory, path, inside.TABLE_BYTES)
    with io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as lines:
        try:
            for row in csv.reader(lines, strict=True):
                yield row
                number += 1
        except csv.Error as error:
            raise CsvError(number + 1, error) from error


def _squared(row: list[str], size: int) -> list[str]:
    """A row with so many cells: those that it lacks are empty."""
    return row if len(row) == size else [*row, *[""] * size][:size]


def _row(problem: Problem) -> int:
    return problem.row or 0
