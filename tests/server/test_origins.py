"""Who may read and reach the server: pages of other sites, and names other than its own."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urljoin, urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from refoulement.drawing.assets import asset_url
from refoulement.settings import (
    ADDRESS_VARIABLE,
    HOSTS_VARIABLE,
    ORIGINS_VARIABLE,
    SettingError,
    api_origins,
    served_hosts,
)
from server.hosts import is_served
from tests.conftest import PATIENCE, ROOT, Server, Visit, get, serve
from tests.server.test_told import frames_of_a_visit

ELSEWHERE = "https://example.org"
COMPONENT = "/component/streamlit_folium.st_folium/index.html"
LISTED = "https://partner.example.net"
API_PATHS = ("reports.csv", "health", "nowhere", "sites.json?x", "reports.png?site=tumen")
#: A browser's preflight before a page of another origin may send its request.
ASKING_FIRST = {
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "if-none-match",
}


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose API may be read by pages of any origin."""
    log = tmp_path_factory.mktemp("open") / "log"
    with serve(log, **{ORIGINS_VARIABLE: "*"}) as running:
        yield running


@pytest.fixture(scope="module")
def public_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a public https address, additional names, and one site that may read it."""
    log = tmp_path_factory.mktemp("public") / "log"
    settings = {
        ADDRESS_VARIABLE: "https://Map.example.org:8443/tools/",
        HOSTS_VARIABLE: "map.example.net, box.lan",
        ORIGINS_VARIABLE: LISTED,
    }
    with serve(log, **settings) as running:
        yield running


class _EmptyPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer with an empty page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Elsewhere</title>")

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def other_site() -> Iterator[str]:
    """A page of another origin on this machine, since browsers block others anyway.

    Each connection has a thread: a browser opens some in advance, on which it never asks.
    """
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), _EmptyPage) as site,
        ThreadPoolExecutor(1) as thread,
    ):
        thread.submit(site.serve_forever)
        try:
            yield f"http://127.0.0.1:{site.server_port}/"
        finally:  # or a failing test would wait for the thread for ever
            site.shutdown()


def cors(headers: dict[str, str]) -> dict[str, str]:
    """What a response says about pages of other origins."""
    return {name: said for name, said in headers.items() if name.startswith("access-control-")}


# Pages of other origins


@pytest.mark.parametrize("origin", [ELSEWHERE, "http://localhost:1", "http://localhost", "null"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_no_page_of_another_origin_may_read_anything_unless_asked_for(
    server: Server, method: str, origin: str
) -> None:
    for path in ("/", "/favicon.png", "/map/reports.json", "/assets/map.js", "/_stcore/health"):
        _, headers, _ = get(server, path, method, Origin=origin, **ASKING_FIRST)
        assert cors(headers) == {}, path
        assert headers["cross-origin-resource-policy"] == "same-origin", path
    for path in API_PATHS:
        _, headers, _ = get(server, f"/api/{path}", method, Origin=origin, **ASKING_FIRST)
        assert cors(headers) == {}, path
        assert headers["cross-origin-resource-policy"] == "same-origin", path


def test_a_page_of_another_origin_finds_nothing_out_in_a_browser(
    visit: Visit, open_server: Server
) -> None:
    """Neither by reading nor by what loads. The same page can read an open server."""
    page = visit.page
    ask = """async (url) => {
        const read = (path) => fetch(url + path).then((a) => a.status, () => "refused");
        const load = (name, path) => new Promise((done) => {
            const element = document.createElement(name);
            element.onload = () => done("loaded");
            element.onerror = () => done("refused");
            element.src = url + path;
            document.body.append(element);
        });
        return [await read("/api/reports.csv"), await read("/api/health"), await read("/"),
            await load("img", "/favicon.png"), await load("img", "/api/reports.png?site=tumen"),
            await load("script", "/assets/map.js")];
    }"""
    with other_site() as address:
        page.goto(address)
        assert page.evaluate(ask, visit.server.url) == ["refused"] * 6
        read = [200, 200, "refused", "refused", "loaded", "refused"]
        assert page.evaluate(ask, open_server.url) == read


@pytest.mark.parametrize("path", API_PATHS)
def test_any_page_may_read_the_api_and_nothing_else_where_any_is_let(
    path: str, open_server: Server
) -> None:
    _, headers, _ = get(open_server, f"/api/{path}", Origin=ELSEWHERE)
    assert headers["access-control-allow-origin"] == "*"
    assert "ETag" in headers["access-control-expose-headers"]
    assert "Data-Status" in headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in headers
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    for other in ("/", "/api", "/map/reports.json", "/_stcore/health"):
        assert cors(get(open_server, other, Origin=ELSEWHERE)[1]) == {}, other


def test_a_browser_that_asks_first_is_told_what_it_may_do(
    open_server: Server, public_server: Server
) -> None:
    for server, origin, allowed in ((open_server, ELSEWHERE, "*"), (public_server, LISTED, LISTED)):
        asking = {"Origin": origin, **ASKING_FIRST}
        status, headers, body = get(server, "/api/reports.json", "OPTIONS", **asking)
        assert (status, body) == (204, b"")
        assert headers["access-control-allow-origin"] == allowed
        assert headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
        assert headers["access-control-allow-headers"] == "*"


def test_where_sites_are_listed_no_other_may_read(public_server: Server) -> None:
    """Whatever the public address. A cached response for one site is not given to another."""
    own = "https://map.example.org:8443"
    for origin in (LISTED, ELSEWHERE, own, LISTED.replace("https", "http"), f"{LISTED}.evil.org"):
        _, headers, _ = get(public_server, "/api/reports.csv", Origin=origin)
        assert headers.get("access-control-allow-origin") == (LISTED if origin == LISTED else None)
        assert "Origin" in headers["vary"]
        assert "Accept-Encoding" in headers["vary"]


def test_openapi_says_which_pages_may_read(
    server: Server, open_server: Server, public_server: Server
) -> None:
    for asked, said in (
        (server, "pages of other sites cannot read it"),
        (open_server, "pages of any site can read it"),
        (public_server, f"only pages of these other sites can read it: {LISTED}."),
    ):
        assert said in json.loads(get(asked, "/api/openapi.json")[2])["info"]["description"]


# Names


@contextmanager
def connection(server: Server) -> Iterator[HTTPConnection]:
    """A connection to a server on which any host name can be sent."""
    address = urlsplit(server.url)
    opened = HTTPConnection(address.hostname or "", address.port, timeout=PATIENCE)
    yield opened
    opened.close()


def asked_as(server: Server, host: str, path: str) -> tuple[int, str]:
    """Status and body of the response under a host name."""
    with connection(server) as opened:
        opened.request("GET", path, headers={"Host": host})
        answer = opened.getresponse()
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
        return answer.status, answer.read().decode(errors="replace")


def greeted_as(server: Server, host: str) -> tuple[int, str]:
    """Status and body of the answer to a WebSocket under a name, from a page of that name."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), PATIENCE) as raw:
        try:
            with connect(
                f"ws://{host}/_stcore/stream",
                sock=raw,
                subprotocols=[Subprotocol("streamlit")],
                open_timeout=PATIENCE,
            ):
                return 101, ""
        except InvalidStatus as refusal:
            return refusal.response.status_code, (refusal.response.body or b"").decode()


