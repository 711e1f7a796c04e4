"""One client's requests cost the others nothing: heads, bodies, connections."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import h11
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from server import connections
from server.connections import BoundedConnection
from server.limits import ShortAddresses
from server.request_heads import LARGEST_HEAD, MOST_LINES, Reading
from tests.conftest import PATIENCE, Server, get, select_nothing

PIECE = 2**18  # the most that a server reads at once
START = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n"
WEBSOCKET = (
    b"GET /_stcore/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
#: Heads beyond the limits, and the status that reports it.
HEADS = {
    "many lines": (START + b"a:b\r\n" * 830_000 + b"\r\n", 431),
    "many lines in few bytes": (START + b"a:b\r\n" * (MOST_LINES + 1) + b"\r\n", 431),
    "a long line": (START + b"a: " + b"b" * 4_150_000 + b"\r\n\r\n", 431),
    "a long address": (b"GET /api/reports.csv?x=" + b"x" * 4_150_000 + b" HTTP/1.1\r\n\r\n", 414),
    "longer than is waited for": (START + b"a:b\r\n" * 1_000_000, 431),
    "a handshake": (WEBSOCKET + b"a:b\r\n" * 830_000 + b"\r\n", 431),
    "a handshake of a long line": (WEBSOCKET + b"a: " + b"b" * 20_000 + b"\r\n\r\n", 431),
    "a body in pieces": (START + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 9999, 411),
}  # fmt: skip


def answer(address: str, sent: bytes) -> bytes:
    """Everything that comes back until the server closes the connection."""
    return ended(opened(address, sent))


def opened(address: str, sent: bytes) -> socket.socket:
    """A connection on which this was sent."""
    where = urlsplit(address)
    client = socket.create_connection((where.hostname, where.port), PATIENCE)
    client.sendall(sent)
    return client


def ended(client: socket.socket) -> bytes:
    """What comes on a connection until the server closes it."""
    found = b""
    with client:
        try:
            while piece := client.recv(PIECE):
                found += piece
        except ConnectionResetError:
            pass
    return found


@pytest.mark.parametrize("name", HEADS)
def test_a_head_beyond_the_bounds_is_refused_in_words_and_the_server_goes_on(
    name: str, server: Server
) -> None:
    sent, status = HEADS[name]
    found = answer(server.url, sent)
    assert found.startswith(b"HTTP/1.1 %d " % status), found[:200]
    assert found.rstrip().endswith((b"}", b".")), found[-200:]
    assert get(server, "/api/health")[0] == 200


@pytest.mark.parametrize("name", ["many lines", "a long line", "a long address", "a handshake"])
def test_a_head_beyond_the_bounds_is_not_parsed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []
    take = h11.Connection.receive_data

    def count(self: h11.Connection, data: bytes) -> None:
        parsed.append(len(data))
        take(self, data)

    monkeypatch.setattr(h11.Connection, "receive_data", count)
    sent, _ = HEADS[name]
    reading = Reading()
    event = reading.next_event()
    for start in range(0, len(sent), PIECE):
        assert event is h11.NEED_DATA
        assert len(reading._unread) <= LARGEST_HEAD, "what is thrown away is not kept either"
        reading.receive_data(sent[start : start + PIECE])
        event = reading.next_event()
    assert isinstance(event, h11.Request)
    assert sum(parsed) < 200


def test_a_head_that_comes_in_pieces_or_behind_another_is_read_as_ever() -> None:
    lines = b"".join(b"a%d: b\r\n" % number for number in range(MOST_LINES - 1))
    one = START + lines + b"\r\n"
    with_body = START.replace(b"GET", b"PUT") + b"Content-Length: 5\r\n\r\nabcde"
    for size in (1, 7, PIECE):
        reading, events = Reading(), []
        sent = one + with_body + one
        for start in range(0, len(sent), size):
            reading.receive_data(sent[start : start + size])
            while (event := reading.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
                events.append(event)
                if isinstance(event, h11.EndOfMessage):
                    reading.send(h11.Response(status_code=204, headers=[]))
                    reading.send(h11.EndOfMessage())
                    reading.start_next_cycle()
        requests = [event for event in events if isinstance(event, h11.Request)]
        assert [request.method for request in requests] == [b"GET", b"PUT", b"GET"]
        assert [len(request.headers) for request in requests] == [MOST_LINES, 2, MOST_LINES]
        bodies = [event.data for event in events if isinstance(event, h11.Data)]
        assert b"".join(bodies) == b"abcde"
        assert reading.refusal is None


# Deadlines and the limit on connections, on a server with short ones


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body, if there is one, and answers."""
    length = 2**24 if scope["path"] == "/large" else 5
    await Request(scope, receive).body()
    await PlainTextResponse(b"a" * length)(scope, receive, send)


