"""Whether the day or the month comes first in a column of dates in figures: one question each.

03/04/2021 can be read in two ways, 13/04/2021 in one. If a column has dates that can only be
read day first, and none that can only be read month first, its other dates are read that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from refoulement.intake.cells.bounded import Bounded
from refoulement.intake.cells.dates import ORDERS, DateQuestion, DateRead, DateSpan, read_date
from refoulement.intake.cells.words import Unread
from refoulement.messages import Words, marked

_SURVEYED = 10_000  # different cells of a column
_IN_FIGURES = re.compile(r"(?<!\d)\d\d? ?[-./–] ?\d\d? ?[-./–] ?\d{4}")

_PROVEN = Words(
    {
        "day first": marked("Read day first, as other cells of the column show"),
        "month first": marked("Read month first, as other cells of the column show"),
    }
)


class DaysOfColumns:
    """Reads the dates of one file, by the field of their column.

    `cells` are those of each field with dates; `decided` says for a field which of ORDERS a
    person chose.
    """

    def __init__(
        self,
        cells: Mapping[str, Iterable[str]],
        decided: Mapping[str, str],
        today: date | None,
    ) -> None:
        self._today = today
        self._plain: Bounded[DateSpan | DateQuestion] = Bounded(lambda text: read_date(text, today))
        self._decided = decided
        self._proven = {field: self._order_of(texts) for field, texts in cells.items()}

    def __call__(self, field: str, text: str) -> DateRead:
        """What a cell says, in the order chosen for its column or proven by other cells."""
        read = self._plain(text)
        chosen, proven = self._decided.get(field, ""), self._proven.get(field, "")
        if isinstance(read, DateSpan) or not (chosen or proven):
            return read
        if chosen:
            ordered = read_date(text, self._today, chosen)
            return replace(ordered, settled="person") if isinstance(ordered, DateSpan) else read
        if not (in_either_order(read) or isinstance(read, Unread)):  # the other may lie ahead
            return read
        ordered = read_date(text, self._today, proven)
        if not isinstance(ordered, DateSpan):
            return read
        return replace(ordered, note=_PROVEN[proven], settled="column")

    def _order_of(self, texts: Iterable[str]) -> str:
        """The only order in which all cells can be read, if some cannot be read in the other."""
        in_figures = dict.fromkeys(filter(_IN_FIGURES.search, texts))
        shown = {self._shown_by(text) for text in [*in_figures][:_SURVEYED]} - {""}
        return shown.pop() if len(shown) == 1 else ""

    def _shown_by(self, text: str) -> str:
        """The only order that a cell can be read in; empty if both give the same, or neither."""
        if not isinstance(self._plain(text), DateSpan):
            return ""
        fits = [o for o in ORDERS if isinstance(read_date(text, self._today, o), DateSpan)]
        return fits[0] if len(fits) == 1 else ""


def in_either_order(read: DateRead) -> bool:
    """Whether a date can be read day first, month first, and in no other way."""
    if not isinstance(read, DateQuestion) or len(read.readings) != len(ORDERS):
        return False
    (one, other) = read.readings
    days = (one.first, other.first)
    return all(days) and {(day.day, day.month) for day in days if day} == {
        (day.month, day.day) for day in days if day
    }
