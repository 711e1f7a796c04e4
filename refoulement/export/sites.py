"""What matching reports state for each place, as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from refoulement.counting.places import (
    PlaceMeasure,
    place_measures,
    placed_reports,
    shared_by_event,
)
from refoulement.counting.rules import Figure, interval_of
from refoulement.dataset.geography import NO_PLACE
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.export.records import head, to_json
from refoulement.export.summary_file import figure_json, no_figures_json
from refoulement.selecting.selection import Selection

_ENDS = ("low", "high", "open_below", "open_above", "approximate")


def export_sites(dataset: Dataset, selection: Selection) -> bytes:
    """Every place that matching reports name, in file order, as one JSON object in UTF-8.

    Positions are in degrees (WGS 84). Each measure has the figure for the place alone,
    the same by role (roles do not add up), and what it shares with other places, one
    entry per event. Shared counts appear under every place that shares them. Under a
    text search every figure is null.
    """
    matching = selection.reports(dataset)
    measures = place_measures(dataset, matching)
    return to_json(
        {
            **head(dataset, selection),
            **no_figures_json(selection),
            "undated_hidden": selection.undated_hidden(dataset),
            "reports_without_place": len(placed_reports(matching, NO_PLACE)),
            "sites": [
                _site(dataset, site_id)
                | {
                    "measures": {
                        place.measure: _measure(dataset, place, selection.has_figures)
                        for place in of_site
                    }
                }
                for site_id, of_site in groupby(measures, lambda place: place.site_id)
            ],
        }
    )


def _site(dataset: Dataset, site_id: str) -> dict[str, Any]:
    site = dataset.site[site_id]
    return {
        "site_id": site_id,
        "names": {language: site[f"name_{language}"] for language in ("en", "ko", "zh")},
        "country": site["country"],
        "latitude": site["latitude"],
        "longitude": site["longitude"],
        "location_precision": site["location_precision"],
    }


def _measure(dataset: Dataset, place: PlaceMeasure, has_figures: bool) -> dict[str, Any]:
    def stated(figure: Figure) -> dict[str, Any] | None:
        return figure_json(dataset, figure.tally) if has_figures else None

    shared = shared_by_event(place)
    return {
        "alone": stated(place.alone),
        "by_role": {role: stated(own) for role, own in place.by_role.items()},
        "shared": [
            _shared(dataset, place.site_id, event_id, reports)
            | ({} if has_figures else dict.fromkeys(_ENDS))
            for event_id, reports in shared.items()
        ],
        "shared_not_counted": len(place.shared) - sum(map(len, shared.values())),
        "rival_places": list(place.rival_places),
    }


def _shared(dataset: Dataset, site_id: str, event_id: str, reports: list[Report]) -> dict[str, Any]:
    interval = interval_of(reports)
    sites = {site for report in reports for site in report.sites} - {site_id}
    elsewhere = {name for report in reports for name in report.other_places}
    return {
        "event": event_id,
        "label": dataset.event[event_id]["label"],
        "low": interval.low if interval else None,
        "high": interval.highest if interval else None,
        "open_below": interval.open_below if interval else False,
        "open_above": interval.open_above if interval else False,
        "approximate": interval.approximate if interval else False,
        "reports": [report.report_id for report in reports],
        "sites": list(dataset.in_file_order(sites)),
        "other_places": sorted(elsewhere),
    }
