"""A strip of the border with the places that statements name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.ground import COLOURS, INK, NAME, border_view, ground, labels, position
from refoulement.drawing.placement import Box, Place, texts
from refoulement.drawing.typeset import LEADING, text_svg, width
from refoulement.messages import gettext
from refoulement.presentation.html import ours
from refoulement.vocabulary import STYLES
from refoulement.wording import one_line

WIDTH, HEIGHT = 720, 300  # pixels
DOT = 10.0


def named(reports: Iterable[Report]) -> dict[str, str]:
    """The places that reports name, each with the measure of the first that does."""
    measures: dict[str, str] = {}
    for report in reports:
        for site in report.sites:
            measures.setdefault(site, report.measure)
    return measures


def strip(dataset: Dataset, measures: Mapping[str, str]) -> dict[str, Any]:
    """The drawing of places by their measure, its words, and all places, even those outside it.

    The drawing is empty if there are none.
    """
    places = dataset.in_file_order(measures)
    names = [one_line(dataset.site_name(site)) for site in places]
    view = border_view(WIDTH, HEIGHT)
    points = {site: view.point(*position(dataset, site)) for site in places}
    shown = {
        site: Place(site, *points[site], 1, (DOT, DOT), ((width(name, NAME), NAME * LEADING),))
        for site, name in zip(places, names, strict=True)
        if view.frame.holds(Box(*points[site], DOT, DOT))
    }
    dots = {site: Box(one.x, one.y, DOT, DOT) for site, one in shown.items()}
    grounds = labels(view, dataset, ())
    spots = texts(view.frame, (), shown.values(), dots, [one.name for one in grounds])
    drawn = [ground(view), *(one.svg(spots.get(one.name.id)) for one in grounds)]
    drawn += [_dot(box, measures[site]) for site, box in dots.items()]
    drawn += [
        text_svg(spots[site].x, spots[site].y + NAME / 3, name, NAME, anchor="middle", more=INK)
        for site, name in zip(places, names, strict=True)
        if site in shown and site in spots
    ]
    return {
        "svg": ours("".join(drawn)) if places else "",
        "width": WIDTH,
        "height": HEIGHT,
        "said": gettext("The border, with the places named: %(places)s", places=", ".join(names)),
        "places": [{"id": site, "name": name} for site, name in zip(places, names, strict=True)],
    }


def _dot(box: Box, measure: str) -> str:
    return (
        f'<circle cx="{box.x:.1f}" cy="{box.y:.1f}" r="{DOT / 2:g}" '
        f'fill="{STYLES[measure].colour}" stroke="{COLOURS["panel"]}" stroke-width="1.5"/>'
    )
