"""The events of a selection to start from: the latest, the most reported, the most disputed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import numpy as np

from refoulement.counting.index import index_of
from refoulement.counting.rivals import EventRivals
from refoulement.dataset.tables import Dataset
from refoulement.selecting.listed_events import selected_rivals
from refoulement.selecting.paging import statements
from refoulement.selecting.selection import Selection

#: Statements. With more, only the latest event is given: the others would take too long.
MOST_COMPARED = 5_000
MOST_OF_A_DAY = 50  # newest statements whose events are looked at

_Weight = Callable[[EventRivals], float]
_WEIGHTS: dict[str, _Weight] = {
    "latest": lambda event: (event.last or date.min).toordinal(),
    "most_reported": lambda event: event.independent_sources,
    "most_disputed": lambda event: event.own_spread if event.independent_sources > 1 else 0,
}

#: What an event must exceed: any date, one independent source, figures that agree.
LEAST = {"latest": date.min.toordinal(), "most_reported": 1, "most_disputed": 1.0}


def first_events(dataset: Dataset, selection: Selection) -> dict[tuple[str, ...], EventRivals]:
    """The `latest`, `most_reported` and `most_disputed` events, by which of these each one is.

    Only events with a figure: a source's own total over several events is none of these.

    The latest goes by its last day; the most reported by independent sources; the most disputed
    by the ratio of the highest to the lowest figure stated for the event as a whole, among events
    with two independent sources or more. Each event appears once; ties go to the id that sorts
    first.
    """
    found = statements(dataset, selection)
    if len(found) > MOST_COMPARED:
        index = index_of(dataset)
        event = index.events.root[index.event]
        latest = found[np.isin(event[found], event[found[:MOST_OF_A_DAY]])]
        return _chosen(selected_rivals(dataset, selection, latest), ("latest",))
    return _chosen(selected_rivals(dataset, selection), _WEIGHTS)


def _chosen(
    events: Iterable[EventRivals], kinds: Iterable[str]
) -> dict[tuple[str, ...], EventRivals]:
    counted = (event for event in events if any(rivals.interval for rivals in event.measures))
    by_id = sorted(counted, key=lambda event: event.event_id)
    found: dict[str, tuple[EventRivals, list[str]]] = {}
    for kind in kinds:
        weight = _WEIGHTS[kind]
        best = max(by_id, key=weight, default=None)  # the first of equal ones
        if best is not None and weight(best) > LEAST[kind]:
            found.setdefault(best.event_id, (best, []))[1].append(kind)
    return {tuple(kinds): event for event, kinds in found.values()}
