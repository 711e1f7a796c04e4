"""The reports as assets/counting.js counts them in a browser: no more than the rules need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from refoulement.counting import reason_not_counted
from refoulement.dataset import Report
from refoulement.events import EventGraph
from refoulement.markup import escape
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, PLACE_ROLES

_EPOCH = date(1970, 1, 1)


def counting_data(
    graph: EventGraph,
    reports: Collection[Report],
    longitudes: Mapping[str, float],
    selected_sites: Collection[str] = (),
) -> dict[str, Any]:
    """What assets/counting.js counts: reports, their events, and the order of what it lists.

    `longitudes` are in degrees, by the id of every place, in the order of the places'
    file. Dates become days since 1970-01-01, what is not stated None. Why a report is
    in no figure is decided here, but for what depends on the dates. Names of places
    are HTML, escaped.
    """
    return {
        "reports": [_report(report, longitudes, selected_sites) for report in reports],
        "events": _events(graph, {report.event_id for report in reports}),
        "sites": list(longitudes),
        "measures": list(MEASURES),
        "counted": list(COUNTED_MEASURES),
        "roles": list(PLACE_ROLES),
    }


def day_number(day: date | None) -> int | None:
    """Days since 1970-01-01."""
    return None if day is None else (day - _EPOCH).days


def _report(
    report: Report, longitudes: Mapping[str, float], selected_sites: Collection[str]
) -> dict[str, Any]:
    reason = reason_not_counted(report)
    return {
        "id": report.report_id,
        "event": report.event_id,
        "source": report.source_id,
        "measure": report.measure,
        "role": report.place_role,
        "sites": list(report.sites),
        "sitesFromWest": sorted(report.sites, key=longitudes.__getitem__),
        "otherPlaces": [escape(name) for name in report.other_places],
        "low": report.low,
        "high": report.high,
        "from": day_number(report.date_from),
        "to": day_number(report.date_to),
        "origin": report.origin,
        "reason": reason,
        "outside": reason is None and reason_not_counted(report, selected_sites) == "shared",
    }


def _events(graph: EventGraph, named: Iterable[str]) -> dict[str, dict[str, str | None]]:
    """These events and those that they are part of, each with its whole and its overlaps."""
    found: dict[str, dict[str, str | None]] = {}
    for event in sorted(named):
        name: str | None = event
        while name is not None and name not in found:
            whole = graph.whole.get(name)
            found[name] = {"whole": whole, "overlap": graph.overlap_group[name]}
            name = whole
    return found
