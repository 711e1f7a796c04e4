"""The legend for its template."""

from __future__ import annotations

from base64 import b64encode

from markupsafe import Markup

from refoulement.dataset.tables import Dataset
from refoulement.drawing.ground import COLOURS, DARK_COLOURS
from refoulement.drawing.legend import (
    HALF,
    Entry,
    do_not_add,
    how_to_read,
    measures,
    signs,
    why_not,
)
from refoulement.messages import gettext
from refoulement.presentation.html import ours, render
from refoulement.vocabulary import STYLES

BOX = f"{-HALF} {-HALF} {2 * HALF} {2 * HALF}"  # the square that each drawing fits in


def legend(dataset: Dataset) -> Markup:
    """The legend, in the symbols' own shapes, colours and sizes."""
    return render(
        "legend.html",
        title=gettext("Legend"),
        measures=map(_sign, measures()),
        signs=map(_sign, signs(dataset)),
        how_to_read=how_to_read(),
        do_not_add=do_not_add(),
        why_not=why_not(),
    )


def _dark(drawing: str) -> list[tuple[str, str]]:
    """The colours in a drawing, and those that replace them in dark mode (map.css)."""
    colours = {style.colour: paler(style.colour) for style in STYLES.values()}
    colours |= {COLOURS[name]: DARK_COLOURS[name] for name in ("text", "focus")}
    colours |= {"#fff": DARK_COLOURS["focus"]}
    return [(light, dark) for light, dark in colours.items() if f'"{light}"' in drawing]


def paler(colour: str) -> str:
    """The colour of a measure in dark mode: mixed with white, as in map.css."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(0.55 * part + 0.45 * 255):02x}" for part in parts)


def _sign(entry: Entry) -> dict[str, str]:
    # As a picture: Streamlit strips inline SVG from HTML.
    svg = render("sign.svg", box=BOX, drawing=ours(entry.drawing), dark=_dark(entry.drawing))
    return {
        "picture": b64encode(svg.encode()).decode(),
        "text": entry.text,
    }
