"""The server around the dashboard: headers, assets, log, and errors at start-up."""

from __future__ import annotations

import asyncio
import gc
import gzip
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from refoulement.dataset.package import ENVIRONMENT_VARIABLE
from refoulement.dataset.tables import Dataset
from refoulement.drawing import map_data
from refoulement.drawing.assets import asset, asset_url
from refoulement.drawing.columns import flags, order_of, packed_columns
from refoulement.drawing.folium_map import OfflineMap, columns_url, data_url, flags_url
from refoulement.drawing.map_data import name_of, named, packed
from refoulement.intake.file.limits import FILE_BYTES
from refoulement.selecting.selection import Selection
from refoulement.settings import TILES_VARIABLE, SettingError, tiles
from server import assets
from server.limits import MOST_UPLOADED_BYTES, BoundedUploads
from server.one_at_a_time import MOST_WAITING, BusyError, Turns
from server.policy import policy_of_component, policy_of_pages
from tests.conftest import PATIENCE, ROOT, Server, get, serve
from tests.copies import FROZEN

TILES = "https://{s}.tiles.example.org/{z}/{x}/{y}.png Someone’s tiles"


def served(path: str) -> str:
    """The server's path for an address that the map's frame requests."""
    return path.replace("../..", "", 1)


@pytest.mark.parametrize(
    "path",
    ["/", "/sources", "/no/such/page", "/map/reports.json", "/_stcore/health", "/assets/map.js"],
)
def test_every_response_carries_the_security_headers(server: Server, path: str) -> None:
    _, headers, _ = get(server, path)
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert "permissions-policy" in headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert not re.search(r"https?:", policy), "no other host may be asked for anything"


def test_the_maps_assets_come_from_here_with_long_caching(server: Server, dataset: Dataset) -> None:
    links = [url for _, url in (*OfflineMap.default_js, *OfflineMap.default_css)]
    for link in (*links, asset_url("basemap.json"), data_url(dataset)):
        assert link.startswith("../../"), link
        status, headers, body = get(server, served(link))
        assert status == 200
        assert len(body) > 100
        assert "immutable" in headers["cache-control"]


def test_the_map_asks_for_its_scripts_at_once_and_for_its_styles_at_once() -> None:
    """The component requests scripts one after another."""
    assert (len(OfflineMap.default_js), len(OfflineMap.default_css)) == (1, 1)


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789ab"])
def test_an_asset_whose_address_does_not_tell_its_content_is_not_cached_for_ever(
    server: Server, query: str
) -> None:
    _, headers, _ = get(server, f"/assets/map.js{query}")
    assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/?v=1", "/nowhere.js?v=1", "/_stcore/health?v=1", "/map/reports.json?v=1"]
)
def test_nothing_but_the_maps_assets_is_cached_for_ever(server: Server, path: str) -> None:
    _, headers, _ = get(server, path)
    assert "immutable" not in headers.get("cache-control", "")


@pytest.mark.parametrize(
    ("name", "encoding", "most"),
    [
        ("basemap.json", "br", 45_000),
        ("basemap.json", "gzip", 70_000),
        ("map.js", "br", 76_000),
        ("map.js", "gzip", 80_000),
    ],
)
def test_what_the_map_loads_is_compressed(
    server: Server, name: str, encoding: str, most: int
) -> None:
    _, headers, body = get(server, served(asset_url(name)), **{"Accept-Encoding": encoding})
    assert headers["content-encoding"] == encoding
    assert headers["vary"] == "Accept-Encoding"
    assert len(body) < most
    unpack = brotli.decompress if encoding == "br" else gzip.decompress
    assert unpack(body) == asset(name)


def test_no_file_beside_the_assets_is_served(server: Server) -> None:
    for path in ("/assets/../app.py", "/assets/%2e%2e/app.py", "/vendor/leaflet/../../__init__.py"):
        _, _, body = get(server, path)
        assert b"Starlette" not in body
        assert b"import" not in body


