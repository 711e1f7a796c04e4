"""Build assets/page/fonts/: the letters and icons of Streamlit's fonts that are used here.

    .venv/bin/python scripts/build_fonts.py

They are served instead of Streamlit's, at the same addresses and file names; a test fails when
Streamlit changes its fonts. A first visit loads some 60 kB of fonts instead of 545 kB. Missing
letters come from the reader's own fonts, as Hangul and hanzi do in any case.

Source Sans: SIL Open Font License 1.1, under another name, since its own is reserved.
Material Symbols: Apache License 2.0.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import streamlit
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent
STATIC = Path(streamlit.__file__).parent / "static" / "static"
OUT = ROOT / "assets" / "page" / "fonts"
OURS = ("app.py", "ui", "pages")
NAME = "Refoulement Sans"
A_LIST = 60  # icon names in one script: with more, it is a word list for something else
#: Latin with accents, spaces, dashes, quotes, arrows, and the signs used in figures.
LETTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x218, 0x21C),
    *range(0x2010, 0x2028),
    *range(0x2030, 0x203B),
    *(0x20AC, 0x2116, 0x2122, 0x2212, 0x2260, 0x2264, 0x2265, 0x25A0, 0x25B2, 0x25CF, 0x25C6),
    *range(0x2190, 0x2196),
)


def main() -> None:
    """Write a subset of each font that a page loads."""
    OUT.mkdir(exist_ok=True)
    for old in OUT.glob("*.woff2"):
        old.unlink()
    for kind in ("Upright", "Italic"):
        (path,) = STATIC.glob(f"media/SourceSansVF-{kind}.*.woff2")
        _write(_letters(path), path.name)
    (path,) = STATIC.glob("media/MaterialSymbols-Rounded.*.woff2")
    _write(_icons(path), path.name)


def _letters(path: Path) -> TTFont:
    font, options = TTFont(path, recalcTimestamp=False), Options()
    options.layout_features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16, 25):
            text = NAME.replace(" ", "") if record.nameID in (6, 25) else NAME
            font["name"].setName(
                text, record.nameID, record.platformID, record.platEncID, record.langID
            )
    return font


def _icons(path: Path) -> TTFont:
    """Icons are ligatures of the letters in their names: keep only those named somewhere."""
    font, options = TTFont(path, recalcTimestamp=False), Options()
    options.layout_closure = False  # or the letters would keep every icon they can spell
    options.layout_features = ["*"]
    names = dict(ligatures(font))
    wanted = _wanted(names.keys())
    letters = {font.getBestCmap()[ord(letter)] for name in names for letter in name}
    subsetter = Subsetter(options)
    subsetter.populate(glyphs=letters | {names[name] for name in wanted})
    subsetter.subset(font)
    return font


def ligatures(font: TTFont) -> Iterator[tuple[str, str]]:
    """The name of each icon, with its glyph."""
    letter_of = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for found in lookup.SubTable:
            table: Any = getattr(found, "ExtSubTable", found)
            for first, ligatures in getattr(table, "ligatures", {}).items():
                for one in ligatures:
                    parts = [letter_of.get(part, "") for part in (first, *one.Component)]
                    if all(parts):
                        yield "".join(parts), one.LigGlyph


def _wanted(names: Collection[str]) -> set[str]:
    """Icons named in Streamlit's scripts or ours, ignoring scripts with whole lists of words."""
    found: set[str] = set()
    for script in (STATIC / "js").glob("*.js"):
        text = script.read_text("utf-8")
        quoted = set(re.findall(r"[\"'`]([a-z0-9_]{2,40})[\"'`]", text)) & set(names)
        named = set(re.findall(r"material/([a-z0-9_]+)", text)) & set(names)
        found |= named | (quoted if len(quoted) < A_LIST else set())
    for place in OURS:
        path = ROOT / place
        for source in [path] if path.is_file() else path.rglob("*.py"):
            found |= set(re.findall(r":material/(\w+):", source.read_text("utf-8")))
    return found


def _write(font: TTFont, name: str) -> None:
    font.flavor = "woff2"
    font.save(OUT / name)
    print(f"{name}: {(OUT / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
