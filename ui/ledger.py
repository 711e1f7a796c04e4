"""The ledger of one place: every report that names it, beside the map."""

from __future__ import annotations

import streamlit as st

from refoulement.markup import place_ledger
from refoulement.places import NO_PLACE, placed_reports
from ui import legend, play, state

_PLACE, _TURN = "ledger_place", "ledger_turn"


def open_place(site_id: str) -> None:
    """Show the ledger of this place, or of NO_PLACE, from now on."""
    st.session_state[_PLACE] = site_id
    # A chooser under a new key: what the browser still sends of the old one is not heard.
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def show() -> None:
    """The chosen place's reports within the selection; the legend where none is chosen."""
    dataset = state.dataset()
    chosen = _choose()
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


def _choose() -> str | None:
    dataset = state.dataset()
    places = [*sorted(dataset.site_ids, key=dataset.site_name), NO_PLACE]
    turn = st.session_state.get(_TURN, 0)
    key = f"ledger_place {turn}"
    st.session_state.setdefault(key, st.session_state.get(_PLACE))

    def changed() -> None:
        if st.session_state.get(_TURN, 0) == turn:
            play.stop()
            st.session_state[_PLACE] = st.session_state[key]

    return st.selectbox(
        "Ledger of a place",
        places,
        index=None,
        format_func=lambda place: dataset.site_name(place) if place else "No place given",
        placeholder="Click a place on the map, or choose one",
        key=key,
        on_change=changed,
    )
