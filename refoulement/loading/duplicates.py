"""Is one statement told twice? The same row again is an error, a similar one a warning.

Rows are grouped over whole columns; only those that are alike are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice
from typing import NamedTuple

import pandas as pd

from refoulement.dataset.tables import Dataset
from refoulement.loading.judgements import is_repeat, judged
from refoulement.loading.rows import MOST_PROBLEMS
from refoulement.messages import later
from refoulement.problems import FIRST_ROW, Problem

FILE = "reports.csv"
_WHEN_AND_HOW_MANY = ["date_from", "date_to", "count_low", "count_high"]
#: Two rows that are equal in all of these say the same thing twice.
SAME = [
    *("source_id", "measure", "basis", "place_role", "site_ids", "other_places", "area"),
    *_WHEN_AND_HOW_MANY,
]
#: Two rows that are equal in these may do so.
ALIKE = ["publisher", "measure", *_WHEN_AND_HOW_MANY]


class _Row(NamedTuple):
    number: int
    report_id: str
    derived_from: str


def no_statement_stands_twice(dataset: Dataset) -> Iterator[Problem]:
    """Two current reports that differ in nothing that is counted or placed: errors."""
    reports = dataset.reports[dataset.reports["status"] == "current"]
    again = ((first, row) for first, *others in _groups(reports, SAME) for row in others)
    for first, row in islice(again, MOST_PROBLEMS):
        message = later(
            "says the same as %(report)s in row %(row)s: source, measure, basis, places, dates "
            "and count are equal; expected one row for each statement",
            report=first.report_id,
            row=str(first.number),
        )
        yield Problem(FILE, message, row.number, "report_id", row.report_id)


def statements_that_look_alike(dataset: Dataset) -> Iterator[Problem]:
    """Two current reports with the same number, publisher and date: warnings, until judged."""
    reports = dataset.reports
    has_number = reports["count_low"].notna() | reports["count_high"].notna()
    reports = reports[(reports["status"] == "current") & has_number]
    publisher = dataset.sources.set_index("source_id")["publisher"]
    reports = reports.assign(publisher=reports["source_id"].map(publisher))
    yield from islice(_alike(_groups(reports, ALIKE), judged(dataset)), MOST_PROBLEMS)


def _alike(groups: Iterator[list[_Row]], answered: frozenset[frozenset[str]]) -> Iterator[Problem]:
    for group in groups:
        for one, other in combinations(_independent(group), 2):
            pair = one.report_id, other.report_id
            repeats = one.derived_from, other.derived_from
            if not is_repeat(pair, repeats) and frozenset(pair) not in answered:
                message = later(
                    "has the same publisher, measure, dates and count as %(report)s in row "
                    "%(row)s; expected derived_from on one of the two, or a line in judgements.csv",
                    report=pair[0],
                    row=str(one.number),
                )
                yield Problem(FILE, message, other.number, "report_id", pair[1], "warning")


def _independent(group: list[_Row]) -> list[_Row]:
    """One row for all that repeat the same report: that report, or the first of its repeats."""
    kept: dict[str, _Row] = {}
    for row in group:
        first = row.derived_from or row.report_id
        if first not in kept or row.report_id == first:
            kept[first] = row
    return sorted(kept.values())


def _groups(reports: pd.DataFrame, columns: list[str]) -> Iterator[list[_Row]]:
    """The rows that are equal in these columns, if there are several, in file order."""
    again = reports[reports.duplicated(columns, keep=False)]
    number = again.groupby(columns, sort=False, dropna=False).ngroup()
    groups: dict[int, list[_Row]] = {}
    for group, position, name, repeated in zip(
        number, again.index, again["report_id"], again["derived_from"], strict=True
    ):
        groups.setdefault(group, []).append(_Row(int(position) + FIRST_ROW, name, repeated))
    yield from groups.values()