def send_file(
    files: MemoryUploadedFileManager, session: str, name: str, size: int, kept: int = 0
) -> int:
    """The status with which our limits pass a file on to its handler, or refuse it."""
    statuses: list[int] = []

    async def take(scope: Scope, receive: Receive, send: Send) -> None:
        files.add_file(session, UploadedFileRec(name, name, "text/csv", bytes(size)))
        await Response(status_code=204)(scope, receive, send)

    async def send(message: Message) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {
        "type": "http",
        "method": "PUT",
        "path": f"/_stcore/upload_file/{session}/{name}",
        "headers": [(b"content-length", str(size).encode())],
    }
    answer = BoundedUploads(take, lambda: files, lambda: kept)(scope, receive, send)
    with ThreadPoolExecutor() as thread:  # Playwright may have a running loop in this one
        thread.submit(asyncio.run, answer).result()
    return statuses[0]


def test_of_what_a_session_uploads_the_last_is_held_alone() -> None:
    files = MemoryUploadedFileManager("")
    statuses = [send_file(files, session, name, 9) for name in "abc" for session in ("one", "two")]
    assert statuses == [204] * 6
    assert {session: [*held] for session, held in files.file_storage.items()} == {
        "one": ["c"], "two": ["c"],
    }  # fmt: skip


def test_uploads_of_all_sessions_are_held_up_to_a_bound() -> None:
    files = MemoryUploadedFileManager("")
    most = MOST_UPLOADED_BYTES // FILE_BYTES
    statuses = [send_file(files, f"s{n}", "a", FILE_BYTES) for n in range(most + 5)]
    assert statuses == [204] * most + [503] * 5


def test_what_pages_keep_of_files_counts_in_the_bound() -> None:
    files = MemoryUploadedFileManager("")
    assert send_file(files, "one", "a", 9, kept=MOST_UPLOADED_BYTES - 8) == 503
    assert send_file(files, "one", "a", 9, kept=MOST_UPLOADED_BYTES - 9) == 204


@pytest.mark.parametrize("said", [str(FILE_BYTES), "", "many", "9" * 30])
def test_an_upload_counts_from_its_beginning(said: str) -> None:
    """Otherwise many uploads at once would all be let in before any is held."""
    files = MemoryUploadedFileManager("")
    most = MOST_UPLOADED_BYTES // FILE_BYTES
    statuses: list[int] = []

    async def together() -> None:
        all_there = asyncio.Event()

        async def take(scope: Scope, receive: Receive, send: Send) -> None:
            await all_there.wait()
            raise ConnectionError(scope["path"])

        async def send(message: Message) -> None:
            statuses.extend([message["status"]] if "status" in message else [])

        async def receive() -> Message:
            return {"type": "http.request"}

        bounded = BoundedUploads(take, lambda: files, lambda: 0)
        path = "/_stcore/upload_file/{}/a"
        length = [(b"content-length", said.encode())] if said else []
        scopes = [
            {"type": "http", "method": "PUT", "path": path.format(n), "headers": length}
            for n in range(most + 5)
        ]
        uploads = [asyncio.ensure_future(bounded(scope, receive, send)) for scope in scopes]
        for _ in range(9):
            await asyncio.sleep(0)
        assert statuses == [503] * 5
        all_there.set()
        await asyncio.gather(*uploads, return_exceptions=True)
        again = asyncio.ensure_future(bounded(scopes[0], receive, send))
        with pytest.raises(ConnectionError):  # aborted uploads no longer take up space
            await again

    with ThreadPoolExecutor() as thread:
        thread.submit(asyncio.run, together()).result()


def test_no_query_string_is_logged(server: Server) -> None:
    for path in (
        "/?site=dandong-secret",
        "/map/reports.json?v=secret",
        "/nowhere?search=secret",
        "/api/reports.csv?search=secret",
        "/api/reports.csv?site=secret",
        "/api/reports.csv?search=secret" + "x" * 1_000_000,
    ):
        get(server, path)
    assert "secret" not in server.output()


