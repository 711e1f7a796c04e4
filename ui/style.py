"""Styles beyond what Streamlit's theme can set."""

from __future__ import annotations

import streamlit as st

from refoulement import PROJECT
from refoulement.drawing.assets import asset_url
from refoulement.presentation.html import render

ASSETS = PROJECT / "assets" / "page"
ICON = ASSETS / "icon.png"


def apply(sheet: str = "page.css") -> None:
    """Add one of our style sheets: the one for all pages, or one for a single page."""
    st.html(ASSETS / sheet)


def leave_no_traces() -> None:
    """A script that removes what Streamlit stores in the browser about the pages opened.

    It is placed with the style sheets and takes up no room.
    """
    source = asset_url("traces.js").removeprefix("../../")
    script = render("script.html", address=source)
    st._event.html(script, unsafe_allow_javascript=True)
