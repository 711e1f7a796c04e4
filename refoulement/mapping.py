"""The folium map: a base map that never changes, and a layer of symbols that does.

The base map must stay the same to the letter from run to run, or its frame is
built anew: everything that changes goes into the layer. Basemap, place names and
scripts come from this server by address and are drawn by assets/map.js.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from hashlib import sha256
from importlib.metadata import version
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from refoulement.dataset import Dataset, Report
from refoulement.markup import escape, place_popup, place_tooltip, tie_tooltip
from refoulement.places import (
    NO_PLACE,
    PlaceMeasure,
    SharedCount,
    imprecision_km,
    place_measures,
    placed_reports,
    shared_counts,
)
from refoulement.settings import Tiles
from refoulement.symbols import SHAPES, STYLES, symbol

ASSETS = Path(__file__).resolve().parent.parent / "assets"
# Relative to the component's own page, two levels down, so that it holds behind a proxy's prefix.
ROOT = "../.."
#: Farther in, the lines of the basemap would claim an accuracy that they do not have.
MIN_ZOOM, MAX_ZOOM, MAX_ZOOM_TILES = 4, 10, 16
#: South-west and north-east corner of what the map opens on: the border, in degrees.
BORDER_REGION = ((39.4, 122.6), (44.3, 131.2))


def asset_url(name: str) -> str:
    """Address of one of our own assets, with a digest so that it may be cached for ever."""
    return f"{ROOT}/assets/{name}?v={_digest((ASSETS / name).read_bytes())}"


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:12]


def vendor_url(library: str, name: str) -> str:
    """Address of a file of a pinned XStatic package, with its version."""
    return f"{ROOT}/vendor/{library}/{name}?v={version(f'XStatic-{library}')}"


class OfflineMap(folium.Map):
    """A folium map whose scripts and styles all come from this server."""

    default_js = [  # noqa: RUF012 - as folium declares it
        ("leaflet", vendor_url("leaflet", "leaflet.js")),
        ("jquery", vendor_url("jquery", "jquery.min.js")),
        ("refoulement", asset_url("map.js")),
    ]
    default_css = [  # noqa: RUF012
        ("leaflet_css", vendor_url("leaflet", "leaflet.css")),
        ("refoulement_css", asset_url("map.css")),
    ]


class _Ground(JSCSSMixin, MacroElement):
    """The basemap under the symbols: land, borders and names, fetched by address."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "refoulement.start({{ this._parent.get_name() }}, {{ this.options|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Ground"
        self.options = options


class _Symbols(MacroElement):
    """The symbols of a selection, drawn into the feature group that holds this."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "refoulement.draw({{ this._parent.get_name() }}, {{ this.content|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Symbols"
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
    _Ground(ground_options(dataset, tiles)).add_to(map_)
    return map_


def ground_options(dataset: Dataset, tiles: Tiles | None = None) -> dict[str, Any]:
    """What `refoulement.start` of assets/map.js takes.

    Basemap and places are addresses on this server; in a file that stands alone they
    are replaced by what lies there.
    """
    return {
        "basemap": asset_url("basemap.json"),
        "places": places_url(dataset),
        "tiles": tiles is not None,
        "zooms": (MIN_ZOOM, MAX_ZOOM if tiles is None else MAX_ZOOM_TILES),
        "home": BORDER_REGION,
        "shapes": SHAPES,
        "styles": {measure: asdict(style) for measure, style in STYLES.items()},
    }


def symbol_layer(
    dataset: Dataset, matching: Collection[Report], highlight: Iterable[str] = ()
) -> folium.FeatureGroup:
    """The symbols of matching reports as a layer; `highlight`: ids of places to point at."""
    group = folium.FeatureGroup()
    content = {
        "places": place_features(dataset, place_measures(dataset, matching)),
        "ties": ties(dataset, shared_counts(dataset, matching)),
        "unplaced": len(placed_reports(matching, NO_PLACE)),
        "highlight": list(highlight),
    }
    _Symbols(content).add_to(group)
    return group


def ties(dataset: Dataset, shared: Iterable[SharedCount]) -> list[dict[str, Any]]:
    """A line between each two neighbours among places that share a count, with all they share.

    Ends are latitude and longitude in degrees; the tooltip is HTML, escaped.
    """
    by_ends: dict[tuple[str, str], list[SharedCount]] = {}
    for count in shared:
        for ends in pairwise(count.sites):
            by_ends.setdefault(ends, []).append(count)
    return [
        {
            "ends": [_position(dataset, site_id) for site_id in ends],
            "tooltip": tie_tooltip(dataset, counts),
        }
        for ends, counts in by_ends.items()
    ]


def place_features(dataset: Dataset, measures: Iterable[PlaceMeasure]) -> dict[str, Any]:
    """A GeoJSON FeatureCollection (RFC 7946), a Point a place with its symbols, ready to draw.

    `imprecision` is in metres.

    Names, tooltips and popups are HTML, escaped.
    """
    by_place = groupby(measures, key=lambda measure: measure.site_id)
    return {
        "type": "FeatureCollection",
        "features": [_feature(dataset, site_id, list(group)) for site_id, group in by_place],
    }


def places_url(dataset: Dataset) -> str:
    """Address of the places' names, with their digest."""
    return f"{ROOT}/map/places.json?v={_digest(repr(place_names(dataset)).encode())}"


def place_names(dataset: Dataset) -> list[dict[str, Any]]:
    """Every place's id, name (HTML, escaped) and position: the towns named on the basemap."""
    return [
        {
            "id": site_id,
            "name": escape(site["name_en"]),
            "at": _position(dataset, site_id),
        }
        for site_id, site in dataset.site.items()
    ]


def _position(dataset: Dataset, site_id: str) -> list[float]:
    site = dataset.site[site_id]
    return [site["latitude"], site["longitude"]]


def _feature(dataset: Dataset, site_id: str, measures: list[PlaceMeasure]) -> dict[str, Any]:
    site = dataset.site[site_id]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [site["longitude"], site["latitude"]]},
        "properties": {
            "place": site_id,
            "name": escape(site["name_en"]),
            "imprecision": round(imprecision_km(dataset, site_id) * 1000),
            "symbols": [asdict(symbol(measure)) for measure in measures],
            "tooltip": place_tooltip(dataset, measures),
            "popup": place_popup(dataset, measures),
        },
    }
