"""The figure of each measure, with its rule and what it leaves out."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from refoulement.counting.rules import Tally
from refoulement.drawing.map_data import name_of
from refoulement.messages import gettext
from refoulement.presentation.html import paragraph, render
from refoulement.presentation.markup import colour
from refoulement.presentation.summary import (
    RULES,
    figure_facts,
    summary,
    warning,
)
from refoulement.presentation.summary import no_figures as why_no_figures
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES, STYLES
from ui import state

#: The shapes of the map's symbols as characters.
SIGNS = {"disc": "●", "diamond": "◆", "triangle": "▲"}


def show() -> None:
    """The selection's three figures, or a note that there are none."""
    chosen = state.selection()
    _figures(summary(state.dataset(), chosen), chosen)


def no_figures() -> Markup:
    """Why a search gives no figures."""
    return paragraph(why_no_figures(), "rm-no-figures")


def warn() -> None:
    """What the figures do not mean, and the rule of each. Separate, since this never changes."""
    st.html(
        render(
            "rules.html",
            warning=warning(),
            title=gettext("How we count"),
            rules=[(MEASURES[measure], rule) for measure, rule in RULES.items()],
        )
    )


def _figures(figures: dict[str, Tally], chosen: Selection) -> None:
    """The three figures side by side, or stacked where space is short; they are never added up.

    A search has no figures, and a note says so instead.

    One piece of HTML, since every move would send each Streamlit element separately.
    """
    st.html(
        render(
            "figures.html",
            dataset=name_of(state.dataset()),
            of=chosen.query_string(),  # for other selections the map's script overwrites it
            figures=[
                _figure(figure)
                for measure, figure in figures.items()
                if not chosen.measures or measure in chosen.measures
            ],
            no_figures=why_no_figures(),
        )
    )


def _figure(figure: Tally) -> Markup:
    return render(
        "figure.html",
        measure=figure.measure,
        name=MEASURES[figure.measure],
        colour=colour(figure.measure),
        sign=SIGNS[STYLES[figure.measure].shape],
        figure=figure.words,
        facts=figure_facts(state.dataset(), figure),
        is_open=state.figure() == figure.measure,
        is_shown=figure.measure not in state.hidden(),
    )
