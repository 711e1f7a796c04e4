"""Frees a visit's memory soon after its page has gone, even on an idle server.

Python collects garbage only when new objects are made, and reference cycles need the collector.
Modules, data and index are frozen, since every collection would otherwise go through them all.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from weakref import ref

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.fragment import FragmentStorage, MemoryFragmentStorage
from streamlit.runtime.state import SessionState

from server.out_of_memory import ends_the_process
from ui import downloads, sessions

SECONDS = 10.0  # between two rounds, at most
LEAST = 2**22  # bytes that must be free: with less, a visitor's thread silently fails to start


class Rounds:
    """Ends sessions that have waited long enough, and has Python free what they held."""

    def __init__(
        self, left: sessions.LeftSessions, files: downloads.PrivateFiles, idle: Callable[[], bool]
    ) -> None:
        self._left, self._files, self._idle = left, files, idle
        # Each run of a session holds its storage too, for as long as it goes on.
        self._ended: list[ref[FragmentStorage]] = []
        self._is_settled = False

    def settle(self) -> None:
        """Exempt all current objects from garbage collection. Never while there is a session."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._is_settled = True

    def go(self) -> None:
        """One round."""
        for session in self._left.end():
            self._ended.append(ref(session._fragment_storage))
            self._is_settled = False
            _end(session)
        self._files.clear_away()
        if self._ended:
            gc.collect()  # if one of their runs is still going, collect again next round
            give_to_system()
            self._ended = [runs for runs in self._ended if runs() is not None]
        if not self._is_settled and not self._ended and self._idle():
            self.settle()


def give_to_system() -> None:
    """Return free memory to the system, which the C library would otherwise keep."""
    with suppress(OSError, AttributeError):  # not every C library can
        ctypes.CDLL(None).malloc_trim(0)


def _end(session: AppSession) -> None:
    """End and empty a session: Streamlit may keep the last one until another comes."""
    try:
        session.shutdown()
    except Exception:
        logging.getLogger(__name__).exception("A session did not end as it should")
    session._session_state = SessionState()
    session._fragment_storage = MemoryFragmentStorage()
    session._browser_queue.clear()


@asynccontextmanager
async def given_back(app: st.App) -> AsyncIterator[None]:
    """Run the rounds for as long as the server runs."""
    async with downloads.required(app):
        server = get_instance()
        left = sessions.left_sessions()
        rounds = Rounds(left, downloads.storage(), lambda: not server._session_mgr.list_sessions())
        import_module("ui.charts")  # the largest module, and the slowest to load
        rounds.settle()
        going = asyncio.create_task(_go(rounds, min(SECONDS, left.seconds / 3)))
        yield
        going.cancel()
        with suppress(asyncio.CancelledError):
            await going


async def _go(rounds: Rounds, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            bytes(LEAST)
            rounds.go()
        except MemoryError as error:
            ends_the_process(error)
        except Exception:
            logging.getLogger(__name__).exception("What visits had was not given back")
