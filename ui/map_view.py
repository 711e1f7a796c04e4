"""The map itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st
from streamlit_folium import st_folium

from refoulement.dataset.geography import NO_PLACE
from refoulement.drawing.first_draw import Signal
from refoulement.drawing.folium_map import base_map, symbol_layer
from refoulement.settings import tiles
from refoulement.vocabulary import COUNTED_MEASURES
from ui import dates, play, state

HEIGHT = 640
HEAD_START = 1.0  # seconds at most
_MAP, _CLICK, _DRAWN = "map", "map_click", "map_drawn"


def hear_click() -> None:
    """Act on a click on a place, figure, row or bar of dates. Call before anything is drawn."""
    click = (st.session_state.get(_MAP) or {}).get("last_active_drawing")
    # The component repeats its last click on every run, so only a new one opens a ledger.
    if click and click != st.session_state.get(_CLICK):
        st.session_state[_CLICK] = click
        clicked = click.get("properties", {})
        place, report = clicked.get("place"), clicked.get("report")
        if "dates" in clicked:
            play.stop()
            dates.choose(str(clicked["dates"]))
        elif clicked.get("hide") in COUNTED_MEASURES:
            state.hide(clicked["hide"])
        elif clicked.get("figure") in COUNTED_MEASURES:
            play.stop()
            state.open_figure(clicked["figure"])
        elif report in state.dataset().report:
            play.stop()
            state.pick(report)
        elif place in (NO_PLACE, *state.dataset().site_ids):
            # A reader who clicks wants to read: the next step would take it away.
            play.stop()
            state.open_ledger(place)


def show(
    highlight: Iterable[str] = (), height: int = HEIGHT, has_panel: bool = False
) -> Callable[[], None]:
    """The map of the selection, `height` pixels high; `has_panel` as for `base_map`.

    On a first visit the function returned waits until the map is drawn, so that the rest of the
    page comes later.
    """
    dataset = state.dataset()
    drawn = _first_drawn()
    with st.container(key="map"):
        st_folium(
            base_map(dataset, tiles(), has_panel),
            key=_MAP,
            feature_group_to_add=symbol_layer(
                dataset, state.selection(), highlight, drawn, state.beside(), state.hidden()
            ),
            returned_objects=["last_active_drawing"],
            height=height,
            use_container_width=True,
            render=False,  # the layer is rendered when it is sent; this would render it twice
        )

    def wait() -> None:
        if drawn:
            drawn.wait(HEAD_START)

    return wait


def _first_drawn() -> Signal | None:
    """Signals that a visit's first map is drawn. None after that, and if there is no browser.

    A browser that is sent the whole page at once builds all of it before the map's frame,
    so that what a visitor came for would appear last.
    """
    if _DRAWN in st.session_state or not st.context.headers:
        return None
    st.session_state[_DRAWN] = True
    return Signal()
