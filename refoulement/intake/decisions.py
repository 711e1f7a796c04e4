"""What only the person who made a file can decide, and how the command line takes it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from refoulement.export.csv_file import restore, write_rows
from refoulement.intake.cells.dates import ORDERS
from refoulement.intake.cells.values import UNSTATED
from refoulement.intake.headings import LEFT_OUT, aliases, is_field, no_field
from refoulement.messages import Words, gettext, marked
from refoulement.problems import IntakeError

HEADER = ("column", "field")
#: What may come first in dates in figures, as named in a list of choices.
ORDER_NAMES = Words(
    dict(zip(ORDERS, (marked("The day comes first"), marked("The month comes first")), strict=True))
)


@dataclass(frozen=True)
class Decisions:
    """What was decided. A file without decisions is read with the defaults.

    `columns`: what each column that was asked about is taken for, a field or LEFT_OUT.
    `safe`: columns that may tell who a person is, to be read after all. `meant`: column,
    what is written there, and what is meant. `orders`: columns of dates in figures, and what
    comes first in them, the day or the month. `swapped`, `unsigned`: whether positions that lie
    in the region only if latitude and longitude are exchanged, or without a minus, are read so.
    `measure` is that of rows that state none, `sheet` the one to read.
    """

    columns: tuple[tuple[str, str], ...] = ()
    safe: frozenset[str] = frozenset()
    meant: frozenset[tuple[str, str, str]] = frozenset()
    orders: frozenset[tuple[str, str]] = frozenset()
    swapped: bool = False
    unsigned: bool = False
    measure: str = UNSTATED["measure"]
    sheet: str = ""


def mapped(pairs: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Columns and fields from texts such as `Facility Latitude=latitude`. Raises IntakeError."""
    found = []
    for pair in pairs:
        column, equals, field = pair.rpartition("=")
        if not equals:
            said = gettext(
                "“%(pair)s” names no field; expected COLUMN=FIELD. Fields are %(fields)s, or "
                "%(none)s to leave the column out.",
                pair=pair,
                fields=", ".join(aliases()),
                none=LEFT_OUT,
            )
            raise IntakeError(said)
        found.append((column.strip(), _field(field)))
    return tuple(found)


def read_mapping(content: bytes) -> tuple[tuple[str, str], ...]:
    """Columns and fields from a CSV file with one row each. Raises IntakeError."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        said = gettext("The mapping is not CSV in UTF-8 with the columns “column, field”.")
        raise IntakeError(said) from error
    rows = [row for row in rows if any(map(str.strip, row))]
    if [cell.strip().casefold() for cell in next(iter(rows), [])] == [*HEADER]:
        rows = rows[1:]
    for row in rows:
        if len(row) != len(HEADER):
            cells = ", ".join(row)
            said = gettext("The mapping has a row “%(row)s”; expected column and field.", row=cells)
            raise IntakeError(said)
    return tuple((restore(column).strip(), _field(restore(field))) for column, field in rows)


def mapping_csv(columns: Sequence[str], fields: dict[str, int]) -> bytes:
    """What each column of a table is taken for, as `read_mapping` reads it."""
    by_index = {index: field for field, index in fields.items()}
    rows = [(name, by_index.get(index, LEFT_OUT)) for index, name in enumerate(columns) if name]
    return write_rows([HEADER, *rows])


def _field(text: str) -> str:
    field = text.strip().casefold().replace(" ", "_")
    if field == LEFT_OUT or is_field(field):
        return field
    raise IntakeError(no_field(text.strip()))
