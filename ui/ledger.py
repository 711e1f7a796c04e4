"""The ledger beside the map: every report of a place, one report, or one event."""

from __future__ import annotations

import streamlit as st

from refoulement.address import NO_PLACE_WRITTEN, Opened
from refoulement.markup import permalink, place_ledger, report_entry
from refoulement.places import NO_PLACE, placed_reports
from refoulement.rivals import event_rivals
from refoulement.rivals_markup import event_details, event_summary
from ui import legend, play, state


def show() -> None:
    """What is opened, or the one event that is selected; the legend where nothing is."""
    opened = state.opened()
    _choose(opened)
    events = state.selection().events
    if opened is None and len(events) != 1:
        legend.show()
        return
    with st.container(height=560, border=False, key="ledger"):
        if opened is None:
            _event(events[0])
        elif opened.kind == "report":
            _report(opened.key)
        else:
            _place(opened.key)
    with st.expander("Legend"):
        legend.show()


def _choose(opened: Opened | None) -> None:
    dataset = state.dataset()
    places = [*sorted(dataset.site_ids, key=dataset.site_name), NO_PLACE]
    turn = state.turn()
    # A key for each turn: what the browser still sends of an older one is not heard.
    key = f"ledger_place {turn}"
    chosen = opened.key if opened and opened.kind == "place" else None
    st.session_state.setdefault(key, chosen)

    def changed() -> None:
        if state.turn() == turn:
            play.stop()
            place = st.session_state[key]
            _open(None if place is None else Opened("place", place))

    st.selectbox(
        "Ledger of a place",
        places,
        index=None,
        format_func=lambda place: dataset.site_name(place) if place else "No place given",
        placeholder="Click a place on the map, or choose one",
        key=key,
        on_change=changed,
    )


def _open(what: Opened | None) -> None:
    """Open this at a reader's wish, to which an address from before must give way."""
    state.open_ledger(what)
    state.select(state.selection())


def _place(site_id: str) -> None:
    dataset = state.dataset()
    reports = placed_reports(state.selection().reports(dataset), site_id)
    link = permalink("place", site_id or NO_PLACE_WRITTEN, "Link to this ledger")
    st.html(f'<div class="rm-ledger">{place_ledger(dataset, site_id, reports)}<p>{link}</p></div>')
    if not reports:
        st.info("No report of this selection belongs here.")


def _report(report_id: str) -> None:
    dataset, chosen = state.dataset(), state.selection()
    (report,) = (one for one in dataset.records if one.report_id == report_id)
    if dataset.report[report_id]["status"] == "withdrawn":
        st.warning("This report is withdrawn: it is in no figure any more.")
    elif report not in chosen.reports(dataset):
        st.info("This report is not among those selected now.")
    event = permalink("event", report.event_id, dataset.event[report.event_id]["label"])
    st.html(
        f'<div class="rm-ledger"><h4>Report {permalink("report", report_id, report_id)}</h4>'
        f"{report_entry(dataset, report, sites=chosen.sites)}<p>All reports of its event: {event}"
        "</p></div>"
    )
    st.button("Close this report", on_click=_open, args=(None,))


def _event(event_id: str) -> None:
    dataset, chosen = state.dataset(), state.selection()
    found = event_rivals(dataset, chosen.reports(dataset), chosen.sites)
    if not found:
        st.info("No report of this selection speaks of the event.")
    st.html(
        "".join(
            '<div class="rm-ledger rm-event rm-opened">'
            f'<div class="rm-event-head">{event_summary(dataset, event)}</div>'
            f"{event_details(dataset, event)}"
            f"<p>{permalink('event', event_id, 'Link to this event')}</p></div>"
            for event in found
        )
    )
