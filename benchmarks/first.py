"""The first visit: from asking for the page to its first symbols, cold and warm.

Cold is a browser that has never been there; warm is one that has, and keeps scripts on disk.
The floor's first text is what ours is compared with. And what the map loads to draw and to count;
and start-up: from starting the server to its first answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from playwright.sync_api import BrowserContext

from benchmarks import servers
from benchmarks.results import Row, measured
from benchmarks.screen import FLOOR, OURS, Kind, chromium
from benchmarks.servers import Size
from refoulement.drawing.columns import packed_columns
from refoulement.drawing.map_data import packed
from refoulement.loading.load import load
from tests.conftest import Server, get

COLD, WARM, STARTS = 5, 12, 3
MOST_WARM = 1.5  # times the floor's first text
_FIRST = {FLOOR.name: ".said", OURS.name: ".leaflet-symbols-pane path"}
#: In milliseconds since the page was asked for.
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
                    if turn > 1:  # scripts are kept compiled from the second visit on
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
        *_starting(name, say),
    ]


def _loaded(size: Size) -> Row:
    """Words and reports as the server sends them, compressed."""
    dataset = load(servers.data(size))
    parts = (packed(dataset), packed_columns(dataset))
    return measured(f"data of the map, {size}", "bytes", [sum(map(len, parts))])


def visit(browser: BrowserContext, kind: Kind, server: Server) -> float:
    """Milliseconds from asking for the page until what counts first is there."""
    page = browser.new_page()
    page.goto(server.url, wait_until="commit")
    # Looked for at every animation frame.
    seen = page.wait_for_function(_SEEN, arg=_FIRST[kind.name], timeout=servers.PATIENCE * 1000)
    taken = float(seen.json_value())
    page.close()
    return taken


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
