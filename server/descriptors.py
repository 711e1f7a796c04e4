"""File descriptors: as many as the system lets a process have, and how many visitors that is."""

from __future__ import annotations

import re
import resource

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MOST_DESCRIPTORS = 65_536  # that are asked for: one more session costs memory, too
MOST_SESSIONS = 400
_OURS = 64  # what the server has open for itself, with some to spare
_SESSION = 10  # its socket, three of its event loop, six connections of its browser
_LEFT = 3  # of a session that waits for its page to come back

#: What is no page, though a browser may say that it would show it.
_FILE = re.compile(r"/(api|media|_stcore)/|\.\w+\Z")

FULL = "The server has as many visitors as it can have; please try again in some minutes."


def raise_limit() -> int:
    """Let this process open as many descriptors as it may; how many these are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most


def most_sessions(descriptors: int) -> int:
    """How many pages may be connected at a time; as many more sessions may wait for theirs."""
    return max(1, min(MOST_SESSIONS, (descriptors - _OURS) // (_SESSION + _LEFT)))


class BoundedSessions:
    """Lets so many pages connect at a time. One more is told so, in a sentence.

    A WebSocket is closed with 1013, “try again later”; a browser that asks for a page is
    answered with the sentence, since it would show nothing of why a connection was closed.
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
            await send({"type": "websocket.close", "code": 1013, "reason": FULL})
        elif scope["type"] == "websocket":
            self._connected += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self._connected -= 1
        elif self._connected >= self.most and is_page(scope):
            headers = {"Retry-After": "60", "Cache-Control": "no-store"}
            await PlainTextResponse(FULL, 503, headers)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def is_page(scope: Scope) -> bool:
    """Whether a browser asks for a page to show."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and "text/html" in Headers(scope=scope).get("accept", "")
        and not _FILE.search(scope["path"])
    )
