"""The pages of the dashboard."""

from __future__ import annotations

from functools import cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from refoulement import PROJECT
from refoulement.presentation.front import PAGES

_FILES = PROJECT / "pages"


def pages() -> list[StreamlitPage]:
    """Every page, the first of them at the root."""
    return [
        st.Page(_FILES / f"{name}.py", title=title, default=name == "map")
        for name, title in PAGES.items()
    ]


@cache
def linked(_language: str) -> list[StreamlitPage]:
    """Links to the pages, named in this language.

    Each link keeps the selection, which Streamlit's own navigation loses.
    """
    return pages()
