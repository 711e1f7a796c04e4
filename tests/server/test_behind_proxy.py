"""The dashboard behind nginx, with the configuration from docs/server.md: `make outside`."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from refoulement.settings import ADDRESS_VARIABLE
from server.index_page import COOKIE
from tests.browser.test_check_page import OWN, open_rows, upload
from tests.conftest import (
    PATIENCE,
    PORT_VARIABLE,
    ROOT,
    TALL,
    Server,
    Visit,
    at_rest,
    get,
    select_nothing,
    serve,
    visitor,
)

pytestmark = pytest.mark.outside

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
BASE = "tools/map"
SECRET = "words-that-nobody-logs"
PROCESS = "X-Process"
MORE = "Yanji,2021-09,12,held,Example Daily\n" * 2_000  # too much to be sent along with the head
PLACE = ".rm-place"
QUERY = "?dates=2021-07-01&dates=2023-12-31&site=tumen"


def of_document() -> list[str]:
    """The configurations in the document: for one process, and the changes for two."""
    text = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    return re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    """A text with each of these, which must occur once, replaced."""
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def for_one(upstream: Server, *, strips: bool) -> str:
    """The configuration for one process."""
    backend = f"http://127.0.0.1:{port_of(upstream)}"
    passed = f"proxy_pass {backend}{'/' if strips else ''};"
    return replaced(of_document()[0], ("proxy_pass http://127.0.0.1:8501/;", passed))


def for_two(upstreams: list[Server]) -> str:
    """The configuration for two processes; each response says which process it came from."""
    site, shared, location = of_document()
    ports = [(f":{8501 + n} ", f":{port_of(one)} ") for n, one in enumerate(upstreams)]
    site = re.sub(r" +proxy_request_buffering.*\n", "", site)
    passed = re.compile(r" +proxy_pass http://127\.0\.0\.1:8501/;\n")
    location += f"        add_header {PROCESS} $upstream_addr always;\n"
    return replaced(shared, *ports) + passed.sub(location.replace("\\", r"\\"), site)


def port_of(server: Server) -> int:
    """The port on which a server is listening."""
    return urlsplit(server.url).port or 80


def written(port: int, folder: Path, site: str) -> str:
    """The document's configuration on this port, without a certificate."""
    site = replaced(
        re.sub(r" +ssl_certificate.*\n", "", site),
        ("listen 443 ssl", f"listen 127.0.0.1:{port}"),
        ("server_name map.example.org", "server_name localhost"),
        ("/var/log/nginx/map.log crit", f"{folder}/error.log info"),
    )
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"pid {folder}/pid; daemon off; error_log {folder}/start.log;\n"
        f"events {{}}\nhttp {{\n{temporary}{site}}}\n"
    )


