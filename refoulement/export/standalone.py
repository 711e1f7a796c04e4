"""The map as one HTML file that opens from disk: it counts by itself and asks nobody for anything.

Its page is assets/standalone/standalone.html; assets/map/map.js draws its map as it draws the
dashboard's, from what assets/map/counting.js counts.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Collection, Iterable
from hashlib import sha256
from string import Template
from typing import Any

import numpy as np

from refoulement.counting.rules import Tally
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.columns import block, in_order, places_selected
from refoulement.drawing.folium_map import ASSETS, LEAFLET, SCRIPTS, base_map, ground_options
from refoulement.drawing.legend_markup import legend
from refoulement.drawing.map_data import day_number, words_data, words_of_reports
from refoulement.presentation.citation import citation
from refoulement.presentation.html import escape, link
from refoulement.presentation.markup import (
    colour,
    places_text,
    printed_wording,
    report_figure,
    report_notes,
    short_name,
)
from refoulement.presentation.summary import (
    NO_FIGURES,
    WARNING,
    figure_facts,
    how_to_reopen,
    matching_text,
    not_counted,
    not_counted_text,
    purpose,
    selection_text,
    summary,
)
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES
from refoulement.wording import count_text, span_text

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
_LEDGER = ("Date", "What", "As printed", "Where", "Event", "Source", "Summary")


def export_html(dataset: Dataset, selection: Selection) -> bytes:
    """The matching reports as a page of its own, in UTF-8: map, slider, figures, table, citation.

    Dates can be narrowed further in it, within those selected. Scripts, style and
    basemap are in the file; its Content-Security-Policy lets nothing else run or load.
    """
    scripts = [path.read_text(encoding="utf-8") for path in _SCRIPTS]
    figures = summary(dataset, selection)
    page = Template((_FOLDER / "standalone.html").read_text(encoding="utf-8")).substitute(
        title=escape(dataset.descriptor.get("title", "")),
        version=escape(dataset.version),
        icon=f"data:image/png;base64,{_base64((ASSETS / 'page' / 'icon.png').read_bytes())}",
        styles="\n".join(path.read_text(encoding="utf-8") for path in _STYLES),
        sentence=f"<b>{escape(matching_text(dataset, selection))}</b> "
        + escape(selection_text(dataset, selection)),
        figures="".join(_figure(dataset, figure) for figure in figures.values())
        or f'<p class="rm-no-figures">{NO_FIGURES}</p>',
        purpose=escape(purpose(dataset)),
        warning=escape(WARNING),
        legend=legend(),
        ledger=_ledger(dataset, selection),
        footer=_footer(dataset, selection),
        data=_script_json(_data(dataset, selection)),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
        script_hashes=" ".join(
            f"'sha256-{_base64(sha256(script.encode()).digest())}'" for script in scripts
        ),
    )
    return page.encode()


def _data(dataset: Dataset, selection: Selection) -> dict[str, Any]:
    """What assets/standalone/standalone.js reads. Names and words are escaped.

    `columns` are those of drawing/columns.py, in base64, of the matching reports, with the row of
    each in the table; `selected` the numbers of the places selected.
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
        "clauses": [escape(clause) for clause in selection.clauses(dataset)],
        "dates": escape(selection.dates_text()),
        "undated": selection.undated,
        "hasFigures": selection.has_figures,
        "undatedReports": sum(report.date_from is None for report in reports),
        "undatedLeftOut": selection.undated_hidden(dataset),
    }


def _by_date(reports: Iterable[Report]) -> list[Report]:
    """The newest first; those without a date at the end."""
    return sorted(reports, key=lambda r: (str(r.date_to or ""), r.report_id), reverse=True)


def _span(selection: Selection, reports: Iterable[Report]) -> list[int | None] | None:
    """First and last day that the slider reaches; None where no report has a date."""
    dated = [(r.date_from, r.date_to) for r in reports if r.date_from and r.date_to]
    if not dated:
        return None
    first = selection.date_from or min(first for first, _ in dated)
    last = selection.date_to or max(last for _, last in dated)
    return [day_number(first), day_number(last)]


def _figure(dataset: Dataset, figure: Tally) -> str:
    """One measure's figure, and what it rests on."""
    facts = figure_facts(dataset, figure)
    if figure.not_counted:
        number = count_text(not_counted(figure), "report")
        reasons = not_counted_text(figure)
        facts.append(f"{number} not in the figure: {reasons}")
    return (
        f'<article class="rm-figure" data-measure="{figure.measure}" '
        f'style="{colour(figure.measure)}"><h2>{escape(MEASURES[figure.measure])}</h2>'
        f"<strong>{escape(figure.words)}</strong>"
        f"<ul>{''.join(f'<li>{escape(fact)}</li>' for fact in facts)}</ul></article>"
    )


def _ledger(dataset: Dataset, selection: Selection) -> str:
    """Every report a row, the newest first; those without a date at the end."""
    heads = "".join(f'<th scope="col">{head}</th>' for head in _LEDGER)
    rows = "".join(
        f'<tr data-report="{escape(report.report_id)}">'
        + "".join(f"<td>{cell}</td>" for cell in _cells(dataset, report, selection.sites))
        + "</tr>"
        for report in _by_date(selection.reports(dataset))
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(dataset: Dataset, report: Report, sites: Collection[str]) -> tuple[str, ...]:
    """One report's cells, as HTML; `sites`: places selected."""
    row, source = dataset.report[report.report_id], dataset.source[report.source_id]
    notes = " ".join(report_notes(dataset, report, sites))
    published = f" ({source['published']})" if source["published"] else ""
    return (
        escape(span_text(report.date_from, report.date_to)),
        f'<span class="rm-what" style="{colour(report.measure)}">'
        f"{escape(short_name(report.measure))}</span> <b>{escape(report_figure(report))}</b>",
        printed_wording(dataset, report),
        escape(places_text(dataset, report)),
        escape(dataset.event[report.event_id]["label"]),
        f"{escape(source['publisher'])}: {link(source['url'], source['title'])}{escape(published)}",
        f"{escape(row['summary'])} "
        f'<span class="rm-quiet">{escape(notes)} ({escape(report.report_id)})</span>',
    )


def _footer(dataset: Dataset, selection: Selection) -> str:
    licence = dataset.descriptor["licenses"][0]
    lines = (
        f"Cite as: {escape(citation(dataset))}",
        f"Licence: {link(licence.get('path', ''), licence.get('title') or licence['name'])}. "
        "Basemap: Natural Earth (public domain). Coordinates: GeoNames (CC BY 4.0).",
        escape(how_to_reopen(dataset, selection)),
        "This file holds all that it shows and asks no one for anything; links open what you "
        "click.",
    )
    return "".join(f"<p>{line}</p>" for line in lines)


def _script_json(content: object) -> str:
    """JSON that cannot end the script element that holds it, nor begin a comment in it."""
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
