"""The map itself."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from streamlit_folium import st_folium

from refoulement.mapping import base_map, symbol_layer
from refoulement.places import NO_PLACE
from refoulement.settings import tiles
from ui import play, state

HEIGHT = 640
_CLICK = "map_click"


def show(highlight: Iterable[str] = (), height: int = HEIGHT) -> None:
    """The map of the selection, so many pixels high; a click on a place opens its ledger."""
    dataset = state.dataset()
    with st.container(key="map"):
        answer = st_folium(
            base_map(dataset, tiles()),
            key="map",
            feature_group_to_add=symbol_layer(dataset, state.selection(), highlight),
            returned_objects=["last_active_drawing"],
            height=height,
            use_container_width=True,
            render=False,  # what is sent is rendered all the same; this would be a second time
        )
    click = (answer or {}).get("last_active_drawing")
    # The component repeats its last click at every run: only a new one opens a ledger.
    if click and click != st.session_state.get(_CLICK):
        st.session_state[_CLICK] = click
        place = click.get("properties", {}).get("place")
        if place in (NO_PLACE, *dataset.site_ids):
            # Who clicks wants to read: a step on would take it away.
            play.stop()
            state.open_ledger(place)
