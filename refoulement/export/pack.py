"""The evidence pack: all that a selection rests on, in one ZIP that can be checked and kept."""

from __future__ import annotations

import io
from datetime import date
from hashlib import sha256
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pandas as pd

from refoulement import PROJECT
from refoulement.dataset import inside
from refoulement.dataset.events import connected, split_ids
from refoulement.dataset.package import text_table
from refoulement.dataset.tables import Dataset, rows_of
from refoulement.export.csv_file import ADDED_COLUMNS, export_table, file_name, write_csv
from refoulement.export.geojson import export_geojson
from refoulement.export.records import to_json
from refoulement.export.sentence import sentence
from refoulement.messages import Words, gettext, marked
from refoulement.presentation.citation import as_text, citation_cff, cite_selection
from refoulement.presentation.summary import (
    figure_line,
    how_to_reopen,
    matching_text,
    no_figures,
    selection_text,
    summary,
    warning,
)
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES, NOT_COUNTED

GUIDE = "README.md"
METHOD = PROJECT / "docs" / "method.md"
_EARLIEST = date(1980, 1, 1)  # the earliest that a ZIP can state

#: The files of the pack.
_CONTENTS = Words(
    {
        "data/datapackage.json": marked(
            "what the tables are: a Data Package with every field described"
        ),
        "data/reports.csv": marked("the statements selected, a row each"),
        "data/events.csv": marked(
            "the events that they speak of, and those that hang together with these"
        ),
        "data/sources.csv": marked("the documents that state them"),
        "data/sites.csv": marked("the places that they name"),
        "data/crossings.csv": marked("border posts of these places"),
        "data/arrivals.csv": marked("arrivals in South Korea, whole: for context, not counted"),
        "data/context.csv": marked(
            "closing and reopening of the border, whole: for context, not counted"
        ),
        "data/judgements.csv": marked(
            "pairs of these statements that look like one, and what was decided about them"
        ),
        "data/selection.csv": marked(
            "the same with event, source and places, and whether a figure counts each"
        ),
        "reports.geojson": marked("the statements as points, for maps"),
        "data/README.md": marked("the coding guide of the whole dataset"),
        "METHOD.md": marked("how statements are coded and counted"),
        "CITATION.cff": marked("how to cite the dataset"),
        "SHA256SUMS": marked(
            "checksums of all these files; to check them: sha256sum -c SHA256SUMS"
        ),
    }
)


