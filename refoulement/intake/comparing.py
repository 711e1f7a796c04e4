"""Row against row: what may be in a file twice.

All but those about ids are warnings: only the person who made the file knows what was meant.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from refoulement.intake.cells.values import read_value
from refoulement.intake.cells.words import Unread
from refoulement.intake.file.table import RawTable
from refoulement.intake.gazetteer.places import Place
from refoulement.messages import gettext
from refoulement.problems import Problem
from refoulement.wording import span_text

_LOST = "\ufffd"
_MOST_PARTS = 12  # rows among which one that is their total is looked for
_MOST_WITHIN = 200  # rows within the dates of a total; fewer may be at its place
_MONTH = 31  # days
_DAYS_TO_THE_NEWS = 3


@dataclass(frozen=True, slots=True)
class RowRead:
    """What was read from one row: its places, dates (both None if undated) and count in people.

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
    if "event_id" not in fields:  # ids mean our own form, where events know their parts
        yield from _totals_beside_parts(table, fields, rows)


def _lost_letters(table: RawTable) -> Iterator[Problem]:
    """Columns in which a program wrote a mark for letters that its encoding lacks."""
    for index, column in enumerate(table.columns):
        numbers = (
            number
            for number, row in zip(table.numbers, table.rows, strict=True)
            if _LOST in row[index]
        )
        first = next(numbers, None)
        if first:
            message = gettext(
                "holds “%(mark)s” for a letter that was lost; expected the file from before",
                mark=_LOST,
            )
            yield Problem(table.name, message, first, column, severity="warning")


def _repeated_rows(table: RawTable) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    for number, key in _texts(table).items():
        if key in seen:
            message = gettext(
                "is the same as row %(row)s, cell by cell; is it there twice?", row=str(seen[key])
            )
            cause = gettext("is the same as a row before")
            yield Problem(table.name, message, number, severity="warning", cause=cause)
        seen.setdefault(key, number)


def _repeated_ids(table: RawTable, fields: dict[str, int]) -> Iterator[Problem]:
    if "report_id" not in fields:
        return
    seen: dict[str, int] = {}
    for number, row in zip(table.numbers, table.rows, strict=True):
        key = row[fields["report_id"]].strip()
        if key and key in seen:
            column = table.columns[fields["report_id"]]
            message = gettext(
                "is also the id of row %(row)s; expected an id of its own", row=str(seen[key])
            )
            cause = gettext("is the id of a row before")
            yield Problem(table.name, message, number, column, key, cause=cause)
        seen.setdefault(key, number)


def _one_event_twice(
    table: RawTable, fields: dict[str, int], rows: Sequence[RowRead]
) -> Iterator[Problem]:
    """Rows of one place and measure on much the same days: maybe one event from two outlets."""
    event, measure = cells_of(table, fields, "event_id", "event"), _measures(table, fields)
    texts = _texts(table)
    alike: dict[tuple[object, ...], list[RowRead]] = defaultdict(list)
    for row in rows:
        if row.places and row.first and not event[row.number]:
            alike[frozenset(row.places), measure[row.number]].append(row)
    for together in alike.values():
        for one, other in _maybe_one(together):
            if texts[one.number] == texts[other.number]:
                continue  # which is reported already
            cause = gettext("may be of one event with a row before")
            message = _maybe_twice(one, other)
            yield Problem(table.name, message, other.number, severity="warning", cause=cause)


def _maybe_twice(one: RowRead, other: RowRead) -> str:
    """Why two rows may be of one event, and what to do."""
    names = ", ".join(sorted(place.name for place in other.places))
    dates, row = span_text(other.first, other.last), str(one.number)
    if (one.first, one.last) == (other.first, other.last):
        return gettext(
            "names %(places)s and %(dates)s, as row %(row)s does. If both are about the same "
            "people, give them one name in a column “event”, or they would count twice",
            places=names,
            dates=dates,
            row=row,
        )
    before = span_text(one.first, one.last)
    return gettext(
        "names %(places)s and %(dates)s; row %(row)s names the same place and %(before)s. If both "
        "are about the same people, give them one name in a column “event”, or they would count "
        "twice",
        places=names,
        dates=dates,
        row=row,
        before=before,
    )


def _maybe_one(rows: Sequence[RowRead]) -> Iterator[tuple[RowRead, RowRead]]:
    """Each row with one before it, by date, that may be of the same event; the later row last."""
    before: RowRead | None = None
    latest: RowRead | None = None  # of those of a month at most, the one that ends last
    for row in sorted(rows, key=lambda row: (_first(row), _last(row), row.number)):
        one = next((one for one in (before, latest) if one and _are_near(one, row)), None)
        if one:
            yield (one, row) if one.number < row.number else (row, one)
        before = row
        if _days(row) <= _MONTH and (latest is None or _last(row) > _last(latest)):
            latest = row


