"""The figure of each measure, with its rule, and what is not in it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from refoulement.counting import Figure
from refoulement.markup import colour, escape, events_list, not_counted_text
from refoulement.summary import places_of, summary
from refoulement.vocabulary import MEASURES
from refoulement.wording import count_text, day_text
from ui import state

_RIVALS = (
    "Rival figures for one event give a span from the lowest to the highest. Repeats, workers, "
    "rates and sources' own totals over time are not counted."
)
_FLOW = (
    "People over the whole time selected: the sum over events, each counted once. Parts stand "
    "under their whole. Of events that may count the same people, the largest low is added once. "
)
_STOCK = (
    "People at one date, never summed over time: the figure of the latest event for which a number "
    "is reported. "
)
RULES = {
    "held": _STOCK + _RIVALS,
    "returned": _FLOW + _RIVALS,
    "arrested": _FLOW + _RIVALS,
}

WARNING = (
    '<p class="rm-quiet">Figures as reported, from the lowest to the highest; “+” means at '
    "least, “≤” at most. They are no verified totals, and since what gets reported is a "
    "convenience sample, they show no trend. The three measures may count the same people and "
    "are never added.</p>"
)


def show() -> None:
    """The selection's three figures, and what they are not."""
    figures = summary(state.dataset(), state.selection())
    with st.container(key="totals"):
        show_figures(figures, st.columns(len(figures), gap="small"))
    st.html(WARNING)


def show_figures(figures: dict[str, Figure], places: Sequence[DeltaGenerator]) -> None:
    """The three figures, each in its place on the page, never added to each other."""
    for place, (measure, figure) in zip(places, figures.items(), strict=True):
        with place.container(border=True, height="stretch"):
            st.metric(MEASURES[measure], str(figure), help=RULES[measure])
            st.html(_details(figure))


def _details(figure: Figure) -> str:
    dataset = state.dataset()
    lines = []
    if figure.as_of:
        places = ", ".join(places_of(dataset, figure))
        lines.append(f"as of {day_text(figure.as_of)}: {places}")
    if figure.measure != "held" and figure.events:
        lines.append(count_text(len(figure.events), "event"))
    if figure.counted:
        lines.append(
            f"rests on {len(figure.counted)} of {count_text(figure.reports, 'report')}, "
            + count_text(figure.independent_sources, "independent source")
        )
    shown = "".join(f"<div>{escape(line)}</div>" for line in lines)
    if figure.events:
        shown += _folded("How this figure is made", events_list(dataset, figure))
    if figure.not_counted:
        reasons = escape(not_counted_text(reason for _, reason in figure.not_counted))
        shown += _folded(
            f"{count_text(len(figure.not_counted), 'report')} not in the figure",
            f"<p>{reasons}. The table lists them all.</p>",
        )
    return f'<div class="rm-details" style="{colour(figure.measure)}">{shown}</div>'


def _folded(summary: str, html: str) -> str:
    return f"<details><summary>{escape(summary)}</summary>{html}</details>"
