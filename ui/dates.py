"""The bar across the top: when, by slider, by exact day or by preset."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from refoulement.dataset.remembered import lately
from refoulement.dataset.tables import Dataset
from refoulement.presentation.timeline import reports_per_month
from refoulement.presentation.timeline_markup import chosen_style, histogram
from refoulement.selecting.address import in_order, sentences
from refoulement.selecting.selection import Selection
from refoulement.wording import day_text
from ui import play, state

_DAY = "YYYY-MM-DD"


def show() -> None:
    """Histogram, slider, exact days and presets, all tied to the selection's dates."""
    show_rest = show_histogram()
    show_rest()


def show_histogram() -> Callable[[], None]:
    """The histogram. What is given draws the rest, slider, exact days and presets, in its place."""
    first, last = state.dataset().span
    if first == last:
        st.html('<p class="rm-quiet">All reports speak of one day, or of none.</p>')
        return lambda: None
    with st.container(key="dates"):
        bar, exact = st.columns([2, 1], gap="medium", vertical_alignment="bottom")
    with bar:
        _histogram()

    def show_rest() -> None:
        with bar:
            _slider()
        with exact:
            _presets()
            _exact_days()

    return show_rest


def _select_dates(start: date | None, end: date | None) -> None:
    first, last = state.dataset().span
    start, end, notes = in_order("dates", start, end)
    if (start or first) <= first and (end or last) >= last:
        start = end = None
    state.select(state.selection().with_dates(start, end), *sentences(notes))


def _chosen(days: tuple[date | None, date | None]) -> None:
    """Select the days that a person has chosen; while they play nobody does."""
    if not play.is_on():
        _select_dates(*days)


def _slider() -> None:
    first, last = state.dataset().span
    st.slider(
        "Date range",
        min_value=first,
        max_value=last,
        format=_DAY,
        disabled=play.is_on(),
        **state.tie("date_slider", state.shown_range(), _chosen),
    )


def _exact_days() -> None:
    first, last = state.dataset().span
    start, end = state.shown_range()
    days: tuple[tuple[str, date, Callable[[date | None], None]], ...] = (
        ("From", start, lambda day: _chosen((day, state.shown_range()[1]))),
        ("To", end, lambda day: _chosen((state.shown_range()[0], day))),
    )
    with st.container(horizontal=True, gap="small"):
        for label, day, chosen in days:
            st.date_input(
                label,
                min_value=first,
                max_value=last,
                format=_DAY,
                width=138,
                disabled=play.is_on(),
                **state.tie(f"date_{label.lower()}", day, chosen),
            )


def _presets() -> None:
    first, last = state.dataset().span
    five_years_ago = (pd.Timestamp(last) - pd.DateOffset(years=5) + pd.Timedelta(days=1)).date()
    presets = {
        "All dates": (None, None),
        "Since 2020": (min(date(2020, 1, 1), last), last),
        "Last five years": (max(five_years_ago, first), last),
    }
    with st.container(horizontal=True, gap="small"):
        for label, ends in presets.items():
            st.button(label, on_click=_select_dates, args=ends, key=f"preset {label}")


def _histogram() -> None:
    dataset = state.dataset()
    st.html(_bars(dataset, state.selection().with_dates(None, None)))
    st.html(chosen_style(state.shown_range(), dataset.span))


@lately(16)
def _bars(dataset: Dataset, anywhen: Selection) -> str:
    months = reports_per_month(dataset, anywhen)
    busiest = max(months, key=lambda count: count.reports)
    said = (
        f"Reports per month, all dates: most, {busiest.reports}, in "
        f"{busiest.month:%B %Y}. Months without a report are silence, not calm. "
        f"Data from {day_text(dataset.span[0])} to {day_text(dataset.span[1])}."
    )
    return histogram(months, dataset.span, said)
