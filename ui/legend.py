"""What the symbols on the map mean."""

from __future__ import annotations

import streamlit as st

from refoulement.drawing.legend_markup import legend
from ui import state


def show() -> None:
    """The legend."""
    st.html(legend(state.dataset()))
