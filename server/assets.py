"""What the map's frame asks for: scripts, styles, basemap, and the places on it."""

from __future__ import annotations

import xstatic.pkg.jquery
import xstatic.pkg.leaflet
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from refoulement.mapping import ASSETS, place_names, places_url
from refoulement.problems import DatasetError
from refoulement.reloading import look
from server.headers import FOR_EVER


def routes() -> list[BaseRoute]:
    """The routes of the map's assets."""
    return [
        Mount("/assets", StaticFiles(directory=ASSETS)),
        Mount("/vendor/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/vendor/jquery", StaticFiles(directory=xstatic.pkg.jquery.BASE_DIR)),
        Route("/map/places.json", places),
    ]


def places(request: Request) -> Response:
    """Names and positions of all places, for the basemap.

    A page drawn before the data changed asks for the names of then: it gets those of
    now, and must not keep them for the others.
    """
    try:
        dataset = look().dataset
        is_asked_for = places_url(dataset).endswith(f"?{request.url.query}")
        caching = {"Cache-Control": FOR_EVER if is_asked_for else "no-cache"}
        return JSONResponse(place_names(dataset), headers=caching)
    except DatasetError:
        return JSONResponse({"error": "the data package cannot be read"}, status_code=503)
