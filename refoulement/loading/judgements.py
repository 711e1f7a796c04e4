"""What a curator decided on pairs of reports that look like one statement."""

from __future__ import annotations

from collections.abc import Iterator

from refoulement.dataset.tables import Dataset
from refoulement.messages import later
from refoulement.problems import FIRST_ROW, Problem

FILE = "judgements.csv"
Pair = frozenset[str]


def judged(dataset: Dataset) -> frozenset[Pair]:
    """The pairs of reports on which there is a verdict, whatever it is."""
    table = dataset.judgements
    return frozenset(map(frozenset, zip(table["report_a"], table["report_b"], strict=True)))


def judgements_are_of_pairs(dataset: Dataset) -> Iterator[Problem]:
    """Each judgement is on two reports, no pair is judged twice, and repeats are marked."""
    table, seen = dataset.judgements, dict[Pair, int]()
    lines = zip(table["report_a"], table["report_b"], table["verdict"], strict=True)
    for row, (one, other, verdict) in enumerate(lines, FIRST_ROW):
        pair = frozenset((one, other))
        if one == other:
            message = later("expected another report than report_a")
            yield Problem(FILE, message, row, "report_b", other)
        elif pair in seen:
            message = later(
                "expected each pair once; row %(row)s judges it already", row=str(seen[pair])
            )
            yield Problem(FILE, message, row, "report_b", other)
        elif verdict == "same" and not is_repeat((one, other), _repeats(dataset, one, other)):
            message = later(
                "expected derived_from on one of the two where both are one statement: %(other)s "
                "on %(one)s, or %(one)s on %(other)s, in reports.csv",
                one=one,
                other=other,
            )
            yield Problem(FILE, message, row, "verdict", verdict)
        seen.setdefault(pair, row)


def is_repeat(pair: tuple[str, str], derived_from: tuple[str, str]) -> bool:
    """Whether one report of a pair repeats the other, or both repeat a third."""
    first, second = derived_from
    return first == pair[1] or second == pair[0] or (first != "" and first == second)


def _repeats(dataset: Dataset, one: str, other: str) -> tuple[str, str]:
    return dataset.report[one]["derived_from"], dataset.report[other]["derived_from"]
