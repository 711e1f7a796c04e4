"""Dates and counts in the words of a person, and texts that are no more than they look."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache

#: Words that make a number an approximate one, before it or after it.
_ABOUT_BEFORE = re.compile(
    r"(?:\b(?:about|around|some|nearly|almost|roughly|approximately|approx\.?|circa|ca?\."
    r"|close to|an estimated|unos|unas|cerca de|casi|alrededor de|aproximadamente)\s+"
    r"|(?<![\d천만명])[~≈]\s?"
    r"|(?<![가-힣])(?:약|대략|거의)\s?|(?:約|约|およそ|ほぼ|大约|大約|大概|将近|將近|接近|近)\s?)"
    r"(?=[\d一二三四五六七八九十百千万萬数백천만]"
    r"|(?:a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety)(?:[\s-]|$))",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(
    r"[\d백천만십百千万十]\s?(?:명|인|人|名|사람)?\s?"
    r"(?:가량|안팎|전후|내외|정도|쯤|가까이|前後|前后|左右|上下|程度|ほど|くらい|ぐらい)"
)
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


@lru_cache(maxsize=4096)
def is_approximate(wording: str) -> bool:
    """Whether the printed words of a count make its number an approximate one: about 50, 약 50명.

    Of a range, or of a number that is open, it says only that such a word stands in it.
    """
    return bool(_ABOUT_BEFORE.search(wording) or _ABOUT_AFTER.search(wording))


def in_words(low: int | None, high: int | None, open_above: bool, approximate: bool) -> str:
    """A figure in words: about 50; 200 to 650 or more; up to 500; no number."""
    if high is None:
        return "no number"
    if low is None:
        said = f"up to {high:,}"
    elif low == high:
        said = f"about {high:,}" if approximate else f"{high:,}"
    else:
        said = f"{low:,} to {high:,}"
    return said + (" or more" if open_above else "")


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
