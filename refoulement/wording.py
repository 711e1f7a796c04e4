"""Dates and counts in plain words, and texts that are what they look like."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from refoulement.messages import Words, filled, gettext, marked

#: Words before or after a number that make it an approximate one.
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
#: Figures in words, by what is known about them.
FIGURES = Words(
    {
        "none": marked("no number given"),
        "no_statement": marked("no statements"),
        "nothing_counted": marked("no figure"),
        "exactly": marked("%(high)s"),
        "exactly_or_more": marked("%(high)s or more"),
        "about": marked("about %(high)s"),
        "about_or_more": marked("about %(high)s or more"),
        "between": marked("%(low)s to %(high)s"),
        "between_or_more": marked("%(low)s to %(high)s or more"),
        "up_to": marked("up to %(high)s"),
        "up_to_or_more": marked("up to %(high)s or more"),
    }
)
DAY = Words({"day": marked("%(day)s %(month)s %(year)s")})
#: Months by number.
MONTHS = Words(
    {
        "1": marked("January"),
        "2": marked("February"),
        "3": marked("March"),
        "4": marked("April"),
        "5": marked("May"),
        "6": marked("June"),
        "7": marked("July"),
        "8": marked("August"),
        "9": marked("September"),
        "10": marked("October"),
        "11": marked("November"),
        "12": marked("December"),
    }
)
_KEPT_CONTROLS = "\n\t"
_NO_CHARACTERS = "\ufffe\uffff"  # XML allows neither


def month_text(day: date) -> str:
    """The month of a day: July 2021."""
    return gettext("%(month)s %(year)s", month=_month(day), year=str(day.year))


def day_text(day: date) -> str:
    """A day: 14 July 2021."""
    return filled(DAY["day"], {"day": str(day.day), "month": _month(day), "year": str(day.year)})


def moment_text(moment: datetime) -> str:
    """A moment in UTC, to the minute: 14 July 2021 at 09:05 UTC."""
    return gettext(
        "%(day)s at %(time)s UTC", day=day_text(moment.date()), time=moment.strftime("%H:%M")
    )


def span_text(first: date | None, last: date | None) -> str:
    """A span, both ends included, as short as possible: July 2021; 12 to 18 July 2021."""
    if first is None or last is None:
        return gettext("undated")
    if first == last:
        return day_text(first)
    whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole_months and (first.month, last.month) == (1, 12):
        if first.year == last.year:
            return str(first.year)
        return _from_to(str(first.year), str(last.year))
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return month_text(first)
    if whole_months:
        same_year = first.year == last.year
        return _from_to(_month(first) if same_year else month_text(first), month_text(last))
    if (first.year, first.month) == (last.year, last.month):
        return _from_to(str(first.day), day_text(last))
    if first.year == last.year:
        start = gettext("%(day)s %(month)s", day=str(first.day), month=_month(first))
        return _from_to(start, day_text(last))
    return _from_to(day_text(first), day_text(last))


def _from_to(first: str, last: str) -> str:
    return gettext("%(first)s to %(last)s", first=first, last=last)


def _month(day: date) -> str:
    return MONTHS[str(day.month)]


def years_text(first: date, last: date) -> str:
    """The years of a span, in digits only: 1993–2025."""
    return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"


def either(words: Sequence[str]) -> str:
    """A choice: Tumen; Tumen, Dandong or Linjiang."""
    if len(words) == 1:
        return words[0]
    return gettext("%(first)s or %(last)s", first=", ".join(words[:-1]), last=words[-1])


def count_text(number: int, word: str) -> str:
    """A number with its noun, as the dataset card needs it: 1 pair, 2 pairs."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def capitalized(text: str) -> str:
    """A text with a capital, to begin a line."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=4096)
def is_approximate(wording: str) -> bool:
    """Whether the printed words of a count make its number an approximate one: about 50, 약 50명.

    For a range, or a number that is open, it only says that such a word occurs.
    """
    return bool(_ABOUT_BEFORE.search(wording) or _ABOUT_AFTER.search(wording))


def figure_text(low: int | None, high: int | None, open_above: bool) -> str:
    """A figure as it is printed everywhere: `1,170+`, `200–650+`, `≤ 500`, or none."""
    if high is None:
        return FIGURES["none"]
    if low is None:
        text = f"≤ {high:,}"
    elif low == high:
        text = f"{high:,}"
    else:
        text = f"{low:,}–{high:,}"
    return text + ("+" if open_above else "")


def in_words(low: int | None, high: int | None, open_above: bool, approximate: bool) -> str:
    """A figure in words: about 50; 200 to 650 or more; up to 500; no number given."""
    if high is None:
        return FIGURES["none"]
    said = "between" if low is not None else "up_to"
    if low == high:
        said = "about" if approximate else "exactly"
    values = {"low": low or 0, "high": high}
    return filled(FIGURES[f"{said}_or_more" if open_above else said], values)


def visible(text: str) -> str:
    """Text without its control and direction-changing characters; line breaks and tabs stay.

    They could make a text look like another, or move a console's cursor.
    """
    if text.isprintable():  # most text is, and then has none of these characters
        return text
    return "".join(
        char
        for char in text
        if char in _KEPT_CONTROLS
        or (char not in _NO_CHARACTERS and unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    )


def one_line(text: str) -> str:
    """Text as one line without control characters; any white space becomes one space."""
    return " ".join(visible(" ".join(text.split())).split())


def web_address(text: str) -> str:
    """The address if it is one on the web; otherwise empty."""
    return text if re.fullmatch(r"https?://[^\s<>\"]+", text) else ""
