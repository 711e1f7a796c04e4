"""One row of a visitor's file: its dates, its number of people, and what has a list of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from refoulement.intake.cells.counts import Count, read_count
from refoulement.intake.cells.dates import DateQuestion, DateSpan
from refoulement.intake.cells.values import UNSTATED, read_value
from refoulement.intake.cells.words import Unread
from refoulement.wording import span_text, web_address

_EMPTY_IN_WORKBOOK = "as merged cells are but for the first, and formulas that nobody computed"
_UNDATED = "empty: read as undated, which no range of dates matches"

#: What a text says of a day, a month or a span.
ReadDay = Callable[[str], DateSpan | DateQuestion | Unread]


@dataclass(frozen=True, slots=True)
class Row:
    """A row on its way through the checks.

    `fields` are the columns that are read, by field; `cell` gives the text of a field, empty
    where there is no such column; `say` says what is wrong with it (field, message, suggestion,
    severity).
    """

    fields: Mapping[str, int]
    cell: Callable[[str], str]
    say: Callable[..., None]
    is_of_workbook: bool

    def empty(self, message: str) -> str:
        """What is said of an empty cell, with how cells of a workbook come to be empty."""
        return f"{message} ({_EMPTY_IN_WORKBOOK})" if self.is_of_workbook else message


def check_values(row: Row) -> None:
    """What has a list of values, and the address of the source."""
    for field in filter(row.fields.__contains__, UNSTATED):
        read = read_value(field, row.cell(field))
        if isinstance(read, Unread):
            taken = f"; taken as {UNSTATED[field]}" if UNSTATED[field] else ""
            row.say(field, read.message + taken, read.suggestion, "warning")
    if row.cell("url") and not web_address(row.cell("url")):
        message = "is no address of the web and is left out; expected one with http:// or https"
        row.say("url", message, severity="warning")


def span_of(row: Row, read_day: ReadDay) -> tuple[date | None, date | None]:
    """The first and last day of a row; neither where it is undated or says no day."""
    if "date" in row.fields:
        read = _date(row, "date", read_day)
        if not row.cell("date"):
            row.say("date", row.empty(_UNDATED), severity="warning")
        return (read.first, read.last) if read else (None, None)
    given = [field for field in ("date_from", "date_to") if field in row.fields]
    ends = [_date(row, field, read_day) for field in given]
    spans = [end for end in ends if end and end.first and end.last]
    if not spans:
        if given and not any(map(row.cell, given)) and row.cell("date_precision") != "undated":
            row.say(given[0], row.empty(_UNDATED), severity="warning")
        return None, None
    first, last = spans[0].first, spans[-1].last
    for field in given:
        if not row.cell(field):
            row.say(field, f"empty: read as {span_text(first, last)} alone", severity="warning")
    if first and last and first > last:
        message = f"is before the first day, {row.cell('date_from')}; expected that day or a later"
        row.say("date_to", message)
        return None, None
    return first, last


def _date(row: Row, field: str, read_day: ReadDay) -> DateSpan | None:
    read = read_day(row.cell(field))
    match read:
        case DateSpan():
            if read.note:
                row.say(field, read.note, severity="warning")
            return read
        case DateQuestion():
            row.say(field, read.message)
        case Unread():
            row.say(field, read.message, read.suggestion)
        case _:
            assert_never(read)
    return None


def count_of(row: Row) -> tuple[int | None, int | None]:
    """The lowest and highest number of people that a row states; None where an end is open."""
    fields = ("count", "count_low", "count_high", "count_wording")
    field = next(filter(row.fields.__contains__, fields), "")
    if field in ("count", "count_wording"):
        read = read_count(row.cell(field))
        if isinstance(read, Unread):
            row.say(field, read.message, read.suggestion)
            return None, None
        if read.note:
            note = read.note if row.cell(field) else row.empty(read.note)
            row.say(field, note, severity="warning")
        return read.low, read.high
    ends = [_end(row, field) for field in ("count_low", "count_high")]
    low, high = ends
    if low is not None and high is not None and low > high:
        row.say("count_low", f"is more than the high, {high:,}; expected it to be less", str(high))
        row.say("count_high", f"is less than the low, {low:,}; expected it to be more", str(low))
        return None, None
    return low, high


def _end(row: Row, field: str) -> int | None:
    """One end of a count: a bare number, or nothing."""
    text = row.cell(field)
    if not text:
        return None
    read = read_count(text)
    if isinstance(read, Count) and read.low is not None and read.low == read.high:
        return read.low
    row.say(field, "is no number of people; expected one such as 50, or nothing")
    return None
