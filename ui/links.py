"""The pages, and the links to them that carry the selection along."""

from __future__ import annotations

from functools import cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from refoulement import PROJECT
from ui import state

_FILES = PROJECT / "pages"
_TITLES = {
    "map": "Map",
    "events": "Events",
    "timeline": "Timeline",
    "sources": "Sources",
    "check": "Check your data",
    "changes": "Changes",
    "method": "Method",
    "api": "API",
}


def pages() -> list[StreamlitPage]:
    """Every page, the first of them at the root."""
    return [
        st.Page(_FILES / f"{name}.py", title=title, default=name == "map")
        for name, title in _TITLES.items()
    ]


def show() -> None:
    """A link to each page, with the selection in its address.

    Links of our own: Streamlit's would empty the address, and so lose the selection on going back.
    """
    parameters = state.parameters()
    with st.container(horizontal=True, gap="small", key="pages"):
        for page in _linked():
            st.page_link(page, query_params=parameters)


@cache
def _linked() -> list[StreamlitPage]:
    return pages()
