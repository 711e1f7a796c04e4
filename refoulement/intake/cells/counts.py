"""Counts as people word them, in English, Korean, Chinese and figures, as lowest and highest.

Only a wording that is known as a whole is read: anything else is reported, and no number
is picked out of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from typing import Literal, TypeAlias

from refoulement.intake.cells.numerals import numerals
from refoulement.intake.cells.words import Unread, joined, listed, plain
from refoulement.messages import gettext
from refoulement.wording import figure_text

LONGEST = 200  # characters; also what keeps every pattern below quick
MOST_PEOPLE = 10_000_000
FARTHEST = 100  # the high over the low of a span: 5 to 6백 is 500 to 600, and not 5 to 600


@dataclass(frozen=True, slots=True)
class Count:
    """A count that was read, in people.

    `low` alone: open above; `high` alone: open below; both None: no number is stated.
    `wording` is the text as it was given; `note` says what was assumed, if anything.
    """

    low: int | None
    high: int | None
    wording: str
    note: str = ""


#: The result for a text. Callers must check which of the two it is.
CountRead: TypeAlias = Count | Unread

Bound = Literal["about", "least", "most"]


@dataclass(frozen=True, slots=True)
class _Side:
    """One number with what is said about it; the number is None for “hundreds”, “many” etc."""

    number: int | None
    bound: Bound
    note: str = ""


_BEFORE: Mapping[Bound, str] = {
    "about": (
        "about|around|roughly|some|nearly|almost|approximately|approx.|approx|circa|ca.|ca|c."
        "|~|≈|only|just|reportedly|an estimated|estimated|a total of|total of|total|all|the"
        "|약|대략|거의|근|총|모두|불과|한|大约有|大约|约有|约|大概|将近|接近|近|几乎|共有|共|仅|有"
    ),
    "least": (
        "at least|more than|no fewer than|not fewer than|no less than|not less than|over|above"
        "|upwards of|in excess of|a minimum of|minimum of|minimum|min.|>=|≥|>"
        "|최소한|최소|적어도|至少有|至少|超过|多于|不少于|不下|逾|起码|最少"
    ),
    "most": (
        "up to|as many as|at most|no more than|not more than|fewer than|less than|under|below"
        "|a maximum of|maximum of|maximum|max.|<=|≤|<"
        "|최대한|최대|많아야|많게는|最多|不超过|至多|少于|不足|不到|高达|多达"
    ),
}
_AFTER: Mapping[Bound, str] = {
    "about": (
        "or so|approximately|approx.|in total|in all|total|altogether|reportedly|estimated"
        "|가량|정도|쯤|안팎|내외|가까이|左右|上下"
    ),
    "least": "+|plus|-plus|odd|-odd|or more|and more|and over|여|이상|초과|넘는|넘게|以上|多|余",
    "most": "or fewer|or less|and under|이하|미만|까지|以下|以内|之内",
}
_PEOPLE = (
    "people|persons|person|individuals|escapees|escapee|defectors|defector|refugees|refugee"
    "|returnees|detainees|north koreans|north korean|men and women|of them"
    "|명|인|사람|탈북민|탈북자|북한이탈주민|북한 주민|북한인|人|名|位|脱北者|逃北者|难民|朝鲜人"
)
_SOME_PEOPLE = (
    "women|woman|men|girls|boys|children|females|males|babies|minors"
    "|여성|남성|여자|남자|어린이|아동|아이|女性|妇女|女子|男性|男子|儿童|孩子"
)
_NO_NUMBER = listed(
    "hundreds|dozens|scores|tens|thousands|hundreds of|dozens of|scores of|thousands of"
    "|tens of|tens of thousands|tens of thousands of|hundreds of thousands"
    "|hundreds of thousands of|many|many others|several|several hundred|several hundreds"
    "|several dozen|several thousand|some|others|other|a few|few|a few dozen|a few hundred"
    "|no number given|not counted|numerous|multiple|various|a group|a group of|groups"
    "|a number|a number of|a small number|a small number of|a large number|a large number of"
    "|a significant number|a significant number of|small-scale|large-scale|a handful"
    "|unknown|not known|not stated|unspecified|undisclosed|no number|n/a|na|nan|null|-|–|?"
    "|수백|수십|수천|수만|수백여|수십여|수천여|다수|소수|여러|몇|몇몇|몇십|몇백|일부|상당수|대규모"
    "|소규모|미상|불명|알 수 없음|数百|数十|数千|数万|多人|多名|若干|许多|很多|一些"
    "|几十|几百|几千|部分|大批|一批|不详|不明|未知|少数"
)
_SIMPLIFIED = str.maketrans("約兩數餘過於無難將達萬幾許詳脫鮮", "约两数余过于无难将达万几许详脱鲜")
_NOTHING = listed("no one|nobody|none|nil|zero|no|없음|영|무|无|零")

_GROUPED = re.compile(r"\d{1,3}(?:([, ])\d{3})(?:\1\d{3})*|\d+", re.ASCII)
_WHOLE_DECIMAL = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)\.0{1,2}", re.ASCII)
_DOTTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII)
_TIMES = re.compile(
    r"(?P<digits>\d{1,4}(?:\.\d{1,2})?) ?(?P<unit>hundred|thousand|k|[백천만百千万])", re.ASCII
)
_HANGUL_SUM = re.compile(
    r"(?:(\d{1,3})만)? ?(?:(\d)천)? ?(?:(\d)백)? ?(?:(\d)십)? ?(?P<rest>\d{1,4})?", re.ASCII
)
_UNITS = {
    **{"hundred": 100, "thousand": 1000, "k": 1000, "백": 100, "천": 1000, "만": 10_000},
    **{"百": 100, "千": 1000, "万": 10_000},
}
_SPANS = [
    re.compile(pattern)
    for pattern in (
        r"between (.+?) and (.+)",
        r"from (.+?) to (.+)",
        r"[从從] ?(.+?) ?[到至] ?(.+)",
        r"(.+?) ?(?:에서|부터) ?(.+?) ?까지",
        r"(.+?)(?: to |-to-| - | ?(?:에서|[到至–~]) ?)(.+)",
        r"(.+?)-(.+)",
    )
]
_LEAST_AND_MOST = re.compile(r"(.*?\d\S*?)(?:, ?| and | but | )(?=\D)(.+)")
# Two spaces separate two numbers; one may separate thousands.
_PARTED = re.compile(r"[;()\[\]]|(?<=\d) {2,}(?=\d)")
_RATE = re.compile(
    r"\b(?:a|per|each|every) (?:\w+ )?(?:day|week|month|year)s?\b|/ ?(?:day|week|month|year)"
    r"|매일|매주|매월|매달|매년|하루|每[天日周月年]"
)
_FAMILIES = re.compile(r"famil(?:y|ies)|households?|가구|가족|세대|家庭|[户戶]$")
_DAY = re.compile(r"\d{1,2}[- ][a-z]{3}|[a-z]{3}[- ]\d{1,2}|\d{4}-\d\d-\d\d.*", re.ASCII)


def read_count(text: str) -> CountRead:
    """The number of people that a text states, by the table of the coding guide. Never raises.

    A text of several parts (with a bracket or semicolon) is read if all parts that
    hold a number say the same.
    """
    words = plain(text, LONGEST)
    if isinstance(words, Unread):
        return words
    if not words:
        return Count(None, None, text, gettext("empty: read as a group without a number"))
    words = words.translate(_SIMPLIFIED)
    parts = [part for part in map(_trimmed, _PARTED.split(words)) if part]
    reads = [(part, _read(part, text)) for part in parts]
    counts = [read for _, read in reads if isinstance(read, Count)]
    rest = [part for part, read in reads if isinstance(read, Unread)]
    in_the_way = [part for part in rest if _QUALIFIES.search(part)]
    if not counts or in_the_way or words.startswith("("):  # (50) is how some write -50
        first = (in_the_way or rest or [words])[0]
        return dict(reads).get(first) or _read(first, text)
    if len({(count.low, count.high) for count in counts}) > 1:
        return _expecting(gettext("gives more than one count"))
    left_out = gettext("a part of the wording is left out") if rest else ""
    return replace(counts[0], note=joined(counts[0].note, left_out))


def _trimmed(part: str) -> str:
    """A part of a text without the quotation marks around it and the full stop at its end."""
    return " ".join(part.split()).strip(" \"'").rstrip(" .")


def _read(words: str, wording: str) -> CountRead:
    """One part of a text: one number, or a span between two."""
    side = _side(words)
    if side:
        low = side.number if side.bound != "most" else None
        high = side.number if side.bound != "least" else None
        return _sound(Count(low, high, wording, side.note))
    for pattern in (*_SPANS, _LEAST_AND_MOST):
        parted = pattern.fullmatch(words)
        one, other = map(_side, parted.groups()) if parted else (None, None)
        if one and other and (pattern in _SPANS or (one.bound, other.bound) == ("least", "most")):
            return _span(one, other, wording)
    return _unread(words)


def _span(one: _Side, other: _Side, wording: str) -> CountRead:
    """From one number to another: both plain, or the first a minimum and the second a maximum."""
    bounds = (one.bound, other.bound)
    if bounds not in (("about", "about"), ("least", "most")):
        return _expecting(gettext("gives a span and a bound"))
    if one.number is None or other.number is None:
        if one.number is other.number:
            return Count(None, None, wording)
        return _expecting(gettext("gives half a span"))
    note = joined(one.note, other.note)
    count = _sound(Count(one.number, other.number, wording, note))
    if isinstance(count, Unread):
        return count
    if one.number > other.number:
        # 150-60 may mean 150 to 160.
        same_length = len(str(one.number)) == len(str(other.number))
        swapped = figure_text(other.number, one.number, open_above=False)
        said = gettext("has its higher number first; expected the lower one first")
        return Unread(said, swapped if same_length else "")
    if other.number >= FARTHEST * one.number:
        said = gettext("has numbers too far apart for a span; expected both written out in digits")
        return Unread(said)
    return count


def _sound(count: Count) -> CountRead:
    """The count, if there can be so many people."""
    for number in (count.low, count.high):
        if number == 0:
            return Unread(_nobody())
        if number is not None and number > MOST_PEOPLE:
            said = gettext(
                "is too high; expected a number of people up to %(most)s", most=MOST_PEOPLE
            )
            return Unread(said)
    return count


def _alternatives(words: str) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(listed(words), key=len, reverse=True)))


def _bounds(phrases: Mapping[Bound, str]) -> str:
    return "|".join(f"(?P<{bound}>{_alternatives(words)})" for bound, words in phrases.items())


# A word of Latin letters ends where the letters do; Hangul and hanzi are written together.
_FIRST = re.compile(rf"(?:{_bounds(_BEFORE)})(?:(?<![a-z])|(?![a-z])) ?")
_LAST = re.compile(
    rf" ?(?:(?<![a-z])|(?![a-z]))(?:{_bounds(_AFTER)}"
    rf"|(?P<people>{_alternatives(_PEOPLE)})|(?P<some>{_alternatives(_SOME_PEOPLE)}))$"
)
# What must not be dropped beside a count: numbers, bounds, rates, families.
_QUALIFIES = re.compile(
    rf"\d|(?<![a-z])(?:{_alternatives(_BEFORE['least'])}|{_alternatives(_BEFORE['most'])})(?![a-z])"
    rf"|{_alternatives(_AFTER['least'])}|{_alternatives(_AFTER['most'])}"
    rf"|{_RATE.pattern}|{_FAMILIES.pattern}"
)
_FIRST_PEOPLE = re.compile(
    r"(?:탈북민|탈북자|북한이탈주민|북한 주민|(?P<some>(?:탈북 )?여성|남성|어린이|아동)) ?(?=.)"
)


def _side(words: str) -> _Side | None:
    """A number with the words around it; None if a word is not known."""
    said, note = set[str](), ""
    while words not in _NO_NUMBER:
        number, assumed = _number(words)
        if number is not None:
            return _bounded(number, said, joined(note, assumed))
        last = _LAST.search(words)
        found = last or _FIRST.match(words) or _FIRST_PEOPLE.match(words)
        if found is None:
            return None
        words = words[: found.start()] if found is last else words[found.end() :]
        said |= {kind for kind, word in found.groupdict().items() if word}
        if found.groupdict().get("some"):
            note = gettext("counts “%(who)s”: are they part of a larger group?", who=found["some"])
    return _bounded(None, said, note)


def _bounded(number: int | None, said: set[str], note: str) -> _Side | None:
    """A number with its bound; None if what is said of it contradicts itself."""
    if {"least", "most"} <= said:
        return None
    return _Side(
        number, "least" if "least" in said else "most" if "most" in said else "about", note
    )


def _number(words: str) -> tuple[int | None, str]:
    """A whole number in digits, words or both, and what was assumed; None if it is none."""
    grouped = _GROUPED.fullmatch(words)
    if grouped:
        is_spaced = grouped[1] == " "
        note = gettext("the space is read as a thousands separator") if is_spaced else ""
        return int(re.sub("[, ]", "", words)), note
    decimal = _WHOLE_DECIMAL.fullmatch(words)
    if decimal:
        return int(decimal[1].replace(",", "")), ""
    times = _TIMES.fullmatch(words)
    if times:
        product = Decimal(times["digits"]) * _UNITS[times["unit"]]
        return (int(product), "") if product == int(product) else (None, "")
    in_sum = _sum(words)
    if in_sum is not None:
        return in_sum, ""
    spoken = re.sub("^an? ", "one ", words.replace("-", " ").replace(" and ", " "))
    return numerals().get(spoken.replace("两", "二")), ""


def _sum(words: str) -> int | None:
    """A number such as 2천600 or 1만2천, its figures mixed with Korean ones."""
    found = _HANGUL_SUM.fullmatch(words)
    if not found or not any(found.groups()[:4]):
        return None
    units = (10_000, 1000, 100, 10)
    smallest = min(unit for unit, digit in zip(units, found.groups(), strict=False) if digit)
    rest = int(found["rest"] or 0)
    total = sum(int(digit or 0) * unit for unit, digit in zip(units, found.groups(), strict=False))
    return total + rest if rest < smallest else None


def _unread(words: str) -> Unread:
    """What is wrong with a text without a count, as precisely as it can be told."""
    if words in _NOTHING:
        return Unread(_nobody())
    if _RATE.search(words):
        said = gettext("is a rate, not a count; expected the number of people of one event")
        return Unread(said)
    if _FAMILIES.search(words):
        return Unread(gettext("counts families; expected the number of people"))
    if _DAY.fullmatch(words):
        said = gettext("reads like a date, into which spreadsheets turn a span such as 10-12")
        return _expecting(said)
    if _DOTTED.fullmatch(words):
        # 1.170 people can only be thousands; 325.000 may be 325.
        digits = "" if words.endswith(".000") else words.replace(".", "")
        said = gettext("may hold thousands or decimals; expected digits without a full stop")
        return Unread(said, _if_read(digits))
    if re.fullmatch(r"-\d+", words):
        return Unread(gettext("is below zero; expected a number above 0"))
    if re.fullmatch(r"\d*[.,]\d+(?:e[+-]?\d+)?", words):
        said = gettext("is not a whole number; expected a number of people in plain digits")
        return Unread(said)
    return _expecting(gettext("cannot be read"), _near(words))


def _nobody() -> str:
    return gettext("counts nobody; expected a number above 0")


def _expecting(problem: str, suggestion: str = "") -> Unread:
    """Why a text cannot be read, with examples of what can."""
    said = gettext(
        "%(problem)s; expected a count such as 50, about 50, at least 50, up to 50, 50-60, or "
        "hundreds",
        problem=problem,
    )
    return Unread(said, suggestion)


def _near(words: str) -> str:
    """The same count with the unknown word before it replaced by a similar one; else empty."""
    found = re.fullmatch(r"(?P<word>[a-z]{2,12}(?: [a-z]{2,12})?) (?P<number>[\d,]+)", words)
    known = [phrase for phrases in _BEFORE.values() for phrase in listed(phrases)]
    near = get_close_matches(found["word"], known, n=1, cutoff=0.8) if found else []
    corrected = f"{near[0]} {found['number']}" if found and near else ""
    return _if_read(corrected)


def _if_read(suggestion: str) -> str:
    """The suggestion if it can be read as a number of people; else empty."""
    side = _side(suggestion)
    number = side.number if side else None
    return suggestion if number and number <= MOST_PEOPLE else ""
