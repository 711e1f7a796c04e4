"""The building blocks of the charts: Vega-Lite specifications as plain dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from refoulement.presentation.timeline import Days

Spec = dict[str, Any]

FONT = '"Source Sans", sans-serif'  # Streamlit's own
PAPER, INK, FAINT, GRID = "#fbfaf7", "#3a3d40", "#8c8a84", "#e4e0d7"
PANEL, STRIP = 160, 84  # pixels of height
Y_AXIS = 56  # pixels reserved to the left of every chart, so that the time axes line up


def layer(rows: list[Spec], mark: Spec, **encoding: Any) -> Spec:
    """Rows of data drawn as marks."""
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def panel(layers: Sequence[Spec], domain: Days, height: int = PANEL) -> Spec:
    """Layers over one time axis, in light-theme colours."""
    # The time axis has a layer to itself, so that the others cannot disagree about it.
    axis = layer(
        [ends(domain, domain)],
        {"type": "rule", "opacity": 0},
        x=time("first") | {"title": None, "scale": scale(domain), "axis": time_axis(domain)},
    )
    colours: Spec = {
        "aria": False,
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": GRID,
        "domainColor": FAINT,
    }
    return {
        "layer": [axis, *layers],
        "height": height,
        "padding": {"left": 4, "right": 12, "top": 4, "bottom": 2},
        "config": {
            # Otherwise screen readers go through every field; the chart and its symbols have names.
            "mark": {"aria": False},
            "background": PAPER,
            "font": FONT,
            "text": {"font": FONT},
            "view": {"stroke": None},
            "axis": colours,
        },
    }


def time_axis(domain: Days) -> Spec:
    """Ticks for years, months or days, depending on the range; no report gives hours."""
    days = (domain[1] - domain[0]).days
    ticks: Spec
    if days > 1500:
        step = 2 if days > 5000 else 1
        ticks = {"format": "%Y", "tickCount": {"interval": "year", "step": step}}
    elif days > 120:
        step = 3 if days > 500 else 1
        ticks = {"format": "%b %Y", "tickCount": {"interval": "month", "step": step}}
    else:
        step = 1 if days <= 10 else 7
        ticks = {"format": "%-d %b %Y", "tickCount": {"interval": "day", "step": step}}
    return {"labelOverlap": "greedy", "labelSeparation": 10, **ticks}


def y_axis(**options: Any) -> Spec:
    """A quantity axis of the same width in every chart."""
    return {"minExtent": Y_AXIS, "maxExtent": Y_AXIS, "titlePadding": 2, **options}


def scale(domain: Days) -> Spec:
    """The time scale for these days."""
    ends = [{"year": day.year, "month": day.month, "date": day.day} for day in domain]
    return {"domain": ends}


def time(field: str) -> Spec:
    """A field that holds a time."""
    return {"field": field, "type": "temporal"}


def quantity(field: str, **options: Any) -> Spec:
    """A field that holds a number."""
    return {"field": field, "type": "quantitative", **options}


def tooltip(**titles: str) -> list[Spec]:
    """Titled fields to show when a mark is pointed at."""
    return [{"field": name, "type": "nominal", "title": title} for name, title in titles.items()]


def either(test: str, value: Any, otherwise: Any) -> Spec:
    """One value if a test holds, otherwise another."""
    return {"condition": {"test": test, "value": value}, "value": otherwise}


def words(**options: Any) -> Spec:
    """A text mark."""
    return {"type": "text", "color": INK, "fontSize": 11, **options}


def ends(days: Days, domain: Days) -> Spec:
    """First day, the day after the last, and the middle of the part that the axis shows."""
    first, last = max(days[0], domain[0]), min(days[1], domain[1])
    half = 12 * ((last - first).days + 1)
    middle = f"{first + timedelta(days=half // 24)}T{half % 24:02}:00:00"
    return {"first": start(days[0]), "after": after(days[1]), "middle": middle}


def start(day: date) -> str:
    """The start of a day in local time: a browser would read a bare date as UTC."""
    return f"{day}T00:00:00"


def after(day: date) -> str:
    """The end of a day, i.e. the start of the next: a bar includes its last day."""
    return start(day + timedelta(days=1))
