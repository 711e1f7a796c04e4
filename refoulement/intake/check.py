"""Is someone else's file ready for the map? Tells every problem to the person who made it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from refoulement.dataset.tables import Dataset
from refoulement.intake.cells.bounded import Bounded
from refoulement.intake.cells.counts import Count, read_count
from refoulement.intake.cells.positions import Question
from refoulement.intake.columns import match_columns, said_of
from refoulement.intake.comparing import RowRead, cells_of, compared
from refoulement.intake.day_order import DaysOfColumns
from refoulement.intake.decisions import Decisions
from refoulement.intake.file.table import RawTable, read_table
from refoulement.intake.gazetteer.online import ask_online, online_name
from refoulement.intake.headings import LEFT_OUT, field_of
from refoulement.intake.listing import Cause, Listing
from refoulement.intake.personal.columns import personal_columns
from refoulement.intake.places_of_rows import Ask, PlacesOfRows
from refoulement.intake.rare_spellings import rare_spellings
from refoulement.intake.rows import (
    Row,
    check_values,
    count_of,
    prove_dotted_thousands,
    span_of,
)
from refoulement.messages import Counts, gettext, marked_plural, ngettext
from refoulement.problems import Problem
from refoulement.wording import visible

#: Fewer people than this on one named day could be recognised.
FEW = 10

_LEFT_OUT = Counts(
    {
        "spaces": marked_plural(
            "spaces around the text are left out of %(count)s cell (%(field)s)",
            "spaces around the text are left out of %(count)s cells (%(field)s)",
        ),
        "hidden": marked_plural(
            "hidden characters are left out of %(count)s cell (%(field)s)",
            "hidden characters are left out of %(count)s cells (%(field)s)",
        ),
    }
)
_SPELT_ALIKE = {"place", "publisher", "measure", "place_role", "population", "country", "area"}


@dataclass(frozen=True)
class Checked:
    """A table, what is wrong with it, and its rows.

    `fields` are the columns that are read, by field, `ready` the rows without an error,
    `fixes` the suggestions for cells, by row number and column. Columns count from 0.
    `personal` are the columns that may tell who a person is: none is read unless a person said
    so, and none is in any file of ours. `problems` are the first of all `errors` and `warnings`;
    `causes` covers all of them, one line each.
    """

    table: RawTable
    fields: dict[str, int]
    problems: tuple[Problem, ...]
    causes: tuple[Cause, ...]
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
    decisions: Decisions | None = None,
    ask: Ask | None = None,
) -> Checked:
    """What a file holds, and all that is wrong with it. Raises IntakeError if it is no table."""
    decisions = decisions or Decisions()
    table = read_table(content, name, field_of, decisions.sheet)
    return check_table(table, dataset, today, decisions, ask)


def check_table(
    table: RawTable,
    dataset: Dataset,
    today: date | None = None,
    decisions: Decisions | None = None,
    ask: Ask | None = None,
) -> Checked:
    """All that is wrong with a table. Raises MappingError.

    Places are looked up among the dataset's own and in GeoNames. Nobody is asked for names that
    are in neither, except `ask` if it is given, or else Nominatim if whoever runs this switched
    it on. Dates after `today` are errors.
    """
    ask = ask or (ask_online if online_name() else None)
    return _Check(table, dataset, today, decisions or Decisions(), ask).run()


class _Check:
    """One table on its way through the checks."""

    def __init__(
        self,
        table: RawTable,
        dataset: Dataset,
        today: date | None,
        decisions: Decisions,
        ask: Ask | None,
    ) -> None:
        self.table = table
        self.today = today
        said = said_of(table.columns, decisions.columns)
        personal = personal_columns(table)
        self.personal = tuple(dict.fromkeys(problem.column for problem in personal))
        of_persons = {i for i, name in enumerate(table.columns) if name in self.personal}
        safe = {i for i in of_persons if table.columns[i] in decisions.safe}
        safe |= {index for index in of_persons if said.get(index, LEFT_OUT) != LEFT_OUT}
        self.fields, of_columns = match_columns(table, decisions.columns, of_persons - safe)
        read = {table.columns[index] for index in safe}
        of_persons_said = (_decided(problem, read) for problem in personal)
        of_table = [*of_persons_said, *of_columns, *self._silences(of_columns)]
        # No row can be used unless it is known what the columns are.
        self.is_stopped = any(problem.severity == "error" for problem in of_table)
        self.problems = Listing([*table.problems, *of_table])
        self.unfit = set(table.unfit)
        self.fixes: dict[tuple[int, int], str] = {}
        self.meant = {(column, written): meant for column, written, meant in decisions.meant}
        accepted: list[Question] = ["swapped"] if decisions.swapped else []
        accepted += ["unsigned"] if decisions.unsigned else []
        self.places = PlacesOfRows(dataset, of_persons, ask, accepted)
        if {"latitude", "longitude"} <= self.fields.keys():
            pair = self.fields["latitude"], self.fields["longitude"]
            self.places.survey((row[pair[0]], row[pair[1]]) for row in table.rows)
        counts = cells_of(table, self.fields, "count", "count_wording").values()
        self.is_dotted = prove_dotted_thousands(counts)
        dates: list[str] = [
            field for field in ("date", "date_from", "date_to") if field in self.fields
        ]
        orders = {
            field: dict(decisions.orders).get(table.columns[i], "")
            for field, i in self.fields.items()
        }
        cells = {field: cells_of(table, self.fields, field).values() for field in dates}
        self.day = DaysOfColumns(cells, orders, today)
        self.count: Bounded[Count] = Bounded(read_count)

    def run(self) -> Checked:
        """All checks, cell by cell, then row against row."""
        rows = [self._row(*pair) for pair in zip(self.table.numbers, self.table.rows, strict=True)]
        wrong = {column: set(numbers) for column, numbers in self.problems.wrong.items()}
        self._left_out("spaces", str.strip, wrong)
        self._left_out("hidden", _printable, wrong)
        self._rare_spellings(wrong)
        self.problems.extend(compared(self.table, self.fields, rows))
        good = (row.number for row in rows if row.number not in self.problems.bad)
        ready = () if self.is_stopped else tuple(good)
        order = sorted(
            map(self._discreet, self.problems.listed), key=lambda p: (p.row or 0, p.severity)
        )
        causes = (replace(c, problem=self._discreet(c.problem)) for c in self.problems.causes)
        return Checked(
            self.table,
            self.fields,
            tuple(order),
            tuple(causes),
            self.problems.counts["error"],
            self.problems.counts["warning"],
            tuple(rows),
            ready,
            self.fixes,
            self.personal,
        )

    def _silences(self, of_columns: Sequence[Problem]) -> list[Problem]:
        """What no column says, and what that means for every row; empty if columns have errors."""
        found: list[str] = []
        if any(problem.severity == "error" for problem in of_columns):
            return []
        if "measure" not in self.fields:
            said = gettext(
                "No column says whether people were held, returned or arrested, so the numbers "
                "are not counted until you say it. Add a column “measure”."
            )
            found.append(said)
        if not {"publisher", "url", "title", "source_id"} & self.fields.keys():
            said = gettext(
                "No column gives a source. No number should be published without one: add a "
                "column “source”."
            )
            found.append(said)
        return [Problem(self.table.name, message, 1, severity="warning") for message in found]

    def _discreet(self, problem: Problem) -> Problem:
        """The problem without the text of a column that may tell who a person is."""
        if problem.column not in self.personal or not problem.value:
            return problem
        message = problem.message.replace(problem.value, "…")
        return replace(problem, told=message, value="", suggestion="", candidates=())

    # Cells

    def _row(self, number: int, row: Sequence[str]) -> RowRead:
        def cell(field: str) -> str:
            if field not in self.fields:
                return ""
            index = self.fields[field]
            text = row[index].strip()
            return self.meant.get((self.table.columns[index], text), text) if self.meant else text

        def say(
            field: str,
            message: str,
            suggestion: str = "",
            severity: str = "error",
            candidates: tuple[str, ...] = (),
            cause: str = "",
        ) -> None:
            index = self.fields[field]
            value, column = row[index].strip(), self.table.columns[index]
            problem = Problem(
                self.table.name,
                message,
                number,
                column,
                value,
                severity,
                suggestion,
                candidates,
                cause or (message.replace(value, "…") if value else message),
            )
            self.problems.append(problem)
            if suggestion:
                self.fixes[number, index] = suggestion

        def mend(field: str, suggestion: str) -> None:
            self.fixes[number, self.fields[field]] = suggestion

        for field in self.fields if self.meant else ():
            if cell(field) != row[self.fields[field]].strip():
                mend(field, cell(field))
        if [cell.strip() for cell in row] == list(self.table.columns):
            message = gettext("is the header once more; expected a row of data")
            self.problems.append(Problem(self.table.name, message, number))
            self.unfit.add(number)
        if number in self.unfit:  # its cells may be under the wrong columns
            return RowRead(number, (), None, None, None, None)
        checked = Row(self.fields, cell, say, mend, bool(self.table.sheet), self.is_dotted)
        places, area = self.places.of(checked)
        first, last = span_of(checked, self.day)
        low, high = count_of(checked, self.count)
        if first and is_few(low, high, first, last):
            said = "count" if "count" in self.fields else "count_high"
            message = ngettext(
                "Fewer than %(count)s person on a single day could be identifiable, so only the "
                "month is shown",
                "Fewer than %(count)s people on a single day could be identifiable, so only the "
                "month is shown",
                FEW,
            )
            say(said if said in self.fields else "count_low", message, severity="warning")
        check_values(checked)
        return RowRead(number, places, first, last, low, high, area)

    def _left_out(
        self, what: str, clean: Callable[[str], str], wrong: dict[str, set[int | None]]
    ) -> None:
        """A warning for each column whose cells hold something that is left out."""
        for field, index in self.fields.items():
            column = self.table.columns[index]
            cleaned = {
                number: clean(row[index])
                for number, row in zip(self.table.numbers, self.table.rows, strict=True)
                if clean(row[index]) != row[index]
                and number not in self.unfit
                and number not in wrong.get(column, ())
            }
            for number, cell in cleaned.items():
                self.fixes.setdefault((number, index), visible(cell).strip())
            if cleaned:
                message = _LEFT_OUT.said(what, len(cleaned), field=field)
                first = min(cleaned)
                self.problems.append(
                    Problem(self.table.name, message, first, column, severity="warning")
                )

    def _rare_spellings(self, wrong: dict[str, set[int | None]]) -> None:
        for field in filter(_SPELT_ALIKE.__contains__, self.fields):
            index = self.fields[field]
            column, cells = self.table.columns[index], cells_of(self.table, self.fields, field)
            for number, rare in rare_spellings(cells).items():
                if number in wrong.get(column, ()):
                    continue
                self.problems.append(
                    Problem(
                        self.table.name,
                        rare.message,
                        number,
                        column,
                        cells[number],
                        "warning",
                        rare.usual if rare.is_same else "",
                        () if rare.is_same else (rare.usual,),
                        gettext("a rare spelling of a usual one"),
                    )
                )
                if rare.is_same:
                    self.fixes[number, index] = rare.usual


def _printable(cell: str) -> str:
    return cell if cell.isprintable() else visible(cell)


def is_few(low: int | None, high: int | None, first: date | None, last: date | None) -> bool:
    """Whether a number below FEW is stated for a single day."""
    stated = high if high is not None else low
    return stated is not None and stated < FEW and first is not None and first == last


def _decided(problem: Problem, read: set[str]) -> Problem:
    """What is said about a column that may tell who a person is, after a decision on it."""
    if problem.column not in read:
        return problem
    message = gettext(
        "Read only for places, dates and counts, as you decided. It is in no download."
    )
    return replace(problem, told=message, row=1)
