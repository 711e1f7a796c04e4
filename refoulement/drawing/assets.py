"""Scripts, styles and basemap as browsers get them: in order, at addresses by content."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import xstatic.pkg.leaflet

from refoulement import PROJECT

ASSETS = PROJECT / "assets"
# Relative to the component's own page, two levels down, so that it works behind a prefix.
ROOT = "../.."
LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)
#: The scripts that count and draw a map, in their order: each needs those before it.
SCRIPTS = (
    *("folding", "counting", "sentences", "summary", "features", "placement", "symbols"),
    *("marker", "levels", "labels", "popups", "places", "joined", "inset", "controls"),
    *("keyboard", "gestures", "ground", "map"),
)
#: The files of each asset that the frame asks for, by name. The component asks for a script only
#: once it has the one before, so they are all joined into one.
PARTS = {
    "map.js": (
        LEAFLET / "leaflet.js",
        *(
            ASSETS / "map" / f"{name}.js"
            for name in (*SCRIPTS, "theme", "overlay", "presses", "live")
        ),
    ),
    "map.css": (
        LEAFLET / "leaflet.css",
        *(ASSETS / "map" / name for name in ("font.css", "map.css")),
    ),
    "basemap.json": (ASSETS / "map" / "basemap.json",),
    "traces.js": (ASSETS / "page" / "traces.js",),  # requested by the pages, not the frame
    "blocked.js": (ASSETS / "page" / "blocked.js",),  # as are these
    "reach.js": (ASSETS / "page" / "reach.js",),
}


@cache
def asset(name: str) -> bytes:
    """The content served at `asset_url`."""
    return b"\n".join(path.read_bytes() for path in PARTS[name])


@cache
def digest(name: str) -> str:
    """A short digest of the asset's content."""
    return sha256(asset(name)).hexdigest()[:12]


def asset_url(name: str) -> str:
    """Address of an asset, with its digest so that it may be cached for ever."""
    return f"{ROOT}/assets/{name}?v={digest(name)}"
