"""Two processes behind one address: what any of them answers, and what is with one alone.

With nginx in front of them: test_behind_proxy.py.
"""

from __future__ import annotations

import gc
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from starlette.requests import Request
from starlette.responses import Response

from refoulement.dataset.tables import Dataset
from refoulement.drawing.folium_map import data_url
from refoulement.drawing.map_data import MOST_PUBLISHED, name_of, named
from server import assets
from server.page import COOKIE
from tests.conftest import ROOT, Server, Visit, get, serve
from tests.test_check_page import OWN, open_rows, upload
from tests.test_sessions import Client, pair

NAMES = """
import hashlib
from refoulement.drawing import map_data
from refoulement.drawing.columns import packed_columns
from refoulement.loading.load import load
from refoulement.selecting.selection import Selection
small = load()
print(map_data.name_of(small), hashlib.sha256(map_data.packed(small)).hexdigest())
map_data.LIVE_REPORTS = 0
large = load()
columns = packed_columns(large, Selection())
print(map_data.name_of(large), hashlib.sha256(columns).hexdigest())
"""


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A second process, that shows the same package and has had no visitor."""
    log = tmp_path_factory.mktemp("other") / "log"
    with serve(log, PYTHONHASHSEED="17") as running:
        yield running
        print(f"the other process said:\n{running.output()}")


def asked_for(dataset_url: str) -> Response:
    """What this process answers at the address of reports."""
    query = dataset_url.partition("?")[2].encode()
    return assets.reports(Request({"type": "http", "query_string": query, "headers": []}))


def test_any_process_answers_an_address_of_published_data_that_another_one_named(
    server: Server, other: Server, dataset: Dataset
) -> None:
    address = data_url(dataset).replace("../..", "", 1)
    status, headers, body = get(other, address)
    assert (status, body) == (200, get(server, address)[2])
    assert "immutable" in headers["cache-control"]


def test_all_processes_name_the_same_data_alike_and_pack_them_to_the_same_bytes(
    dataset: Dataset,
) -> None:
    """Python orders sets otherwise in each process."""
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
    asked = [url for url in visit.requests if "/map/reports.json" in url]
    path = asked[-1].removeprefix(visit.server.url)
    status, headers, _ = get(visit.server, path)
    assert (status, headers["cache-control"]) == (200, "no-store")
    status, headers, body = get(other, path)
    assert (status, headers["cache-control"]) == (404, "no-store")
    assert "reload the page" in json.loads(body)["error"]


def test_data_are_answered_for_some_corrections_later(dataset: Dataset) -> None:
    """A page may have been begun by a process that has not read the files again yet."""

    def corrected(number: int) -> Dataset:
        reports = dataset.reports.assign(summary=f"Corrected {number} times")
        sites = dataset.sites.assign(name_en=f"Place {number}")
        return replace(dataset, reports=reports, sites=sites)

    first = corrected(0)
    address, name = data_url(first), name_of(first)
    before = asked_for(address).body
    assert b"Place 0" in bytes(before)
    del first
    gc.collect()
    assert named(name) is None, "the dataset itself is not kept"
    assert asked_for(address).body == before
    for number in range(1, MOST_PUBLISHED + 1):
        name_of(corrected(number))
    assert asked_for(address).status_code == 404


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
    """As it is for a page whose process was killed."""
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
