"""The filtered reports as JSON records, and what every JSON file says about itself."""

from __future__ import annotations

import json
from typing import Any

from refoulement.dataset.events import split_ids
from refoulement.dataset.tables import Dataset
from refoulement.dataset.tables import rows as table_rows
from refoulement.export.csv_file import export_table
from refoulement.export.sentence import sentence
from refoulement.messages import ENGLISH, speaking
from refoulement.presentation.citation import citation
from refoulement.selecting.selection import Selection

COUNTS = ("count_low", "count_high")
POSITION = ("latitude", "longitude")
LISTS = ("site_ids", "other_places", "place_names")


def export_json(dataset: Dataset, selection: Selection) -> bytes:
    """The matching reports as one JSON object in UTF-8: `head`, and `reports` in file order.

    A report has the columns of the CSV: counts and coordinates (degrees, WGS 84) as
    numbers, several places as a list, `counted` as true or false, and null for what is
    not stated. Text stays as it is: nothing is neutralised for spreadsheets.
    """
    rows = table_rows(export_table(dataset, selection))
    return to_json(head(dataset, selection) | {"reports": [_record(row) for row in rows]})


def head(dataset: Dataset, selection: Selection) -> dict[str, Any]:
    """What a file of a selection is: its title, version, selection, and how to cite and read it.

    In English whatever language the reader speaks, since programs compare these files.
    """
    with speaking(ENGLISH):
        cited = citation(dataset)
    return {
        "title": dataset.descriptor.get("title", ""),
        "version": dataset.version,
        "selection": sentence(dataset, selection),
        "query": selection.query_string(),
        "citation": cited,
        "licence": dataset.descriptor["licenses"][0]["name"],
        "note": "Statements by sources, none a verified total. Counts of different reports must "
        "not be added: they rival or repeat each other.",
    }


def to_json(value: dict[str, Any]) -> bytes:
    """A JSON document in UTF-8 that people can read too, ending with a newline."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def json_value(name: str, text: str) -> str | int | bool | None:
    """The JSON value of a CSV cell; counts are numbers, and an empty cell is null."""
    if not text:
        return None
    if name in COUNTS:
        return int(text)
    return text == "true" if name == "counted" else text


def _record(row: dict[str, str]) -> dict[str, Any]:
    return {name: _value(name, text) for name, text in row.items()}


def _value(name: str, text: str) -> str | int | float | list[str] | None:
    if name in LISTS:
        return list(split_ids(text))
    return float(text) if text and name in POSITION else json_value(name, text)
