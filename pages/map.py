"""The home page: dates, figures, map, ledger, table."""

import streamlit as st

from ui import dates, ledger, links, map_view, play, sentence, state, table, totals


def what_moves() -> None:
    """What follows the dates while they play, and first what a reader waits for."""
    show_slider = dates.show_histogram()
    words = st.container()
    on_map, beside = st.columns([5, 3], gap="medium")
    with on_map:
        show_controls = play.show()
        wait = map_view.show(highlight=table.picked_sites())
    with words:  # counted while the browser draws the map, which takes longer
        sentence.show()
        totals.show()
    wait()
    show_slider()
    show_controls()
    with beside:
        ledger.show()


@st.fragment
def page() -> None:
    """All but title, filters and footer, which are left as they are when something here moves."""
    if state.is_outdated():
        st.rerun()
    map_view.hear_click()
    links.show()
    state.show_notes()
    play.run(what_moves, map_view.hear_click)
    table.show()
    if not play.is_on():
        state.write_address()


page()
