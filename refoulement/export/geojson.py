"""The filtered reports as GeoJSON (RFC 7946): one feature per report, none lost or copied."""

from __future__ import annotations

from typing import Any

from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.dataset.tables import rows as table_rows
from refoulement.export.csv_file import export_table
from refoulement.export.records import POSITION, head, json_value, to_json
from refoulement.selecting.selection import Selection


def export_geojson(dataset: Dataset, selection: Selection) -> bytes:
    """The matching reports as a FeatureCollection in UTF-8, in file order.

    A Point if exactly one place is named, a MultiPoint if several (or one and others
    without a position) share the count, null if none is. Properties are the columns of
    the CSV, with counts as numbers and null for what is not stated. Positions
    are longitude and latitude in degrees (WGS 84).
    """
    rows = {row["report_id"]: row for row in table_rows(export_table(dataset, selection))}
    collection = {
        "type": "FeatureCollection",
        **head(dataset, selection),
        "features": [
            {
                "type": "Feature",
                "id": report.report_id,
                "geometry": _geometry(dataset, report),
                "properties": _properties(rows[report.report_id]),
            }
            for report in selection.reports(dataset)
        ],
    }
    return to_json(collection)


def _geometry(dataset: Dataset, report: Report) -> dict[str, Any] | None:
    positions = [
        [dataset.site[site]["longitude"], dataset.site[site]["latitude"]] for site in report.sites
    ]
    if not positions:
        return None
    if len(positions) == 1 and not report.other_places:
        return {"type": "Point", "coordinates": positions[0]}
    return {"type": "MultiPoint", "coordinates": positions}


def _properties(row: dict[str, str]) -> dict[str, str | int | None]:
    return {
        name: json_value(name, value)
        for name, value in row.items()
        if name not in POSITION  # the geometry holds it
    }