def test_a_page_that_has_its_own_name_lead_here_reads_nothing(server: Server) -> None:
    for path in ("/", "/api/health", "/_stcore/health", "/static/x.js", "/component/x"):
        status, said = asked_as(server, "rebind.example:8501", path)
        assert status == 421
        assert HOSTS_VARIABLE in said
        assert len(said.splitlines()) == 1
    assert greeted_as(server, "rebind.example:8501") == (421, said)
    told = [line for line in server.output().splitlines() if "rebind.example" in line]
    assert len(told) == 1, "once, not at each request"
    assert HOSTS_VARIABLE in told[0]


def test_this_machine_and_the_names_of_the_settings_are_answered(
    server: Server, public_server: Server
) -> None:
    port = urlsplit(server.url).port
    for host in (f"localhost:{port}", "LOCALHOST", "127.0.0.1:1", "192.0.2.7", "[::1]:8501"):
        assert asked_as(server, host, "/api/health")[0] == 200, host
    for host in ("map.example.org", "MAP.example.org.:8443", "map.example.net", "box.lan:80"):
        assert asked_as(public_server, host, "/api/health")[0] == 200, host
        assert greeted_as(public_server, host.removesuffix(".:8443"))[0] == 101, host
    assert asked_as(public_server, "other.example.org", "/api/health")[0] == 421


@pytest.mark.parametrize(
    "host",
    ["", "localhost.evil.org", "evil.org:127.0.0.1", "127.0.0.1.evil.org", "[::1].evil.org"],
)
def test_no_name_passes_for_one_of_ours(host: str) -> None:
    assert not is_served(host, frozenset({"map.example.org"}))
    assert not is_served(f"x{host}map.example.org", frozenset({"map.example.org"}))


# The tables of headers in docs/server.md


def tables(text: str) -> list[list[list[str]]]:
    """The rows of each table without the head, and cells without backquotes."""
    found = re.findall(r"^\|[- |]+\|$\n((?:^\|.*\|$\n)+)", text, re.MULTILINE)
    return [
        [
            [cell.strip().strip("`") for cell in row.strip("|").split("|")]
            for row in body.splitlines()
        ]
        for body in found
    ]


