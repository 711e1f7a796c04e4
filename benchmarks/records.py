"""Record pages: their size, how many per second, and the first text on a slow network.

Pages per second are measured with eight clients requesting the pages of all records, first
uncached and then again, on all available cores.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import cycle, islice
from urllib.parse import urlsplit

from benchmarks import servers
from benchmarks.first import NETWORKS, slowed
from benchmarks.results import Row, measured
from benchmarks.screen import chromium
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.site.addresses import KINDS, path_of, rows_of_kind
from tests.conftest import Server, get

EVENT = "event/2023-10-09-mass-return"
MOST_HTML, MOST_PICTURE = 120_000, 300_000  # bytes
PICTURES = 10
CLIENTS, SECONDS, ROUNDS = 8, 5.0, 3
MOST_MS = 5.0  # per page: 200 per second
NETWORK = "1.6 Mbit/s, 150 ms"
MOST_FIRST_TEXT, MOST_RECEIVED, VISITS = 2_000, 60_000, 5

Say = Callable[[str], None]


def run(names: Sequence[str], say: Say) -> list[Row]:
    """Rows for these sizes (keys of servers.SIZES)."""
    return [row for name in names for row in _of_size(name, say)]


def _of_size(name: str, say: Say) -> list[Row]:
    size = servers.SIZES[name]
    dataset = load(servers.data(size))
    with servers.ours(size) as server:
        return [
            *_sizes(server, dataset, name, say),
            *_pages_a_second(server, dataset, name, say),
            *(_first_text(server, name, say) if EVENT.partition("/")[2] in dataset.event else ()),
        ]


def _sizes(server: Server, dataset: Dataset, name: str, say: Say) -> list[Row]:
    rows = []
    for kind in KINDS:
        paths = islice((path_of(kind, key) for key in rows_of_kind(dataset, kind)), 400)
        sizes = [len(get(server, f"/{path}")[2]) for path in paths]
        largest = f"largest page of {kind} among {len(sizes)}, {name}"
        rows.append(measured(largest, "bytes", [max(sizes)], most=MOST_HTML))
        say(f"{largest}: {max(sizes):,} bytes")
    drawn = [
        len(get(server, f"/{path_of('event', key)}/chart.png")[2])
        for key in islice(dataset.event, PICTURES)
    ]
    largest = f"largest picture among {len(drawn)}, {name}"
    return [*rows, measured(largest, "bytes", [max(drawn)], most=MOST_PICTURE)]


def _pages_a_second(server: Server, dataset: Dataset, name: str, say: Say) -> list[Row]:
    paths = [
        path_of(kind, key) for kind in KINDS for key in islice(rows_of_kind(dataset, kind), 60)
    ]
    host = urlsplit(server.url)

    def ask(number: int) -> int:
        connection = HTTPConnection(host.hostname or "", host.port)
        end, answered = time.monotonic() + SECONDS, 0
        for path in islice(cycle(paths), number * 7, None):
            if time.monotonic() > end:
                connection.close()
                return answered
            connection.request("GET", f"/{path}", headers={"Accept-Encoding": "gzip"})
            connection.getresponse().read()
            answered += 1
        return answered

    spent, of_processor = [], []
    for _ in range(ROUNDS):
        before = servers.cpu_seconds(server)
        with ThreadPoolExecutor(CLIENTS) as clients:
            answered = sum(clients.map(ask, range(CLIENTS)))
        spent.append(1000 * SECONDS / answered)
        of_processor.append(1000 * (servers.cpu_seconds(server) - before) / answered)
        say(f"{answered / SECONDS:.0f} pages a second, {name}")
    return [
        measured(f"time a page, {CLIENTS} clients, {name}", "ms", spent, most=MOST_MS),
        measured(f"the server’s processor time a page, {name}", "ms", of_processor),
    ]


def _first_text(server: Server, name: str, say: Say) -> list[Row]:
    seen, received = [], []
    for _ in range(VISITS):
        with chromium() as browser:
            page = browser.new_page()
            wire = slowed(page, NETWORKS[NETWORK])
            came: list[float] = []
            wire.on(
                "Network.loadingFinished",
                lambda event, came=came: came.append(event["encodedDataLength"]),
            )
            page.goto(f"{server.url}/{EVENT}", wait_until="load")
            paint = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
            seen.append(float(page.wait_for_function(paint).json_value()))
            received.append(sum(came))
            say(f"first text of an event, {NETWORK}: {seen[-1]:.0f} ms, {received[-1]:.0f} bytes")
    what = f"first text of an event, {name}, {NETWORK}"
    return [
        measured(what, "ms", seen, most=MOST_FIRST_TEXT),
        measured(f"received by then, {name}, {NETWORK}", "bytes", received, most=MOST_RECEIVED),
    ]
