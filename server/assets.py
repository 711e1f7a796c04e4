"""What the map's frame asks for: scripts, styles, basemap, and the places on it."""

from __future__ import annotations

import xstatic.pkg.jquery
import xstatic.pkg.leaflet
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from refoulement.dataset import load
from refoulement.mapping import ASSETS, place_names
from refoulement.problems import DatasetError


def routes() -> list[BaseRoute]:
    """The routes of the map's assets."""
    return [
        Mount("/assets", StaticFiles(directory=ASSETS)),
        Mount("/vendor/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/vendor/jquery", StaticFiles(directory=xstatic.pkg.jquery.BASE_DIR)),
        Route("/map/places.json", places),
    ]


def places(_request: Request) -> Response:
    """Names and positions of all places, for the basemap."""
    try:
        return JSONResponse(place_names(load()))
    except DatasetError:
        return JSONResponse({"error": "the data package cannot be read"}, status_code=503)
