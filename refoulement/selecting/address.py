"""Reading a selection from an address: leniently, with a note on all that cannot be used.

The page leaves out what it cannot use and shows the notes; the HTTP API refuses an
address on which there is any. `Selection.query` writes what is read here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import count

from refoulement.dataset.geography import NO_PLACE
from refoulement.dataset.tables import Dataset
from refoulement.problems import SelectionError
from refoulement.selecting.selection import (
    CHOICE_PARAMETERS,
    LONGEST_SEARCH,
    OPEN_END,
    Selection,
    choices,
)
from refoulement.wording import day_text

#: What selects, and what each expects.
PARAMETERS = {
    "dates": f"twice: first and last day, both included, like 2021-07-14; {OPEN_END} for an open "
    "end",
    "measure": "what is counted",
    "site": "a place's id; reports match that name at least one of the places",
    "publisher": "a publisher's name",
    "role": "the role of the place",
    "event": "an event's id; its parts go with it",
    "language": "the language of the source",
    "read_as": "how the source was read",
    "report": "a report's id",
    "search": f"words that must all occur in a report or its source, {LONGEST_SEARCH} characters "
    "at most",
    "undated": "yes, for undated reports within dates too",
}

#: What says how a page shows a selection, and selects nothing.
PAGE_PARAMETERS = ("embed", "embed_options", "place")

#: What an address of version 1.0.0 may have, and is no longer read.
GONE_PARAMETERS = {
    "against": "A second range of dates is no longer set beside the first: that looked like a "
    "change over time, which these data cannot show",
}

#: Says of an address that it was made while a visitor's own file was shown.
OWN_DATA = ("data", "own")
OWN_DATA_GONE = (
    "This address was made while somebody’s own file was shown. Only that session had the file: "
    "these are the curated data."
)

#: How an address writes the ledger of the reports that name no place.
NO_PLACE_WRITTEN = "none"

LONGEST_QUOTE = 60
MOST_NOTES = 5
MOST_COMPARED = 10_000  # values among which to look for what is near

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Note:
    """What in an address cannot be used: plain text that may quote it, to be escaped when shown.

    `parameter` and `value` say where (the value shortened), `problem` what is wrong
    and what is near it, `remedy` what is done about it where it is read leniently.
    """

    parameter: str
    value: str
    problem: str
    remedy: str = "It was left out"

    def __str__(self) -> str:
        stop = "" if self.problem.endswith("?") else "."
        return f"{self.problem}{stop} {self.remedy}."


def sentences(notes: Sequence[Note]) -> list[str]:
    """Notes as a page shows them: the first few, and how many more there are."""
    shown = [str(note) for note in notes[:MOST_NOTES]]
    more = len(notes) - MOST_NOTES
    return [*shown, f"{more:,} more could not be used."] if more > 0 else shown


def read_address(
    parameters: Mapping[str, Sequence[str]], dataset: Dataset
) -> tuple[Selection, list[Note]]:
    """The selection that an address opens, and a note on each thing that cannot be used.

    Never raises. Quick however long the address is: only the first few notes look
    for what is near.
    """
    hints = count()
    date_from, date_to, notes = read_dates("dates", parameters.get("dates", ()))
    for name in parameters:
        if name not in PARAMETERS and name not in PAGE_PARAMETERS:
            problem = GONE_PARAMETERS.get(name) or _unknown(
                "parameter", name, tuple(PARAMETERS), next(hints) < MOST_NOTES
            )
            notes.append(Note(_quote(name), _quote("".join(parameters[name][:1])), problem))
    known = choices(dataset)
    chosen: dict[str, tuple[str, ...]] = {}
    for field, parameter in CHOICE_PARAMETERS.items():
        values = dict.fromkeys(parameters.get(parameter, ()))
        chosen[field] = tuple(value for value in values if value in known[field])
        for value in values:
            if value not in known[field]:
                problem = _unknown(parameter, value, known[field], next(hints) < MOST_NOTES)
                notes.append(Note(parameter, _quote(value), problem))
    search = " ".join(parameters.get("search", ()))
    if len(search) > LONGEST_SEARCH:
        problem = f"The words to search for are longer than {LONGEST_SEARCH} characters"
        remedy = f"They were cut to {LONGEST_SEARCH} characters"
        notes.append(Note("search", _quote(search), problem, remedy))
    undated = parameters.get("undated", ())
    for value in dict.fromkeys(undated):
        if value != "yes":
            problem = f"undated is “{_quote(value)}”; only “yes” is understood"
            notes.append(Note("undated", _quote(value), problem))
    selection = Selection(
        date_from=date_from,
        date_to=date_to,
        search=search[:LONGEST_SEARCH],
        undated="yes" in undated[-1:],
        **chosen,
    )
    return selection, notes


def read_place(
    parameters: Mapping[str, Sequence[str]], dataset: Dataset
) -> tuple[str | None, list[Note]]:
    """The place whose ledger an address opens, and notes on what cannot be opened.

    NO_PLACE for the reports that give none, None where no ledger is to be opened.
    """
    values = list(dict.fromkeys(parameters.get("place", ())))
    if not values:
        return None, []
    notes = []
    if len(values) > 1:
        problem = "More than one place was to be opened"
        notes.append(Note("place", _quote(values[1]), problem, "The first was read"))
    wanted, known = values[0], (*dataset.site_ids, NO_PLACE_WRITTEN)
    if wanted not in known:
        return None, [*notes, Note("place", _quote(wanted), _unknown("place", wanted, known))]
    return (NO_PLACE if wanted == NO_PLACE_WRITTEN else wanted), notes


def read_dates(
    parameter: str, values: Sequence[str]
) -> tuple[date | None, date | None, list[Note]]:
    """The two ends of a range as an address writes them, and notes on what cannot be used."""
    notes: list[Note] = []
    ends: list[date | None] = []
    for value in values[:2]:
        try:
            ends.append(None if value == OPEN_END else parse_date(value))
        except SelectionError as error:
            notes.append(Note(parameter, _quote(value), str(error)))
            ends.append(None)
    if len(values) > 2:
        problem = "More than two dates were given"
        notes.append(Note(parameter, _quote(values[2]), problem, "The first two were read"))
    if len(values) == 1 and not notes:
        remedy = f"It was read as from {day_text(ends[0])} on" if ends[0] else "It was left out"
        notes.append(Note(parameter, values[0], "Only one date was given", remedy))
    first, last, turned = in_order(parameter, *(*ends, None, None)[:2])
    return first, last, notes + turned


def in_order(
    parameter: str, first: date | None, last: date | None
) -> tuple[date | None, date | None, list[Note]]:
    """Two ends of a range from early to late, and a note where they had to be turned."""
    if first and last and first > last:
        remedy = "They were read from early to late"
        value = f"{first} {last}"
        return last, first, [Note(parameter, value, "The dates were the wrong way round", remedy)]
    return first, last, []


def parse_date(text: str) -> date:
    """An ISO date (2021-07-14). Raises SelectionError with a sentence otherwise."""
    try:
        if not _ISO_DATE.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        message = f"“{_quote(text)}” is not a date; expected one like 2021-07-14"
        raise SelectionError(message) from None


def require_known(selection: Selection, dataset: Dataset) -> None:
    """Raise SelectionError, naming the value and the nearest known one, where one is unknown."""
    known = choices(dataset)
    for field, parameter in CHOICE_PARAMETERS.items():
        for value in getattr(selection, field):
            if value not in known[field]:
                raise SelectionError(_unknown(parameter, value, known[field]))


def _unknown(parameter: str, value: str, known: Sequence[str], with_hint: bool = True) -> str:
    problem = f"unknown {parameter} “{_quote(value)}”"
    may_look = with_hint and len(known) <= MOST_COMPARED
    near = get_close_matches(value[:LONGEST_QUOTE], known, n=1) if may_look else []
    if near:
        return f"{problem}; did you mean “{near[0]}”?"
    if len(known) <= 8:
        return f"{problem}; expected one of {', '.join(known)}"
    return problem


def _quote(value: str) -> str:
    """A value from outside, short and without control characters, for use in a sentence."""
    shown = "".join(char if char.isprintable() else "�" for char in value[: LONGEST_QUOTE + 1])
    return shown if len(value) <= LONGEST_QUOTE else shown[:LONGEST_QUOTE] + "…"
