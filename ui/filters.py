"""The filters of the sidebar: everything that narrows a selection but the dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from refoulement.dataset.remembered import once_a_dataset
from refoulement.dataset.tables import Dataset
from refoulement.selecting.address import read_address, sentences
from refoulement.selecting.selection import CHOICE_PARAMETERS, LONGEST_SEARCH, Selection, choices
from refoulement.vocabulary import MEASURES, PLACE_ROLES, READ_AS, language_name
from ui import state

MOST = 500  # choices of a list; any other is typed
_LABELS = {
    "measures": ("What is counted", "Held is a stock at a date; the others are flows."),
    "sites": ("Place", "Reports that name at least one of these places."),
    "publishers": ("Publisher", ""),
    "events": ("Event", "An event brings the events that are part of it."),
    "roles": ("Role of the place", ""),
    "languages": ("Language of the source", ""),
    "read_as": ("How the source was read", "Most were read from the opening of their page."),
    "report_ids": ("Report", "By its id, as tables and ledgers give it."),
}


def show() -> None:
    """The filters, tied to the selection."""
    dataset, chosen = state.dataset(), state.selection()
    names: dict[str, Callable[[str], str]] = {
        "measures": MEASURES.__getitem__,
        "sites": lambda site: _distinct(dataset, site, dataset.site_name(site)),
        "publishers": str,
        "events": lambda event: _distinct(dataset, event, str(dataset.event[event]["label"])),
        "roles": lambda role: PLACE_ROLES[role].capitalize(),
        "languages": language_name,
        "read_as": lambda kind: READ_AS[kind].capitalize(),
        "report_ids": str,
    }
    st.text_input(
        "Search",
        max_chars=LONGEST_SEARCH,
        help="All words must occur in the summary, wording, places or source of a report.",
        placeholder="Words in summaries, places, sources",
        **state.bind("filter_search", chosen.search, "search"),
    )
    for field, name in names.items():
        _choice(field, name)
    st.checkbox(
        "Show undated reports within dates",
        help="Undated reports match no narrowed range of dates unless this is on.",
        **state.bind("filter_undated", chosen.undated, "undated"),
    )
    st.button("Clear all filters", on_click=lambda: state.select(Selection()), width="stretch")


def _choice(field: str, name: Callable[[str], str]) -> None:
    """The list of one field's values, by name; where they are many, those chosen and the first."""
    known, chosen = choices(state.dataset())[field], getattr(state.selection(), field)
    label, hint = _LABELS[field]
    is_long = len(known) > MOST
    if is_long:
        hint += f" The first {MOST} of {len(known):,}: type any other, by its id or whole name."

    def changed(values: list[str]) -> None:
        """Other values, of which typed ones may be names, or unknown."""
        values = [_value(one, known, name) for one in values]
        parameter = CHOICE_PARAMETERS[field]
        read, notes = read_address({parameter: values}, state.dataset())
        selection = replace(state.selection(), **{field: getattr(read, field)})
        state.select(selection, *sentences(notes))

    st.multiselect(
        label,
        [*known[:MOST], *(one for one in chosen if one not in known[:MOST])] if is_long else known,
        format_func=name,
        placeholder="All",
        help=hint or None,
        accept_new_options=is_long,
        **state.tie(f"filter_{field}", list(chosen), changed, "default"),
    )


def _distinct(dataset: Dataset, key: str, name: str) -> str:
    """A name, with the id where others have the same: a list knows its choices by their names."""
    return f"{name} ({key})" if name in _shared_names(dataset) else name


@once_a_dataset
def _shared_names(dataset: Dataset) -> frozenset[str]:
    names = (dataset.sites["name_en"], dataset.events["label"])
    return frozenset(name for column in names for name in column[column.duplicated()])


def _value(typed: str, known: Sequence[str], name: Callable[[str], str]) -> str:
    """What was typed where it is a value, else the value of which it is the name."""
    if typed in known:
        return typed
    return next((value for value in known if name(value).casefold() == typed.casefold()), typed)
