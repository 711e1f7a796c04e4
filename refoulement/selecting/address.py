"""Reading a selection from an address: leniently, with a note on everything that is unusable.

The page leaves out what it cannot use and shows the notes; the HTTP API refuses an
address with any note. `Selection.query` writes what is read here.
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
from refoulement.messages import Words, gettext, marked, ngettext
from refoulement.problems import SelectionError
from refoulement.selecting.selection import (
    CHOICE_PARAMETERS,
    LONGEST_SEARCH,
    OPEN_END,
    Selection,
    choices,
)
from refoulement.vocabulary import COUNTED_MEASURES
from refoulement.wording import day_text

#: The parameters that select, and what each expects: told to programs, hence in English.
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

#: The parameters for how a page shows a selection; they select nothing.
PAGE_PARAMETERS = ("embed", "embed_options", "place", "hide")

#: Parameters that an address of version 1.0.0 may have, and that are no longer read.
GONE_PARAMETERS = Words(
    {
        "against": marked(
            "A second range of dates is no longer set beside the first: that looked like a change "
            "over time, which these data cannot show"
        ),
    }
)

#: Marks the address of a page that no longer exists.
MOVED = "moved"
#: Such pages of version 1.0.0, and what is said where their addresses now lead.
GONE_PAGES = Words(
    {
        "compare": marked(
            "The page Compare is gone: two ranges of dates side by side looked like a change over "
            "time, which these data cannot show."
        ),
        "timeline": marked("The timeline now stands on this page, under the list of events."),
    }
)

#: Marks an address that was made while a visitor's own file was shown.
OWN_DATA = ("data", "own")

#: How an address refers to the ledger of the reports that name no place.
NO_PLACE_WRITTEN = "none"

LONGEST_QUOTE = 60
MOST_NOTES = 5
MOST_COMPARED = 10_000  # values to search for similar ones

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Note:
    """What in an address cannot be used: plain text that may quote it, to be escaped when shown.

    `parameter` and `value` say where (the value shortened), `problem` what is wrong
    and what is similar, `remedy` what is done about it if it is read leniently.
    """

    parameter: str
    value: str
    problem: str
    remedy: str = ""

    def __str__(self) -> str:
        problem, remedy = self.problem, self.remedy
        if remedy:
            return gettext("%(problem)s, so %(remedy)s.", problem=problem, remedy=remedy)
        if problem.endswith("?"):
            return gettext("%(problem)s It was ignored.", problem=problem)
        return gettext("%(problem)s, so it was ignored.", problem=problem)


def sentences(notes: Sequence[Note]) -> list[str]:
    """Notes as a page shows them: the first few, and how many more there are."""
    shown = [str(note) for note in notes[:MOST_NOTES]]
    more = len(notes) - MOST_NOTES
    if more > 0:
        shown.append(
            ngettext("%(count)s more could not be used.", "%(count)s more could not be used.", more)
        )
    return shown


def page_gone(parameters: Mapping[str, Sequence[str]]) -> list[str]:
    """What is said if an address was that of a page that is gone; empty otherwise."""
    return [GONE_PAGES[page] for page in parameters.get(MOVED, ())[:1] if page in GONE_PAGES]


def own_data_gone() -> str:
    """What is said about an address that was made while a visitor's own file was shown."""
    return gettext(
        "This link pointed to an uploaded file that is no longer available. Showing the published "
        "data."
    )


def read_address(
    parameters: Mapping[str, Sequence[str]], dataset: Dataset
) -> tuple[Selection, list[Note]]:
    """The selection that an address opens, and a note on each thing that cannot be used.

    Never raises. Quick however long the address is: only the first few notes look
    for similar values.
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
        problem = gettext(
            "The words to search for are longer than %(most)s characters", most=LONGEST_SEARCH
        )
        remedy = gettext("they were cut to %(most)s characters", most=LONGEST_SEARCH)
        notes.append(Note("search", _quote(search), problem, remedy))
    undated = parameters.get("undated", ())
    for value in dict.fromkeys(undated):
        if value != "yes":
            problem = gettext(
                "undated is “%(value)s”; only “yes” is understood", value=_quote(value)
            )
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

    NO_PLACE for the reports that give none, None if no ledger is to be opened.
    """
    values = list(dict.fromkeys(parameters.get("place", ())))
    if not values:
        return None, []
    notes = []
    if len(values) > 1:
        problem = gettext("More than one place was to be opened")
        notes.append(Note("place", _quote(values[1]), problem, gettext("the first was used")))
    wanted, known = values[0], (*dataset.site_ids, NO_PLACE_WRITTEN)
    if wanted not in known:
        return None, [*notes, Note("place", _quote(wanted), _unknown("place", wanted, known))]
    return (NO_PLACE if wanted == NO_PLACE_WRITTEN else wanted), notes


