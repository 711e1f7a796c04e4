"""The figure of each measure, with its rule, and what is not in it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from refoulement.counting import Tally
from refoulement.markup import colour, escape, events_list
from refoulement.summary import RULES, WARNING, figure_facts, not_counted, not_counted_text, summary
from refoulement.vocabulary import MEASURES
from refoulement.wording import count_text
from ui import state


def show() -> None:
    """The selection's three figures, and what they are not."""
    figures = summary(state.dataset(), state.selection())
    with st.container(key="totals"):
        show_figures(figures, st.columns(len(figures), gap="small"))
    warn()


def warn() -> None:
    """What the figures are not."""
    st.html(f'<p class="rm-quiet">{WARNING}</p>')


def show_figures(figures: dict[str, Tally], places: Sequence[DeltaGenerator]) -> None:
    """The three figures, each in its place on the page, never added to each other."""
    for place, (measure, figure) in zip(places, figures.items(), strict=True):
        with place.container(border=True, height="stretch"):
            st.metric(MEASURES[measure], str(figure), help=RULES[measure])
            st.html(_details(figure))


def _details(figure: Tally) -> str:
    dataset = state.dataset()
    lines = figure_facts(dataset, figure)
    shown = "".join(f"<div>{escape(line)}</div>" for line in lines)
    if figure.events:
        shown += _folded("How this figure is made", events_list(dataset, figure))
    if figure.not_counted:
        reasons = escape(not_counted_text(figure))
        shown += _folded(
            f"{count_text(not_counted(figure), 'report')} not in the figure",
            f"<p>{reasons}. The table lists them all.</p>",
        )
    return f'<div class="rm-details" style="{colour(figure.measure)}">{shown}</div>'


def _folded(summary: str, html: str) -> str:
    return f"<details><summary>{escape(summary)}</summary>{html}</details>"