_, HEADERS = (ROOT / "docs" / "server.md").read_text(encoding="utf-8").split("\n## Headers\n")
EVERYWHERE, KINDS = tables(HEADERS)


@pytest.fixture(scope="module")
def addresses(public_server: Server) -> dict[str, str]:
    """Addresses named in the table of answers, as the server's pages have them."""
    # The component is available from the first visit on.
    reports = re.search(rb"/map/reports\.json\?v=\w+", b"".join(frames_of_a_visit(public_server)))
    assert reports
    page, frame = (get(public_server, path)[2].decode() for path in ("/", COMPONENT))
    script, part = (re.search(r'src="\./(\S+?\.js)"', html) for html in (page, frame))
    assert script
    assert part
    return {
        "{script}": f"/{script[1]}",
        "{frame}": COMPONENT,
        "{frame script}": urljoin(COMPONENT, part[1]),
        "{asset}": asset_url("map.js").removeprefix("../.."),
        "{reports}": (named := reports[0].decode()),
        "{columns}": named.replace("reports.json", "columns"),
        "{flags}": named.replace("reports.json", "flags") + "&measure=held",
        "/?{long}": "/?" + "x" * 20_000,
    }


@pytest.mark.parametrize("row", KINDS, ids=lambda row: row[0])
def test_every_kind_of_answer_has_the_headers_that_the_document_says(
    row: list[str], public_server: Server, addresses: dict[str, str]
) -> None:
    _, asked, status, cached, text_as_script, others = row
    method, path = asked.split(" ", 1)
    path, host = addresses.get(path, path), {}
    if path.startswith("//"):
        path, host = "/", {"Host": path.strip("/")}
    found, headers, _ = get(public_server, path, method, Origin=LISTED, **host)
    assert (found, headers["cache-control"]) == (int(status), cached)
    assert headers.get("access-control-allow-origin") == (LISTED if others == "those let" else None)
    assert "server" not in headers
    if is_shown := others == "may show it":
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        assert "x-frame-options" not in headers
    shown = {"Cross-Origin-Resource-Policy", "X-Frame-Options"} if is_shown else set()
    for name, value in EVERYWHERE:
        if name in shown:
            continue
        said = re.sub(r"sha256-[\w+/=]+", "sha256-…", headers[name.lower()])
        if name == "Permissions-Policy":
            assert {"camera=()", "geolocation=()", "microphone=()"} <= set(said.split(", "))
        elif name == "Content-Security-Policy" and text_as_script == "yes":
            strict = "'wasm-unsafe-eval' 'sha256-…'"
            assert said == value.replace(strict, "'unsafe-inline' 'unsafe-eval'")
        elif name == "Content-Security-Policy" and text_as_script == "no script":
            policy, _, framed_by = said.partition("; frame-ancestors ")
            assert f"`{policy}`" in HEADERS
            assert "script-src" not in policy
            assert framed_by == ("*" if is_shown else "'self'")
        else:
            assert said == value, name


def cookies(server: Server) -> list[str]:
    """All cookies given to a first-time visitor."""
    with connection(server) as opened:
        found = []
        for path in ("/", "/_stcore/health"):
            opened.request("GET", path)
            answer = opened.getresponse()
            answer.read()
            found += [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        return found


def test_cookies_go_by_https_alone_where_the_public_address_is_https(
    server: Server, public_server: Server
) -> None:
    given, secure = cookies(server), cookies(public_server)
    for name in ("_streamlit_xsrf=", "refoulement_route=", "__Host-refoulement_visit_"):
        assert any(cookie.startswith(name) for cookie in secure), name
    assert len(given) == len(secure)
    assert [cookie.lower().count("; secure") for cookie in secure] == [1] * len(secure)
    assert not any("secure" in cookie.lower() for cookie in given)
    assert "strict-transport-security" not in get(server, "/")[1]


# Settings that cannot be used


@pytest.mark.parametrize("setting", ["example.org", "https://a.org/x", "*,https://a.org", "null"])
def test_an_origin_that_cannot_be_used_is_one_line(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ORIGINS_VARIABLE, setting)
    with pytest.raises(SettingError, match=r"expected \* alone, or origins"):
        api_origins()


@pytest.mark.parametrize("setting", ["https://a.org", "a.org:80", "*", "a.org/x", "a;b"])
def test_a_host_that_cannot_be_used_is_one_line(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOSTS_VARIABLE, setting)
    with pytest.raises(SettingError, match="expected names of hosts"):
        served_hosts()
