"""A move of the date slider: from releasing the thumb until the whole screen is updated.

The floor page and ours are open in one browser and are moved in turn, by the same pixels.
A move of ours is done when sentence, totals and symbols all show the new selection, which is
then compared with the API's answer for the address.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from benchmarks import servers
from benchmarks.results import Row, measured
from benchmarks.screen import FLOOR, OURS, Screen, chromium, screen
from benchmarks.servers import Size
from refoulement.drawing.map_data import SENT_AT_ONCE
from refoulement.wording import in_words
from tests.conftest import Server, get

TIMES = 25
LONGEST = 400  # seconds per size; then fewer moves must do, but at least FEWEST
FEWEST = 5
VISITS = 5  # to a large dataset, each of which loads its arrays
NEAREST, FARTHEST = 20, 480  # pixels out of some 680
TARGETS = {"shipped": 1.3, "10k": 1.5, "1m": 2.5}  # relative to the floor
BYTES = 80_000
MOST_CHECKED = 100_000  # reports for which the API lists the places within a minute
BYTES_SHIPPED = 25_000

Say = Callable[[str], None]


def run(names: Sequence[str], say: Say) -> list[Row]:
    """Rows for these sizes (keys of servers.SIZES)."""
    return [row for name in names for row in of_size(name, servers.SIZES[name], say)]


def of_size(name: str, size: Size, say: Say) -> list[Row]:
    """Moves of the floor and of ours in turn."""
    say(f"moves, {size}: starting")
    with servers.floor() as floor, servers.ours(size) as ours, chromium() as browser:
        screens = [screen(browser, FLOOR, floor), screen(browser, OURS, ours)]
        loaded = [] if size.reports <= SENT_AT_ONCE else _loaded(screens[1], size)
        cpu: dict[str, list[float]] = {FLOOR.name: [], OURS.name: []}
        begun = time.monotonic()
        turn = 0
        while turn < 4 * TIMES and _go_on(len(screens[1].moves), time.monotonic() - begun):
            pixels = place_of(turn + 1) - place_of(turn) if turn else place_of(1)
            for one in screens:
                _moved(one, pixels, cpu[one.kind.name])
            _drop_where_nothing_changed(screens, cpu)
            check(screens[1], with_places=size.reports <= MOST_CHECKED)
            turn += 1
            say(f"moves, {size}: {_said(screens)}")
    return _rows(name, size, screens, cpu) + loaded


def _loaded(one: Screen, size: Size) -> list[Row]:
    """How long visitors without a cache wait; the first also waits for the server's work."""
    times, received = [], []
    with one.keeping_nothing():
        for visit in range(VISITS):
            if visit:
                one.open()
            before = one.received
            times.append(one.point())
            received.append(one.received - before)
    return [
        measured(f"pointed at the slider to arrays loaded, {size}", "ms", times),
        measured(f"received for these arrays, {size}", "bytes", received),
    ]


def place_of(turn: int) -> float:
    """Where to drag the left thumb, in pixels from its first place; never the same twice.

    The golden section keeps successive places apart.
    """
    return NEAREST + (FARTHEST - NEAREST) * (turn * 0.618034 % 1)


def check(one: Screen, with_places: bool) -> None:
    """Compare what the screen shows with the API: figures, sentence, and places on the map.

    Raises AssertionError if they differ.
    """
    query = urlsplit(one.page.url).query
    summary = _api(one.server, f"/api/summary.json?{query}")
    page = one.page
    shown = page.locator(str(OURS.parts["totals"]["selector"])).all_inner_texts()
    expected = [_texts(figure) for figure in summary["figures"].values()]
    is_right = [one in texts for one, texts in zip(shown, expected, strict=True)]
    assert all(is_right), f"{query}: totals {shown}, expected {expected}"
    sentence = page.locator(".rm-sentence").inner_text()
    assert sentence.startswith(f"{summary['reports']:,} of "), f"{query}: {sentence}"
    if not with_places:
        return
    marks = page.frame_locator("iframe[title*=folium]").locator("[data-place]")
    drawn = set(marks.evaluate_all("found => found.map(one => one.dataset.place)")) - {""}
    sites = {site["site_id"] for site in _api(one.server, f"/api/sites.json?{query}")["sites"]}
    assert drawn == sites, f"{query}: places {drawn ^ sites} are drawn, or expected, alone"


def _texts(figure: dict[str, Any]) -> set[str]:
    """How the page may print a figure of the API, which does not say why one has no number."""
    if figure["high"] is None:
        return {"no number", "nothing counted", "no report"}
    return {in_words(figure["low"], figure["high"], figure["open_above"], figure["approximate"])}


def _api(server: Server, path: str) -> dict[str, Any]:
    status, _, body = get(server, path)
    assert status == 200, body
    found: dict[str, Any] = json.loads(body)
    return found


def _moved(one: Screen, pixels: float, cpu: list[float]) -> None:
    before = servers.cpu_seconds(one.server)
    one.move(pixels)
    cpu.append(1000 * (servers.cpu_seconds(one.server) - before))


def _drop_where_nothing_changed(screens: list[Screen], cpu: dict[str, list[float]]) -> None:
    """Drop moves that left a symbol or total of ours unchanged, since they show no time for it."""
    if len(screens[1].moves[-1].parts) < len(OURS.parts):
        for one in screens:
            one.moves.pop()
            cpu[one.kind.name].pop()


def _go_on(done: int, seconds: float) -> bool:
    return done < FEWEST or (done < TIMES and seconds < LONGEST)


def _said(screens: list[Screen]) -> str:
    last = [f"{one.kind.name} {one.moves[-1].whole:.0f} ms" for one in screens if one.moves]
    return f"{len(screens[1].moves)} moves; last: {', '.join(last)}"


def _rows(name: str, size: Size, screens: list[Screen], cpu: dict[str, list[float]]) -> list[Row]:
    floor, ours = screens
    base = measured(f"floor beside {size}", "ms", [move.whole for move in floor.moves])
    whole = [move.whole for move in ours.moves]
    rows = [
        base,
        measured(f"ours, {size}", "ms", whole, base, most_ratio=TARGETS.get(name)),
        *(
            measured(f"ours, {size}: {part}", "ms", [move.parts[part] for move in ours.moves], base)
            for part in OURS.parts
        ),
        *(
            measured(
                f"ours, {size}: {part}",
                "ms",
                [move.later[part] for move in ours.moves if part in move.later],
                base,
            )
            for part in OURS.later
        ),
    ]
    most = BYTES_SHIPPED if name == "shipped" else BYTES
    floor_cpu = measured(f"server CPU a move, floor beside {size}", "ms", cpu[FLOOR.name])
    return [
        *rows,
        measured(
            f"received a move, {size}", "bytes", [move.received for move in ours.moves], most=most
        ),
        measured(f"messages a move, {size}", "", [move.messages for move in ours.moves]),
        measured(f"requests a move, {size}", "", [move.requests for move in ours.moves]),
        floor_cpu,
        measured(f"server CPU a move, {size}", "ms", cpu[OURS.name], floor_cpu),
    ]
