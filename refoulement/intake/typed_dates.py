"""A day typed into a box: days, months and years, read like dates in files."""

from __future__ import annotations

from datetime import date

from refoulement.intake.cells.dates import LONGEST, DateQuestion, DateSpan, read_date
from refoulement.messages import gettext

__all__ = ["LONGEST", "DateError", "first_day", "last_day"]


class DateError(ValueError):
    """What was typed is not a date, or could be two: a sentence that says which."""


def first_day(text: str) -> date:
    """The first day of what was typed: 1 July for “July 2021”. Raises DateError."""
    return _days(text)[0]


def last_day(text: str) -> date:
    """The last day of what was typed: 31 December for “2021”. Raises DateError."""
    return _days(text)[1]


def _days(text: str) -> tuple[date, date]:
    read = read_date(text)
    if isinstance(read, DateSpan) and read.first and read.last:
        return read.first, read.last
    if isinstance(read, DateQuestion):
        raise DateError(gettext("“%(text)s” %(problem)s", text=text, problem=read.message))
    raise DateError(
        gettext(
            "“%(text)s” is not a date (use 2021-07-14, 14 July 2021, July 2021 or 2021)", text=text
        )
    )
