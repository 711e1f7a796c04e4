"""The figure of each measure, with its rule, and what is not in it."""

from __future__ import annotations

import streamlit as st

from refoulement.counting import Figure
from refoulement.markup import colour, escape, not_counted_text
from refoulement.summary import places_of, summary
from refoulement.vocabulary import MEASURES
from refoulement.wording import count_text, day_text
from ui import state

_RIVALS = (
    "Rival figures for one event give an interval from the lowest to the highest; repeats of a "
    "report, workers, rates and sources' own totals over time are not counted. "
)
RULES = {
    "held": "A stock, never summed over time: the figure of the latest event for which a number "
    "is reported, with its date. " + _RIVALS,
    "returned": "A flow: the sum over events, each counted once. Parts stand under their whole. "
    "Of events that may count the same people, the largest low is added once. " + _RIVALS,
    "arrested": "A flow: the sum over events, each counted once. Parts stand under their whole. "
    "Of events that may count the same people, the largest low is added once. " + _RIVALS,
}


def show() -> None:
    """Three figures side by side, never added to each other."""
    figures = summary(state.dataset(), state.selection())
    for column, (measure, figure) in zip(
        st.columns(len(figures), gap="small"), figures.items(), strict=True
    ):
        with column.container(border=True, key=f"total_{measure}"):
            st.metric(
                MEASURES[measure], str(figure) if figure.reports else "–", help=RULES[measure]
            )
            st.html(_details(figure))
    st.html(
        '<p class="rm-quiet">Figures as reported, from the lowest to the highest; “+” means at '
        "least, “≤” at most. They are no verified totals, and since what gets reported is a "
        "convenience sample, they show no trend. The three measures may count the same people and "
        "are never added.</p>"
    )


def _details(figure: Figure) -> str:
    lines = []
    if figure.as_of:
        places = ", ".join(places_of(state.dataset(), figure))
        lines.append(f"as of {day_text(figure.as_of)}: {places}")
    if figure.events and figure.measure != "held":
        without = figure.events_without_number
        lines.append(
            count_text(len(figure.events), "event")
            + (f", {without} without a number" if without else "")
        )
    lines.append(
        f"{count_text(figure.reports, 'report')} in {count_text(figure.sources, 'source')}; "
        + f"figure rests on {count_text(figure.independent_sources, 'independent source')}"
        if figure.reports
        else "no report in this selection"
    )
    shown = "".join(f"<div>{escape(line)}</div>" for line in lines)
    if figure.not_counted:
        left_out = not_counted_text(reason for _, reason in figure.not_counted)
        shown += (
            f"<details><summary>{count_text(len(figure.not_counted), 'report')} not in the figure"
            f"</summary>{escape(left_out)}. The table lists them all.</details>"
        )
    return f'<div class="rm-details" style="{colour(figure.measure)}">{shown}</div>'
