"""Under which names this server answers.

A page elsewhere may have its own name lead to this machine (DNS rebinding), and is then of one
origin with whatever answers there. What a browser cannot be tricked about is the name it asked.
"""

from __future__ import annotations

import re
import sys
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from refoulement.settings import HOSTS_VARIABLE

LOCAL = "localhost"
LONGEST_SHOWN = 80
SENTENCE = (
    "This server does not answer under this name: whoever runs it can add it to "
    f"{HOSTS_VARIABLE}.\n"
)
_HOST = re.compile(r"(\[(?P<address>[^\]]+)\]|(?P<name>[^:\[\]]+))(:\d*)?")
_CAN_ANSWER = "websocket.http.response"


def is_served(host: str | None, names: frozenset[str]) -> bool:
    """Whether a Host header is one of ours, whatever its port.

    An address in numbers is nobody's name. Programs that name no host are no browsers.
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
    """Refuses what asks under another name, WebSockets too; says so once on the terminal."""

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
            await PlainTextResponse(SENTENCE, status_code=421)(scope, receive, send)
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
