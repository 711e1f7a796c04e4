"""The figures of a selection as JSON."""

from __future__ import annotations

from typing import Any

from refoulement.counting.rules import Tally
from refoulement.dataset.tables import Dataset
from refoulement.export.records import head, to_json
from refoulement.presentation.summary import figures_json, no_figures_json, places_of
from refoulement.selecting.selection import Selection


def figure_json(dataset: Dataset, figure: Tally) -> dict[str, Any]:
    """A figure as JSON: its ends, what it rests on, and for a stock when and where."""
    facts: dict[str, Any] = {
        "low": figure.low,
        "high": figure.high,
        "open_below": figure.open_below,
        "open_above": figure.open_above,
        "approximate": figure.approximate,
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
        "events": figure.events,
        "events_without_number": figure.events_without_number,
    }


def export_summary(dataset: Dataset, selection: Selection) -> bytes:
    """The figures of a selection as JSON: `head`, what matches, what is hidden, and `figures`."""
    return to_json(
        {
            **head(dataset, selection),
            "reports": selection.count(dataset),
            "sources": selection.sources(dataset),
            "undated_hidden": selection.undated_hidden(dataset),
            "figures": figures_json(dataset, selection),
            **no_figures_json(selection),
        }
    )
