"""The server's resident memory after many visitors' files, once all visitors have gone.

Of every three files one is refused, one is forgotten at the press of the button, and one is left on
a page whose connection ends. A minute later nothing of them should be left, as the page promises.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from urllib.request import Request, urlopen
from uuid import uuid4

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks import servers
from benchmarks.crowd import Say
from benchmarks.results import Row, measured
from benchmarks.session import DONE, PATIENCE
from refoulement.intake.file.limits import FILE_BYTES
from tests.conftest import Server, get
from tests.server.test_sessions import Client, pair

FEW, MANY = 20, 200  # files
MOST_MORE = 30.0  # MB after many, compared with few
PROMISED = 60.0  # seconds after a disconnect by which the whole session is gone

REFUSED = b"\x89PNG\r\n\x1a\n" + bytes(FILE_BYTES - 2**20)
_ROW = f"Tumen,2021-07-14,50,someone,{'words ' * 160}\n"
#: No column says what is counted, so the file itself is kept until that is decided.
READ = f"place,date,count,source,summary\n{_ROW * 1000}".encode()
_BOUNDARY = "limit"
_HEAD = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
_FORGET = "Remove this file"


def rows(server: Server, say: Say) -> list[Row]:
    """What the server still holds after few files and after many."""
    ways = (partial(_left, REFUSED), partial(_forgotten, READ), partial(_left, READ))
    held = []
    for first, last in ((0, FEW), (FEW, MANY)):
        for number in range(first, last):
            ways[number % len(ways)](server)
        time.sleep(PROMISED)
        held.append(servers.resident_mb(server))
        say(f"{last} files: {held[-1]:.0f} MB")
    few, many = held
    return [
        measured(f"resident after {FEW} files of visitors who have gone", "MB", [few]),
        measured(f"resident after {MANY} files of visitors who have gone", "MB", [many]),
        measured("the same: after many, more than after few", "MB", [many - few], most=MOST_MORE),
    ]


def _left(content: bytes, server: Server) -> None:
    """Send a file, and leave."""
    with_file(server, content).close()


def _forgotten(content: bytes, server: Server) -> None:
    """Send a file, have it forgotten, and leave."""
    page = with_file(server, content)
    page.run(WidgetState(id=page.button, trigger_value=True))
    page.close()


def with_file(server: Server, content: bytes) -> Page:
    """A page that has read or refused a file."""
    page = Page(server)
    page.connect()
    page.send(content)
    if not page.button:
        raise RuntimeError("the page took no file")
    return page


@dataclass
class Page(Client):
    """A visitor to the page that checks files."""

    uploader: str = ""
    button: str = ""  # the button that forgets the file, if there is one

    def run(self, *widgets: WidgetState) -> None:
        """Run the page to its end."""
        assert self.wire
        asked = BackMsg()
        asked.rerun_script.page_name = "check"
        asked.rerun_script.widget_states.widgets.extend(widgets)
        self.wire.send(asked.SerializeToString())
        self.button = ""
        while not self._take(ForwardMsg.FromString(self.wire.recv(PATIENCE, decode=False))):
            pass

    def send(self, content: bytes) -> None:
        """Upload a file, and have the page read it."""
        file = str(uuid4())
        path = f"/_stcore/upload_file/{self.session}/{file}"
        secret = pair(self.given)
        token = pair(get(self.server, "/_stcore/health", Cookie=secret)[1]["set-cookie"])
        fields = {
            "Cookie": f"{secret}; {token}",
            "X-Xsrftoken": token.partition("=")[2],
            "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
        }
        body = b"%b%b\r\n--%b--\r\n" % (_HEAD.encode(), content, _BOUNDARY.encode())
        asked = Request(self.server.url + path, body, fields, method="PUT")  # noqa: S310 our own
        urlopen(asked, timeout=PATIENCE).close()  # noqa: S310
        given = WidgetState(id=self.uploader)
        info = given.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = "a.csv", len(content), file
        info.file_urls.file_id = file
        info.file_urls.upload_url = info.file_urls.delete_url = path
        self.run(given)

    def _take(self, said: ForwardMsg) -> bool:
        """Read a message; returns whether it ends the run."""
        kind = said.WhichOneof("type")
        if kind == "new_session":
            self.session = said.new_session.initialize.session_id
        elif kind == "delta":
            element = said.delta.new_element
            self.uploader = element.file_uploader.id or self.uploader
            if element.button.label == _FORGET:
                self.button = element.button.id
        return kind == "script_finished" and said.script_finished in DONE
