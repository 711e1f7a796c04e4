"""The rows of a package that may be wrong: of a large one, the only rows worth a closer look.

What frictionless says of a cell depends on the cell's text and its field alone; of a row, on its
cells, on how many they are, on whether its keys stand a second time, and on whether what it
points to exists. So each different text of a column is looked at once, and a row is in doubt
where one of its texts, or one of its keys, is not vouched for.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from frictionless import Schema

from refoulement.dataset import inside
from refoulement.problems import FIRST_ROW

#: Of so many rows that are wrong for certain a person learns enough; frictionless says no more.
MOST_WRONG = 1_000
_BLOCK = 1_000  # rows that are taken together

Form = dict[str, Any]
Key = tuple[str, ...]


class CsvError(ValueError):
    """A row cannot be read: most often a quotation mark that is missing, or not doubled."""

    def __init__(self, row: int, error: csv.Error) -> None:
        self.row = row
        super().__init__(str(error))


@dataclass(slots=True)
class Contents:
    """What stands in a table's file.

    `texts` are the different texts of each column, of one of free text only whether it has
    empty cells; `twice` those of each key that several rows have; `is_ragged` says whether
    a row has more or fewer cells than there are columns. All three are empty where the
    header is not that of the schema.
    """

    header: list[str] = field(default_factory=list)
    texts: dict[str, set[str]] = field(default_factory=dict)
    twice: dict[Key, set[Key]] = field(default_factory=dict)
    is_ragged: bool = False


def nothing(schema: Form) -> Contents:
    """What stands in a table without a row."""
    names = [column["name"] for column in schema["fields"]]
    return Contents(names, {name: set() for name in names}, {key: set() for key in _keys(schema)})


def is_free_text(column: Form) -> bool:
    """Whether any text may stand in the column; at most, an empty cell may be wrong."""
    return column["type"] == "string" and not column.get("constraints", {}).keys() - {"required"}


def read_contents(directory: Path, resource: Form) -> Contents:
    """What stands in a table's file. All rows are read, strictly: an open quote swallows some.

    Raises UnicodeDecodeError, OSError or CsvError where it cannot be read.
    """
    path, schema = resource["path"], resource["schema"]
    # A wrong byte is told by its place in the whole file.
    inside.read_file(directory, path, inside.TABLE_BYTES).decode("utf-8-sig")
    rows = read_rows(directory, path)
    found = Contents(header=next(rows, []))
    names = [column["name"] for column in schema["fields"]]
    if found.header != names:
        for _ in rows:
            pass
        return found
    free = {column["name"] for column in schema["fields"] if is_free_text(column)}
    found.texts = {name: set() for name in names}
    found.twice = {key: set() for key in _keys(schema)}
    seen: dict[Key, set[Key]] = {key: set() for key in found.twice}
    while block := list(islice(rows, _BLOCK)):
        if any(len(row) != len(names) for row in block):
            found.is_ragged = True
            block = [_squared(row, len(names)) for row in block]
        columns = dict(zip(names, zip(*block, strict=True), strict=True))
        for name, cells in columns.items():
            found.texts[name].update(cells if name not in free else {""}.intersection(cells))
        for key, before in seen.items():
            here = Counter(zip(*(columns[name] for name in key), strict=True))
            found.twice[key].update(before.intersection(here))
            found.twice[key].update(cells for cells, times in here.items() if times > 1)
            before.update(here)
    return found


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is not vouched for in a table: texts by column, and keys that several rows have."""

    texts: dict[str, set[str]]
    twice: dict[Key, set[Key]]
    is_ragged: bool

    def __bool__(self) -> bool:
        return self.is_ragged or any(self.texts.values()) or any(self.twice.values())


def rows_in_doubt(
    directory: Path, resources: list[Form], contents: Mapping[str, Contents]
) -> dict[str, dict[int, list[str]]]:
    """By table and number, the rows that may be wrong; at most MOST_WRONG are so for certain."""
    found: dict[str, dict[int, list[str]]] = {}
    for resource in resources:
        doubts = _doubts(resource, contents)
        rows = _doubted(directory, resource, doubts) if doubts else ()
        found[resource["name"]] = dict(rows)
    return found


def tables_in_doubt(
    resources: list[Form],
    doubted: Mapping[str, Mapping[int, list[str]]],
    contents: Mapping[str, Contents],
) -> list[Form]:
    """The tables cut down to the rows in doubt, as resources with data.

    After them stands a row for each id that they point to: it holds nothing else, and what
    is wrong with it means nothing.
    """
    named: dict[str, set[tuple[str, str]]] = {resource["name"]: set() for resource in resources}
    for resource in resources:
        names = _names(resource)
        for column, table, target in _links(resource):
            for row in doubted[resource["name"]].values():
                text = dict(zip(names, row, strict=False)).get(column, "")
                if text in contents[table].texts[target]:
                    named[table].add((target, text))
    tables = []
    for resource in resources:
        names = _names(resource)
        only = [
            [text if name == key else "" for name in names] for key, text in named[resource["name"]]
        ]
        data = [names, *doubted[resource["name"]].values(), *only]
        tables.append({"name": resource["name"], "schema": resource["schema"], "data": data})
    return tables


def _doubts(resource: Form, contents: Mapping[str, Contents]) -> Doubts:
    """What may be wrong among the contents of a table; frictionless is asked once a text."""
    here = contents[resource["name"]]
    texts = {}
    for column in Schema.from_descriptor(resource["schema"]).fields:
        read = column.create_cell_reader()
        texts[column.name] = {text for text in here.texts[column.name] if read(text)[1]}
    for name, table, target in _links(resource):
        texts[name] |= here.texts[name] - contents[table].texts[target] - {""}
    return Doubts(texts, here.twice, here.is_ragged)


def _doubted(directory: Path, resource: Form, doubts: Doubts) -> Iterator[tuple[int, list[str]]]:
    names = _names(resource)
    bad = [(names.index(name), texts) for name, texts in doubts.texts.items() if texts]
    keys = [([*map(names.index, key)], twice) for key, twice in doubts.twice.items() if twice]
    seen: set[tuple[int, Key]] = set()
    wrong = 0
    rows = islice(read_rows(directory, resource["path"]), 1, None)
    for number, row in enumerate(rows, start=FIRST_ROW):
        cells = _squared(row, len(names))
        held = ((n, tuple(cells[at] for at in places)) for n, (places, _) in enumerate(keys))
        again = {(n, key) for n, key in held if key in keys[n][1]}
        is_wrong = len(row) != len(names) or any(cells[at] in texts for at, texts in bad)
        if is_wrong or again:
            yield number, row
            wrong += is_wrong or not again.isdisjoint(seen)
            if wrong == MOST_WRONG:
                return
            seen |= again


def _names(resource: Form) -> list[str]:
    return [column["name"] for column in resource["schema"]["fields"]]


def _links(resource: Form) -> list[tuple[str, str, str]]:
    """The columns that point to another, or to the same, table: column, table, column there."""
    return [
        (column, key["reference"]["resource"] or resource["name"], target)
        for key in resource["schema"].get("foreignKeys", ())
        for column, target in zip(key["fields"], key["reference"]["fields"], strict=True)
    ]


def _keys(schema: Form) -> list[Key]:
    """The columns of which, together, no two rows may hold the same."""
    unique = [(c["name"],) for c in schema["fields"] if c.get("constraints", {}).get("unique")]
    return list(dict.fromkeys((tuple(schema["primaryKey"]), *unique)))


def read_rows(directory: Path, path: str) -> Iterator[list[str]]:
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
