"""Dates as people write them, in English, Korean, Chinese and in figures, as spans of days.

A date that can be read in two ways is a question, never a guess. dateutil and dateparser take the
month first in 03/04/2021, and fill in what a text omits with today's day, month and year.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from difflib import get_close_matches
from itertools import chain, product
from typing import Literal, NamedTuple, TypeAlias

from refoulement.dataset.bounds import FIRST_YEAR
from refoulement.intake.cells.date_words import ELSEWHERE, MONTH, MONTHS, UNDATED, in_figures
from refoulement.intake.cells.precision import Precision, precision_of
from refoulement.intake.cells.words import Unread, joined, plain
from refoulement.messages import gettext
from refoulement.wording import either, span_text

LONGEST = 100  # characters; also what keeps every pattern below quick

_DAY = timedelta(days=1)
_SEOUL = timezone(timedelta(hours=9))
_EXCEL_DAY_0 = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date that was read: first and last day, both included; both None if undated.

    `precision` is that of the coding guide; `note` says what was assumed, if anything, and
    `settled` who settled the order of its figures: other cells of the column, or a person.
    """

    first: date | None
    last: date | None
    precision: Precision
    note: str = ""
    settled: Literal["", "column", "person"] = ""

    @property
    def written(self) -> str:
        """The date in digits, as `read_date` reads it back; empty if undated."""
        if self.first is None or self.last is None:
            return ""
        if self.precision == "day":
            return self.first.isoformat()
        if self.precision == "month":
            return f"{self.first:%Y-%m}"
        if self.precision == "year" and self.first.month == 1:
            return f"{self.first:%Y}"
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


@dataclass(frozen=True, slots=True)
class DateQuestion:
    """A date that can be read in more than one way, with its readings."""

    readings: tuple[DateSpan, ...]

    @property
    def message(self) -> str:
        """The question, in one sentence."""
        return gettext(
            "can be read as %(dates)s; expected it like %(example)s",
            dates=_ways(self.readings),
            example=self.readings[0].written,
        )


#: The result for a text. Callers must check which of the three it is.
DateRead: TypeAlias = DateSpan | DateQuestion | Unread


class _Manner(NamedTuple):
    """One way to resolve what is ambiguous: the order of figures, the century of two digits."""

    order: str
    century: int


class _Piece(NamedTuple):
    """A date as far as one side of a span gives it. `settled`: every manner reads it the same."""

    year: int | None
    month: int | None
    day: int | None
    note: str
    settled: bool


#: The order of a date in figures, by what a person calls it.
ORDERS = {"day first": "dmy", "month first": "mdy"}
_MANNERS = [_Manner(*way) for way in product(("dmy", "mdy", "ymd"), (2000, 1900))]