def test_a_websocket_of_another_origin_is_refused_before_anyone_is_asked(server: Server) -> None:
    address = server.url.replace("http", "ws", 1) + "/_stcore/stream"

    def status(origin: str) -> int:
        try:
            with connect(address, origin=Origin(origin), subprotocols=[Subprotocol("streamlit")]):
                return 101
        except InvalidStatus as refusal:
            return refusal.response.status_code

    assert status(server.url) == 101
    assert status("https://example.org") == 403
    assert "external IP" not in server.output()


def test_the_server_asks_no_outside_service_for_its_address(server: Server) -> None:
    assert "external IP" not in server.output()
    assert "External URL" not in server.output()


def test_only_this_machine_is_served_by_default(server: Server) -> None:
    assert server.url.startswith("http://localhost:")
    port = int(server.url.rsplit(":", 1)[1])
    with socket.socket() as trial:
        trial.settimeout(5)
        assert trial.connect_ex(("127.0.0.1", port)) == 0
    with socket.socket() as trial:
        trial.settimeout(5)
        assert trial.connect_ex(("127.0.0.2", port)) != 0


def test_a_broken_package_starts_the_server_with_one_line_that_says_what_to_do(
    tmp_path: Path,
) -> None:
    package = tmp_path / "data"
    shutil.copytree(FROZEN, package)
    reports = package / "reports.csv"
    reports.write_text(
        reports.read_text(encoding="utf-8").replace(",China,1170,", ",China,many,", 1),
        encoding="utf-8",
    )
    with serve(tmp_path / "log", **{ENVIRONMENT_VARIABLE: str(package)}) as server:
        assert get(server, "/")[0] == 200
        assert get(server, "/map/reports.json")[0] == 404
        for path in ("health", "reports.csv?site=tumen", "summary.json", "openapi.json"):
            status, _, body = get(server, f"/api/{path}")
            assert status == 503
            assert json.loads(body)["status"] == "broken"
            assert "reports.csv, row 2, column count_low, value 'many'" in json.loads(body)["error"]
            assert str(tmp_path).encode() not in body
        (line,) = [line for line in server.output().splitlines() if line.startswith("error: ")]
    assert line.startswith("error: reports.csv, row 2, column count_low, value 'many'")
    assert line.endswith(f"python -m refoulement validate {package}")
    assert "Traceback" not in server.output()


@pytest.mark.parametrize(
    "address",
    [
        "https://tile.example.org/{z}/{x}/{y}.png",
        "http://localhost:8080/tiles/{z}/{x}/{y}@2x.webp",
        "https://{s}.tiles.example.org/v1/a-b_c~d/{z}/{x}/{y}{r}.png?key=a1B2%20&style=light",
        "https://example.org/wmts?layer=a&z={z}&x={x}&y={y}",
    ],
)
def test_addresses_of_tiles_as_services_give_them_are_taken(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TILES_VARIABLE, f"{address} Someone")
    found = tiles()
    assert found
    assert found.url == address


