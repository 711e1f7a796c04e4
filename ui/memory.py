"""Memory: what a visit had is given back soon after its page has gone, on an idle server too.

Python's own rounds come when something new is made, and what holds itself is freed by them
alone. Modules, data and index are taken out of them: each round would go through all of it.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from weakref import WeakSet

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.app_session import AppSession

from ui import downloads, sessions

SECONDS = 10.0  # between two rounds, at most


class Rounds:
    """Ends the sessions that have waited long enough, and has Python give back what they held."""

    def __init__(
        self, left: sessions.LeftSessions, files: downloads.PrivateFiles, idle: Callable[[], bool]
    ) -> None:
        self._left, self._files, self._idle = left, files, idle
        self._ended: WeakSet[AppSession] = WeakSet()
        self._is_settled = False

    def settle(self) -> None:
        """Take all that is there out of Python's rounds. Never while there is a session."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._is_settled = True

    def go(self) -> None:
        """One round."""
        for session in self._left.end():
            try:
                session.shutdown()
            except Exception:
                logging.getLogger(__name__).exception("A session was not ended cleanly")
            self._ended.add(session)
            self._is_settled = False
            del session
        self._files.clear_away()
        if self._ended:  # not gone, and it may be that a run of theirs goes on
            gc.collect()
        if not self._is_settled and not self._ended and self._idle():
            self.settle()


@asynccontextmanager
async def given_back(app: st.App) -> AsyncIterator[None]:
    """Go round for as long as the server runs."""
    async with downloads.required(app):
        server = get_instance()
        left = sessions.left_sessions()
        rounds = Rounds(left, downloads.storage(), lambda: not server._session_mgr.list_sessions())
        import_module("ui.charts")  # what takes longest to load and is the largest
        rounds.settle()
        going = asyncio.create_task(_go(rounds, min(SECONDS, left.seconds / 3)))
        yield
        going.cancel()
        with suppress(asyncio.CancelledError):
            await going


async def _go(rounds: Rounds, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        rounds.go()
