"""A spelling that one row of a column has, and much like it one that many have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from refoulement.intake.gazetteer.spelling import letters, most_slips, normal

MANY = 4  # rows that have the usual spelling, at least
MOST = 500  # spellings, usual or rare; a column with more holds texts of all kinds


@dataclass(frozen=True, slots=True)
class Rare:
    """What is asked of a rare spelling; the usual one as a suggestion where they are the same text.

    The same are they but for case, accents, spaces and punctuation. What else is nearly
    the same may be another place or publisher, which is a question.
    """

    message: str
    suggestion: str = ""


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
            message = f"is spelt so in this row alone, and “{near}” in {times[near]:,} rows"
            found[number] = Rare(message if same else f"{message}: is it the same?", same)
    return found


def _near(text: str, usual: Mapping[str, list[str]]) -> str:
    """The first usual spelling of which this one differs in one word, and hardly; or nothing."""
    words = _words(text)
    for other, other_words in usual.items():
        if len(other_words) == len(words):
            pairs = zip(words, other_words, strict=True)
            differing = [pair for pair in pairs if pair[0] != pair[1]]
            if len(differing) == 1 and _are_near(*differing[0]):
                return other
    return ""


def _words(text: str) -> list[str]:
    return [letters(normal(word)) for word in text.split()]


def _are_near(one: str, other: str) -> bool:
    """Whether two words are nearly one, with the same figures in both."""
    figures = [list(filter(str.isdecimal, word)) for word in (one, other)]
    return figures[0] == figures[1] and OSA.distance(one, other) <= most_slips(
        min(one, other, key=len)
    )
