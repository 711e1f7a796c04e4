"""The server sends its output at once."""

from __future__ import annotations

import socket
from contextlib import closing

from server.connections import send_at_once


def test_a_connection_does_not_wait_for_the_client_to_acknowledge_what_came_before() -> None:
    with closing(socket.socket(socket.AF_INET)) as listening:  # as uvicorn creates it
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        with closing(socket.create_connection(listening.getsockname())):
            served, _ = listening.accept()
            with closing(served):
                assert not served.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                send_at_once(served)
                assert served.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_connection_that_is_not_tcp_is_left_as_it_is() -> None:
    here, there = socket.socketpair()
    with closing(here), closing(there):
        send_at_once(here)
