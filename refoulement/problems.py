"""What can be wrong with a data package, said so that a person can mend it."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_ROW = 2  # as a spreadsheet counts: row 1 is the header

LONGEST_VALUE = 100  # characters of a value in a sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one cell, row or file of a data package or of a visitor.

    `row` counts as a spreadsheet does: the header is row 1. `severity` is
    `error` (the package, or the visitor’s row, is not shown) or `warning` (shown, and
    kept). `suggestion` is what could stand there instead, where there is one.
    """

    file: str
    message: str
    row: int | None = None
    column: str = ""
    value: str = ""
    severity: str = "error"
    suggestion: str = ""

    def __str__(self) -> str:
        return f"{self.severity}: {self.text}"

    @property
    def text(self) -> str:
        """Where it is, and what is wrong, in one line."""
        where = [self.file]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column:
            where.append(f"column {self.column}")
        if self.value:
            is_long = len(self.value) > LONGEST_VALUE
            where.append(f"value {self.value[:LONGEST_VALUE]!r}{'…' if is_long else ''}")
        suggestion = f"; did you mean {self.suggestion!r}?" if self.suggestion else ""
        return " ".join(f"{', '.join(where)}: {self.message}{suggestion}".split())


class DatasetError(Exception):
    """The data package cannot be shown. `problems` holds at least one error."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    @property
    def in_short(self) -> str:
        """The first problem, and how many more there are, in one line."""
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        return f"{self.problems[0].text}{more}"


class SelectionError(ValueError):
    """A selection asks for what does not exist. The message is one sentence for a person."""


class IntakeError(ValueError):
    """A file cannot be read. The message is one sentence for a person."""
