"""Closes Streamlit's own paths that no page needs, and hides the server's software."""

from __future__ import annotations

import re

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import ServerState

from refoulement.messages import gettext

#: Streamlit's own paths that browsers need.
_NEEDED = re.compile(r"/_stcore/(health|host-config|stream|upload_file/[^/]+/[^/]+)")
#: Streamlit serves a page at any address, but programs must get data or a 404.
_ELSEWHERE = re.compile(r"/.+/api/.*")
_STREAMLITS = re.compile(r".*/_stcore(/.*)?|/auth/(login|logout)|/oauth2callback")


def is_closed(path: str) -> bool:
    """Whether a path is closed, although Streamlit would answer there."""
    if _STREAMLITS.fullmatch(path):
        return not _NEEDED.fullmatch(path)
    return not path.startswith("/api/") and bool(_ELSEWHERE.fullmatch(path))


class NothingElse:
    """Answers 404 at Streamlit's own paths, except those that pages need."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self.base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 404."""
        if scope["type"] == "http" and is_closed(scope["path"].removeprefix(self.base)):
            await PlainTextResponse(gettext("There is nothing at this address."), status_code=404)(
                scope, receive, send
            )
            return
        await self.app(scope, receive, send)


class _Unsigned:
    """The headers that Uvicorn adds to every answer, minus its own name."""

    def __get__(self, state: object, _owner: type | None = None) -> list[tuple[bytes, bytes]]:
        headers: list[tuple[bytes, bytes]] = vars(state)["default_headers"]
        return headers

    def __set__(self, state: object, headers: list[tuple[bytes, bytes]]) -> None:
        vars(state)["default_headers"] = [one for one in headers if one[0] != b"server"]


def name_no_software() -> None:
    """Keep the server's software out of all answers. Streamlit has no setting for this."""
    ServerState.default_headers = _Unsigned()  # type: ignore[assignment]
