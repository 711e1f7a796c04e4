"""The selection on paper: figures, map and every report, as one HTML document to be printed.

It holds no script and asks nobody for anything. Style: assets/page/sheet.css.
"""

from __future__ import annotations

from collections.abc import Iterable

from refoulement.counting.rivals import EventRivals
from refoulement.counting.rules import Tally
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.folium_map import ASSETS
from refoulement.drawing.ground import border_view
from refoulement.drawing.legend import (
    DO_NOT_ADD,
    HALF,
    HOW_TO_READ,
    WHY_NOT,
    Entry,
    measures,
    signs,
)
from refoulement.drawing.still_map import StillMap, border_map, far_map
from refoulement.drawing.typeset import FAMILIES
from refoulement.export.picture import about
from refoulement.presentation.html import escape
from refoulement.presentation.markup import colour, events_list, report_entry
from refoulement.presentation.rivals_markup import ALL_OF_EVENTS, event_details
from refoulement.presentation.summary import (
    NO_FIGURES,
    RULES,
    WARNING,
    figure_facts,
    heading,
    matching_text,
    not_counted,
    not_counted_text,
    purpose,
    selection_text,
    summary,
)
from refoulement.selecting.listed_events import selected_rivals
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES
from refoulement.wording import count_text, span_text

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
MAP, FAR = (760, 540), (370, 230)  # pixels, of which paper gets about four a millimetre


def export_print(dataset: Dataset, selection: Selection) -> bytes:
    """Figures, map and ledger of a selection as an HTML document for A4, in UTF-8."""
    matching = selection.reports(dataset)
    events = selected_rivals(dataset, selection)
    title = escape(f"{heading(dataset)}: {selection.sentence(dataset)}")
    style = (ASSETS / "page" / "sheet.css").read_text(encoding="utf-8")
    if dataset.own_file:
        style = style.replace('"Refoulement Map"', '"A reader’s own file"')
    parts = [
        f"<h1>{escape(heading(dataset))}</h1>",
        f"<p>{escape(purpose(dataset))}</p>",
        f'<p class="rm-sentence">{escape(selection_text(dataset, selection))}</p>',
        f"<p><b>{matching_text(dataset, selection)}</b></p>",
        "" if matching else "<p>No report matches.</p>",
        *(_figure(dataset, figure) for figure in summary(dataset, selection).values()),
        "" if selection.has_figures else f"<p>{NO_FIGURES}</p>",
        f"<p><b>{escape(WARNING)}</b></p>",
        "<h2>Map</h2>",
        _maps(dataset, matching, selection.has_figures),
        _legend(),
        "<h2>Ledger</h2>" if events else "",
        _HOW_TO_READ if events else "",
        f"<p>{ALL_OF_EVENTS}</p>" if events and not selection.has_figures else "",
        *(_event(dataset, event, selection) for event in events),
        "<h2>About this document</h2>",
        *(f"<p>{escape(line)}</p>" for line in about(dataset, selection)),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="referrer" content="no-referrer">'
        '<meta name="viewport" content="width=device-width">'
        '<link rel="icon" href="data:,">'
        f"<title>{title}</title><style>\n{style}</style></head><body>{''.join(parts)}</body></html>\n"
    ).encode()


_HOW_TO_READ = (
    "<p>By event, the newest first, the undated last; parts stand under their whole. Reports of "
    "one event and measure rival each other and are never added. The bar beside a report shows "
    "its number on the event’s scale. Filled: counted. Hollow: a repeat or not counted, with the "
    "reason. An arrow: “or more”, or “up to”. A question mark: no number.</p>"
)


def _figure(dataset: Dataset, figure: Tally) -> str:
    """A figure, its rule, what it rests on and what is not in it."""
    lines = [*figure_facts(dataset, figure), RULES[figure.measure]]
    if figure.not_counted:
        reasons = not_counted_text(figure)
        number = count_text(not_counted(figure), "report")
        lines.append(f"{number} not in the figure: {reasons}.")
    return (
        f'<section class="rm-figure" style="{colour(figure.measure)}">'
        f"{escape(MEASURES[figure.measure])}<b>{escape(figure.words)}</b>"
        + "".join(f"<p>{escape(line)}</p>" for line in lines)
        + (events_list(dataset, figure) if figure.events else "")
        + "</section>"
    )


def _maps(dataset: Dataset, matching: tuple[Report, ...], has_figures: bool) -> str:
    far = far_map(dataset, matching, *FAR, border_view(*MAP), has_figures)
    return _still(border_map(dataset, matching, *MAP, has_figures), "") + (
        _still(far, "Farther away: the frame is the map above.", "rm-far") if far else ""
    )


def _still(still: StillMap, caption: str, kind: str = "rm-near") -> str:
    left_out = "; ".join(still.unlabelled)
    said = f"{caption} Without room for their text: {left_out}." if left_out else caption
    return (
        f'<figure class="{kind}"><svg viewBox="0 0 {still.width:g} {still.height:g}" role="img" '
        f'aria-label="Map" font-family="{FAMILIES}">{still.svg}</svg>'
        f"<figcaption>{escape(said)}</figcaption></figure>"
    )


def _legend() -> str:
    return (
        f'<ul class="rm-legend">{_items([*measures(), *signs()])}</ul>'
        f"<p>{HOW_TO_READ} <b>{DO_NOT_ADD}</b>: {WHY_NOT}</p>"
    )


def _items(entries: Iterable[Entry]) -> str:
    box = f"{-HALF} {-HALF} {2 * HALF} {2 * HALF}"
    return "".join(
        f'<li><svg viewBox="{box}" aria-hidden="true">{entry.drawing}</svg>{entry.text}</li>'
        for entry in entries
    )


def _event(dataset: Dataset, event: EventRivals, selection: Selection) -> str:
    label = dataset.event[event.event_id]["label"]
    facts = (
        span_text(event.first, event.last),
        count_text(event.reports, "report"),
        count_text(event.independent_sources, "independent source"),
    )
    details = event_details(
        dataset,
        event,
        lambda line: report_entry(dataset, line.report, sites=selection.sites),
    )
    return (
        f'<section><h3>{escape(label)}</h3><p class="rm-quiet">{escape(", ".join(facts))}; event '
        f"{escape(event.event_id)}</p>{details}</section>"
    )
