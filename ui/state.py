"""The selection of this session, and the address that carries it.

One frozen Selection is the truth: widgets are set from it before they are drawn
and change it in their callbacks; the address is read into it and written from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from refoulement.dataset.tables import Dataset
from refoulement.loading.reloading import Shown, look
from refoulement.presentation.html import escape
from refoulement.selecting.address import (
    NO_PLACE_WRITTEN,
    OWN_DATA,
    OWN_DATA_GONE,
    read_address,
    read_place,
    sentences,
)
from refoulement.selecting.selection import Selection

_SHOWN, _SELECTION, _ADDRESS = "shown", "selection", "address"
_NOTES, _PAGE, _MOVED = "notes", "page", "moved"
_OPENED, _TURN, _OWN, _RENEWED = "opened", "turn", "own", "renewed"
_CHECK, _HAS_FILE = "check", "has_file"


def shown() -> Shown:
    """The data of this run, which all sessions share, and what is wrong with newer ones."""
    taken: Shown = st.session_state[_SHOWN]
    return taken


def dataset() -> Dataset:
    """The dataset of this run."""
    return shown().dataset


def curated() -> Dataset:
    """The curated dataset, also while a visitor's own file is shown."""
    return look().dataset


def own() -> Dataset | None:
    """The data of this visitor's own file, where they are shown instead of the curated ones."""
    opened: Dataset | None = st.session_state.get(_OWN)
    return opened


def note_file(is_there: bool) -> None:
    """Note whether this session has a file that was checked, on the map or not."""
    st.session_state[_HAS_FILE] = is_there


def _has_file() -> bool:
    return own() is not None or bool(st.session_state.get(_HAS_FILE))


def show_own(data: Dataset | None) -> None:
    """Show these data from the next run on, or with None the curated ones; nothing is selected."""
    st.session_state[_OWN] = data
    st.session_state[_SHOWN] = Shown(data) if data else look()
    open_ledger(None)
    select(Selection())


def selection() -> Selection:
    """What this session has selected."""
    chosen: Selection = st.session_state[_SELECTION]
    return chosen


def select(chosen: Selection, *notes: str) -> None:
    """Select something else; `notes` are sentences of plain text to show with it."""
    st.session_state[_SELECTION] = chosen
    st.session_state[_NOTES] = notes
    st.session_state[_MOVED] = True


def opened() -> str | None:
    """The place whose ledger stands open beside the map: NO_PLACE for none given."""
    return cast("str | None", st.session_state[_OPENED])


def open_ledger(place: str | None) -> None:
    """Open the ledger of this place from now on; None closes it."""
    st.session_state[_OPENED] = place
    st.session_state[_TURN] = turn() + 1


def turn() -> int:
    """How often the ledger was opened: widgets of an earlier turn are not heard any more."""
    return int(st.session_state.get(_TURN, 0))


def shown_range() -> tuple[date, date]:
    """The selected dates as a time axis can show them: within what the data cover."""
    first, last = dataset().span
    start, end = selection().date_from or first, selection().date_to or last
    return min(max(start, first), last), max(min(end, last), first)


def open_address(page: str) -> None:
    """Read the dataset, and the selection from the address where a person has changed it there.

    Raises DatasetError where there never was a sound dataset. Where it has changed, what
    the selection names and is no longer there is left out with a note.

    The address counts at the first run, and on going back and forward; not where a
    widget was moved in this run, since the browser may send the address from before
    its last change; nor on turning to another page, where Streamlit empties it.
    """
    data = own()
    before, now = st.session_state.get(_SHOWN), Shown(data) if data else look()
    outdated = before is not None and before.dataset is not now.dataset
    st.session_state[_SHOWN] = now
    address = {name: st.query_params.get_all(name) for name in st.query_params}
    turned = st.session_state.get(_PAGE, page) != page
    moved = st.session_state.get(_MOVED, False)
    is_new = _SELECTION not in st.session_state or address != st.session_state[_ADDRESS]
    if is_new and not moved and not (turned and not address):
        _take(address, now.dataset)
    elif outdated:
        _take(parameters(), now.dataset)
    st.session_state[_MOVED] = False
    st.session_state[_PAGE] = page
    st.session_state[_ADDRESS] = address


