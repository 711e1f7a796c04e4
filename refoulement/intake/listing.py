"""The problems of one file: all are counted, and of each severity only the first are listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from refoulement.problems import Problem

MOST_LISTED = 10_000  # of a severity: a person mends what they have in common, and asks again


class Listing:
    """Problems as they are found. `wrong` has row and column of every error."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.listed: list[Problem] = []
        self.counts: Counter[str] = Counter()
        self.wrong: set[tuple[int | None, str]] = set()
        self.extend(problems)

    def append(self, problem: Problem) -> None:
        """Count a problem, and list it unless there are many; one of the whole table always."""
        self.counts[problem.severity] += 1
        if problem.severity == "error":
            self.wrong.add((problem.row, problem.column))
        if self.counts[problem.severity] <= MOST_LISTED or (problem.row or 0) < 2:
            self.listed.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Append them all."""
        for problem in problems:
            self.append(problem)
