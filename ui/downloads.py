"""Where downloads lie: at addresses that nobody can guess, and for one visitor alone.

Streamlit names a file by what it holds, of more than 1 MiB by a part of that, and keeps the
first content that had a name: two visitors' files could have one address.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import PurePosixPath
from typing import NamedTuple

import streamlit as st
from streamlit.runtime import get_instance, memory_media_file_storage
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import (
    MemoryFile,
    MemoryMediaFileStorage,
    get_extension_for_mimetype,
)
from streamlit.runtime.scriptrunner import get_script_run_ctx

ID_BYTES = 16
PRESSED_SECONDS = 45  # that a file made at the press of a button is there to be fetched


class _Kept(NamedTuple):
    """Whose a file is (None: made at the press of a button), and since when, in seconds."""

    session: str | None
    since: float


class PrivateFiles(MemoryMediaFileStorage):
    """Files in memory, each at a random address.

    What a run offers answers while its visitor is connected; the same content keeps its address
    for that visitor, so that no button changes at a move. Of what is made at a press Streamlit
    does not say for whom: it answers for PRESSED_SECONDS, even where other visitors' runs would
    have it cleared away before it is fetched.
    """

    def __init__(self, media_endpoint: str, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(media_endpoint)
        self._clock = clock
        self._kept: dict[str, _Kept] = {}

    def load_and_get_id(
        self,
        path_or_data: str | bytes,
        mimetype: str,
        kind: MediaFileKind,
        filename: str | None = None,
    ) -> str:
        """Keep a file; its id is as random as an address that must not be guessed."""
        self.clear_away()
        data = self._read_file(path_or_data) if isinstance(path_or_data, str) else path_or_data
        file = MemoryFile(content=data, mimetype=mimetype, kind=kind, filename=filename)
        context = get_script_run_ctx(suppress_warning=True)
        session = context.session_id if context else None
        for known, other in [*self._files_by_id.items()]:
            if other == file:
                file = other  # in memory once, at however many addresses
                kept = self._kept.get(known)
                if session is not None and kept and kept.session == session:
                    return known
        file_id = secrets.token_hex(ID_BYTES)
        self._files_by_id[file_id] = file
        self._kept[file_id] = _Kept(session, self._clock())
        return file_id

    def get_file(self, filename: str) -> MemoryFile:
        """The file whose address ends in `filename`; MediaFileStorageError where there is none."""
        file_id = PurePosixPath(filename).stem
        kept, file = self._kept.get(file_id), self._files_by_id.get(file_id)
        if kept is None or file is None or not self._answers(kept):
            raise MediaFileStorageError("There is no such file, or no longer.")
        return file

    def get_url(self, file_id: str) -> str:
        """The address of a file, whether or not its visitor is connected at the moment."""
        file = self._files_by_id.get(file_id)
        if file is None:
            raise MediaFileStorageError("There is no such file, or no longer.")
        return f"{self._media_endpoint}/{file_id}{get_extension_for_mimetype(file.mimetype)}"

    def delete_file(self, file_id: str) -> None:
        """Keep a file no longer, unless it was made at a press and may still be fetched."""
        self.clear_away()
        kept = self._kept.get(file_id)
        if kept and kept.session is not None:
            self._delete(file_id)

    def _answers(self, kept: _Kept) -> bool:
        if kept.session is not None:
            return get_instance().is_active_session(kept.session)
        return self._clock() - kept.since < PRESSED_SECONDS

    def clear_away(self) -> None:
        """Delete what was made at a press and has had its time."""
        for file_id, kept in [*self._kept.items()]:
            if kept.session is None and not self._answers(kept):
                self._delete(file_id)

    def _delete(self, file_id: str) -> None:
        self._kept.pop(file_id, None)
        self._files_by_id.pop(file_id, None)


def keep_private() -> None:
    """Have Streamlit keep files so. Before the app starts, which makes the storage then.

    Streamlit has no setting for this; `required` says whether it came about.
    """
    memory_media_file_storage.MemoryMediaFileStorage = PrivateFiles  # type: ignore[misc]


def storage() -> PrivateFiles:
    """The files of this server."""
    files: PrivateFiles = get_instance().media_file_mgr._storage  # type: ignore[assignment]
    return files


@asynccontextmanager
async def required(_app: st.App) -> AsyncIterator[None]:
    """Let no server run that keeps files in another way, as another Streamlit might."""
    if not isinstance(storage(), PrivateFiles):
        print(
            f"error: Streamlit {st.__version__} keeps downloads in a way that is not known here, "
            "so they might not be private; install the versions in constraints.txt",
            file=sys.stderr,
            flush=True,
        )
        os._exit(1)  # of any exception the server around this prints a traceback
    yield
