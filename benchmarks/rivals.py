"""What users would pick instead, with the same rows: the same move of the dates, in turn.

The approach of streamlit-folium's documentation and Dash with dash-leaflet have the same slider,
dragged by the same pixels. Datasette with datasette-cluster-map has a form, in which the first
date is changed and applied, giving a new page. A move is done when text and markers show the
new selection. None of them has tiles, which would come from other hosts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta

from benchmarks import servers
from benchmarks.moves import place_of
from benchmarks.results import Row, measured, missing
from benchmarks.screen import FLOOR, OURS, Kind, Screen, chromium, screen

TIMES = 8
TUTORIAL_RATIO = 25  # how many times faster than the tutorial pattern ours must be
_MARKERS = ".leaflet-marker-icon"
_PARTS = {
    "text": {"selector": ".said", "framed": False},
    "markers": {"selector": _MARKERS, "framed": True},
}
TUTORIAL = Kind("tutorial pattern", FLOOR.thumb, _PARTS)
DASH = Kind(
    "Dash with dash-leaflet",
    ".dash-slider-thumb-1",
    _PARTS
    | {
        "markers": {"selector": _MARKERS, "framed": False},
    },
)
DATASETTE = Kind(
    "Datasette with datasette-cluster-map",
    "",
    {
        "text": {"selector": "h3", "framed": False},
        "markers": {"selector": _MARKERS, "framed": False},
    },
)

Say = Callable[[str], None]


def run(names: Sequence[str], say: Say) -> list[Row]:
    """Rows for these sizes (keys of servers.SIZES)."""
    if not servers.RIVALS.is_dir():
        return [missing("rivals", "not installed: `make bench` does it")]
    return [row for name in names for row in _of_size(servers.SIZES[name], say)]


def _of_size(size: servers.Size, say: Say) -> list[Row]:
    with ExitStack() as stack:
        starting = (
            (OURS, servers.ours(size)),
            (FLOOR, servers.floor()),
            (TUTORIAL, servers.tutorial(size)),
            (DASH, servers.dash(size)),
            (DATASETTE, servers.datasette(size)),
        )
        running = [(kind, stack.enter_context(server)) for kind, server in starting]
        browser = stack.enter_context(chromium())
        screens = [screen(browser, kind, server, _address(kind)) for kind, server in running]
        for turn in range(TIMES):
            for one in screens:
                _move(one, turn)
            last = [f"{one.kind.name} {one.moves[-1].whole:.0f} ms" for one in screens]
            say(f"rivals, {size}, {turn + 1} of {TIMES}: {', '.join(last)}")
    ours, *others = (measured(_what(one, size), "ms", _times(one)) for one in screens)
    return [
        ours,
        *(_compared(one.kind, row, ours) for one, row in zip(screens[1:], others, strict=True)),
    ]


def _move(one: Screen, turn: int) -> None:
    if one.kind is DATASETTE:
        one.submit(
            "date_to", str(date(2003, 1, 1) + timedelta(days=round(18 * place_of(turn + 1))))
        )
    else:
        one.move(place_of(turn + 1) - (place_of(turn) if turn else 0))


def _address(kind: Kind) -> str:
    if kind is not DATASETTE:
        return ""
    return "reports/reports?date_to__gte=2001-01-01&date_from__lte=2025-12-31"


def _what(one: Screen, size: servers.Size) -> str:
    return f"{one.kind.name}, {size}"


def _times(one: Screen) -> list[float]:
    return [move.whole for move in one.moves]


def _compared(kind: Kind, row: Row, ours: Row) -> Row:
    """The row with its ratio to ours, and whether that is enough."""
    least = {TUTORIAL.name: TUTORIAL_RATIO, DASH.name: 1.0}.get(kind.name)
    assert row.median
    assert ours.median
    ratio = row.median / ours.median
    return replace(
        row,
        ratio=ratio,
        against=ours.what,
        target=f"≥ {least:g} ×" if least else "",
        met=ratio >= least if least else None,
    )
