"""How long a connection may keep the server waiting, and how many there may be at once.

Uvicorn has no deadline for a head, a body, or a client that does not read its answer, and
bounds no WebSockets. Streamlit starts it, and has no settings for this.
"""

from __future__ import annotations

import asyncio
import resource
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.heads import Reading, Refusal

HEAD_SECONDS = 10.0  # for a head, from when the connection is there
STILL_SECONDS = 60.0  # for LEAST_PROGRESS of a body, or of an answer
LEAST_PROGRESS = 2**16  # bytes
MOST_CONNECTIONS = 1000
SPARE = 100  # more, to be told that there are too many
REFUSAL = "refusal"  # among the state of a request: why it is refused

_FULL = Refusal(
    503, "The server has too many visitors at the moment; please try again in a minute."
)
_SECONDS = {h11.IDLE: "head", h11.SEND_BODY: "body"}


def bound_connections() -> None:
    """Have uvicorn read requests within bounds: to be called before it begins to listen."""
    start = uvicorn.Server.startup

    async def start_bounded(self: uvicorn.Server, *given: Any, **named: Any) -> None:
        self.config.http_protocol_class = BoundedConnection
        await start(self, *given, **named)

    uvicorn.Server.startup = start_bounded  # type: ignore[method-assign]


def most_connections() -> int:
    """At most half of what the process may have open, so that answers can open files too."""
    return min(MOST_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)


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
        """Await a head, or close at once what would be one too many."""
        super().connection_made(transport)
        self._await_more()
        if len(self.connections) > most_connections() + SPARE:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Await nothing more."""
        super().connection_lost(exc)
        for timer in (self._deadline, self._writing):
            if timer:
                timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Read on, and await what is still to come."""
        self._received += len(data)
        super().data_received(data)
        self._await_more()

    def pause_writing(self) -> None:
        """Give the client, which reads more slowly than is written, its time."""
        super().pause_writing()
        self._watch_writing()

    def resume_writing(self) -> None:
        """Write on."""
        super().resume_writing()
        if self._writing:
            self._writing.cancel()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Answer and close, too, where the library of WebSockets refuses the handshake."""
        super().handle_websocket_upgrade(event)
        websocket: Any = self.transport.get_protocol()
        if not websocket.handshake_initiated:
            self.transport.write(b"".join(websocket.conn.data_to_send()))
            self.transport.close()

    def _should_upgrade(self) -> bool:
        """Whether the request, which is read, goes on as a WebSocket: no refused one does."""
        is_full = len(self.connections) > most_connections()
        refusal = self.conn.refusal or (_FULL if is_full else None)
        if refusal:
            self.scope["state"][REFUSAL] = refusal
            return False
        return super()._should_upgrade()

    def _await_more(self) -> None:
        """Give what is awaited of the client a deadline, from when it is awaited first."""
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
