"""The server's resident memory with 1 session and with 50."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

from benchmarks import servers
from benchmarks.crowd import arrive
from benchmarks.results import Row, measured
from tests.conftest import Server

MANY = 50
MOST = 3.0  # MB a session

Say = Callable[[str], None]


def run(names: Sequence[str], say: Say) -> list[Row]:
    """Rows for these sizes (keys of servers.SIZES)."""
    rows: list[Row] = []
    for name in names:
        size = servers.SIZES[name]
        with servers.floor() as floor, servers.ours(size) as ours:
            base = _rows("floor", *asyncio.run(_resident(floor)))
            own = _rows(f"ours, {size}", *asyncio.run(_resident(ours)), most=MOST)
        say(f"memory, {size}: {own[-1].median:.2f} MB a session")
        rows += [*base, *own]
    return rows


async def _resident(server: Server) -> tuple[float, float]:
    """MB with one session, and with many, after each has moved once."""
    async with AsyncExitStack() as stack:
        (first,) = await arrive(stack, server, 1)
        await first.move(0.3)
        one = servers.resident_mb(server)
        for place, session in enumerate(await arrive(stack, server, MANY - 1)):
            await session.move(place / MANY)
        return one, servers.resident_mb(server)


def _rows(what: str, one: float, many: float, most: float | None = None) -> list[Row]:
    return [
        measured(f"{what}: resident with 1 session", "MB", [one]),
        measured(f"{what}: resident with {MANY} sessions", "MB", [many]),
        measured(f"{what}: a session", "MB", [(many - one) / (MANY - 1)], most=most),
    ]