@contextmanager
def hosted() -> Iterator[str]:
    """The address of a server of ours around a tiny app."""
    config = uvicorn.Config(
        ShortAddresses(hello), port=0, http=BoundedConnection, lifespan="off", log_config=None
    )
    running = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=running.run, args=([listening],))
        thread.start()
        try:
            until(lambda: running.started)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            running.should_exit = running.force_exit = True
            thread.join(PATIENCE)


def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition."""
    for _ in range(PATIENCE * 20):
        if holds():
            return
        select_nothing(0.05)
    raise AssertionError("waited in vain")


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        START + b"a: " + b"b" * 2 * LARGEST_HEAD,
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP",
        b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n",
        b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\na",
    ],
    ids=["nothing", "a head", "a long head", "a second head", "no body", "a body"],
)
def test_what_is_not_sent_to_its_end_is_waited_for_only_so_long(
    sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(connections, "STILL_SECONDS", 0.2)
    with hosted() as address:
        held = [opened(address, sent) for _ in range(20)]
        assert answer(address, b"GET / HTTP/1.0\r\n\r\n").endswith(b"aaaaa"), "others are answered"
        assert all(b"aaaaa" not in ended(one) or b"GET / HTTP" in sent for one in held)


def test_an_answer_that_nobody_reads_is_held_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "STILL_SECONDS", 0.2)
    gone = threading.Event()
    lost = BoundedConnection.connection_lost

    def seen(self: BoundedConnection, exc: Exception | None) -> None:
        lost(self, exc)
        gone.set()

    # Not in a subclass: once the app has been imported here, uvicorn uses only this class.
    monkeypatch.setattr(BoundedConnection, "connection_lost", seen)
    with hosted() as address, opened(address, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"):
        assert gone.wait(PATIENCE)


def test_who_goes_on_sending_or_reading_is_not_hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "STILL_SECONDS", 0.2)
    monkeypatch.setattr(connections, "LEAST_PROGRESS", 1)
    head = b"PUT /large HTTP/1.0\r\nHost: x\r\nContent-Length: 20\r\n\r\n"
    with hosted() as address:
        client = opened(address, head)
        for _ in range(20):
            client.sendall(b"a")
            select_nothing(0.05)
        assert len(ended(client)) > 2**24


def test_of_too_many_connections_one_more_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 5)
    monkeypatch.setattr(connections, "SPARE", 5)
    with hosted() as address:
        held = [opened(address, b"") for _ in range(5)]
        for start in (b"GET / HTTP/1.1\r\nHost: x\r\n", WEBSOCKET):
            found = answer(address, start + b"\r\n")
            assert found.startswith(b"HTTP/1.1 503 "), found
            assert b"too many visitors" in found
        more = [opened(address, b"") for _ in range(5)]
        assert answer(address, START + b"\r\n") == b"", "and beyond that, closed"
        for one in (*held, *more):
            one.close()
        until(lambda: answer(address, b"GET / HTTP/1.0\r\n\r\n").endswith(b"aaaaa"))
