"""Columns of a table that may tell who a person is, by their name or by what their cells hold.

To find one where there is none costs a click; to miss one may cost somebody's life. How well
they are found is measured by `python -m scripts.measure_personal`.
"""

from __future__ import annotations

from refoulement.intake.file.table import RawTable
from refoulement.intake.headings import exact_field, field_of
from refoulement.intake.personal.cells import CLOSER_LOOK, personal_cell, personal_numbers
from refoulement.intake.personal.headings import (
    ADDRESSES,
    BIRTHS,
    CONTACTS,
    DOCUMENTS,
    HIDING,
    NAMES,
    personal_name,
)
from refoulement.messages import Words, marked
from refoulement.problems import Problem

#: Fields whose cells are names of places, some of which are names of persons too.
_OF_PLACES = {"place", "place_names", "area", "country", "measure", "event"}
_FEWEST = 2  # different cells: one alone may be called anything
_SAMPLE = 200  # cells of a column that are looked at for names of persons
_APART = "\n" * 3

_MESSAGES = Words(
    {
        NAMES: marked(
            "May hold names of persons, so it is left out. It will never be in a download."
        ),
        CONTACTS: marked(
            "May hold phone numbers or other contacts, so it is left out. It will never be in a "
            "download."
        ),
        DOCUMENTS: marked(
            "May hold document or case numbers, so it is left out. It will never be in a download."
        ),
        BIRTHS: marked(
            "May hold dates of birth, so it is left out. It will never be in a download."
        ),
        ADDRESSES: marked(
            "May hold addresses of persons, so it is left out. It will never be in a download."
        ),
        HIDING: marked(
            "May hold hiding places, so it is left out. It will never be in a download."
        ),
    }
)


def personal_columns(table: RawTable) -> list[Problem]:
    """A warning for each column that may tell who a person is. No problem quotes a cell."""
    # The names that we know of fields tell of nobody, and most files have no others.
    names = ["" if exact_field(name) else personal_name(name) for name in table.columns]
    found = _by_cells(table) | {index: (1, what) for index, what in enumerate(names) if what}
    return [
        Problem(table.name, _MESSAGES[what], row, table.columns[index], severity="warning")
        for index, (row, what) in sorted(found.items())
    ]


def _by_cells(table: RawTable) -> dict[int, tuple[int, str]]:
    """Of each column whose cells give something away, the first such row, and what it is."""
    seen: dict[int, tuple[int, str]] = {}
    for number, row in zip(table.numbers, table.rows, strict=True):
        if CLOSER_LOOK.search(_APART.join(row)):
            for index, cell in enumerate(row):
                if index not in seen and (what := personal_cell(cell)):
                    seen[index] = number, what
    for index, name in enumerate(table.columns):
        if index not in seen and field_of(name) not in _OF_PLACES:
            cells = {row[index].strip() for row in table.rows[:_SAMPLE]} - {""}
            what = personal_numbers(cells) if len(cells) >= _FEWEST else ""
            if what or (len(cells) >= _FEWEST and _are_names(cells)):
                seen[index] = 1, what or NAMES
    return seen


def _are_names(cells: set[str]) -> bool:
    # Imported here: the lists of names take longer to load than a file of few rows to read.
    from refoulement.intake.personal.names import are_names

    return are_names(cells)
