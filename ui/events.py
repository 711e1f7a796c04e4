"""The list of events, page by page; each opens to show all that is said about it."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from markupsafe import Markup

from refoulement.counting.rivals import EventRivals
from refoulement.messages import Words, gettext, marked
from refoulement.presentation.html import paragraph, render
from refoulement.presentation.markup import link_to_this
from refoulement.presentation.rivals_markup import all_of_events, event_details, event_summary
from refoulement.selecting.listed_events import selected_rivals
from refoulement.selecting.paging import by_event, statements
from ui import pager, state

_ORDERS = Words({"newest": marked("Newest first"), "apart": marked("Biggest disagreements first")})
MOST = 25  # events per page: what follows the list must not be far down
MOST_COMPARED = 5_000  # reports: comparing the sources of every event takes time


def _how_to_read() -> str:
    return gettext(
        "Solid dot: counted. Hollow: repeat or not counted. Arrow: “or more” or “up to”. “?”: no "
        "number. Each event has its own scale. Figures for different kinds may be about the same "
        "people and are never added."
    )


def show() -> None:
    """One row per event, in the order that the reader chooses."""
    dataset, chosen = state.dataset(), state.selection()
    found = statements(dataset, chosen)
    order = "newest"
    if len(found) <= MOST_COMPARED:
        order = st.segmented_control(
            gettext("Order"),
            list(_ORDERS),
            format_func=_ORDERS.__getitem__,
            default="newest",
            required=True,
        )
    else:
        said = gettext(
            "Newest first. With %(most)s statements or fewer, they can also be ordered by how far "
            "sources disagree: narrow the dates.",
            most=MOST_COMPARED,
        )
        st.html(paragraph(said, "rm-quiet"))
    events = by_event(dataset, found)
    with st.container(horizontal=True, vertical_alignment="center"):
        pager.show(order, len(events), MOST, "events")
    part = pager.part(order, len(events), MOST)
    if order == "apart":
        rivals = selected_rivals(dataset, chosen)
        rivals = sorted(rivals, key=lambda event: event.spread, reverse=True)[part]
    else:
        rivals = selected_rivals(dataset, chosen, events.part(part))
    st.html(
        render(
            "events.html",
            note="" if chosen.has_figures else all_of_events(),
            how_to_read=_how_to_read(),
            are_open=len(events) == 1,
            events=[told(event) for event in rivals],
        )
    )


def told(event: EventRivals) -> dict[str, Markup]:
    """An event for the event templates: on one line, in full, and its permanent link."""
    dataset = state.dataset()
    return {
        "summary": event_summary(dataset, event),
        "details": event_details(dataset, event),
        "link": link_to_this(
            dataset, "event", event.event_id, gettext("Link to this event"), kind="event"
        ),
    }


def opened(found: Iterable[EventRivals], kind: str) -> Markup:
    """Events opened in full, each in a box of the class `kind`."""
    return render("event_opened.html", kind=kind, events=map(told, found))
