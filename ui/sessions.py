"""How long Streamlit keeps sessions, and which browsers they belong to."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from streamlit.runtime import get_instance, memory_session_storage
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.session_manager import SessionInfo

from refoulement.settings import public_address
from server.sessions import secrets_in


class _Left(NamedTuple):
    """A session whose page is disconnected: until when it waits, and for which browser."""

    info: SessionInfo
    until: float
    secrets: frozenset[str]


class LeftSessions(MemorySessionStorage):
    """Sessions whose pages are disconnected; each waits for a fixed time."""

    def __init__(
        self,
        maxsize: int = 128,
        ttl_seconds: float = 30,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds = ttl_seconds
        self._most, self._clock = maxsize, clock
        self._left: dict[str, _Left] = {}

    def get(self, session_id: str) -> SessionInfo | None:
        """The session with this id, if it is still waiting."""
        left = self._left.get(session_id)
        return left.info if left and self._clock() < left.until else None

    def save(self, session_info: SessionInfo) -> None:
        """Make a session wait. Streamlit calls this while it still knows the page's socket."""
        self.wait(session_info, secrets_of(session_info.session.id))

    def wait(self, session_info: SessionInfo, secrets: frozenset[str]) -> None:
        """Make a session wait for the browser with these secrets."""
        self.delete(session_info.session.id)  # so that the order is that of leaving
        left = _Left(session_info, self._clock() + self.seconds, secrets)
        self._left[session_info.session.id] = left

    def delete(self, session_id: str) -> None:
        """Stop waiting: the session has resumed or ended."""
        self._left.pop(session_id, None)

    def list(self) -> list[SessionInfo]:
        """All sessions still waiting."""
        return [left.info for left in self._left.values() if self._clock() < left.until]

    def end(self) -> Sequence[AppSession]:
        """Remove and return expired sessions and, above the maximum, the oldest ones."""
        now, more = self._clock(), len(self._left) - self._most
        over = [
            session_id
            for number, (session_id, left) in enumerate(self._left.items())
            if number < more or now >= left.until
        ]
        return [self._left.pop(session_id).info.session for session_id in over]

    def secrets(self, session_id: str) -> frozenset[str]:
        """The secrets that a waiting session's browser sent."""
        left = self._left.get(session_id)
        return left.secrets if left else frozenset()


def is_secure() -> bool:
    """Whether readers come by https, so that cookies can be restricted to it."""
    return public_address().startswith("https:")


def secrets_of(session_id: str) -> frozenset[str]:
    """The secrets sent by a session's browser; none if there is no such session."""
    client = get_instance().get_client(session_id)
    if client is None or client.client_context is None:
        return left_sessions().secrets(session_id)
    cookies = [value for name, value in client.client_context.headers if name == "cookie"]
    return secrets_in(cookies, is_secure())


def left_sessions() -> LeftSessions:
    """The server's sessions that are waiting for their pages."""
    storage: LeftSessions = get_instance()._session_mgr._session_storage  # type: ignore[attr-defined]
    return storage


def keep_to_their_browsers() -> None:
    """Have Streamlit use LeftSessions. Call before the app starts and creates its storage."""
    memory_session_storage.MemorySessionStorage = LeftSessions  # type: ignore[misc]
