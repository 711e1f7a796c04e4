"""The dashboard, and at /held what it has in memory of sessions and of a file with a marker.

    python -m tests.watched

`sessions` are those seen there before that are still in memory, live or not; `bytes` the
objects that hold MARKER, wherever Python's own rounds would find them. A session whose page
has gone waits for a second.
"""

from __future__ import annotations

import gc
import sys
from weakref import WeakSet

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.runtime.app_session import AppSession

from app import app
from tests.conftest import ROOT

MARKER = b"Only-for-this-test Daily"
_seen: WeakSet[AppSession] = WeakSet()


def _held(_request: Request) -> JSONResponse:
    there = gc.get_objects()
    _seen.update(one for one in there if isinstance(one, AppSession))
    found = {
        id(inner)
        for one in there
        for inner in gc.get_referents(one)
        if type(inner) is bytes and MARKER in inner
    }
    return JSONResponse({"sessions": len(_seen), "bytes": len(found)})


if __name__ == "__main__":
    app._user_routes.append(Route("/held", _held))
    sys.argv[0] = str(ROOT / "app.py")  # beside which Streamlit looks for the pages
    app.run(config={"server.port": 0, "server.disconnectedSessionTTL": 1})
