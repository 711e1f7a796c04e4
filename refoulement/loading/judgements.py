"""What a curator found of pairs of reports that look like one statement."""

from __future__ import annotations

from collections.abc import Iterator

from refoulement.dataset.tables import Dataset
from refoulement.problems import FIRST_ROW, Problem

FILE = "judgements.csv"
Pair = frozenset[str]


def judged(dataset: Dataset) -> frozenset[Pair]:
    """The pairs of reports on which there is a verdict, whichever it is."""
    table = dataset.judgements
    return frozenset(map(frozenset, zip(table["report_a"], table["report_b"], strict=True)))


def judgements_are_of_pairs(dataset: Dataset) -> Iterator[Problem]:
    """Each judgement is of two reports, no pair is judged twice, and repeats are marked."""
    table, seen = dataset.judgements, dict[Pair, int]()
    lines = zip(table["report_a"], table["report_b"], table["verdict"], strict=True)
    for row, (one, other, verdict) in enumerate(lines, FIRST_ROW):
        pair = frozenset((one, other))
        if one == other:
            yield Problem(FILE, "expected another report than report_a", row, "report_b", other)
        elif pair in seen:
            message = f"expected each pair once; row {seen[pair]} judges it already"
            yield Problem(FILE, message, row, "report_b", other)
        elif verdict == "same" and not is_repeat((one, other), _repeats(dataset, one, other)):
            message = (
                f"expected derived_from on one of the two where both are one statement: "
                f"{other} on {one}, or {one} on {other}, in reports.csv"
            )
            yield Problem(FILE, message, row, "verdict", verdict)
        seen.setdefault(pair, row)


def is_repeat(pair: tuple[str, str], derived_from: tuple[str, str]) -> bool:
    """Whether one report of a pair repeats the other, or both repeat a third."""
    first, second = derived_from
    return first == pair[1] or second == pair[0] or (first != "" and first == second)


def _repeats(dataset: Dataset, one: str, other: str) -> tuple[str, str]:
    return dataset.report[one]["derived_from"], dataset.report[other]["derived_from"]
