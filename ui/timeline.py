"""The timeline: charts on one time axis, and beside them the event that is opened."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from refoulement import timeline, timeline_markup
from refoulement.markup import escape
from refoulement.rivals import EventRivals, event_rivals
from refoulement.rivals_markup import event_details, event_summary
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES
from refoulement.wording import count_text
from ui import charts, state

_EVENT = "timeline_event"


def show() -> None:
    """Charts on the left, the opened event on the right."""
    dataset, chosen = state.dataset(), state.selection()
    events = event_rivals(dataset, chosen.reports(dataset), chosen.sites)
    left, right = st.columns([5, 3], gap="medium")
    with right:
        _opened(events)
    with left:
        domain = charts.time_domain(*state.shown_range())
        for measure in COUNTED_MEASURES:
            _measure(events, measure, domain)
        _publications(domain)
        _border(domain)
        _arrivals(domain)


def _opened(events: Sequence[EventRivals]) -> None:
    """The chooser of events, and all that is said of the one chosen."""
    dataset = state.dataset()
    known = {event.event_id: event for event in events}
    if st.session_state.get(_EVENT) not in known:
        st.session_state[_EVENT] = None
    chosen = st.selectbox(
        "Event",
        known,
        index=None,
        format_func=lambda event: str(dataset.event[event]["label"]),
        placeholder="Click a bar, or choose one",
        key=_EVENT,
    )
    if chosen is None:
        _legend()
        return
    event = known[chosen]
    st.html(
        '<div class="rm-event rm-opened"><div class="rm-event-head">'
        f"{event_summary(dataset, event)}</div>{event_details(dataset, event)}</div>"
    )
    with st.expander("How to read this"):
        _legend()


def _legend() -> None:
    st.html(
        '<div class="rm-legend"><h4>How to read this</h4><ul>'
        "<li>A bar is one event. It is as wide as its date is uncertain: pale for the days that "
        "only some sources allow, solid for those that all of them allow.</li>"
        "<li>It is as tall as its figure is uncertain, from the lowest number reported to the "
        "highest, where its symbol stands. “+”: or more. “≤”: up to. Hollow: no number (“?”), "
        "or in no figure.</li>"
        "<li>The axis is compressed upwards, so that small events can be seen beside large "
        "ones.</li>"
        "<li>Dashed lines: the border’s closing and reopening.</li></ul>"
        "<p><b>No trend can be read from this.</b> Events are shown where someone reported them; "
        "see below when sources published at all.</p></div>"
    )


def _measure(events: Sequence[EventRivals], measure: str, domain: timeline.Days) -> None:
    dataset = state.dataset()
    bars = timeline.event_bars(events, measure)
    counted = sum(bar.rivals.is_counted for bar in bars)
    undated = sum(bar.days is None for bar in bars)
    said = [f"{MEASURES[measure]}: {count_text(counted, 'event')}"]
    if counted < len(bars):
        said.append(f"{len(bars) - counted} more in no figure")
    if undated:
        said.append(f"{undated} without a date and not on the axis")
    st.html(f'<h4 class="rm-chart-title">{escape("; ".join(said))}</h4>')
    if len(bars) > undated:
        key = f"timeline_{measure}"

        def clicked() -> None:
            picked = st.session_state[key]["selection"][charts.CLICK]
            if picked:
                st.session_state[_EVENT] = picked[0]["event_id"]

        st.altair_chart(
            charts.events_chart(dataset, bars, measure, domain),
            width="stretch",
            theme=None,
            key=key,
            on_select=clicked,
            alt=f"{'; '.join(said)}. Listed as text under the chart.",
        )
    if bars:
        st.html(timeline_markup.bars_text(dataset, bars))


def _publications(domain: timeline.Days) -> None:
    dataset = state.dataset()
    years = timeline.sources_per_year(
        dataset, state.selection().with_dates(None, None).reports(dataset)
    )
    st.html(
        '<h4 class="rm-chart-title">When the sources were published</h4>'
        '<p class="rm-quiet">Sources of all dates that match the filters, by year. Few sources '
        "mean that few looked or could say: silence, not calm.</p>"
    )
    if years:
        st.altair_chart(
            charts.sources_chart(years, domain),
            width="stretch",
            theme=None,
            alt="Sources by year of publication, listed as text under the chart",
        )
        st.html(timeline_markup.years_text(years))


def _border(domain: timeline.Days) -> None:
    dataset = state.dataset()
    found = timeline.context(dataset)
    if not found:
        return
    st.html('<h4 class="rm-chart-title">The border</h4>')
    st.altair_chart(
        charts.context_chart(found, domain),
        width="stretch",
        theme=None,
        alt="The border’s closing and reopening on the time axis, listed by number under the chart",
    )
    st.html(timeline_markup.context_text(dataset, found))


def _arrivals(domain: timeline.Days) -> None:
    found = timeline.arrivals(state.dataset())
    if not found:
        return
    st.html(
        '<h4 class="rm-chart-title">Context: arrivals in South Korea</h4>'
        '<p class="rm-quiet">Another measure: people who reached South Korea by any way, whatever '
        "is filtered. It is in no figure here. Filled: years; outlined: quarters and other parts "
        "of a year, which the year includes; dashed: provisional. Where a figure was revised, "
        "both are kept.</p>"
    )
    shown = [item for item in found if charts.is_shown(item.days, domain)]
    if shown:
        st.altair_chart(
            charts.arrivals_chart(shown, domain),
            width="stretch",
            theme=None,
            alt="Arrivals in South Korea by period, listed as text under the chart",
        )
    st.html(timeline_markup.arrivals_text(found))
