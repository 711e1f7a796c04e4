"""What is not answered: Streamlit's counts, agents and log-ins, and who the server is."""

from __future__ import annotations

import re

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import ServerState

#: What a browser needs of Streamlit's own paths.
_NEEDED = re.compile(r"/_stcore/(health|host-config|stream|upload_file/[^/]+/[^/]+)")
#: A page for any address is Streamlit's way. What a program asks for is data, or not there.
_ELSEWHERE = re.compile(r"/.+/api/.*")
_STREAMLITS = re.compile(r".*/_stcore(/.*)?|/auth/(login|logout)|/oauth2callback")


def is_closed(path: str) -> bool:
    """Whether nothing is at a path, although Streamlit would answer there."""
    if _STREAMLITS.fullmatch(path):
        return not _NEEDED.fullmatch(path)
    return not path.startswith("/api/") and bool(_ELSEWHERE.fullmatch(path))


class NothingElse:
    """Answers 404 at Streamlit's own paths but for those that pages need."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self.base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 404."""
        if scope["type"] == "http" and is_closed(scope["path"].removeprefix(self.base)):
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
            return
        await self.app(scope, receive, send)


class _Unsigned:
    """The headers that Uvicorn puts on every answer, without its own name."""

    def __get__(self, state: object, _owner: type | None = None) -> list[tuple[bytes, bytes]]:
        headers: list[tuple[bytes, bytes]] = vars(state)["default_headers"]
        return headers

    def __set__(self, state: object, headers: list[tuple[bytes, bytes]]) -> None:
        vars(state)["default_headers"] = [one for one in headers if one[0] != b"server"]


def name_no_software() -> None:
    """Have no answer name the server's software. Streamlit has no setting for this."""
    ServerState.default_headers = _Unsigned()  # type: ignore[assignment]
