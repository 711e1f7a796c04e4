"""What a cell means if its field has a list of values: in words of three languages.

The words are in values.csv, one row per value, with `; ` between words of one language. To
teach a new one, add it there: case, spaces and punctuation do not matter.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from refoulement.intake.cells.words import Unread
from refoulement.messages import gettext, language
from refoulement.wording import either

VALUES = Path(__file__).with_name("values.csv")

#: The fields that have a list, and the value assumed for a row that gives none.
UNSTATED = {
    "measure": "other",
    "basis": "",  # that of the measure
    "place_role": "not_stated",
    "population": "escapees",
    "read_as": "not_stated",
    "status": "current",
    "language": "und",
}
_CODE = re.compile(r"[a-z]{2}")
_LONGEST = 100
_SHORTEST_NEAR = 5  # letters that a word needs for another to be a slip of it


def read_value(field: str, text: str) -> str | Unread:
    """The value of the field that a cell names; that in UNSTATED for an empty cell.

    A language may also be any two-letter code.
    """
    return _read_once(field, text, language())


@lru_cache(maxsize=10_000)
def _read_once(field: str, text: str, _language: str) -> str | Unread:
    plain = _plain(text[:_LONGEST])
    if not plain:
        return UNSTATED[field]
    known = _by_word()[field]
    if plain in known and len(text) <= _LONGEST:
        return known[plain]
    if field == "language" and _CODE.fullmatch(text.strip().casefold()):
        return text.strip().casefold()
    is_latin = plain.isascii() and len(plain) >= _SHORTEST_NEAR
    words = _long_words(field) if is_latin else ()
    near = process.extractOne(plain, words, scorer=OSA.distance, score_cutoff=1)
    # Each value once: the words for it are in values.csv.
    expected = either([*dict.fromkeys(known.values())])
    said = gettext("is not known here; expected %(values)s", values=expected)
    return Unread(said, known[near[0]] if near else "")


@lru_cache(maxsize=1)
def _by_word() -> dict[str, dict[str, str]]:
    """For each field, the value of every word for it, by the word's plain form."""
    words: dict[str, dict[str, str]] = {}
    with VALUES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            of_field = words.setdefault(row["field"], {})
            for language in ("english", "korean", "chinese"):
                for word in (row["value"], *row[language].split("; ")):
                    of_field[_plain(word)] = row["value"]
    return words


@lru_cache(maxsize=20)
def _long_words(field: str) -> tuple[str, ...]:
    """The words of a field that are long enough for another to be a slip of them."""
    return tuple(word for word in _by_word()[field] if len(word) >= _SHORTEST_NEAR)


def _plain(word: str) -> str:
    return "".join(filter(str.isalnum, word.casefold()))
