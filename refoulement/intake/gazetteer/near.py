"""Names one slip away from what somebody wrote: asked about, and never taken for it.

A name in hanzi or Hangul that differs in one character is another place, and so is a short
Latin one. `python -m scripts.measure_places` measures which places are asked about: the more
names there are, the more towns of other countries are near one of them. Of 6,000 names of such
towns, five are asked about. If every place of GeoNames were asked about from eight letters on,
it would be seven; from seven 18, from six 51, from five 118. So the lengths depend on how
likely a place is to be meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 5  # letters of a name that is asked about, if the place is one that we name
SHORTEST_LIKELY = 7  # if it is in North Korea, or a city
SHORTEST_ELSEWHERE = 9  # if it is any other in GeoNames
CITY = 100_000  # inhabitants


class Spellings:
    """The Latin names that are asked about, by their number of letters."""

    def __init__(self, named: Iterable[str], likely: Iterable[str], others: Iterable[str]) -> None:
        self._by_length: dict[int, list[str]] = {}
        wanted = (
            *(key for key in named if len(key) >= SHORTEST),
            *(key for key in likely if len(key) >= SHORTEST_LIKELY),
            *(key for key in others if len(key) >= SHORTEST_ELSEWHERE),
        )
        for key in dict.fromkeys(wanted):
            if key.isascii() and key.isalpha():
                self._by_length.setdefault(len(key), []).append(key)

    def near(self, key: str) -> Iterator[str]:
        """Names one slip away from this one: a letter wrong, missing or added, or two swapped.

        The first letter is right, or swapped with the second.
        """
        others = sum(not letter.isascii() for letter in key)
        if not key.isalpha() or others > 1:  # one non-Latin letter may look alike
            return
        for length in (len(key), len(key) - 1, len(key) + 1):
            known = self._by_length.get(length, [])
            for name, slips, _ in process.extract(
                key, known, scorer=OSA.distance, score_cutoff=1, limit=None
            ):
                if slips == 1 and (name[0] == key[0] or name[1::-1] == key[:2]):
                    yield name


def is_one_slip(one: str, other: str) -> bool:
    """Whether two names are the same, or Latin and one slip apart."""
    is_latin = one.isascii() and other.isascii() and min(len(one), len(other)) >= SHORTEST - 1
    return one == other or (is_latin and OSA.distance(one, other, score_cutoff=1) <= 1)