def read_hidden(parameters: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], list[Note]]:
    """The measures that an address only leaves out of the map, and notes on unknown ones."""
    values = list(dict.fromkeys(parameters.get("hide", ())))
    unknown = [value for value in values if value not in COUNTED_MEASURES]
    notes = [Note("hide", _quote(one), _unknown("hide", one, COUNTED_MEASURES)) for one in unknown]
    return tuple(one for one in COUNTED_MEASURES if one in values), notes


def read_dates(
    parameter: str, values: Sequence[str]
) -> tuple[date | None, date | None, list[Note]]:
    """The two ends of a range from an address, and notes on what cannot be used."""
    notes: list[Note] = []
    ends: list[date | None] = []
    for value in values[:2]:
        try:
            ends.append(None if value == OPEN_END else parse_date(value))
        except SelectionError as error:
            notes.append(Note(parameter, _quote(value), str(error)))
            ends.append(None)
    if len(values) > 2:
        problem = gettext("More than two dates were given")
        notes.append(Note(parameter, _quote(values[2]), problem, gettext("we used the first two")))
    if len(values) == 1 and not notes:
        first_day = ends[0]
        remedy = (
            gettext("it was read as from %(day)s on", day=day_text(first_day)) if first_day else ""
        )
        notes.append(Note(parameter, values[0], gettext("Only one date was given"), remedy))
    first, last, turned = in_order(parameter, *(*ends, None, None)[:2])
    return first, last, notes + turned


def in_order(
    parameter: str, first: date | None, last: date | None
) -> tuple[date | None, date | None, list[Note]]:
    """Two ends of a range from early to late, and a note if they had to be swapped."""
    if first and last and first > last:
        problem, remedy = gettext("The dates were reversed"), gettext("we swapped them")
        return last, first, [Note(parameter, f"{first} {last}", problem, remedy)]
    return first, last, []


def parse_date(text: str) -> date:
    """An ISO date (2021-07-14). Raises SelectionError with a sentence otherwise."""
    try:
        if not _ISO_DATE.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        message = gettext("“%(value)s” is not a date (use 2021-07-14)", value=_quote(text))
        raise SelectionError(message) from None


def require_known(selection: Selection, dataset: Dataset) -> None:
    """Raise SelectionError, naming the value and the nearest known one, if one is unknown."""
    known = choices(dataset)
    for field, parameter in CHOICE_PARAMETERS.items():
        for value in getattr(selection, field):
            if value not in known[field]:
                raise SelectionError(_unknown(parameter, value, known[field]))


def _unknown(parameter: str, value: str, known: Sequence[str], with_hint: bool = True) -> str:
    problem = gettext("unknown %(what)s “%(value)s”", what=parameter, value=_quote(value))
    if parameter in ("site", "place"):
        problem = gettext("We have no place called “%(value)s”", value=_quote(value))
    may_look = with_hint and len(known) <= MOST_COMPARED
    near = get_close_matches(value[:LONGEST_QUOTE], known, n=1) if may_look else []
    if near:
        return gettext("%(problem)s; did you mean “%(near)s”?", problem=problem, near=near[0])
    if len(known) <= 8:
        values = ", ".join(known)
        return gettext("%(problem)s; expected one of %(values)s", problem=problem, values=values)
    return problem


def _quote(value: str) -> str:
    """A value from outside, short and without control characters, for use in a sentence."""
    shown = "".join(char if char.isprintable() else "�" for char in value[: LONGEST_QUOTE + 1])
    return shown if len(value) <= LONGEST_QUOTE else shown[:LONGEST_QUOTE] + "…"
