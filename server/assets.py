"""What the map's frame asks for: scripts, styles, basemap, and the reports that it counts."""

from __future__ import annotations

import gzip
from contextlib import suppress

import xstatic.pkg.jquery
import xstatic.pkg.leaflet
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from refoulement.compact import name_of, named, packed
from refoulement.mapping import ASSETS
from refoulement.problems import DatasetError
from refoulement.reloading import look
from server.headers import FOR_EVER


def routes() -> list[BaseRoute]:
    """The routes of the map's assets."""
    return [
        Mount("/assets", StaticFiles(directory=ASSETS)),
        Mount("/vendor/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/vendor/jquery", StaticFiles(directory=xstatic.pkg.jquery.BASE_DIR)),
        Route("/map/reports.json", reports),
    ]


def reports(request: Request) -> Response:
    """What the map counts and draws, for ever the same at its address.

    Other data than those of the address are never given in their place: the page that
    asks says by number which of its reports are selected. What a visitor brought is kept
    nowhere, and gone with the visit.
    """
    with suppress(DatasetError):
        name_of(look().dataset)  # its address may be older than this server
    dataset = named(request.query_params.get("v", ""))
    if dataset is None:
        problem = "there are no such data, or no longer; reload the page"
        return JSONResponse(
            {"error": problem}, status_code=404, headers={"Cache-Control": "no-store"}
        )
    content = packed(dataset)
    headers = {
        "Cache-Control": "no-store" if dataset.own_file else FOR_EVER,
        "Vary": "Accept-Encoding",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return Response(content, media_type="application/json", headers=headers)
