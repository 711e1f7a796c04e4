"""Text in a picture: how wide it is, where its lines break, and how SVG writes it.

Widths come from the metrics of Source Sans Pro, whose files a package provides, so they
are the same on every machine. Every text carries its width: a viewer with another
font fits it in, and nothing overlaps anything else.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Literal

from font_source_sans_pro import font_files_ttf
from PIL import ImageFont

from refoulement.presentation.html import escape
from refoulement.wording import one_line

Face = Literal["regular", "semibold", "italic"]
Anchor = Literal["start", "middle", "end"]

FONT_FILES: dict[Face, str] = {
    "regular": font_files_ttf["SourceSansPro"],
    "semibold": font_files_ttf["SourceSansProSemibold"],
    "italic": font_files_ttf["SourceSansProIt"],
}
FAMILIES = "'Source Sans Pro', 'Source Sans 3', 'Source Sans', 'Noto Sans', Arial, sans-serif"
#: For letters that Source Sans does not have: Hangul, hanzi and others. Source Sans itself comes
#: last: where no font has a letter, it draws a crossed box, and otherwise nothing would appear.
OTHER_FAMILIES = (
    "'Noto Sans CJK KR', 'Noto Sans KR', 'Noto Sans CJK SC', 'Apple SD Gothic Neo', "
    "'Malgun Gothic', 'Microsoft YaHei', 'Source Sans Pro', sans-serif"
)
LEADING = 1.3  # from line to line, as a multiple of the size
ASCENT = 0.76  # how far letters reach above the base line, as a multiple of the size

_LOOKS: dict[Face, str] = {
    "regular": "",
    "semibold": ' font-weight="600"',
    "italic": ' font-style="italic"',
}
_UNITS = 1000  # size at which letters are measured
_SMALL = 32  # size at which they are drawn to see whether they exist
_LACKED = "\uffff"  # no font has it


def width(text: str, size: float, face: Face = "regular") -> float:
    """The width of a line of text, in the unit of its size."""
    return sum(_advance(char, face) for char in text) * size


def wrap(text: str, room: float, size: float, face: Face = "regular") -> list[str]:
    """The lines of a text, none wider than `room`; text without spaces breaks anywhere."""
    lines: list[str] = []
    line = ""
    for word in one_line(text).split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, size, face) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, room, size, face)
        lines += full
    return [*lines, line] if line else lines


def text_svg(
    x: float,
    y: float,
    text: str,
    size: float,
    face: Face = "regular",
    anchor: Anchor = "start",
    more: str = "",
) -> str:
    """A line of text as SVG, with its base line at y; `more` holds further attributes.

    Letters that our font lacks become a text of their own, in a font that may have them.
    """
    said = one_line(text)
    x -= width(said, size, face) * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    runs = []
    for ours, letters in groupby(said, key=lambda char: has_letter(char, face)):
        run = "".join(letters)
        family = "" if ours else f' font-family="{OTHER_FAMILIES}"'
        long = width(run, size, face)
        runs.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{_LOOKS[face]}{family}{more} '
            f'xml:space="preserve" textLength="{long:.1f}" lengthAdjust="spacingAndGlyphs">'
            f"{escape(run)}</text>"
        )
        x += long
    return "".join(runs)


@lru_cache(maxsize=4096)
def has_letter(char: str, face: Face = "regular") -> bool:
    """Whether our font has a character."""
    return _shape(char, face) != _shape(_LACKED, face)


def _broken(word: str, room: float, size: float, face: Face) -> list[str]:
    pieces, piece, taken = [], "", 0.0
    for char in word:
        step = _advance(char, face) * size
        if piece and taken + step > room:
            pieces.append(piece)
            piece, taken = "", 0.0
        piece += char
        taken += step
    return [*pieces, piece]


@lru_cache(maxsize=4096)
def _advance(char: str, face: Face) -> float:
    """Width of a character as a multiple of its size; a full square if our font lacks it."""
    return _font(face, _UNITS).getlength(char) / _UNITS if has_letter(char, face) else 1.0


@lru_cache(maxsize=4096)
def _shape(char: str, face: Face) -> tuple[object, bytes]:
    mask = _font(face, _SMALL).getmask(char)
    return mask.size, bytes(mask)


@lru_cache
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    # Without shaping: libraries installed beside Pillow must not change a width.
    return ImageFont.truetype(FONT_FILES[face], size, layout_engine=ImageFont.Layout.BASIC)
