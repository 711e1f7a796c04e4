"""The selection over its own dates and over others."""

from __future__ import annotations

import streamlit as st

from refoulement.address import in_order, sentences
from refoulement.comparison import Side, compare
from refoulement.markup import escape
from refoulement.wording import count_text
from ui import state, totals

_WARNING = (
    '<p class="rm-quiet"><b>No change over time can be read from this.</b> Reported cases are a '
    "convenience sample: how many are reported depends on who could look and chose to. Neither "
    "side is complete, ranges may share reports, and one event that spans both is in both.</p>"
)


def show() -> None:
    """Both sides, each with its range, figures and sentence."""
    st.html(_WARNING)
    sides = compare(state.dataset(), state.selection(), state.against())
    for number, (column, side) in enumerate(zip(st.columns(2, gap="medium"), sides, strict=True)):
        with column:
            st.subheader(("This range", "Against")[number])
            if number:
                _choose()
            else:
                st.html('<p class="rm-quiet">Chosen above, by slider, day or preset.</p>')
            _side(side)
    totals.warn()


def _choose() -> None:
    first, last = state.dataset().span

    def typed() -> None:
        chosen = st.session_state["against_from"], st.session_state["against_to"]
        first, last, notes = in_order("against", *chosen)
        state.compare_with((first, last), *sentences(notes))

    with st.container(horizontal=True, gap="small"):
        for key, label, day in zip(
            ("against_from", "against_to"), ("From", "To"), state.against(), strict=True
        ):
            st.date_input(
                label,
                value=None,
                min_value=first,
                max_value=last,
                format="YYYY-MM-DD",
                width=160,
                **state.tie(key, day if day and first <= day <= last else None, typed),
            )


def _side(side: Side) -> None:
    dataset = state.dataset()
    reports = count_text(side.selection.count(dataset), "report")
    sources = count_text(side.selection.sources(dataset), "source")
    st.html(
        f'<p class="rm-sentence"><b>{reports}, '
        f"{sources}.</b> {escape(side.selection.sentence(dataset))}.</p>"
    )
    totals.show_figures(side.figures, side.selection)
