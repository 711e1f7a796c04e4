"""The figures of a selection as JSON."""

from __future__ import annotations

from typing import Any

from refoulement.counting.rules import Tally
from refoulement.dataset.tables import Dataset
from refoulement.export.records import head, to_json
from refoulement.presentation.summary import places_of, summary
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES

NO_FIGURES_BECAUSE = "text_search"


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


def figures_json(dataset: Dataset, selection: Selection) -> dict[str, Any]:
    """The figure of each counted measure as JSON; null under a text search."""
    if not selection.has_figures:
        return dict.fromkeys(COUNTED_MEASURES)
    return {name: figure_json(dataset, f) for name, f in summary(dataset, selection).items()}


def no_figures_json(selection: Selection) -> dict[str, str]:
    """Why there are no figures, for a JSON object without them; empty if there are any."""
    return {} if selection.has_figures else {"no_figures_because": NO_FIGURES_BECAUSE}
