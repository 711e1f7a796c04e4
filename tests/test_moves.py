"""What a browser receives when the dates move: in proportion to the screen, never to the reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from refoulement.dataset import ENVIRONMENT_VARIABLE
from tests.conftest import Server, Visit, serve, visitor
from tests.packages import with_many_reports
from tests.test_browser import drag_start_of_range, frame, wait_for_map

#: Bytes a move, the map's own apart, which is bound by the places that it shows.
MOST_BYTES, MOST_MESSAGES = 30_000, 75
MOST_GROWTH = 3_000  # bytes from 1,000 to 10,000 reports: longer numbers, more months with any
CONSTANT = {"rm-stMainBlockContainer", "rm-legend"}


class Received:
    """The messages that a page receives over its WebSocket, as the server's protocol has them."""

    def __init__(self, guest: Visit) -> None:
        self.messages: list[tuple[int, ForwardMsg]] = []
        guest.page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, payload: str | bytes) -> None:
        content = payload.encode() if isinstance(payload, str) else payload
        message = ForwardMsg()
        message.ParseFromString(content)
        self.messages.append((len(content), message))

    def of_elements(self) -> list[tuple[int, str]]:
        """Bytes of each message, and what it brings; `again` for what the page has already."""
        return [(size, _kind(message)) for size, message in self.messages]


def _kind(message: ForwardMsg) -> str:
    kind = str(message.WhichOneof("type"))
    if kind == "ref_hash":
        return "again"
    if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
        return str(message.delta.new_element.WhichOneof("type"))
    return kind


def a_move(guest: Visit, received: Received, share: float) -> list[tuple[int, str]]:
    """What the page receives until the figures show other dates."""
    before = guest.page.locator(".rm-sentence").inner_text()
    received.messages.clear()
    drag_start_of_range(guest.page, share)
    expect(guest.page.locator(".rm-sentence")).not_to_have_text(before)
    guest.page.wait_for_function(
        "() => !document.querySelector('[data-stale=true]')"
    )
    guest.page.wait_for_timeout(1500)
    return received.of_elements()


def test_x(browser, server) -> None:
    with visitor(browser, server) as guest:
        received = Received(guest)
        guest.open()
        wait_for_map(guest.page)
        for share in (0.5, 0.6,0.7):
            got = a_move(guest, received, share)
            print(sum(s for s,_ in got), len(got), sum(s for s,k in got if k!="component_instance"))
            from collections import Counter
            c=Counter(); n=Counter()
            for s,k in got: c[k]+=s; n[k]+=1
            print([(k,v,n[k]) for k,v in c.most_common()])
        print(sorted(got, reverse=True)[:12])
        for m,x in received.messages:
            if _kind(x) in("html",): print(m, str(x.delta.new_element.html.body)[:80])
        for m,x in received.messages:
            if _kind(x) in("auto_rerun","selectbox","new_session"): print(m, str(x)[:3000])
        assert 0
