"""Charts in dark-theme colours."""

from __future__ import annotations

import json

from refoulement.vocabulary import STYLES
from ui.chart_pieces import FAINT, GRID, INK, PAPER, Spec
from ui.charts import OTHER

#: Colours of measures and arrivals are mixed with white, as they are on the map.
_DARK = {PAPER: "#14191d", INK: "#d9dcdf", FAINT: "#969ca2", GRID: "#2c3338"}
_LIGHTER = 0.45  # the share of white


def for_dark_page(chart: Spec) -> Spec:
    """The same chart in dark-theme colours."""
    colours = {OTHER, *(style.colour for style in STYLES.values())}
    dark = _DARK | {colour: _lighter(colour) for colour in colours}
    written = json.dumps(chart)
    for light in dark:  # inside expressions too
        written = written.replace(light, dark[light])
    drawn: Spec = json.loads(written)
    return drawn


def _lighter(colour: str) -> str:
    channels = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    mixed = (round(channel + (255 - channel) * _LIGHTER) for channel in channels)
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
