"""What a figure is made of: its events with their sources, what is left out, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from markupsafe import Markup

from refoulement.counting.rules import EventCount, Tally, interval_of, reason_not_counted
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext
from refoulement.presentation.dot_strip import dot_strip
from refoulement.presentation.html import link, render
from refoulement.presentation.markup import (
    NOTHING,
    added_by,
    colour,
    link_to_page,
    permalink,
)
from refoulement.presentation.summary import figure_facts, not_counted, not_counted_text
from refoulement.selecting.listed_events import rivals_of
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES, NOT_COUNTED
from refoulement.wording import capitalized, span_text

MOST_TOTALS = 5  # sources' own running totals shown


def figure_details(dataset: Dataset, selection: Selection, figure: Tally) -> Markup:
    """The figure, its first events with a dot for every counted statement, and what is left out.

    With them come the totals that sources state themselves and that are not added.
    """
    of_measure = replace(selection, measures=(figure.measure,))
    events = rivals_of(dataset, of_measure, [event.event_id for event in figure.latest])
    rivals = {event.event_id: event.measures[0] for event in events}
    query = of_measure.query_string()
    return render(
        "figure_details.html",
        measure=figure.measure,
        colour=colour(figure.measure),
        name=MEASURES[figure.measure],
        figure=figure.words,
        facts=figure_facts(dataset, figure),
        events=[
            {
                "name": permalink(dataset, "event", event.event_id, _label(dataset, event)),
                "figure": added_by(figure, event),
                "strip": dot_strip(rivals[event.event_id]) if event.event_id in rivals else NOTHING,
            }
            for event in figure.latest
        ],
        others=figure.events - len(figure.latest),
        where=link_to_page(dataset, "events", query, gettext("Events")),
        is_overlapping=figure.overlapping and figure.measure != "held",
        left_out=not_counted(figure),
        reasons=capitalized(not_counted_text(figure)),
        totals=list(_own_totals(dataset, of_measure)),
    )


def _label(dataset: Dataset, event: EventCount) -> str:
    return str(dataset.event[event.event_id]["label"])


def _own_totals(dataset: Dataset, selection: Selection) -> Iterator[dict[str, object]]:
    """Sources' own totals over several events, latest first; repeats of them are left out."""
    reports = dataset.reports
    is_total = (reports["basis"] == "period_total") & (reports["derived_from"] == "")
    rows = np.flatnonzero(selection.mask(dataset) & is_total.to_numpy())
    newest_first = sorted(dataset.records_at(rows), key=_last_day, reverse=True)
    stated = [(interval, one) for one in newest_first if (interval := interval_of([one]))]
    for interval, report in stated[:MOST_TOTALS]:
        source = dataset.source[report.source_id]
        reason = reason_not_counted(report, selection.sites) or report.basis
        yield {
            "who": dataset.report[report.report_id]["attributed_to"] or source["publisher"],
            "figure": interval.words,
            "when": span_text(report.date_from, report.date_to),
            "reason": NOT_COUNTED[reason],
            "source": link(source["url"], source["publisher"]),
        }


def _last_day(report: Report) -> tuple[str, str]:
    return report.date_to.isoformat() if report.date_to else "", report.report_id
