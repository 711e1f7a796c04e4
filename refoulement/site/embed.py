"""The chart of an event for a frame on another site: no controls, no scripts, nothing stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext, language, ngettext
from refoulement.presentation.dot_chart import Section, highest, sections, ticks
from refoulement.presentation.finding import findings
from refoulement.presentation.front import NAME
from refoulement.presentation.html import render
from refoulement.presentation.markup import colour
from refoulement.presentation.rivals_markup import bar
from refoulement.site.addresses import path_of
from refoulement.site.event_page import stated
from refoulement.site.frame import style
from refoulement.vocabulary import MEASURES
from refoulement.wording import FIGURES, span_text

MOST_ROWS = 40
MOST_PUBLISHERS = 3  # publishers in a row


def embed_page(dataset: Dataset, event_id: str) -> bytes:
    """The page for a frame, for a known event, as HTML in UTF-8."""
    it = stated(dataset, event_id)
    event = it.rivals
    axis = ticks(highest(event)) if event and highest(event) else ()
    rows = list(_rows(dataset, sections(event.measures), axis)) if event else []
    return render(
        "embed.html",
        language=language(),
        name=dataset.event[event_id]["label"],
        address=path_of("event", event_id),
        findings=findings(event)[:1] if event else [gettext("No statement is about this event.")],
        dates=span_text(event.first, event.last) if event else "",
        sources=ngettext(
            "%(count)s independent source",
            "%(count)s independent sources",
            event.independent_sources if event else 0,
        ),
        axis=[{"at": 25 * at, "text": f"{tick:,}"} for at, tick in enumerate(axis)],
        rows=rows[:MOST_ROWS],
        more=len(rows[MOST_ROWS:]),
        map=gettext("%(name)s %(version)s", name=NAME, version=dataset.version),
        style=style(),
    ).encode()


def _rows(
    dataset: Dataset, found: Sequence[Section], axis: Sequence[int], depth: int = 0
) -> Iterator[dict[str, Any]]:
    """Headings, and under each its values with a dot and who gives them."""
    for section in found:
        rivals = section.rivals
        name = dataset.event[rivals.event_id]["label"] if depth else MEASURES[rivals.measure]
        figure = rivals.interval.words if rivals.interval else rivals.stated
        yield {
            "heading": gettext("%(measure)s: %(figure)s", measure=name, figure=figure),
            "colour": colour(rivals.measure),
        }
        for group in section.groups:
            lines = (entry.line.report.source_id for entry in group.entries)
            publishers = list(dict.fromkeys(dataset.source[one]["publisher"] for one in lines))
            yield {
                "heading": "",
                "colour": colour(rivals.measure),
                "figure": group.interval.words if group.interval else FIGURES["none"],
                "bar": bar(group.line, max(axis, default=1)),
                "who": ", ".join(publishers[:MOST_PUBLISHERS]),
                "more": len(publishers[MOST_PUBLISHERS:]),
            }
        yield from _rows(dataset, section.parts, axis, depth + 1)
