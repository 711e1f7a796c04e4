"""The bar across the top for choosing dates: by slider, exact day or preset."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st
from markupsafe import Markup

from refoulement.dataset.remembered import lately, once_a_language
from refoulement.dataset.tables import Dataset
from refoulement.intake.typed_dates import LONGEST, DateError, first_day, last_day
from refoulement.messages import gettext
from refoulement.presentation.html import paragraph
from refoulement.presentation.timeline import reports_per_month, reports_per_year
from refoulement.presentation.timeline_markup import chosen_style, histogram, months_of_year
from refoulement.selecting.address import in_order, sentences
from refoulement.selecting.selection import Selection
from refoulement.wording import day_text
from ui import play, state

_DAY = "YYYY-MM-DD"

Read = Callable[[str], date]
Ends = tuple[date | None, date | None]
WithOther = Callable[[date | None], Ends]


def show(before: Callable[[], None] | None = None) -> None:
    """Bars and slider, with presets and typed days below, all tied to the selection.

    `before`, used beside a map, draws what comes in front of them.
    """
    first, last = state.dataset().span
    if first == last:
        st.html(paragraph(gettext("All statements are about one day, or undated."), "rm-quiet"))
        return
    show_slider(has_map=before is not None)
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key="date_controls"
    ):
        if before:
            before()
        _presets()
        _typed_days()
        if before:
            _months()


def show_slider(has_map: bool) -> None:
    """Only the bars and the slider. The map's scripts listen for presses on the bars."""
    first, last = state.dataset().span
    if first != last:
        with st.container(key="dates"):
            _histogram(has_map)
            _slider()


def _select_dates(start: date | None, end: date | None) -> None:
    first, last = state.dataset().span
    start, end, notes = in_order("dates", start, end)
    if (start or first) <= first and (end or last) >= last:
        start = end = None
    state.select(state.selection().with_dates(start, end), *sentences(notes))


def _chosen(days: tuple[date | None, date | None]) -> None:
    """Select the days that a person has chosen. While playing, no choice is a person's."""
    if not play.is_on():
        _select_dates(*days)


def _slider() -> None:
    first, last = state.dataset().span
    st.slider(
        gettext("Date range"),
        label_visibility="collapsed",
        min_value=first,
        max_value=last,
        format=_DAY,
        disabled=play.is_on(),
        **state.tie("date_slider", state.shown_range(), _chosen),
    )


def _typed_days() -> None:
    """Two boxes for typing days, months or years. Input that cannot be read is reported there."""
    start, end = state.shown_range()
    _typed_day(
        "From", gettext("From"), start, first_day, lambda day: (day, state.selection().date_to)
    )
    _typed_day("To", gettext("To"), end, last_day, lambda day: (state.selection().date_from, day))


def _typed_day(end: str, label: str, shown: date, read: Read, with_other: WithOther) -> None:
    key = f"typed {end}"

    def changed(text: str) -> None:
        try:
            day = read(text) if text.strip() else None
        except DateError as error:
            st.session_state[f"{key} error"] = str(error)
        else:
            _chosen(with_other(day))

    error = st.session_state.pop(f"{key} error", "")
    st.text_input(
        label,
        max_chars=LONGEST,
        width=130,
        label_visibility="collapsed",
        disabled=play.is_on(),
        **state.tie(key, shown.isoformat(), changed),
    )
    if error:
        st.html(paragraph(error, "rm-date-error", role="alert"), width="content")


def _presets() -> None:
    first, last = state.dataset().span
    five_years_ago = (pd.Timestamp(last) - pd.DateOffset(years=5) + pd.Timedelta(days=1)).date()
    presets = {
        "All": (gettext("All"), (None, None)),
        "Since 2020": (gettext("Since 2020"), (min(date(2020, 1, 1), last), last)),
        "Last 5 years": (gettext("Last 5 years"), (max(five_years_ago, first), last)),
    }
    for name, (label, ends) in presets.items():
        st.button(label, on_click=_select_dates, args=ends, key=f"preset {name}")


def _months() -> None:
    """The months of the chosen year."""
    dataset, chosen = state.dataset(), state.shown_range()
    if chosen[0].year == chosen[1].year:
        months = reports_per_month(dataset, state.selection().with_dates(None, None))
        st.html(months_of_year(months, chosen), width="content")


def choose(days: str) -> None:
    """Select the days of a clicked bar, given as first and last with a space between."""
    try:
        start, end = map(date.fromisoformat, days.split())
    except ValueError:  # not from one of our bars
        return
    _chosen((start, end))


def _histogram(has_buttons: bool) -> None:
    dataset = state.dataset()
    st.html(_bars(dataset, (state.selection().with_dates(None, None), has_buttons)))
    st.html(chosen_style(state.shown_range(), dataset.span))


@lately(16, once_a_language)
def _bars(dataset: Dataset, asked: tuple[Selection, bool]) -> Markup:
    anywhen, has_buttons = asked
    years = reports_per_year(dataset, anywhen)
    busiest = max(years, key=years.__getitem__)
    said = gettext(
        "Statements per year, all dates: most, %(most)s, in %(year)s. A year without statements "
        "does not mean that nothing happened. Data from %(first)s to %(last)s.",
        most=years[busiest],
        year=str(busiest),
        first=day_text(dataset.span[0]),
        last=day_text(dataset.span[1]),
    )
    return histogram(years, dataset.span, said, has_buttons)
