"""What is selected, in files for programs: in English and always in the same words.

Readers are told by presentation/summary.py, in their language; whoever compares files from
two visits must find the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from refoulement.dataset.tables import Dataset
from refoulement.messages import ENGLISH, speaking
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import PEOPLE, PLACE_ROLES, language_name
from refoulement.wording import day_text

_HELD_AFTER_RETURN = {"held_after_return": "held after return"}
_READ_AS = {
    "full_text": "read in full",
    "excerpt": "opening of the page read",
    "not_stated": "how it was read not stated",
}


def sentence(dataset: Dataset, selection: Selection) -> str:
    """A selection in words, from the dataset's own names, without a full stop."""
    with speaking(ENGLISH):
        return "Reports " + ", ".join((*_clauses(dataset, selection), _dates(selection)))


def _clauses(dataset: Dataset, selection: Selection) -> Iterator[str]:
    people = {**PEOPLE, **_HELD_AFTER_RETURN}
    clauses = (
        ("about people ", [people[m] for m in people if m in selection.measures]),
        ("naming ", [dataset.site_name(site) for site in selection.sites]),
        ("published by ", list(selection.publishers)),
        ("with a ", [PLACE_ROLES[role] for role in selection.roles]),
        ("about ", [f"“{dataset.event[event]['label']}”" for event in selection.events]),
        ("in ", [language_name(code) for code in selection.languages]),
        ("", [_READ_AS[kind] for kind in selection.read_as]),
        ("with the id ", list(selection.report_ids)),
    )
    yield from (before + _either(words) for before, words in clauses if words)
    if selection.search:
        yield f"mentioning “{selection.search}”"


def _dates(selection: Selection) -> str:
    first, last = selection.date_from, selection.date_to
    if first and last:
        until = "" if first == last else f" to {day_text(last)}"
        words = f"dated {day_text(first)}{until}"
    elif first:
        words = f"dated from {day_text(first)} on"
    elif last:
        words = f"dated up to {day_text(last)}"
    else:
        return "of all dates"
    return words + (", with the undated ones" if selection.undated else "")


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
