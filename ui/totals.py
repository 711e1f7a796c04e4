"""The figure of each measure, with its rule, and what is not in it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from refoulement.counting.rules import Tally
from refoulement.presentation.html import escape
from refoulement.presentation.markup import colour, events_list, link_to_page
from refoulement.presentation.summary import (
    NO_FIGURES,
    RULES,
    WARNING,
    figure_facts,
    not_counted,
    not_counted_text,
    summary,
)
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES
from refoulement.wording import count_text
from ui import state


def show() -> None:
    """The selection's three figures, or that there are none, and what figures are not."""
    chosen = state.selection()
    _figures(summary(state.dataset(), chosen), chosen)
    warn()


def no_figures() -> str:
    """Why there are none under a search, as HTML."""
    return f'<p class="rm-no-figures">{NO_FIGURES}</p>'


def warn() -> None:
    """What the figures are not, and the rule of each. Apart from them, since it never changes."""
    rules = "".join(
        f"<p><b>{escape(MEASURES[measure])}.</b> {escape(rule)}</p>"
        for measure, rule in RULES.items()
    )
    st.html(
        f'<div class="rm-quiet rm-rules">{WARNING} {_folded("How each is counted", rules)}</div>'
    )


def _figures(figures: dict[str, Tally], chosen: Selection) -> None:
    """The three figures beside each other, never added; under each other where there is no room.

    Under a search there are none, which is said in their place.

    One piece of HTML, since each of Streamlit's boxes would be sent at every move.
    """
    shown = "".join(_figure(figure, chosen) for figure in figures.values())
    if not figures:
        shown = no_figures()
    of = escape(chosen.query_string())  # the map's own words are overwritten at any other one
    st.html(f'<div class="rm-figures" data-of="{of}">{shown}</div>')


def _figure(figure: Tally, chosen: Selection) -> str:
    name = escape(MEASURES[figure.measure])
    return (
        f'<section class="rm-figure" data-measure="{figure.measure}" aria-label="{name}">'
        f'<div class="rm-figure-name">{name}</div>'
        f'<div class="rm-figure-value">{escape(figure.words)}</div>'
        f"{_details(figure, chosen)}</section>"
    )


def _details(figure: Tally, chosen: Selection) -> str:
    dataset = state.dataset()
    lines = figure_facts(dataset, figure)
    facts = "".join(f"<div>{escape(line)}</div>" for line in lines)
    shown = f'<div class="rm-facts">{facts}</div>'
    if figure.events:
        query = replace(chosen, measures=(figure.measure,)).query_string()
        others = f": see {link_to_page(dataset, 'events', query, 'Events')}"
        shown += _folded("How this figure is made", events_list(dataset, figure, others))
    if figure.not_counted:
        reasons = escape(not_counted_text(figure))
        shown += _folded(
            f"{count_text(not_counted(figure), 'report')} not in the figure",
            f"<p>{reasons}. The table lists them all.</p>",
        )
    return f'<div class="rm-details" style="{colour(figure.measure)}">{shown}</div>'


def _folded(summary: str, html: str) -> str:
    return f"<details><summary>{escape(summary)}</summary>{html}</details>"
