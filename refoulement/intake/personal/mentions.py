"""Sentences that name somebody: “interview with Amina Yusuf, Gao”, “Dilnur, wife of Erkin”."""

from __future__ import annotations

import re

from refoulement.intake.personal.name_parts import VIETNAMESE_PLACE, bare, common, name_parts

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
_SHORTEST = 4  # letters: shorter words occur in many languages; 3 where a script has no capitals
_BEFORE, _BEHIND = 2, 3  # within so many words of a word for a place, the name may be the place’s


def mentions_somebody(text: str) -> bool:
    """Whether a known given name stands before another name, or beside a word for a relative.

    Beside a word for a place or an institution the person may only be its namesake.
    """
    words = _TOKEN.findall(text)
    folded = [bare(word).strip(".") for word in words]
    if any(map(VIETNAMESE_PLACE.match, words)):
        return False
    places = common("elsewhere")
    is_of_kin = not common("kin").isdisjoint(folded)
    return any(
        _is_given(words[at], folded[at])
        and places.isdisjoint(folded[max(0, at - _BEFORE) : at + _BEHIND + 1])
        and (is_of_kin or _goes_on(words[at + 1 :], folded[at + 1 :], words[at]))
        for at in range(len(words))
    )


def _is_given(word: str, folded: str) -> bool:
    first = folded.removesuffix("'s").removesuffix("’s")
    is_known = first in name_parts().alone or first in common("parts")
    has_capitals = first.upper() != first
    return (
        len(first) >= _SHORTEST - (not has_capitals)
        and is_known
        and not word[0].islower()
        and _is_no_word(first)
    )


def _goes_on(words: list[str], folded: list[str], given: str) -> bool:
    """Whether a family name comes next; where a script has no capitals, a known one."""
    while folded and folded[0].split("-")[0] in common("particles"):
        if "-" in folded[0]:
            return True
        words, folded = words[1:], folded[1:]
    if not words or not _is_no_word(folded[0]):
        return False
    return words[0][0].isupper() if given[0].isupper() else _is_given(words[0], folded[0])


def _is_no_word(folded: str) -> bool:
    return not any(folded in common(kind) for kind in ("words", "offices", "kin", "little"))
