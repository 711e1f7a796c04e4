"""The dashboard, and at /held what it keeps in memory of sessions and of a file with a marker.

    python -m tests.watched

`sessions` counts those still partly in memory, out of those seen there; `bytes` the objects that
hold MARKER, wherever Python's garbage collector would find them; `counted` the bytes of pages'
files that count towards the limit on uploads. A session whose page has gone waits for a second.
"""

from __future__ import annotations

import gc
import sys
from typing import Any
from weakref import ref

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.fragment import FragmentStorage

from app import app
from server.limits import BoundedUploads
from tests.conftest import ROOT

MARKER = b"Only-for-this-test Daily"
_seen: dict[str, ref[FragmentStorage]] = {}


def _held(_request: Request) -> JSONResponse:
    there = gc.get_objects()
    for one in there:
        if isinstance(one, AppSession) and one._state is not AppSessionState.SHUTDOWN_REQUESTED:
            _seen.setdefault(one.id, ref(one._fragment_storage))
    found = {
        id(inner)
        for one in there
        for inner in gc.get_referents(one)
        if type(inner) is bytes and MARKER in inner
    }
    sessions = sum(parts() is not None for parts in _seen.values())
    return JSONResponse({"sessions": sessions, "bytes": len(found), "counted": _counted()})


def _counted() -> int:
    bounds: list[Any] = [one for one in app._user_middleware if one.cls is BoundedUploads]  # type: ignore[comparison-overlap]
    counted: int = bounds[0].kwargs["kept"]()
    return counted


if __name__ == "__main__":
    app._user_routes.insert(0, Route("/held", _held))
    sys.argv[0] = str(ROOT / "app.py")  # Streamlit looks for the pages beside it
    app.run(config={"server.port": 0, "server.disconnectedSessionTTL": 1})
