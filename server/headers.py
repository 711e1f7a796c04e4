"""Headers on every response, and who may connect."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from refoulement.settings import frame_ancestors, tiles

FOR_EVER = "public, max-age=31536000, immutable"
#: Files of the map component whose names tell their content. Streamlit has them sent at each visit.
NAMED_BY_CONTENT = re.compile(r".*/component/.+\.[0-9a-f]{8,}\.(js|css)")
#: What visitors send, and what is made for one of them; Streamlit's own fonts are neither.
PRIVATE = re.compile(r".*(?<!/static)/(media|_stcore/upload_file)/.*")
API = "/api/"
#: Says of an answer of the API whether the files behind its data are sound.
DATA_STATUS = "Data-Status"

#: Pages of any origin may read the API. Scripts there see these headers too.
READABLE_ANYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": f"Content-Disposition, {DATA_STATUS}, ETag",
}


def content_security_policy() -> str:
    """Who may be asked for what: this server alone, and a tile host where one is switched on.

    Streamlit and Leaflet need inline styles, and the map component `eval`.
    """
    online = tiles()
    framed_by = " ".join(("'self'", *frame_ancestors()))
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
            f"frame-ancestors {framed_by}",
            "base-uri 'self'",
            "form-action 'self'",
            "object-src 'none'",
        )
    )


def security_headers() -> dict[str, str]:
    """Headers that every response carries."""
    # The older header knows no list of sites: where one is set, the policy alone speaks.
    framing = {} if frame_ancestors() else {"X-Frame-Options": "SAMEORIGIN"}
    return framing | {
        "Content-Security-Policy": content_security_policy(),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    }


class ResponseHeaders:
    """Adds the security headers, CORS to the API, and how long files may be cached."""

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
                if message["status"] == 200 and NAMED_BY_CONTENT.fullmatch(scope["path"]):
                    headers["Cache-Control"] = FOR_EVER
                if PRIVATE.fullmatch(scope["path"]):
                    headers["Cache-Control"] = "no-store"
                if scope["path"].startswith(API):
                    headers.update(READABLE_ANYWHERE)
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
