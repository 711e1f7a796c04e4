"""The ledger of one place: every report that names it, beside the map."""

from __future__ import annotations

import streamlit as st

from refoulement.markup import place_ledger
from refoulement.places import NO_PLACE, placed_reports
from ui import legend, state

_PLACE = "ledger_place"


def open_place(site_id: str) -> None:
    """Show the ledger of this place, or of NO_PLACE, from now on."""
    st.session_state[_PLACE] = site_id


def show() -> None:
    """The chosen place's reports within the selection; the legend where none is chosen."""
    dataset = state.dataset()
    places = [*sorted(dataset.site_ids, key=dataset.site_name), NO_PLACE]
    chosen = st.selectbox(
        "Ledger of a place",
        places,
        index=None,
        format_func=lambda place: (
            "No place given" if place == NO_PLACE else dataset.site_name(place)
        ),
        placeholder="Click a place on the map, or choose one",
        key=_PLACE,
    )
    if chosen is None:
        legend.show()
        return
    reports = placed_reports(state.selection().reports(dataset), chosen)
    with st.container(height=560, border=False, key="ledger"):
        st.html(f'<div class="rm-ledger">{place_ledger(dataset, chosen, reports)}</div>')
        if not reports:
            st.info("No report of this selection belongs here.")
    with st.expander("Legend"):
        legend.show()
