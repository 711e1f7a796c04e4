"""The page that browsers get at every dashboard address: Streamlit's with our additions.

Streamlit's is empty until its scripts have a WebSocket. Ours shows at once what the site is, and
the figures for its address. If no WebSocket can be opened, a small script says so and where the
data can be had without one; if scripts do not run, the page itself does.
"""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from functools import cache
from html import escape

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from refoulement.dataset.tables import Dataset
from refoulement.drawing.assets import ROOT, asset_url
from refoulement.drawing.folium_map import columns_url, data_url
from refoulement.drawing.map_data import is_sent_at_once
from refoulement.loading.reloading import look
from refoulement.presentation.front import front
from refoulement.presentation.html import render
from refoulement.problems import DatasetError
from refoulement.selecting.address import read_address, read_place
from refoulement.selecting.selection import Selection
from server.compressed import COMPONENT_SCRIPT, OF_STREAMLIT
from server.etags import holds, tag_of
from server.one_at_a_time import BusyError, Turns

#: Lets a proxy send all requests of a visit to the same one of several processes.
COOKIE = "refoulement_route"
#: Enough to share readers evenly among a few processes, and too few to tell them apart.
VALUES = 256
_VALUE = re.compile(r"[0-9a-f]{2}", re.ASCII)
_TITLE = re.compile(r"(?<=<title>)[^<]*(?=</title>)")
_NO_SCRIPT = re.compile(r"(?<=<noscript>).*?(?=</noscript>)", re.DOTALL)
_HEAD_ENDS = re.compile(r"(?=</head>)")
_BODY_BEGINS = re.compile(r"(?<=<body>)")
_FIRST_SCRIPT = re.compile(r"(?=<script type=\"module\")")
_MODULE = re.compile(r"\./static/js/([^\"]+\.js)")
_IMPORT = re.compile(r"(?:from|import)\s*[\"'`]\./([^\"'`]+\.js)[\"'`]")
_SCRIPTS = OF_STREAMLIT / "static" / "js"
#: Streamlit's widgets on the first screen.
FIRST_WIDGETS = ("Html", "PageLink", "ComponentInstance")
#: The figures of a million reports take a tenth of a second of processor time.
_TURNS = Turns()


class _PageConvertor(StringConvertor):
    """The name of a page in a path; names with a dot are files."""

    regex = r"[^/.]+"


register_url_convertor("page", _PageConvertor())


def routes(html: str, base: str = "") -> list[BaseRoute]:
    """The routes of every page, under the base path, given Streamlit's page."""
    ours = made_ours(html)

    def page(request: Request) -> Response:
        content = _with_first_words(ours, request).encode()
        headers = {"Cache-Control": "no-cache", "ETag": tag_of(content)}
        is_held = holds(request, headers["ETag"])
        answer = Response(None, 304, headers) if is_held else HTMLResponse(content, 200, headers)
        if not _VALUE.fullmatch(request.cookies.get(COOKIE, "")):
            # Not strict: a reader following a link to this site would get a new cookie, which
            # would separate the pages already open from their process.
            value = f"{secrets.randbelow(VALUES):02x}"
            answer.set_cookie(COOKIE, value, httponly=True, samesite="lax")
        return answer

    return [Route(f"{base}/", page), Route(f"{base}/{{name:page}}", page)]


def made_ours(html: str) -> str:
    """Streamlit’s page with our scripts and preloads for the modules it will need."""
    scripts = "".join(
        f"{render(f'{name}.html', address=_relative(asset_url(f'{name}.js')))}\n    "
        for name in ("blocked", "reach")
    )
    return _replaced(
        html,
        (_NO_SCRIPT, f"\n      {render('no_script.html')}\n    "),
        (_FIRST_SCRIPT, scripts),
        (_HEAD_ENDS, f"  {render('early_modules.html', names=_late_modules(html))}"),
    )


def _replaced(html: str, *ours: tuple[re.Pattern[str], str]) -> str:
    """The page with each of these patterns replaced. Streamlit's page has each exactly once."""
    for place, text in ours:
        html, found = place.subn(lambda _, text=text: text, html, count=1)  # type: ignore[misc]
        assert found, f"Streamlit's page is another one: {place.pattern}"
    return html


def _with_first_words(html: str, request: Request) -> str:
    """The page with its title and tags, and what `front` says about the selection."""
    page = request.path_params.get("name", "")
    query: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        query.setdefault(name, []).append(value)
    first, map_parts = front(None, Selection(), page), []
    with suppress(DatasetError, BusyError):
        dataset = look().dataset
        map_parts = _map_parts(dataset) if page in ("", "map") else []
        selection, _ = read_address(query, dataset)
        place, _ = read_place(query, dataset)
        if not selection.search:  # searching a million texts takes seconds
            with _TURNS.take():
                first = front(dataset, selection, page, place)
    return _replaced(
        html,
        (_TITLE, escape(first.title)),
        (_HEAD_ENDS, f"  {first.tags}    {render('early.html', parts=map_parts)}  "),
        (_BODY_BEGINS, f"\n    {first.body}"),
    )


def _map_parts(dataset: Dataset) -> list[tuple[str, str]]:
    """What the map's frame would request late, with each file's kind, to be preloaded."""
    data = [data_url(dataset), *([columns_url(dataset)] if is_sent_at_once(dataset) else [])]
    return [
        (COMPONENT_SCRIPT, "script"),
        (_relative(asset_url("map.js")), "script"),
        (_relative(asset_url("map.css")), "style"),
        *((_relative(address), "fetch") for address in (asset_url("basemap.json"), *data)),
    ]


@cache
def _late_modules(html: str) -> tuple[str, ...]:
    """Scripts of the first widgets, which Streamlit requests only once it knows them."""
    known = set(_MODULE.findall(html))
    wanted = [path.name for name in FIRST_WIDGETS for path in (_SCRIPTS.glob(f"{name}.*.js"))]
    found: dict[str, None] = {}
    while wanted:
        name = wanted.pop(0)
        if name not in known and name not in found:
            found[name] = None
            wanted += _IMPORT.findall((_SCRIPTS / name).read_text(encoding="utf-8"))
    return tuple(found)


def _relative(address: str) -> str:
    """An address from the map's frame, relative to pages, which lie two levels higher."""
    return address.replace(ROOT, ".", 1)
