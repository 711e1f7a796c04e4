"""HTML for the legend."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable

from refoulement.drawing.legend import (
    DO_NOT_ADD,
    HALF,
    HOW_TO_READ,
    WHY_NOT,
    Entry,
    measures,
    signs,
)

SVG = "http://www.w3.org/2000/svg"  # a name, asked of nobody


def legend() -> str:
    """The legend, in the symbols' own shapes, colours and sizes."""
    return (
        '<div class="rm-legend"><h4>Legend</h4>'
        f'<ul class="rm-row">{_items(measures())}</ul><ul>{_items(signs())}</ul>'
        f"<p>{HOW_TO_READ} <b>{DO_NOT_ADD}</b>: {WHY_NOT}</p></div>"
    )


def _items(entries: Iterable[Entry]) -> str:
    return "".join(
        f'<li class="rm-sign">{_picture(entry.drawing)}'
        f"<span>{entry.text}{entry.on_screen}</span></li>"
        for entry in entries
    )


def _picture(drawing: str) -> str:
    # As a picture: Streamlit takes inline SVG out of HTML.
    svg = f'<svg xmlns="{SVG}" viewBox="{-HALF} {-HALF} {2 * HALF} {2 * HALF}">{drawing}</svg>'
    return f'<img alt="" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}">'
