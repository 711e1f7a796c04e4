"""The box that finds an event, place, publisher or month, or else searches for words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from refoulement.dataset.remembered import once_a_dataset
from refoulement.dataset.tables import Dataset
from refoulement.intake.typed_dates import DateError, first_day, last_day
from refoulement.messages import gettext
from refoulement.selecting.finding import Found, found_by_name, things_to_find
from refoulement.selecting.selection import LONGEST_SEARCH
from ui import play, state

_BOX = "find_box"


def show() -> None:
    """The box. A choice is shown at once, and the box is emptied."""
    things = _things(state.dataset())
    st.selectbox(
        gettext("Find an event, a place, a source or a date"),
        list(things),
        index=None,
        placeholder=gettext("Find an event, a place, a date…"),
        label_visibility="collapsed",
        accept_new_options=True,
        width=300,
        key=_BOX,
        on_change=_chosen,
    )


@once_a_dataset
def _things(dataset: Dataset) -> dict[str, Found]:
    return things_to_find(dataset)


def _chosen() -> None:
    text = str(st.session_state[_BOX] or "").strip()
    st.session_state[_BOX] = None
    if not text:
        return
    play.stop()
    things = _things(state.dataset())
    found = things.get(text) or found_by_name(things, text)
    if found:
        _SHOW[found.kind](found.key)
    elif not _show_dates(text):
        state.select(replace(state.selection(), search=text[:LONGEST_SEARCH]))


def _show_event(key: str) -> None:
    state.open_ledger(None)
    state.select(replace(state.selection().with_dates(None, None), events=(key,), search=""))


def _show_place(key: str) -> None:
    """Open a place beside the map; on a page without one, narrow the list to the place."""
    chosen = replace(state.selection(), search="")
    if not state.page():
        state.open_ledger(key)
    else:
        chosen = replace(chosen, sites=(key,))
    state.select(chosen)


def _show_publisher(key: str) -> None:
    state.select(replace(state.selection(), publishers=(key,), search=""))


def _show_dates(text: str) -> bool:
    """Select the days that the text names; returns whether it names any."""
    try:
        first, last = first_day(text), last_day(text)
    except DateError:
        return False
    state.select(state.selection().with_dates(first, last))
    return True


_SHOW: dict[str, Callable[[str], None]] = {
    "event": _show_event,
    "place": _show_place,
    "publisher": _show_publisher,
}
