"""Map and slider alone, for a frame on another site."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from refoulement.presentation.citation import citation
from refoulement.presentation.html import escape
from refoulement.problems import DatasetError
from ui import broken, dates, legend, map_view, sentence, state, style, totals

MAP_HEIGHT = 480  # pixels: with its dates and citation it fits a frame of 800 by 900


def show() -> None:
    """The selection of the address on the map, its dates, its citation and the way to the rest."""
    style.apply("embedded.css")
    try:
        state.open_address("")
    except DatasetError as error:
        broken.show(error)
        return
    map_view.hear_click()
    state.show_notes()
    broken.notice(state.shown())
    show_slider = dates.show_histogram()
    sentence.show()
    if not state.selection().has_figures:
        st.html(totals.no_figures())
    wait = map_view.show(height=MAP_HEIGHT)
    wait()
    show_slider()
    with st.expander("Legend"):
        legend.show()
    whole = urlencode(state.parameters(), doseq=True)
    st.html(
        '<footer class="rm-footer"><p>Figures as reported by sources, none a verified '
        "total. "
        f"{escape(citation(state.dataset()))} "
        f'<a href="./?{escape(whole)}" target="_blank" rel="noopener">Open with sources, figures '
        "and table</a></p></footer>"
    )
    state.find_server_again()
    state.write_address()
