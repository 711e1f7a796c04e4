"""Is a file of somebody else's ready for the map? Every problem, said to the person who made it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from refoulement.dataset.events import split_ids
from refoulement.dataset.geography import distance_km
from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import write_rows
from refoulement.intake.cells.counts import Count, read_count
from refoulement.intake.cells.dates import DateQuestion, DateSpan, read_date
from refoulement.intake.cells.positions import read_position
from refoulement.intake.cells.values import UNSTATED, read_value
from refoulement.intake.cells.words import Unread, listed
from refoulement.intake.columns import match_columns
from refoulement.intake.comparing import RowRead, cells_of, compared
from refoulement.intake.file.encodings import unscrambled
from refoulement.intake.file.table import RawTable, read_table
from refoulement.intake.gazetteer.gazetteer import (
    FAR_KM,
    LONGEST_NAME,
    NO_COUNTRY,
    SAME_PLACE_KM,
    Gazetteer,
    Place,
    PlaceFound,
    gazetteer,
)
from refoulement.intake.gazetteer.online import ask_online, online_name
from refoulement.intake.gazetteer.spelling import normal
from refoulement.intake.listing import Listing
from refoulement.intake.personal import personal_columns
from refoulement.intake.rare import rare_spellings
from refoulement.problems import Problem
from refoulement.wording import count_text, span_text, visible, web_address

#: What is known elsewhere by the name of a place.
Ask = Callable[[str], PlaceFound]
#: Fewer people than this on one named day could be recognised.
FEW = 10

_EMPTY_IN_WORKBOOK = "as merged cells are but for the first, and formulas that nobody computed"
_UNDATED = "empty: read as undated, which no range of dates matches"
_TOTALS = listed(
    "total|totals|subtotal|grandtotal|sum|합계|총계|소계|누계|계|总计|合计|小计|共计|總計|合計|小計"
)
_SPELT_ALIKE = {"place", "publisher", "measure", "place_role", "population", "country", "area"}
#: In one cell of places: each name, and each pair of names in a long one, is looked up.
MOST_IN_CELL, MOST_CHARACTERS = 50, 1_000
_MOST_NAMES = 5_000  # different names of places in one file: an unknown one takes milliseconds
MOST_ASKED = 100  # of them online, one a second


@dataclass(frozen=True)
class Checked:
    """A table, what is wrong with it, and its rows.

    `fields` are the columns that are read, by field, `ready` the rows without an error,
    `fixes` the suggestions for cells, by row number and column. Columns count from 0.
    `personal` are the columns that may tell who a person is: each keeps every row off the
    map until the person who made the file decides on it. `problems` are the first of each
    severity, `errors` and `warnings` how many there are.
    """

    table: RawTable
    fields: dict[str, int]
    problems: tuple[Problem, ...]
    errors: int
    warnings: int
    rows: tuple[RowRead, ...]
    ready: tuple[int, ...]
    fixes: dict[tuple[int, int], str]
    personal: tuple[str, ...]


def check_file(
    content: bytes,
    name: str,
    dataset: Dataset,
    today: date | None = None,
    *,
    left_out: Collection[str] = (),
    safe: Collection[str] = (),
    ask: Ask | None = None,
) -> Checked:
    """What a file holds, and all that is wrong with it. Raises IntakeError where it is no table.

    Places are looked up among the dataset's own and in GeoNames; nobody is asked, but
    where whoever runs this switched Nominatim on, for names that are in neither; or `ask`
    where that is given.
    `today`: dates after it are errors. Of columns that may tell who a person is, those
    in `left_out` are not read, and those in `safe` are.
    """
    ask = ask or (ask_online if online_name() else None)
    return _Check(read_table(content, name), dataset, today, left_out, safe, ask).run()


def fixed_csv(checked: Checked) -> bytes:
    """The table with every suggestion applied, as CSV like our own; all else as it was.

    But for columns that may tell who a person is: these are left out, and so are the
    cells beyond the header of rows that do not fit it, where there are such columns.
    """
    table = checked.table
    kept = [i for i, column in enumerate(table.columns) if column not in checked.personal]

    def row(number: int, cells: Sequence[str]) -> list[str]:
        if number in table.unfit and not checked.personal:
            return list(table.unfit[number])
        return [checked.fixes.get((number, index), cells[index]) for index in kept]

    rows = [row(*pair) for pair in zip(table.numbers, table.rows, strict=True)]
    better = {p.column: p.suggestion for p in checked.problems if p.row == 1 and p.suggestion}
    names = [better.get(column, column) for column in table.columns]
    heads = [names, table.hashtags] if table.hashtags else [names]
    return write_rows([*([head[i] for i in kept] for head in heads), *rows])


def problems_csv(checked: Checked) -> bytes:
    """The problems as CSV, a row each; no text of columns that may tell who a person is."""
    return write_rows(
        [
            ("row", "column", "value", "severity", "problem", "suggestion"),
            *(
                (str(p.row or ""), p.column, p.value, p.severity, p.message, p.suggestion)
                for p in checked.problems
            ),
            *([("", "", "", "", not_listed(checked), "")] if not_listed(checked) else ()),
        ]
    )


def not_listed(checked: Checked) -> str:
    """How many problems are counted and not listed, in words; empty where all are listed."""
    more = checked.errors + checked.warnings - len(checked.problems)
    return f"{count_text(more, 'more problem')} of these kinds, not listed" if more else ""


class _Check:
    """One table on its way through the checks."""

    def __init__(
        self,
        table: RawTable,
        dataset: Dataset,
        today: date | None,
        left_out: Collection[str],
        safe: Collection[str],
        ask: Ask | None,
    ) -> None:
        self.table = table
        self.today = today
        self.ask = ask
        self.places: Gazetteer = gazetteer(dataset)
        self.dataset = dataset
        personal = [_decided(p, left_out, safe) for p in personal_columns(table)]
        self.personal = tuple(dict.fromkeys(problem.column for problem in personal))
        known, of_columns = match_columns(
            table.columns,
            table.hashtags,
            table.name,
            left_out=set(left_out).intersection(self.personal),
        )
        unread = set(self.personal) - set(safe)
        self.fields = {f: i for f, i in known.items() if table.columns[i] not in unread}
        others = [p for p in of_columns if p.severity == "error" or p.column not in self.personal]
        of_table = [*personal, *others, *self._silences(of_columns)]
        # No row can be used: of what kind the columns are is not known, or of whom they tell.
        self.is_stopped = any(problem.severity == "error" for problem in of_table)
        self.problems = Listing([*table.problems, *of_table])
        self.unfit = set(table.unfit)
        self.fixes: dict[tuple[int, int], str] = {}
        self.names: set[str] = set()
        self.asked: set[str] = set()
        self.dates: dict[str, DateSpan | DateQuestion | Unread] = {}

    def run(self) -> Checked:
        """All checks, cell by cell, then row against row."""
        rows = [self._row(*pair) for pair in zip(self.table.numbers, self.table.rows, strict=True)]
        wrong = set(self.problems.wrong)
        self._left_out("spaces around the text", str.strip, wrong)
        self._left_out("hidden characters", _printable, wrong)
        self._rare_spellings(wrong)
        self.problems.extend(compared(self.table, self.fields, rows))
        bad = {row for row, _ in self.problems.wrong}
        good = (row.number for row in rows if row.number not in bad)
        ready = () if self.is_stopped else tuple(good)
        order = sorted(
            map(self._discreet, self.problems.listed), key=lambda p: (p.row or 0, p.severity)
        )
        return Checked(
            self.table,
            self.fields,
            tuple(order),
            self.problems.counts["error"],
            self.problems.counts["warning"],
            tuple(rows),
            ready,
            self.fixes,
            self.personal,
        )

    def _silences(self, of_columns: Sequence[Problem]) -> list[Problem]:
        """What no column says, and what that means for every row; nothing of a table in error."""
        found: list[str] = []
        if any(problem.severity == "error" for problem in of_columns):
            return []
        if "measure" not in self.fields:
            found.append(
                "no column says whether people were held, returned or arrested: rows are in no "
                "figure until you say it; expected a column “measure”"
            )
        if not {"publisher", "url", "title", "source_id"} & self.fields.keys():
            found.append(
                "no column gives a source: no number should be published without one; expected "
                "a column “source”"
            )
        return [Problem(self.table.name, message, 1, severity="warning") for message in found]

    def _discreet(self, problem: Problem) -> Problem:
        """The problem without the text of a column that may tell who a person is."""
        if problem.column not in self.personal or not problem.value:
            return problem
        message = problem.message.replace(problem.value, "…")
        return replace(problem, message=message, value="", suggestion="")

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
        places, area = self._places(cell, say)
        first, last = self._span(cell, say)
        low, high = self._count(cell, say)
        if first and is_few(low, high, first, last):
            said = "count" if "count" in self.fields else "count_high"
            message = (
                f"is fewer than {FEW} people on one named day, who could be recognised: only the "
                "month is shown and exported"
            )
            say(said if said in self.fields else "count_low", message, severity="warning")
        self._values(cell, say)
        return RowRead(number, places, first, last, low, high, area)

    def _values(self, cell: Callable[[str], str], say: Callable[..., None]) -> None:
        """What has a list of values, and the address of the source."""
        for field in filter(self.fields.__contains__, UNSTATED):
            read = read_value(field, cell(field))
            if isinstance(read, Unread):
                taken = f"; taken as {UNSTATED[field]}" if UNSTATED[field] else ""
                say(field, read.message + taken, read.suggestion, "warning")
        if cell("url") and not web_address(cell("url")):
            message = "is no address of the web and is left out; expected one with http:// or https"
            say("url", message, severity="warning")

    def _places(
        self, cell: Callable[[str], str], say: Callable[..., None]
    ) -> tuple[tuple[Place, ...], str]:
        """The places that a row names, and what it names that is wider than a town."""
        field = next((f for f in ("place", "place_names", "site_ids") if f in self.fields), "")
        answers = self._answers(cell, field)
        alone = answers[0] if len(answers) == 1 else None
        position = self._position(cell, say, alone.place if alone else None)
        if not answers:
            return self._unnamed(cell, say, field, position), ""
        if isinstance(position, tuple) and alone and not alone.place:
            return (self._placed(alone, position, field, say),), ""
        better = [a.asked if a.place else "".join(a.suggestions[:1]) for a in answers]
        places, areas = [], []
        for answer in answers:
            if answer.place:
                places.append(answer.place)
                if answer.remark:
                    say(field, answer.remark, severity="warning")
            elif answer.area:
                areas.append(answer.area)
                say(field, answer.message, severity="warning")
            else:
                say(field, answer.message, "; ".join(better) if all(better) else "")
        return tuple(places), "; ".join(areas)

    def _unnamed(
        self,
        cell: Callable[[str], str],
        say: Callable[..., None],
        field: str,
        position: tuple[float, float] | bool,
    ) -> tuple[Place, ...]:
        """The place at the position of a row that names none; an error where it has neither."""
        if isinstance(position, tuple):
            return (self._at(position, say),)
        # A row of our own form has an area, or the source names no place.
        if not (position or cell("area") or "site_ids" in self.fields):
            message = "gives no place; expected the name of a town or county, or its position"
            if field or {"latitude", "longitude"} <= self.fields.keys():
                say(field or "latitude", self._empty(message))
        return ()

    def _empty(self, message: str) -> str:
        """What is said of an empty cell, with how cells of a workbook come to be empty."""
        return f"{message} ({_EMPTY_IN_WORKBOOK})" if self.table.sheet else message

    def _answers(self, cell: Callable[[str], str], field: str) -> list[PlaceFound]:
        """What the names of a row's places stand for; those of our own export have ids."""
        text = cell(field)
        names, ids = split_ids(text), split_ids(cell("site_ids"))
        if len(text) > MOST_CHARACTERS or len(names) > MOST_IN_CELL:
            message = (
                f"is too long for the names of places; expected at most {MOST_IN_CELL} names and "
                f"{MOST_CHARACTERS:,} characters"
            )
            return [PlaceFound(text[:LONGEST_NAME], message=message)]
        if field == "place" or len(ids) != len(names):
            return [self._find(name) for name in names]
        return [self._by_id(*pair) or self._find(pair[1]) for pair in zip(ids, names, strict=True)]

    def _by_id(self, site_id: str, name: str) -> PlaceFound | None:
        if site_id not in self.dataset.site:
            return None
        here = self.places.geocode(self.dataset.site_name(site_id))
        return PlaceFound(name, here and here.raw)

    def _placed(
        self,
        found: PlaceFound,
        position: tuple[float, float],
        field: str,
        say: Callable[..., None],
    ) -> Place:
        """The place of a name that alone says not enough, at the position given with it."""
        is_personal = self.table.columns[self.fields[field]] in self.personal
        here = self._at(position, say, "" if is_personal else found.asked)
        near = [
            place
            for place in found.candidates
            if distance_km(place.position, here.position) <= SAME_PLACE_KM
        ]
        if len(near) == 1:
            return near[0]
        say(field, f"{found.message}; it stands at the position given", severity="warning")
        return here

    def _at(self, position: tuple[float, float], say: Callable[..., None], name: str = "") -> Place:
        """The place at a position, with a warning where it is far from all that is known."""
        here = self.places.at(*position, name=name)
        if here.country == NO_COUNTRY:
            message = (
                f"lies more than {FAR_KM:g} km from every place that we know: is it right? Its "
                "country is left open"
            )
            say("latitude", message, severity="warning")
        return here

    def _find(self, name: str) -> PlaceFound:
        self.names.add(name)
        if len(self.names) > _MOST_NAMES:
            message = f"is one of more than {_MOST_NAMES:,} names of places; expected fewer"
            return PlaceFound(name, message=message)
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
        if here.place or here.candidates or not self.ask or len(self.asked) >= MOST_ASKED:
            return here
        self.asked.add(name)
        elsewhere = self.ask(name)
        return elsewhere if elsewhere.place else here

    def _position(
        self, cell: Callable[[str], str], say: Callable[..., None], place: Place | None
    ) -> tuple[float, float] | bool:
        """A row's own position in degrees; else whether it gives one, which cannot be used."""
        if not {"latitude", "longitude"} <= self.fields.keys():
            return False
        read = read_position(cell("latitude"), cell("longitude"), place)
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
        if read.latitude is None or read.longitude is None:
            return bool(read.problems)
        return read.latitude, read.longitude

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
            column, cells = self.table.columns[index], cells_of(self.table, self.fields, field)
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


def is_few(low: int | None, high: int | None, first: date | None, last: date | None) -> bool:
    """Whether a number below FEW is stated of one day."""
    stated = high if high is not None else low
    return stated is not None and stated < FEW and first is not None and first == last


def _decided(problem: Problem, left_out: Collection[str], safe: Collection[str]) -> Problem:
    """What is said of a column that may tell who a person is, after a decision on it."""
    if problem.column in safe:
        message = "you say that this column is safe: it is read for places, dates and counts alone"
    elif problem.column in left_out:
        message = "is left out: nothing in this column is read"
    else:
        return problem
    return replace(problem, message=message, row=1, severity="warning")
