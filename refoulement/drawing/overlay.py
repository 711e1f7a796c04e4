"""The rows of a visitor's own file over the map of the published data, in one neutral colour.

They are only drawn and described: they are in no figure, table, address or download.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext, ngettext
from refoulement.presentation.html import escape, render
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES
from refoulement.wording import in_words, span_text

MOST_PLACES = 1_000  # places drawn, those with most rows first
_MOST_ROWS = 5  # rows of a place that its tooltip lists


def overlay(own: Dataset, selection: Selection) -> dict[str, Any]:
    """What assets/map/overlay.js draws: the file’s name, and its places within the selected dates.

    Each place is a point (`at`, in degrees) and its description (`said`, escaped HTML). Rows
    about few people are by month, as in the file's dataset.
    """
    dates = Selection(
        date_from=selection.date_from, date_to=selection.date_to, undated=selection.undated
    )
    rows: dict[str, list[Report]] = {}
    for report in own.records_at(np.flatnonzero(dates.mask(own)).tolist()):
        for site in report.sites:
            rows.setdefault(site, []).append(report)
    most_first = sorted(rows, key=lambda site: (-len(rows[site]), site))
    places = [
        {
            "at": [float(own.site[site]["latitude"]), float(own.site[site]["longitude"])],
            "said": _said(own, site, rows[site]),
        }
        for site in most_first[:MOST_PLACES]
    ]
    left = len(rows) - len(places)
    more = ngettext("(%(count)s more place)", "(%(count)s more places)", left) if left else ""
    return {"name": escape(own.own_file), "places": places, "more": escape(more)}


def _said(own: Dataset, site: str, rows: Iterable[Report]) -> str:
    """What the file says about a place, one line per row."""
    rows = list(rows)
    lines = [own.site_name(site), *map(_line, rows[:_MOST_ROWS])]
    more = len(rows) - _MOST_ROWS
    if more > 0:
        lines.append(ngettext("%(count)s more row", "%(count)s more rows", more))
    return render("overlay_place.html", lines=lines)


def _line(report: Report) -> str:
    number = gettext("no number given")
    if report.has_number:
        is_open = report.high is None
        number = in_words(report.low, report.high, is_open, report.approximate)
    when = span_text(report.date_from, report.date_to)
    return gettext(
        "%(when)s: %(number)s, %(measure)s",
        when=when,
        number=number,
        measure=MEASURES[report.measure].lower(),
    )
