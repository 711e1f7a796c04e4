"""What the panel shows before anything is chosen: events to begin with."""

from __future__ import annotations

import streamlit as st

from refoulement.messages import Words, gettext, marked
from refoulement.presentation.html import render
from refoulement.presentation.rivals_markup import first_event
from refoulement.selecting.first_events import first_events
from ui import state

_HEADINGS = Words(
    {
        "latest": marked("Latest"),
        "most_reported": marked("Most reported"),
        "most_disputed": marked("Most disputed"),
    }
)


def show() -> None:
    """The latest, the most reported and the most disputed event of the selection."""
    dataset, chosen = state.dataset(), state.selection()
    st.html(
        render(
            "first_events.html",
            events=[
                {
                    "heading": " · ".join(_HEADINGS[kind] for kind in kinds),
                    **first_event(dataset, event),
                }
                for kinds, event in first_events(dataset, chosen).items()
            ],
            nothing=gettext("No event of this selection has a figure.")
            if chosen.count(dataset)
            else gettext("Nothing matches."),
        )
    )
