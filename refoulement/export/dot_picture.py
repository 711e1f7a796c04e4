"""The dot chart of an event as a picture, for a shared link, a slide or a page: SVG and PNG.

Always 1200 × 675 pixels, and readable at half that size: what has no room is only counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import resvg_py

from refoulement.counting.rivals import EventRivals
from refoulement.counting.rules import Interval
from refoulement.dataset.tables import Dataset
from refoulement.drawing.ground import COLOURS
from refoulement.drawing.typeset import (
    FAMILIES,
    FONT_FILES,
    Face,
    has_letter,
    text_svg,
    width,
    wrap,
)
from refoulement.messages import gettext, ngettext, number_text
from refoulement.presentation.dot_chart import Group, Section, about, highest, sections, ticks
from refoulement.presentation.finding import findings
from refoulement.presentation.html import escape
from refoulement.presentation.summary import heading, statements_and_sources
from refoulement.selecting.selection import Selection
from refoulement.settings import public_address
from refoulement.vocabulary import MEASURES, STYLES
from refoulement.wording import FIGURES, span_text

WIDTH, HEIGHT = 1200, 675  # pixels
EDGE = 40
VALUES, TRACK, WHO = EDGE, 260, 700  # where the columns begin
TRACK_END = 650
MOST_ROWS = 40
LEAST_PITCH, MOST_PITCH = 19.0, 34.0  # from row to row
TITLE, FOUND, SMALL = 34.0, 23.0, 17.0  # sizes of text
_FOOT = 62  # kept free under the rows
_QUIET = f' fill="{COLOURS["quiet"]}"'
_INK = f' fill="{COLOURS["text"]}"'


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the chart: a value with its dot and who gives it, or a heading over some lines."""

    text: str
    colour: str
    group: Group | None = None


def export_chart_svg(dataset: Dataset, selection: Selection) -> bytes:
    """The chart of the single selected event as an SVG document in UTF-8."""
    (event_id,) = selection.events
    event = about(dataset, event_id, selection.reports(dataset))
    assert event, "asked for the chart of an event that no statement is about"
    title = str(dataset.event[event_id]["label"])
    drawn: list[str] = []
    y = _lines(drawn, title, EDGE, TITLE, "semibold", 1)
    for said in findings(event)[:1]:
        y = _lines(drawn, said, y + 2, FOUND, "regular", 2)
    rows = list(_rows(dataset, sections(event.measures)))
    top = y + 34
    room = HEIGHT - _FOOT - top
    fitting = min(MOST_ROWS, int(room / LEAST_PITCH))
    if len(rows) > fitting:
        fitting -= 1  # leaves room for the line that says how many more there are
    pitch = min(MOST_PITCH, room / max(1, min(len(rows), fitting + 1)))
    axis = ticks(highest(event)) if highest(event) else ()
    if axis:
        drawn += _axis(axis, top - 8, top + pitch * min(len(rows), fitting))
    for at, row in enumerate(rows[:fitting]):
        drawn += _row(dataset, row, top + pitch * (at + 0.5), max(axis, default=1))
    left = sum(len(row.group.entries) for row in rows[fitting:] if row.group)
    if left:
        more = ngettext("and %(count)s more statement", "and %(count)s more statements", left)
        drawn.append(text_svg(VALUES, top + pitch * (fitting + 0.5) + 6, more, SMALL, more=_QUIET))
    drawn += _foot(dataset, event)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FAMILIES}" role="img">'
        f"<title>{escape(title)}</title>"
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(drawn)}</svg>\n'
    ).encode()


def export_chart_png(dataset: Dataset, selection: Selection) -> bytes:
    """The same as PNG, of 1200 × 675 pixels."""
    svg = export_chart_svg(dataset, selection).decode()
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        font_files=list(FONT_FILES.values()),
        skip_system_fonts=all(has_letter(char) for char in set(svg) - {"\n"}),
    )


def _rows(dataset: Dataset, found: Sequence[Section], depth: int = 0) -> Iterator[_Row]:
    for section in found:
        rivals, colour = section.rivals, STYLES[section.rivals.measure].colour
        name = dataset.event[rivals.event_id]["label"] if depth else MEASURES[rivals.measure]
        figure = rivals.interval.words if rivals.interval else rivals.stated
        yield _Row(gettext("%(measure)s: %(figure)s", measure=name, figure=figure), colour)
        for group in section.groups:
            value = group.interval.words if group.interval else FIGURES["none"]
            yield _Row(value, colour, group)
        yield from _rows(dataset, section.parts, depth + 1)


