"""The ledger beside the map: the reports of a place, page by page, one report, or one event."""

from __future__ import annotations

import numpy as np
import streamlit as st

from refoulement.dataset.geography import NO_PLACE
from refoulement.dataset.remembered import once_a_dataset
from refoulement.dataset.tables import Dataset
from refoulement.presentation.markup import link_to_this, permalink, place_ledger, report_entry
from refoulement.presentation.rivals_markup import event_details, event_summary
from refoulement.selecting.address import NO_PLACE_WRITTEN
from refoulement.selecting.listed_events import selected_rivals
from refoulement.selecting.paging import in_file_order, placed, positions
from ui import legend, pager, play, state

MOST = 25  # reports of a page


def show() -> None:
    """The place that is opened, or the one report or event selected; the legend for none."""
    place, chosen = state.opened(), state.selection()
    _choose(place)
    if place is None and len(chosen.report_ids) != 1 and len(chosen.events) != 1:
        legend.show()
        return
    with st.container(height=560, border=False, key="ledger"):
        if place is not None:
            _place(place)
        elif len(chosen.report_ids) == 1:
            _report(chosen.report_ids[0])
        else:
            _event(chosen.events[0])
    with st.expander("Legend"):
        legend.show()


def _choose(opened: str | None) -> None:
    dataset = state.dataset()
    places = _places(dataset)
    turn = state.turn()
    # A key for each turn: what the browser still sends of an older one is not heard.
    key = f"ledger_place {turn}"
    st.session_state.setdefault(key, opened)

    def changed() -> None:
        if state.turn() == turn:
            play.stop()
            state.open_ledger(st.session_state[key])
            state.select(state.selection())  # an address from before must give way

    st.selectbox(
        "Ledger of a place",
        places,
        index=None,
        format_func=lambda place: dataset.site_name(place) if place else "No place given",
        placeholder="Click a place on the map, or choose one",
        key=key,
        on_change=changed,
    )


@once_a_dataset
def _places(dataset: Dataset) -> list[str]:
    """All places by name, and none."""
    return [*sorted(dataset.site_ids, key=dataset.site_name), NO_PLACE]


def _place(site_id: str) -> None:
    dataset = state.dataset()
    found = placed(dataset, positions(dataset, state.selection()), site_id)
    name = f"ledger of {site_id}"
    pager.show(name, len(found), MOST, "Reports")
    reports = in_file_order(dataset, found[pager.part(name, len(found), MOST)])
    link = link_to_this(dataset, "place", site_id or NO_PLACE_WRITTEN, "ledger")
    st.html(f'<div class="rm-ledger">{place_ledger(dataset, site_id, reports)}{link}</div>')
    if not reports:
        st.info("No report of this selection belongs here.")


def _report(report_id: str) -> None:
    dataset, chosen = state.dataset(), state.selection()
    (report,) = in_file_order(dataset, np.flatnonzero(dataset.reports["report_id"] == report_id))
    if dataset.report[report_id]["status"] == "withdrawn":
        st.warning("This report is withdrawn: it is in no figure any more.")
    elif not len(positions(dataset, chosen)):
        st.info("The dates or other filters leave this report out.")
    event = permalink(dataset, "event", report.event_id, dataset.event[report.event_id]["label"])
    named = permalink(dataset, "report", report_id, report_id)
    st.html(
        f'<div class="rm-ledger"><h4>Report {named}</h4>'
        f"{report_entry(dataset, report, sites=chosen.sites)}<p>All reports of its event: {event}"
        "</p></div>"
    )


def _event(event_id: str) -> None:
    dataset, chosen = state.dataset(), state.selection()
    found = selected_rivals(dataset, chosen)
    if not found:
        st.info("No report of this selection speaks of the event.")
        return
    st.html(
        "".join(
            '<div class="rm-ledger rm-event rm-opened">'
            f'<div class="rm-event-head">{event_summary(dataset, event)}</div>'
            f"{event_details(dataset, event)}"
            f"{link_to_this(dataset, 'event', event_id, 'event')}</div>"
            for event in found
        )
    )
