"""Statements that are alike: which is already in the dataset, and which event one may belong to.

Nothing is merged here: what is found is for a person to judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from refoulement.curating.reasons import SEASON, Reason, reasons
from refoulement.curating.statements import Statement, is_one_document, statement_of
from refoulement.dataset.remembered import once_a_dataset
from refoulement.dataset.tables import Dataset
from refoulement.messages import later

#: How many points a suggestion needs. The same dates, places and count make 18.
ENOUGH = 9


@dataclass(frozen=True, slots=True)
class Here:
    """The current report that a statement is, or may be; `is_certain` if it is beyond question."""

    report_id: str
    event_id: str
    is_certain: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class EventLike:
    """An event that a statement may belong to, and the report of it that is most like it."""

    event_id: str
    report_id: str
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """The sum of the reasons' points, at least ENOUGH."""
        return sum(reason.points for reason in self.reasons)


def already_here(dataset: Dataset, statement: Statement, without: str = "") -> Here | None:
    """The current report that says the same of the same people, dates and places.

    Certain if measure, dates and document are given and the same. A statement that names no
    document, or only its publisher, is a question; one that names another is another report.
    `without` is the id of a report to leave out.
    """
    found: list[Here] = []
    for known in _published(dataset).at_dates(statement.first, statement.last):
        other = known.statement
        is_one = is_one_document(statement, other)
        is_measure = statement.measure in ("", other.measure)
        if (
            known.report_id == without
            or is_one is False
            or not is_measure
            or _facts(other) != _facts(statement)
        ):
            continue
        doubts = _doubts(statement, is_one)
        why = (*reasons(statement, other), *doubts)
        found.append(Here(known.report_id, known.event_id, not doubts, why))
    return min(found, key=lambda here: (not here.is_certain, here.report_id), default=None)


def _doubts(statement: Statement, is_one_document: bool | None) -> tuple[Reason, ...]:
    """Why a statement that says the same may still be a different one."""
    doubts = (
        (statement.first, Reason("time", "undated", later("neither is dated"), 0)),
        (statement.measure, Reason("measure", "untold", later("the kind is not stated"), 0)),
        (
            is_one_document,
            Reason("source", "untold", later("the document is not named in full"), 0),
        ),
    )
    return tuple(reason for is_told, reason in doubts if not is_told)


def events_like(dataset: Dataset, statement: Statement, without: str = "") -> tuple[EventLike, ...]:
    """The events that a statement may belong to, the likeliest first; none below ENOUGH.

    An event is as likely as its most similar report. Ties go to the event that says it in the
    same measure, then to the one with more reports that reach ENOUGH on their own. `without`
    is the id of a report to leave out.
    """
    found: dict[str, list[EventLike]] = {}
    for known in _published(dataset).near(statement.first, statement.last):
        like = EventLike(known.event_id, known.report_id, reasons(statement, known.statement))
        if known.report_id != without and like.points >= ENOUGH:
            found.setdefault(known.event_id, []).append(like)
    best = [(min(likes, key=_by_likeness), len(likes)) for likes in found.values()]
    best.sort(key=lambda pair: (*_by_likeness(pair[0])[:2], -pair[1], pair[0].event_id))
    return tuple(like for like, _ in best)


def _by_likeness(like: EventLike) -> tuple[int, bool, str]:
    """The sort key of likenesses: most points first, then those of the same measure."""
    is_other_measure = any(reason.about == "measure" for reason in like.reasons)
    return -like.points, is_other_measure, like.report_id


# What is published


@dataclass(frozen=True, slots=True)
class _Known:
    """A current report of the dataset."""

    report_id: str
    event_id: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class _Published:
    """The current reports, and arrays of the days on which each begins and ends."""

    reports: tuple[_Known, ...]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    of_dates: dict[tuple[date | None, date | None], list[_Known]]

    def at_dates(self, first: date | None, last: date | None) -> list[_Known]:
        """The reports with exactly these dates; the undated ones if both are None."""
        return self.of_dates.get((first, last), [])

    def near(self, first: date | None, last: date | None) -> Iterable[_Known]:
        """The reports with a day no more than a season away; none if undated."""
        if first is None or last is None:
            return ()
        near = (self.first <= last.toordinal() + SEASON) & (self.last >= first.toordinal() - SEASON)
        return (self.reports[at] for at in np.flatnonzero(near))


@once_a_dataset
def _published(dataset: Dataset) -> _Published:
    current = np.flatnonzero((dataset.reports["status"] == "current").to_numpy())
    reports = tuple(
        _Known(report.report_id, report.event_id, statement_of(dataset, report))
        for report in dataset.records_at(current)
    )
    of_dates: dict[tuple[date | None, date | None], list[_Known]] = {}
    for known in reports:
        of_dates.setdefault((known.statement.first, known.statement.last), []).append(known)
    never = (date.max.toordinal() + 2 * SEASON, -2 * SEASON)  # an undated report is near nothing
    firsts = [k.statement.first.toordinal() if k.statement.first else never[0] for k in reports]
    lasts = [k.statement.last.toordinal() if k.statement.last else never[1] for k in reports]
    return _Published(reports, np.array(firsts), np.array(lasts), of_dates)


def _facts(statement: Statement) -> tuple[object, ...]:
    """What two copies of one statement share besides measure, dates and document."""
    return statement.places, statement.area.casefold(), statement.low, statement.high
