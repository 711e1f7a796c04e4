"""Ten readers beside one attacker, and the same readers alone.

The server has one core to itself; readers and attacker share another. The attacks are those that
once stopped the server or slowed it down: large heads, heads without an end, pictures, and
messages that end up in the log. Each runs in its own process:

    python -m benchmarks.attack NAME ADDRESS

Before that, another server receives files, and its memory is measured after the visitors leave.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from benchmarks import servers, uploads
from benchmarks.crowd import Crowd, Say, crowd
from benchmarks.results import Row, measured, missing
from tests.conftest import ROOT, Server

READERS = 10
MOST_P95 = 2.0  # times the same readers alone
CLIENTS = 8  # of the attacker, at the same time
PAUSE = 0.25  # seconds between two tries of each; for large heads that is 1 Gbit/s
HELD = 100  # connections


def run(names: Sequence[str], say: Say) -> list[Row]:
    """Rows for every attack, for these sizes (keys of servers.SIZES)."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return [missing("attacks", "the machine has one core")]
    rows: list[Row] = []
    for name in names:
        with servers.ours(servers.SIZES[name]) as server:
            rows += uploads.rows(server, say)
    try:
        for name in names:
            os.sched_setaffinity(0, cores[:1])  # the server inherits this
            with servers.ours(servers.SIZES[name]) as server:
                os.sched_setaffinity(0, cores[1:2])
                rows += _attacked(server, name, say)
    finally:
        os.sched_setaffinity(0, cores)
    return rows


def _attacked(server: Server, size: str, say: Say) -> list[Row]:
    asyncio.run(crowd(server, READERS))  # so that everything is loaded
    rows: list[Row] = []
    for name in ATTACKS:
        alone = asyncio.run(crowd(server, READERS))
        with attack(name, server):
            beside = asyncio.run(crowd(server, READERS))
        rows += _rows(f"{READERS} readers ({size})", name, alone, beside)
        say(f"{name}: p95 {rows[-3].median} ms alone, {rows[-2].median} ms attacked")
    return rows


def _rows(who: str, name: str, alone: Crowd, beside: Crowd) -> list[Row]:
    before, after = (measured("", "ms", seen.times).p95 or 0 for seen in (alone, beside))
    base = measured(f"p95 of {who} alone, before: {name}", "ms", [before])
    errors = [*alone.errors, *beside.errors]
    said = "; ".join(sorted(set(errors))[:3])
    return [
        base,
        measured(f"p95 of {who} beside: {name}", "ms", [after], base, most_ratio=MOST_P95),
        measured(f"errors of {who} beside: {name}", "", [len(errors)], most=0, note=said),
    ]


@contextmanager
def attack(name: str, server: Server) -> Iterator[None]:
    """Keep attacking until the end of the block."""
    process = subprocess.Popen(  # noqa: S603 ourselves
        [sys.executable, "-m", "benchmarks.attack", name, server.url],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _opened(address: str) -> socket.socket:
    where = urlsplit(address)
    return socket.create_connection((where.hostname, where.port))


def large_head(address: str, _number: int) -> None:
    """Send a head of 830,000 lines."""
    with _opened(address) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a:b\r\n" * 830_000 + b"\r\n")
        client.recv(1000)


def endless_heads(address: str, _number: int) -> None:
    """Hold connections whose heads do not end."""
    held = [_opened(address) for _ in range(HELD // CLIENTS)]
    for client in held:
        client.sendall(b"GET / HTTP/1.1\r\na: " + b"b" * 3_900_000)
    time.sleep(1)
    for client in held:
        client.close()


def pictures(address: str, number: int) -> None:
    """Ask for a picture of dates not asked for before."""
    year, day = divmod(number, 28)
    dates = f"dates={1990 + year % 30}-01-{day + 1:02}&dates=.."
    found = f"{address}/api/reports.png?{dates}"
    with suppress(HTTPError), urlopen(found) as answer:  # noqa: S310 our own server
        answer.read()


def text(address: str, _number: int) -> None:
    """Send text, which is not a valid message."""
    where = address.replace("http", "ws", 1) + "/_stcore/stream"
    with connect(where, origin=Origin(address), subprotocols=[Subprotocol("streamlit")]) as client:
        client.send("text")
        client.recv()


ATTACKS: dict[str, Callable[[str, int], None]] = {
    "large heads": large_head,
    "endless heads": endless_heads,
    "pictures": pictures,
    "text": text,
}


def main(name: str, address: str) -> None:
    """Attack until the process is killed."""

    def again_and_again(client: int) -> None:
        number = client
        while True:
            with suppress(OSError, WebSocketException):
                ATTACKS[name](address, number)
            number += CLIENTS
            time.sleep(PAUSE)

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(again_and_again, range(CLIENTS)))


if __name__ == "__main__":
    main(*sys.argv[1:])
