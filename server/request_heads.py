"""How much of a request's head is read: anything longer is discarded unparsed and refused.

A parser given unlimited input blocks everybody else while it parses, and one that gives up
midway resets the connection, so that the client never sees why.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import h11

from refoulement.messages import Later, later

LARGEST_HEAD = 2**16  # bytes of a request's first line and headers
MOST_LINES = 100  # of headers
MOST_THROWN_AWAY = 2**22  # bytes of an oversized head that are read before it is refused

_ENDS = (b"\n\r\n", b"\n\n")
_BEFORE_END = 3  # bytes that may be the start of an end marker
_FIRST_LINE = re.compile(rb"([A-Z]{1,20}) (/[!-~]{0,1000}?)(?=[? ])")
_NO_MORE = frozenset({h11.MUST_CLOSE, h11.CLOSED, h11.ERROR})
_CONTROL = 0x21  # no request begins with a lower byte


class Refusal(NamedTuple):
    """Why a request is refused, as a status and a sentence."""

    status: int
    sentence: Later


ENDLESS_ADDRESS = Refusal(
    414, later("The address has more than %(most)s bytes.", most=LARGEST_HEAD)
)
MANY_LINES = Refusal(
    431, later("The request has more than %(most)s lines of headers.", most=MOST_LINES)
)
LARGE_HEADERS = Refusal(
    431, later("The headers of the request have more than %(most)s bytes.", most=LARGEST_HEAD)
)
NO_LENGTH = Refusal(411, later("The request does not say how long it is (Content-Length)."))


class Reading(h11.Connection):
    """A connection that gives h11 one head at a time, and none beyond the limits.

    Instead of an oversized head it gives h11 a short one with the same path, and `refusal` says how
    to answer. A body must declare its length: in tiny chunks it would cost as much as a head.
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
        """Store the data; nothing is parsed yet or passed to h11."""
        self._unread += data

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """The next event, as in h11."""
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
        """Pass the next head, or a substitute, to h11 if it is complete."""
        if not self.refusal and self._unread and self._unread[0] < _CONTROL:
            return bool(self._give(LARGEST_HEAD))  # h11 refuses it at once
        ends = self._end()
        length = ends or len(self._unread)
        if not self.refusal:
            self._lines += self._unread.count(b"\n", self._searched, length)
            self.refusal = self._beyond(length, is_whole=ends > 0)
        self._searched = length
        if not self.refusal:
            return ends > 0 and bool(self._give(length))
        self._throw_away(ends or length - _BEFORE_END)
        if not ends and self._thrown_away < MOST_THROWN_AWAY:
            return False
        found = _FIRST_LINE.match(self._first_line)
        method, path = found.groups() if found else (b"GET", b"/")
        super().receive_data(b"%b %b HTTP/1.0\r\n\r\n" % (method, path))
        return True

    def _end(self) -> int:
        """Where the head ends, or 0 if it does not; a refused one ends with the data received."""
        if self.refusal:  # not searched, which would cost more than reading it
            return len(self._unread) if self._unread.endswith(_ENDS) else 0
        start = max(0, self._searched - _BEFORE_END)
        found = [self._unread.find(end, start) + len(end) for end in _ENDS]
        return min((end for end in found if end >= len(_ENDS[0])), default=0)

    def _beyond(self, length: int, *, is_whole: bool) -> Refusal | None:
        own_lines = 2 if is_whole else 1  # the first line, and an empty one
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
        if piece:  # h11 takes empty data as the end of the connection
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
