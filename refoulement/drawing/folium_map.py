"""The folium map: a base map that never changes, and a layer that says what is selected.

The base map must be identical from run to run, or its frame is rebuilt: everything that
changes goes into the layer. Basemap, reports and scripts come from this server by address.
assets/map/counting.js counts the reports that the layer selects, and assets/map/map.js
draws them.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import urlencode

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from refoulement.dataset.tables import Dataset
from refoulement.drawing.assets import ROOT, asset_url
from refoulement.drawing.columns import flags, order_of, places_selected
from refoulement.drawing.first_draw import Signal
from refoulement.drawing.map_data import day_number, is_sent_at_once, name_of, server_counted
from refoulement.drawing.overlay import overlay
from refoulement.presentation.html import escape
from refoulement.presentation.sentences import for_map
from refoulement.presentation.summary import date_clauses, filter_clauses
from refoulement.selecting.selection import Selection
from refoulement.settings import Tiles
from refoulement.vocabulary import MEASURES

#: Farther in, the lines of the basemap would claim an accuracy that they do not have.
MIN_ZOOM, MAX_ZOOM, MAX_ZOOM_TILES = 4, 10, 16
#: South-west and north-east corner of the map's first view: the border, in degrees.
BORDER_REGION = ((39.4, 122.6), (44.3, 131.2))


class OfflineMap(folium.Map):
    """A folium map whose scripts and styles all come from this server."""

    default_js = [("map", asset_url("map.js"))]  # noqa: RUF012 - as folium declares it
    default_css = [("map", asset_url("map.css"))]  # noqa: RUF012


class _Ground(JSCSSMixin, MacroElement):
    """What lies under the symbols, and the reports behind them, fetched by address."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "live.start({{ this._parent.get_name() }}, {{ this.options|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Ground"
        self.options = options


class _Selected(MacroElement):
    """What is selected. Its symbols are drawn on the map itself, where they stay."""

    _template = Template(
        "{% macro script(this, kwargs) %}live.show({{ this.content|tojson }});{% endmacro %}"
    )

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Selected"
        self.content = content


def base_map(dataset: Dataset, tiles: Tiles | None = None, has_panel: bool = False) -> folium.Map:
    """The map without symbols, rebuilt each run and always the same for a dataset."""
    map_ = OfflineMap(
        tiles=None,
        zoom_snap=0.25,
        zoom_delta=0.5,
        max_bounds=True,
        min_lat=5,
        max_lat=62,
        min_lon=60,
        max_lon=165,
    )
    if tiles:
        folium.TileLayer(tiles.url, attr=escape(tiles.attribution), max_zoom=MAX_ZOOM_TILES).add_to(
            map_
        )
    own = {
        "dataset": name_of(dataset),
        "data": data_url(dataset),
        "columns": columns_url(dataset),
        "isSentAtOnce": is_sent_at_once(dataset),
    }
    _Ground({**ground_options(tiles, has_panel), **own}).add_to(map_)
    return map_


def ground_options(tiles: Tiles | None = None, has_panel: bool = False) -> dict[str, Any]:
    """What `refoulement.start` of assets/map/map.js takes.

    The basemap is an address on this server; in a standalone file it is replaced by the
    content there.
    """
    return {
        "basemap": asset_url("basemap.json"),
        "tiles": tiles is not None,
        "hasPanel": has_panel,
        "words": for_map(),
        "zooms": (MIN_ZOOM, MAX_ZOOM if tiles is None else MAX_ZOOM_TILES),
        "home": BORDER_REGION,
    }


def data_url(dataset: Dataset) -> str:
    """Address of what the map draws from. Different data have a different address."""
    return f"{ROOT}/map/reports.json?v={name_of(dataset)}"


def columns_url(dataset: Dataset) -> str:
    """Address of the reports that the map counts. Different data have a different address."""
    return f"{ROOT}/map/columns?v={name_of(dataset)}"


def flags_url(dataset: Dataset, selection: Selection) -> str:
    """Address of the flags that say which reports pass all filters but the dates."""
    return f"{ROOT}/map/flags?{urlencode([('v', name_of(dataset)), *selection.filters().query()])}"


def symbol_layer(
    dataset: Dataset,
    selection: Selection,
    highlight: Iterable[str] = (),
    drawn: Signal | None = None,
    beside: Dataset | None = None,
    hidden: Collection[str] = (),
) -> folium.FeatureGroup:
    """What assets/map/live.js shows, as a layer; `highlight`: ids of places to point at.

    `drawn` is told once the symbols are there; `beside` is a visitor's own file to draw over
    them; `hidden` are measures whose symbols and figures the map leaves out. Days are numbers
    since 1970-01-01, None for an open end. `flags` and the numbers of `sites` are those of
    drawing/columns.py, with flags in base64, None if all reports pass. For a dataset that is
    not sent at once, `flags` is their address and `counted` what the server has counted.
    """
    group = folium.FeatureGroup()
    content: dict[str, Any] = {
        "of": selection.query_string(),
        "highlight": list(highlight),
        "from": day_number(selection.date_from),
        "to": day_number(selection.date_to),
        "undated": selection.undated,
        "hasFigures": selection.has_figures,
        "sites": places_selected(dataset, selection),
        "clauses": [escape(clause) for clause in filter_clauses(dataset, selection)],
        "dates": [escape(clause) for clause in date_clauses(selection)],
    }
    if beside:
        content["overlay"] = overlay(beside, selection)
    if hidden:
        content["hidden"] = [measure for measure in MEASURES if measure in hidden]
    if len(selection.events) == 1:
        content["isEvent"] = True
    if drawn:
        content["drawn"] = f"{ROOT}/map/drawn?name={drawn.name}"
    if is_sent_at_once(dataset):
        content["flags"] = b64encode(flags(dataset, selection, order_of(dataset))).decode() or None
    else:
        content["flags"] = flags_url(dataset, selection) if selection.filters().query() else None
        matches = selection.mask(dataset)
        content["counted"] = server_counted(dataset, matches, selection.has_figures)
    _Selected(content).add_to(group)
    return group
