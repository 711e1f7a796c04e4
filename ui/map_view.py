"""The map itself."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from streamlit_folium import st_folium

from refoulement.awaited import Signal
from refoulement.mapping import base_map, symbol_layer
from refoulement.places import NO_PLACE
from refoulement.settings import tiles
from ui import state

HEIGHT = 640
HEAD_START = 1.0  # seconds at most
_CLICK, _DRAWN = "map_click", "map_drawn"


def show(highlight: Iterable[str] = (), height: int = HEIGHT) -> str | None:
    """The map of the selection, so many pixels high. Gives the place that was clicked just now.

    On the first visit what comes after it waits until it is drawn.
    """
    dataset = state.dataset()
    drawn = _first_drawn()
    with st.container(key="map"):
        answer = st_folium(
            base_map(dataset, tiles()),
            key="map",
            feature_group_to_add=symbol_layer(dataset, state.selection(), highlight, drawn),
            returned_objects=["last_active_drawing"],
            height=height,
            use_container_width=True,
            render=False,  # what is sent is rendered all the same; this would be a second time
        )
    if drawn:
        drawn.wait(HEAD_START)
    click = (answer or {}).get("last_active_drawing")
    # The component repeats its last click at every run.
    if not click or click == st.session_state.get(_CLICK):
        return None
    st.session_state[_CLICK] = click
    place = click.get("properties", {}).get("place")
    return place if place in (NO_PLACE, *dataset.site_ids) else None


def _first_drawn() -> Signal | None:
    """What tells that the first map of a visit is drawn. None later on, and where no browser looks.

    A browser that is sent the whole page at once builds all of it before the map's frame,
    which comes last of all though it is what a visitor came for.
    """
    if _DRAWN in st.session_state or not st.context.headers:
        return None
    st.session_state[_DRAWN] = True
    return Signal()
