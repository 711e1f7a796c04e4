"""What the symbols on the map mean."""

from __future__ import annotations

from base64 import b64encode

import streamlit as st

from refoulement.symbols import OPEN_GAP, STYLES, path, radius
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES

SVG = "http://www.w3.org/2000/svg"  # a name, asked of nobody

_TIE = '<path d="M-22 12L22 -12" fill="none" stroke="#2b2b2b" stroke-dasharray="5 5"/>'
_REACH = '<circle r="20" fill="#2b2b2b" fill-opacity="0.05" stroke="#2b2b2b" stroke-opacity="0.4"/>'


def show() -> None:
    """The legend, in the symbols' own shapes, colours and sizes."""
    measures = [
        (_drawing(path(STYLES[m].shape, 9), STYLES[m].colour, "core"), MEASURES[m])
        for m in COUNTED_MEASURES
    ]
    held = STYLES["held"].colour
    low, high = radius(100), radius(400)
    ways = [
        (
            _drawing(path("disc", high), held, "ring") + _drawing(path("disc", low), held, "core"),
            "filled: the lowest figure reported; ring: the highest (here 100 to 400 people)",
        ),
        (
            _drawing(path("disc", low + OPEN_GAP), held, "ring open")
            + _drawing(path("disc", low), held, "core"),
            "dashed ring around: that many “or more”",
        ),
        (_drawing(path("disc", low), held, "ring"), "ring with nothing inside: “up to” that many"),
        (
            _drawing(path("disc", 5), held, "hollow"),
            "small and hollow: reports name the place, but give it no figure of its own",
        ),
        (
            _TIE,
            "dashed line: these places share one count, which is never split (point at it to read "
            "it; the places’ popups say it too). It is no route",
        ),
        (
            _REACH,
            "faint circle: how far from its point the place may lie, 5 km for a town, or as far as "
            "its border posts",
        ),
    ]
    rows = "".join(f"<li>{_svg(drawing)}<span>{text}</span></li>" for drawing, text in measures)
    more = "".join(f"<li>{_svg(drawing)}<span>{text}</span></li>" for drawing, text in ways)
    st.html(
        '<div class="rm-legend"><h4>Legend</h4>'
        f'<ul class="rm-row">{rows}</ul><ul>{more}</ul>'
        "<p>Area is in proportion to people, each shape alike. A figure under a place is what was "
        "stated for that place alone: counts that several places share are in none of them. Grey "
        "squares: other statements, in no figure. <b>Do not add figures of different places</b>: "
        "rival reports may place the same people at different places, and people held are counted "
        "at different dates (the year stands beside the figure).</p></div>"
    )


def _drawing(d: str, colour: str, kind: str) -> str:
    looks = {
        "core": f'fill="{colour}" fill-opacity="0.85"',
        "ring": f'fill="{colour}" fill-opacity="0.18" stroke="{colour}" stroke-width="2"',
        "ring open": f'fill="{colour}" fill-opacity="0.18" stroke="{colour}" stroke-width="2" '
        'stroke-dasharray="5 3"',
        "hollow": f'fill="none" stroke="{colour}" stroke-width="1.6"',
    }
    return f'<path d="{d}" {looks[kind]}/>'


def _svg(drawing: str) -> str:
    # As a picture: Streamlit takes inline SVG out of HTML.
    svg = f'<svg xmlns="{SVG}" viewBox="-24 -24 48 48">{drawing}</svg>'
    return f'<img alt="" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}">'
