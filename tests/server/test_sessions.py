"""Whom sessions belong to, with clients that speak the protocol themselves, and Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection

from refoulement.settings import ADDRESS_VARIABLE
from server.sessions import secrets_in
from tests.conftest import PATIENCE, Server, at_rest, get, serve, visitor, wire


@dataclass
class Client:
    """A program that speaks the protocol of Streamlit's pages."""

    server: Server
    cookie: str = ""  # sent to the server
    session: str = ""
    given: str = ""  # set by the server on connecting
    wire: ClientConnection | None = None
    open: ExitStack = field(default_factory=ExitStack)

    def connect(self, session: str = "") -> str:
        """Connect, to an existing session if one is given; returns the id of the session."""
        cookie = {"Cookie": self.cookie} if self.cookie else {}
        self.wire = self.open.enter_context(
            wire(self.server, "token", *([session] if session else []), **cookie)
        )
        assert self.wire.response
        self.given = self.wire.response.headers.get("Set-Cookie", "")
        self.run()
        return self.session

    def run(self) -> None:
        """Run the page until the server names the session."""
        assert self.wire
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        self.wire.send(asked.SerializeToString())
        self.session = ""
        while not self.session:
            said = self.wire.recv(PATIENCE)
            assert isinstance(said, bytes)
            message = ForwardMsg.FromString(said)
            if message.WhichOneof("type") == "new_session":
                self.session = message.new_session.initialize.session_id

    def close(self) -> None:
        """Close the page."""
        self.open.close()


def pair(given: str) -> str:
    """A set cookie as a browser sends it back."""
    return given.partition(";")[0]


@pytest.fixture
def victim(server: Server) -> Iterator[Client]:
    """A client with a session and its cookie."""
    client = Client(server)
    client.connect()
    client.cookie = pair(client.given)
    yield client
    client.close()


def test_a_session_is_resumed_by_the_browser_that_has_it_alone(victim: Client) -> None:
    for connected in (True, False):
        if not connected:
            victim.close()
        for cookie in ("", "refoulement_visit_1=guessed", f"refoulement_visit_1={'a' * 43}"):
            thief = Client(victim.server, cookie)
            assert thief.connect(victim.session) != victim.session
            thief.close()
        other = Client(victim.server)
        other.connect()
        other.close()
        thief = Client(victim.server, pair(other.given))
        assert thief.connect(victim.session) != victim.session
        thief.close()
    again = Client(victim.server, victim.cookie)
    assert again.connect(victim.session) == victim.session
    assert again.given == "", "a browser that has a secret is given no other"
    again.close()


def test_two_headers_of_protocols_open_no_more_than_one(victim: Client) -> None:
    second = {"Sec-WebSocket-Protocol": f"token, {victim.session}"}
    with wire(victim.server, **second) as connection:
        thief = Client(victim.server, wire=connection)
        thief.run()
    assert thief.session != victim.session


def test_the_cookie_is_a_secret_that_ends_with_the_browser(victim: Client) -> None:
    _, headers, _ = get(victim.server, "/_stcore/health")
    for given in (victim.given, headers["set-cookie"]):
        (cookie,) = [c for name, c in SimpleCookie(given).items() if "visit" in name]
        assert len(cookie.value) == 43
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
        assert (cookie["max-age"], cookie["expires"], cookie["domain"]) == ("", "", "")
        assert not cookie["secure"], "a browser would not give it back by http"


@pytest.mark.parametrize("path", ["/", "/sources", "/?embed=true", "/api/summary.json", "/map/x"])
def test_nothing_but_what_a_page_asks_before_it_connects_gives_a_secret(
    server: Server, path: str
) -> None:
    assert "visit" not in get(server, path)[1].get("set-cookie", "")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_an_upload_needs_the_secret_of_the_session_too(victim: Client, method: str) -> None:
    _, headers, _ = get(victim.server, "/_stcore/health", Cookie=victim.cookie)
    found = re.search(r"_streamlit_xsrf=[^;]+", headers["set-cookie"])
    assert found
    token = found.group()
    path = f"/_stcore/upload_file/{victim.session}/{uuid4()}"

    def asked(*cookies: str) -> int:
        fields = {"Cookie": "; ".join(cookies), "X-Xsrftoken": token.partition("=")[2]}
        return get(victim.server, path, method, **fields)[0]

    assert asked(token, victim.cookie) == {"PUT": 400, "DELETE": 204}[method]
    assert asked(token) == 403
    other = Client(victim.server)
    other.connect()
    assert asked(token, pair(other.given)) == 403
    other.close()


def test_behind_tls_the_cookie_goes_by_tls_alone_and_no_other_site_can_set_it(
    tmp_path: Path,
) -> None:
    address = {ADDRESS_VARIABLE: "https://map.example.org/"}
    with serve(tmp_path / "log", **address) as server:
        victim = Client(server)
        victim.connect()
        assert victim.given.startswith("__Host-refoulement_visit_")
        assert victim.given.endswith("; Path=/; HttpOnly; SameSite=Strict; Secure")
        victim.close()
        (secret,) = secrets_in([pair(victim.given)], is_secure=True)
        for cookie, same in ((f"refoulement_visit_1={secret}", False), (pair(victim.given), True)):
            client = Client(server, cookie)
            assert (client.connect(victim.session) == victim.session) is same
            client.close()


def test_a_page_that_loses_its_connection_finds_its_session_again(
    browser: Browser, server: Server
) -> None:
    with visitor(browser, server) as guest:
        sockets = []
        guest.page.route_web_socket(
            re.compile("/_stcore/stream"), lambda route: sockets.append(route.connect_to_server())
        )
        guest.open("check")
        content = b"place,date,count\nTumen,2021,5\n"
        file = {"name": "own.csv", "mimeType": "text/csv", "buffer": content}
        guest.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        expect(guest.page.get_by_text("1 row read")).to_be_visible()
        at_rest(guest.page)
        with guest.page.expect_websocket() as again:
            sockets[0].close()
        assert urlsplit(again.value.url).path == "/_stcore/stream"
        at_rest(guest.page)
        expect(guest.page.get_by_text("1 row read")).to_be_visible()
