"""Headers on every response, and who may connect."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from refoulement.settings import api_origins, frame_ancestors, public_address, served_hosts
from server.origins import say_who_may_read
from server.policy import policy_of_component, policy_of_pages

NEVER = "no-store"
FOR_EVER = "public, max-age=31536000, immutable"
#: Files of the map component whose names tell their content. Streamlit has them sent at each visit.
NAMED_BY_CONTENT = re.compile(r".*/component/.+\.[0-9a-f]{8,}\.(js|css)")
#: What visitors send, and what is made for one of them; Streamlit's own fonts are neither.
PRIVATE = re.compile(r".*(?<!/static)/(media|_stcore/upload_file)/.*")
API = "/api/"
COMPONENT = "/component/"
#: How an answer begins, the refusal of a WebSocket too.
STARTS = ("http.response.start", "websocket.http.response.start")
POLICY = "Content-Security-Policy"
#: What browsers offer and no page here uses.
UNUSED = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
    *("encrypted-media", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection"),
    *("local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
    *("publickey-credentials-get", "screen-wake-lock", "serial", "usb", "window-management"),
    "xr-spatial-tracking",
)
#: Browsers that came by https once do so from then on, for a year.
ONLY_HTTPS = "max-age=31536000"


class Rules(NamedTuple):
    """What the settings make of answers, worked out once, at the start.

    `base` is the path of the dashboard, without a slash at its end: empty at the root.
    """

    base: str
    headers: dict[str, str]
    of_component: str
    origins: tuple[str, ...]
    hosts: frozenset[str]
    is_https: bool


def rules(html: str, base: str = "") -> Rules:
    """The rules, given Streamlit’s page, and below which path it is. Raises SettingError."""
    is_https = public_address().startswith("https:")
    return Rules(
        base,
        security_headers(html, is_https),
        policy_of_component(),
        api_origins(),
        served_hosts(),
        is_https,
    )


def security_headers(html: str, is_https: bool) -> dict[str, str]:
    """Headers that every response carries."""
    # The older header knows no list of sites: where one is set, the policy alone speaks.
    framing = {} if frame_ancestors() else {"X-Frame-Options": "SAMEORIGIN"}
    transport = {"Strict-Transport-Security": ONLY_HTTPS} if is_https else {}
    return (
        framing
        | transport
        | {
            POLICY: policy_of_pages(html),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
        }
    )


class ResponseHeaders:
    """Adds the security headers, who may read an answer, and how long files may be cached."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self.app = app
        self.rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the response back with its headers."""

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
        if message["status"] == 200 and NAMED_BY_CONTENT.fullmatch(path):
            headers["Cache-Control"] = FOR_EVER
        if PRIVATE.fullmatch(path):
            headers["Cache-Control"] = NEVER
        headers.setdefault("Cache-Control", NEVER)
        origins = self.rules.origins if path.startswith(API) else ()
        say_who_may_read(headers, Headers(scope=scope), scope.get("method", ""), origins)
        if self.rules.is_https:
            _secure_cookies(message)


def _secure_cookies(message: Message) -> None:
    """Have browsers send cookies by https alone. Streamlit would, if it had the certificate."""
    message["headers"] = [
        (name, value + b"; Secure")
        if name == b"set-cookie" and b"; secure" not in value.lower()
        else (name, value)
        for name, value in message["headers"]
    ]


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
