"""All that a session keeps from a stranger's file: what is wrong with it, and its ready rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from refoulement.dataset.package import canonical_resources
from refoulement.dataset.tables import Dataset
from refoulement.intake.check import Checked, check_table
from refoulement.intake.decisions import Decisions
from refoulement.intake.file.table import RawTable
from refoulement.intake.headings import LEFT_OUT
from refoulement.intake.listing import Cause
from refoulement.intake.opening import open_rows
from refoulement.intake.places_of_rows import Ask
from refoulement.intake.published import Alike, compare, comparison_csv
from refoulement.intake.written import fixed_csv, problems_csv

TABLES = tuple(resource["name"] for resource in canonical_resources())
MOST_LISTED = 200  # causes shown on a page; the file of problems has more
MOST_ALIKE = 20  # rows on a page that resemble the published data; their file has all
MOST_SHOWN = 3  # cells of a column shown on the page


@dataclass(frozen=True)
class Column:
    """A column: its name, the field that it is taken for, and its first cells.

    The field is LEFT_OUT if the column is not read. `is_personal`: it may tell who a person is,
    and none of its cells is here.
    """

    name: str
    field: str
    examples: tuple[str, ...]
    is_personal: bool


@dataclass(frozen=True)
class OwnFile:
    """A file that was read: how, how many rows, and what is wrong with them.

    `causes` are the first MOST_LISTED of all `errors` and `warnings`, errors first;
    `problem_list` has them row by row, and `fixed` the file with every suggestion, both as CSV.
    `swapped` and `unsigned` are positions that may mean something else. `states_measure` says
    whether a column gives the measure, `dataset` has the ready rows, if there are any.
    """

    name: str
    found: str
    sheet: str
    sheets: tuple[str, ...]
    columns: tuple[Column, ...]
    read: int
    ready: int
    errors: int
    warnings: int
    causes: tuple[Cause, ...]
    found_causes: int
    swapped: int
    unsigned: int
    states_measure: bool
    problem_list: bytes
    fixed: bytes
    dataset: Dataset | None
    alike: tuple[Alike, ...]
    found_alike: int
    alike_list: bytes
    alike_limit: str


def read_own_file(
    table: RawTable,
    digest: str,
    dataset: Dataset,
    decisions: Decisions,
    today: date | None = None,
    ask: Ask | None = None,
) -> OwnFile:
    """Check a table, and open its ready rows. Raises MappingError.

    `digest` is that of the file; `dataset` is the curated one, whose places and events the rows
    may name; `ask` is as for `check_table`.
    """
    checked = check_table(table, dataset, today, decisions, ask)
    opened = open_rows(checked, dataset, digest, decisions.measure) if checked.ready else None
    comparison = compare(checked, dataset, opened)
    fields = {index: field for field, index in checked.fields.items()}
    columns = tuple(
        _column(table, index, fields.get(index, LEFT_OUT), name in checked.personal)
        for index, name in enumerate(table.columns)
    )
    return OwnFile(
        name=table.name,
        found=table.found,
        sheet=table.title,
        sheets=table.sheets,
        columns=columns,
        read=len(checked.rows),
        ready=len(checked.ready),
        errors=checked.errors,
        warnings=checked.warnings,
        causes=checked.causes[:MOST_LISTED],
        found_causes=len(checked.causes),
        swapped=_rows_of(checked, "swapped"),
        unsigned=_rows_of(checked, "unsigned"),
        states_measure="measure" in checked.fields,
        problem_list=problems_csv(checked),
        fixed=fixed_csv(checked),
        dataset=opened,
        alike=comparison.alike[:MOST_ALIKE],
        found_alike=len(comparison.alike),
        alike_list=comparison_csv(comparison.alike),
        alike_limit=comparison.limit,
    )


def _rows_of(checked: Checked, cause: str) -> int:
    return sum(found.rows for found in checked.causes if found.problem.cause == cause)


def _column(table: RawTable, index: int, field: str, is_personal: bool) -> Column:
    cells = (row[index].strip() for row in table.rows[:100])
    shown = () if is_personal else tuple(dict.fromkeys(filter(None, cells)))[:MOST_SHOWN]
    return Column(table.columns[index], field, tuple(cell[:40] for cell in shown), is_personal)
