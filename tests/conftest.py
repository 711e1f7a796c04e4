"""What the tests share: the frozen dataset, real servers on free ports, real Chromium."""

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
PORT_VARIABLE = "STREAMLIT_SERVER_PORT"  # 0: any that is free
PATIENCE = 60  # seconds for a server to answer, or a page to follow, on a busy machine
DASHBOARD = [sys.executable, "-m", "streamlit", "run", "app.py"]
expect.set_options(timeout=PATIENCE * 1000)
settings.register_profile("any machine", deadline=None)  # how long an example takes is no rule
settings.load_profile("any machine")

Scheme = Literal["light", "dark"]
TALL: ViewportSize = {"width": 1400, "height": 1600}
PHONE: ViewportSize = {"width": 390, "height": 844}

# Asked for at the wrong place before the right one, when a page below the root is opened
# directly: Streamlit's own way of finding its base path.
STREAMLIT_PROBES = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")


@dataclass
class Server:
    """A dashboard of ours on a free port."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def output(self) -> str:
        """What the server has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@dataclass
class Visit:
    """A browser page, and what went on in it."""

    page: Page
    server: Server
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, address: str = "") -> None:
        """Open an address of the dashboard and wait until it is drawn to its end."""
        self.page.goto(f"{self.server.url}/{address}")
        self.page.locator(".rm-footer").wait_for()

    def other_hosts(self) -> list[str]:
        """Requests that went to another host than the server."""
        own = (self.server.url, self.server.url.replace("http", "ws", 1), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]


@contextmanager
def serve(log: Path, **environment: str) -> Iterator[Server]:
    """Serve the dashboard until the end of the block; shows the server's output on failure."""
    with started(DASHBOARD, log, PATIENCE, **environment) as server:
        yield server


@contextmanager
def started(command: list[str], log: Path, patience: float, **environment: str) -> Iterator[Server]:
    """Run a server that prints its address until the end of the block."""
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
        except subprocess.TimeoutExpired:  # it waits for connections that a browser keeps open
            process.kill()
            process.wait(PATIENCE)


def get(
    server: Server, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (lower case) and body of an answer."""
    asked = Request(server.url + path, headers=headers, method=method)
    try:
        with urlopen(asked, timeout=PATIENCE) as answer:
            status, answered, body = answer.status, answer.headers, answer.read()
    except HTTPError as error:
        status, answered, body = error.code, error.headers, error.read()
    return status, {name.lower(): value for name, value in answered.items()}, body


def _address(process: subprocess.Popen[bytes], log: Path, patience: float) -> str:
    """The address that the server prints once it listens."""
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
    """Leave the processor to others between two looks at a condition."""
    import threading

    threading.Event().wait(seconds)


def pytest_configure() -> None:
    """Pages, servers and commands show the frozen dataset, unless a test names another."""
    os.environ[ENVIRONMENT_VARIABLE] = str(FROZEN)


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The dataset that the tests of rules run on."""
    return load(FROZEN)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard of the frozen dataset."""
    with serve(tmp_path_factory.mktemp("server") / "log") as running:
        yield running


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Debian's Chromium, without a window and without requests of its own.

    Its first context, which visitors share, has a profile on disk: there alone it keeps
    scripts as it has compiled them, and Streamlit's are most of what a visit costs.
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
    """A fresh visitor with a tall window; shows the server's output where the test fails."""
    with visitor(browser, server) as guest:
        yield guest
        if request.session.testsfailed:
            print(f"the server said:\n{server.output()}")


@contextmanager
def visitor(
    browser: Browser, server: Server, viewport: ViewportSize = TALL, color_scheme: Scheme = "light"
) -> Iterator[Visit]:
    """A visitor of a server, until the end of the block.

    All share what the browser keeps of Streamlit's scripts, which saves most of a visit's
    time; each has a session of its own.
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
    finally:  # or the session of a test that fails would be there in those after it
        guest.page.close()


def wire(server: Server, *protocols: str, **headers: str) -> ClientConnection:
    """A WebSocket as a page opens it; `protocols` are those besides Streamlit's."""
    return connect(
        server.url.replace("http", "ws", 1) + "/_stcore/stream",
        origin=Origin(server.url),
        subprotocols=[Subprotocol(name) for name in ("streamlit", *protocols)],
        additional_headers=headers,
        max_size=None,
        max_queue=None,  # or what nobody reads holds back the answer to its closing
        open_timeout=PATIENCE,
    )


def at_rest(page: Page) -> None:
    """Wait until the server has answered all that it was asked, and that is drawn."""
    page.locator(
        "[data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
    ).wait_for()


def new_window(browser: Browser) -> Page:
    """An empty page of the context that visitors share, in a window of its own.

    Of several in one window Chromium draws those behind once a second, and whoever waits
    for them to be drawn waits as long. A popup's window is the cheapest.
    """
    context = browser.contexts[0]
    with context.expect_page() as opened:
        context.pages[0].evaluate(
            "() => { window.open('about:blank', '_blank', 'popup,noopener'); }"
        )
    return opened.value


def scripted(browser: Browser, *names: str) -> Iterator[Page]:
    """An empty page with these of our scripts, for a fixture to give."""
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
