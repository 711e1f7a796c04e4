"""The server: the dashboard, the map's own assets beside it, and headers on every response.

`streamlit run app.py` serves `app`. Nothing here asks another host for anything.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
import xstatic.pkg.jquery
import xstatic.pkg.leaflet
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from refoulement.dataset import data_directory, load
from refoulement.mapping import ASSETS, place_names
from refoulement.problems import DatasetError
from refoulement.settings import SettingError, tiles

FOR_EVER = "public, max-age=31536000, immutable"
CACHED = ("/assets/", "/vendor/", "/map/")  # where addresses carry a digest or a version


def content_security_policy() -> str:
    """Who may be asked for what: this server alone, and a tile host where one is switched on.

    Streamlit and Leaflet need inline styles, and the map component `eval`.
    """
    online = tiles()
    images = f" {online.content_source}" if online else ""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob:{images}",
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self' blob: data:",
            "worker-src 'self' blob:",
            "frame-ancestors 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            "object-src 'none'",
        )
    )


def security_headers() -> dict[str, str]:
    """Headers that every response carries."""
    return {
        "Content-Security-Policy": content_security_policy(),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    }


class ResponseHeaders:
    """Adds the security headers, and long caching for addresses that carry a version."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the response back with its headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
                ours = scope["path"].startswith(CACHED)
                if ours and message["status"] == 200 and scope["query_string"].startswith(b"v="):
                    headers["Cache-Control"] = FOR_EVER
            await send(message)

        await self.app(scope, receive, send_with_headers)


class SameOrigin:
    """Refuses WebSockets that a page of another origin opens.

    Streamlit would refuse them too, but first ask an outside service for this
    server's own address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or close it."""
        if scope["type"] == "websocket":
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and urlsplit(origin).netloc != headers.get("host"):
                await send({"type": "websocket.close", "code": 1008})
                return
        await self.app(scope, receive, send)


def places(_request: Request) -> Response:
    """Names and positions of all places, for the basemap."""
    try:
        return JSONResponse(place_names(load()))
    except DatasetError:
        return JSONResponse({"error": "the data package cannot be read"}, status_code=503)


def headers_or_exit() -> dict[str, str]:
    """The security headers; where a setting cannot be used, one line that says so, and the end."""
    try:
        return security_headers()
    except SettingError as error:
        sys.exit(f"error: {error}")


def warn_of_broken_package() -> None:
    """Say in one line what is wrong with the data package. The page says it at length."""
    try:
        load()
    except DatasetError as error:
        check = f"python -m refoulement validate {data_directory()}"
        print(f"{error.problems[0]}; to see all: {check}", file=sys.stderr)


warn_of_broken_package()
app = st.App(
    Path(__file__).parent / "ui" / "dashboard.py",
    routes=[
        Mount("/assets", StaticFiles(directory=ASSETS)),
        Mount("/vendor/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/vendor/jquery", StaticFiles(directory=xstatic.pkg.jquery.BASE_DIR)),
        Route("/map/places.json", places),
    ],
    middleware=[Middleware(SameOrigin), Middleware(ResponseHeaders, headers=headers_or_exit())],
)
