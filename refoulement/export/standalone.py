"""The map as one HTML file that opens from disk: it counts by itself and requests nothing.

Its page is presentation/templates/standalone.html; assets/map/map.js draws its map like the
dashboard's, from what assets/map/counting.js counts.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import Any

import numpy as np

from refoulement.counting.rules import Tally
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.assets import ASSETS, LEAFLET, SCRIPTS
from refoulement.drawing.columns import block, in_order, places_selected
from refoulement.drawing.folium_map import base_map, ground_options
from refoulement.drawing.legend_markup import legend
from refoulement.drawing.map_data import day_number, words_data, words_of_reports
from refoulement.drawing.still_map import border_map
from refoulement.drawing.typeset import FAMILIES
from refoulement.export.paper import MAP
from refoulement.messages import gettext, language
from refoulement.presentation.citation import citation
from refoulement.presentation.html import escape, html_gettext, link, ours, render
from refoulement.presentation.markup import (
    colour,
    places_text,
    printed_wording,
    report_figure,
    report_notes,
)
from refoulement.presentation.summary import (
    date_clauses,
    figure_facts,
    filter_clauses,
    how_to_reopen,
    left_out_text,
    matching_text,
    no_figures,
    purpose,
    selection_text,
    summary,
    warning,
)
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES, SHORT_MEASURES
from refoulement.wording import span_text

_FOLDER = ASSETS / "standalone"
_SCRIPTS = (
    LEAFLET / "leaflet.js",
    *(ASSETS / "map" / f"{name}.js" for name in SCRIPTS),
    _FOLDER / "standalone.js",
)
_STYLES = (
    LEAFLET / "leaflet.css",
    ASSETS / "map" / "map.css",
    ASSETS / "page" / "page.css",
    _FOLDER / "standalone.css",
)


def export_html(dataset: Dataset, selection: Selection) -> bytes:
    """The matching reports as a page of its own, in UTF-8: map, slider, figures, table, citation.

    Dates can be narrowed further in it, within those selected. Scripts, style and
    basemap are in the file; its Content-Security-Policy lets nothing else run or load.
    """
    scripts = [path.read_text(encoding="utf-8") for path in _SCRIPTS]
    figures = summary(dataset, selection)
    hashes = (f"'sha256-{_base64(sha256(script.encode()).digest())}'" for script in scripts)
    return render(
        "standalone.html",
        language=language(),
        title=dataset.descriptor.get("title", ""),
        version=dataset.version,
        icon=f"data:image/png;base64,{_base64((ASSETS / 'page' / 'icon.png').read_bytes())}",
        styles=ours("\n".join(path.read_text(encoding="utf-8") for path in _STYLES)),
        matching=matching_text(dataset, selection),
        selection=selection_text(dataset, selection),
        figures=[_figure(dataset, figure) for figure in figures.values()],
        no_figures=no_figures(),
        purpose=purpose(dataset),
        warning=warning(),
        legend=legend(dataset),
        still=_still(dataset, selection),
        fonts=ours(FAMILIES),
        heads=_heads(),
        rows=[
            _row(dataset, report, selection.sites)
            for report in _by_date(selection.reports(dataset))
        ],
        footer=_footer(dataset, selection),
        data=ours(_script_json(_data(dataset, selection))),
        scripts=map(ours, scripts),
        script_hashes=ours(" ".join(hashes)),
    ).encode()


def _still(dataset: Dataset, selection: Selection) -> dict[str, object]:
    """The map as a picture, for a browser that runs no scripts."""
    still = border_map(dataset, selection.reports(dataset), *MAP, selection.has_figures)
    return {"width": f"{still.width:g}", "height": f"{still.height:g}", "svg": ours(still.svg)}


def _data(dataset: Dataset, selection: Selection) -> dict[str, Any]:
    """What assets/standalone/standalone.js reads. Names and words are escaped.

    `columns` are those of drawing/columns.py for the matching reports, in base64, with the row of
    each in the table; `selected` holds the numbers of the selected places.
    """
    basemap = json.loads((ASSETS / "map" / "basemap.json").read_text(encoding="utf-8"))
    reports, order = selection.reports(dataset), in_order(dataset, selection.mask(dataset))
    row = {report.report_id: row for row, report in enumerate(_by_date(reports))}
    rows = np.array([row[name] for name in dataset.reports["report_id"].iloc[order]], dtype=int)
    return {
        **words_data(dataset),
        **words_of_reports(dataset, order),
        "columns": _base64(block(dataset, order, rows)),
        "selected": places_selected(dataset, selection),
        "map": {**ground_options(), "basemap": basemap},
        "mapOptions": _camel_case(base_map(dataset).options),
        "span": _span(selection, reports),
        "clauses": [escape(clause) for clause in filter_clauses(dataset, selection)],
        "dates": [escape(clause) for clause in date_clauses(selection)],
        "undated": selection.undated,
        "hasFigures": selection.has_figures,
        "isEvent": len(selection.events) == 1,
        "undatedReports": sum(report.date_from is None for report in reports),
        "undatedLeftOut": selection.undated_hidden(dataset),
    }


def _by_date(reports: Iterable[Report]) -> list[Report]:
    """Newest first; those without a date come last."""
    return sorted(reports, key=lambda r: (str(r.date_to or ""), r.report_id), reverse=True)


def _span(selection: Selection, reports: Iterable[Report]) -> list[int | None] | None:
    """First and last day that the slider reaches; None if no report has a date."""
    dated = [(r.date_from, r.date_to) for r in reports if r.date_from and r.date_to]
    if not dated:
        return None
    first = selection.date_from or min(first for first, _ in dated)
    last = selection.date_to or max(last for _, last in dated)
    return [day_number(first), day_number(last)]


def _figure(dataset: Dataset, figure: Tally) -> dict[str, object]:
    """One measure's figure, and what it rests on."""
    facts = (*figure_facts(dataset, figure), left_out_text(figure))
    return {
        "measure": figure.measure,
        "colour": colour(figure.measure),
        "name": MEASURES[figure.measure],
        "figure": figure.words,
        "facts": list(filter(None, facts)),
    }


