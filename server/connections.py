"""Limits on how long a connection may keep the server waiting, and on their number.

Uvicorn has no deadline for a head, a body, or a client that does not read its answer, and
does not limit WebSockets. Streamlit starts it without settings for any of this.
"""

from __future__ import annotations

import asyncio
import resource
import socket
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from refoulement.messages import later
from server.request_heads import Reading, Refusal

HEAD_SECONDS = 10.0  # for a head, from when the connection is made
STILL_SECONDS = 60.0  # for LEAST_PROGRESS of a body or an answer
LEAST_PROGRESS = 2**16  # bytes
MOST_CONNECTIONS = 1000
SPARE = 100  # extra connections, which are only told that there are too many
REFUSAL = "refusal"  # key in a request's state: why it is refused

_FULL = Refusal(
    503, later("The server has too many visitors at the moment; please try again in a minute.")
)
_SECONDS = {h11.IDLE: "head", h11.SEND_BODY: "body"}


def bound_connections() -> None:
    """Have uvicorn read requests within limits. Call before it begins to listen."""
    start = uvicorn.Server.startup

    async def start_bounded(self: uvicorn.Server, *given: Any, **named: Any) -> None:
        self.config.http_protocol_class = BoundedConnection
        await start(self, *given, **named)

    uvicorn.Server.startup = start_bounded  # type: ignore[method-assign]


def most_connections() -> int:
    """At most half of the process's descriptors, so that answers can open files too."""
    return min(MOST_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)


def send_at_once(connection: socket.socket) -> None:
    """Send data without waiting for the client to acknowledge what came before.

    Uvicorn does not mark its sockets as TCP, so asyncio leaves Nagle's algorithm on: the body
    of an answer used to come up to 40 ms after its head.
    """
    if connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class BoundedConnection(H11Protocol):
    """A client's connection, until it becomes a WebSocket."""

    conn: Reading

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conn = Reading()
        self._received = 0
        self._awaited: str | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the deadline for a head, or close at once if there are too many connections."""
        super().connection_made(transport)
        send_at_once(transport.get_extra_info("socket"))
        self._await_more()
        if len(self.connections) > most_connections() + SPARE:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the deadlines."""
        super().connection_lost(exc)
        for timer in (self._deadline, self._writing):
            if timer:
                timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Read on, and set the deadline for what comes next."""
        self._received += len(data)
        super().data_received(data)
        self._await_more()

    def pause_writing(self) -> None:
        """Give a slow reader a deadline."""
        super().pause_writing()
        self._watch_writing()

    def resume_writing(self) -> None:
        """Cancel the deadline for a slow reader."""
        super().resume_writing()
        if self._writing:
            self._writing.cancel()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Answer and close even if the WebSocket library refuses the handshake."""
        super().handle_websocket_upgrade(event)
        websocket: Any = self.transport.get_protocol()
        if not websocket.handshake_initiated:
            self.transport.write(b"".join(websocket.conn.data_to_send()))
            self.transport.close()

    def _should_upgrade(self) -> bool:
        """Whether to upgrade the request to a WebSocket; refused ones never are."""
        is_full = len(self.connections) > most_connections()
        refusal = self.conn.refusal or (_FULL if is_full else None)
        if refusal:
            self.scope["state"][REFUSAL] = refusal
            return False
        return super()._should_upgrade()

    def _await_more(self) -> None:
        """Set a deadline when the client is first expected to send a head or body."""
        awaited = _SECONDS.get(self.conn.their_state)
        if awaited == self._awaited:
            return
        self._awaited = awaited
        if self._deadline:
            self._deadline.cancel()
        if awaited == "head":
            self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.abort)
        elif awaited == "body":
            self._watch_reading()

    def _watch_reading(self) -> None:
        before = self._received

        def look() -> None:
            if self.flow.read_paused or self._received - before >= LEAST_PROGRESS:
                self._watch_reading()
            else:
                self.transport.abort()

        self._deadline = self.loop.call_later(STILL_SECONDS, look)

    def _watch_writing(self) -> None:
        before = self.transport.get_write_buffer_size()

        def look() -> None:
            if before - self.transport.get_write_buffer_size() >= LEAST_PROGRESS:
                self._watch_writing()
            else:
                self.transport.abort()

        self._writing = self.loop.call_later(STILL_SECONDS, look)