def _take(address: dict[str, list[str]], loaded: Dataset) -> None:
    name, value = OWN_DATA
    is_lost = value in address.get(name, ()) and not _has_file()
    address = {key: values for key, values in address.items() if key != name}
    chosen, notes = read_address(address, loaded)
    in_ledger, notes_on_ledger = read_place(address, loaded)
    notes += notes_on_ledger
    if is_lost or notes or chosen != st.session_state.get(_SELECTION):
        select(chosen, *([OWN_DATA_GONE] if is_lost else []), *sentences(notes))
    if in_ledger != st.session_state.setdefault(_OPENED, None):
        open_ledger(in_ledger)


def is_outdated() -> bool:
    """Whether there are newer data than those of this page, or it is known that they are wrong."""
    return own() is None and look() is not shown()


def write_address() -> None:
    """Put the selection into the address, where it is not there yet. The end of every run."""
    st.session_state[_MOVED] = False
    wanted = parameters()
    if wanted != st.session_state[_ADDRESS]:
        # In this order: writing may end the run, where a newer one is asked for.
        st.session_state[_ADDRESS] = wanted
        st.query_params.from_dict(wanted)


@st.fragment(run_every=timedelta(days=1))
def find_server_again() -> None:
    """Draws nothing, and has the whole page run when it is connected again after a break.

    Streamlit's page asks for that only where a part of it runs by itself. Without it a
    page that meets a new server, or one that has forgotten its session, stays as it is,
    and what is pressed first is lost.
    """


def parameters() -> dict[str, list[str]]:
    """The address of what this session shows, by parameter."""
    found: dict[str, list[str]] = {}
    pairs = selection().query()
    if own() or (_has_file() and st.session_state.get(_PAGE) == _CHECK):
        pairs.append(OWN_DATA)  # so that a page that comes back too late says what is gone
    place = opened()
    if place is not None:
        pairs.append(("place", place or NO_PLACE_WRITTEN))
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def show_notes() -> None:
    """What in the address, or in the dates typed, could not be used."""
    notes = st.session_state[_NOTES]
    if notes:
        lines = "".join(f"<li>{escape(note[:1].upper() + note[1:])}</li>" for note in notes)
        st.html(f'<ul class="rm-notes" role="status">{lines}</ul>')


def bind(key: str, value: Any, field: str) -> dict[str, Any]:
    """Arguments that tie a widget to a field of the selection: its key and its callback."""

    def changed(chosen: Any) -> None:
        select(replace(selection(), **{field: chosen}))

    return tie(key, value, changed)


def tie(
    key: str, value: Any, changed: Callable[[Any], None], parameter: str = "value"
) -> dict[str, Any]:
    """Arguments that show `value` in the widget `key`, and call `changed` when a person moves it.

    A widget that is to show something else than it held is renewed, under another key. With
    all that is done before an answer is there, the browser also sends what its widgets held
    at the answer before: nobody chose that, and of a widget that was renewed it is not heard.
    It begins with the value (`parameter` says what it calls that): a widget that begins empty
    and is set afterwards may be sent as empty in between.
    """
    renewed: dict[str, int] = st.session_state.setdefault(_RENEWED, {})

    def current() -> str:
        return f"{key} {renewed.get(key, 0)}"

    if current() in st.session_state and st.session_state[current()] != value:
        renewed[key] = renewed.get(key, 0) + 1
    drawn = current()

    def heard() -> None:
        # Nor did anybody move a widget on going back or forward.
        is_history = getattr(get_script_run_ctx(), "is_history_navigation", False)
        if drawn == current() and not is_history:
            changed(st.session_state[drawn])

    return {"key": drawn, "on_change": heard, parameter: value}
