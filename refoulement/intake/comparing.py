"""Row against row: what may be in a file twice.

All are warnings but for ids: only the person who made the file can say what was meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from refoulement.intake.gazetteer import Place
from refoulement.intake.reading import RawTable
from refoulement.problems import Problem
from refoulement.wording import span_text

_LOST = "\ufffd"
_MOST_PARTS = 12  # rows of one date among which a total is looked for


@dataclass(frozen=True, slots=True)
class RowRead:
    """What was read of one row: its places, dates (both None where undated) and count in people.

    `area` is what it names that is wider than a town.
    """

    number: int
    places: tuple[Place, ...]
    first: date | None
    last: date | None
    low: int | None
    high: int | None
    area: str = ""


def compared(table: RawTable, fields: dict[str, int], rows: Sequence[RowRead]) -> Iterator[Problem]:
    """What may be in the file twice: rows, ids, events, and totals beside their parts."""
    yield from _lost_letters(table)
    yield from _repeated_rows(table)
    yield from _repeated_ids(table, fields)
    yield from _one_event_twice(table, fields, rows)
    if "event_id" not in fields:  # ids are of our own form, where events know their parts
        yield from _totals_beside_parts(table, fields, rows)


def _lost_letters(table: RawTable) -> Iterator[Problem]:
    """Columns where a program wrote a mark for letters that its encoding has not."""
    for index, column in enumerate(table.columns):
        numbers = (
            number
            for number, row in zip(table.numbers, table.rows, strict=True)
            if _LOST in row[index]
        )
        first = next(numbers, None)
        if first:
            message = f"holds “{_LOST}” for a letter that was lost; expected the file from before"
            yield Problem(table.name, message, first, column, severity="warning")


def _repeated_rows(table: RawTable) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    for number, key in _texts(table).items():
        if key in seen:
            message = f"is the same as row {seen[key]}, cell by cell; is it there twice?"
            yield Problem(table.name, message, number, severity="warning")
        seen.setdefault(key, number)


def _repeated_ids(table: RawTable, fields: dict[str, int]) -> Iterator[Problem]:
    if "report_id" not in fields:
        return
    seen: dict[str, int] = {}
    for number, row in zip(table.numbers, table.rows, strict=True):
        key = row[fields["report_id"]].strip()
        if key and key in seen:
            column = table.columns[fields["report_id"]]
            message = f"is the id of row {seen[key]} too; expected an id of its own"
            yield Problem(table.name, message, number, column, key)
        seen.setdefault(key, number)


def _one_event_twice(
    table: RawTable, fields: dict[str, int], rows: Sequence[RowRead]
) -> Iterator[Problem]:
    """Rows of one place, date and measure, which may be one event that two outlets report."""
    event, measure = (
        cells_of(table, fields, *names) for names in (("event_id", "event"), ("measure",))
    )
    texts = _texts(table)
    alike: dict[tuple[object, ...], list[RowRead]] = defaultdict(list)
    for row in rows:
        if row.places and row.first and not event[row.number]:
            key = (frozenset(row.places), row.first, row.last, measure[row.number])
            alike[key].append(row)
    for together in alike.values():
        for one, other in pairwise(together):
            if texts[one.number] == texts[other.number]:
                continue  # which is told of already
            names = ", ".join(sorted(place.name for place in other.places))
            message = (
                f"names {names} and {span_text(other.first, other.last)} as row {one.number} does: "
                "where both speak of the same people, give them one name in a column “event”, or "
                "they would count twice"
            )
            yield Problem(table.name, message, other.number, severity="warning")


def _totals_beside_parts(
    table: RawTable, fields: dict[str, int], rows: Sequence[RowRead]
) -> Iterator[Problem]:
    """A count that is the sum of all or all but one of the others of its date and measure."""
    measure = cells_of(table, fields, "measure")
    alike: dict[tuple[object, ...], list[RowRead]] = defaultdict(list)
    for row in rows:
        if row.first and row.last and row.low is not None:
            alike[row.first, row.last, measure[row.number]].append(row)
    for together in alike.values():
        if not 3 <= len(together) <= _MOST_PARTS:
            continue
        for total in together:
            others = [row for row in together if row is not total]
            parts = _parts_of(total, others)
            if parts:
                numbers = ", ".join(str(row.number) for row in parts)
                message = (
                    f"gives {total.low:,}, the sum of rows {numbers} of the same date: is it their "
                    "total? Then it and they would count twice"
                )
                yield Problem(table.name, message, total.number, severity="warning")


def _texts(table: RawTable) -> dict[int, tuple[str, ...]]:
    """The cells of each row without spaces around them, by row number."""
    return {
        number: tuple(map(str.strip, row))
        for number, row in zip(table.numbers, table.rows, strict=True)
    }


def cells_of(table: RawTable, fields: dict[str, int], *names: str) -> dict[int, str]:
    """What the rows have in the first of these fields that there is, by row number."""
    index = next((fields[name] for name in names if name in fields), None)
    return {
        number: "" if index is None else row[index].strip()
        for number, row in zip(table.numbers, table.rows, strict=True)
    }


def _parts_of(total: RowRead, others: Sequence[RowRead]) -> Sequence[RowRead]:
    for size in range(len(others), max(len(others) - 2, 1), -1):
        for parts in combinations(others, size):
            if sum(row.low or 0 for row in parts) == total.low:
                return parts
    return ()
