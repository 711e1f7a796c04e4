"""What a cell means where our field has a list of values: in words of three languages.

The words are in values.csv, one row a value, `; ` between words of one language. To
teach one more, add it there: case, spaces and punctuation do not matter.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from refoulement.intake.cells.words import Unread

VALUES = Path(__file__).with_name("values.csv")

#: The fields that have a list, and what a row that gives no value of it is taken to say.
UNSTATED = {
    "measure": "other",
    "basis": "",  # as the measure has it
    "place_role": "not_stated",
    "population": "escapees",
    "read_as": "not_stated",
    "status": "current",
    "language": "und",
}
_CODE = re.compile(r"[a-z]{2}")
_LONGEST = 100
_NEAR = 80  # of 100, by rapidfuzz


@lru_cache(maxsize=10_000)
def read_value(field: str, text: str) -> str | Unread:
    """The value of the field that a cell names; that of UNSTATED for an empty cell.

    A language may also be any code of two letters.
    """
    plain = _plain(text[:_LONGEST])
    if not plain:
        return UNSTATED[field]
    known = _by_word()[field]
    if plain in known and len(text) <= _LONGEST:
        return known[plain]
    if field == "language" and _CODE.fullmatch(text.strip().casefold()):
        return text.strip().casefold()
    near = process.extractOne(plain, known.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    # Each value once: the words for it are in values.csv.
    expected = " or ".join(dict.fromkeys(known.values()))
    return Unread(f"is not known here; expected {expected}", known[near[0]] if near else "")


@lru_cache(maxsize=1)
def _by_word() -> dict[str, dict[str, str]]:
    """Of each field, the value by every word for it, in its plain form."""
    words: dict[str, dict[str, str]] = {}
    with VALUES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            of_field = words.setdefault(row["field"], {})
            for language in ("english", "korean", "chinese"):
                for word in (row["value"], *row[language].split("; ")):
                    of_field[_plain(word)] = row["value"]
    return words


def _plain(word: str) -> str:
    return "".join(filter(str.isalnum, word.casefold()))
