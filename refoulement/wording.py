"""Dates and counts in the words of a person, and texts that are no more than they look."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime

_KEPT_CONTROLS = "\n\t"
_NO_CHARACTERS = "\ufffe\uffff"  # XML takes neither


def day_text(day: date) -> str:
    """A day: 14 July 2021."""
    return f"{day.day} {day:%B %Y}"


def moment_text(moment: datetime) -> str:
    """A moment in UTC, to the minute: 14 July 2021 at 09:05 UTC."""
    return f"{day_text(moment.date())} at {moment:%H:%M} UTC"


def span_text(first: date | None, last: date | None) -> str:
    """A span, both ends included, as short as it can be said: July 2021; 12 to 18 July 2021."""
    if first is None or last is None:
        return "undated"
    if first == last:
        return day_text(first)
    whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole_months and (first.month, last.month) == (1, 12):
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    if whole_months:
        start = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
        return f"{start} to {last:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_text(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {day_text(last)}"
    return f"{day_text(first)} to {day_text(last)}"


def count_text(number: int, word: str) -> str:
    """A number with its noun: 1 report, 2 reports."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def visible(text: str) -> str:
    """Text without its control and direction-changing characters; line breaks and tabs stay.

    They could make a text look like another, or move a console's cursor.
    """
    if text.isprintable():  # as most is: none of these characters then
        return text
    return "".join(
        char
        for char in text
        if char in _KEPT_CONTROLS
        or (char not in _NO_CHARACTERS and unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    )


def one_line(text: str) -> str:
    """Text as one line without control characters; white space of any kind is one space."""
    return " ".join(visible(" ".join(text.split())).split())


def web_address(text: str) -> str:
    """The address where it is one of the web; nothing otherwise."""
    return text if re.fullmatch(r"https?://[^\s<>\"]+", text) else ""