def test_tiles_are_allowed_only_where_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TILES_VARIABLE, TILES)
    for policy in (policy_of_pages(""), policy_of_component()):
        assert "img-src 'self' data: https://*.tiles.example.org;" in policy
        assert "connect-src 'self';" in policy


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", "no attribution"),
        ("tiles.example.org Someone", "expected an http(s) address"),
        ("https://tiles.example.org/ Someone", "{z}, {x} and {y}"),
        ("https://x;script-src/{z}/{x}/{y} Someone", "expected an http(s) address"),
        (
            "https://a.org/{z}/{x}/{y}'+alert(1)+' Someone",
            "only characters that an address may have",
        ),
        ('https://a.org/{z}/{x}/{y}"> Someone', "only characters that an address may have"),
        ("https://a.org/{z}/{x}/{y}<b> Someone", "only characters that an address may have"),
        ("https://a.org/{z}/{x}/{y}\\ Someone", "only characters that an address may have"),
        ("https://a.org/{z}/{x}/{y}${a} Someone", "only characters that an address may have"),
        ("https://a.org/{z}/{x}/{y}/{key} Someone", "only characters that an address may have"),
        ("https://a.org/{z}/{x}/{y};b Someone", "only characters that an address may have"),
        ("https://-.-..org:x/{z}/{x}/{y} Someone", "only characters that an address may have"),
        ("https://someone@a.org/{z}/{x}/{y} Someone", "only characters that an address may have"),
    ],
)
def test_tiles_that_cannot_be_used_are_one_line(
    setting: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TILES_VARIABLE, setting)
    with pytest.raises(SettingError) as refused:
        policy_of_pages("")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_setting_that_cannot_be_used_ends_the_start_with_one_line() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import app"],
        cwd=ROOT,
        env={**os.environ, TILES_VARIABLE: "tiles.example.org Someone"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    errors = [line for line in ended.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert "expected an http(s) address" in errors[0]
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("address", "port"),
    [
        ("localhost", "{taken}"),
        ("localhost", "70000"),
        ("localhost", "http"),
        ("203.0.113.1", "8501"),
    ],
)
def test_a_port_or_address_that_cannot_be_used_is_one_line_that_says_what_to_do(
    address: str, port: str
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        ended = subprocess.run(
            [sys.executable, "scripts/require_free_port.py", address, port.format(taken=taken)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert "make run ADDRESS=localhost PORT=8502" in line


# The reports that the map counts


def test_the_map_gets_all_current_reports_and_places_of_the_dataset(
    server: Server, dataset: Dataset
) -> None:
    _, headers, body = get(server, served(data_url(dataset)))
    assert set(json.loads(body)["places"]) == set(dataset.site_ids)
    assert headers["content-type"] == "application/json"
    _, headers, body = get(server, served(columns_url(dataset)))
    assert header(body)["columns"]["event"]["length"] == dataset.current
    assert headers["content-type"] == "application/octet-stream"


def header(body: bytes) -> dict[str, Any]:
    """The header that describes the arrays in a response."""
    found: dict[str, Any] = json.loads(body[4 : 4 + int.from_bytes(body[:4], "little")])
    return found


def test_the_reports_are_compressed_once_and_weigh_little(server: Server, dataset: Dataset) -> None:
    """Bytes on the wire: some thirty per report with the places, plus the map's sentences."""
    received = 0
    for address, content in (
        (data_url(dataset), packed(dataset)),
        (columns_url(dataset), packed_columns(dataset)),
    ):
        _, headers, body = get(server, served(address), **{"Accept-Encoding": "gzip"})
        assert headers["content-encoding"] == "gzip"
        assert body == content
        received += len(body)
        whole = get(server, served(address), **{"Accept-Encoding": "identity"})[2]
        assert gzip.decompress(body) == whole
    assert received < 34 * dataset.current + 1_600


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789abcdef", "?v=..%2F..%2Fetc"])
def test_other_reports_than_those_of_the_address_are_never_given(
    server: Server, query: str
) -> None:
    """The page gives selected reports by number: other data would mean other reports."""
    for path in ("/map/reports.json", "/map/columns", "/map/flags"):
        status, headers, body = get(server, path + query)
        assert (status, headers["cache-control"]) == (404, "no-store")
        sentence = "These data are no longer here; please reload the page."
        assert json.loads(body) == {"error": sentence}


def test_a_visitors_own_file_has_an_address_that_nobody_can_guess(dataset: Dataset) -> None:
    own = [replace(dataset, own_file="mine.csv") for _ in range(2)]
    names = {name_of(data) for data in own}
    assert len(names) == 2, "even the same file has another name for another visitor"
    assert name_of(dataset) not in names
    assert all(len(bytes.fromhex(name)) == 16 for name in names)
    assert {named(name_of(data)) for data in own} == set(own)
    assert name_of(own[0]) == name_of(own[0]), "the frame must not be built anew at a move"


def test_a_visitors_own_file_is_found_no_more_once_the_visit_has_ended(dataset: Dataset) -> None:
    own = replace(dataset, own_file="mine.csv")
    name = name_of(own)
    assert named(name) is own
    del own
    gc.collect()
    assert named(name) is None


def test_a_visitors_own_file_is_kept_by_no_cache(dataset: Dataset) -> None:
    own = replace(dataset, own_file="mine.csv")
    query = urlsplit(data_url(own)).query.encode()
    for give in (assets.reports, assets.columns, assets.flags):
        answer = give(Request({"type": "http", "query_string": query, "headers": []}))
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


def test_few_wait_for_their_turn_and_one_more_is_told_at_once() -> None:
    turns, had = Turns(), []

    def take() -> None:
        with turns.take():
            had.append("a turn")

    with ThreadPoolExecutor(MOST_WAITING) as pool:
        with turns.take():
            asked = [pool.submit(take) for _ in range(MOST_WAITING)]
            done, waiting = wait(asked, PATIENCE, FIRST_COMPLETED)
            assert [type(one.exception()) for one in done] == [BusyError]
            assert had == []
        assert [one.exception(PATIENCE) for one in waiting] == [None] * (MOST_WAITING - 1)
    take()
    assert len(had) == MOST_WAITING


# The flags of a filter, requested by the map if there are too many reports to send at once


def asked_flags(dataset: Dataset, selection: Selection, more: str = "", held: str = "") -> Response:
    """The answer when a dataset's map asks for flags as the slider is pointed at."""
    query = (urlsplit(flags_url(dataset, selection)).query + more).encode()
    headers = [(b"if-none-match", held.encode())]
    return assets.flags(Request({"type": "http", "query_string": query, "headers": headers}))


def test_flags_say_what_passes_the_filters_whatever_its_dates(dataset: Dataset) -> None:
    data = replace(dataset)
    held = Selection(measures=("held",))
    answer = asked_flags(data, replace(held, date_from=date(2021, 1, 1), undated=True))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert bytes(answer.body) == flags(data, held, order_of(data))
    assert int.from_bytes(bytes(answer.body), "little").bit_count() == held.count(data)
    assert asked_flags(data, held, "&dates=2021-01-01&dates=..").body == answer.body


def test_flags_that_a_browser_holds_are_not_sent_again(dataset: Dataset) -> None:
    held, data = Selection(measures=("held",)), replace(dataset)
    tag = asked_flags(data, held).headers["etag"]
    again = asked_flags(data, held, held=tag)
    assert (again.status_code, again.body) == (304, b"")
    assert asked_flags(data, Selection(sites=("tumen",)), held=tag).status_code == 200


def test_other_reports_of_the_same_places_have_another_name(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a page would show one version's figures, and count those of another."""
    monkeypatch.setattr(map_data, "SENT_AT_ONCE", 0)
    others = [
        replace(dataset, **{name: table.assign(**{column: table[other]})})
        for name, column, other in (
            ("reports", "count_high", "count_low"),
            ("events", "denial", "label"),
            ("sources", "publisher", "title"),
        )
        for table in [getattr(dataset, name)]
    ]
    assert name_of(replace(dataset)) == name_of(replace(dataset))
    assert len({*map(name_of, [replace(dataset), *others])}) == 4


def test_there_are_no_flags_of_filters_that_nobody_has(dataset: Dataset) -> None:
    """A filter that is not understood must not give more than was asked for."""
    with pytest.raises(HTTPException):
        asked_flags(replace(dataset), Selection(), "&site=nowhere")
