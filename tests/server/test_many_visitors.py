"""More visitors than a server has room for, and running out of memory."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus

import pytest
from websockets.exceptions import ConnectionClosed

from server.descriptors import FULL, MOST_SESSIONS, most_sessions
from tests.conftest import DASHBOARD, PATIENCE, ROOT, Server, get, started, wire
from tests.server.test_sessions import Client

DESCRIPTORS = 128


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with few file descriptors allowed, started with even fewer."""
    few = f'ulimit -Sn {DESCRIPTORS // 2}; ulimit -Hn {DESCRIPTORS}; exec "$@"'
    limited = ["sh", "-c", few, "sh", *DASHBOARD]
    with started(limited, tmp_path_factory.mktemp("small") / "log", PATIENCE) as server:
        yield server


def test_one_visitor_too_many_is_told_so_and_the_others_are_served(small: Server) -> None:
    page = {"Accept": "text/html,*/*"}
    with ExitStack() as others:
        clients = [Client(small) for _ in range(most_sessions(DESCRIPTORS))]
        for client in clients:
            client.connect()
            others.callback(client.close)
        for _ in range(5):
            with (
                wire(small) as one_more,
                pytest.raises(ConnectionClosed) as refused,
            ):
                one_more.recv(PATIENCE)
            assert refused.value.rcvd
            assert (refused.value.rcvd.code, refused.value.rcvd.reason) == (1013, str(FULL))
        status, headers, body = get(small, "/sources", **page)
        assert (status, body.decode()) == (HTTPStatus.SERVICE_UNAVAILABLE, str(FULL))
        assert headers["retry-after"] == "60"
        for path in ("/api/summary.json", "/_stcore/health", "/assets/map.js"):
            assert get(small, path, **page)[0] == 200
        for client in clients:
            client.run()
        clients[0].close()
        again = Client(small)
        again.connect()
        again.close()
    assert get(small, "/sources", **page)[0] == 200
    assert "Too many open files" not in small.output()


def test_the_soft_limit_of_descriptors_is_raised(small: Server) -> None:
    get(small, "/_stcore/health")  # Streamlit prints its address before it imports our server
    found = resource.prlimit(small.process.pid, resource.RLIMIT_NOFILE)
    assert found == (DESCRIPTORS, DESCRIPTORS)


def test_how_many_visitors_there_is_room_for() -> None:
    assert [most_sessions(given) for given in (10, 1024, 65_536)] == [1, 73, MOST_SESSIONS]


@pytest.mark.parametrize(
    "failing",
    [
        "logging.getLogger('asyncio').exception('a callback failed')",
        "ends_the_process(MemoryError())",
        "t = threading.Thread(target=fail); t.start(); t.join()",
        "import _thread; _thread.start_new_thread(fail, ()); threading.Event().wait(60)",
        "from app import app; app._on_script_error(MemoryError())",
    ],
)
def test_a_process_without_memory_ends(failing: str) -> None:
    """If it survived, it would answer nobody, and no supervisor would notice."""
    code = (
        "import logging, threading\nfrom server.out_of_memory import *\n"
        "from server.log import quieten\nquieten()\nwatch_threads()\n"
        "def fail(): raise MemoryError\n"
        f"try: fail()\nexcept MemoryError: {failing}\nprint('lives on')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "error: the server has no memory left, and ends; start it again\n"
