"""How long an address may be, and how much of visitors’ files is held; what is said of more."""

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
from server.connections import REFUSAL
from server.heads import Refusal

LONGEST_QUERY = 16384  # bytes: more than twice an address that selects every value there is
MOST_UPLOADED_BYTES = 400 * 2**20  # of all visitors together

_UPLOAD = re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/(?P<file>[^/]+)\Z")


class UploadedFiles(Protocol):
    """The files that Streamlit holds in memory, by session and by id."""

    @property
    def file_storage(self) -> Mapping[str, Mapping[str, Any]]:
        """All files; each has its bytes as `data`."""

    def remove_file(self, session_id: str, file_id: str) -> None:
        """Hold a file no longer."""


def hold_uploads_in_memory() -> None:
    """Write no part of what visitors send to the disk; Starlette would, from 1 MiB on.

    How much one may send is bounded by Streamlit while it is read.
    """
    MultiPartParser.spool_max_size = 0  # no size at which it goes to a file


class ShortAddresses:
    """Refuses what was too long to be read, and a query string longer than LONGEST_QUERY.

    With one sentence, on every path.
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
        said = {"error": refusal.sentence, "problems": []}
        await JSONResponse(said, refusal.status, headers)(scope, receive, send)


def _refusal(scope: Scope) -> Refusal | None:
    length = len(scope["query_string"])
    if length > LONGEST_QUERY:
        sentence = f"The query string has {length:,} bytes; at most {LONGEST_QUERY:,} are read."
        return Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, sentence)
    unread: Refusal | None = scope.get("state", {}).get(REFUSAL)
    return unread


class BoundedUploads:
    """Holds one file a session, the last one, and MOST_UPLOADED_BYTES of all sessions together.

    Streamlit bounds the size of a file, and not how many of them one visitor sends. `kept` are
    the bytes that pages keep of files which Streamlit holds no more; what is on its way counts
    from the beginning, at the length that its head gives.
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
            sentence = "The server holds too many files of other visitors; please try again later."
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
        """Count an upload from now on, if there is room for it."""
        with self._counting:
            storage = self.uploaded().file_storage
            held = sum(len(file.data) for of in [*storage.values()] for file in [*of.values()])
            if held + self.kept() + self._on_their_way + length > MOST_UPLOADED_BYTES:
                return False
            self._on_their_way += length
            return True


def _length(scope: Scope) -> int:
    """How many bytes a request says that it has; as many as one may have where it does not."""
    said = Headers(scope=scope).get("content-length", "")
    return min(int(said), FILE_BYTES) if said.isdecimal() and len(said) < 20 else FILE_BYTES
