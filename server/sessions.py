"""A session belongs to the browser that began it; anyone else giving its id gets a new one.

A session's id is part of the address of uploads, which proxies may log, and Streamlit resumes
a session for anyone who gives its id. So the browser also has a secret, in a cookie.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from refoulement.messages import gettext

COOKIE = "refoulement_visit"
SECRET_BYTES = 32

#: Requested by a page before it connects; Streamlit sets its own cookie there too.
_BEFORE = re.compile(r".*/_stcore/(health|host-config)\Z")
_UPLOAD = re.compile(r".*/_stcore/upload_file/(?P<session>[^/]+)/[^/]+\Z", re.DOTALL)
_SECRET = re.compile(r"[\w-]{43}", re.ASCII)
_PROTOCOLS = "sec-websocket-protocol"  # "streamlit", Streamlit's token, a session's id

#: The secrets sent by a session's browser, or nothing if there is no such session.
Owner = Callable[[str], Iterable[str]]


def secrets_in(cookies: Iterable[str], is_secure: bool = False) -> frozenset[str]:
    """The secrets in Cookie headers.

    With secure cookies, only those count that no neighbouring site can have set.
    """
    prefix = _name(is_secure)
    return frozenset(
        value
        for header in cookies
        for name, value in cookie_parser(header).items()
        if name.startswith(prefix) and _SECRET.fullmatch(value)
    )


def _name(is_secure: bool) -> str:
    return f"__Host-{COOKIE}_" if is_secure else f"{COOKIE}_"


class OwnSessions:
    """Gives each browser a secret, which is needed to resume a session or upload to it.

    `owner` gives the secrets that a session's browser sent.
    """

    def __init__(self, app: ASGIApp, owner: Owner, is_secure: bool = False) -> None:
        self.app = app
        self.owner = owner
        self.is_secure = is_secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Connect; to an existing session only for the browser that owns it."""
        had = self._had(scope)
        headers = MutableHeaders(raw=[*scope["headers"]])
        given = "" if had else self._new()
        if given:  # so that this session's browser can be recognized later
            headers.append("cookie", given)
        protocols = [part.strip() for part in headers.get(_PROTOCOLS, "").split(",")][:3]
        if len(protocols) == 3 and had.isdisjoint(self.owner(protocols[2])):
            protocols.pop()
        if _PROTOCOLS in headers:
            headers[_PROTOCOLS] = ", ".join(protocols)
        offered = {"headers": headers.raw, "subprotocols": [part for part in protocols if part]}
        await self.app({**scope, **offered}, receive, self._giving(given, send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; allow uploads only from the browser that owns the session."""
        had = self._had(scope)
        upload = _UPLOAD.match(scope["path"])
        if upload and scope["method"] != "OPTIONS" and had.isdisjoint(self.owner(upload[1])):
            sentence = gettext(
                "This session belongs to another browser, or has ended; please reload the page."
            )
            await PlainTextResponse(sentence, status_code=403)(scope, receive, send)
            return
        is_asked_for = not had and _BEFORE.match(scope["path"])
        await self.app(scope, receive, self._giving(self._new(), send) if is_asked_for else send)

    def _had(self, scope: Scope) -> frozenset[str]:
        return secrets_in(Headers(scope=scope).getlist("cookie"), self.is_secure)

    def _new(self) -> str:
        """A cookie with a new secret.

        Its name is new too, so that two pages opened at once in a browser do not overwrite each
        other's cookie.
        """
        return (
            f"{_name(self.is_secure)}{secrets.token_hex(4)}={secrets.token_urlsafe(SECRET_BYTES)}"
        )

    def _giving(self, cookie: str, send: Send) -> Send:
        """A `send` that also sets this session cookie; unchanged if the cookie is empty."""
        secure = "; Secure" if self.is_secure else ""

        async def send_with_cookie(message: Message) -> None:
            if cookie and message["type"] in ("http.response.start", "websocket.accept"):
                message = {**message, "headers": [*message.get("headers", ())]}
                given = f"{cookie}; Path=/; HttpOnly; SameSite=Strict{secure}"
                MutableHeaders(scope=message).append("set-cookie", given)
            await send(message)

        return send_with_cookie
