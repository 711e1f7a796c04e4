"""What the map's frame asks for: script, style, basemap, words, and the reports that it counts.

And what it tells: that its first symbols are drawn.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from mimetypes import guess_type

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from refoulement.dataset.tables import Dataset
from refoulement.drawing.columns import flags as flags_of
from refoulement.drawing.columns import order_of, packed_columns
from refoulement.drawing.first_draw import awaited
from refoulement.drawing.folium_map import PARTS, asset, digest
from refoulement.drawing.map_data import name_of, named, packed, published
from refoulement.loading.reloading import look
from refoulement.problems import DatasetError
from refoulement.selecting.address import read_address
from server.headers import FOR_EVER
from server.tags import holds, tag_of
from server.turns import BusyError, Turns

JSON = "application/json"
BYTES = "application/octet-stream"

#: A search takes seconds of a processor where reports are a million.
_TURNS = Turns()


def routes(base: str = "") -> list[BaseRoute]:
    """The routes of the map's assets, below the path of the dashboard."""
    return [
        Route(f"{base}/assets/{{name}}", part),
        Route(f"{base}/map/reports.json", reports),
        Route(f"{base}/map/columns", columns),
        Route(f"{base}/map/flags", flags),
        Route(f"{base}/map/drawn", drawn, methods=["POST"]),
    ]


def part(request: Request) -> Response:
    """A part of the map, for ever the same at the address that tells its content."""
    name = request.path_params["name"]
    if name not in PARTS:
        raise HTTPException(404)
    is_told = request.query_params.get("v") == digest(name)
    media_type = guess_type(name)[0]
    return _answer(request, _compressed(name), media_type, FOR_EVER if is_told else "no-cache")


def reports(request: Request) -> Response:
    """What the map draws from, for ever the same at its address.

    Other data than those of the address are never given in their place: the page that
    asks says by number which of its reports are selected. Every process that shows a package
    answers, for a while after a correction too. What a visitor brought is kept nowhere, is
    with one process alone, and gone with the visit.
    """
    _name_what_is_shown()
    content = published(_name(request))
    if content:
        return _answer(request, content.packed, JSON, FOR_EVER)
    return _of_named(request, packed, JSON, FOR_EVER)


def columns(request: Request) -> Response:
    """The reports for the map to count, in arrays of numbers; as `reports`, for ever the same."""
    _name_what_is_shown()
    content = published(_name(request))
    if content:
        return _answer(request, content.columns, BYTES, FOR_EVER)
    return _of_named(request, packed_columns, BYTES, FOR_EVER)


def flags(request: Request) -> Response:
    """Which of them pass the filters of the address, whatever their dates.

    What a browser keeps it asks about again: another version of the software may read filters
    otherwise.
    """

    def content(dataset: Dataset) -> bytes:
        filters: dict[str, list[str]] = {}
        for name, value in request.query_params.multi_items():
            filters.setdefault(name, []).append(value)
        del filters["v"]
        selection, notes = read_address(filters, dataset)
        if notes:
            raise HTTPException(404)
        try:
            with _TURNS.take():
                found = flags_of(dataset, selection, order_of(dataset))
        except BusyError:  # the map goes on with what the server counts
            raise HTTPException(503) from None
        return gzip.compress(found, mtime=0)

    return _of_named(request, content, BYTES, "no-cache")


def _name(request: Request) -> str:
    return request.query_params.get("v", "")


def _of_named(
    request: Request, content: Callable[[Dataset], bytes], media_type: str, cached: str
) -> Response:
    _name_what_is_shown()
    dataset = named(_name(request))
    if dataset is None:
        problem = "there are no such data, or no longer; reload the page"
        return JSONResponse(
            {"error": problem}, status_code=404, headers={"Cache-Control": "no-store"}
        )
    if dataset.own_file:
        cached = "no-store"
    return _answer(request, content(dataset), media_type, cached)


def _name_what_is_shown() -> None:
    """Its address may be older than this process, or come from another one."""
    with suppress(DatasetError):
        name_of(look().dataset)


async def drawn(request: Request) -> Response:
    """Takes from the map that its symbols are there."""
    signal = awaited(request.query_params.get("name", ""))
    if signal:
        signal.tell()
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


@cache
def _compressed(name: str) -> bytes:
    return gzip.compress(asset(name), mtime=0)


def _answer(request: Request, content: bytes, media_type: str | None, cached: str) -> Response:
    """Content that is compressed by gzip, as it is where the browser takes it so."""
    headers = {"Cache-Control": cached, "Vary": "Accept-Encoding"}
    if cached == "no-cache":
        headers["ETag"] = tag_of(content)
        if holds(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return Response(content, media_type=media_type, headers=headers)
