"""The dashboard behind nginx, by the configuration in docs/server.md: `make outside`."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from refoulement.settings import ADDRESS_VARIABLE
from tests.conftest import PATIENCE, ROOT, Server, at_rest, get, serve, visitor
from tests.test_check_page import OWN, open_rows, upload

pytestmark = pytest.mark.outside

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
BASE = "tools/map"
SECRET = "words-that-nobody-logs"


def written(port: int, folder: Path, upstream: Server, *, strips: bool) -> str:
    """The configuration of the document, for these ports and without a certificate."""
    text = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    found = re.search(r"```nginx\n(.*?)```", text, re.DOTALL)
    assert found
    backend = f"http://127.0.0.1:{urlsplit(upstream.url).port}"
    site = re.sub(r" +ssl_certificate.*\n", "", found[1])
    for old, new in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port}"),
        ("server_name map.example.org", "server_name localhost"),
        ("/var/log/nginx/map.log crit", f"{folder}/error.log info"),
        ("proxy_pass http://127.0.0.1:8501/;", f"proxy_pass {backend}{'/' if strips else ''};"),
    ):
        assert site.count(old) == 1, old
        site = site.replace(old, new)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"pid {folder}/pid; daemon off; error_log {folder}/start.log;\n"
        f"events {{}}\nhttp {{\n{temporary}{site}}}\n"
    )


def free_port() -> int:
    """A port that was free a moment ago: nginx takes none by itself."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def proxied(folder: Path, *, strips: bool) -> Iterator[Server]:
    """The dashboard as readers reach it, through nginx, below a path."""
    port = free_port()
    address = f"http://localhost:{port}/{BASE}"
    base = {} if strips else {"STREAMLIT_SERVER_BASE_URL_PATH": BASE}
    with serve(folder / "log", **{ADDRESS_VARIABLE: f"{address}/"}, **base) as upstream:
        (folder / "nginx.conf").write_text(written(port, folder, upstream, strips=strips))
        nginx = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
        try:
            yield Server(address, upstream.process, upstream.log)
        finally:
            nginx.terminate()
            nginx.wait(PATIENCE)


@pytest.mark.parametrize("strips", [True, False], ids=["stripped", "kept"])
def test_pages_map_api_and_uploads_work_through_nginx_and_no_log_names_them(
    browser: Browser, tmp_path: Path, *, strips: bool
) -> None:
    with proxied(tmp_path, strips=strips) as server, visitor(browser, server) as guest:
        page = guest.page
        guest.open(f"?search={SECRET}")
        page.frame_locator("iframe[title*=folium]").locator(".leaflet-container").wait_for()
        status, headers, _ = get(server, f"/api/reports.csv?search={SECRET}")
        assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
        guest.open("check")
        at_rest(page)
        upload(page, OWN + "Yanji,2021-09,12,held,Example Daily\n" * 20_000)
        open_rows(page)
        expect(page.locator(".rm-own")).to_contain_text("own.csv")
        assert (guest.errors, guest.other_hosts()) == ([], [])
    for file in tmp_path.rglob("*"):
        if file.is_file() and file.name != "nginx.conf":
            said = file.read_text(encoding="utf-8", errors="replace")
            assert SECRET not in said, file
            assert "upload_file" not in said, file
            assert "Example Daily" not in said, file
