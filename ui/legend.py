"""What the symbols on the map mean."""

from __future__ import annotations

import streamlit as st

from refoulement.drawing.legend_markup import legend


def show() -> None:
    """The legend."""
    st.html(legend())
