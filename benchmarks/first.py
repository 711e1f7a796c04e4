"""The first visit: from requesting the page to its first symbols, cold and warm.

Cold means a browser that has never been there; warm, one that has and keeps scripts on disk.
Ours is compared with the floor's first text. Also measured are the map's data for drawing and
counting; visits over slow networks, with the bytes received; and start-up, from starting the
server to its first answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from playwright.sync_api import BrowserContext, CDPSession, Page

from benchmarks import servers
from benchmarks.results import Row, measured
from benchmarks.screen import FLOOR, OURS, Kind, chromium
from benchmarks.servers import Size
from refoulement.drawing.columns import packed_columns
from refoulement.drawing.map_data import packed
from refoulement.loading.load import load
from tests.conftest import Server, get

COLD, WARM, STARTS = 5, 12, 3
MOST_WARM = 1.5  # relative to the floor's first text
SLOW_VISITS = 3
MOST_SLOW = 0.5  # relative to the floor's first text
MOST_FIRST_WORDS = 0.2  # of the time to the first symbols
MOST_RECEIVED = 900_000  # bytes until the first symbols
#: Bits per second and milliseconds per round trip.
NETWORKS = {"1.6 Mbit/s, 150 ms": (1_600_000, 150), "400 kbit/s, 400 ms": (400_000, 400)}
_WORDS = ".rm-front li"
_FIRST = {FLOOR.name: ".said", OURS.name: ".leaflet-symbols-pane path"}
#: In milliseconds since the page was requested.
_SEEN = """selector => {
  const documents = [document, ...[...document.querySelectorAll("iframe")]
    .map((frame) => frame.contentDocument).filter(Boolean)];
  return documents.some((one) => one.querySelector(selector)) && performance.now();
}"""

Say = Callable[[str], None]


def run(names: Sequence[str], say: Say) -> list[Row]:
    """Rows for these sizes (keys of servers.SIZES)."""
    return [row for name in names for row in _of_size(name, say)]


def _of_size(name: str, say: Say) -> list[Row]:
    size = servers.SIZES[name]
    with servers.floor() as floor, servers.ours(size) as ours:
        pairs = ((FLOOR, floor), (OURS, ours))
        cold: dict[str, list[float]] = {kind.name: [] for kind, _ in pairs}
        for _ in range(COLD):
            for kind, server in pairs:
                with chromium() as browser:
                    cold[kind.name].append(visit(browser, kind, server))
            say(f"first visit, cold, {size}: {cold['floor'][-1]:.0f} and {cold['ours'][-1]:.0f} ms")
        warm: dict[str, list[float]] = {kind.name: [] for kind, _ in pairs}
        with chromium() as browser:
            for turn in range(WARM + 2):
                for kind, server in pairs:
                    taken = visit(browser, kind, server)
                    if turn > 1:  # compiled scripts are kept from the second visit on
                        warm[kind.name].append(taken)
        say(f"first visit, warm, {size}: {warm['floor'][-1]:.0f} and {warm['ours'][-1]:.0f} ms")
    cold_base = measured("first text of the floor, cold", "ms", cold["floor"])
    warm_base = measured("first text of the floor, warm", "ms", warm["floor"])
    return [
        cold_base,
        measured(f"first symbols, {size}, cold", "ms", cold["ours"], cold_base),
        warm_base,
        measured(
            f"first symbols, {size}, warm", "ms", warm["ours"], warm_base, most_ratio=MOST_WARM
        ),
        _loaded(size),
        *(row for network in NETWORKS for row in _slow(name, network, say)),
        *_starting(name, say),
    ]


def _loaded(size: Size) -> Row:
    """Words and reports as the server sends them, compressed."""
    dataset = load(servers.data(size))
    parts = (packed(dataset), packed_columns(dataset))
    return measured(f"data of the map, {size}", "bytes", [sum(map(len, parts))])


def visit(browser: BrowserContext, kind: Kind, server: Server) -> float:
    """Milliseconds from requesting the page until its first relevant content is there."""
    page = browser.new_page()
    page.goto(server.url, wait_until="commit")
    # Checked in every animation frame.
    seen = page.wait_for_function(_SEEN, arg=_FIRST[kind.name], timeout=servers.PATIENCE * 1000)
    taken = float(seen.json_value())
    page.close()
    return taken


def _slow(name: str, network: str, say: Say) -> list[Row]:
    """Cold visits over a slow network, the floor's and ours in turn."""
    size, limits = servers.SIZES[name], NETWORKS[network]
    floors, words, symbols, received = [], [], [], []
    with servers.floor() as floor, servers.ours(size) as ours:
        for _ in range(SLOW_VISITS):
            floors.append(_slow_visit(floor, limits, _FIRST[FLOOR.name])[-1][0])
            (first, _), (drawn, until_drawn) = _slow_visit(ours, limits, _WORDS, _FIRST[OURS.name])
            words.append(first)
            symbols.append(drawn)
            received.append(until_drawn)
            say(f"first visit, {network}: {floors[-1]:.0f} and {drawn:.0f} ms")
    base = measured(f"first text of the floor, {network}", "ms", floors)
    of_symbols = measured(
        f"first symbols, {size}, {network}", "ms", symbols, base, most_ratio=MOST_SLOW
    )
    return [
        base,
        of_symbols,
        measured(
            f"first words, {size}, {network}", "ms", words, of_symbols, most_ratio=MOST_FIRST_WORDS
        ),
        measured(f"received until then, {size}, {network}", "bytes", received, most=MOST_RECEIVED),
    ]


def slowed(page: Page, limits: tuple[int, int]) -> CDPSession:
    """The page's connection, limited to this many bits per second and milliseconds of delay."""
    bits, delay = limits
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    speed = {"downloadThroughput": bits / 8, "uploadThroughput": bits / 8, "latency": delay}
    wire.send("Network.emulateNetworkConditions", {"offline": False, **speed})
    return wire


def _slow_visit(
    server: Server, limits: tuple[int, int], *selectors: str
) -> list[tuple[float, float]]:
    """When each of these appears, in milliseconds, and the bytes received by then."""
    with chromium() as browser:
        page = browser.new_page()
        wire = slowed(page, limits)
        bytes_of: list[float] = []
        wire.on("Network.dataReceived", lambda event: bytes_of.append(event["encodedDataLength"]))
        page.goto(server.url, wait_until="commit")
        found = []
        for selector in selectors:
            seen = page.wait_for_function(_SEEN, arg=selector, timeout=5 * servers.PATIENCE * 1000)
            found.append((float(seen.json_value()), sum(bytes_of)))
        return found


def _starting(name: str, say: Say) -> list[Row]:
    size = servers.SIZES[name]
    times: dict[str, list[float]] = {"floor": [], "ours": []}
    for _ in range(STARTS):
        times["floor"].append(_start(servers.floor()))
        times["ours"].append(_start(servers.ours(size)))
    say(f"start-up, {size}: {times['floor'][-1]:.0f} and {times['ours'][-1]:.0f} ms")
    base = measured("start-up of the floor", "ms", times["floor"])
    return [base, measured(f"start-up, {size}", "ms", times["ours"], base)]


def _start(starting: AbstractContextManager[Server]) -> float:
    began = time.monotonic()
    with starting as server:
        get(server, "/")
        return 1000 * (time.monotonic() - began)
