"""All that a session keeps of a stranger's file: what is wrong with it, and its ready rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from refoulement.dataset.package import canonical_resources
from refoulement.dataset.tables import Dataset
from refoulement.intake.cells.values import UNSTATED
from refoulement.intake.check import check_file, fixed_csv, problems_csv
from refoulement.intake.opening import open_rows
from refoulement.intake.places_of_rows import Ask
from refoulement.intake.published import Alike, compare, comparison_csv
from refoulement.problems import Problem

TABLES = tuple(resource["name"] for resource in canonical_resources())
MOST_LISTED = 500  # problems on a page; the file of problems has all
MOST_ALIKE = 20  # rows on a page that are like the published data; their file has all


@dataclass(frozen=True)
class Decisions:
    """What only the person who made a file can decide.

    Columns that may tell who a person is: which are left out, and which are safe. And the
    measure of rows that state none.
    """

    left_out: frozenset[str] = frozenset()
    safe: frozenset[str] = frozenset()
    measure: str = UNSTATED["measure"]


@dataclass(frozen=True)
class OwnFile:
    """A file that was read: how, how many rows, and what is wrong with them.

    `problems` are the first MOST_LISTED of all `errors` and `warnings`, errors first;
    `problem_list` has all of them, and `fixed` the file with every suggestion, both as
    CSV. `personal` are the columns that may tell who a person is, `states_measure` says
    whether a column gives the measure, `dataset` has the ready rows, if there are any.
    """

    name: str
    found: str
    read: int
    ready: int
    errors: int
    warnings: int
    problems: tuple[Problem, ...]
    personal: tuple[str, ...]
    states_measure: bool
    problem_list: bytes
    fixed: bytes
    dataset: Dataset | None
    alike: tuple[Alike, ...]
    found_alike: int
    alike_list: bytes
    alike_limit: str


def read_own_file(
    content: bytes,
    name: str,
    dataset: Dataset,
    decisions: Decisions,
    today: date | None = None,
    ask: Ask | None = None,
) -> OwnFile:
    """Check a file, and open its ready rows. Raises IntakeError where it is no table.

    `dataset` is the curated one, whose places and events rows may name; `ask` is as for
    `check_file`.
    """
    checked = check_file(
        content, name, dataset, today, left_out=decisions.left_out, safe=decisions.safe, ask=ask
    )
    worst_first = sorted(checked.problems, key=lambda problem: problem.severity)
    opened = open_rows(checked, dataset, content, decisions.measure) if checked.ready else None
    comparison = compare(checked, dataset, opened)
    return OwnFile(
        name=checked.table.name,
        found=checked.table.found,
        read=len(checked.rows),
        ready=len(checked.ready),
        errors=checked.errors,
        warnings=checked.warnings,
        problems=tuple(worst_first[:MOST_LISTED]),
        personal=checked.personal,
        states_measure="measure" in checked.fields,
        problem_list=problems_csv(checked),
        fixed=fixed_csv(checked),
        dataset=opened,
        alike=comparison.alike[:MOST_ALIKE],
        found_alike=len(comparison.alike),
        alike_list=comparison_csv(comparison.alike),
        alike_limit=comparison.limit,
    )
