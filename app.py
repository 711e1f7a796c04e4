"""The server: the dashboard, the API and the map's own assets in one process.

`streamlit run app.py` serves `app`. Nothing here makes requests to other hosts.
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from refoulement.dataset.package import data_directory
from refoulement.loading.reloading import look
from refoulement.messages import gettext
from refoulement.problems import DatasetError, validation
from refoulement.settings import SettingError, contact
from server import api, assets, index_page, records, redirects
from server.compressed import CompressedFiles, compressor_at_work, files
from server.connections import bound_connections
from server.descriptors import BoundedSessions, most_sessions, raise_limit
from server.headers import ResponseHeaders, Rules, SameOrigin, rules
from server.hosts import ServedHosts
from server.limits import (
    BoundedUploads,
    ShortAddresses,
    hold_uploads_in_memory,
)
from server.log import quieten
from server.out_of_memory import ends_the_process, watch_threads
from server.sessions import OwnSessions
from server.unanswered import NothingElse, name_no_software
from server.websocket_messages import BinaryFrames
from ui import downloads, identity, sessions, settled_memory, uploads

BASE = f"/{st.get_option('server.baseUrlPath').strip('/')}".rstrip("/")
HTML = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


def rules_or_exit() -> Rules:
    """The rules for answers. If a setting is unusable, say so in one line and exit."""
    try:
        contact()
        return rules(HTML, BASE)
    except SettingError as error:
        sys.exit(f"error: {error}")


def warn_of_broken_package() -> None:
    """Say in one line what is wrong with the data package; the page gives the details."""
    try:
        look()
    except DatasetError as error:
        said = gettext(
            "%(problem)s; to see all: %(command)s",
            problem=error.problems[0],
            command=validation(data_directory()),
        )
        print(said, file=sys.stderr)


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
FILES = files(BASE)
app = st.App(
    Path(__file__).parent / "ui" / "dashboard.py",
    lifespan=settled_memory.given_back,
    on_script_error=ends_the_process,
    routes=[
        api.mount(BASE),
        *assets.routes(BASE),
        *redirects.routes(BASE),
        *records.routes(BASE),
        *index_page.routes(HTML, BASE),
    ],
    middleware=[
        Middleware(ResponseHeaders, rules=RULES),
        Middleware(ServedHosts, names=RULES.hosts),
        Middleware(NothingElse, base=BASE),
        Middleware(CompressedFiles, files=FILES, compressor=compressor_at_work(FILES, HTML, BASE)),
        Middleware(ShortAddresses),
        Middleware(SameOrigin),
        Middleware(BinaryFrames),
        Middleware(BoundedSessions, most=most_sessions(raise_limit())),
        Middleware(OwnSessions, owner=sessions.secrets_of, is_secure=sessions.is_secure()),
        Middleware(BoundedUploads, uploaded=uploads.of_streamlit, kept=uploads.kept_bytes),
    ],
)
