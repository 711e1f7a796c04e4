"""The table of places."""

from __future__ import annotations

import streamlit as st

from refoulement.messages import gettext
from refoulement.presentation.html import paragraph
from refoulement.presentation.places_table import places_table
from refoulement.presentation.summary import no_figures
from ui import state

MOST_COUNTED = 5_000  # statements: what each place shares is worked out while a reader waits


def show() -> None:
    """Every place that the selection names, with its own figures and what it shares."""
    dataset, chosen = state.dataset(), state.selection()
    matching = chosen.count(dataset)
    if matching > MOST_COUNTED:
        said = gettext(
            "Places are listed for %(most)s statements or fewer: narrow the dates.",
            most=MOST_COUNTED,
        )
        st.html(paragraph(said, "rm-notes", role="status"))
        return
    st.html(paragraph(about(), "rm-quiet"))
    if not chosen.has_figures:
        st.html(paragraph(no_figures(), "rm-no-figures"))
    with st.container(key="places"):
        st.html(places_table(dataset, chosen.reports(dataset), chosen.has_figures))


def about() -> str:
    """How to read the table."""
    return gettext(
        "Figures cover that place alone; a figure shared by several places is not split. Do not "
        "add places together: sources may place the same people in different towns, and counts "
        "are from different years."
    )
