"""The page that browsers get at every address of the dashboard: Streamlit's, made ours.

It is empty until its scripts have a WebSocket. Where they get none, a small script of ours says
so, and where the data are to be had without; so does the page itself where no script runs.
"""

from __future__ import annotations

import re
import secrets
from html import escape

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from refoulement.drawing.folium_map import ROOT, asset_url
from server.tags import holds, tag_of

#: By it a proxy sends all that a visit asks for to one of several processes.
COOKIE = "refoulement_route"
#: Enough to share readers evenly among a few processes, and too few to tell them apart.
VALUES = 256
_VALUE = re.compile(r"[0-9a-f]{2}", re.ASCII)
_TITLE = re.compile(r"(?<=<title>)[^<]*(?=</title>)")
_NO_SCRIPT = re.compile(r"(?<=<noscript>).*?(?=</noscript>)", re.DOTALL)
_FIRST_SCRIPT = re.compile(r"(?=<script type=\"module\")")


class _PageConvertor(StringConvertor):
    """The name of a page in a path: a file's has a dot."""

    regex = r"[^/.]+"


register_url_convertor("page", _PageConvertor())


def routes(html: str, base: str = "") -> list[BaseRoute]:
    """The routes of every page, below the path of the dashboard, given Streamlit's page."""
    content = made_ours(html).encode()
    tag = tag_of(content)

    def page(request: Request) -> Response:
        headers = {"Cache-Control": "no-cache", "ETag": tag}
        is_held = holds(request, tag)
        answer = Response(None, 304, headers) if is_held else HTMLResponse(content, 200, headers)
        if not _VALUE.fullmatch(request.cookies.get(COOKIE, "")):
            # Not strict: a reader who follows a link to here would be given another one, which
            # parts the pages that are open already from their process.
            value = f"{secrets.randbelow(VALUES):02x}"
            answer.set_cookie(COOKIE, value, httponly=True, samesite="lax")
        return answer

    return [Route(f"{base}/", page), Route(f"{base}/{{name:page}}", page)]


def made_ours(html: str) -> str:
    """Streamlit's page with our title, the script that says what is blocked, and no agents."""
    script = f'<script defer src="{_relative(asset_url("blocked.js"))}"></script>\n    '
    for place, ours in (
        (_TITLE, "Refoulement Map"),
        (_NO_SCRIPT, _without_scripts()),
        (_FIRST_SCRIPT, script),
    ):
        html, found = place.subn(lambda _, ours=ours: ours, html, count=1)  # type: ignore[misc]
        assert found, f"Streamlit's page is another one: {place.pattern}"
    return html


def _without_scripts() -> str:
    csv, file = (f'<a href="./api/reports.{kind}">' for kind in ("csv", "html"))
    return (
        "\n      <p>This page needs JavaScript. Without it, you can have every statement "
        f"{csv}as a table (CSV)</a>, or {file}as one file</a> to save and open from disk in a "
        "browser with JavaScript.</p>\n    "
    )


def _relative(address: str) -> str:
    """An address of the map's frame as pages name it, which lie two levels higher."""
    return escape(address.replace(ROOT, ".", 1))
