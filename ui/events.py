"""The list of events, page by page, each of which opens to all that is said of it."""

from __future__ import annotations

import streamlit as st

from refoulement.counting.rivals import EventRivals
from refoulement.presentation.markup import link_to_this
from refoulement.presentation.rivals_markup import ALL_OF_EVENTS, event_details, event_summary
from refoulement.selecting.listed_events import selected_rivals
from refoulement.selecting.paging import by_event, statements
from ui import pager, state

NEWEST, APART = "Newest first", "Sources furthest apart first"
MOST = 100  # events of a page
MOST_COMPARED = 5_000  # reports: of each event must be worked out how far its sources are apart
_HOW_TO_READ = (
    '<p class="rm-quiet">Filled: counted. Hollow: a repeat or not counted, with the reason. '
    "An arrow: “or more”, or “up to”. A question mark: no number. One scale an event; figures "
    "for different measures may be the same people and are never added.</p>"
)


def show() -> None:
    """One row an event, in the order that a reader chooses."""
    dataset, chosen = state.dataset(), state.selection()
    found = statements(dataset, chosen)
    order = NEWEST
    if len(found) <= MOST_COMPARED:
        order = st.segmented_control("Order", (NEWEST, APART), default=NEWEST, required=True)
    else:
        st.html(
            f'<p class="rm-quiet">Newest first. With {MOST_COMPARED:,} reports or fewer, they can '
            "also be ordered by how far sources are apart: narrow the dates.</p>"
        )
    events = by_event(dataset, found)
    with st.container(horizontal=True, vertical_alignment="center"):
        pager.show(order, len(events), MOST, "Events")
    part = pager.part(order, len(events), MOST)
    if order == APART:
        rivals = selected_rivals(dataset, chosen)
        rivals = sorted(rivals, key=lambda event: event.spread, reverse=True)[part]
    else:
        rivals = selected_rivals(dataset, chosen, events.part(part))
    opened = " open" if len(events) == 1 else ""
    note = "" if chosen.has_figures else f'<p class="rm-no-figures">{ALL_OF_EVENTS}</p>'
    st.html(note + _HOW_TO_READ + "".join(_row(event, opened) for event in rivals))


def _row(event: EventRivals, opened: str) -> str:
    dataset = state.dataset()
    return (
        f'<details class="rm-event"{opened}><summary>{event_summary(dataset, event)}</summary>'
        f"{event_details(dataset, event)}"
        f"{link_to_this(dataset, 'event', event.event_id, 'event')}</details>"
    )
