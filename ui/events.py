"""The list of events, each of which opens to all that is said of it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from refoulement.markup import link_to_this
from refoulement.rivals import EventRivals
from refoulement.rivals_markup import event_details, event_summary
from ui import state

NEWEST, APART = "Newest first", "Sources furthest apart first"


def show(events: Sequence[EventRivals]) -> None:
    """One row an event, in the order that a reader chooses."""
    order = st.segmented_control("Order", (NEWEST, APART), default=NEWEST, required=True)
    if order == APART:
        events = sorted(events, key=lambda event: event.spread, reverse=True)
    dataset = state.dataset()
    opened = " open" if len(events) == 1 else ""
    st.html(
        '<p class="rm-quiet">Filled: counted. Hollow: a repeat or not counted, with the reason. '
        "An arrow: “or more”, or “up to”. A question mark: no number. One scale an event; figures "
        "for different measures may be the same people and are never added.</p>"
        + "".join(
            f'<details class="rm-event"{opened}><summary>{event_summary(dataset, event)}</summary>'
            f"{event_details(dataset, event)}"
            f"{link_to_this(dataset, 'event', event.event_id, 'event')}</details>"
            for event in events
        )
    )
