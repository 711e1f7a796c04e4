"""The pages of records: HTML that needs no script, generated once per dataset and compressed."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from http import HTTPStatus
from typing import NamedTuple

import brotli
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from refoulement.dataset.remembered import lately, once_a_language
from refoulement.dataset.tables import Dataset
from refoulement.export.painter import PictureError, chart
from refoulement.loading.reloading import look
from refoulement.messages import gettext
from refoulement.problems import DatasetError
from refoulement.settings import contact, is_open, public_address
from refoulement.site.addresses import KINDS, rows_of_kind
from refoulement.site.embed import embed_page
from refoulement.site.event_page import (
    MOST_LEFT_OUT,
    event_page,
    is_large,
    origins_of,
    stated,
)
from refoulement.site.feed import feed
from refoulement.site.frame import Page, framed
from refoulement.site.lists import list_page, missing_page
from refoulement.site.place_page import place_page
from refoulement.site.report_page import report_page
from refoulement.site.sitemap import robots, sitemap
from refoulement.site.source_page import source_page
from server.api import AddressError, selected
from server.compressed import VARY, encodings
from server.etags import holds, tag_of
from server.one_at_a_time import BusyError, Turns

HTML = "text/html; charset=utf-8"
QUICK = 5  # for brotli: a page is generated while its reader waits
WITHOUT = "without"
#: An event with very many statements takes seconds of processor time.
_TURNS = Turns()
#: A picture takes part of a second, and pages must not have to wait for it.
_DRAWING = Turns()
#: The chart of an event as a picture, by file extension.
PICTURES = {".svg": "image/svg+xml", ".png": "image/png"}

_PAGES: dict[str, Callable[[Dataset, str], Page]] = {
    "place": place_page,
    "source": source_page,
    "report": report_page,
}


class Asked(NamedTuple):
    """A page: its kind, its record (empty for the list), and the origins left out.

    `settings` are those that its text depends on.
    """

    kind: str
    key: str
    without: tuple[str, ...]
    settings: tuple[str, bool, str]


class Content(NamedTuple):
    """An answer, uncompressed and in each encoding that browsers accept."""

    plain: bytes
    tag: str
    compressed: dict[str, bytes]


class RefusedError(ValueError):
    """An address cannot be used. The message is one sentence for a person."""


def routes(base: str = "") -> list[BaseRoute]:
    """The routes of records and their lists, under the base path of the dashboard."""
    return [
        *(Route(f"{base}/{kind}", _to_list(kind)) for kind in KINDS),
        *(Route(f"{base}/{kind}/", _page(kind)) for kind in KINDS),
        Route(f"{base}/event/{{key}}/embed", embedded),
        *(Route(f"{base}/event/{{key}}/chart{suffix}", _picture(suffix)) for suffix in PICTURES),
        Route(f"{base}/feed.xml", feed_of_selection),
        Route(f"{base}/sitemap.xml", sitemap_of_records),
        Route(f"{base}/robots.txt", robots_file),
        *(Route(f"{base}/{kind}/{{key:path}}", _page(kind)) for kind in KINDS),
    ]


def _to_list(kind: str) -> Callable[[Request], Response]:
    def moved(_request: Request) -> RedirectResponse:
        # Relative, because a proxy may have stripped host or path.
        return RedirectResponse(f"./{kind}/", HTTPStatus.PERMANENT_REDIRECT)

    return moved


def _page(kind: str) -> Callable[[Request], Response]:
    @guarded
    def page(request: Request) -> Response:
        dataset, key = look().dataset, request.path_params.get("key", "")
        if key and key not in rows_of_kind(dataset, kind):
            return _missing(request, dataset, kind, key.count("/"))
        without = _without(request, dataset, key) if kind == "event" and key else ()
        settings = (public_address(), is_open(), contact())
        takes_long = kind == "event" and key and is_large(dataset, key)
        with _TURNS.take() if takes_long else nullcontext():
            made = _made(dataset, Asked(kind, key, without, settings))
        return reply(request, made, HTML)

    return page


def guarded(answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Wrap a handler so that failures are answered with one sentence."""

    def guarded_answer(request: Request) -> Response:
        try:
            return answer(request)
        except RefusedError as error:
            return PlainTextResponse(f"{error}\n", HTTPStatus.BAD_REQUEST)
        except BusyError:
            said = gettext("Too many are asking at once; try again in a few seconds.")
            headers = {"Retry-After": "5"}
            return PlainTextResponse(f"{said}\n", HTTPStatus.SERVICE_UNAVAILABLE, headers)
        except PictureError as error:
            return PlainTextResponse(f"{error}\n", HTTPStatus.SERVICE_UNAVAILABLE)
        except DatasetError as error:
            said = gettext("The data package cannot be shown: %(why)s", why=error.problems[0].text)
            return PlainTextResponse(f"{said}\n", HTTPStatus.SERVICE_UNAVAILABLE)

    return guarded_answer


