"""Headers on every response, and who may connect."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from refoulement.settings import (
    api_origins,
    frame_ancestors,
    is_open,
    public_address,
    served_hosts,
)
from server.origins import say_who_may_read
from server.policy import policy_of_component, policy_of_pages, policy_of_records

NEVER = "no-store"
FOR_EVER = "public, max-age=31536000, immutable"
#: Map component files with hashes in their names. Streamlit would send them on each visit.
NAMED_BY_CONTENT = re.compile(r".*/component/.+\.[0-9a-f]{8,}\.(js|css)")
#: What visitors send and what is generated for one of them; Streamlit's own fonts are neither.
PRIVATE = re.compile(r".*(?<!/static)/(media|_stcore/upload_file)/.*")
API = "/api/"
COMPONENT = "/component/"
#: Pages of records, some of which other sites may show.
RECORDS = re.compile(r"/(event|place|source|report)/.*")
SHARED = re.compile(r"/event/[^/]+/(embed|chart\.(svg|png))")
#: How a response begins, including the refusal of a WebSocket.
STARTS = ("http.response.start", "websocket.http.response.start")
POLICY = "Content-Security-Policy"
#: Browser features that no page here uses.
UNUSED = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
    *("encrypted-media", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection"),
    *("local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
    *("publickey-credentials-get", "screen-wake-lock", "serial", "usb", "window-management"),
    "xr-spatial-tracking",
)
#: Browsers that came by https once must use it for a year.
ONLY_HTTPS = "max-age=31536000"


class Rules(NamedTuple):
    """What the settings mean for responses, worked out once at the start.

    `base` is the path of the dashboard without a trailing slash: empty at the root.
    """

    base: str
    headers: dict[str, str]
    of_component: str
    of_records: str
    of_shared: str
    is_open: bool
    origins: tuple[str, ...]
    hosts: frozenset[str]
    is_https: bool


def rules(html: str, base: str = "") -> Rules:
    """The rules, given Streamlit’s page and the base path. Raises SettingError."""
    is_https = public_address().startswith("https:")
    return Rules(
        base,
        security_headers(html, is_https),
        policy_of_component(),
        policy_of_records(),
        policy_of_records(is_open()),
        is_open(),
        api_origins(),
        served_hosts(),
        is_https,
    )


def security_headers(html: str, is_https: bool) -> dict[str, str]:
    """Headers that every response carries."""
    # The older header cannot list sites: if any are set, only the policy applies.
    framing = {} if frame_ancestors() else {"X-Frame-Options": "SAMEORIGIN"}
    found = {} if is_open() else {"X-Robots-Tag": "noindex, nofollow"}
    transport = {"Strict-Transport-Security": ONLY_HTTPS} if is_https else {}
    return (
        framing
        | transport
        | found
        | {
            POLICY: policy_of_pages(html),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
        }
    )


class ResponseHeaders:
    """Adds the security headers, who may read a response, and how long files may be cached."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self.app = app
        self.rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to the response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] in STARTS:
                self._complete(scope, message)
            await send(message)

        is_lifespan = scope["type"] == "lifespan"
        await self.app(scope, receive, send if is_lifespan else send_with_headers)

    def _complete(self, scope: Scope, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        path = scope["path"].removeprefix(self.rules.base)
        headers.update(self.rules.headers)
        if path.startswith(COMPONENT):
            headers[POLICY] = self.rules.of_component
        if RECORDS.fullmatch(path):
            headers[POLICY] = self.rules.of_records
        is_shared = self.rules.is_open and bool(SHARED.fullmatch(path))
        if is_shared:
            headers[POLICY] = self.rules.of_shared
            del headers["X-Frame-Options"]
        if message["status"] == 200 and NAMED_BY_CONTENT.fullmatch(path):
            headers["Cache-Control"] = FOR_EVER
        if PRIVATE.fullmatch(path):
            headers["Cache-Control"] = NEVER
        headers.setdefault("Cache-Control", NEVER)
        origins = self.rules.origins if path.startswith(API) else ()
        say_who_may_read(headers, Headers(scope=scope), scope.get("method", ""), origins, is_shared)
        if self.rules.is_https:
            _secure_cookies(message)


def _secure_cookies(message: Message) -> None:
    """Restrict cookies to https. Streamlit would, if it had the certificate itself."""
    message["headers"] = [
        (name, value + b"; Secure")
        if name == b"set-cookie" and b"; secure" not in value.lower()
        else (name, value)
        for name, value in message["headers"]
    ]


class SameOrigin:
    """Refuses WebSockets opened by a page of another origin.

    Streamlit would refuse them too, but would first ask an outside service for this
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
