"""Many sessions at once, each moving the slider every five seconds.

The floor page and ours get the same crowd one after the other, in one run. The floor is Streamlit
with its default settings, which collects garbage after each run (runner.postScriptGC). A move lasts
from sending the slider's new value until the page has finished running. The crowd's own cost is
measured too, because it shares the processor with the server.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from benchmarks import servers
from benchmarks.results import Row, measured
from benchmarks.session import Session
from tests.conftest import Server

CROWDS = (1, 10, 50, 100)
EVERY = 5.0  # seconds
SECONDS = 30.0
AT_ONCE = 5  # sessions that arrive at the same time
TARGET_CROWD, MOST_CPU, MOST_P95 = 50, 1.5, 2.0  # relative to the floor

Say = Callable[[str], None]


@dataclass
class Crowd:
    """What a crowd measured: milliseconds per move, errors, processor milliseconds per move."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    server_cpu: float = 0
    own_cpu: float = 0


def run(names: Sequence[str], say: Say) -> list[Row]:
    """Rows for every crowd, for these sizes (keys of servers.SIZES)."""
    rows: list[Row] = []
    for name in names:
        size = servers.SIZES[name]
        with servers.floor() as floor, servers.ours(size) as ours:
            for many in CROWDS:
                seen = []
                for what, server in (("floor", floor), (f"ours, {size}", ours)):
                    seen.append(asyncio.run(crowd(server, many)))
                    say(f"crowd of {many}, {what}: {_said(seen[-1])}")
                rows += _rows(many, str(size), *seen)
    return rows


async def crowd(server: Server, many: int, seconds: float = SECONDS) -> Crowd:
    """Let this many sessions make moves for this long."""
    seen = Crowd()
    chance = random.Random(many)  # noqa: S311 no secret
    async with AsyncExitStack() as stack:
        sessions = await arrive(stack, server, many)
        cpu, own = servers.cpu_seconds(server), time.process_time()
        begun = time.monotonic()
        # Spread evenly over the time between two moves, as independent visitors would be.
        await asyncio.gather(
            *(
                _visitor(session, begun + EVERY * place / many, begun + seconds, chance, seen)
                for place, session in enumerate(sessions)
            )
        )
        moves = max(1, len(seen.times))
        seen.server_cpu = 1000 * (servers.cpu_seconds(server) - cpu) / moves
        seen.own_cpu = 1000 * (time.process_time() - own) / moves
    return seen


async def arrive(stack: AsyncExitStack, server: Server, many: int) -> list[Session]:
    """Sessions that have run their page once, arriving a few at a time."""
    sessions: list[Session] = []
    while len(sessions) < many:
        group = [Session(server.url) for _ in range(min(AT_ONCE, many - len(sessions)))]
        sessions += await asyncio.gather(*map(stack.enter_async_context, group))
    return sessions


async def _visitor(
    session: Session, due: float, end: float, chance: random.Random, seen: Crowd
) -> None:
    """Move at regular intervals; if kept waiting longer than that, move again at once."""
    while due < end:
        await asyncio.sleep(max(0, due - time.monotonic()))
        began = time.monotonic()
        try:
            await session.move(chance.uniform(0.05, 0.75))
        except Exception as error:  # whatever it is, it belongs in the results
            seen.errors.append(f"{type(error).__name__}: {str(error)[:100]}")
            return
        seen.times.append(1000 * (time.monotonic() - began))
        due = max(due + EVERY, time.monotonic())


def _said(seen: Crowd) -> str:
    slowest = max(seen.times, default=0)
    middle = statistics.median(seen.times or [0])
    return (
        f"{len(seen.times)} moves, median {middle:.0f} ms, slowest {slowest:.0f} ms, "
        f"{len(seen.errors)} errors, CPU a move: server {seen.server_cpu:.0f} ms, "
        f"the crowd itself {seen.own_cpu:.0f} ms"
    )


def _rows(many: int, size: str, floor: Crowd, ours: Crowd) -> list[Row]:
    is_target = many == TARGET_CROWD
    most_cpu, most_p95 = (MOST_CPU, MOST_P95) if is_target else (None, None)
    base = measured(f"floor, {many} sessions", "ms", floor.times)
    base_cpu = measured(f"floor, {many} sessions: server CPU a move", "ms", [floor.server_cpu])
    what = f"ours ({size}), {many} sessions"
    slow_floor = measured(f"p95 of the floor, {many} sessions", "ms", [base.p95 or 0])
    row = measured(what, "ms", ours.times, base)
    return [
        base,
        row,
        measured(f"{what}: p95", "ms", [row.p95 or 0], slow_floor, most_ratio=most_p95),
        base_cpu,
        measured(
            f"{what}: server CPU a move", "ms", [ours.server_cpu], base_cpu, most_ratio=most_cpu
        ),
        measured(f"floor, {many} sessions: CPU of the crowd a move", "ms", [floor.own_cpu]),
        measured(f"{what}: CPU of the crowd a move", "ms", [ours.own_cpu]),
        measured(f"floor, {many} sessions: errors", "", [len(floor.errors)]),
        measured(
            f"{what}: errors",
            "",
            [len(ours.errors)],
            most=0 if is_target else None,
            note="; ".join(sorted(set(ours.errors))[:3]),
        ),
    ]
