"""A window of dates that moves along time in steps of the calendar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from refoulement.selecting.selection import Selection

Days = tuple[date, date]

#: The available steps, in months.
STEPS = {"Month": 1, "Quarter": 3, "Year": 12}

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Player:
    """A window, both days included, that started as `origin` and made `moves` steps.

    `span` is the first and last day with anything to see, `months` the length of
    a step. Windows are computed from the origin, so that one that
    starts on the 31st is back there after a shorter month.
    """

    span: Days
    origin: Days
    months: int
    moves: int = 0

    @classmethod
    def start(cls, span: Days, chosen: Selection, months: int) -> Player:
        """A player at the selection's dates or, without dates, at the first step of the span."""
        if chosen.has_dates:
            return cls(span, (chosen.date_from or span[0], chosen.date_to or span[1]), months)
        month = (span[0].month - 1) // months * months + 1
        first = span[0].replace(month=month, day=1)
        return cls(span, (first, _later(first, months) - _DAY), months)

    @property
    def window(self) -> Days:
        """First and last day of the window as it stands now, within the span."""
        first, last = self._window(self.moves)
        if last < self.span[0] or first > self.span[1]:
            return first, last
        return max(first, self.span[0]), min(last, self.span[1])

    def with_step(self, months: int) -> Player:
        """The same window, to continue from in steps of another length."""
        return replace(self, origin=self._window(self.moves), months=months, moves=0)

    def following(self, loop: bool) -> Player | None:
        """One step on; None if the window is at the end, or with `loop` back at the start."""
        if self._window(self.moves)[1] < self.span[1]:
            return replace(self, moves=self.moves + 1)
        return self.rewound() if loop else None

    def rewound(self) -> Player:
        """At the last step before which nothing of the span is left out."""
        moves = self.moves
        while self._window(moves)[0] > self.span[0]:
            moves -= 1
        return replace(self, moves=moves)

    def _window(self, moves: int) -> Days:
        # The end is moved as the start of the day after it, so that a month stays a whole month.
        first, after = self.origin[0], self.origin[1] + _DAY
        months = moves * self.months
        start = _later(first, months)
        # A window of one day at a month's end may meet a shorter month: it stays one day.
        return start, max(start, _later(after, months) - _DAY)


def _later(day: date, months: int) -> date:
    moved: date = (pd.Timestamp(day) + pd.DateOffset(months=months)).date()
    return moved
