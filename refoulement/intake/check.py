"""Is a file of somebody else's ready for the map? Every problem, said to the person who made it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import write_rows
from refoulement.intake.cells.dates import DateQuestion, DateSpan, read_date
from refoulement.intake.cells.words import Unread
from refoulement.intake.columns import match_columns
from refoulement.intake.comparing import RowRead, cells_of, compared
from refoulement.intake.file.table import RawTable, read_table
from refoulement.intake.gazetteer.online import ask_online, online_name
from refoulement.intake.listing import Listing
from refoulement.intake.personal import personal_columns
from refoulement.intake.places_of_rows import Ask, PlacesOfRows
from refoulement.intake.rare import rare_spellings
from refoulement.intake.rows import Row, check_values, count_of, span_of
from refoulement.problems import Problem
from refoulement.wording import count_text, visible

#: Fewer people than this on one named day could be recognised.
FEW = 10

_SPELT_ALIKE = {"place", "publisher", "measure", "place_role", "population", "country", "area"}


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
        of_persons = {i for i, name in enumerate(table.columns) if name in self.personal}
        self.places = PlacesOfRows(dataset, of_persons, ask)
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
        checked = Row(self.fields, cell, say, bool(self.table.sheet))
        places, area = self.places.of(checked)
        first, last = span_of(checked, self._day)
        low, high = count_of(checked)
        if first and is_few(low, high, first, last):
            said = "count" if "count" in self.fields else "count_high"
            message = (
                f"is fewer than {FEW} people on one named day, who could be recognised: only the "
                "month is shown and exported"
            )
            say(said if said in self.fields else "count_low", message, severity="warning")
        check_values(checked)
        return RowRead(number, places, first, last, low, high, area)

    def _day(self, text: str) -> DateSpan | DateQuestion | Unread:
        """What a text says of a day; many rows have the same."""
        if text not in self.dates:
            self.dates[text] = read_date(text, self.today)
        return self.dates[text]

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
