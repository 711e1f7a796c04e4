"""The filters: everything but the dates that narrows a selection. Each active one is a chip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from refoulement.dataset.remembered import once_a_dataset
from refoulement.dataset.tables import Dataset
from refoulement.messages import Words, gettext, marked, ngettext
from refoulement.presentation.html import as_markdown
from refoulement.selecting.address import read_address, sentences
from refoulement.selecting.excluding import without_each_filter
from refoulement.selecting.finding import place_line
from refoulement.selecting.selection import CHOICE_PARAMETERS, LONGEST_SEARCH, Selection, choices
from refoulement.vocabulary import MEASURES, PLACE_ROLES, READ_AS, language_name
from refoulement.wording import capitalized
from ui import play, state

MOST = 500  # choices in a list; any others must be typed
MOST_CHIPS = 12
_LABELS = Words(
    {
        "measures": marked("Kind"),
        "sites": marked("Place"),
        "publishers": marked("Publisher"),
        "events": marked("Event"),
        "roles": marked("Type of place"),
        "languages": marked("Language of the source"),
        "read_as": marked("Read in full or in part"),
        "report_ids": marked("Entry number"),
        "search": marked("Search"),
        "dates": marked("Dates"),
    }
)
_HINTS = Words(
    {
        "measures": marked(
            "“Held” counts people on one date; the others count people over a period."
        ),
        "sites": marked("Statements that name at least one of these places."),
        "events": marked("Includes its sub-events."),
        "read_as": marked("Most sources could be read only in part."),
        "report_ids": marked("e.g. r031"),
    }
)


#: What each button opens: its label and the fields of the selection behind it.
_BUTTONS = {
    "place": ("sites", "roles"),
    "kind": ("measures",),
    "source": ("publishers", "languages", "read_as"),
    "more_filters": ("events", "report_ids"),
}
_BUTTON_NAMES = Words(
    {
        "place": marked("Place"),
        "kind": marked("Kind"),
        "source": marked("Source"),
        "more_filters": marked("More filters"),
    }
)


def show() -> None:
    """A chip for each active filter, and buttons that open lists to choose from."""
    names = _names()
    dataset = state.dataset()
    options = {"sites": lambda site: _distinct(dataset, site, *_called(dataset, site))}
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="filters"):
        _chips(names)
        for key, fields in _BUTTONS.items():
            label = _BUTTON_NAMES[key]
            with st.popover(label, icon=":material/add:", on_change="rerun", key=key) as opened:
                if opened.open:
                    for field in fields:
                        _choice(field, names[field], options.get(field, names[field]))
                    if key == "more_filters":
                        _words_and_undated()
    if not play.is_on() and not state.selection().count(state.dataset()):
        _ways_out()


def _ways_out() -> None:
    """When nothing matches: what each filter excludes, and a button to remove it."""
    found = without_each_filter(state.dataset(), state.selection())
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="ways_out"):
        for name, (selection, matching) in found.items():
            label = ngettext(
                "Without “%(filter)s”: %(count)s statement",
                "Without “%(filter)s”: %(count)s statements",
                matching,
                filter=_LABELS[name],
            )
            st.button(
                as_markdown(label), on_click=state.select, args=[selection], key=f"without {name}"
            )


def _names() -> dict[str, Callable[[str], str]]:
    """How to display the values of each field."""
    dataset = state.dataset()
    return {
        "measures": MEASURES.__getitem__,
        "sites": lambda site: _distinct(dataset, site, dataset.site_name(site)),
        "publishers": str,
        "events": lambda event: _distinct(dataset, event, str(dataset.event[event]["label"])),
        "roles": lambda role: capitalized(PLACE_ROLES[role]),
        "languages": language_name,
        "read_as": lambda kind: capitalized(READ_AS[kind]),
        "report_ids": str,
    }


def _chips(names: dict[str, Callable[[str], str]]) -> None:
    """A button for each active filter, which removes it."""
    chosen = state.selection()
    chips: list[tuple[str, dict[str, Any]]] = [
        (name(value), {field: tuple(v for v in getattr(chosen, field) if v != value)})
        for field, name in names.items()
        for value in getattr(chosen, field)
    ]
    if chosen.search:
        chips.append((gettext("“%(words)s”", words=chosen.search), {"search": ""}))
    if chosen.undated:
        chips.append((gettext("with undated statements"), {"undated": False}))
    for number, (label, without) in enumerate(chips[:MOST_CHIPS]):
        st.button(
            as_markdown(label),
            icon=":material/close:",
            help=gettext("Remove this filter"),
            on_click=_select,
            args=[without],
            key=f"chip {number} {label}",
        )
    if len(chips) > 1:
        st.button(gettext("Clear all"), type="tertiary", on_click=state.select, args=[Selection()])


def _select(fields: dict[str, Any]) -> None:
    state.select(replace(state.selection(), **fields))


def _words_and_undated() -> None:
    chosen = state.selection()
    st.text_input(
        gettext("Search"),
        max_chars=LONGEST_SEARCH,
        help=gettext("Finds statements containing all these words."),
        placeholder=gettext("Words in summaries, places, sources"),
        **state.bind("filter_search", chosen.search, "search"),
    )
    st.checkbox(
        gettext("Include undated statements"),
        help=gettext("Otherwise hidden when you narrow the dates."),
        **state.bind("filter_undated", chosen.undated, "undated"),
    )


def _choice(field: str, name: Callable[[str], str], option: Callable[[str], str]) -> None:
    """The list of one field's values; a long one shows only the first and those chosen.

    `option` gives the full text by which a value is found in the list.
    """
    known, chosen = choices(state.dataset())[field], getattr(state.selection(), field)
    hints = [_HINTS[field]] if field in _HINTS else []
    is_long = len(known) > MOST
    if is_long:
        hints.append(
            gettext(
                "The first %(shown)s of %(all)s: type any other, by its id or whole name.",
                shown=MOST,
                all=len(known),
            )
        )

    def changed(values: list[str]) -> None:
        """Select these values; typed ones may be names, or unknown."""
        values = [_value(one, known, name) for one in values]
        parameter = CHOICE_PARAMETERS[field]
        read, notes = read_address({parameter: values}, state.dataset())
        selection = replace(state.selection(), **{field: getattr(read, field)})
        state.select(selection, *sentences(notes))

    st.multiselect(
        _LABELS[field],
        [*known[:MOST], *(one for one in chosen if one not in known[:MOST])] if is_long else known,
        format_func=option,
        placeholder=gettext("All"),
        help=" ".join(hints) or None,
        accept_new_options=is_long,
        **state.tie(f"filter_{field}", list(chosen), changed, "default"),
    )


def _called(dataset: Dataset, site: str) -> tuple[str, str]:
    return dataset.site_name(site), place_line(dataset, site)


def _distinct(dataset: Dataset, key: str, name: str, line: str = "") -> str:
    """A name, with its id if others share it, since a list tells its choices apart by name.

    `line` is shown in place of the name.
    """
    shown = line or name
    return f"{shown} ({key})" if name in _shared_names(dataset) else shown


@once_a_dataset
def _shared_names(dataset: Dataset) -> frozenset[str]:
    names = (dataset.sites["name_en"], dataset.events["label"])
    return frozenset(name for column in names for name in column[column.duplicated()])


def _value(typed: str, known: Sequence[str], name: Callable[[str], str]) -> str:
    """The typed text if it is a value, else the value of that name."""
    if typed in known:
        return typed
    return next((value for value in known if name(value).casefold() == typed.casefold()), typed)
