"""The server: the dashboard, the API and the map's own assets in one process.

`streamlit run app.py` serves `app`. Nothing here asks another host for anything.
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from refoulement.dataset.package import data_directory
from refoulement.loading.reloading import look
from refoulement.problems import DatasetError
from refoulement.settings import SettingError, contact
from server import api, assets, moved, page
from server.closed import NothingElse, name_no_software
from server.connections import bound_connections
from server.descriptors import BoundedSessions, most_sessions, raise_limit
from server.exhausted import ends_the_process, watch_threads
from server.frames import BinaryFrames
from server.headers import ResponseHeaders, Rules, SameOrigin, rules
from server.hosts import ServedHosts
from server.limits import (
    BoundedUploads,
    ShortAddresses,
    hold_uploads_in_memory,
)
from server.log import quieten
from server.sessions import OwnSessions
from ui import downloads, identity, memory, sessions, uploads

BASE = f"/{st.get_option('server.baseUrlPath').strip('/')}".rstrip("/")
HTML = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


def rules_or_exit() -> Rules:
    """What answers say; where a setting cannot be used, one line that says so, and the end."""
    try:
        contact()
        return rules(HTML, BASE)
    except SettingError as error:
        sys.exit(f"error: {error}")


def warn_of_broken_package() -> None:
    """Say in one line what is wrong with the data package. The page says it at length."""
    try:
        look()
    except DatasetError as error:
        check = f"python -m refoulement validate {data_directory()}"
        print(f"{error.problems[0]}; to see all: {check}", file=sys.stderr)


warn_of_broken_package()
RULES = rules_or_exit()
bound_connections()
quieten()
hold_uploads_in_memory()
watch_threads()
downloads.keep_private()
identity.keep_secret()
name_no_software()
sessions.keep_to_their_browsers()
app = st.App(
    Path(__file__).parent / "ui" / "dashboard.py",
    lifespan=memory.given_back,
    on_script_error=ends_the_process,
    routes=[
        api.mount(BASE),
        *assets.routes(BASE),
        *moved.routes(BASE),
        *page.routes(HTML, BASE),
    ],
    middleware=[
        Middleware(ResponseHeaders, rules=RULES),
        Middleware(ServedHosts, names=RULES.hosts),
        Middleware(NothingElse, base=BASE),
        Middleware(ShortAddresses),
        Middleware(SameOrigin),
        Middleware(BinaryFrames),
        Middleware(BoundedSessions, most=most_sessions(raise_limit())),
        Middleware(OwnSessions, owner=sessions.secrets_of, is_secure=sessions.is_secure()),
        Middleware(BoundedUploads, uploaded=uploads.of_streamlit, kept=uploads.kept_bytes),
    ],
)
