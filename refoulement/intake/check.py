"""Is a file of somebody else's ready for the map? Every problem, said to the person who made it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import assert_never

from refoulement.dataset import Dataset
from refoulement.events import split_ids
from refoulement.exporting import write_rows
from refoulement.intake.columns import match_columns
from refoulement.intake.counts import Count, read_count
from refoulement.intake.dates import DateQuestion, DateSpan, read_date
from refoulement.intake.encodings import unscrambled
from refoulement.intake.gazetteer import Gazetteer, Place, PlaceFound, gazetteer
from refoulement.intake.online import ask_online, online_name
from refoulement.intake.personal import personal_columns
from refoulement.intake.positions import read_position
from refoulement.intake.rare import rare_spellings
from refoulement.intake.reading import RawTable, read_table
from refoulement.intake.spelling import normal
from refoulement.intake.words import Unread, listed
from refoulement.problems import Problem
from refoulement.wording import count_text, span_text, visible

_MOST_NAMES = 5_000  # different names of places in one file: an unknown one takes milliseconds
_MOST_ASKED = 100  # of them online, one a second
_EMPTY_IN_WORKBOOK = "as merged cells are but for the first, and formulas that nobody computed"
_UNDATED = "empty: read as undated, which no range of dates matches"
_TOTALS = listed(
    "total|totals|subtotal|grandtotal|sum|합계|총계|소계|누계|계|总计|合计|小计|共计|總計|合計|小計"
)
_SPELT_ALIKE = {"place", "publisher", "measure", "place_role", "population", "country", "area"}
_LOST = "\ufffd"
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
        table.unfit.get(number)
        or [checked.fixes.get((number, index), cell) for index, cell in enumerate(row)]
        for number, row in zip(table.numbers, table.rows, strict=True)
    ]
    hashtags = [table.hashtags] if table.hashtags else []
    return write_rows([table.columns, *hashtags, *rows])


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
        personal = {p.column for p in self.stops}
        others = [p for p in of_columns if p.severity != "error" and p.column not in personal]
        self.problems: list[Problem] = [*table.problems, *self.stops, *others]
        self.unfit = set(table.unfit)
        self.fixes: dict[tuple[int, int], str] = {}
        self.names: set[str] = set()
        self.asked: set[str] = set()
        self.dates: dict[str, DateSpan | DateQuestion | Unread] = {}

    def run(self) -> Checked:
        """All checks, cell by cell, then row against row."""
        rows = [self._row(*pair) for pair in zip(self.table.numbers, self.table.rows, strict=True)]
        wrong = {(p.row, p.column) for p in self.problems if p.severity == "error"}
        self._left_out("spaces around the text", str.strip, wrong)
        self._left_out("hidden characters", _printable, wrong)
        self._rare_spellings(wrong)
        for compare in (
            _lost_letters,
            _repeated_rows,
            _repeated_ids,
            _one_event_twice,
            _totals_beside_parts,
        ):
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

        if [cell.strip() for cell in row] == list(self.table.columns):
            message = "is the header once more; expected a row of data"
            self.problems.append(Problem(self.table.name, message, number))
            self.unfit.add(number)
        if number in self.unfit:  # its cells may stand in columns of others
            return RowRead(number, (), None, None, None, None)
        places = self._places(cell, say)
        first, last = self._span(cell, say)
        low, high = self._count(cell, say)
        return RowRead(number, places, first, last, low, high)

    def _places(self, cell: Callable[[str], str], say: Callable[..., None]) -> tuple[Place, ...]:
        if "site_ids" in self.fields and "place" not in self.fields:
            return self._sites(cell, say)
        field = "place" if "place" in self.fields else "place_names"
        names = split_ids(cell(field))
        self.names.update(names)
        if len(self.names) > _MOST_NAMES:
            say(field, f"is one of more than {_MOST_NAMES:,} names of places; expected fewer")
            return ()
        answers = [self._find(name) for name in names]
        better = [a.asked if a.place else "".join(a.suggestions[:1]) for a in answers]
        found = []
        for answer in answers:
            if answer.place is None:
                say(field, answer.message, "; ".join(better) if all(better) else "")
            else:
                found.append(answer.place)
                if answer.remark:
                    say(field, answer.remark, severity="warning")
        has_position = self._position(cell, say, found)
        if not (names or has_position or cell("area")):
            column = field if field in self.fields else "latitude"
            message = "gives no place; expected the name of a town or county, or its position"
            if column == field or {"latitude", "longitude"} <= self.fields.keys():
                say(column, self._empty(message))
        return tuple(found)

    def _empty(self, message: str) -> str:
        """What is said of an empty cell, with how cells of a workbook come to be empty."""
        return f"{message} ({_EMPTY_IN_WORKBOOK})" if self.table.sheet else message

    def _find(self, name: str) -> PlaceFound:
        if normal(name) in _TOTALS:
            message = (
                f"“{name}” is no place but a total; expected its parts alone, without this row"
            )
            return PlaceFound(name, message=message)
        here = self.places.find(name)
        meant = "" if here.place else unscrambled(name)
        if meant:
            message = f"was read in a wrong encoding once; expected “{meant}”, saved as UTF-8"
            return PlaceFound(name, suggestions=(meant,), message=message)
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
    ) -> bool:
        """Say what is wrong with the position; whether there is one, right or wrong."""
        if not {"latitude", "longitude"} <= self.fields.keys():
            return False
        alone = found[0] if len(found) == 1 else None
        read = read_position(cell("latitude"), cell("longitude"), alone)
        for problem in read.problems:
            suggested = {"latitude": problem.latitude, "longitude": problem.longitude}
            fixes = {
                field: f"{degrees:g}"
                for field, degrees in suggested.items()
                if degrees is not None and f"{degrees:g}" != cell(field)
            }
            first, *other = fixes or (problem.axis,)
            say(first, problem.message, fixes.get(first, ""), problem.severity)
            for field in other:
                say(field, f"see the {first} of this row", fixes[field], problem.severity)
        return read.latitude is not None or bool(read.problems)

    def _span(
        self, cell: Callable[[str], str], say: Callable[..., None]
    ) -> tuple[date | None, date | None]:
        if "date" in self.fields:
            read = self._date("date", cell("date"), say)
            if not cell("date"):
                say("date", self._empty(_UNDATED), severity="warning")
            return (read.first, read.last) if read else (None, None)
        given = [field for field in ("date_from", "date_to") if field in self.fields]
        ends = [self._date(field, cell(field), say) for field in given]
        spans = [end for end in ends if end and end.first and end.last]
        if not spans:
            if given and not any(map(cell, given)) and cell("date_precision") != "undated":
                say(given[0], self._empty(_UNDATED), severity="warning")
            return None, None
        first, last = spans[0].first, spans[-1].last
        for field in given:
            if not cell(field):
                say(field, f"empty: read as {span_text(first, last)} alone", severity="warning")
        if first and last and first > last:
            message = f"is before the first day, {cell('date_from')}; expected that day or a later"
            say("date_to", message)
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
        fields = ("count", "count_low", "count_high", "count_wording")
        field = next(filter(self.fields.__contains__, fields), "")
        if field in ("count", "count_wording"):
            read = read_count(cell(field))
            if isinstance(read, Unread):
                say(field, read.message, read.suggestion)
                return None, None
            if read.note:
                note = read.note if cell(field) else self._empty(read.note)
                say(field, note, severity="warning")
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

    def _left_out(
        self, what: str, clean: Callable[[str], str], wrong: set[tuple[int | None, str]]
    ) -> None:
        """A warning for each column whose cells hold what is left out of them."""
        for field, index in self.fields.items():
            column = self.table.columns[index]
            cleaned = {
                number: clean(row[index])
                for number, row in zip(self.table.numbers, self.table.rows, strict=True)
                if clean(row[index]) != row[index]
                and number not in self.unfit
                and (number, column) not in wrong
            }
            for number, cell in cleaned.items():
                self.fixes.setdefault((number, index), visible(cell).strip())
            if cleaned:
                message = f"{what} are left out of {count_text(len(cleaned), 'cell')} ({field})"
                first = min(cleaned)
                self.problems.append(
                    Problem(self.table.name, message, first, column, severity="warning")
                )

    def _rare_spellings(self, wrong: set[tuple[int | None, str]]) -> None:
        for field in filter(_SPELT_ALIKE.__contains__, self.fields):
            index = self.fields[field]
            column, cells = self.table.columns[index], _cells(self.table, self.fields, field)
            for number, rare in rare_spellings(cells).items():
                if (number, column) not in wrong:
                    self.problems.append(
                        Problem(
                            self.table.name,
                            rare.message,
                            number,
                            column,
                            cells[number],
                            "warning",
                            rare.suggestion,
                        )
                    )
                    if rare.suggestion:
                        self.fixes[number, index] = rare.suggestion


def _printable(cell: str) -> str:
    return cell if cell.isprintable() else visible(cell)


# Row against row. All are warnings but for ids: only the person can say what was meant.


def _lost_letters(
    table: RawTable, _fields: dict[str, int], _rows: Sequence[RowRead]
) -> Iterator[Problem]:
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


def _repeated_rows(
    table: RawTable, _fields: dict[str, int], _rows: Sequence[RowRead]
) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    for number, key in _texts(table).items():
        if key in seen:
            message = f"is the same as row {seen[key]}, cell by cell; is it there twice?"
            yield Problem(table.name, message, number, severity="warning")
        seen.setdefault(key, number)


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
    """Rows of one place, date and measure, which may be one event that two outlets report."""
    event, measure = (
        _cells(table, fields, *names) for names in (("event_id", "event"), ("measure",))
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
    measure = _cells(table, fields, "measure")
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


def _cells(table: RawTable, fields: dict[str, int], *names: str) -> dict[int, str]:
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
