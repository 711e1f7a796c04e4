"""Spellings that only one row of a column has, and similar ones that many rows have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from refoulement.intake.gazetteer.spelling import normal
from refoulement.messages import ngettext

MANY = 4  # rows, at least, that have the usual spelling
MOST = 500  # spellings, usual or rare; a column with more holds texts of all kinds


@dataclass(frozen=True, slots=True)
class Rare:
    """What is asked about a rare spelling, and the usual one.

    `is_same`: they differ only in case, spaces and punctuation. Anything else that is nearly the
    same may be another place or publisher, which is a question.
    """

    message: str
    usual: str
    is_same: bool = False


def rare_spellings(cells: Mapping[int, str]) -> dict[int, Rare]:
    """The rare spellings among the cells of a column, by row number."""
    times = Counter(filter(None, cells.values()))
    rows = {text: number for number, text in cells.items() if times[text] == 1}
    usual = {text: _words(text) for text, many in times.items() if many >= MANY}
    by_key = {normal(text): text for text in usual}
    found = {}
    for text, number in rows.items():
        same = by_key.get(normal(text), "")
        near = same or (_near(text, usual) if max(len(rows), len(usual)) <= MOST else "")
        if near:
            message = ngettext(
                "is spelt so in this row alone, and “%(usual)s” in %(count)s row",
                "is spelt so in this row alone, and “%(usual)s” in %(count)s rows",
                times[near],
                usual=near,
            )
            found[number] = Rare(message, near, _plain(text) == _plain(near))
    return found


def _near(text: str, usual: Mapping[str, list[str]]) -> str:
    """The first usual spelling that differs in one word, and only slightly; empty if none does."""
    words = _words(text)
    for other, other_words in usual.items():
        if len(other_words) == len(words):
            pairs = zip(words, other_words, strict=True)
            differing = [pair for pair in pairs if pair[0] != pair[1]]
            if len(differing) == 1 and _are_near(*differing[0]):
                return other
    return ""


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _words(text: str) -> list[str]:
    return [normal(word) for word in text.split()]


def _are_near(one: str, other: str) -> bool:
    """Whether two words are nearly the same, with the same figures in both."""
    figures = [list(filter(str.isdecimal, word)) for word in (one, other)]
    is_latin = one.isascii() and other.isascii()  # another syllable or character makes another name
    return (
        is_latin
        and figures[0] == figures[1]
        and OSA.distance(one, other) <= _most_slips(min(len(one), len(other)))
    )


def _most_slips(length: int) -> int:
    """How many slips still leave a word recognisable: none in a short one."""
    return 0 if length < 5 else 2 if length >= 10 else 1
