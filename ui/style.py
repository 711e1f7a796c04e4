"""The look that Streamlit's theme does not reach, and the title."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).resolve().parent.parent / "assets"
ICON = ASSETS / "icon.png"


def apply() -> None:
    """Our own style sheet, in the page."""
    st.html(ASSETS / "page.css")


def title() -> None:
    """Name and purpose, on every page."""
    st.html(
        '<header class="rm-title"><h1>Refoulement Map</h1><p>What published sources report about '
        "North Korean escapees held in China and forcibly returned. Every number is a source’s "
        "statement, none is a verified total.</p></header>"
    )
