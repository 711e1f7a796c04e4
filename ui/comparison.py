"""The selection over its own dates and over others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from refoulement.comparison import Side, compare
from refoulement.presentation.markup import escape
from refoulement.selecting.address import in_order, sentences
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
            with st.container(key=f"dates_of_side {number}"):
                if number:
                    _choose()
                else:
                    st.html('<p class="rm-quiet">Chosen above, by slider, day or preset.</p>')
            _side(side)
    if not state.selection().has_figures:
        st.html(totals.no_figures())
    totals.warn()


def _choose() -> None:
    first, last = state.dataset().span
    start, end = state.against()
    days: tuple[tuple[str, date | None, Callable[[date | None], None]], ...] = (
        ("From", start, lambda day: _compare_with(day, state.against()[1])),
        ("To", end, lambda day: _compare_with(state.against()[0], day)),
    )
    with st.container(horizontal=True, gap="small"):
        for label, day, chosen in days:
            key = f"against_{label.lower()}"
            st.date_input(
                label,
                min_value=first,
                max_value=last,
                format="YYYY-MM-DD",
                width=160,
                **state.tie(key, day if day and first <= day <= last else None, chosen),
            )


def _compare_with(start: date | None, end: date | None) -> None:
    start, end, notes = in_order("against", start, end)
    state.compare_with((start, end), *sentences(notes))


def _side(side: Side) -> None:
    dataset = state.dataset()
    reports = count_text(side.selection.count(dataset), "report")
    sources = count_text(side.selection.sources(dataset), "source")
    st.html(
        f'<p class="rm-sentence"><b>{reports}, '
        f"{sources}.</b> {escape(side.selection.sentence(dataset))}.</p>"
    )
    if side.figures:
        totals.show_figures(side.figures, side.selection)
