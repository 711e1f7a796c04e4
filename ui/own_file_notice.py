"""The line above every page that tells visitors their own file is shown, with the way back."""

from __future__ import annotations

import streamlit as st

from refoulement.messages import gettext
from refoulement.presentation.html import html_gettext, paragraph
from ui import state


def notice() -> None:
    """Say that a visitor's own data are shown or lie over the map; otherwise draw nothing."""
    data = state.own()
    if data is None:
        _notice_beside()
        return
    with st.container(horizontal=True, key="own", vertical_alignment="center"):
        said = html_gettext(
            "<b>You are viewing your own file: %(file)s.</b> It is not part of Refoulement Map and "
            "will be gone when you reload.",
            file=data.own_file,
        )
        st.html(paragraph(said, "rm-own", role="status"))
        st.button(
            gettext("Back to the published data"),
            on_click=state.show_own,
            args=[None],
            icon=":material/undo:",
            key="own back",
        )


def _notice_beside() -> None:
    """Say that a visitor's own file lies over the map of the curated data."""
    data = state.beside()
    if data is None:
        return
    with st.container(horizontal=True, key="own", vertical_alignment="center"):
        said = html_gettext(
            "<b>Your own file, %(file)s, lies over the map in grey.</b> It is in no figure, table, "
            "address or download, and will be gone when you reload.",
            file=data.own_file,
        )
        st.html(paragraph(said, "rm-own", role="status"))
        st.button(
            gettext("Take it off the map"),
            on_click=state.show_beside,
            args=[None],
            icon=":material/undo:",
            key="own_off",
        )
