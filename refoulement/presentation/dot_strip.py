"""What counted statements say about one event and measure, as dots on a line, one for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup

from refoulement.counting.rivals import Rivals
from refoulement.counting.rules import Interval
from refoulement.messages import gettext, number_text
from refoulement.presentation.html import render
from refoulement.presentation.markup import NOTHING, colour

WIDTH = 400  # units of the drawing, in which a dot is DOT wide and stands LEVEL above another
DOT, LEVEL = 7, 9
MOST = 200  # dots: with more, a reader could tell none apart
_ARROW = 7  # how far the arrow of “or more” or “up to” reaches from its dot
_LETTER = 7  # about the width of a letter
_PLAIN = "=:/,;"  # what the address of data in a style may contain unescaped


def dot_strip(rivals: Rivals) -> Markup:
    """The line from 0 to the highest number, with a dot for each counted statement.

    A range is a line between its ends; “or more” and “up to” have an arrow. Dots that would
    cover each other are stacked. Empty if fewer than two statements about
    the event as a whole have a number, or more than MOST.
    """
    counted = (line.interval for line in rivals.lines if line.reason is None)
    stated = sorted(filter(None, counted), key=lambda one: (one.lowest, one.highest))
    highest = max((one.highest for one in stated), default=0)
    if not highest or not 2 <= len(stated) <= MOST:
        return NOTHING
    levels = _levels(stated, highest)
    height = LEVEL * (max(levels) + 1)
    marks = [
        _mark(one, highest, height - LEVEL * level - LEVEL / 2)
        for one, level in zip(stated, levels, strict=True)
    ]
    drawing = render(
        "dot_strip.svg",
        width=WIDTH,
        height=height,
        dots="".join(dot for dot, _, _ in marks),
        ranges="".join(line for _, line, _ in marks),
        arrows="".join(arrow for _, _, arrow in marks),
    )
    return render(
        "dot_strip.html",
        colour=colour(rivals.measure),
        shape=f"{WIDTH}/{height + 1}",
        image=f"url(data:image/svg+xml,{quote(drawing.strip(), safe=_PLAIN)})",
        numbers=_numbers(stated, highest),
        said=_said(stated),
    )


def _x(number: int, highest: int) -> float:
    return DOT + (WIDTH - 2 * DOT - _ARROW) * number / highest


def _levels(stated: Sequence[Interval], highest: int) -> list[int]:
    """The level of each: as low as possible without touching one before it."""
    ends: list[float] = []
    levels = []
    for one in stated:
        start = _x(one.lowest, highest) - DOT / 2 - _ARROW * one.open_below
        end = _x(one.highest, highest) + DOT / 2 + _ARROW * one.open_above
        level = next((at for at, taken in enumerate(ends) if taken < start), len(ends))
        ends[level : level + 1] = [end]
        levels.append(level)
    return levels


def _mark(one: Interval, highest: int, y: float) -> tuple[str, str, str]:
    """The paths of a statement's dots, of the line between them, and of its arrows."""
    start, end = _x(one.lowest, highest), _x(one.highest, highest)
    is_range = one.lowest != one.highest
    line = f"M{start:.0f} {y:g}h{end - start:.0f}" if is_range else ""
    dot = f"M{start:.0f} {y:g}h0" + (f"M{end:.0f} {y:g}h0" if is_range else "")
    arrow = f"M{end + 4:.0f} {y - 3:g}l3 3l-3 3" if one.open_above else ""
    if one.open_below:
        arrow += f"M{start - 4:.0f} {y - 3:g}l-3 3l3 3"
    return dot, line, arrow


def _numbers(stated: Sequence[Interval], highest: int) -> list[dict[str, str]]:
    """The lowest and the highest number under the line; only the highest if both have no room."""
    lowest = min(one.lowest for one in stated)
    shown = [lowest, highest] if lowest != highest else [highest]
    numbers = [
        {"x": f"{100 * _x(number, highest) / WIDTH:.1f}", "text": number_text(number)}
        for number in shown
    ]
    if any(one.open_above and one.highest == highest for one in stated):
        numbers[-1]["text"] += "+"
    room = _LETTER * (len(numbers[0]["text"]) + len(numbers[-1]["text"])) / 2
    is_tight = _x(highest, highest) - _x(lowest, highest) < room
    return numbers[-1:] if is_tight else numbers


def _said(stated: Sequence[Interval]) -> str:
    """The same for readers who cannot see it: each number with how many state it."""
    times = Counter(one.words for one in stated)
    said = [
        gettext("%(figure)s (%(times)s)", figure=figure, times=number_text(number))
        for figure, number in times.items()
    ]
    return gettext("Counted statements by number: %(numbers)s", numbers=", ".join(said))
