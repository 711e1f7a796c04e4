"""How precisely two days date something, by the coding guide."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Literal

Precision = Literal["day", "week", "month", "year", "span", "undated"]


def precision_of(first: date, last: date) -> Precision:
    """The precision of the days from the first to the last, both included.

    A week runs from Monday to Sunday, or is a few days within one; a year is twelve months in a
    row, starting on the first of a month.
    """
    if first == last:
        return "day"
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months in (1, 12):
            return "month" if months == 1 else "year"
    return "week" if first.isocalendar()[:2] == last.isocalendar()[:2] else "span"