def export_pack(dataset: Dataset, selection: Selection) -> bytes:
    """The evidence pack as ZIP: one folder, the same bytes for the same data and selection.

    Files are stored, not compressed, since compressed bytes may differ between machines.
    """
    files = _files(dataset, selection)
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    files["SHA256SUMS"] = sums.encode()
    folder = file_name(dataset, selection, "")
    day = max(dataset.released or _EARLIEST, _EARLIEST)
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for name, content in files.items():
            entry = ZipInfo(f"{folder}/{name}", (day.year, day.month, day.day, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def selected_tables(dataset: Dataset, selection: Selection) -> dict[str, pd.DataFrame]:
    """The tables of the package, cut down to what the selection rests on.

    Events come with all events linked to them, so that the same rules give
    the same figures; sources of the context are kept with it.
    """
    reports = dataset.reports[selection.mask(dataset)]
    events = connected(dataset.events, reports["event_id"])
    sources = {*reports["source_id"], *dataset.context["source_id"]}
    sites = {site for cell in reports["site_ids"] for site in split_ids(cell)}
    return {
        "reports": reports,
        "events": rows_of(dataset.events, "event_id", events),
        "sources": rows_of(dataset.sources, "source_id", sources),
        "sites": rows_of(dataset.sites, "site_id", sites),
        "crossings": rows_of(dataset.crossings, "site_id", sites),
        "arrivals": dataset.arrivals,
        "context": dataset.context,
        "judgements": _both_in(dataset.judgements, reports["report_id"]),
    }


def _both_in(judgements: pd.DataFrame, report_ids: pd.Series[str]) -> pd.DataFrame:
    """The judgements whose two reports are both selected."""
    sides = [judgements[side].isin(report_ids) for side in ("report_a", "report_b")]
    return judgements[sides[0] & sides[1]]


def _files(dataset: Dataset, selection: Selection) -> dict[str, bytes]:
    """Every file of the pack except the checksums, by its path."""
    tables = selected_tables(dataset, selection)
    content = {
        resource["name"]: write_csv(text_table(tables[resource["name"]]), mark=False)
        for resource in dataset.resources
    }
    content["selection"] = write_csv(export_table(dataset, selection), mark=False)
    reports = tables["reports"]
    repeated = set(reports["derived_from"]) - {""}
    is_whole = repeated <= set(reports["report_id"])
    descriptor = _descriptor(dataset, selection, content, keep_repeats=is_whole)
    return {
        "SELECTION.txt": _about(dataset, selection, not is_whole).encode(),
        "METHOD.md": METHOD.read_bytes(),
        "CITATION.cff": citation_cff(dataset).encode(),
        "data/datapackage.json": to_json(descriptor),
        "data/README.md": _guide(dataset),
        **{f"data/{r['path']}": content[r["name"]] for r in dataset.resources},
        "data/selection.csv": content["selection"],
        "reports.geojson": export_geojson(dataset, selection),
    }


def _guide(dataset: Dataset) -> bytes:
    """The package's coding guide. Other packages may have none, or one that cannot be read."""
    try:
        return inside.read_file(dataset.directory, GUIDE)
    except FileNotFoundError:
        return gettext("This package has no coding guide.\n").encode()
    except OSError as error:
        said = gettext(
            "%(file)s of this package is left out: %(reason)s.\n", file=GUIDE, reason=error.strerror
        )
        return said.encode()


def _descriptor(
    dataset: Dataset, selection: Selection, content: dict[str, bytes], keep_repeats: bool
) -> dict[str, Any]:
    """The dataset's descriptor for the selected rows, with size and checksum of each table."""
    resources = []
    for resource in (*dataset.resources, _rows_downloaded(dataset)):
        table, schema = content[resource["name"]], dict(resource["schema"])
        if resource["name"] == "reports" and not keep_repeats:
            keys = schema["foreignKeys"]
            schema["foreignKeys"] = [key for key in keys if key["fields"] != ["derived_from"]]
        checks = {"bytes": len(table), "hash": f"sha256:{sha256(table).hexdigest()}"}
        resources.append({**resource, "schema": schema, **checks})
    about = {
        "selection": f"{sentence(dataset, selection)}.",
        "query": selection.query_string(),
    }
    # Assertions are about the whole dataset.
    whole = {key: value for key, value in dataset.descriptor.items() if key != "assertions"}
    return {**whole, **about, "resources": resources}


def _rows_downloaded(dataset: Dataset) -> dict[str, Any]:
    """The resource for the columns of the CSV download, each described as in its own table.

    The constraints of those tables are left out: a report that names no place has no latitude.
    """
    described = {
        field["name"]: {key: value for key, value in field.items() if key != "constraints"}
        for name in ("sites", "sources", "reports")
        for field in _fields(dataset, name)
    } | {field["name"]: field for field in _added_fields()}
    columns = (*(field["name"] for field in _fields(dataset, "reports")), *ADDED_COLUMNS)
    return {
        "name": "selection",
        "path": "selection.csv",
        "description": gettext(
            "The statements selected as the CSV download gives them: reports.csv with what their "
            "event, source and places add, and whether a figure counts them"
        ),
        "schema": {"fields": [described[name] for name in columns], "primaryKey": ["report_id"]},
    }


def _added_fields() -> list[dict[str, Any]]:
    """The download's columns that are in no table of the package."""
    reasons = "; ".join(f"{reason}: {said}" for reason, said in NOT_COUNTED.items())
    return [
        {"name": "event_label", "type": "string", "description": gettext("The name of the event.")},
        {
            "name": "place_names",
            "type": "string",
            "description": gettext("The places named, in English, separated by semicolons."),
        },
        {
            "name": "counted",
            "type": "boolean",
            "trueValues": ["true"],
            "falseValues": ["false"],
            "description": gettext(
                "Whether a figure of this selection counts the statement. Empty where its measure "
                "has no figure."
            ),
        },
        {
            "name": "not_counted_because",
            "type": "string",
            "description": gettext("Why no figure counts it. %(reasons)s.", reasons=reasons),
            "constraints": {"enum": [*NOT_COUNTED]},
        },
    ]


def _fields(dataset: Dataset, name: str) -> list[dict[str, Any]]:
    (fields,) = (r["schema"]["fields"] for r in dataset.resources if r["name"] == name)
    return list(fields)


def _about(dataset: Dataset, selection: Selection, is_dangling: bool) -> str:
    """SELECTION.txt: what is selected, the figures, how to reopen and check it."""
    figures = summary(dataset, selection)
    lines = [
        gettext(
            "%(title)s, version %(version)s",
            title=dataset.descriptor.get("title", ""),
            version=dataset.version,
        ),
        "",
        matching_text(dataset, selection),
        selection_text(dataset, selection),
        "",
        *(f"{MEASURES[m]}: {figure_line(dataset, f)}." for m, f in figures.items()),
        *([] if selection.has_figures else [no_figures()]),
        warning(),
        "",
        how_to_reopen(dataset, selection),
        "",
        gettext(
            "Never add counts of different statements: they may disagree about the same people, "
            "repeat each other, or cover several places. METHOD.md says how figures are made."
        ),
        gettext(
            "In the CSV files, a cell that a spreadsheet could take for a formula (one that begins "
            "with = + - @, a tab or a line break) has an apostrophe before it."
        ),
        *([_dangling()] if is_dangling else []),
        "",
        *(f"{name:24}{said}" for name, said in _CONTENTS.items()),
        "",
        gettext("Cite this selection as:"),
        as_text(cite_selection(dataset, selection)).strip(),
    ]
    return "\n".join(lines) + "\n"


def _dangling() -> str:
    return gettext(
        "Some statements repeat one that is not selected (derived_from). They stay repeats; "
        "datapackage.json therefore states no key for that column."
    )