def _are_near(one: RowRead, other: RowRead) -> bool:
    """Whether two rows, of which the first begins first, are of much the same days.

    That is the same days; overlapping ones, if both tell at least the month; or days close
    together with the same number, since the second may be the day of the news.
    """
    if (one.first, one.last) == (other.first, other.last):
        return True
    longest, apart = max(_days(one), _days(other)), (_first(other) - _last(one)).days
    is_same_number = (one.low, one.high) == (other.low, other.high) != (None, None)
    return (apart <= 0 and longest <= _MONTH) or (
        is_same_number and max(apart, longest) <= _DAYS_TO_THE_NEWS
    )


def _first(row: RowRead) -> date:
    return row.first or date.min


def _last(row: RowRead) -> date:
    return row.last or date.min


def _days(row: RowRead) -> int:
    return (_last(row) - _first(row)).days + 1


def _totals_beside_parts(
    table: RawTable, fields: dict[str, int], rows: Sequence[RowRead]
) -> Iterator[Problem]:
    """A count that is the sum of others of its measure, of its date or within its dates."""
    measure = _measures(table, fields)
    alike: dict[str | Unread, list[RowRead]] = defaultdict(list)
    for row in rows:
        if row.first and row.low is not None:
            alike[measure[row.number]].append(row)
    for together in alike.values():
        for total, others in _within_dates(together):
            of_the_date = [
                row for row in others if (row.first, row.last) == (total.first, total.last)
            ]
            at_the_place = [row for row in others if row.places == total.places]
            parts = next(
                filter(
                    None, (_parts_of(total, rows) for rows in (of_the_date, at_the_place, others))
                ),
                (),
            )
            if parts:
                is_of_the_date = all(row in of_the_date for row in parts)
                message = _maybe_total(total, parts, is_of_the_date)
                cause = gettext("may be the total of other rows")
                yield Problem(table.name, message, total.number, severity="warning", cause=cause)


def _maybe_total(total: RowRead, parts: Sequence[RowRead], is_of_the_date: bool) -> str:
    """Of which rows a row may be the total, and what that means."""
    numbers, sum_ = ", ".join(str(row.number) for row in parts), total.low
    if is_of_the_date:
        return gettext(
            "gives %(number)s, the sum of rows %(rows)s, which have the same date: is it their "
            "total? Then these people would count twice",
            number=sum_,
            rows=numbers,
        )
    return gettext(
        "gives %(number)s, the sum of rows %(rows)s, which lie within its dates: is it their "
        "total? Then these people would count twice",
        number=sum_,
        rows=numbers,
    )


def _within_dates(rows: Sequence[RowRead]) -> Iterator[tuple[RowRead, list[RowRead]]]:
    """Each row with all others that lie within its dates, if these are few."""
    by_start = sorted(rows, key=lambda row: (_first(row), row.number))
    starts = [*map(_first, by_start)]
    for total in by_start:
        begun = slice(bisect_left(starts, _first(total)), bisect_right(starts, _last(total)))
        if 2 < begun.stop - begun.start <= _MOST_WITHIN:
            others = (row for row in by_start[begun] if row is not total)
            yield total, [row for row in others if _last(row) <= _last(total)]


def _measures(table: RawTable, fields: dict[str, int]) -> dict[int, str | Unread]:
    """What each row says is counted, in any language, by row number."""
    stated = cells_of(table, fields, "measure")
    return {number: read_value("measure", text) for number, text in stated.items()}


def _texts(table: RawTable) -> dict[int, tuple[str, ...]]:
    """The cells of each row without spaces around them, by row number."""
    return {
        number: tuple(map(str.strip, row))
        for number, row in zip(table.numbers, table.rows, strict=True)
    }


def cells_of(table: RawTable, fields: dict[str, int], *names: str) -> dict[int, str]:
    """What the rows have in the first of these fields that exists, by row number."""
    index = next((fields[name] for name in names if name in fields), None)
    return {
        number: "" if index is None else row[index].strip()
        for number, row in zip(table.numbers, table.rows, strict=True)
    }


def _parts_of(total: RowRead, others: Sequence[RowRead]) -> Sequence[RowRead]:
    """All others, or all but one, if they sum to the total; among many, that may be by chance."""
    if len(others) >= _MOST_PARTS:
        return ()
    for size in range(len(others), max(len(others) - 2, 1), -1):
        for parts in combinations(others, size):
            if sum(row.low or 0 for row in parts) == total.low:
                return parts
    return ()
