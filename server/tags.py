"""Tags of content, by which a client that holds it already is spared it (RFC 9110, ETag)."""

from __future__ import annotations

from hashlib import sha256

from starlette.requests import Request


def tag_of(content: bytes) -> str:
    """The tag of a content; weak: one for it, whether it is sent compressed or not."""
    return f'W/"{sha256(content).hexdigest()[:32]}"'


def holds(request: Request, tag: str) -> bool:
    """Whether one of the tags that the client holds is this one, compared weakly."""
    lines = request.headers.getlist("if-none-match")
    held = [one.strip() for line in lines for one in line.split(",")]
    return "*" in held or tag.removeprefix("W/") in [one.removeprefix("W/") for one in held]
