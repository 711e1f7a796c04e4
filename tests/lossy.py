"""A badly configured proxy: it loses the requested host name, or WebSockets."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from urllib.parse import urlsplit

from tests.conftest import PATIENCE, Server

Change = Callable[[bytes], bytes]
UPGRADE = b"Upgrade: websocket"


def as_an_address(data: bytes) -> bytes:
    """The browser's request, with its host name replaced by a numeric address."""
    return data.replace(b"\r\nHost: localhost:", b"\r\nHost: 127.0.0.1:", 1)


def without_websockets(data: bytes) -> bytes:
    """The browser's requests except those for a WebSocket, which are never answered."""
    return b"" if UPGRADE in data else data


@contextmanager
def through(server: Server, change: Change) -> Iterator[Server]:
    """A server reached through a proxy that changes what browsers send."""
    target = ("localhost", urlsplit(server.url).port or 80)

    class Passing(BaseRequestHandler):
        def handle(self) -> None:
            """Pass everything on, both ways, until either side closes."""
            with suppress(OSError), socket.create_connection(target, PATIENCE) as upstream:
                back = Thread(target=_pass, args=(upstream, self.request, bytes), daemon=True)
                back.start()
                _pass(self.request, upstream, change)

    class Proxy(ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Proxy(("localhost", 0), Passing) as proxy:
        thread = Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        yield Server(f"http://localhost:{proxy.server_address[1]}", server.process, server.log)
        proxy.shutdown()


def _pass(source: socket.socket, target: socket.socket, change: Change) -> None:
    with suppress(OSError):
        while data := source.recv(2**16):
            target.sendall(change(data))
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
