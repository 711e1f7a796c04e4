"""How much of a request's head is read: what is longer is thrown away unparsed, and refused.

A parser that is given all that comes stops everybody else for as long as it parses, and one
that gives up in the middle resets the connection, so that the client never sees why.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import h11

LARGEST_HEAD = 2**16  # bytes of a request's first line and headers
MOST_LINES = 100  # of headers
MOST_THROWN_AWAY = 2**22  # bytes of a head that are read to their end before it is refused

_END = re.compile(rb"\n\r?\n")
_BEFORE_END = 3  # bytes that may belong to an end whose rest is still to come
_FIRST_LINE = re.compile(rb"([A-Z]{1,20}) (/[!-~]{0,1000}?)(?=[? ])")
_NO_MORE = frozenset({h11.MUST_CLOSE, h11.CLOSED, h11.ERROR})
_CONTROL = 0x21  # no request begins with a byte below


class Refusal(NamedTuple):
    """Why a request is not answered as it was asked, as a status and a sentence."""

    status: int
    sentence: str


ENDLESS_ADDRESS = Refusal(414, f"The address has more than {LARGEST_HEAD:,} bytes.")
MANY_LINES = Refusal(431, f"The request has more than {MOST_LINES} lines of headers.")
LARGE_HEADERS = Refusal(431, f"The headers of the request have more than {LARGEST_HEAD:,} bytes.")
NO_LENGTH = Refusal(411, "The request does not say how long it is (Content-Length).")


class Reading(h11.Connection):
    """A connection that gives h11 one head at a time, and none that is beyond the bounds.

    In the place of one that is, it reads a short one of the same path, and `refusal` says what
    to answer. A body must say how long it is: in tiny chunks it would cost as much as a head.
    """

    def __init__(self) -> None:
        super().__init__(h11.SERVER, LARGEST_HEAD)
        self.refusal: Refusal | None = None
        self._unread = bytearray()
        self._searched = 0
        self._lines = 0
        self._first_line = b""
        self._thrown_away = 0
        self._body_left = 0

    def receive_data(self, data: bytes) -> None:
        """Take what has come. Nothing is parsed yet, nor given to be."""
        self._unread += data

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """As h11 does."""
        state = self.their_state
        if state in _NO_MORE or (self.refusal and state is h11.SEND_BODY):
            self._unread.clear()
        if state is h11.DONE and self._unread:
            return h11.PAUSED
        if state is h11.IDLE and not self._give_head():
            return h11.NEED_DATA
        if state is h11.SEND_BODY:
            self._body_left -= self._give(self._body_left)
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._begin_body(event)
        return event

    def _give_head(self) -> bool:
        """Give the next head, or one in its place, if it has come to its end."""
        if not self.refusal and self._unread and self._unread[0] < _CONTROL:
            return bool(self._give(LARGEST_HEAD))  # to be refused at once
        end = _END.search(self._unread, max(0, self._searched - _BEFORE_END))
        length = end.end() if end else len(self._unread)
        self._lines += self._unread.count(b"\n", self._searched, length)
        self._searched = length
        self.refusal = self.refusal or self._beyond(length, is_whole=end is not None)
        if not self.refusal:
            return end is not None and bool(self._give(length))
        self._throw_away(length if end else length - _BEFORE_END)
        if not end and self._thrown_away < MOST_THROWN_AWAY:
            return False
        found = _FIRST_LINE.match(self._first_line)
        method, path = found.groups() if found else (b"GET", b"/")
        super().receive_data(b"%b %b HTTP/1.0\r\n\r\n" % (method, path))
        return True

    def _beyond(self, length: int, *, is_whole: bool) -> Refusal | None:
        own_lines = 2 if is_whole else 1  # the first, and an empty one
        if self._lines > MOST_LINES + own_lines:
            return MANY_LINES
        if length > LARGEST_HEAD:
            return LARGE_HEADERS if self._unread.find(b"\n", 0, length) >= 0 else ENDLESS_ADDRESS
        return None

    def _begin_body(self, request: h11.Request) -> None:
        headers = dict(request.headers)
        if b"transfer-encoding" in headers:
            self.refusal = NO_LENGTH
        else:
            self._body_left = int(headers.get(b"content-length", 0))

    def _give(self, most: int) -> int:
        piece = bytes(self._unread[:most])
        self._forget(len(piece))
        if piece:  # to h11, nothing would be the end of the connection
            super().receive_data(piece)
        return len(piece)

    def _throw_away(self, length: int) -> None:
        self._first_line = self._first_line or bytes(self._unread[:LARGEST_HEAD])
        self._thrown_away += length
        searched = self._searched - length
        self._forget(length)
        self._searched = searched

    def _forget(self, length: int) -> None:
        del self._unread[:length]
        self._searched = self._lines = 0
