"""Columns in which no cell proves anything, but all of them together are numbers of persons.

Each cell has the form of a passport, an account or a local telephone, no two are the same, and the
numbers are scattered: articles, incidents and times that follow one another share their beginning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from pathlib import Path

from refoulement.intake.personal.documents import CODE_OF_A_PLACE, DD, DDMMYY, MM, YYMMDD
from refoulement.intake.personal.headings import CONTACTS, DOCUMENTS
from refoulement.intake.personal.plates import PLATE

_MOST, _FEWEST, _FEWEST_BARE = 0.8, 2, 3  # which part of the cells; different cells
_EASTERN_MM = "(?:[024][1-9]|[135][0-2]|[68][1-9]|[79][0-2])"

#: Figures alone, of which a date of birth is a part.
_WITH_BIRTHS = (
    rf"[1-8]\d\d{MM}{DD}(?:0[1-9]|[1-4]\d|5[0-2]|70)\d{{4}}",  # Romania
    rf"{DD}{MM}(?:9\d\d|0[01]\d)\d{{6}}",  # what was Yugoslavia
    rf"{YYMMDD}(?:0[1-9]|[1-6]\d)\d{{4}}",  # Kazakhstan, Malaysia
    rf"{YYMMDD}\d{{4}}[01]8\d",  # South Africa
    rf"\d\d{_EASTERN_MM}{DD}\d{{4,5}}",  # Bulgaria, Poland, Cuba
    rf"[3-6]{YYMMDD}\d{{4}}|{DDMMYY}\d{{5}}",  # the Baltic states; Norway, Greece
    rf"[3-6]{DDMMYY}\d{{7}}|[12]{DD}{MM}(?:19|20)\d\d\d{{5}}",  # Uzbekistan, Kyrgyzstan
    rf"[23]{YYMMDD}(?:0[1-4]|[12]\d|3[1-5]|88)\d{{5}}|[23]{YYMMDD}\d{{5}}",  # Egypt, Kuwait
    rf"[1-9]\d{{5}}(?:[04][1-9]|[1256]\d|[37][01]){MM}\d{{6}}",  # Indonesia
    r"0(?:0[1-9]|[1-8]\d|9[0-6])[0-3]\d{8}",  # Vietnam
    r"19[3-9]\d{9}|(?:19|20)\d{15}",  # Sri Lanka, Bangladesh
)
#: Times have births’ form, and an hour behind them.
_TIMES = rf"(?:19|20){YYMMDD}\d*|[12]\d{MM}{DD}(?:[01]\d|2[0-3])(?:[0-5]\d){{2}}"
_DOCUMENT_FORMS = (
    r"(?:[A-ZА-ЯІЇЄΑ-Ω]{1,2}[- ]?"
    r"|[A-Z]{3})(?:№ ?)?\d{6,9}[A-Z]?(?: ?\([^()\d]{1,20}\))?",  # passports, cards
    r"\d{4} \d{6}|\d{7,8}-[\dkK]|\d{3}-\d{3}-\d{3}|[A-Z]{3}\d{7}|\d{7}[A-W][A-I]?",
    r"(?:\d{1,2}|E|N|PE)-\d{3,4}-\d{3,6}",  # Panama
    r"[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ\d]{8}\d?",  # Germany
    r"\d{9}",  # the United States, where others have a letter before them
)
_PHONE_FORMS = (
    r"\d{2,4}[-/ ]\d{6,7}|[2-9]\d{3} \d{4}|[2-9]\d{3}-\d{4}|\d{2} \d{3} \d{4}"
    r"|\d{3}[- ]\d{2}[- ]\d{2}"
    r"|\d{3} \d{2} \d{2} \d{2}|\d{3} \d{3} \d{2} \d{2}|\d{2} \d{3} \d{2} \d{2}|0[1-9]\d{7,9}"
    r"|0?9[78]\d{8}"
    r"|[6-9]\d{4} \d{5}|[5-9]\d\d[- ]\d{3}[- ]\d{3}"
    r"|[2-9]\d{7} ?(?:/ ?[2-9]\d{7})?",
)
#: Groups of figures with a dash or a space between.
_GROUPS = re.compile(r"\d{1,10}(?:[- /]\d{1,10}){2,5}")
_BARE = re.compile(r"\d{9,11}|0\d{7,8}|\d{18}")
_OF_GOODS = r"\d+0-\d"  # codes in public tenders: 79710000-4
_ISBN = re.compile(r"97[89]([- ]?\d){10}|(\d[- ]?){9}[\dX]")
_CHINESE_DISTRICT = re.compile(
    r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])([0-2]\d|3[0-4]|90)\d\d[0-5]\d\d$"
)
_YEAR = re.compile(r"(?:19\d|20[0-2])\d")
_MANY = 9  # cells: in so many, a few different beginnings may be those of passports
_SOME = 0.25  # of the cells: by chance a few numbers end like years


def numbers_of_persons(cells: Collection[str]) -> str:
    """What these different cells of a column are together; empty where nothing is sure.

    The cells are as cells.py has made them plain, with ASCII figures.
    """
    if len(cells) >= _FEWEST_BARE and _most([*cells], PLATE.pattern):
        return DOCUMENTS
    numbers = [cell for cell in cells if sum(char.isdigit() for char in cell) >= 6]
    if len(numbers) < max(_FEWEST, _MOST * len(cells)) or not _are_scattered(numbers):
        return ""
    if len(numbers) >= _FEWEST_BARE and _most(numbers, "|".join(_WITH_BIRTHS)):
        return "" if _most(numbers, _TIMES) else DOCUMENTS
    if _most(numbers, "|".join(_DOCUMENT_FORMS)) and not (
        _are_codes(numbers) or _most(numbers, _OF_GOODS)
    ):
        return DOCUMENTS
    if _most(numbers, "|".join(_PHONE_FORMS)) and not _are_amounts(numbers):
        return CONTACTS
    if _are_bare(numbers) or _are_groups(numbers):
        return DOCUMENTS
    return ""


def _most(cells: Sequence[str], pattern: str) -> bool:
    form = re.compile(pattern)
    return sum(bool(form.fullmatch(cell)) for cell in cells) >= _MOST * len(cells)


def _figures(cell: str) -> str:
    return re.sub(r"\D", "", cell)


def _are_scattered(cells: Sequence[str]) -> bool:
    """Whether the figures do not begin alike, nor end in noughts, as of what is counted on."""
    figures = sorted(map(_figures, cells))
    figures = figures[:: max(1, len(figures) // 8)]
    near = sum(one[:3] == other[:3] for one, other in pairwise(figures))
    round_ones = sum(one.endswith("00") for one in figures)
    ascending = len(figures) < 3 and re.search(r"12345|98765", figures[0])
    return near <= (len(figures) - 1) / 3 and round_ones <= len(figures) / 5 and not ascending


def _are_codes(cells: Sequence[str]) -> bool:
    """Whether all begin with the same letters, or with those of states, as P-codes do."""
    letters = {re.sub(r"[^A-ZА-ЯІЇЄΑ-Ω].*", "", cell) for cell in cells}
    if letters == {""}:
        return _most(cells, r"\d{9}") or _are_amounts(cells)
    return (
        len(letters) == 1
        or (len(cells) < _MANY and len(letters) < len(cells) / 3)
        or letters <= _STATES
        or all(re.match(CODE_OF_A_PLACE, cell) for cell in cells)
    )


def _are_amounts(cells: Sequence[str]) -> bool:
    """Whether these may be years, dates, spans, books or times instead."""
    return (
        any(map(_ISBN.fullmatch, cells))
        or sum(bool(_YEAR.match(cell) or _YEAR.search(cell[-4:])) for cell in cells)
        > _SOME * len(cells)
        or _most(cells, r"\d{8}")
        or (_most(cells, r"\d{4}-\d{3}[\dX]") and all(map(_is_serial, cells)))
    )


def _is_serial(cell: str) -> bool:
    """Whether this is the number of a journal, by its check digit."""
    figures = cell.replace("-", "")
    total = sum(
        int(figure) * weight for figure, weight in zip(figures, range(8, 1, -1), strict=False)
    )
    return "0123456789X"[-total % 11] == figures[-1]


def _are_bare(cells: Sequence[str]) -> bool:
    """Whether all have the same number of digits, and are neither times nor books."""
    return (
        len(cells) >= _FEWEST_BARE
        and len({len(cell) for cell in cells}) == 1
        and _most(cells, _BARE.pattern)
        and not all(re.match(r"1[0-7]\d{8}$", cell) for cell in cells)
        and (len({cell[0] for cell in cells}) > 1 or len(cells[0]) > 11)
        and not all(map(_CHINESE_DISTRICT.match, cells))
        and not all(map(_is_book, cells))
    )


def _is_book(cell: str) -> bool:
    """Whether this is an ISBN of ten figures, by its check digit."""
    total = sum(
        int(figure) * weight for figure, weight in zip(cell, range(10, 0, -1), strict=False)
    )
    return len(cell) == 10 and total % 11 == 0


def _are_groups(cells: Sequence[str]) -> bool:
    """Whether all have the same groups of figures, nine or more, and neither dates nor books."""
    forms = {re.sub(r"\d", "9", cell) for cell in cells}
    return (
        len(forms) == 1
        and all(map(_GROUPS.fullmatch, cells))
        and 9 <= len(_figures(next(iter(cells)))) <= 20
        and not any(map(_ISBN.fullmatch, cells))
        and not all(map(_YEAR.match, cells))
        and not re.fullmatch(r"9{1,3}( 999)+|9{1,2}[-/ ]9{1,2}[-/ ]9{2,4}", next(iter(forms)))
    )


#: Codes of states, with which codes of places begin.
_STATES = frozenset(Path(__file__).with_name("state_codes.txt").read_text(encoding="utf-8").split())
