"""The ledger of one place: every report that names it, beside the map."""

from __future__ import annotations

import streamlit as st

from refoulement.markup import place_ledger
from refoulement.places import placed_reports
from ui import legend, state

_PLACE = "ledger_place"


def open_place(site_id: str) -> None:
    """Show this place's ledger from now on."""
    st.session_state[_PLACE] = site_id


def show() -> None:
    """The chosen place's reports within the selection; the legend where none is chosen."""
    dataset = state.dataset()
    names = sorted(dataset.site_ids, key=dataset.site_name)
    chosen = st.selectbox(
        "Ledger of a place",
        names,
        index=None,
        format_func=dataset.site_name,
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
            st.info("No report of this selection names this place.")
    with st.expander("Legend"):
        legend.show()
