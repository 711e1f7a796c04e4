"""The three figures of a selection, as page, command line and API all show them."""

from __future__ import annotations

from typing import Any

from refoulement.counting import Figure, figure
from refoulement.dataset import Dataset
from refoulement.records import head, to_json
from refoulement.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES


def summary(dataset: Dataset, selection: Selection) -> dict[str, Figure]:
    """The figure of each counted measure (held, returned, arrested) for a selection."""
    matching = selection.reports(dataset)
    return {
        measure: figure(dataset.event_graph, measure, matching, selection.sites)
        for measure in COUNTED_MEASURES
    }


def places_of(dataset: Dataset, held: Figure) -> list[str]:
    """The places, or where none is named the area, that the reports behind a stock name."""
    names: dict[str, None] = {}
    for report in held.stock.evidence if held.stock else ():
        places = [*map(dataset.site_name, report.sites), *report.other_places]
        names.update(dict.fromkeys(places or [report.area]))
    return [name for name in names if name]


def figure_json(dataset: Dataset, figure: Figure) -> dict[str, Any]:
    """A figure as JSON: its ends, what it rests on, and for a stock when and where."""
    facts: dict[str, Any] = {
        "low": figure.low,
        "high": figure.high,
        "open_below": figure.open_below,
        "open_above": figure.open_above,
        "reports": figure.reports,
        "sources": figure.sources,
        "independent_sources": figure.independent_sources,
    }
    if figure.measure == "held":
        return facts | {
            "as_of": figure.as_of.isoformat() if figure.as_of else None,
            "event": figure.stock.event_id if figure.stock else None,
            "where": places_of(dataset, figure),
        }
    return facts | {
        "events": len(figure.events),
        "events_without_number": figure.events_without_number,
    }


def export_summary(dataset: Dataset, selection: Selection) -> bytes:
    """The figures of a selection as JSON: `head`, the undated reports not shown, and `figures`."""
    figures = summary(dataset, selection)
    return to_json(
        {
            **head(dataset, selection),
            "reports": len(selection.reports(dataset)),
            "undated_hidden": selection.undated_hidden(dataset),
            "figures": {name: figure_json(dataset, figure) for name, figure in figures.items()},
        }
    )
