"""ETags, so that content is not sent to a client that has it already (RFC 9110)."""

from __future__ import annotations

from hashlib import sha256

from starlette.requests import Request


def tag_of(content: bytes) -> str:
    """The weak tag of some content: the same whether it is sent compressed or not."""
    return f'W/"{sha256(content).hexdigest()[:32]}"'


def holds(request: Request, tag: str) -> bool:
    """Whether the client holds this tag, compared weakly."""
    lines = request.headers.getlist("if-none-match")
    held = [one.strip() for line in lines for one in line.split(",")]
    return "*" in held or tag.removeprefix("W/") in [one.removeprefix("W/") for one in held]
