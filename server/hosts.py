"""The host names under which this server answers.

Another site may point its own name at this machine (DNS rebinding), which makes it same-origin
with whatever answers there. But it cannot make a browser lie about the host name it asked for.
"""

from __future__ import annotations

import re
import sys
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from refoulement.messages import later
from refoulement.settings import HOSTS_VARIABLE

LOCAL = "localhost"
LONGEST_SHOWN = 80
SENTENCE = later(
    "This server does not answer under this name: whoever runs it can add it to %(setting)s.",
    setting=HOSTS_VARIABLE,
)
_HOST = re.compile(r"(\[(?P<address>[^\]]+)\]|(?P<name>[^:\[\]]+))(:\d*)?")
_CAN_ANSWER = "websocket.http.response"


def is_served(host: str | None, names: frozenset[str]) -> bool:
    """Whether a Host header is one of ours, whatever its port.

    Numeric addresses belong to no name. Programs that send no host are not browsers.
    """
    if host is None:
        return True
    found = _HOST.fullmatch(host)
    name = (found["address"] or found["name"]).lower().removesuffix(".") if found else ""
    return name == LOCAL or name in names or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class ServedHosts:
    """Refuses requests under other names, WebSockets too; prints this once on the terminal."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self.app = app
        self.names = names
        self.has_said = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 421."""
        host = Headers(scope=scope).get("host") if scope["type"] != "lifespan" else None
        if is_served(host, self.names):
            await self.app(scope, receive, send)
            return
        self._say(host or "")
        if scope["type"] == "http" or _CAN_ANSWER in scope.get("extensions", {}):
            await PlainTextResponse(f"{SENTENCE}\n", status_code=421)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _say(self, host: str) -> None:
        if not self.has_said:
            self.has_said = True
            print(
                f"A request for the host {host[:LONGEST_SHOWN]!r} was refused (421). If readers "
                f"use that name, add it to {HOSTS_VARIABLE}. Further ones are not reported.",
                file=sys.stderr,
                flush=True,
            )