_NAME = r"(?P<name>[a-z]{3,9})\.?"
_NTH = r"(?P<d>\d\d?)(?:st|nd|rd|th)?"
_PIECES = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<y>\d{4}|'\d\d)(?:(?P<s>[-./]) ?(?P<m>\d\d?)(?: ?(?P=s) ?(?P<d>\d\d?))?)?\.?",
        r"(?P<y>\d{4})–(?P<m>\d\d?)–(?P<d>\d\d?)",
        r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
        r"(?P<m>\d\d?)[-./](?P<y>\d{4})",
        r"(?P<a>\d\d?) ?(?P<s>[-./–]) ?(?P<b>\d\d?) ?(?P=s) ?(?P<c>\d{4}|\d\d)\.?",
        r"(?P<y>\d{4}|'?\d\d) ?[년年](?: ?(?P<m>\d\d?) ?[월月](?: ?(?P<d>\d\d?) ?[일日号號])?)?",
        r"(?P<m>\d\d?) ?[월月](?: ?(?P<d>\d\d?) ?[일日号號])?",
        r"(?P<d>\d\d?) ?[일日号號]",
        rf"{_NTH}(?: of)?[ ./-]?{_NAME}(?:[ ,./-]{{0,2}}(?P<y>\d{{4}}|'?\d\d))?",
        rf"{_NAME}(?:[ ./-]?{_NTH})?(?:(?:, ?|[ ./-])(?P<y>\d{{4}}|'\d\d))?",
        rf"(?P<y>\d{{4}})[ ,./-]{{1,2}}{_NAME}(?:[ ./-]{_NTH})?",
        rf"{_NTH}(?:, ?(?P<y>\d{{4}}))?",
    )
]
_OPENING = re.compile(r"(?:(?:on|in|during|from|the) |[从自由] ?)+")
_BETWEEN = re.compile(r"^between (.+) and (.+)$")
_SEPARATOR = re.compile(r" ?(?:[-–~/]|부터|에서|[至到]| (?:to|until|till|through) ) ?")
_PART_BEFORE = re.compile(
    r"(?P<word>early|mid|late|(?:the )?(?:start|beginning|middle|end) of)[ -](?:in )?(?P<rest>.+)"
)
_PART_AFTER = re.compile(
    r"(?P<rest>.+[년年월月]) ?(?P<word>초순|초|상순|중순|하순|말|初|上旬|中旬|下旬|底|末)"
)
_ABOUT = re.compile(
    r"(?:about|around|circa|c\.|ca\.|약|대략|大约|约) ?.+|.+(?:경|쯤|무렵|左右|前后)"
)
_TIME = re.compile(
    r"(?P<rest>.+?)(?:t| ?,? )(?P<early>오전|上午)?(?P<late>오후|下午)? ?"
    r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d{1,9})?)?"
    r" ?(?P<half>[ap]m)? ?(?P<zone>z|utc|gmt|[+-][01]\d:?[0-5]\d)?",
    re.ASCII,
)
# Five digits that begin with 19 or 20 are more likely a year with a digit too many.
_SERIAL = re.compile(r"(?P<days>(?:2[1-9]|[3-7]\d)\d{3})(?P<time>\.\d{1,15})?", re.ASCII)


def read_date(text: str, today: date | None = None, order: str = "") -> DateRead:
    """The days that a text names. Never raises.

    `order` is one of ORDERS, if it is known what comes first in figures. `today` is the last
    day that a date may be of, by default the day in Seoul. A two-digit year is read if only
    one from 1945 to this year fits. Anything before 1945 or in the future is Unread;
    a month or year that has begun ends today.
    """
    today = today or datetime.now(_SEOUL).date()
    words = plain(text, LONGEST)
    if isinstance(words, Unread):
        return words
    words = in_figures(" ".join(words.split()))
    if not words.strip(".") or words.strip(" .'") in UNDATED:
        return DateSpan(None, None, "undated")
    time = _TIME.fullmatch(words)
    if time is None:
        return _read(words, today, ORDERS.get(order, ""))
    read = _read(time["rest"], today, ORDERS.get(order, ""))
    return _on_its_day(read, time, today) if isinstance(read, DateSpan) else read


