"""What the server reveals: nothing about the machine, its paths, or who runs it."""

from __future__ import annotations

import platform
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.metrics_util import Installation

from tests.conftest import PATIENCE, ROOT, Server, get, wire

CLOSED = (
    *("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/openapi.json"),
    *("/_stcore/agent/mcp", "/_stcore/agent/interact", "/_stcore/bidi-components/x/y.js"),
    *("/_stcore/message", "/_stcore/", "/_stcore", "/_stcore/health/x", "/sources/_stcore/metrics"),
    *("/auth/login", "/auth/logout", "/oauth2callback"),
)


def frames_of_a_visit(server: Server) -> Iterator[bytes]:
    """Everything that the server sends to a new visitor until the page is drawn."""
    with wire(server) as session:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        session.send(asked.SerializeToString())
        asked = BackMsg()
        asked.load_git_info = True
        session.send(asked.SerializeToString())
        while True:
            frame = session.recv(timeout=PATIENCE)
            assert isinstance(frame, bytes)
            yield frame
            if ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished":
                return


def test_a_visitor_is_told_nothing_of_machine_and_operator(server: Server) -> None:
    frames = [*frames_of_a_visit(server)]
    first = next(
        message.new_session
        for message in map(ForwardMsg.FromString, frames)
        if message.WhichOneof("type") == "new_session"
    )
    told = {field.name for field, _ in first.initialize.environment_info.ListFields()}
    assert told <= {"streamlit_version"}
    assert not first.initialize.user_info.ListFields()
    assert first.main_script_path == ""
    machine = Installation.instance()
    for secret in (
        *(str(ROOT), str(Path.home()) + "/", platform.python_version(), platform.release()),
        *(machine.installation_id_v3, machine.installation_id_v4),
    ):
        assert secret.encode() not in b"".join(frames), secret


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_counts_agents_and_log_ins_are_not_there(server: Server, path: str, method: str) -> None:
    assert get(server, path, method)[0] == 404


def raw_answer(server: Server, request: bytes) -> bytes:
    """The beginning of what the server sends back for these bytes."""
    address = urlsplit(server.url)
    with closing(socket.create_connection((address.hostname, address.port), PATIENCE)) as raw:
        raw.sendall(request)
        return raw.recv(65536)


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET / HTTP/1.1", b"200"),
        (b"GET /_stcore/metrics HTTP/1.1", b"404"),
        (b"GET / nonsense", b"400"),
        (
            b"GET /_stcore/stream HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            b"101",
        ),
        (b"GET /_stcore/stream HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket", b"4"),
    ],
    ids=["page", "refusal", "nonsense", "websocket", "half a websocket"],
)
def test_no_answer_names_the_software_of_the_server(
    server: Server, request_line: bytes, status: bytes
) -> None:
    head = raw_answer(server, request_line + b"\r\nHost: localhost\r\n\r\n").partition(b"\r\n\r\n")[
        0
    ]
    assert head.startswith(b"HTTP/1.1 " + status)
    assert b"\nserver:" not in head.lower()
    for name in (b"uvicorn", b"python", b"websockets"):
        assert name not in head.lower()
