"""The problems of one file: the first are listed, and all are counted by their cause.

A person who reads ten thousand lines corrects nothing; one who reads that a value is
unknown in 28 rows does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from refoulement.messages import Words, gettext, marked, ngettext
from refoulement.problems import SEVERITIES, Problem, quoted

MOST_LISTED = 10_000  # problems in full: a person mends what they have in common, and checks again
MOST_VALUES = 20  # of one cause that get a line of their own
#: The common cause of all dates in figures whose order is open: one line per column.
DAY_OR_MONTH = "day_or_month"
#: What problems whose cause is a question have in common; other causes are words already.
_IN_COMMON = Words(
    {
        DAY_OR_MONTH: marked("can be read day first or month first"),
        "swapped": marked("Latitude and longitude look swapped"),
        "unsigned": marked(
            "South of the equator or west of Greenwich; without the minus it is in the region"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Cause:
    """Problems that have one cause: the first of them, and how many rows have it.

    `first` and `last` are the numbers of the first and last row, both None if it does not
    concern rows. `is_rest`: their values differ from those that have a line of their own.
    """

    problem: Problem
    rows: int
    first: int | None
    last: int | None
    is_rest: bool = False

    @property
    def where(self) -> str:
        """The rows that have it, in words."""
        if self.rows < 2:
            row = str(self.first)
            return "" if self.first is None else gettext("row %(row)s", row=row)
        first, last = str(self.first), str(self.last)
        if self.is_rest:
            return ngettext(
                "%(count)s more row with other values, first in row %(first)s, last in row "
                "%(last)s",
                "%(count)s more rows with other values, first in row %(first)s, last in row "
                "%(last)s",
                self.rows,
                first=first,
                last=last,
            )
        return ngettext(
            "%(count)s row, first in row %(first)s, last in row %(last)s",
            "%(count)s rows, first in row %(first)s, last in row %(last)s",
            self.rows,
            first=first,
            last=last,
        )

    @property
    def text(self) -> str:
        """The cause in one line, as on the command line."""
        if self.rows < 2:
            return str(self.problem)
        problem = self.problem
        of_all = replace(problem, row=None)
        if self.is_rest:
            said = gettext("the same")
            of_all = replace(of_all, told=said, value="", suggestion="", candidates=())
        elif problem.cause == DAY_OR_MONTH:  # the value is one of several
            example = gettext(
                "%(column)s, such as %(value)s", column=problem.column, value=quoted(problem.value)
            )
            of_all = replace(of_all, column=example, value="")
        return f"{of_all} ({self.where})"


class _Counted:
    """A cause being counted: the rows of each of its first values, and of all others together."""

    __slots__ = ("by_value", "rest")

    def __init__(self) -> None:
        self.by_value: dict[str, list[int]] = {}  # how many, the first row, the last row
        self.rest: list[int] = []


class Listing:
    """Problems as they are found. `bad` holds the numbers of rows with an error.

    `wrong` has the column and row of every error.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.counts: Counter[str] = Counter()
        self.bad: set[int | None] = set()
        self.wrong: dict[str, set[int | None]] = {}
        self._listed: dict[str, list[Problem]] = {"error": [], "warning": []}
        self._firsts: dict[tuple[str, str, str, str], Problem] = {}
        self._causes: dict[tuple[str, str, str], _Counted] = {}
        self.extend(problems)

    def append(self, problem: Problem) -> None:
        """Count a problem, and list it unless there are many; one about the whole table always."""
        self.counts[problem.severity] += 1
        if problem.severity == "error":
            self.bad.add(problem.row)
            self.wrong.setdefault(problem.column, set()).add(problem.row)
        listed = self._listed[problem.severity]
        if len(listed) < MOST_LISTED or (problem.row or 0) < 2:
            listed.append(problem)
        self._count(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Append them all."""
        for problem in problems:
            self.append(problem)

    def _count(self, problem: Problem) -> None:
        key = _key(problem)
        counted = self._causes.get(key)
        if counted is None:
            counted = self._causes[key] = _Counted()
        row = problem.row or 0
        value = "" if problem.cause == DAY_OR_MONTH else problem.value
        found = counted.by_value.get(value)
        if found is None and len(counted.by_value) < MOST_VALUES:
            counted.by_value[value] = [1, row, row]
            self._firsts[*key, value] = problem
            return
        if found is None:
            if not counted.rest:
                counted.rest = [0, row, row]
                self._firsts[*key, ""] = problem
            found = counted.rest
        found[0] += 1
        found[1], found[2] = min(found[1], row), max(found[2], row)

    @property
    def listed(self) -> list[Problem]:
        """The first problems, errors before warnings: at most MOST_LISTED and a few more."""
        errors, warnings = self._listed["error"], self._listed["warning"]
        of_table = [problem for problem in warnings if (problem.row or 0) < 2]
        room = max(0, MOST_LISTED - len(errors) - len(of_table))
        of_rows = [problem for problem in warnings if (problem.row or 0) >= 2]
        return [*errors, *of_table, *of_rows[:room]]

    @property
    def causes(self) -> list[Cause]:
        """All problems by cause, errors first, in the order of their first rows."""
        found = []
        for key, counted in self._causes.items():
            for value, rows in counted.by_value.items():
                found.append(_cause(self._firsts[*key, value], rows))
            if counted.rest:
                found.append(_cause(self._firsts[*key, ""], counted.rest, is_rest=True))
        return sorted(found, key=lambda cause: (cause.problem.severity, cause.first or 0))


def not_listed(listed: Iterable[Problem], causes: Iterable[Cause]) -> list[Cause]:
    """The causes, with the number of rows that have no problem in the list."""
    shown = Counter((_key(problem)) for problem in listed)
    left = []
    for cause in causes:
        key = _key(cause.problem)
        taken = min(shown[key], cause.rows)
        shown[key] -= taken
        if cause.rows > taken:
            left.append(Cause(cause.problem, cause.rows - taken, cause.first, cause.last, True))
    return left


def not_listed_text(left: Iterable[Cause]) -> str:
    """How many problems are counted but not listed, by cause, in one line; empty if none."""
    left = list(left)
    if not left:
        return ""
    return ngettext(
        "%(count)s more problem, counted and not listed: %(causes)s",
        "%(count)s more problems, counted and not listed: %(causes)s",
        sum(cause.rows for cause in left),
        causes="; ".join(map(_in_short, left)),
    )


def _in_short(cause: Cause) -> str:
    problem = cause.problem
    kind = SEVERITIES[problem.severity]
    if problem.column:
        kind = gettext("%(severity)s in %(column)s", severity=kind, column=problem.column)
    return gettext(
        "%(number)s × %(kind)s: %(message)s (rows %(first)s to %(last)s)",
        number=cause.rows,
        kind=kind,
        message=_IN_COMMON.get(problem.cause, problem.cause or problem.message),
        first=str(cause.first),
        last=str(cause.last),
    )


def _key(problem: Problem) -> tuple[str, str, str]:
    """What problems of one cause have in common."""
    return problem.severity, problem.column, problem.cause or problem.message


def _cause(problem: Problem, rows: list[int], *, is_rest: bool = False) -> Cause:
    many, first, last = rows
    if not first:
        return Cause(problem, many, problem.row, problem.row, is_rest)
    return Cause(problem, many, first, last, is_rest)
