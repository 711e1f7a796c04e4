"""How much memory visitors' files use: what Streamlit holds, and what pages keep."""

from __future__ import annotations

from threading import Lock
from typing import Protocol, cast
from weakref import WeakSet

from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager


class Kept(Protocol):
    """What a page keeps from a file."""

    @property
    def held_bytes(self) -> int:
        """Its size in bytes."""


_kept: WeakSet[Kept] = WeakSet()
_counting = Lock()


def keep(of_file: Kept) -> None:
    """Count what is kept from a file, for as long as a session has it."""
    with _counting:
        _kept.add(of_file)


def kept_bytes() -> int:
    """How many bytes the pages of all sessions keep."""
    with _counting:
        return sum(kept.held_bytes for kept in _kept)


def of_streamlit() -> MemoryUploadedFileManager:
    """The files that Streamlit holds until a page has read them."""
    return cast("MemoryUploadedFileManager", get_instance().uploaded_file_mgr)
