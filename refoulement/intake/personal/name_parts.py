"""Parts of names of persons: those that scripts/build_names.py keeps, and lists of our own."""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("names.txt.gz")
OWN = Path(__file__).with_name("common_names.txt")
APART = "\n\n"

#: How much a text looks like the name of a person, from none to one that has a common part.
NO_NAME, SHAPED, AMBIGUOUS, WEAK, KNOWN = range(5)

#: Their accents tell them from names: Dương is a person, đường a street.
VIETNAMESE_PLACE = re.compile(
    r"(đường|quận|huyện|phường|xã|thôn|tỉnh|chợ|bệnh viện|trường|tháng|thành phố)\b", re.IGNORECASE
)
_BETWEEN = re.compile(r"[\s,.'’ʻʼ·・་־‐-―-]+")
#: Persian, Urdu and Kurdish write some letters otherwise than Arabic; Latin has some of its own.
_SPELLINGS = str.maketrans(
    {
        **dict.fromkeys("ىیېے", "ي"),
        **dict.fromkeys("ةۀەھ", "ه"),
        **{"ک": "ك", "ٱ": "ا", "ł": "l", "đ": "d", "ø": "o", "ı": "i"},
        **{"ß": "ss", "æ": "ae", "œ": "oe", "ə": "e"},
    }
)
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u0640"))


class NameParts(NamedTuple):
    """Parts of names, those that are also a town or a word, and longer names of places."""

    alone: frozenset[str]
    ambiguous: frozenset[str]
    places: frozenset[str]


@lru_cache(maxsize=1)
def name_parts() -> NameParts:
    """Those of the file, some 60,000, as `parts` writes them."""
    text = gzip.decompress(FILE.read_bytes()).decode()
    return NameParts(*(frozenset(one.split("\n")) for one in text.split(APART)))


@lru_cache(maxsize=1)
def _own() -> dict[str, frozenset[str]]:
    return word_lists(OWN, bare)


def word_lists(path: Path, fold: Callable[[str], str]) -> dict[str, frozenset[str]]:
    """Folded words by kind, of a file with lines “kind: word word”; _ in a word is a blank."""
    kinds: dict[str, frozenset[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, colon, words = line.partition(": ")
        if colon and not line.startswith("#"):
            folded = {fold(word.replace("_", " ")) for word in words.split()}
            kinds[kind] = kinds.get(kind, frozenset()) | folded
    return kinds


def common(kind: str) -> frozenset[str]:
    """The words of one kind in common_names.txt, as `bare` writes them."""
    return _own()[kind]


def parts(text: str) -> list[str]:
    """The words of a name, bare, without what joins them; no initials."""
    return [part for part in _BETWEEN.split(bare(text)) if len(part) > 1 or part >= "ㄱ"]


def plain(text: str) -> str:
    """A text in one width, without marks that are not seen."""
    return unicodedata.normalize("NFKC", text).translate(_UNSEEN).strip()


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A text in small letters without accents, Persian letters as Arabic has them."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char for char in folded if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", kept).translate(_SPELLINGS)
