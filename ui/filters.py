"""The filters of the sidebar: everything that narrows a selection but the dates."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from refoulement.selection import LONGEST_SEARCH, Selection, choices
from refoulement.vocabulary import MEASURES, PLACE_ROLES, READ_AS, language_name
from ui import state


def show() -> None:
    """The filters, tied to the selection."""
    dataset, chosen = state.dataset(), state.selection()
    known = choices(dataset)
    names: dict[str, Callable[[str], str]] = {
        "measures": MEASURES.__getitem__,
        "sites": dataset.site_name,
        "publishers": str,
        "events": lambda event: str(dataset.event[event]["label"]),
        "roles": lambda role: PLACE_ROLES[role].capitalize(),
        "languages": language_name,
        "read_as": lambda kind: READ_AS[kind].capitalize(),
        "report_ids": str,
    }
    labels = {
        "measures": ("What is counted", "Held is a stock at a date; the others are flows."),
        "sites": ("Place", "Reports that name at least one of these places."),
        "publishers": ("Publisher", None),
        "events": ("Event", "An event brings the events that are part of it."),
        "roles": ("Role of the place", None),
        "languages": ("Language of the source", None),
        "read_as": ("How the source was read", "Most were read from the opening of their page."),
        "report_ids": ("Report", "By its id, as tables and ledgers give it."),
    }
    st.header("Filters")
    st.text_input(
        "Search",
        max_chars=LONGEST_SEARCH,
        help="All words must occur in the summary, wording, places or source of a report.",
        placeholder="Words in summaries, places, sources",
        **state.bind("filter_search", chosen.search, "search"),
    )
    for field, (label, hint) in labels.items():
        st.multiselect(
            label,
            known[field],
            format_func=names[field],
            placeholder="All",
            help=hint,
            **state.bind(f"filter_{field}", list(getattr(chosen, field)), field),
        )
    st.checkbox(
        "Show undated reports within dates",
        help="Undated reports match no narrowed range of dates unless this is on.",
        **state.bind("filter_undated", chosen.undated, "undated"),
    )
    st.button("Clear all filters", on_click=lambda: state.select(Selection()), width="stretch")
