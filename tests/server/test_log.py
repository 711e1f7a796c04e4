"""Nobody can fill the log: repeated messages are written once a minute, on one line."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from contextlib import suppress

import pytest
from starlette.requests import ClientDisconnect
from websockets.exceptions import ConnectionClosed

from server.log import EVERY, MOST_MESSAGES, Repeated
from tests.conftest import PATIENCE, Server, get, wire
from tests.server.test_requests import ended, opened
from tests.server.test_sessions import Client, pair

TIMES = 5


class Log(logging.Handler):
    """A logger with its own clock, and its output."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.written = 0.0, list[str]()
        self.logger = logging.Logger("some")
        self.logger.addFilter(Repeated(lambda: self.now))
        self.logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(self.format(record))


@pytest.fixture
def log() -> Log:
    return Log()


def test_a_repeated_message_is_said_once_a_minute_with_how_often_it_came(log: Log) -> None:
    for number in range(1000):
        log.logger.error("socket fd=%d: too many open files", number)
        log.logger.error(f"task {number} at {hex(number)} failed")
    log.now += EVERY
    log.logger.error("socket fd=%d: too many open files", 7)
    log.logger.error("another")
    assert log.written == [
        "socket fd=0: too many open files",
        "task 0 at 0x0 failed",
        "socket fd=7: too many open files (and 999 times more before)",
        "another",
    ]


def test_of_many_different_messages_those_beyond_a_bound_count_as_one(log: Log) -> None:
    for _ in range(2):
        for number in range(1000):
            log.logger.error("x" * number)
        log.now += EVERY
    assert len(log.written) <= 3 * (MOST_MESSAGES + 1)
    log.now += EVERY
    log.logger.error("something else")
    assert "something else" in log.written[-1]


def test_an_error_of_ours_keeps_its_traceback_and_what_a_stranger_did_is_one_line(log: Log) -> None:
    for error in (ClientDisconnect(), ValueError("ours"), KeyError("ours")):
        try:
            raise error
        except Exception:
            log.logger.exception("Exception in ASGI application\n")
    stranger, *ours = log.written
    assert stranger == "A client left, or sent what is no message (ClientDisconnect)"
    assert ["Traceback" in text for text in ours] == [True, True]


def say(server: Server, message: str | bytes) -> None:
    """Send something that is not a Streamlit message, until the server closes the connection."""
    with suppress(ConnectionClosed), wire(server) as client:
        client.send(message)
        while client.recv(PATIENCE):
            pass


def frame(server: Server, content: bytes) -> None:
    """Send bytes that are not a frame, or not a readable one."""
    with suppress(ConnectionClosed), wire(server) as client:
        client.socket.sendall(content)
        while client.recv(PATIENCE):
            pass


def give_up_uploading(server: Server) -> None:
    """Send part of a file to one's own session, and leave."""
    page = Client(server)
    page.connect()
    secret = pair(page.given)
    token = pair(get(server, "/_stcore/health", Cookie=secret)[1]["set-cookie"])
    head = (
        f"PUT /_stcore/upload_file/{page.session}/f HTTP/1.1\r\nHost: {server.url[7:]}\r\n"
        f"Cookie: {secret}; {token}\r\nX-Xsrftoken: {token.partition('=')[2]}\r\n"
        "Content-Type: multipart/form-data; boundary=z\r\nContent-Length: 99999\r\n\r\n--z\r\n"
    )
    client = opened(server.url, head.encode())
    client.shutdown(socket.SHUT_WR)
    assert ended(client) == b"", "it is taken until then"
    page.close()


WAYS: dict[str, Callable[[Server], object]] = {
    "text": lambda server: say(server, "text"),
    "no message": lambda server: say(server, b"\xff\xff\xff"),
    "no text": lambda server: frame(server, b"\x81\x82\0\0\0\0\xff\xfe"),
    "no frame": lambda server: frame(server, b"\xff" * 9),
    "an upload given up": give_up_uploading,
    "no request": lambda server: ended(opened(server.url, b"rubbish\r\n\r\n")),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_strangers_send_is_one_line_of_the_log_at_most(way: str, server: Server) -> None:
    before = len(server.output())
    for _ in range(TIMES):
        WAYS[way](server)
    assert get(server, "/api/health")[0] == 200
    written = server.output()[before:]
    assert "Traceback" not in written
    assert len(written.splitlines()) <= 1, written
