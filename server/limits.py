"""How long an address may be, and what is said of a longer one."""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http import h11_impl

LONGEST_QUERY = 16384  # bytes: more than twice an address that selects every value there is
LARGEST_HEAD = 2**22  # bytes of a request's first line and headers


def read_long_addresses() -> None:
    """Read a request to its end before it is refused, up to LARGEST_HEAD.

    Uvicorn gives up on a head of more than 64 kB while the rest of it is still
    coming, which resets the connection: the client never sees an answer. Streamlit
    starts Uvicorn and has no setting for this.
    """
    h11_impl.DEFAULT_MAX_INCOMPLETE_EVENT_SIZE = LARGEST_HEAD  # type: ignore[attr-defined]


class ShortAddresses:
    """Refuses a query string longer than LONGEST_QUERY, with one sentence, on every path."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 414."""
        if scope["type"] == "http" and len(scope["query_string"]) > LONGEST_QUERY:
            sentence = (
                f"The query string has {len(scope['query_string']):,} bytes; at most "
                f"{LONGEST_QUERY:,} are read."
            )
            refusal = JSONResponse({"error": sentence, "problems": []}, status_code=414)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)
