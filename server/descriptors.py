"""File descriptors: raising the limit, and how many visitors it allows."""

from __future__ import annotations

import re
import resource

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from refoulement.messages import ENGLISH, later, speaking

MOST_DESCRIPTORS = 65_536  # the most to ask for: each further session costs memory too
MOST_SESSIONS = 400
_OURS = 64  # those that the server itself has open, with some to spare
_SESSION = 10  # its socket, three for its event loop, six connections from its browser
_LEFT = 3  # for a session that waits for its page to return

#: Not a page, even if a browser's Accept header says text/html.
_FILE = re.compile(r"/(api|media|_stcore)/|\.\w+\Z")

FULL = later("The server has as many visitors as it can have; please try again in a few minutes.")


def raise_limit() -> int:
    """Raise this process's descriptor limit as far as allowed; returns the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most


def most_sessions(descriptors: int) -> int:
    """How many pages may be connected at a time; as many again may wait to reconnect."""
    return max(1, min(MOST_SESSIONS, (descriptors - _OURS) // (_SESSION + _LEFT)))


class BoundedSessions:
    """Limits how many pages are connected at a time. Any further one gets a sentence.

    A WebSocket is closed with 1013, “try again later”; a browser that asks for a page gets the
    sentence as the answer, since it would not show why a connection was closed.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most
        self._connected = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "websocket" and self._connected >= self.most:
            await receive()
            protocol = next(iter(scope["subprotocols"]), None)
            await send({"type": "websocket.accept", "subprotocol": protocol})
            with speaking(ENGLISH):  # a program reads it, and it must fit into 123 bytes
                reason = str(FULL)
            await send({"type": "websocket.close", "code": 1013, "reason": reason})
        elif scope["type"] == "websocket":
            self._connected += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self._connected -= 1
        elif self._connected >= self.most and is_page(scope):
            headers = {"Retry-After": "60", "Cache-Control": "no-store"}
            await PlainTextResponse(str(FULL), 503, headers)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def is_page(scope: Scope) -> bool:
    """Whether a browser is asking for a page to show."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and "text/html" in Headers(scope=scope).get("accept", "")
        and not _FILE.search(scope["path"])
    )
