"""The line above every page that says that a visitor's own file is shown, and the way back."""

from __future__ import annotations

import streamlit as st

from refoulement.presentation.html import escape
from ui import state


def notice() -> None:
    """Whose data these are; nothing where they are the curated ones."""
    data = state.own()
    if data is None:
        return
    with st.container(horizontal=True, key="own", vertical_alignment="center"):
        st.html(
            f'<p class="rm-own" role="status"><b>Your own file: {escape(data.own_file)}.</b> '
            "Not the curated data, and not checked by us. Only this session has it: reloading the "
            "page forgets it.</p>"
        )
        st.button(
            "Back to the curated data",
            on_click=state.show_own,
            args=[None],
            icon=":material/undo:",
            key="own back",
        )
