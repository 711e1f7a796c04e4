"""The dashboard below a base path, with a proxy that does not strip it."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.conftest import Server, at_rest, get, serve, visitor

BASE = "/tools/map"


def test_below_a_path_there_are_map_and_api_and_the_same_headers(
    browser: Browser, tmp_path: Path
) -> None:
    with (
        serve(tmp_path / "log", STREAMLIT_SERVER_BASE_URL_PATH=BASE.strip("/")) as server,
        visitor(browser, server) as guest,
    ):
        guest.open(f"{BASE.strip('/')}/")
        place = guest.page.frame_locator("iframe[title*=folium]").locator(".rm-place").first
        expect(place).to_be_visible()
        at_rest(guest.page)
        assert (guest.errors, guest.other_hosts()) == ([], [])
        status, headers, body = get(server, f"{BASE}/api/health")
        assert (status, json.loads(body)["status"]) == (200, "ok")
        assert headers["cache-control"] == "no-cache"
        status, headers, body = get(server, f"{BASE}/api/none")
        assert (status, "paths" in json.loads(body)) == (404, True)
        frame = f"{BASE}/component/streamlit_folium.st_folium/index.html"
        assert "'unsafe-eval'" in get(server, frame)[1]["content-security-policy"]
        assert "'unsafe-eval'" not in get(server, f"{BASE}/")[1]["content-security-policy"]
        assert get(server, f"{BASE}/_stcore/metrics")[0] == 404
        assert get(server, "/api/health")[0] == 404
        assert get(server, f"{BASE}/x/api/health")[0] == 404


def test_no_page_answers_for_data_where_the_api_is_not(server: Server) -> None:
    """This exposes a proxy that passes on a path unknown to the server."""
    for path in ("/tools/map/api/health", "/tools/api/", "/sources/api/reports.csv"):
        status, headers, _ = get(server, path)
        assert status == 404, path
        assert "html" not in headers["content-type"], path
