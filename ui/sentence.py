"""One sentence describing the selection."""

from __future__ import annotations

import streamlit as st

from refoulement.dataset.tables import Dataset
from refoulement.drawing.map_data import name_of
from refoulement.messages import gettext
from refoulement.presentation.html import render
from refoulement.presentation.summary import matching_text, selection_text, summary
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES
from ui import play, state


def show() -> None:
    """How many reports of what are selected, and how many undated ones are hidden."""
    dataset, chosen = state.dataset(), state.selection()
    st.html(
        render(
            "sentence.html",
            dataset=name_of(dataset),
            of=chosen.query_string(),
            matching=matching_text(dataset, chosen),
            selection=selection_text(dataset, chosen),
            has_any=bool(chosen.count(dataset)) or play.is_on(),
            told="" if play.is_on() else _told(dataset, chosen),  # changes with every step
        )
    )


def _told(dataset: Dataset, chosen: Selection) -> str:
    """What a screen reader announces after a change: the number of reports and the figures."""
    figures = summary(dataset, chosen).values() if chosen.has_figures else ()
    said = (
        gettext("%(measure)s: %(figure)s.", measure=MEASURES[one.measure], figure=one.words)
        for one in figures
        if one.reports
    )
    return " ".join((matching_text(dataset, chosen), selection_text(dataset, chosen), *said))
