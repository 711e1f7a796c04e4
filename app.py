"""The server: the dashboard, the API and the map's own assets in one process.

`streamlit run app.py` serves `app`. Nothing here asks another host for anything.
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from refoulement.dataset import data_directory
from refoulement.problems import DatasetError
from refoulement.reloading import look
from refoulement.settings import SettingError, public_address
from server import api, assets
from server.descriptors import BoundedSessions, most_sessions, raise_limit
from server.headers import ResponseHeaders, SameOrigin, security_headers
from server.limits import (
    BoundedUploads,
    ShortAddresses,
    hold_uploads_in_memory,
    read_long_addresses,
)
from server.logs import ends_the_process, watch_logs
from server.sessions import OwnSessions
from ui import downloads, memory, sessions, uploads


def headers_or_exit() -> dict[str, str]:
    """The security headers; where a setting cannot be used, one line that says so, and the end."""
    try:
        public_address()
        return security_headers()
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
read_long_addresses()
hold_uploads_in_memory()
watch_logs()
downloads.keep_private()
sessions.keep_to_their_browsers()
app = st.App(
    Path(__file__).parent / "ui" / "dashboard.py",
    lifespan=memory.given_back,
    on_script_error=ends_the_process,
    routes=[api.mount(), *assets.routes()],
    middleware=[
        Middleware(ResponseHeaders, headers=headers_or_exit()),
        Middleware(ShortAddresses),
        Middleware(SameOrigin),
        Middleware(BoundedSessions, most=most_sessions(raise_limit())),
        Middleware(OwnSessions, owner=sessions.secrets_of, is_secure=sessions.is_secure()),
        Middleware(BoundedUploads, uploaded=uploads.of_streamlit, kept=uploads.kept_bytes),
    ],
)
