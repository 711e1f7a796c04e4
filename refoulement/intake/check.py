"""Is a file of somebody else's ready for the map? Every problem, said to the person who made it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import assert_never

import pandas as pd

from refoulement.dataset import Dataset
from refoulement.events import split_ids
from refoulement.exporting import write_csv
from refoulement.intake.columns import match_columns
from refoulement.intake.counts import Count, read_count
from refoulement.intake.dates import DateQuestion, DateSpan, read_date
from refoulement.intake.gazetteer import Gazetteer, Place, PlaceFound, gazetteer
from refoulement.intake.online import ask_online, online_name
from refoulement.intake.personal import personal_columns
from refoulement.intake.positions import read_position
from refoulement.intake.reading import RawTable, read_table
from refoulement.intake.words import Unread
from refoulement.problems import Problem
from refoulement.wording import count_text, span_text

_MOST_NAMES = 5_000  # different names of places in one file: an unknown one takes milliseconds
_MOST_ASKED = 100  # of them online, one a second
_MOST_PARTS = 12  # rows of one date among which a total is looked for


@dataclass(frozen=True, slots=True)
class RowRead:
    """What was read of one row: its places, dates (both None where undated) and count in people."""

    number: int
    places: tuple[Place, ...]
    first: date | None
    last: date | None
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Checked:
    """A table, what is wrong with it, and its rows.

    `ready` are the rows without an error, `fixes` the suggestions for cells, by row
    number and column (counted from 0). A column that may tell who a person is keeps
    every row off the map.
    """

    table: RawTable
    problems: tuple[Problem, ...]
    rows: tuple[RowRead, ...]
    ready: tuple[int, ...]
    fixes: dict[tuple[int, int], str]


def check_file(content: bytes, name: str, dataset: Dataset, today: date | None = None) -> Checked:
    """What a file holds, and all that is wrong with it. Raises IntakeError where it is no table.

    Places are looked up among the dataset's own and in GeoNames; nobody is asked, but
    where whoever runs this switched Nominatim on, for names that are in neither.
    `today`: dates after it are errors.
    """
    return _Check(read_table(content, name), dataset, today).run()


def fixed_csv(checked: Checked) -> bytes:
    """The table with every suggestion applied, as CSV like our own; all else as it was."""
    table = checked.table
    rows = [
        [checked.fixes.get((number, index), cell) for index, cell in enumerate(row)]
        for number, row in zip(table.numbers, table.rows, strict=True)
    ]
    return write_csv(pd.DataFrame(rows, columns=list(table.columns), dtype=str))


class _Check:
    """One table on its way through the checks."""

    def __init__(self, table: RawTable, dataset: Dataset, today: date | None) -> None:
        self.table = table
        self.today = today
        self.places: Gazetteer = gazetteer(dataset)
        self.dataset = dataset
        self.fields, of_columns = match_columns(table.columns, table.hashtags, table.name)
        # Either says that no row can be used: of what kind the columns are, or of whom they tell.
        self.stops = [*personal_columns(table), *(p for p in of_columns if p.severity == "error")]
        others = [p for p in of_columns if p.severity != "error"]
        self.problems: list[Problem] = [*table.problems, *self.stops, *others]
        self.fixes: dict[tuple[int, int], str] = {}
        self.names: set[str] = set()
        self.asked: set[str] = set()
        self.dates: dict[str, DateSpan | DateQuestion | Unread] = {}

    def run(self) -> Checked:
        """All checks, cell by cell, then row against row."""
        rows = [self._row(*pair) for pair in zip(self.table.numbers, self.table.rows, strict=True)]
        self._spaces()
        for compare in (_repeated_rows, _repeated_ids, _one_event_twice, _totals_beside_parts):
            self.problems.extend(compare(self.table, self.fields, rows))
        bad = {p.row for p in self.problems if p.severity == "error"}
        ready = () if self.stops else tuple(row.number for row in rows if row.number not in bad)
        order = sorted(self.problems, key=lambda p: (p.row or 0, p.severity))
        return Checked(self.table, tuple(order), tuple(rows), ready, self.fixes)

    # Cells

    def _row(self, number: int, row: Sequence[str]) -> RowRead:
        def cell(field: str) -> str:
            return row[self.fields[field]].strip() if field in self.fields else ""

        def say(field: str, message: str, suggestion: str = "", severity: str = "error") -> None:
            index = self.fields[field]
            value, column = row[index].strip(), self.table.columns[index]
            self.problems.append(
                Problem(self.table.name, message, number, column, value, severity, suggestion)
            )
            if suggestion:
                self.fixes[number, index] = suggestion

        places = self._places(cell, say)
        first, last = self._span(cell, say)
        low, high = self._count(cell, say)
        return RowRead(number, places, first, last, low, high)

    def _places(self, cell: Callable[[str], str], say: Callable[..., None]) -> tuple[Place, ...]:
        if "site_ids" in self.fields and "place" not in self.fields:
            return self._sites(cell, say)
        found = []
        for name in split_ids(cell("place")):
            self.names.add(name)
            if len(self.names) > _MOST_NAMES:
                say("place", f"comes after {_MOST_NAMES:,} other names: so many are looked up")
                continue
            answer = self._find(name)
            if answer.place is None:
                alone = cell("place") == name
                suggestion = answer.suggestions[0] if answer.suggestions and alone else ""
                say("place", answer.message, suggestion)
            else:
                found.append(answer.place)
                if answer.remark:
                    say("place", answer.remark, severity="warning")
        self._position(cell, say, found)
        return tuple(found)

    def _find(self, name: str) -> PlaceFound:
        here = self.places.find(name)
        if here.place or here.candidates or not online_name() or len(self.asked) >= _MOST_ASKED:
            return here
        self.asked.add(name)
        elsewhere = ask_online(name)
        return elsewhere if elsewhere.place else here

    def _sites(self, cell: Callable[[str], str], say: Callable[..., None]) -> tuple[Place, ...]:
        """The places of a file in our own form, by their ids; a row may name none."""
        found = []
        for site_id in split_ids(cell("site_ids")):
            if site_id not in self.dataset.site:
                say("site_ids", f"“{site_id}” is no place of the dataset; expected its id")
            else:
                place = self.places.find(self.dataset.site_name(site_id)).place
                found += [place] if place else []
        return tuple(found)

    def _position(
        self, cell: Callable[[str], str], say: Callable[..., None], found: Sequence[Place]
    ) -> None:
        if not {"latitude", "longitude"} <= self.fields.keys():
            return
        given = (cell("latitude"), cell("longitude"))
        if not any(given):
            if not cell("place"):
                say("latitude", "neither a place nor a position is given; expected one of them")
            return
        read = read_position(*given, found[0] if len(found) == 1 else None)
        for problem in read.problems:
            suggested = {"latitude": problem.latitude, "longitude": problem.longitude}
            fixes = {
                field: f"{degrees:g}"
                for field, degrees in suggested.items()
                if degrees is not None and f"{degrees:g}" != cell(field)
            }
            first, *other = fixes or ("latitude",)
            say(first, problem.message, fixes.get(first, ""), problem.severity)
            for field in other:
                say(field, f"see the {first} of this row", fixes[field], problem.severity)

    def _span(
        self, cell: Callable[[str], str], say: Callable[..., None]
    ) -> tuple[date | None, date | None]:
        if "date" in self.fields:
            read = self._date("date", cell("date"), say)
            return (read.first, read.last) if read else (None, None)
        ends = [
            self._date(field, cell(field), say)
            for field in ("date_from", "date_to")
            if field in self.fields
        ]
        spans = [end for end in ends if end and end.first and end.last]
        if not spans:
            return None, None
        first, last = spans[0].first, spans[-1].last
        if first and last and first > last:
            say("date_to", f"is before the first day, {cell('date_from')}; expected it after that")
            return None, None
        return first, last

    def _date(self, field: str, text: str, say: Callable[..., None]) -> DateSpan | None:
        if text not in self.dates:
            self.dates[text] = read_date(text, self.today)
        read = self.dates[text]
        match read:
            case DateSpan():
                if read.note:
                    say(field, read.note, severity="warning")
                return read
            case DateQuestion():
                say(field, read.message)
            case Unread():
                say(field, read.message, read.suggestion)
            case _:
                assert_never(read)
        return None

    def _count(
        self, cell: Callable[[str], str], say: Callable[..., None]
    ) -> tuple[int | None, int | None]:
        if "count" in self.fields:
            read = read_count(cell("count"))
            if isinstance(read, Unread):
                say("count", read.message, read.suggestion)
                return None, None
            if read.note:
                say("count", read.note, severity="warning")
            return read.low, read.high
        ends = [self._end(field, cell(field), say) for field in ("count_low", "count_high")]
        low, high = ends
        if low is not None and high is not None and low > high:
            say("count_low", f"is more than the high, {high:,}; expected it to be less", str(high))
            say("count_high", f"is less than the low, {low:,}; expected it to be more", str(low))
            return None, None
        return low, high

    def _end(self, field: str, text: str, say: Callable[..., None]) -> int | None:
        """One end of a count: a bare number, or nothing."""
        if not text:
            return None
        read = read_count(text)
        if isinstance(read, Count) and read.low is not None and read.low == read.high:
            return read.low
        say(field, "is no number of people; expected one such as 50, or nothing")
        return None

    def _spaces(self) -> None:
        for field, index in self.fields.items():
            spaced = {
                number: row[index].strip()
                for number, row in zip(self.table.numbers, self.table.rows, strict=True)
                if row[index] != row[index].strip()
            }
            for number, cell in spaced.items():
                self.fixes.setdefault((number, index), cell)
            if spaced:
                column, cells = self.table.columns[index], count_text(len(spaced), "cell")
                message = f"spaces before or after the text of {cells} are left out ({field})"
                first = min(spaced)
                self.problems.append(
                    Problem(self.table.name, message, first, column, severity="warning")
                )


# Row against row. All are warnings but for ids: only the person can say what was meant.


def _repeated_rows(
    table: RawTable, _fields: dict[str, int], _rows: Sequence[RowRead]
) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    for number, row in zip(table.numbers, table.rows, strict=True):
        if row in seen:
            message = f"is the same as row {seen[row]}, cell by cell; is it there twice?"
            yield Problem(table.name, message, number, severity="warning")
        seen.setdefault(row, number)


def _repeated_ids(
    table: RawTable, fields: dict[str, int], _rows: Sequence[RowRead]
) -> Iterator[Problem]:
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
    """Rows of one place and date, which may be one event that two outlets report."""
    if "event_id" in fields or "event" in fields:
        return
    for (places, first, last), together in _by_place_and_date(rows).items():
        for one, other in pairwise(together):
            names = ", ".join(sorted(place.name for place in places))
            message = (
                f"names {names} and {span_text(first, last)} as row {one.number} does: where both "
                "speak of the same people, give them one event, or they would count twice"
            )
            yield Problem(table.name, message, other.number, severity="warning")


def _by_place_and_date(
    rows: Sequence[RowRead],
) -> dict[tuple[frozenset[Place], date, date], list[RowRead]]:
    found: dict[tuple[frozenset[Place], date, date], list[RowRead]] = defaultdict(list)
    for row in rows:
        if row.places and row.first and row.last:
            found[frozenset(row.places), row.first, row.last].append(row)
    return found


def _totals_beside_parts(
    table: RawTable, _fields: dict[str, int], rows: Sequence[RowRead]
) -> Iterator[Problem]:
    """A count that is the sum of all or all but one of the others of its date."""
    by_date: dict[tuple[date, date], list[RowRead]] = defaultdict(list)
    for row in rows:
        if row.first and row.last and row.low is not None:
            by_date[row.first, row.last].append(row)
    for together in by_date.values():
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


def _parts_of(total: RowRead, others: Sequence[RowRead]) -> Sequence[RowRead]:
    for size in range(len(others), max(len(others) - 2, 1), -1):
        for parts in combinations(others, size):
            if sum(row.low or 0 for row in parts) == total.low:
                return parts
    return ()
