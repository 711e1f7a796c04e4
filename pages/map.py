"""The home page: dates, figures, map, ledger, table."""

import streamlit as st

from ui import dates, ledger, links, map_view, play, sentence, state, table, totals


def what_moves() -> None:
    """What follows the dates while they play."""
    slider = st.container()
    # Before the slider, which shows already what was chosen: what a reader waits for comes first.
    sentence.show()
    totals.show()
    with slider:
        dates.show()
    on_map, beside = st.columns([5, 3], gap="medium")
    with on_map:
        play.show()
        picked = table.picked()
        map_view.show(highlight=picked.sites if picked else ())
    with beside:
        ledger.show()


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
