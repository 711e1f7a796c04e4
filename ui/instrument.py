"""Everything on one screen: figures, map, panel and dates, with the table below."""

from __future__ import annotations

import streamlit as st

from ui import (
    dates,
    filters,
    header,
    map_view,
    panel,
    play,
    sentence,
    state,
    table,
    take_away,
    totals,
)


def _what_moves() -> None:
    """What follows the dates during playback: the map first, since the reader waits for it."""
    strip = st.container(horizontal=True, gap="small", vertical_alignment="center", key="strip")
    with st.container(key="stage"):
        on_map, time, side = (st.container(key=key) for key in ("mapbox", "time", "side"))
    with on_map:
        wait = map_view.show(highlight=table.picked_sites(), has_panel=True)
        play.show_window()
    with strip:  # counted while the browser draws the map, which takes longer
        totals.show()
        take_away.show()
    wait()
    with time:
        dates.show(play.show)
    with side:
        panel.show()
    sentence.show()


@st.fragment
def show() -> None:
    """All but the footer, which stays as it is when something here moves."""
    if state.is_outdated():
        st.rerun()
    map_view.hear_click()
    show_find = header.show(is_map=True)
    with st.container(key="content"):
        state.show_notes()
        play.run(_what_moves, map_view.hear_click)
        show_find()
        filters.show()
        table.show()
    state.name_page()
    if not play.is_on():
        state.write_address()
