"""The look that Streamlit's theme does not reach, and the title."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from refoulement.markup import escape
from refoulement.summary import PURPOSE

ASSETS = Path(__file__).resolve().parent.parent / "assets"
ICON = ASSETS / "icon.png"


def apply(sheet: str = "page.css") -> None:
    """A style sheet of our own, in the page: that of all pages, or one for a page alone."""
    st.html(ASSETS / sheet)


def title() -> None:
    """Name and purpose, on every page."""
    st.html(f'<header class="rm-title"><h1>Refoulement Map</h1><p>{escape(PURPOSE)}</p></header>')
