"""The look that Streamlit's theme does not reach, and the title."""

from __future__ import annotations

import streamlit as st

from refoulement import PROJECT
from refoulement.drawing.folium_map import asset_url
from refoulement.presentation.html import escape
from refoulement.presentation.summary import PURPOSE

ASSETS = PROJECT / "assets" / "page"
ICON = ASSETS / "icon.png"


def apply(sheet: str = "page.css") -> None:
    """A style sheet of our own, in the page: that of all pages, or one for a page alone."""
    st.html(ASSETS / sheet)


def leave_no_traces() -> None:
    """A script that clears away what Streamlit keeps in the browser of the pages opened.

    It stands where style sheets do, and takes no room.
    """
    source = asset_url("traces.js").removeprefix("../../")
    st._event.html(f'<script src="{source}"></script>', unsafe_allow_javascript=True)


def title() -> None:
    """Name and purpose, on every page."""
    st.html(f'<header class="rm-title"><h1>Refoulement Map</h1><p>{escape(PURPOSE)}</p></header>')
