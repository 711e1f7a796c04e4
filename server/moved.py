"""Addresses that earlier versions had, and where they lead now."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route

#: Pages that are gone; each leads to the map, with the selection that its address has.
GONE_PAGES = ("/compare",)


def routes(base: str = "") -> list[BaseRoute]:
    """The routes, below the path of the dashboard."""

    def to_the_map(request: Request) -> RedirectResponse:
        query = request.scope["query_string"].decode("latin-1")
        # Without host and path: a proxy may have stripped some of it.
        return RedirectResponse(f"./{query and '?'}{query}", 308)

    return [Route(base + path, to_the_map) for path in GONE_PAGES]
