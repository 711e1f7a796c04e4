"""The folium map: a base map that never changes, and a layer that says what is selected.

The base map must stay the same to the letter from run to run, or its frame is
built anew: everything that changes goes into the layer. Basemap, reports and scripts
come from this server by address. assets/map/counting.js counts the reports that the layer
selects, and assets/map/map.js draws them.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import folium
import xstatic.pkg.leaflet
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from refoulement import PROJECT
from refoulement.dataset.tables import Dataset
from refoulement.drawing.columns import flags, order_of, places_selected
from refoulement.drawing.first_draw import Signal
from refoulement.drawing.map_data import day_number, is_sent_at_once, name_of, server_counted
from refoulement.presentation.html import escape
from refoulement.selecting.selection import Selection
from refoulement.settings import Tiles

ASSETS = PROJECT / "assets"
# Relative to the component's own page, two levels down, so that it holds behind a proxy's prefix.
ROOT = "../.."
LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)
#: The scripts that count and draw a map, in their order: each needs those before it.
SCRIPTS = ("folding", "counting", "features", "summary", "symbols", "layout", "map")
#: What the frame asks for, by name, and the files of each: the component asks for a script only
#: once it has the one before, so that all of them are one.
PARTS = {
    "map.js": (
        LEAFLET / "leaflet.js",
        *(ASSETS / "map" / f"{name}.js" for name in (*SCRIPTS, "live")),
    ),
    "map.css": (LEAFLET / "leaflet.css", ASSETS / "map" / "map.css"),
    "basemap.json": (ASSETS / "map" / "basemap.json",),
    "traces.js": (ASSETS / "page" / "traces.js",),  # the pages ask for it, not the frame
    "blocked.js": (ASSETS / "page" / "blocked.js",),  # and for this
}
#: Farther in, the lines of the basemap would claim an accuracy that they do not have.
MIN_ZOOM, MAX_ZOOM, MAX_ZOOM_TILES = 4, 10, 16
#: South-west and north-east corner of what the map opens on: the border, in degrees.
BORDER_REGION = ((39.4, 122.6), (44.3, 131.2))


@cache
def asset(name: str) -> bytes:
    """What lies at `asset_url`."""
    return b"\n".join(path.read_bytes() for path in PARTS[name])


@cache
def digest(name: str) -> str:
    """Says which content an asset has."""
    return sha256(asset(name)).hexdigest()[:12]


def asset_url(name: str) -> str:
    """Address of an asset, with its digest so that it may be cached for ever."""
    return f"{ROOT}/assets/{name}?v={digest(name)}"


class OfflineMap(folium.Map):
    """A folium map whose scripts and styles all come from this server."""

    default_js = [("map", asset_url("map.js"))]  # noqa: RUF012 - as folium declares it
    default_css = [("map", asset_url("map.css"))]  # noqa: RUF012


class _Ground(JSCSSMixin, MacroElement):
    """What lies under the symbols, and the reports that they are made of, fetched by address."""

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
    """What is selected. The symbols of it are drawn on the map itself, where they stay."""

    _template = Template(
        "{% macro script(this, kwargs) %}live.show({{ this.content|tojson }});{% endmacro %}"
    )

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Selected"
        self.content = content


def base_map(dataset: Dataset, tiles: Tiles | None = None) -> folium.Map:
    """The map without symbols, made anew each run and always the same for a dataset."""
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
    _Ground({**ground_options(tiles), **own}).add_to(map_)
    return map_


def ground_options(tiles: Tiles | None = None) -> dict[str, Any]:
    """What `refoulement.start` of assets/map/map.js takes.

    The basemap is an address on this server; in a file that stands alone it is replaced
    by what lies there.
    """
    return {
        "basemap": asset_url("basemap.json"),
        "tiles": tiles is not None,
        "zooms": (MIN_ZOOM, MAX_ZOOM if tiles is None else MAX_ZOOM_TILES),
        "home": BORDER_REGION,
    }


def data_url(dataset: Dataset) -> str:
    """Address of what the map draws from. Other data have another address."""
    return f"{ROOT}/map/reports.json?v={name_of(dataset)}"


def columns_url(dataset: Dataset) -> str:
    """Address of the reports that the map counts. Other data have another address."""
    return f"{ROOT}/map/columns?v={name_of(dataset)}"


def flags_url(dataset: Dataset, selection: Selection) -> str:
    """Address of the flags that say which reports pass all filters but the dates."""
    return f"{ROOT}/map/flags?{urlencode([('v', name_of(dataset)), *selection.filters().query()])}"


def symbol_layer(
    dataset: Dataset,
    selection: Selection,
    highlight: Iterable[str] = (),
    drawn: Signal | None = None,
) -> folium.FeatureGroup:
    """What assets/map/live.js shows, as a layer; `highlight`: ids of places to point at.

    `drawn` is told once the symbols are there. Days are numbers since 1970-01-01, None for an
    end that is not narrowed. `flags` and the numbers of `sites` are those of drawing/columns.py,
    flags in base64, None where all reports pass; of a dataset that is not sent at once, the address
    of them, and beside it what the server has counted.
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
        "clauses": [escape(clause) for clause in selection.clauses(dataset)],
        "dates": escape(selection.dates_text()),
    }
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
