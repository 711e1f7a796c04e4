"""The formats in which a selection can be taken away, for page and command line alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv
from refoulement.export.geojson import export_geojson
from refoulement.export.hxl import export_hxl
from refoulement.export.pack import export_pack
from refoulement.export.records import export_json
from refoulement.export.sites import export_sites
from refoulement.export.summary_file import export_summary
from refoulement.selecting.selection import Selection

JSON = "application/json"

Writer = Callable[[Dataset, Selection], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name for readers, what it is for, its file's end and type, and its writer."""

    label: str
    purpose: str
    suffix: str
    media_type: str
    write: Writer


def _loaded_when_used(module: str, name: str) -> Writer:
    """A writer of a module that takes long to load, which is put off until something is written."""

    def write(dataset: Dataset, selection: Selection) -> bytes:
        writer: Writer = getattr(import_module(f"refoulement.export.{module}"), name)
        return writer(dataset, selection)

    return write


FORMATS = {
    "csv": Format("CSV", "for spreadsheets and scripts", ".csv", "text/csv", export_csv),
    "xlsx": Format(
        "Excel",
        "with events, sources and places",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _loaded_when_used("spreadsheet", "export_xlsx"),
    ),
    "geojson": Format(
        "GeoJSON", "for maps and GIS", ".geojson", "application/geo+json", export_geojson
    ),
    "json": Format("JSON", "for programs", ".json", JSON, export_json),
    "hxl": Format("HXL", "CSV with humanitarian hashtags", ".hxl.csv", "text/csv", export_hxl),
    "pack": Format(
        "Evidence pack", "data, method and checksums", ".zip", "application/zip", export_pack
    ),
    "html": Format(
        "Map as one file",
        "opens from disk",
        ".html",
        "text/html",
        _loaded_when_used("standalone", "export_html"),
    ),
    "png": Format(
        "Picture", "PNG for slides", ".png", "image/png", _loaded_when_used("picture", "export_png")
    ),
    "svg": Format(
        "Picture",
        "SVG for print",
        ".svg",
        "image/svg+xml",
        _loaded_when_used("picture", "export_svg"),
    ),
    "print": Format(
        "Paper",
        "every report, to print",
        ".print.html",
        "text/html",
        _loaded_when_used("paper", "export_print"),
    ),
}

#: What a selection gives, by path below /api.
ANSWERS = {f"/reports{form.suffix}": form for form in FORMATS.values()} | {
    "/summary.json": Format(
        "Figures", "what is reported of each measure", ".summary.json", JSON, export_summary
    ),
    "/sites.json": Format(
        "Places", "what is stated for each place", ".sites.json", JSON, export_sites
    ),
}

#: What is the same for every selection, by path below /api.
ABOUT = {
    "/health": "Which data are shown, and whether the files behind them are sound",
    "/openapi.json": "All of this, every parameter and value too, for programs (OpenAPI 3.1)",
}
