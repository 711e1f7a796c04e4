"""The map itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st
from streamlit_folium import st_folium

from refoulement.dataset.geography import NO_PLACE
from refoulement.drawing.first_draw import Signal
from refoulement.drawing.folium_map import base_map, symbol_layer
from refoulement.settings import tiles
from ui import play, state

HEIGHT = 640
HEAD_START = 1.0  # seconds at most
_MAP, _CLICK, _DRAWN = "map", "map_click", "map_drawn"


def hear_click() -> None:
    """Open the ledger of the place that was clicked, where one was. Before anything is drawn."""
    click = (st.session_state.get(_MAP) or {}).get("last_active_drawing")
    # The component repeats its last click at every run: only a new one opens a ledger.
    if click and click != st.session_state.get(_CLICK):
        st.session_state[_CLICK] = click
        place = click.get("properties", {}).get("place")
        if place in (NO_PLACE, *state.dataset().site_ids):
            # Who clicks wants to read: a step on would take it away.
            play.stop()
            state.open_ledger(place)


def show(highlight: Iterable[str] = (), height: int = HEIGHT) -> Callable[[], None]:
    """The map of the selection, so many pixels high.

    What is given waits until it is drawn, on a first visit: the rest of the page comes after it.
    """
    dataset = state.dataset()
    drawn = _first_drawn()
    with st.container(key="map"):
        st_folium(
            base_map(dataset, tiles()),
            key=_MAP,
            feature_group_to_add=symbol_layer(dataset, state.selection(), highlight, drawn),
            returned_objects=["last_active_drawing"],
            height=height,
            use_container_width=True,
            render=False,  # what is sent is rendered all the same; this would be a second time
        )

    def wait() -> None:
        if drawn:
            drawn.wait(HEAD_START)

    return wait


def _first_drawn() -> Signal | None:
    """What tells that the first map of a visit is drawn. None later on, and where no browser looks.

    A browser that is sent the whole page at once builds all of it before the map's frame,
    which comes last of all though it is what a visitor came for.
    """
    if _DRAWN in st.session_state or not st.context.headers:
        return None
    st.session_state[_DRAWN] = True
    return Signal()
