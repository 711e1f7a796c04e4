"""Live drag: how long the scripts in the map's frame run per animation frame, thumb held.

The figures come from Chromium's own trace: every call of a function in the map's frame,
added up from one of its animation frames to the next.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from playwright.sync_api import Page

from benchmarks import servers
from benchmarks.results import Row, measured, missing
from benchmarks.screen import OURS, Screen, chromium, screen
from refoulement.drawing.map_data import SENT_AT_ONCE

CATEGORIES = ["devtools.timeline"]
STEPS = 120  # moves of the mouse, at most one per animation frame
PIXELS = 480.0
PAUSE = 16  # milliseconds between two moves of the mouse
TARGETS = {"shipped": 16.7, "10k-1000": 50.0, "1m": 50.0}  # ms at the 95th percentile
#: Why a target is missed.
WHY = {
    "1m": "a million reports are counted at every frame, and almost all of the thousand places are "
    "drawn anew. A thread of its own would take the counting out of the frame, but the symbols "
    "would then come later after the release, which has a target too."
}

Say = Callable[[str], None]


def run(names: Sequence[str], say: Say) -> list[Row]:
    """Rows for these sizes (keys of servers.SIZES)."""
    rows = []
    for name in names:
        with servers.ours(servers.SIZES[name]) as server, chromium() as browser:
            rows += _rows(name, screen(browser, OURS, server))
        say(f"drag, {servers.SIZES[name]}: {rows[-1].p95 or rows[-1].note}")
    return rows


def _rows(name: str, one: Screen) -> list[Row]:
    what = f"script in the map's frame an animation frame, {servers.SIZES[name]}"
    page = one.page
    read = "parts => { bench.arm(parts); return bench.shown.symbols }"
    before = page.evaluate(read, OURS.parts)
    if servers.SIZES[name].reports > SENT_AT_ONCE:
        one.point()
    one.hold(2)
    browser = page.context.browser
    assert browser
    browser.start_tracing(page=page, categories=CATEGORIES)
    x, y = one.grip()
    for step in range(STEPS):
        page.mouse.move(x + PIXELS * step / STEPS, y)
        page.wait_for_timeout(PAUSE)
    trace = json.loads(browser.stop_tracing())["traceEvents"]
    follows = page.evaluate(read, OURS.parts) != before
    page.mouse.up()
    if not follows:
        return [missing(what, "the symbols do not follow the held thumb")]
    times = [time for time in script_times(trace, map_frame(page)) if time > 0]
    limit = TARGETS.get(name)
    row = measured(what, "ms", times)
    slowest = measured(f"{what}: p95", "ms", [row.p95 or 0], most=limit)
    return [row, slowest if slowest.met else replace(slowest, note=WHY.get(name, ""))]


def map_frame(page: Page) -> str:
    """Chromium's id for the map's frame."""
    tree = page.context.new_cdp_session(page).send("Page.getFrameTree")["frameTree"]
    frames = [child["frame"] for child in tree.get("childFrames", [])]
    found: str = next(frame["id"] for frame in frames if "folium" in frame["url"])
    return found


def script_times(trace: Sequence[dict[str, Any]], frame: str) -> list[float]:
    """Milliseconds spent in a frame's own functions during each of its animation frames.

    Work between two of them, such as noting where the thumb is, counts towards the later one.
    Only outermost calls count, since their time includes the functions that they call.
    """
    ends = sorted(
        event["ts"] + event.get("dur", 0)
        for event in trace
        if event["name"] == "FireAnimationFrame" and _is_of(event, frame)
    )
    calls = sorted(
        (event["ts"], event.get("dur", 0))
        for event in trace
        if event["name"] == "FunctionCall" and _is_of(event, frame)
    )
    times = [0.0] * len(ends)
    end = 0
    for began, lasted in calls:
        index = bisect_right(ends, began)
        if began >= end and index < len(ends):
            times[index] += lasted / 1000
            end = began + lasted
    return times


def _is_of(event: dict[str, Any], frame: str) -> bool:
    return bool(event.get("args", {}).get("data", {}).get("frame") == frame)
