"""Limits on the length of addresses and the size of visitors’ files, and their messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from threading import Lock
from typing import Any, Protocol

from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from refoulement.intake.file.limits import FILE_BYTES
from refoulement.messages import gettext, nlater
from server.connections import REFUSAL
from server.request_heads import Refusal

LONGEST_QUERY = 16384  # bytes: more than twice an address that selects every value there is
MOST_UPLOADED_BYTES = 400 * 2**20  # for all visitors together

_UPLOAD = re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/(?P<file>[^/]+)\Z")


class UploadedFiles(Protocol):
    """The files that Streamlit holds in memory, by session and id."""

    @property
    def file_storage(self) -> Mapping[str, Mapping[str, Any]]:
        """All files; each has its bytes in `data`."""

    def remove_file(self, session_id: str, file_id: str) -> None:
        """Remove a file."""


def hold_uploads_in_memory() -> None:
    """Keep uploads off the disk, where Starlette would put those over 1 MiB.

    Streamlit limits the size of an upload while reading it.
    """
    MultiPartParser.spool_max_size = 0  # never spill to a file


class ShortAddresses:
    """Refuses requests too long to be read, and query strings longer than LONGEST_QUERY.

    On every path the answer is one sentence.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        refusal = _refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self.app(scope, receive, send)
            return
        headers = {"Connection": "close"}
        if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers["Retry-After"] = "60"
        said = {"error": str(refusal.sentence), "problems": []}
        await JSONResponse(said, refusal.status, headers)(scope, receive, send)


def _refusal(scope: Scope) -> Refusal | None:
    length = len(scope["query_string"])
    if length > LONGEST_QUERY:
        sentence = nlater(
            "The query string has %(count)s byte; at most %(most)s are read.",
            "The query string has %(count)s bytes; at most %(most)s are read.",
            length,
            most=LONGEST_QUERY,
        )
        return Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, sentence)
    unread: Refusal | None = scope.get("state", {}).get(REFUSAL)
    return unread


class BoundedUploads:
    """Keeps only the last file of each session, and MOST_UPLOADED_BYTES of all sessions together.

    Streamlit limits the size of a file, but not how many one visitor sends. `kept` is the number of
    bytes that pages keep from files that Streamlit no longer holds. Uploads in progress count from
    the start, with their declared length.
    """

    def __init__(
        self, app: ASGIApp, uploaded: Callable[[], UploadedFiles], kept: Callable[[], int]
    ) -> None:
        self.app = app
        self.uploaded = uploaded
        self.kept = kept
        self._on_their_way = 0
        self._counting = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 503."""
        upload = _UPLOAD.search(scope.get("path", "")) if scope.get("method") == "PUT" else None
        if upload is None:
            await self.app(scope, receive, send)
            return
        length = _length(scope)
        if not self._reserve(length):
            sentence = gettext(
                "The server holds too many files of other visitors; please try again later."
            )
            await PlainTextResponse(sentence, status_code=503)(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        finally:
            with self._counting:
                self._on_their_way -= length
        files = self.uploaded()
        of_session = [*files.file_storage.get(upload["session"], ())]
        if upload["file"] in of_session:
            for other in of_session:
                if other != upload["file"]:
                    files.remove_file(upload["session"], other)

    def _reserve(self, length: int) -> bool:
        """Reserve space for an upload, if there is room."""
        with self._counting:
            storage = self.uploaded().file_storage
            held = sum(len(file.data) for of in [*storage.values()] for file in [*of.values()])
            if held + self.kept() + self._on_their_way + length > MOST_UPLOADED_BYTES:
                return False
            self._on_their_way += length
            return True


def _length(scope: Scope) -> int:
    """The declared length of a request; the largest allowed if it declares none."""
    said = Headers(scope=scope).get("content-length", "")
    return min(int(said), FILE_BYTES) if said.isdecimal() and len(said) < 20 else FILE_BYTES
