"""What is wrong with the rows of a table, found over whole columns.

What is said about a cell depends only on its text and its field, so each different text of a
column is checked once; problems are then made for the first places of each wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from refoulement.loading.fields import expected, is_free_text, odd_ones, wrong_ones
from refoulement.loading.reading import Contents
from refoulement.messages import Later, later
from refoulement.problems import Problem

#: So many are enough for a person; no more are reported for one table.
MOST_PROBLEMS = 1_000

Form = dict[str, Any]
Positions = NDArray[np.int64]


def wrong_rows(resource: Form, tables: Mapping[str, Contents]) -> list[Problem]:
    """What is wrong with the rows of a table: the first MOST_PROBLEMS in the order of rows."""
    here = tables[resource["name"]]
    blank = _blank(here)
    said = later("blank row")
    found = [Problem(resource["path"], said, int(n)) for n in blank[:MOST_PROBLEMS]]
    kinds = (
        *(_wrong_cells(resource, field, here) for field in resource["schema"]["fields"]),
        _ragged(resource, here),
        *(_twice(resource, key, here) for key in _keys(resource["schema"])),
        *(_dangling(resource, key, tables) for key in resource["schema"].get("foreignKeys", ())),
    )
    of_blank = frozenset(blank.tolist())
    for kind in kinds:
        found += islice((p for p in kind if p.row not in of_blank), MOST_PROBLEMS)
    return _first(found)


def odd_rows(resource: Form, here: Contents) -> list[Problem]:
    """Cells of a table that are odd: the first MOST_PROBLEMS in the order of rows."""
    found: list[Problem] = []
    for field in resource["schema"]["fields"]:
        if not is_free_text(field):
            said = odd_ones(field, here.texts(field["name"]))
            found += islice(_cells(resource, field["name"], said, here), MOST_PROBLEMS)
    return _first(found)


def _wrong_cells(resource: Form, field: Form, here: Contents) -> Iterator[Problem]:
    """Cells that hold what they may not; in free text, only an empty one may be wrong."""
    name = field["name"]
    wrong = wrong_ones(field, [""] if is_free_text(field) else here.texts(name))
    return _cells(resource, name, dict.fromkeys(wrong, expected(field)), here)


def _cells(
    resource: Form, name: str, said: Mapping[str, Later], here: Contents
) -> Iterator[Problem]:
    """The cells of a column that hold one of these texts, with what is said about it, by row."""
    if said:
        at = _by_row(here, here.rows_where(name, [*said]))
        # Look up no more than are needed: all rows may be wrong.
        for number, place in zip(here.numbers[at].tolist(), at.tolist(), strict=True):
            text = here.columns[name][place].as_py()
            yield Problem(resource["path"], said[text], number, name, text)


def _ragged(resource: Form, here: Contents) -> Iterator[Problem]:
    """Rows with more or fewer cells than there are columns."""
    names = list(here.columns)
    beyond = later(
        "expected no cell beyond the last column; a comma too many, or a cell not in quotes?"
    )
    missing = later("expected a cell for every column")
    for number, row in sorted(here.ragged.items()):
        for text in dict.fromkeys(row[len(names) :]):
            yield Problem(resource["path"], beyond, number, value=text)
        for name in names[len(row) :]:
            yield Problem(resource["path"], missing, number, name)


def _twice(resource: Form, key: tuple[str, ...], here: Contents) -> Iterator[Problem]:
    """Rows whose key an earlier row has. An empty key is reported where it is required."""
    if len(key) == 1 and len(here.texts(key[0])) == len(here.numbers):
        return
    at = _by_row(here, np.arange(len(here.numbers)))
    seen: set[tuple[str, ...]] = set()
    cells = zip(*(here.columns[name].take(at).to_pylist() for name in key), strict=True)
    for number, texts in zip(here.numbers[at].tolist(), cells, strict=True):
        if texts in seen and any(texts):
            value = texts[0] if len(key) == 1 else ""  # otherwise no single cell is to blame
            message = later("expected a value that no other row has")
            yield Problem(resource["path"], message, number, ", ".join(key), value)
        seen.add(texts)


def _dangling(resource: Form, key: Form, tables: Mapping[str, Contents]) -> Iterator[Problem]:
    """Cells that refer to a row that does not exist."""
    (name,), (target,) = key["fields"], key["reference"]["fields"]
    table = key["reference"]["resource"]
    here, there = tables[resource["name"]], tables[table or resource["name"]]
    missing = set(here.texts(name)).difference(there.texts(target), {""})
    message = later("expected an id that stands as %(column)s in this file", column=target)
    if table:
        other = f"{table}.csv"
        message = later(
            "expected an id that stands as %(column)s in %(file)s", column=target, file=other
        )
    return _cells(resource, name, dict.fromkeys(missing, message), here)


def _blank(here: Contents) -> Positions:
    """The numbers of rows without any text, in order."""
    at = np.arange(len(here.numbers))
    for column in here.columns.values():
        if not len(at):
            break
        at = at[pc.equal(column.take(at) if len(at) < len(column) else column, "").to_numpy()]
    return np.sort(here.numbers[at])


def _keys(schema: Form) -> list[tuple[str, ...]]:
    """The columns that, taken together, must differ between any two rows."""
    unique = [(c["name"],) for c in schema["fields"] if c.get("constraints", {}).get("unique")]
    return list(dict.fromkeys((tuple(schema["primaryKey"]), *unique)))


def _by_row(here: Contents, at: Positions) -> Positions:
    """These positions in the order of the rows' numbers."""
    return at[np.argsort(here.numbers[at], kind="stable")]


def _first(found: Iterable[Problem]) -> list[Problem]:
    return sorted(found, key=lambda problem: problem.row or 0)[:MOST_PROBLEMS]
