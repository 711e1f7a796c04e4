"""Only the map and the slider, for a frame on another site."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from refoulement.messages import gettext
from refoulement.presentation.citation import citation
from refoulement.presentation.html import render
from refoulement.problems import DatasetError
from ui import broken_package, dates, header, legend, map_view, sentence, state, style, totals

MAP_HEIGHT = 480  # pixels: with the dates and citation it fits a frame of 800 by 900


def show() -> None:
    """The address's selection on the map, its dates, its citation and a link to the rest."""
    style.apply("embedded.css")
    try:
        state.open_address("")
    except DatasetError as error:
        broken_package.show(error)
        return
    map_view.hear_click()
    with st.container(key="content"):
        header.show_heading()
        state.show_notes()
        broken_package.notice(state.shown())
        sentence.show()
        if not state.selection().has_figures:
            st.html(totals.no_figures())
        wait = map_view.show(height=MAP_HEIGHT)
        wait()
        dates.show_slider(has_map=True)
        with st.expander(gettext("Legend")):
            legend.show()
    whole = urlencode(state.parameters(), doseq=True)
    st.html(
        render(
            "embedded_footer.html",
            citation=citation(state.dataset()),
            address=f"./?{whole}",
        )
    )
    state.find_server_again()
    state.write_address()
