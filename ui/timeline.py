"""The timeline: charts on one time axis, and beside them the event that is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from refoulement.counting.rivals import ALL_STATEMENTS, EventRivals
from refoulement.presentation import timeline, timeline_markup
from refoulement.presentation.html import escape
from refoulement.presentation.markup import link_to_this
from refoulement.presentation.rivals_markup import ALL_OF_EVENTS, event_details, event_summary
from refoulement.selecting.listed_events import selected_rivals
from refoulement.selecting.paging import by_event, statements
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES
from refoulement.wording import count_text
from ui import charts, state, style

MOST = 200  # events: more could not be told apart in the charts
_EVENT, _TURN = "timeline_event", "timeline_turn"


def show() -> None:
    """The chooser of events, the charts, and beside them the event that is opened."""
    style.apply("timeline.css")
    dataset, chosen = state.dataset(), state.selection()
    found = by_event(dataset, statements(dataset, chosen))
    if len(found) > MOST:
        st.html(
            f'<p class="rm-notes" role="status">The latest {MOST:,} of {len(found):,} events are '
            "drawn and counted here: narrow the dates to see the others.</p>"
        )
    events = selected_rivals(dataset, chosen, found.part(slice(0, MOST)))
    if not chosen.has_figures:
        st.html(f'<p class="rm-no-figures">{ALL_OF_EVENTS}</p>')
    opened = _choose(events)
    left, right = st.columns([5, 3], gap="medium")
    with left:
        domain = charts.time_domain(*state.shown_range())
        for measure in COUNTED_MEASURES:
            _measure(events, measure, domain, opened)
        _publications(domain)
        _months()
        _border(domain)
        _arrivals(domain)
    with right:
        _beside(opened)


def _choose(events: Sequence[EventRivals]) -> EventRivals | None:
    """The chooser of events, which a click on a bar sets too."""
    dataset = state.dataset()
    known = {event.event_id: event for event in events}
    if st.session_state.get(_EVENT) not in known:
        st.session_state[_EVENT] = None
    chosen = st.selectbox(
        "Open an event",
        known,
        index=None,
        format_func=lambda event: str(dataset.event[event]["label"]),
        placeholder="Click a bar, or choose one",
        key=_EVENT,
    )
    return known[chosen] if chosen else None


def _beside(event: EventRivals | None) -> None:
    """All that is said of the opened event; how to read the charts where none is."""
    if event is None:
        _legend()
        return
    dataset = state.dataset()
    with st.container(key="opened"):
        st.button("Close", on_click=_open, args=[None], icon=":material/close:", type="tertiary")
        st.html(
            '<div class="rm-event rm-opened"><div class="rm-event-head">'
            f"{event_summary(dataset, event)}</div>{event_details(dataset, event)}"
            f"{link_to_this(dataset, 'event', event.event_id, 'event')}</div>"
        )


def _open(event_id: str | None) -> None:
    st.session_state[_EVENT] = event_id


def _legend() -> None:
    st.html(
        '<div class="rm-legend"><h4>How to read this</h4><ul>'
        "<li>A bar is one event. It is as wide as the time that its reports give: mostly, how "
        "uncertain its date is. Solid: days on which two reports or more agree, and which none "
        "excludes. Pale: the others.</li>"
        "<li>It is as tall as its figure is uncertain, from the lowest number reported to the "
        "highest, where its symbol stands. “+”: or more. “≤”: up to.</li>"
        "<li>Hollow, under the axis: no number (“?”), or reports that are in no figure. That is "
        "not zero.</li>"
        "<li>The axis is compressed upwards, so that small events can be seen beside large "
        "ones.</li>"
        "<li>Grey bands: the border’s closing and reopening.</li></ul>"
        "<p><b>No trend can be read from this.</b> Events are shown where someone reported them; "
        "see below when sources published at all.</p></div>"
    )


def _measure(
    events: Sequence[EventRivals],
    measure: str,
    domain: timeline.Days,
    opened: EventRivals | None,
) -> None:
    dataset = state.dataset()
    bars = timeline.event_bars(events, measure)
    said = _counts(bars, measure)
    st.html(f'<h4 class="rm-chart-title">{escape(said)}</h4>')
    if not bars:
        st.html('<p class="rm-quiet">No report in these dates: silence, not calm.</p>')
        return
    if any(bar.days for bar in bars):
        # A chart keeps its last click: under a new name it hears the same one again.
        turn = f"{_TURN}_{measure}"
        key = f"timeline_{measure}_{st.session_state.setdefault(turn, 0)}"

        def clicked() -> None:
            picked = st.session_state[key]["selection"][charts.CLICK]
            if picked and picked[0].get("event_id"):
                st.session_state[turn] += 1
                _open(picked[0]["event_id"])

        chart = charts.events_chart(
            dataset, bars, measure, domain, opened.event_id if opened else None
        )
        with st.container(key=f"chart_{measure}"):
            _draw(chart, f"{said}. Listed as text under the chart.", key=key, on_select=clicked)
    st.html(timeline_markup.bars_text(dataset, bars))


def _counts(bars: Sequence[timeline.EventBar], measure: str) -> str:
    counted = sum(bar.rivals.is_counted for bar in bars)
    undated = sum(bar.days is None for bar in bars)
    said = [f"{MEASURES[measure]}: {count_text(counted, 'event')}"]
    if counted < len(bars):
        said.append(f"{len(bars) - counted} more in no figure")
    if undated:
        said.append(f"{undated} without a date and not on the axis")
    if bars and bars[0].rivals.is_of_all:
        said.append(ALL_STATEMENTS)
    return "; ".join(said)


def _publications(domain: timeline.Days) -> None:
    dataset = state.dataset()
    years = timeline.sources_per_year(dataset, state.selection().with_dates(None, None))
    st.html(
        '<h4 class="rm-chart-title">When the sources were published</h4>'
        '<p class="rm-quiet">Sources of all dates that match the filters, by year. Few sources '
        "mean that few looked or could say: silence, not calm.</p>"
    )
    if any(charts.is_shown(timeline.period_days(str(year)), domain) for year in years):
        _draw(
            charts.sources_chart(years, domain),
            "Sources by year of publication, listed as text under the chart",
        )
        st.html(timeline_markup.years_text(years))


def _months() -> None:
    """The histogram over the date slider in words; it stands on every page, this here only."""
    dataset = state.dataset()
    if dataset.span[0] == dataset.span[1]:
        return
    months = timeline.reports_per_month(dataset, state.selection().with_dates(None, None))
    st.html(
        '<h4 class="rm-chart-title">What months the reports speak of</h4>'
        '<p class="rm-quiet">The bars over the date slider. A report that speaks of several '
        "months is in each of them. Months that are not listed are silence, not calm.</p>"
        + timeline_markup.months_text(months)
    )


def _border(domain: timeline.Days) -> None:
    dataset = state.dataset()
    found = timeline.context(dataset)
    if not found:
        return
    st.html('<h4 class="rm-chart-title">The border</h4>')
    if any(charts.is_shown(item.days, domain) for item in found):
        _draw(
            charts.context_chart(found, domain),
            "The border’s closing and reopening, listed by number under the chart",
        )
    else:
        st.html('<p class="rm-quiet">None of these lies in the chosen dates.</p>')
    st.html(timeline_markup.context_text(dataset, found))


def _arrivals(domain: timeline.Days) -> None:
    found = timeline.arrivals(state.dataset())
    if not found:
        return
    st.html(
        '<h4 class="rm-chart-title">Context: arrivals in South Korea</h4>'
        '<p class="rm-quiet">Another measure: people who reached South Korea by any way, whatever '
        "is filtered. It is in no figure here. Filled: years; outlined: quarters and other parts "
        "of a year, which the year includes; dashed: provisional; “?”: no figure in these data. "
        "Where a figure was revised, both are kept.</p>"
    )
    if any(charts.is_shown(item.days, domain) for item in found):
        _draw(
            charts.arrivals_chart(found, domain),
            "Arrivals in South Korea by period, listed as text under the chart",
        )
    st.html(timeline_markup.arrivals_text(found))


def _draw(chart: charts.Spec, alt: str, **options: Any) -> None:
    """A chart in its own colours, as wide as its place; `options` are Streamlit's."""
    st.vega_lite_chart(chart, width="stretch", theme=None, alt=alt, **options)
