"""The panel beside the map: a place, a figure, one statement, one event, or first events."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from refoulement.dataset.geography import NO_PLACE
from refoulement.dataset.remembered import once_a_dataset
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext, ngettext
from refoulement.presentation.figure_details import figure_details
from refoulement.presentation.html import as_markdown, render
from refoulement.presentation.markup import (
    NOTHING,
    link_to_page_of,
    link_to_this,
    permalink,
    place_ledger,
    report_entry,
)
from refoulement.presentation.place_figures import place_figures
from refoulement.presentation.summary import summary
from refoulement.selecting.address import NO_PLACE_WRITTEN
from refoulement.selecting.finding import place_line
from refoulement.selecting.listed_events import selected_rivals
from refoulement.selecting.paging import in_file_order, placed, positions, with_rivals
from ui import carried, events, first_events, legend, pager, play, state, totals

MOST = 25  # reports per page
MOST_FOLDED = 2_000  # reports of a place: its figures are worked out while a reader waits
HEIGHT = 400  # pixels; assets/page/instrument.css makes it as high as the map


def show() -> None:
    """The open figure or place, or the selected report or event; otherwise a few events."""
    place, chosen = state.opened(), state.selection()
    _choose(place)
    with st.container(height=HEIGHT, border=False, key="panel"):
        if state.figure() and chosen.has_figures:
            _figure(state.figure())
        elif place is not None:
            _place(place)
        elif len(chosen.report_ids) == 1:
            _report(chosen.report_ids[0])
        elif len(chosen.events) == 1:
            _event()
        else:
            first_events.show()
        with st.expander(gettext("Legend")):
            legend.show()
        with st.expander(gettext("How we count")):
            totals.warn()


def _choose(opened: str | None) -> None:
    dataset = state.dataset()
    places = _places(dataset)
    turn = state.turn()
    # The key changes with each turn, so that late messages about an older one are ignored.
    key = f"ledger_place {turn}"
    st.session_state.setdefault(key, opened)

    def changed() -> None:
        if state.turn() == turn:
            play.stop()
            state.open_ledger(st.session_state[key])
            state.select(state.selection())  # replaces an outdated address

    st.selectbox(
        gettext("What is reported for…"),
        places,
        index=None,
        format_func=lambda place: place_line(dataset, place) if place else gettext("No town named"),
        placeholder=gettext("Choose a place, or click the map"),
        label_visibility="collapsed",
        key=key,
        on_change=changed,
    )


@once_a_dataset
def _places(dataset: Dataset) -> list[str]:
    """All places sorted by name, and the entry for no place."""
    return [*sorted(dataset.site_ids, key=dataset.site_name), NO_PLACE]


def _place(site_id: str) -> None:
    dataset = state.dataset()
    matching = positions(dataset, state.selection())
    found = placed(dataset, matching, site_id)
    figures = NOTHING
    if site_id != NO_PLACE and state.selection().has_figures and len(found) <= MOST_FOLDED:
        rivals = with_rivals(dataset, matching, found)
        figures = place_figures(dataset, site_id, in_file_order(dataset, rivals))
    name = f"ledger of {site_id}"
    pager.show(name, len(found), MOST, "statements")
    reports = in_file_order(dataset, found[pager.part(name, len(found), MOST)])
    text = gettext("Link to this place")
    kind = "place" if site_id != NO_PLACE else ""
    link = link_to_this(dataset, "place", site_id or NO_PLACE_WRITTEN, text, kind)
    ledger = place_ledger(dataset, site_id, reports, figures, len(found))
    if site_id != NO_PLACE and state.selection().sites != (site_id,):
        _offer_as_filter(site_id)
    st.html(render("ledger_opened.html", ledger=ledger, link=link))
    if not reports:
        st.info(gettext("No statement of this selection belongs here."))


def _offer_as_filter(site_id: str) -> None:
    """A button that filters by the place; merely opening it changes no figure or download."""
    dataset, chosen = state.dataset(), state.selection()
    only_here = replace(chosen, sites=(site_id,))
    label = ngettext(
        "Filter by %(place)s: figures, table and CSV of %(count)s statement",
        "Filter by %(place)s: figures, table and CSV of %(count)s statements",
        only_here.count(dataset),
        place=dataset.site_name(site_id),
    )
    icon, key = ":material/add:", f"only {site_id}"
    st.button(as_markdown(label), icon=icon, on_click=state.select, args=[only_here], key=key)


def _figure(measure: str) -> None:
    dataset, chosen = state.dataset(), state.selection()
    st.button(
        gettext("Close"),
        on_click=state.open_figure,
        args=[measure],
        icon=":material/close:",
        type="tertiary",
        key="close_figure",
    )
    st.html(figure_details(dataset, chosen, summary(dataset, chosen)[measure]))


def _report(report_id: str) -> None:
    dataset, chosen = state.dataset(), state.selection()
    (report,) = in_file_order(dataset, np.flatnonzero(dataset.reports["report_id"] == report_id))
    if dataset.report[report_id]["status"] == "withdrawn":
        st.warning(gettext("This statement is withdrawn: it is no longer counted."))
    elif not len(positions(dataset, chosen)):
        st.info(gettext("The dates or other filters leave this statement out."))
    event = permalink(dataset, "event", report.event_id, dataset.event[report.event_id]["label"])
    named = permalink(dataset, "report", report_id, report_id)
    st.html(
        render(
            "report_opened.html",
            report=named,
            entry=report_entry(dataset, report, sites=chosen.sites),
            event=event,
            page=link_to_page_of(dataset, "report", report_id),
        )
    )


def _event() -> None:
    found = selected_rivals(state.dataset(), state.selection())
    if not found:
        st.info(gettext("No statement of this selection is about this event."))
        return
    st.html(events.opened(found, "rm-ledger rm-event rm-opened"))
    if len(found) == 1:
        carried.show(found[0])
