"""The selection of this session, and the address that carries it.

One frozen Selection is the single source of truth: widgets are set from it before they
are drawn and change it in their callbacks; the address is read into it and written from it.
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
from refoulement.presentation.front import title
from refoulement.presentation.html import render
from refoulement.selecting.address import (
    MOVED,
    NO_PLACE_WRITTEN,
    OWN_DATA,
    own_data_gone,
    page_gone,
    read_address,
    read_hidden,
    read_place,
    sentences,
)
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES
from refoulement.wording import capitalized

_SHOWN, _SELECTION, _ADDRESS = "shown", "selection", "address"
_NOTES, _PAGE, _MOVED = "notes", "page", "moved"
_OPENED, _TURN, _OWN, _RENEWED, _BESIDE = "opened", "turn", "own", "renewed", "beside"
_CHECK, _HAS_FILE, _PICKED, _FIGURE = "check", "has_file", "picked", "figure"
_HIDDEN = "hidden"


def shown() -> Shown:
    """The data for this run, shared by all sessions, and what is wrong with any newer data."""
    taken: Shown = st.session_state[_SHOWN]
    return taken


def dataset() -> Dataset:
    """The dataset of this run."""
    return shown().dataset


def curated() -> Dataset:
    """The curated dataset, even while a visitor's own file is shown."""
    return look().dataset


def own() -> Dataset | None:
    """The data of this visitor's own file, if they are shown instead of the curated data."""
    opened: Dataset | None = st.session_state.get(_OWN)
    return opened


def beside() -> Dataset | None:
    """The data of this visitor's own file, if they lie over the map of the curated data."""
    opened: Dataset | None = st.session_state.get(_BESIDE)
    return opened


def show_beside(data: Dataset | None) -> None:
    """Lay these data over the map of the curated data; None removes them."""
    st.session_state[_BESIDE] = data


def note_file(is_there: bool) -> None:
    """Note whether this session has a checked file, on the map or not."""
    st.session_state[_HAS_FILE] = is_there


def _has_file() -> bool:
    return own() is not None or bool(st.session_state.get(_HAS_FILE))


def show_own(data: Dataset | None) -> None:
    """Show these data from the next run on, or the curated ones for None; clears the selection."""
    st.session_state[_OWN] = data
    st.session_state[_SHOWN] = Shown(data) if data else look()
    open_ledger(None)
    select(Selection())


def selection() -> Selection:
    """What is selected in this session."""
    chosen: Selection = st.session_state[_SELECTION]
    return chosen


def select(chosen: Selection, *notes: str) -> None:
    """Change the selection; `notes` are plain-text sentences to show with it."""
    st.session_state[_SELECTION] = chosen
    st.session_state[_NOTES] = notes
    st.session_state[_MOVED] = True


def opened() -> str | None:
    """The place whose ledger is open beside the map; NO_PLACE for reports without a place."""
    return cast("str | None", st.session_state[_OPENED])


def open_ledger(place: str | None) -> None:
    """Open the ledger of this place; None closes it."""
    st.session_state[_OPENED] = place
    st.session_state[_FIGURE] = ""
    st.session_state[_TURN] = turn() + 1


def hidden() -> tuple[str, ...]:
    """The measures whose symbols the map leaves out; figures, table and files keep them."""
    return tuple(st.session_state.get(_HIDDEN, ()))


def hide(measure: str) -> None:
    """Hide a measure on the map, or show it again if it is hidden."""
    left_out = {measure} ^ set(hidden())
    st.session_state[_HIDDEN] = tuple(one for one in COUNTED_MEASURES if one in left_out)
    st.session_state[_MOVED] = True


def figure() -> str:
    """The measure whose figure is open beside the map; empty if none is."""
    return str(st.session_state.get(_FIGURE, ""))


def open_figure(measure: str) -> None:
    """Show how the figure of a measure is made up; if it is already open, close it."""
    wanted = "" if figure() == measure else measure
    open_ledger(None)
    st.session_state[_FIGURE] = wanted


def picked() -> str:
    """The id of the report whose row is selected in the table; empty if none is."""
    return str(st.session_state.get(_PICKED, ""))


def pick(report_id: str) -> None:
    """Select the row of this report, or deselect it if it is already selected."""
    st.session_state[_PICKED] = "" if picked() == report_id else report_id


def page() -> str:
    """The path of the page of this run; empty for the map, which is the first page."""
    return str(st.session_state[_PAGE])