def _heads() -> tuple[str, ...]:
    """The headings of the table of statements."""
    return (
        gettext("Date"),
        gettext("Kind"),
        gettext("In the source’s words"),
        gettext("Place"),
        gettext("Event"),
        gettext("Source"),
        gettext("Summary"),
    )


def _row(dataset: Dataset, report: Report, sites: Collection[str]) -> dict[str, object]:
    """One report's cells; `sites` are the selected places."""
    row, source = dataset.report[report.report_id], dataset.source[report.source_id]
    return {
        "report_id": report.report_id,
        "dates": span_text(report.date_from, report.date_to),
        "colour": colour(report.measure),
        "measure": SHORT_MEASURES[report.measure],
        "figure": report_figure(report),
        "wording": printed_wording(dataset, report),
        "places": places_text(dataset, report),
        "event": dataset.event[report.event_id]["label"],
        "publisher": source["publisher"],
        "link": link(source["url"], source["title"]),
        "published": f" ({source['published']})" if source["published"] else "",
        "summary": row["summary"],
        "notes": " ".join(report_notes(dataset, report, sites)),
    }


def _footer(dataset: Dataset, selection: Selection) -> tuple[str, ...]:
    licence = dataset.descriptor["licenses"][0]
    return (
        gettext("Cite as: %(citation)s", citation=citation(dataset)),
        html_gettext(
            "Licence: %(licence)s. Basemap: Natural Earth (public domain). Coordinates: GeoNames "
            "(CC BY 4.0).",
            licence=link(licence.get("path", ""), licence.get("title") or licence["name"]),
        ),
        how_to_reopen(dataset, selection),
        gettext("This file holds all that it shows and loads nothing from any site."),
    )


def _script_json(content: object) -> str:
    """JSON that can neither end the script element that holds it nor begin a comment in it."""
    compact = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return compact.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


def _camel_case(options: dict[str, Any]) -> dict[str, Any]:
    """Options of a folium map as Leaflet names them."""

    def name(words: str) -> str:
        first, *rest = words.split("_")
        return first + "".join(map(str.capitalize, rest))

    return {name(key): value for key, value in options.items()}


def _base64(content: bytes) -> str:
    return b64encode(content).decode()