def _missing(request: Request, dataset: Dataset, kind: str, depth: int) -> Response:
    """The page for an unknown record id; `depth`: how many path segments it has below its kind."""
    page = missing_page(dataset, kind, request.path_params["key"], depth)
    return reply(request, content_of(framed(dataset, page)), HTML, HTTPStatus.NOT_FOUND)


@guarded
def embedded(request: Request) -> Response:
    """The chart of an event, for a frame on another site."""
    dataset, key = look().dataset, request.path_params["key"]
    if key not in dataset.event:
        return _missing(request, dataset, "event", 1)
    with _TURNS.take() if is_large(dataset, key) else nullcontext():
        return reply(request, _embedded(dataset, key), HTML)


def _picture(suffix: str) -> Callable[[Request], Response]:
    """The chart of an event as a picture, drawn in the separate process for slow formats."""

    @guarded
    def picture(request: Request) -> Response:
        dataset, key = look().dataset, request.path_params["key"]
        if key not in dataset.event or stated(dataset, key).rivals is None:
            return _missing(request, dataset, "event", 1)
        with _DRAWING.take(request.client.host if request.client else ""):
            content = _drawn(dataset, (suffix, key, public_address()))
        return reply(request, content, PICTURES[suffix])

    return picture


@guarded
def feed_of_selection(request: Request) -> Response:
    """The feed for the query string's selection, read as the API reads it."""
    dataset = look().dataset
    try:
        selection = selected(request.scope["query_string"], dataset)
    except AddressError as error:
        raise RefusedError(gettext("The address cannot be used: %(why)s.", why=error)) from None
    with _TURNS.take(request.client.host if request.client else ""):
        content = feed(dataset, selection)
    return reply(request, content_of(content), "application/atom+xml")


@guarded
def sitemap_of_records(request: Request) -> Response:
    """The addresses of all records, if ours is known and search engines may index them."""
    if not is_open():
        said = gettext("There is no page at this address.")
        return PlainTextResponse(f"{said}\n", HTTPStatus.NOT_FOUND)
    dataset = look().dataset
    return reply(request, _sitemap(dataset, public_address()), "application/xml")


def robots_file(request: Request) -> Response:
    """What crawlers may visit."""
    return reply(request, content_of(robots()), "text/plain")


def content_of(plain: bytes) -> Content:
    """An answer with its tag and compressed forms."""
    compressed = {
        "br": brotli.compress(plain, quality=QUICK),
        "gzip": gzip.compress(plain, 6, mtime=0),
    }
    return Content(plain, tag_of(plain), compressed)


def reply(
    request: Request, content: Content, media_type: str, status: int = HTTPStatus.OK
) -> Response:
    """The answer, compressed as the client accepts it; 304 if the client has it already."""
    headers = {"ETag": content.tag, "Cache-Control": "no-cache", "Vary": VARY}
    if status == HTTPStatus.OK and holds(request, content.tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    taken = encodings(request.headers.get("accept-encoding", ""))
    way = next((way for way in content.compressed if way in taken), None)
    if way is None:
        return Response(content.plain, status, headers, media_type)
    headers["Content-Encoding"] = way
    return Response(content.compressed[way], status, headers, media_type)


@lately(256, once_a_language)
def _made(dataset: Dataset, asked: Asked) -> Content:
    if not asked.key:
        page = list_page(dataset, asked.kind)
    elif asked.kind == "event":
        page = event_page(dataset, asked.key, asked.without)
    else:
        page = _PAGES[asked.kind](dataset, asked.key)
    return content_of(framed(dataset, page))


@lately(64, once_a_language)
def _embedded(dataset: Dataset, event_id: str) -> Content:
    return content_of(embed_page(dataset, event_id))


@lately(64, once_a_language)
def _drawn(dataset: Dataset, asked: tuple[str, str, str]) -> Content:
    suffix, event_id, _address = asked
    drawn = chart(suffix, dataset, event_id)
    return content_of(drawn) if suffix == ".svg" else Content(drawn, tag_of(drawn), {})


@lately(1)
def _sitemap(dataset: Dataset, _address: str) -> Content:
    return content_of(sitemap(dataset))


def _without(request: Request, dataset: Dataset, event_id: str) -> tuple[str, ...]:
    """The origins that an address leaves out. Raises RefusedError if any is unknown."""
    asked: Sequence[str] = request.query_params.getlist(WITHOUT)
    if len(asked) > MOST_LEFT_OUT:
        said = gettext(
            "The address leaves out %(count)s origins; at most %(most)s can be left out.",
            count=len(asked),
            most=MOST_LEFT_OUT,
        )
        raise RefusedError(said)
    known = origins_of(dataset, event_id) if asked else ()
    if not all(origin in known for origin in asked):
        raise RefusedError(gettext("The address leaves out an origin that no statement has."))
    return tuple(sorted(set(asked)))
