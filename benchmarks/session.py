"""A session that speaks Streamlit's own protocol, as its page in a browser does.

It draws nothing, but sends what a browser would: the address, the state of the slider, and
the messages that it keeps from before, so that the server need not send them again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

DAY = 24 * 60 * 60 * 1_000_000  # a date is in microseconds since 1970
PATIENCE = 120  # seconds for a rerun
#: How a run ends. A run that ends early is followed by a newer one.
DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class SessionError(RuntimeError):
    """A page showed an error, or could not be run."""


@dataclass
class Session:
    """A connected session, once it has been entered."""

    url: str
    query: str = ""
    page: str = ""
    slider: Slider | None = None
    fragment: str = ""  # the part of the page that the slider reruns; empty for all of it
    value: tuple[float, ...] = ()
    kept: set[str] = field(default_factory=set)
    received: int = 0
    _wire: ClientConnection | None = None

    async def __aenter__(self) -> Session:
        """Connect, and run the page for the first time."""
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        self._wire = await connect(
            address,
            origin=Origin(self.url),
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,
        )
        await self._run()
        if self.slider is None:
            raise SessionError("the page has no slider")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        if self._wire:
            await self._wire.close()

    async def move(self, share: float) -> None:
        """Set the slider's start to this share of its span, and wait until the page has run."""
        slider = self.slider
        assert slider, "a page that has not run yet has no slider"
        days = round((slider.max - slider.min) / DAY * share)
        self.value = (slider.min + days * DAY, slider.max)
        await self._run()

    async def _run(self) -> None:
        assert self._wire, "not connected"
        await self._wire.send(self._request().SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while not self._take(await self._wire.recv()):
                pass

    def _request(self) -> BackMsg:
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string = self.query
        state.page_script_hash = self.page
        state.fragment_id = self.fragment
        state.cached_message_hashes.extend(self.kept)
        state.context_info.url = f"{self.url}/?{self.query}"
        state.context_info.timezone = "UTC"
        state.context_info.locale = "en-GB"
        state.context_info.color_scheme = "light"
        if self.slider and self.value:
            widget = state.widget_states.widgets.add(id=self.slider.id)
            widget.double_array_value.data.extend(self.value)
        return asked

    def _take(self, content: str | bytes) -> bool:
        """Read a message; returns whether it ends the run."""
        assert isinstance(content, bytes), "Streamlit's messages are binary"
        self.received += len(content)
        said = ForwardMsg.FromString(content)
        kind = said.WhichOneof("type")
        if said.metadata.cacheable:
            self.kept.add(said.hash)
        if kind == "delta":
            self._take_element(said)
        elif kind == "page_info_changed":
            self.query = said.page_info_changed.query_string
        elif kind == "new_session":
            self.page = said.new_session.page_script_hash
        elif kind == "script_finished":
            if said.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise SessionError("the page could not be run")
            return said.script_finished in DONE
        return False

    def _take_element(self, said: ForwardMsg) -> None:
        element = said.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise SessionError(f"the page shows {element.exception.type}")
        if kind == "slider" and len(element.slider.default) == 2:
            self.slider, self.fragment = element.slider, said.delta.fragment_id
