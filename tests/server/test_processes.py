"""Two processes behind one address: what both answer, and what only one has.

With nginx in front of them: test_behind_proxy.py.
"""

from __future__ import annotations

import gc
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from starlette.requests import Request
from starlette.responses import Response

from refoulement.dataset.tables import Dataset
from refoulement.drawing.folium_map import columns_url, data_url, flags_url
from refoulement.drawing.map_data import MOST_PUBLISHED, name_of, named
from refoulement.selecting.selection import Selection
from server import assets
from server.headers import FOR_EVER
from server.index_page import COOKIE
from tests.browser.test_check_page import OWN, open_rows, upload
from tests.conftest import ROOT, Server, Visit, get, serve
from tests.server.test_sessions import Client, pair

NAMES = """
import hashlib
from refoulement.drawing import map_data
from refoulement.drawing.columns import packed_columns
from refoulement.loading.load import load
for most in (map_data.SENT_AT_ONCE, 0):
    map_data.SENT_AT_ONCE = most
    dataset = load()
    for part in (map_data.packed(dataset), packed_columns(dataset)):
        print(map_data.name_of(dataset), hashlib.sha256(part).hexdigest())
"""


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A second process with the same package and no visitors yet."""
    log = tmp_path_factory.mktemp("other") / "log"
    with serve(log, PYTHONHASHSEED="17") as running:
        yield running
        print(f"the other process said:\n{running.output()}")


def asked_for(answer: Callable[[Request], Response], address: str) -> Response:
    """This process's response at an address of the map's data."""
    query = address.partition("?")[2].encode()
    return answer(Request({"type": "http", "query_string": query, "headers": []}))


@pytest.mark.parametrize("what", ["data", "columns", "flags"])
def test_any_process_answers_an_address_of_published_data_that_another_one_named(
    server: Server, other: Server, dataset: Dataset, what: str
) -> None:
    address = {
        "data": data_url(dataset),
        "columns": columns_url(dataset),
        "flags": flags_url(dataset, Selection(sites=("tumen",))),
    }[what].replace("../..", "", 1)
    status, headers, body = get(other, address)
    assert (status, body) == (200, get(server, address)[2])
    assert headers["cache-control"] == ("no-cache" if what == "flags" else FOR_EVER)


def test_all_processes_name_the_same_data_alike_and_pack_them_to_the_same_bytes(
    dataset: Dataset,
) -> None:
    """Python orders sets differently in each process."""
    said = {
        subprocess.run(
            [sys.executable, "-c", NAMES],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert name_of(dataset) in said.pop()


def test_a_file_of_ones_own_is_with_its_process_alone(visit: Visit, other: Server) -> None:
    visit.open("check")
    upload(visit.page, OWN)
    open_rows(visit.page)
    asked = [url.removeprefix(visit.server.url) for url in visit.requests]
    for part in ("reports.json", "columns"):
        path = [path for path in asked if path.startswith(f"/map/{part}?")][-1]
        status, headers, _ = get(visit.server, path)
        assert (status, headers["cache-control"]) == (200, "no-store")
        status, headers, body = get(other, path)
        assert (status, headers["cache-control"]) == (404, "no-store")
        assert "reload the page" in json.loads(body)["error"]
        query = path.partition("?")[2]
        status, headers, _ = get(visit.server, f"/map/flags?{query}&measure=held")
        assert (status, headers["cache-control"]) == (200, "no-store")
        assert get(other, f"/map/flags?{query}&measure=held")[0] == 404


def test_data_are_answered_for_some_corrections_later(dataset: Dataset) -> None:
    """A page may come from a process that has not reloaded the files yet."""

    def corrected(number: int) -> Dataset:
        reports = dataset.reports.assign(summary=f"Corrected {number} times")
        sites = dataset.sites.assign(name_en=f"Place {number}")
        return replace(dataset, reports=reports, sites=sites)

    first = corrected(0)
    name = name_of(first)
    parts = [(assets.reports, data_url(first)), (assets.columns, columns_url(first))]
    before = [asked_for(*part).body for part in parts]
    assert b"Place 0" in bytes(before[0])
    del first
    gc.collect()
    assert named(name) is None, "the dataset itself is not kept"
    assert [asked_for(*part).body for part in parts] == before
    for number in range(1, MOST_PUBLISHED + 1):
        name_of(corrected(number))
    assert [asked_for(*part).status_code for part in parts] == [404, 404]


def test_a_page_gives_a_route_that_ends_with_the_browser_and_tells_nobody_apart(
    server: Server,
) -> None:
    values = set()
    for path in ("/", "/sources?site=tumen") * 10:
        cookies = SimpleCookie(get(server, path)[1]["set-cookie"])
        assert [*cookies] == [COOKIE]
        cookie = cookies[COOKIE]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
        assert (cookie["max-age"], cookie["expires"], cookie["domain"]) == ("", "", "")
        assert re.fullmatch(r"[0-9a-f]{2}", cookie.value), "one of 256"
        values.add(cookie.value)
    assert len(values) > 1


def test_a_route_is_kept_unless_it_is_none_of_ours(server: Server) -> None:
    def given(cookie: str) -> bool:
        return "set-cookie" in get(server, "/", Cookie=cookie)[1]

    assert not given(f"{COOKIE}=a7")
    assert not given(f"other=1; {COOKIE}=00")
    assert all(given(f"{COOKIE}={value}") for value in ("", "a", "A7", "g0", "a7a7", "a7%0a"))


def test_a_session_of_another_process_is_begun_anew_with_the_same_cookies(
    server: Server, other: Server
) -> None:
    """As for a page whose process was killed."""
    here = Client(server)
    session = here.connect()
    there = Client(other, pair(here.given))
    assert there.connect(session) != session
    assert there.given == "", "the secret holds there too"
    _, headers, _ = get(server, "/_stcore/health", Cookie=there.cookie)
    xsrf = SimpleCookie(headers["set-cookie"])["_streamlit_xsrf"].value
    cookies = f"{there.cookie}; _streamlit_xsrf={xsrf}"

    def put(session: str) -> tuple[int, bytes]:
        path = f"/_stcore/upload_file/{session}/1"
        status, _, body = get(other, path, "PUT", Cookie=cookies, **{"X-Xsrftoken": xsrf})
        return status, body

    assert put(there.session)[0] == 400, "let in, though nothing was in it"
    status, body = put(session)
    assert (status, b"please reload the page" in body) == (403, True)
    here.close()
    there.close()