def turn() -> int:
    """How often the ledger has been opened: widgets from earlier turns are ignored."""
    return int(st.session_state.get(_TURN, 0))


def shown_range() -> tuple[date, date]:
    """The selected dates as a time axis can show them: within what the data cover."""
    first, last = dataset().span
    start, end = selection().date_from or first, selection().date_to or last
    return min(max(start, first), last), max(min(end, last), first)


def open_address(page: str) -> None:
    """Read the dataset, and the selection from the address if a person has changed the address.

    Raises DatasetError if there has never been a sound dataset. If the dataset has changed, parts
    of the selection that no longer exist are dropped with a note.

    The address is used on the first run and on going back and forward. It is ignored if a
    widget was moved in this run, since the browser may send the address from before its last
    change, and on switching pages, where Streamlit empties it.
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
    moved = page_gone(address)
    address = {key: values for key, values in address.items() if key not in (name, MOVED)}
    chosen, notes = read_address(address, loaded)
    in_ledger, notes_on_ledger = read_place(address, loaded)
    st.session_state[_HIDDEN], notes_on_hidden = read_hidden(address)
    notes += [*notes_on_ledger, *notes_on_hidden]
    if is_lost or moved or notes or chosen != st.session_state.get(_SELECTION):
        select(chosen, *([own_data_gone()] if is_lost else []), *moved, *sentences(notes))
    if in_ledger != st.session_state.setdefault(_OPENED, None):
        open_ledger(in_ledger)


def is_outdated() -> bool:
    """Whether newer data than those of this page are available, or known to be broken."""
    return own() is None and look() is not shown()


def write_address() -> None:
    """Write the selection to the address if it differs. Must come last in every run."""
    st.session_state[_MOVED] = False
    wanted = parameters()
    if wanted != st.session_state[_ADDRESS]:
        # In this order, because writing may end the run if a newer one was requested.
        st.session_state[_ADDRESS] = wanted
        st.query_params.from_dict(wanted)


@st.fragment(run_every=timedelta(days=1))
def find_server_again() -> None:
    """Draws nothing, but reruns the whole page when it reconnects after a break.

    Streamlit's page requests that only if some part of it runs on its own. Otherwise a page
    that meets a new server, or one that has forgotten its session, stays as it is, and the
    first click is lost.
    """


def parameters() -> dict[str, list[str]]:
    """The address parameters for what this session shows."""
    found: dict[str, list[str]] = {}
    pairs = selection().query()
    if own() or (_has_file() and st.session_state.get(_PAGE) == _CHECK):
        pairs.append(OWN_DATA)  # so that a page that returns too late says what is gone
    pairs += [("hide", measure) for measure in hidden()]
    place = opened()
    if place is not None:
        pairs.append(("place", place or NO_PLACE_WRITTEN))
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def name_page() -> None:
    """Name the page in the browser's title, with the event or place opened on it."""
    place = None if page() else opened()
    st.set_page_config(page_title=title(dataset(), selection(), page(), place))


def show_notes() -> None:
    """Say what could not be used in the address or in the typed dates."""
    notes = st.session_state[_NOTES]
    if notes:
        st.html(render("notes.html", notes=[capitalized(note) for note in notes]))


def bind(key: str, value: Any, field: str) -> dict[str, Any]:
    """Arguments that tie a widget to a field of the selection: its key and callback."""

    def changed(chosen: Any) -> None:
        select(replace(selection(), **{field: chosen}))

    return tie(key, value, changed)


def tie(
    key: str, value: Any, changed: Callable[[Any], None], parameter: str = "value"
) -> dict[str, Any]:
    """Arguments that show `value` in the widget `key` and call `changed` when a person moves it.

    To show another value than before, a widget gets a new key. If several actions happen before
    the page is updated, the browser also sends the values from the page before, which nobody
    chose; those of widgets with an old key are ignored. A new widget starts with its value
    (`parameter` names the argument), because one that starts empty and is set afterwards may be
    sent as empty in between.
    """
    renewed: dict[str, int] = st.session_state.setdefault(_RENEWED, {})

    def current() -> str:
        return f"{key} {renewed.get(key, 0)}"

    if current() in st.session_state and st.session_state[current()] != value:
        renewed[key] = renewed.get(key, 0) + 1
    drawn = current()

    def heard() -> None:
        # Going back or forward does not count as moving a widget either.
        is_history = getattr(get_script_run_ctx(), "is_history_navigation", False)
        if drawn == current() and not is_history:
            changed(st.session_state[drawn])

    return {"key": drawn, "on_change": heard, parameter: value}
