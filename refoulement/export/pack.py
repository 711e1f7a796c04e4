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
from refoulement.export.csv_file import file_name, write_csv
from refoulement.export.geojson import export_geojson
from refoulement.export.records import to_json
from refoulement.presentation.citation import as_text, citation_cff, cite_selection
from refoulement.presentation.summary import (
    NO_FIGURES,
    WARNING,
    figure_line,
    how_to_reopen,
    matching_text,
    selection_text,
    summary,
)
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES

GUIDE = "README.md"
METHOD = PROJECT / "docs" / "method.md"
_EARLIEST = date(1980, 1, 1)  # that a ZIP can state

_CONTENTS = """\
data/datapackage.json   what the tables are: a Data Package with every field described
data/reports.csv        the reports selected, a row a statement by one source
data/events.csv         the events that they speak of, and those that hang together with these
data/sources.csv        the documents that state them
data/sites.csv          the places that they name
data/crossings.csv      border posts of these places
data/arrivals.csv       arrivals in South Korea, whole: context, in no figure
data/context.csv        closing and reopening of the border, whole: context, in no figure
data/judgements.csv     pairs of these reports that look like one, and what was found of them
reports.geojson         the reports as points, for maps
data/README.md          the coding guide of the whole dataset
METHOD.md               how reports are coded and counted
CITATION.cff            how to cite the dataset
SHA256SUMS              checksums of all these files; to check them: sha256sum -c SHA256SUMS
"""
_NOTES = (
    "Counts of different reports must not be added: they rival or repeat each other, or are shared "
    "by several places. METHOD.md says how figures are made.",
    "In the CSV files a cell that a spreadsheet could take for a formula, one that begins with "
    "= + - @, a tab or a line break, has an apostrophe before it.",
)
_DANGLING = (
    "Some reports repeat one that is not selected (derived_from). They stay repeats; "
    "datapackage.json therefore states no key for that column."
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

    Events come with all that they hang together with, so that the same rules give
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
    """The judgements on two reports that are selected."""
    sides = [judgements[side].isin(report_ids) for side in ("report_a", "report_b")]
    return judgements[sides[0] & sides[1]]


def _files(dataset: Dataset, selection: Selection) -> dict[str, bytes]:
    """Every file of the pack but the checksums, by its path."""
    tables = selected_tables(dataset, selection)
    content = {
        resource["name"]: write_csv(text_table(tables[resource["name"]]), mark=False)
        for resource in dataset.resources
    }
    reports = tables["reports"]
    repeated = set(reports["derived_from"]) - {""}
    is_whole = repeated <= set(reports["report_id"])
    descriptor = _descriptor(dataset, selection, content, keep_repeats=is_whole)
    return {
        "SELECTION.txt": _about(dataset, selection, "" if is_whole else _DANGLING).encode(),
        "METHOD.md": METHOD.read_bytes(),
        "CITATION.cff": citation_cff(dataset).encode(),
        "data/datapackage.json": to_json(descriptor),
        "data/README.md": _guide(dataset),
        **{f"data/{r['path']}": content[r["name"]] for r in dataset.resources},
        "reports.geojson": export_geojson(dataset, selection),
    }


def _guide(dataset: Dataset) -> bytes:
    """The package's coding guide. Other packages may have none, or one that is not read."""
    try:
        return inside.read_file(dataset.directory, GUIDE)
    except FileNotFoundError:
        return b"This package has no coding guide.\n"
    except OSError as error:
        return f"{GUIDE} of this package is left out: {error.strerror}.\n".encode()


def _descriptor(
    dataset: Dataset, selection: Selection, content: dict[str, bytes], keep_repeats: bool
) -> dict[str, Any]:
    """The dataset's descriptor for what is selected, with size and checksum of each table."""
    resources = []
    for resource in dataset.resources:
        table, schema = content[resource["name"]], dict(resource["schema"])
        if resource["name"] == "reports" and not keep_repeats:
            keys = schema["foreignKeys"]
            schema["foreignKeys"] = [key for key in keys if key["fields"] != ["derived_from"]]
        checks = {"bytes": len(table), "hash": f"sha256:{sha256(table).hexdigest()}"}
        resources.append({**resource, "schema": schema, **checks})
    about = {
        "selection": f"{selection.sentence(dataset)}.",
        "query": selection.query_string(),
    }
    # Assertions are about the whole dataset.
    whole = {key: value for key, value in dataset.descriptor.items() if key != "assertions"}
    return {**whole, **about, "resources": resources}


def _about(dataset: Dataset, selection: Selection, dangling: str) -> str:
    """SELECTION.txt: what is selected, the figures, how to reopen and check it."""
    figures = summary(dataset, selection)
    lines = [
        f"{dataset.descriptor.get('title', '')}, version {dataset.version}",
        "",
        matching_text(dataset, selection),
        selection_text(dataset, selection),
        "",
        *(f"{MEASURES[m]}: {figure_line(dataset, f)}." for m, f in figures.items()),
        *([] if selection.has_figures else [NO_FIGURES]),
        WARNING,
        "",
        how_to_reopen(dataset, selection),
        "",
        *_NOTES,
        *([dangling] if dangling else []),
        "",
        _CONTENTS,
        "Cite this selection as:",
        as_text(cite_selection(dataset, selection)).strip(),
    ]
    return "\n".join(lines) + "\n"
