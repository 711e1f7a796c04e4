"""The three figures of a selection, as page and command line both show them."""

from __future__ import annotations

from refoulement.counting import Figure, figure
from refoulement.dataset import Dataset
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
