"""One row of a visitor's file: its dates, its number of people, and fields with listed values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from refoulement.intake.cells.counts import Count
from refoulement.intake.cells.dates import ORDERS, DateQuestion, DateRead, DateSpan
from refoulement.intake.cells.values import UNSTATED, read_value
from refoulement.intake.cells.words import Unread
from refoulement.intake.day_order import in_either_order
from refoulement.intake.listing import DAY_OR_MONTH
from refoulement.messages import gettext
from refoulement.wording import span_text, web_address

_DOTTED = re.compile(r"[1-9]\d{0,2}(\.\d{3})+", re.ASCII)
_APART = re.compile(r"[\s,;|]+(?=https?://)|\s+")  # between two addresses

#: What a text says about a day, a month or a span, in the column of a field.
ReadDay = Callable[[str, str], DateRead]
#: What a text says about a number of people.
ReadCount = Callable[[str], Count | Unread]


@dataclass(frozen=True, slots=True)
class Row:
    """A row on its way through the checks.

    `fields` are the columns that are read, by field; `cell` gives the text of a field, empty
    if there is no such column; `say` reports what is wrong with it (field, message, suggestion,
    severity, candidates, cause), `mend` puts a suggestion into a cell that was reported already.
    `has_dotted_thousands`: the column of counts proves that its full stops separate thousands.
    """

    fields: Mapping[str, int]
    cell: Callable[[str], str]
    say: Callable[..., None]
    mend: Callable[[str, str], None]
    is_of_workbook: bool
    has_dotted_thousands: bool = False

    def empty(self, message: str) -> str:
        """The message about an empty cell, with how cells of a workbook come to be empty."""
        if not self.is_of_workbook:
            return message
        return gettext(
            "%(message)s. Merged cells are empty but for the first, and so are formulas that "
            "nobody has computed.",
            message=message.rstrip("."),
        )


def check_values(row: Row) -> None:
    """Check the fields with listed values, and the address of the source."""
    for field in filter(row.fields.__contains__, UNSTATED):
        read = read_value(field, row.cell(field))
        if isinstance(read, Unread):
            said = read.message
            if UNSTATED[field]:
                said = gettext(
                    "%(message)s; taken as %(value)s", message=said, value=UNSTATED[field]
                )
            row.say(field, said, "", "warning", asked(read))
    stated = row.cell("url")
    used = first_address(stated)
    if stated != used:
        said = gettext("More than one address; the first is used")
        if not used:
            said = gettext(
                "Not a web address, so it is left out; expected one that begins with https:// or "
                "http://"
            )
        row.say("url", said, severity="warning")


def first_address(text: str) -> str:
    """The first of the web addresses in a cell; empty if there is none."""
    return next(filter(None, map(web_address, _APART.split(text))), "")


def span_of(row: Row, read_day: ReadDay) -> tuple[date | None, date | None]:
    """The first and last day of a row; neither if it is undated or names no day."""
    if "date" in row.fields:
        read = _date(row, "date", read_day)
        if not row.cell("date"):
            row.say("date", row.empty(_undated()), severity="warning")
        return (read.first, read.last) if read else (None, None)
    given = [field for field in ("date_from", "date_to") if field in row.fields]
    ends = [_date(row, field, read_day) for field in given]
    spans = [end for end in ends if end and end.first and end.last]
    if not spans:
        if given and not any(map(row.cell, given)) and row.cell("date_precision") != "undated":
            row.say(given[0], row.empty(_undated()), severity="warning")
        return None, None
    first, last = spans[0].first, spans[-1].last
    for field in given:
        if not row.cell(field):
            said = gettext("empty: read as %(dates)s alone", dates=span_text(first, last))
            row.say(field, said, severity="warning")
    if first and last and first > last:
        message = gettext(
            "is before the first day, %(day)s; expected that day or a later one",
            day=row.cell("date_from"),
        )
        row.say("date_to", message, cause=gettext("ends before it begins"))
        return None, None
    return first, last


def _undated() -> str:
    return gettext("empty: read as undated, which no range of dates matches")


def _date(row: Row, field: str, read_day: ReadDay) -> DateSpan | None:
    read = read_day(field, row.cell(field))
    match read:
        case DateSpan():
            if read.settled == "column":
                row.say(field, read.note, read.written, "warning", cause=read.note)
            elif read.note:
                row.say(field, read.note, severity="warning")
            if read.settled == "person":
                row.mend(field, read.written)
            return read
        case DateQuestion() if in_either_order(read):
            row.say(field, read.message, candidates=tuple(ORDERS), cause=DAY_OR_MONTH)
        case DateQuestion():
            ways = tuple(span.written for span in read.readings)
            cause = gettext("can be read in two ways")
            row.say(field, read.message, candidates=ways, cause=cause)
        case Unread():
            row.say(field, read.message, candidates=asked(read))
        case _:
            assert_never(read)
    return None


def prove_dotted_thousands(cells: Iterable[str]) -> bool:
    """Whether a column has 1.234.567, and no full stop that separates anything else."""
    dotted = [cell for cell in cells if "." in cell]
    return all(map(_DOTTED.fullmatch, dotted)) and any(cell.count(".") > 1 for cell in dotted)


def count_of(row: Row, read_count: ReadCount) -> tuple[int | None, int | None]:
    """The lowest and highest number of people that a row states; None for an open end."""
    fields = ("count", "count_low", "count_high", "count_wording")
    field = next(filter(row.fields.__contains__, fields), "")
    if field in ("count", "count_wording"):
        text = row.cell(field)
        if row.has_dotted_thousands and "." in text:
            text = text.replace(".", "")
            message = gettext(
                "The full stop separates thousands, as other cells of the column show"
            )
            row.say(field, message, text, "warning", cause=message)
        read = read_count(text)
        if isinstance(read, Unread):
            row.say(field, read.message, candidates=asked(read))
            return None, None
        if read.note:
            note = read.note if row.cell(field) else row.empty(read.note)
            row.say(field, note, severity="warning")
        return read.low, read.high
    ends = [_end(row, field, read_count) for field in ("count_low", "count_high")]
    low, high = ends
    if low is not None and high is not None and low > high:
        message = gettext("is more than the high, %(high)s; expected it to be less", high=high)
        row.say("count_low", message, cause=gettext("is more than the high"))
        return None, None
    return low, high


def asked(read: Unread) -> tuple[str, ...]:
    """What a text that cannot be read may mean, for a question."""
    return (read.suggestion,) if read.suggestion else ()


def _end(row: Row, field: str, read_count: ReadCount) -> int | None:
    """One end of a count: a bare number, or nothing."""
    text = row.cell(field)
    if not text:
        return None
    read = read_count(text)
    if isinstance(read, Count) and read.low is not None and read.low == read.high:
        return read.low
    row.say(field, gettext("is not a number of people; expected one such as 50, or nothing"))
    return None
