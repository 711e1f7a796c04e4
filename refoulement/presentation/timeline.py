"""How reports, events, publications and arrivals lie in time."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from refoulement.counting.rivals import EventRivals, Rivals
from refoulement.dataset.remembered import lately, once_a_dataset
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset, rows
from refoulement.selecting.selection import Selection
from refoulement.wording import in_words

Days = tuple[date, date]
Months = npt.NDArray[np.int64]

_QUARTERS = re.compile(r"(\d{4})(?:-Q(\d)(?:\.\.Q(\d))?)?")


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many reports speak of a day in a month, which is given by its first day."""

    month: date
    reports: int


@dataclass(frozen=True, slots=True)
class EventBar:
    """One measure of one event in time.

    `days` are the first and last day that any of its reports gives (None if none is
    dated), `agreed` those that two or more give and none excludes (None if there is
    no such day). They come from the reports that make its interval, or from all its
    reports if it has no interval.
    """

    rivals: Rivals
    days: Days | None
    agreed: Days | None


@dataclass(frozen=True, slots=True)
class Arrivals:
    """People who reached South Korea in a period, as reported by one or several sources."""

    period: str
    kind: str
    days: Days
    people: int
    source: str
    note: str
    status: str
    approximate: bool

    @property
    def words(self) -> str:
        """How many, in words."""
        return in_words(self.people, self.people, False, self.approximate)


@dataclass(frozen=True, slots=True)
class Context:
    """Something that affects what could be reported, and its source's id."""

    label: str
    days: Days
    source_id: str


@lately(16)
def reports_per_month(dataset: Dataset, selection: Selection) -> tuple[MonthCount, ...]:
    """For each month of the data's span, how many matching reports speak of a day in it.

    A report that spans several months is counted in each, so the counts do not
    add up to the number of reports.
    """
    first, last = dataset.span
    months = pd.date_range(pd.Timestamp(first).replace(day=1), pd.Timestamp(last), freq="MS")
    begins, ends = (numbers[selection.mask(dataset)] for numbers in _months(dataset))
    return tuple(
        MonthCount(month.date(), int(number))
        for month, number in zip(months, _running(begins, ends, len(months)), strict=True)
    )


@lately(16)
def reports_per_year(dataset: Dataset, selection: Selection) -> dict[int, int]:
    """For each year of the data's span, how many matching reports speak of a day in it.

    As with months, a report is counted in each year that it spans.
    """
    first, last = dataset.span
    years = range(first.year, last.year + 1)
    begins, ends = (
        np.where(numbers < 0, -1, (numbers + first.month - 1) // 12)[selection.mask(dataset)]
        for numbers in _months(dataset)
    )
    return dict(zip(years, map(int, _running(begins, ends, len(years))), strict=True))


def _running(begins: Months, ends: Months, number: int) -> Months:
    """How many things are under way in each of `number` periods, from their ends; -1 for none.

    That is those begun by a period's end, less those that ended before its start.
    """
    begun = np.cumsum(np.bincount(begins[begins >= 0], minlength=number))
    over = np.cumsum(np.bincount(ends[ends >= 0] + 1, minlength=number))
    running: Months = begun[:number] - over[:number]
    return running


@once_a_dataset
def _months(dataset: Dataset) -> tuple[Months, Months]:
    """The months in which reports begin and end, from the span's first on; -1 if undated."""
    first = dataset.span[0].year * 12 + dataset.span[0].month

    def numbers(days: pd.Series[pd.Timestamp]) -> Months:
        months = days.dt.year * 12 + days.dt.month - first
        return np.asarray(months.fillna(-1).clip(lower=-1), dtype=np.int64)

    return numbers(dataset.reports["date_from"]), numbers(dataset.reports["date_to"])


def event_bars(events: Iterable[EventRivals], measure: str) -> list[EventBar]:
    """The bars of one measure, in the order of the events."""
    return [
        _bar(rivals) for event in events for rivals in event.measures if rivals.measure == measure
    ]


@lately(16)
def sources_per_year(dataset: Dataset, selection: Selection) -> dict[int, int]:
    """How many sources of matching reports were published, for each year from first to last.

    By year, since for some sources no more is known. Sources without a date are left out.
    """
    stating = dataset.reports["source_id"][selection.mask(dataset)].unique()
    published = (dataset.source[source_id]["published"] for source_id in stating)
    years = Counter(int(day[:4]) for day in published if day)
    span = range(min(years), max(years) + 1) if years else range(0)
    return {year: years[year] for year in span}


def arrivals(dataset: Dataset) -> list[Arrivals]:
    """Every figure of arrivals in South Korea, in file order. Periods overlap: never add them."""
    return [
        Arrivals(
            period=row["period"],
            kind=row["kind"],
            days=period_days(row["period"]),
            people=int(row["people"]),
            source=row["source"],
            note=row["note"],
            status=row["status"],
            approximate=bool(row["approximate"]),
        )
        for row in rows(dataset.arrivals)
    ]


def context(dataset: Dataset) -> list[Context]:
    """The border's closing and reopening, in file order."""
    return [
        Context(row["label"], (row["date_from"].date(), row["date_to"].date()), row["source_id"])
        for row in rows(dataset.context)
        if not pd.isna(row["date_from"])
    ]


def period_days(period: str) -> Days:
    """First and last day of `2019`, `2019-Q1` or `2024-Q1..Q3`. Raises ValueError on others."""
    found = _QUARTERS.fullmatch(period)
    if not found:
        raise ValueError(f"“{period}” is no period; expected one like 2019, 2019-Q1, 2024-Q1..Q3")
    year, first, last = (int(part) if part else 0 for part in found.groups())
    start, end = (3 * first - 2, 3 * (last or first)) if first else (1, 12)
    return date(year, start, 1), date(year, end, monthrange(year, end)[1])


def _bar(rivals: Rivals) -> EventBar:
    days = [
        (report.date_from, report.date_to)
        for report in _evidence(rivals)
        if report.date_from and report.date_to
    ]
    several = rivals.interval is not None and len(days) > 1
    agreed = (max(first for first, _ in days), min(last for _, last in days)) if several else None
    return EventBar(
        rivals=rivals,
        days=(min(days)[0], max(last for _, last in days)) if days else None,
        agreed=agreed if agreed and agreed[0] <= agreed[1] else None,
    )


def _evidence(rivals: Rivals) -> list[Report]:
    """The reports that make the interval; all of them if there is none."""
    if rivals.interval is None:
        return [line.report for line in rivals.all_lines()]
    own = [line.report for line in rivals.lines if line.reason is None and line.interval]
    return own or [report for part in rivals.parts if part.interval for report in _evidence(part)]