def free_port() -> int:
    """A port that was free a moment ago, since nginx cannot choose one itself."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def nginx(port: int, folder: Path, site: str) -> Iterator[None]:
    """A running proxy; shows its output if it does not start."""
    (folder / "nginx.conf").write_text(written(port, folder, site))
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        while not listens(port):
            assert process.poll() is None, (folder / "start.log").read_text()
            select_nothing(0.05)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def listens(port: int) -> bool:
    """Whether anything is listening on this port."""
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def proxied(folder: Path, *, strips: bool) -> Iterator[Server]:
    """The dashboard as readers reach it, through nginx below a path."""
    port = free_port()
    address = f"http://localhost:{port}/{BASE}"
    base = {} if strips else {"STREAMLIT_SERVER_BASE_URL_PATH": BASE}
    with (
        serve(folder / "log", **{ADDRESS_VARIABLE: f"{address}/"}, **base) as upstream,
        nginx(port, folder, for_one(upstream, strips=strips)),
    ):
        yield Server(address, upstream.process, upstream.log)


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


def test_the_unit_of_the_document_is_one_that_systemd_takes(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("needs systemd-analyze")
    text = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    (unit,) = re.findall(r"```ini\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "refoulement-map@8501.service"
    file.write_text(unit.replace("/opt/refoulement-map", str(ROOT)), encoding="utf-8")
    looked = subprocess.run(
        [analyze, "verify", "--man=no", file], capture_output=True, text=True, check=False
    )
    said = [line for line in looked.stderr.splitlines() if file.name in line]
    assert (looked.returncode, said) == (0, [])
    rated = subprocess.run(
        [analyze, "security", "--offline=yes", "--threshold=20", file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert rated.returncode == 0, rated.stdout


@dataclass
class Reader(Visit):
    """A visit with its own cookies, and the ports of the processes that answered it."""

    answered: list[str] = field(default_factory=list)
    sockets: int = 0

    def process(self) -> str:
        """The process that answered all requests after the page itself."""
        found = {*self.answered[1:]}
        assert len(found) == 1, self.answered
        return found.pop()

    def map_place(self) -> None:
        """Wait until the map has a place."""
        self.page.frame_locator("iframe[title*=folium]").locator(PLACE).first.wait_for()


@contextmanager
def reader(browser: Browser, server: Server, route: str = "") -> Iterator[Reader]:
    """A reader on a first visit, or with this route already."""
    context = browser.new_context(viewport=TALL)
    context.set_default_timeout(PATIENCE * 1000)
    if route:
        context.add_cookies([{"name": COOKIE, "value": route, "url": server.url}])
    guest = Reader(context.new_page(), server)

    def note(answer: Response) -> None:
        ports = answer.headers.get(PROCESS.lower(), "")
        guest.answered.extend([ports.rpartition(":")[2]] if ports else [])

    def count(_socket: object) -> None:
        guest.sockets += 1

    guest.page.on("response", note)
    guest.page.on("websocket", count)
    guest.page.on("pageerror", lambda error: guest.errors.append(str(error)))
    yield guest
    context.close()


def sentence(page: Page) -> str:
    """What the page says is selected."""
    return page.locator(".rm-sentence").first.inner_text()


def download(page: Page) -> bytes:
    """The table as downloaded from the page."""
    with page.expect_download() as got:
        page.get_by_role("button", name="CSV,").first.click()
    return Path(got.value.path()).read_bytes()


def test_two_processes_share_the_readers_and_each_takes_over_for_the_other(
    browser: Browser, tmp_path: Path
) -> None:
    port = free_port()
    address = f"http://localhost:{port}/{BASE}"
    setting = {ADDRESS_VARIABLE: f"{address}/"}
    with ExitStack() as stack:
        both = [stack.enter_context(serve(tmp_path / f"log{n}", **setting)) for n in (1, 2)]
        stack.callback(lambda: print(*(f"{one.url} said:\n{one.output()}" for one in both)))
        stack.enter_context(nginx(port, tmp_path, for_two(both)))
        public = Server(address, both[0].process, both[0].log)

        # They are shared out, and each stays with its process from the page's first script on.
        found: dict[str, list[Reader]] = {str(port_of(one)): [] for one in both}
        while not all(found.values()) or sum(map(len, found.values())) < 4:
            guest = stack.enter_context(reader(browser, public))
            guest.open(QUERY)
            guest.map_place()
            at_rest(guest.page)
            found[guest.process()].append(guest)
            assert sum(map(len, found.values())) < 20, "all went to one process"
        (moved, *_), (staying, *_) = found.values()
        was = sentence(moved.page)
        assert (moved.sockets, staying.sockets) == (1, 1)
        own_rows(staying)

        # One is killed: its reader's page returns to the same screen; the other notices nothing.
        url = moved.page.url
        with moved.page.expect_websocket():
            both[0].process.kill()
            both[0].process.wait(PATIENCE)
        at_rest(moved.page)
        moved.page.get_by_role("button", name="Since 2020").click()
        expect(moved.page).not_to_have_url(url)
        at_rest(moved.page)
        moved.page.go_back()
        expect(moved.page).to_have_url(url)
        expect(moved.page.locator(".rm-sentence").first).to_have_text(was, use_inner_text=True)
        moved.map_place()
        moved.page.reload()
        moved.map_place()
        at_rest(moved.page)
        assert sentence(moved.page) == was
        assert moved.page.url == url
        assert staying.sockets == 1
        expect(staying.page.locator(".rm-own")).to_contain_text("own.csv")
        assert b"Only-this-session Weekly" in download(staying.page)

        # It is back: whoever moved keeps their session on the other one, with everything in it.
        again = {**setting, PORT_VARIABLE: str(port_of(both[0]))}
        stack.enter_context(serve(tmp_path / "log3", **again))
        before = moved.sockets
        own_rows(moved)
        assert b"Only-this-session Weekly" in download(moved.page)
        assert moved.sockets == before, "in the session that it has"
        assert staying.sockets == 1
        new = stack.enter_context(reader(browser, public, moved_route(moved)))
        new.open(QUERY)
        new.map_place()
        assert new.process() == str(port_of(both[0]))
        assert moved.errors + staying.errors == []


def own_rows(guest: Reader) -> None:
    """Have a reader open their own list."""
    guest.page.get_by_role("button", name="About & data").click()
    guest.page.get_by_role("link", name="Your data", exact=True).first.click()
    expect(guest.page).to_have_url(re.compile("/check"))
    at_rest(guest.page)
    upload(guest.page, OWN + MORE)
    open_rows(guest.page)
    at_rest(guest.page)


def moved_route(guest: Reader) -> str:
    """The route that a reader was given."""
    (found,) = [one for one in guest.page.context.cookies() if one.get("name") == COOKIE]
    return found.get("value", "")
