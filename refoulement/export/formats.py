"""The formats in which a selection can be downloaded, for page and command line alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv
from refoulement.messages import Words, gettext, marked, translated
from refoulement.selecting.selection import Selection

JSON = "application/json"

Writer = Callable[[Dataset, Selection], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name and use (both `marked`), its file's suffix and type, and its writer."""

    name: str
    use: str
    suffix: str
    media_type: str
    write: Writer

    @property
    def label(self) -> str:
        """What readers call it, and what it is for."""
        name, use = translated(self.name), translated(self.use)
        return gettext("%(format)s (%(use)s)", format=name, use=use)


def _loaded_when_used(module: str, name: str) -> Writer:
    """A writer whose module is loaded on first use: most processes need only one of them."""

    def write(dataset: Dataset, selection: Selection) -> bytes:
        writer: Writer = getattr(import_module(f"refoulement.export.{module}"), name)
        return writer(dataset, selection)

    return write


FORMATS = {
    "csv": Format(
        marked("CSV"), marked("for spreadsheets and scripts"), ".csv", "text/csv", export_csv
    ),
    "xlsx": Format(
        marked("Excel"),
        marked("with events, sources and places"),
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _loaded_when_used("spreadsheet", "export_xlsx"),
    ),
    "geojson": Format(
        marked("GeoJSON"),
        marked("for maps and GIS"),
        ".geojson",
        "application/geo+json",
        _loaded_when_used("geojson", "export_geojson"),
    ),
    "json": Format(
        marked("JSON"),
        marked("for programs"),
        ".json",
        JSON,
        _loaded_when_used("records", "export_json"),
    ),
    "hxl": Format(
        marked("HXL"),
        marked("CSV with humanitarian hashtags"),
        ".hxl.csv",
        "text/csv",
        _loaded_when_used("hxl", "export_hxl"),
    ),
    "pack": Format(
        marked("Evidence pack"),
        marked("data, method, checksums"),
        ".zip",
        "application/zip",
        _loaded_when_used("pack", "export_pack"),
    ),
    "html": Format(
        marked("Offline map"),
        marked("HTML, one file"),
        ".html",
        "text/html",
        _loaded_when_used("standalone", "export_html"),
    ),
    "png": Format(
        marked("Image"),
        marked("PNG, for slides"),
        ".png",
        "image/png",
        _loaded_when_used("picture", "export_png"),
    ),
    "svg": Format(
        marked("Image"),
        marked("SVG, for print"),
        ".svg",
        "image/svg+xml",
        _loaded_when_used("picture", "export_svg"),
    ),
    "print": Format(
        marked("Printable report"),
        marked("every statement"),
        ".print.html",
        "text/html",
        _loaded_when_used("paper", "export_print"),
    ),
}

#: The answers about a selection, by path below /api.
ANSWERS = {f"/reports{form.suffix}": form for form in FORMATS.values()} | {
    "/summary.json": Format(
        marked("Summary figures"),
        marked("what is reported of each kind"),
        ".summary.json",
        JSON,
        _loaded_when_used("summary_file", "export_summary"),
    ),
    "/sites.json": Format(
        marked("Places"),
        marked("what is stated for each place"),
        ".sites.json",
        JSON,
        _loaded_when_used("sites", "export_sites"),
    ),
}

#: The answers that are the same for every selection, by path below /api.
ABOUT = Words(
    {
        "/health": marked("Data version and health"),
        "/openapi.json": marked(
            "All of this with every parameter and value, for programs (OpenAPI 3.1)"
        ),
    }
)
