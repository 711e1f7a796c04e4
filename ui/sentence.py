"""One sentence that says what is selected."""

from __future__ import annotations

import streamlit as st

from refoulement.drawing.map_data import name_of
from refoulement.presentation.html import escape
from refoulement.presentation.summary import matching_text, selection_text
from ui import state


def show() -> None:
    """How many reports of what, and how many undated ones are not shown."""
    dataset, chosen = state.dataset(), state.selection()
    hidden = " hidden" if chosen.count(dataset) else ""
    st.html(
        f'<p class="rm-sentence" role="status" data-dataset="{name_of(dataset)}" '
        f'data-of="{escape(chosen.query_string())}">'
        f"<span><b>{matching_text(dataset, chosen)}</b> "
        f"{escape(selection_text(dataset, chosen))}</span>"
        f"<b{hidden}> No report matches: widen the dates or clear a filter.</b></p>"
    )
