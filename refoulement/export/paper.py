"""The selection on paper: figures, map and every report, as one HTML document for printing.

It holds no script and requests nothing. Style: assets/page/sheet.css.
"""

from __future__ import annotations

from refoulement.counting.rivals import EventRivals
from refoulement.counting.rules import Tally
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.assets import ASSETS
from refoulement.drawing.ground import border_view
from refoulement.drawing.legend import (
    do_not_add,
    how_to_read,
    measures,
    signs,
    why_not,
)
from refoulement.drawing.legend_markup import BOX
from refoulement.drawing.still_map import StillMap, border_map, far_map, unlabelled_text
from refoulement.drawing.typeset import FAMILIES
from refoulement.export.picture import about
from refoulement.messages import gettext, language
from refoulement.presentation.html import ours, render
from refoulement.presentation.markup import colour, events_list, report_entry
from refoulement.presentation.rivals_markup import all_of_events, event_details
from refoulement.presentation.summary import (
    RULES,
    figure_facts,
    heading,
    left_out_text,
    matching_text,
    no_figures,
    purpose,
    selection_text,
    statements_and_sources,
    summary,
    title_text,
    warning,
)
from refoulement.selecting.listed_events import selected_rivals
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES
from refoulement.wording import span_text

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
MAP, FAR = (760, 540), (370, 230)  # pixels, about four to a millimetre on paper


def export_print(dataset: Dataset, selection: Selection) -> bytes:
    """Figures, map and ledger of a selection as an HTML document for A4, in UTF-8."""
    matching = selection.reports(dataset)
    events = selected_rivals(dataset, selection)
    style = (ASSETS / "page" / "sheet.css").read_text(encoding="utf-8")
    if dataset.own_file:
        style = style.replace('"Refoulement Map"', f'"{gettext("A reader’s own file")}"')
    near, far = _maps(dataset, matching, selection.has_figures)
    return render(
        "paper.html",
        language=language(),
        policy=ours(POLICY),
        title=title_text(dataset, selection),
        style=ours(style),
        heading=heading(dataset),
        purpose=purpose(dataset),
        selection=selection_text(dataset, selection),
        matching=matching_text(dataset, selection),
        nothing="" if matching else gettext("Nothing matches."),
        figures=[_figure(dataset, figure) for figure in summary(dataset, selection).values()],
        no_figures="" if selection.has_figures else no_figures(),
        warning=warning(),
        fonts=ours(FAMILIES),
        near=near,
        far=far,
        box=BOX,
        signs=[
            {"drawing": ours(entry.drawing), "text": entry.text}
            for entry in (*measures(), *signs(dataset, is_still=True))
        ],
        how_to_read_map=how_to_read(),
        do_not_add=do_not_add(),
        why_not=why_not(),
        events=[_event(dataset, event, selection) for event in events],
        all_of_events="" if selection.has_figures else all_of_events(),
        about=about(dataset, selection),
    ).encode()


def _figure(dataset: Dataset, figure: Tally) -> dict[str, object]:
    """A figure, its rule, what it rests on and what is not in it."""
    lines = [*figure_facts(dataset, figure), RULES[figure.measure], left_out_text(figure)]
    return {
        "colour": colour(figure.measure),
        "name": MEASURES[figure.measure],
        "figure": figure.words,
        "lines": list(filter(None, lines)),
        "events": events_list(dataset, figure) if figure.events else "",
    }


def _maps(
    dataset: Dataset, matching: tuple[Report, ...], has_figures: bool
) -> tuple[dict[str, object], dict[str, object] | None]:
    """The map of the border region, and that of places farther away if there are any."""
    far = far_map(dataset, matching, *FAR, border_view(*MAP), has_figures)
    return _still(border_map(dataset, matching, *MAP, has_figures), ""), (
        _still(far, gettext("Farther away: the frame is the map above.")) if far else None
    )


def _still(still: StillMap, caption: str) -> dict[str, object]:
    said = (caption, unlabelled_text(still))
    return {
        "width": f"{still.width:g}",
        "height": f"{still.height:g}",
        "svg": ours(still.svg),
        "caption": " ".join(filter(None, said)),
    }


def _event(dataset: Dataset, event: EventRivals, selection: Selection) -> dict[str, object]:
    facts = (
        span_text(event.first, event.last),
        *statements_and_sources(event.reports, event.independent_sources),
        gettext("event %(id)s", id=event.event_id),
    )
    return {
        "label": dataset.event[event.event_id]["label"],
        "facts": ", ".join(facts),
        "details": event_details(
            dataset,
            event,
            lambda line: report_entry(dataset, line.report, sites=selection.sites),
            level=4,
        ),
    }
