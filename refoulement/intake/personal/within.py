"""Cells that hold several things, as a number and a name: each thing as a column of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

from refoulement.intake.personal.name_parts import VIETNAMESE_PLACE, bare, common

_NEARLY_ALL = 0.75  # of the cells
_FEWEST = 3  # cells in which a word can be told to stand in nearly all
_PLACES = (0, 1, 2, -1, -2)  # of a thing in its cell, from the front and from the end
_APART = re.compile(
    r"\w{1,20}://\S+|www\.\S+|[,;:/()\[\]|«»“”\"،؛、，；：（）「」【】།]+|\s[-–—]\s|\n|\sv(?:s?\.)?\s"
    r"|[^\s,;:/()（）]{0,40}\d[^\s,;:/()（）]*"
)
_APART_BUT_COMMAS = re.compile(r"[;:/()\[\]|\n]+|\s[-–—]\s|[^\s,;:/()]{0,40}\d[^\s,;:/()]*")
_SIGNS = re.compile(r"[\d*-]{6,}|[,;:/()\[\]|«»“”\"、，；：（）「」【】]+|\n")
_BLANKS = re.compile(r"(\s+)")
_EAST_ASIAN = re.compile("[가-힣ぁ-ヿ㐀-鿿]")


def columns_within(cells: Collection[str]) -> Iterator[set[str]]:
    """What stands at one place in nearly all cells, for each such place.

    Things are separated by punctuation, by numbers, by words that nearly all cells share, and in
    East Asian texts by blanks.
    """
    without = _without_shared_words(cells)
    for apart in (_APART, _APART_BUT_COMMAS):
        yield from _at_each_place([_things(cell, apart) for cell in without])


def without_shared_ending(cells: Collection[str]) -> Collection[str]:
    """Without what stands behind the last comma if it is the same in nearly all: a country."""
    endings = Counter(cell.rpartition(",")[2].strip() for cell in cells if "," in cell)
    shared, count = endings.most_common(1)[0] if endings else ("", 0)
    if len(cells) < _FEWEST or count < _NEARLY_ALL * len(cells):
        return cells
    return [cell.removesuffix(shared).rstrip(" ,") for cell in cells]


def _at_each_place(things: list[list[str]]) -> Iterator[set[str]]:
    for place in _PLACES:
        found = [one[place] for one in things if (place if place >= 0 else ~place) < len(one)]
        if len(found) >= _NEARLY_ALL * len(things):
            yield set(found)


def _things(cell: str, between: re.Pattern[str]) -> list[str]:
    is_east_asian = _EAST_ASIAN.search(cell)
    signs = _SIGNS if is_east_asian else between
    apart = [thing.strip(" .'-,") for thing in signs.split(cell)]
    if is_east_asian:
        apart = [word for thing in apart for word in thing.split() if not word[0].isdigit()]
    return [thing for thing in apart if thing]


def _without_shared_words(cells: Collection[str]) -> list[str]:
    """The cells with a slash for each word that nearly all share; words for places are kept."""
    if len(cells) < _FEWEST:
        return [*cells]
    counts = Counter(word for cell in cells for word in {*cell.split()})
    shared = {
        word
        for word, count in counts.items()
        if count >= _NEARLY_ALL * len(cells)
        and bare(word) not in common("elsewhere")
        and not VIETNAMESE_PLACE.match(word)
    }
    return [
        "".join("/" if word in shared else word for word in _BLANKS.split(cell)) for cell in cells
    ]
