"""The home page: dates, figures, map, ledger, table."""

import streamlit as st

from ui import dates, ledger, links, map_view, play, sentence, state, table, totals


def what_moves() -> None:
    """What follows the dates while they play, and first what a reader waits for."""
    slider = st.container()  # which shows already what was chosen
    sentence.show()
    totals.show()
    on_map, beside = st.columns([5, 3], gap="medium")
    with on_map:
        controls = st.container()
        clicked = map_view.show(highlight=table.picked_sites())
    with slider:
        dates.show()
    with controls:
        play.show()
    with beside:
        ledger.show(clicked)


@st.fragment
def page() -> None:
    """All but title, filters and footer, which are left as they are when something here moves."""
    if state.is_outdated():
        st.rerun()
    head = st.container()
    play.run(what_moves)
    table.show()
    with head:
        links.show()
        state.show_notes()
    if not play.is_on():
        state.write_address()


page()
