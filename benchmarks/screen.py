"""A measured page in Chromium: drags its slider and times the changes on screen."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import CHROMIUM, TALL, Server

ARRAYS = re.compile("/map/columns")
PROBE = Path(__file__).with_name("probe.js")
PATIENCE = 300  # seconds for a move, or for the first page, which waits for the data to be read
QUIET = 700  # milliseconds without a change after which a page counts as at rest
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


#: The click that submits the form is the release; timing continues on the page after it.
_LEAVE = """parts => document.querySelector("form.filters").addEventListener("submit", (event) => {
  const released = performance.timeOrigin + event.timeStamp;
  sessionStorage.setItem("bench", JSON.stringify({ released, parts }));
})"""


@dataclass(frozen=True)
class Kind:
    """A kind of page: the thumb to drag, and by name the parts of the screen that must follow.

    A part is a CSS selector, searched in the map's frame too if `framed`. `later` parts are
    timed too, but a reader does not wait for them.
    """

    name: str
    thumb: str
    parts: dict[str, dict[str, Any]]
    later: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def watched(self) -> dict[str, dict[str, Any]]:
        """Everything that is timed."""
        return self.parts | self.later


_STREAMLIT_THUMB = "[data-testid=stSlider] div:has(> div > input[type=range])"
FLOOR = Kind("floor", _STREAMLIT_THUMB, {"text": {"selector": ".said", "framed": False}})
OURS = Kind(
    "ours",
    _STREAMLIT_THUMB,
    {
        "sentence": {"selector": ".rm-sentence", "framed": False},
        "totals": {"selector": ".rm-figure-value", "framed": False},
        "symbols": {"selector": ".leaflet-symbols-pane svg, .rm-texts", "framed": True},
    },
    {"what figures are made of": {"selector": ".rm-figures", "framed": False}},
)


@dataclass(frozen=True)
class Move:
    """One move: milliseconds from the release until each part, and the whole screen, is new.

    `later` has the times of the later parts, by name.
    `received` is in bytes, of WebSocket messages (before any compression) and HTTP bodies.
    """

    parts: dict[str, float]
    later: dict[str, float]
    received: int
    requests: int
    messages: int

    @property
    def whole(self) -> float:
        """Until the last part is new."""
        return max(self.parts.values())


@dataclass
class Screen:
    """An open page of a server."""

    kind: Kind
    server: Server
    page: Page
    received: int = 0
    requests: int = 0
    messages: int = 0
    moves: list[Move] = field(default_factory=list)

    def open(self, address: str = "") -> None:
        """Open an address of the page, and wait until its parts are there and at rest."""
        self.page.goto(f"{self.server.url}/{address}", timeout=PATIENCE * 1000)
        for part in self.kind.parts.values():
            where = self.page.frame_locator("iframe") if part["framed"] else self.page
            where.locator(part["selector"]).first.wait_for(timeout=PATIENCE * 1000)
        self.page.wait_for_timeout(1500)

    def grip(self) -> tuple[float, float]:
        """The middle of the left thumb, in pixels."""
        box = self.page.locator(self.kind.thumb).first.bounding_box()
        assert box, "the page has no slider"
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def point(self) -> float:
        """Point at the slider; returns the milliseconds until a large dataset's arrays load."""
        grip = self.grip()
        begun = time.monotonic()
        with self.page.expect_response(ARRAYS, timeout=PATIENCE * 1000) as answered:
            self.page.mouse.move(*grip)
        answered.value.finished()
        return 1000 * (time.monotonic() - begun)

    @contextmanager
    def keeping_nothing(self) -> Iterator[None]:
        """Disable the browser's cache until the end of the block."""
        wire = self.page.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        yield
        wire.detach()

    def hold(self, pixels: float, steps: int = 12) -> None:
        """Press the left thumb and drag it to the right by this many pixels, without a release."""
        x, y = self.grip()
        self.page.bring_to_front()
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + pixels, y, steps=steps)

    def move(self, pixels: float) -> Move:
        """Drag the left thumb by this many pixels, and time what follows its release."""
        # Before the drag, because parts that follow the held thumb do not change at the release.
        self.page.evaluate("parts => bench.arm(parts)", self.kind.watched)
        self.hold(pixels)
        before = (self.received, self.requests, self.messages)
        self.page.mouse.up()
        return self._timed(before)

    def submit(self, column: str, value: str) -> Move:
        """Change a filter value in Datasette's form, apply it, and time what follows."""
        form = self.page.locator("form.filters")
        form.locator(f".filter-row:has(option[selected]:text-is('{column}')) input").first.fill(
            value
        )
        before = (self.received, self.requests, self.messages)
        self.page.evaluate(_LEAVE, self.kind.parts)
        with self.page.expect_navigation(wait_until="commit"):
            form.locator("input[type=submit]").click()
        return self._timed(before)

    def _timed(self, before: tuple[int, int, int]) -> Move:
        seen = self.page.evaluate(
            "([quiet, patience]) => bench.rest(quiet, patience)", [QUIET, PATIENCE * 1000]
        )
        if not seen["isDone"]:
            raise RuntimeError(f"{self.kind.name}: nothing new on screen in {PATIENCE} s")
        times = {name: at - seen["released"] for name, at in seen["times"]}
        parts, later = (
            {name: time for name, time in times.items() if name in kind}
            for kind in (self.kind.parts, self.kind.later)
        )
        after = (self.received, self.requests, self.messages)
        received, requests, messages = (b - a for a, b in zip(before, after, strict=True))
        done = Move(parts, later, received, requests, messages)
        self.moves.append(done)
        return done

    def _listen(self) -> None:
        wire = self.page.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.on("Network.webSocketFrameReceived", self._on_message)
        wire.on("Network.loadingFinished", self._on_body)

    def _on_message(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        is_text = frame["opcode"] == 1
        length = len(frame["payloadData"].rstrip("="))
        self.received += length if is_text else length * 3 // 4  # otherwise it is base64
        self.messages += 1

    def _on_body(self, event: dict[str, Any]) -> None:
        self.received += int(event["encodedDataLength"])
        self.requests += 1


@contextmanager
def chromium() -> Iterator[BrowserContext]:
    """Chromium with its own profile on disk, like a visitor's."""
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS, viewport=TALL
        )
        context.add_init_script(path=PROBE)
        yield context
        context.close()


def screen(context: BrowserContext, kind: Kind, server: Server, address: str = "") -> Screen:
    """A new page of a server, opened at an address."""
    opened = Screen(kind, server, context.new_page())
    opened._listen()
    opened.open(address)
    return opened


def version(context: BrowserContext) -> str:
    """Chromium's version."""
    browser: Browser | None = context.browser
    return browser.version if browser else "unknown"