def _on_its_day(read: DateSpan, time: re.Match[str], today: date) -> DateRead:
    """A day that was written with a time of day.

    If the time is in another zone and it was already the next day in Korea, a
    program may have moved midnight there to the day before.
    """
    if read.precision != "day" or read.first is None:
        return _unknown()
    halved = time["half"] or time["early"] or time["late"]
    hour = int(time["hour"]) % 12 if halved else int(time["hour"])
    hour += 12 if time["half"] == "pm" or time["late"] else 0
    minutes = hour * 60 + int(time["minute"])
    if time["zone"]:
        zone = time["zone"] if time["zone"][0] in "+-" else "+0000"
        offset = int(zone[1:3]) * 60 + int(zone[-2:])
        in_seoul = minutes - (offset if zone[0] == "+" else -offset) + 9 * 60
        there = read.first + timedelta(days=in_seoul // (24 * 60))
        if there != read.first and there <= today:
            return DateQuestion((read, DateSpan(there, there, "day")))
    if minutes == 0 and not int(time["second"] or 0):
        return read
    return replace(read, note=joined(read.note, gettext("the time of day is left out")))


def _read(words: str, today: date, order: str = "") -> DateRead:
    """What a plain text without a time of day says, read in every possible manner."""
    serial = _SERIAL.fullmatch(words)
    if serial:
        day = _EXCEL_DAY_0 + timedelta(days=int(serial["days"]))
        note = gettext("read as a day number of Excel (1900 calendar)")
        return _in_time(DateSpan(day, day, "day", note), True, today)
    words = re.sub(r"(?<=^\d{4})\.0+$", "", words)
    found = list(_readings(words, order))
    if re.fullmatch(r"\d{4}\.1", words, re.ASCII):  # a spreadsheet turns 2021.10 into this
        found += _readings(f"{words}0")
    spans = {read: to_the_day for read, to_the_day in found if isinstance(read, DateSpan)}
    if not spans:
        return _why_not(words, today, [read for read, _ in found if isinstance(read, Unread)])
    years = range(FIRST_YEAR, today.year + 1)
    likely = [span for span in spans if span.first and span.first.year in years] or [*spans]
    results = [_in_time(span, spans[span], today) for span in likely]
    readings = [read for read in results if isinstance(read, DateSpan)]
    if len(results) == 1 or not readings:
        return results[0]
    if len(readings) == 1:  # the other lies in the future: no question, but not certain either
        said = gettext(
            "can be read as %(dates)s, of which only one is in the past", dates=_ways(likely)
        )
        return _expecting(said)
    return DateQuestion(tuple(replace(span, note="") for span in readings))


def _why_not(words: str, today: date, reasons: list[Unread]) -> Unread:
    """The reason that fits best why a text has no reading."""
    if _ABOUT.fullmatch(words):
        said = gettext(
            "says about when; expected days between which it was, such as 2021-06-20 to 2021-07-10"
        )
        return Unread(said)
    reason = _misspelt(words, today) or (reasons[0] if reasons else _unknown())
    if reason.suggestion and not isinstance(_read(reason.suggestion, today), DateSpan):
        return replace(reason, suggestion="")  # the other way round it is out of range
    return reason


def _misspelt(words: str, today: date) -> Unread | None:
    """A suggestion with the month that the one unknown word is nearly."""
    unknown = [word for word in re.findall(r"[a-z]{4,9}", words) if word not in MONTH]
    near = get_close_matches(unknown[0], MONTHS, cutoff=0.75) if len(unknown) == 1 else []
    if len(near) != 1 or unknown[0] in ELSEWHERE:  # a month of another language is not a slip
        return None
    for read, to_the_day in _readings(words.replace(unknown[0], near[0])):
        if isinstance(read, DateSpan) and isinstance(_in_time(read, to_the_day, today), DateSpan):
            return _expecting(gettext("names no month that we know"), read.written)
    return None


def _in_time(span: DateSpan, to_the_day: bool, today: date) -> DateSpan | Unread:
    """The span if it lies between 1945 and today. `to_the_day`: its last day was written."""
    if span.first is None or span.last is None:
        return span
    if span.first.year < FIRST_YEAR:
        return _expecting(gettext("lies before %(year)s", year=str(FIRST_YEAR)))
    if span.first > today or (span.last > today and to_the_day):
        return _expecting(gettext("lies in the future"))
    if span.last > today:
        note = joined(span.note, gettext("not over yet: read until today"))
        return replace(span, last=today, note=note)
    return span


def _readings(words: str, order: str = "") -> Iterator[tuple[DateSpan | Unread, bool]]:
    """What each manner makes of a text, and whether its last day was written."""
    words = _BETWEEN.sub(r"\1 to \2", words).removesuffix("까지").strip()
    opening = _OPENING.match(words)
    words = words[opening.end() :] if opening else words
    for manner in (way for way in _MANNERS if order in ("", way.order)):
        for left, right in chain([(words, words)], _splits(words)):
            first, last = _piece(left, manner), _piece(right, manner)
            if first and last:
                yield _between(first, last), last.day is not None
                if first.settled and last.settled:
                    return
                break


def _splits(words: str) -> Iterator[tuple[str, str]]:
    """The two sides of a text at every place where it may be split."""
    for at in _SEPARATOR.finditer(words):
        left, right = words[: at.start()], words[at.end() :]
        year = re.match(r"\d{4}(?=[-./]\d)", left, re.ASCII)
        if year and re.fullmatch(r"\d\d?([-./]) ?\d\d?\.?", right, re.ASCII):
            right = f"{year[0]}{left[4]}{right}"
        unit = re.fullmatch(r"\d\d? ?([월月일日号號])", right, re.ASCII)
        if unit and left[-1:].isdecimal() and re.search(r"[년年]", left):
            left += unit[1]
        yield left, right


def _piece(words: str, manner: _Manner) -> _Piece | None:
    """One side of a span in one manner of reading; None if it is nothing of the kind."""
    part = _PART_BEFORE.fullmatch(words) or _PART_AFTER.fullmatch(words)
    if part:
        piece = _piece(part["rest"], manner)
        if piece is None or piece.day is not None:
            return None
        note = gettext("“%(word)s” is left out: read as the whole year", word=part["word"])
        if piece.month:
            note = gettext("“%(word)s” is left out: read as the whole month", word=part["word"])
        return piece._replace(note=joined(piece.note, note))
    for pattern in _PIECES:
        match = pattern.fullmatch(words)
        piece = _piece_of(match.groupdict(), manner) if match else None
        if piece:
            return piece
    return None


def _piece_of(found: dict[str, str | None], manner: _Manner) -> _Piece | None:
    """The year, month and day in the groups of a pattern; None if this manner has none."""
    settled = "a" not in found
    if not settled:
        # A year of four digits comes last here; a pattern with the year first is another one.
        if manner.order == "ymd" and len(found["c"] or "") == 4:
            return None
        found = dict(zip(manner.order, (found["a"], found["b"], found["c"]), strict=True))
    month, day, year = found.get("m"), found.get("d"), found.get("y")
    name = found.get("name")
    if name and name not in MONTH:
        return None
    digits = (year or "").strip("'")
    is_short = len(digits) == 2
    return _Piece(
        int(digits) + (manner.century if is_short else 0) if year else None,
        MONTH[name] if name else int(month) if month else None,
        int(day) if day else None,
        _short_year(digits, manner) if is_short else "",
        settled and not is_short,
    )


def _between(first: _Piece, last: _Piece) -> DateSpan | Unread:
    """The span from one piece to another, each completed by what only the other says."""
    left = first._replace(
        year=first.year or last.year, month=first.month or (last.month if first.day else None)
    )
    right = last._replace(
        year=last.year or first.year, month=last.month or (first.month if last.day else None)
    )
    completed = (left, right) != (first, last)
    if completed and [part is None for part in left[:3]] != [part is None for part in right[:3]]:
        return _unknown()
    if left.year is None or right.year is None:
        return _expecting(gettext("has no year of four digits"))
    start, end = _days(left), _days(right)
    if start is None or end is None:
        return _expecting(gettext("is no day or month of the calendar"))
    note = joined(left.note, right.note)
    span = DateSpan(start[0], end[1], precision_of(start[0], end[1]), note)
    if start[0] > end[1]:
        swapped = DateSpan(end[0], start[1], precision_of(end[0], start[1])).written
        message = gettext("ends before it begins; expected the earlier date first")
        return Unread(message, "" if completed or note else swapped)
    return span


def _days(piece: _Piece) -> tuple[date, date] | None:
    """First and last day of a piece with a year; None if the calendar has no such day."""
    year, month, day = piece[:3]
    if not year or (day is not None and month is None):
        return None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        return None
    length = monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, length)
    return (date(year, month, day),) * 2 if 1 <= day <= length else None


def _ways(spans: Sequence[DateSpan]) -> str:
    return either([span_text(span.first, span.last) for span in spans])


def _short_year(digits: str, manner: _Manner) -> str:
    year = str(manner.century + int(digits))
    return gettext("“%(digits)s” is read as the year %(year)s", digits=digits, year=year)


def _unknown() -> Unread:
    return _expecting(gettext("cannot be read"))


def _expecting(problem: str, suggestion: str = "") -> Unread:
    """Why a text cannot be read, with examples of what can."""
    said = gettext(
        "%(problem)s; expected a date such as 2021-07-14, 14 July 2021, 2021년 7월, or 2021",
        problem=problem,
    )
    return Unread(said, suggestion)
