"""What the map's frame requests: script, style, basemap, words, and the reports that it counts.

The frame also reports here when its first symbols are drawn.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from mimetypes import guess_type

import brotli
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from refoulement.dataset.tables import Dataset
from refoulement.drawing.assets import PARTS, asset, digest
from refoulement.drawing.columns import flags as flags_of
from refoulement.drawing.columns import order_of, packed_columns
from refoulement.drawing.first_draw import awaited
from refoulement.drawing.map_data import name_of, named, packed, published
from refoulement.loading.reloading import look
from refoulement.messages import gettext
from refoulement.problems import DatasetError
from refoulement.selecting.address import read_address
from server.compressed import VARY, encodings
from server.etags import holds, tag_of
from server.headers import FOR_EVER
from server.one_at_a_time import BusyError, Turns

JSON = "application/json"
BYTES = "application/octet-stream"

#: With a million reports, a search takes seconds of processor time.
_TURNS = Turns()


def routes(base: str = "") -> list[BaseRoute]:
    """The routes of the map's assets, under the base path of the dashboard."""
    return [
        Route(f"{base}/assets/{{name}}", part),
        Route(f"{base}/map/reports.json", reports),
        Route(f"{base}/map/columns", columns),
        Route(f"{base}/map/flags", flags),
        Route(f"{base}/map/drawn", drawn, methods=["POST"]),
    ]


def part(request: Request) -> Response:
    """A part of the map, immutable if the address has the digest of its content."""
    name = request.path_params["name"]
    if name not in PARTS:
        raise HTTPException(404)
    is_told = request.query_params.get("v") == digest(name)
    media_type = guess_type(name)[0]
    cached = FOR_EVER if is_told else "no-cache"
    if is_told and "br" in encodings(request.headers.get("accept-encoding", "")):
        headers = {"Cache-Control": cached, "Vary": VARY, "Content-Encoding": "br"}
        return Response(_well_compressed(name), media_type=media_type, headers=headers)
    return _answer(request, _compressed(name), media_type, cached)


def reports(request: Request) -> Response:
    """The data that the map draws from, immutable at their address.

    Other data are never sent instead, because the page refers to its selected reports by
    number. Every process that shows a package can send it, even for a while after a correction.
    A visitor's own data are in one process only, never cached, and gone when the visit ends.
    """
    _name_what_is_shown()
    content = published(_name(request))
    if content:
        return _answer(request, content.packed, JSON, FOR_EVER)
    return _of_named(request, packed, JSON, FOR_EVER)


def columns(request: Request) -> Response:
    """The reports for the map to count, as arrays of numbers; immutable, like `reports`."""
    _name_what_is_shown()
    content = published(_name(request))
    if content:
        return _answer(request, content.columns, BYTES, FOR_EVER)
    return _of_named(request, packed_columns, BYTES, FOR_EVER)


def flags(request: Request) -> Response:
    """Which reports pass the filters in the address, whatever their dates.

    Browsers must revalidate their copy, since another version of the software may interpret
    filters differently.
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
        except BusyError:  # the map then relies on the server's counts
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
        problem = gettext("These data are no longer here; please reload the page.")
        return JSONResponse(
            {"error": problem}, status_code=404, headers={"Cache-Control": "no-store"}
        )
    if dataset.own_file:
        cached = "no-store"
    return _answer(request, content(dataset), media_type, cached)


def _name_what_is_shown() -> None:
    """Register the data shown, whose address may come from an earlier or another process."""
    with suppress(DatasetError):
        name_of(look().dataset)


async def drawn(request: Request) -> Response:
    """The map reports that its symbols are drawn."""
    signal = awaited(request.query_params.get("name", ""))
    if signal:
        signal.tell()
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


@cache
def _well_compressed(name: str) -> bytes:
    """Compressed with brotli, at a level that takes some hundredths of a second."""
    return bytes(brotli.compress(asset(name), quality=9))


@cache
def _compressed(name: str) -> bytes:
    return gzip.compress(asset(name), mtime=0)


def _answer(request: Request, content: bytes, media_type: str | None, cached: str) -> Response:
    """Answer with gzipped content, decompressed if the browser does not accept gzip."""
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
