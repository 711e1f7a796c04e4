"""The filtered reports as JSON records, and what every JSON file says about itself."""

from __future__ import annotations

import json
from typing import Any

from refoulement.dataset.events import split_ids
from refoulement.dataset.tables import Dataset
from refoulement.dataset.tables import rows as table_rows
from refoulement.export.csv_file import export_table
from refoulement.presentation.citation import citation
from refoulement.selecting.selection import Selection

COUNTS = ("count_low", "count_high")
POSITION = ("latitude", "longitude")
LISTS = ("site_ids", "other_places", "place_names")


def export_json(dataset: Dataset, selection: Selection) -> bytes:
    """The matching reports as one JSON object in UTF-8: `head`, and `reports` in file order.

    A report has the columns of the CSV: counts and coordinates (degrees, WGS 84) as
    numbers, several places as a list, what is not stated as null. Text stays as it
    is: nothing is neutralised for spreadsheets.
    """
    rows = table_rows(export_table(dataset, selection))
    return to_json(head(dataset, selection) | {"reports": [_record(row) for row in rows]})


def head(dataset: Dataset, selection: Selection) -> dict[str, Any]:
    """What a file of a selection is: title, version, what is selected, how to cite and read it."""
    return {
        "title": dataset.descriptor.get("title", ""),
        "version": dataset.version,
        "selection": selection.sentence(dataset),
        "query": selection.query_string(),
        "citation": citation(dataset),
        "licence": dataset.descriptor["licenses"][0]["name"],
        "note": "Statements by sources, none a verified total. Counts of different reports must "
        "not be added: they rival or repeat each other.",
    }


def to_json(value: dict[str, Any]) -> bytes:
    """A JSON document that people can read too, in UTF-8, ended by a line end."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _record(row: dict[str, str]) -> dict[str, Any]:
    return {name: _value(name, text) for name, text in row.items()}


def _value(name: str, text: str) -> str | int | float | list[str] | None:
    if name in LISTS:
        return list(split_ids(text))
    if not text:
        return None
    if name in COUNTS:
        return int(text)
    return float(text) if name in POSITION else text
