"""Shared by the tests: the frozen dataset, real servers on free ports, real Chromium."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from hypothesis import settings
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from refoulement.dataset.package import ENVIRONMENT_VARIABLE
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from tests.copies import FROZEN

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
PORT_VARIABLE = "STREAMLIT_SERVER_PORT"  # 0: any free port
PATIENCE = 60  # seconds for a server to answer, or a page to react, on a busy machine
DASHBOARD = [sys.executable, "-m", "streamlit", "run", "app.py"]
expect.set_options(timeout=PATIENCE * 1000)
settings.register_profile("any machine", deadline=None)  # a slow example is not a failure
settings.load_profile("any machine")

#: The axe rules to check: those of WCAG, and what it calls best practice.
ACCESSIBILITY = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Scheme = Literal["light", "dark"]
TALL: ViewportSize = {"width": 1400, "height": 1600}
PHONE: ViewportSize = {"width": 390, "height": 844}

# Requested at the wrong place before the right one when a page below the root is opened
# directly: Streamlit's own way of finding its base path.
STREAMLIT_PROBES = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")


@dataclass
class Server:
    """One of our dashboards on a free port."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def output(self) -> str:
        """What the server has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@dataclass
class Visit:
    """A browser page, and what happened in it."""

    page: Page
    server: Server
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, address: str = "") -> None:
        """Open an address of the dashboard and wait until it is fully drawn."""
        self.page.goto(f"{self.server.url}/{address}")
        self.page.locator(".rm-footer").wait_for()

    def other_hosts(self) -> list[str]:
        """Requests to hosts other than the server."""
        own = (self.server.url, self.server.url.replace("http", "ws", 1), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]


@contextmanager
def serve(log: Path, **environment: str) -> Iterator[Server]:
    """Serve the dashboard until the end of the block; shows the server's output on failure."""
    with started(DASHBOARD, log, PATIENCE, **environment) as server:
        yield server


@contextmanager
def started(command: list[str], log: Path, patience: float, **environment: str) -> Iterator[Server]:
    """Run a server that prints its address, until the end of the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", PORT_VARIABLE: "0", **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Server(_address(process, log, patience), process, log)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:  # it is waiting for connections that a browser keeps open
            process.kill()
            process.wait(PATIENCE)


def get(
    server: Server, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (lower case) and body of a response."""
    asked = Request(server.url + path, headers=headers, method=method)
    try:
        with urlopen(asked, timeout=PATIENCE) as answer:
            status, answered, body = answer.status, answer.headers, answer.read()
    except HTTPError as error:
        status, answered, body = error.code, error.headers, error.read()
    return status, {name.lower(): value for name, value in answered.items()}, body


def _address(process: subprocess.Popen[bytes], log: Path, patience: float) -> str:
    """The address that the server prints once it is listening."""
    end = time.monotonic() + patience
    while time.monotonic() < end and process.poll() is None:
        found = re.search(
            r"(?:URL:|running on) (http://\S+:[1-9]\d*)", log.read_text(errors="replace")
        )
        if found:
            return found.group(1)
        select_nothing(0.05)
    raise AssertionError(f"the server did not start; it said:\n{log.read_text(errors='replace')}")


def select_nothing(seconds: float) -> None:
    """Leave the processor to others between two checks of a condition."""
    import threading

    threading.Event().wait(seconds)


def pytest_configure() -> None:
    """Pages, servers and commands show the frozen dataset unless a test names another."""
    os.environ[ENVIRONMENT_VARIABLE] = str(FROZEN)


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The dataset for tests of rules."""
    return load(FROZEN)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard of the frozen dataset."""
    with serve(tmp_path_factory.mktemp("server") / "log") as running:
        yield running


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Debian's Chromium, without a window and without requests of its own.

    Its first context, which visitors share, has a profile on disk, since only there does it keep
    compiled scripts, and Streamlit's scripts are most of the cost of a visit.
    """
    with sync_playwright() as playwright:
        profile = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
        )
        assert profile.browser
        yield profile.browser
        profile.close()


@pytest.fixture
def visit(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh visitor with a tall window; shows the server's output if the test fails."""
    with visitor(browser, server) as guest:
        yield guest
        if request.session.testsfailed:
            print(f"the server said:\n{server.output()}")


@contextmanager
def visitor(
    browser: Browser, server: Server, viewport: ViewportSize = TALL, color_scheme: Scheme = "light"
) -> Iterator[Visit]:
    """A visitor to a server, until the end of the block.

    All share the browser's copy of Streamlit's scripts, which saves most of a visit's time; each
    has a separate session.
    """
    context = browser.contexts[0]
    context.set_default_timeout(PATIENCE * 1000)
    guest = Visit(new_window(browser), server)
    guest.page.set_viewport_size(viewport)
    guest.page.emulate_media(color_scheme=color_scheme)
    guest.page.on("request", lambda asked: guest.requests.append(asked.url))
    guest.page.on("pageerror", lambda error: guest.errors.append(error.stack or str(error)))
    guest.page.on("console", _collect(guest.errors))
    try:
        yield guest
    finally:  # or a failing test would leave its session to those after it
        guest.page.close()


def wire(server: Server, *protocols: str, **headers: str) -> ClientConnection:
    """A WebSocket opened as by a page; `protocols` come in addition to Streamlit's."""
    return connect(
        server.url.replace("http", "ws", 1) + "/_stcore/stream",
        origin=Origin(server.url),
        subprotocols=[Subprotocol(name) for name in ("streamlit", *protocols)],
        additional_headers=headers,
        max_size=None,
        max_queue=None,  # or unread messages would hold back the reply to closing
        open_timeout=PATIENCE,
    )


def look_for(page: Page, words: str) -> None:
    """Type words into the find box, as a reader would who knows no exact name."""
    box = page.get_by_role("combobox", name="Find an event")
    box.fill(words)
    box.press("Enter")


def at_rest(page: Page) -> None:
    """Wait until the server has answered every request, and the page is drawn."""
    page.locator(
        "[data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
    ).wait_for()


def new_window(browser: Browser) -> Page:
    """An empty page in the context that visitors share, in a window of its own.

    If a window has several pages, Chromium draws those in the background once a second, which
    delays anyone waiting for them to be drawn. A popup's window is the cheapest.
    """
    context = browser.contexts[0]
    with context.expect_page() as opened:
        context.pages[0].evaluate(
            "() => { window.open('about:blank', '_blank', 'popup,noopener'); }"
        )
    return opened.value


def scripted(browser: Browser, *names: str) -> Iterator[Page]:
    """An empty page with these scripts of ours, to be yielded by a fixture."""
    page = browser.new_page()
    for name in names:
        page.add_script_tag(path=ROOT / "assets" / "map" / f"{name}.js")
    yield page
    page.close()


def _collect(errors: list[str]) -> Callable[[ConsoleMessage], None]:
    def collect(message: ConsoleMessage) -> None:
        probe = STREAMLIT_PROBES.search(message.location.get("url", ""))
        if message.type == "error" and not probe:
            errors.append(f"{message.text} ({message.location.get('url')})")

    return collect
