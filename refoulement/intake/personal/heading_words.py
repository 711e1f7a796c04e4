"""The words of heading_words.txt in the name of a column.

They are of scripts without capitals, some of which have no blanks between words either.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from refoulement.intake.personal.name_parts import word_lists

FILE = Path(__file__).with_name("heading_words.txt")
_WITH_BLANKS = re.compile(r"[ऀ-৿؀-ۿሀ-፿]")  # Devanagari, Bengali, Arabic, Ethiopic letters
_APART = re.compile(r"[\s_\-/()\[\].,:;|]+")


def kinds_of_words(name: str) -> set[str]:
    """Of which kinds a word is in this name; `only_name` where it is just a word for names."""
    if name.isascii():
        return set()
    whole, words = _bare(name), {_bare(word) for word in _APART.split(name)}
    found = {kind for kind, listed in _listed().items() if any(word in whole for word in listed)}
    if "no" in found and not any(_stands_alone(word, whole, words) for word in _listed()["no"]):
        found.remove("no")
    return found | ({"only_name"} if whole in _listed()["name"] else set())


def _stands_alone(word: str, whole: str, words: set[str]) -> bool:
    """Whether a word for a place is a word of its own: देश (country) is not, in विदेशी (foreign)."""
    return word in words if _WITH_BLANKS.match(word) else word in whole


def _bare(text: str) -> str:
    """Without blanks and punctuation, but with the vowels of Indic scripts, which are marks."""
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in kept if unicodedata.category(char)[0] in "LMN")


@cache
def _listed() -> dict[str, frozenset[str]]:
    return word_lists(FILE, _bare)
