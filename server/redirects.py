"""Addresses from earlier versions, and where they lead now."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route

from refoulement.selecting.address import MOVED

#: Removed pages, and the page that replaces each; the redirect keeps the selection.
GONE_PAGES = {"compare": "", "timeline": "events"}


def routes(base: str = "") -> list[BaseRoute]:
    """The routes, under the base path of the dashboard."""

    def leading_to(gone: str, page: str) -> Route:
        def moved(request: Request) -> RedirectResponse:
            query = request.scope["query_string"].decode("latin-1")
            # Relative, because a proxy may have stripped host or path.
            return RedirectResponse(f"./{page}?{query}{query and '&'}{MOVED}={gone}", 308)

        return Route(f"{base}/{gone}", moved)

    return [leading_to(gone, page) for gone, page in GONE_PAGES.items()]