def _row(dataset: Dataset, row: _Row, y: float, most: int) -> Iterator[str]:
    base = y + SMALL * 0.35
    if row.group is None:
        mark = f'<rect x="{VALUES}" y="{y - 8:.1f}" width="5" height="16" fill="{row.colour}"/>'
        text = _cut(row.text, WIDTH - 2 * EDGE - 14, SMALL, "semibold")
        yield mark + text_svg(VALUES + 14, base, text, SMALL, "semibold", more=_INK)
        return
    value = _cut(row.text, TRACK - VALUES - 16, SMALL)
    yield text_svg(VALUES, base, value, SMALL, more=_INK)
    line = row.group.line
    if line.interval:
        yield _mark(line.interval, y, most, row.colour, is_hollow=line.reason is not None)
    publishers = dict.fromkeys(
        dataset.source[entry.line.report.source_id]["publisher"] for entry in row.group.entries
    )
    who = _cut(", ".join(publishers), WIDTH - EDGE - WHO, SMALL)
    yield text_svg(WHO, base, who, SMALL, more=_QUIET)


def _mark(one: Interval, y: float, most: int, colour: str, is_hollow: bool) -> str:
    """A dot, a bar between two ends, and arrows where open."""
    start, end = _x(one.lowest, most), _x(one.highest, most)
    look = f'fill="{"#fff" if is_hollow else colour}" stroke="{colour}" stroke-width="2"'
    parts = []
    if one.open_below:
        parts.append(
            f'<path d="M{TRACK} {y:.1f}H{end:.1f}" stroke="{colour}" stroke-width="3" '
            f'stroke-dasharray="2 4"/><path d="M{TRACK + 8} {y - 5:.1f}l-8 5l8 5" fill="none" '
            f'stroke="{colour}" stroke-width="2"/>'
        )
    elif start != end:
        parts.append(
            f'<path d="M{start:.1f} {y:.1f}H{end:.1f}" stroke="{colour}" stroke-width="6"/>'
        )
    ends = {end} if one.open_below else {start, end}
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" {look}/>' for x in sorted(ends)]
    if one.open_above:
        parts.append(
            f'<path d="M{end + 10:.1f} {y - 5:.1f}l8 5l-8 5" fill="none" stroke="{colour}" '
            'stroke-width="2"/>'
        )
    return "".join(parts)


def _axis(axis: Sequence[int], top: float, bottom: float) -> Iterator[str]:
    for tick in axis:
        x = _x(tick, max(axis))
        yield (
            f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{COLOURS["line"]}"/>'
            + text_svg(x, top - 5, number_text(tick), SMALL, anchor="middle", more=_QUIET)
        )


def _foot(dataset: Dataset, event: EventRivals) -> Iterator[str]:
    """Where the chart comes from: how many statements, which version, and which address."""
    said = (
        span_text(event.first, event.last),
        *statements_and_sources(event.reports, event.independent_sources),
        gettext("every figure is a named source’s claim"),
    )
    address = f"{public_address()}event/{event.event_id}"
    ours = gettext("%(name)s %(version)s", name=heading(dataset), version=dataset.version)
    room = WIDTH - 2 * EDGE
    lines = (". ".join(said[:1]) + ". " + ", ".join(said[1:]) + ".", f"{ours}: {address}")
    for at, line in enumerate(lines):
        base = HEIGHT - _FOOT + 22 + at * 23
        yield text_svg(EDGE, base, _cut(line, room, SMALL), SMALL, more=_QUIET)


def _lines(drawn: list[str], text: str, top: float, size: float, face: Face, most: int) -> float:
    """Draw a paragraph of at most `most` lines; returns where it ends."""
    room = WIDTH - 2 * EDGE
    lines = wrap(text, room, size, face)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), room, size, face)]
    for line in lines:
        drawn.append(text_svg(EDGE, top + size * 0.8, line, size, face, more=_INK))
        top += size * 1.25
    return top


def _cut(text: str, room: float, size: float, face: Face = "regular") -> str:
    """A text on one line, cut short if it is too long."""
    lines = wrap(text, room, size, face)
    if len(lines) < 2:
        return lines[0] if lines else ""
    short = wrap(text, room - width("…", size, face), size, face)[0]
    return f"{short.rstrip(', ')}…"


def _x(number: int, most: int) -> float:
    return TRACK + (TRACK_END - TRACK) * number / most
