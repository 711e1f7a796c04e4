"""The timeline: charts on a shared time axis, and beside them the opened event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from markupsafe import Markup

from refoulement.counting.rivals import EventRivals
from refoulement.messages import gettext, ngettext
from refoulement.presentation import timeline, timeline_markup
from refoulement.presentation.html import paragraph, render
from refoulement.presentation.rivals_markup import all_of_events
from refoulement.selecting.listed_events import selected_rivals
from refoulement.selecting.paging import by_event, statements
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES
from ui import charts, state, style
from ui.chart_pieces import Spec
from ui.dark_charts import for_dark_page
from ui.events import opened

MOST = 200  # events: more could not be told apart in the charts
_EVENT, _TURN = "timeline_event", "timeline_turn"


def show() -> None:
    """The event chooser and the charts, with the opened event beside them."""
    style.apply("timeline.css")
    st.header(gettext("On a time axis"))
    dataset, chosen = state.dataset(), state.selection()
    found = by_event(dataset, statements(dataset, chosen))
    if len(found) > MOST:
        said = gettext(
            "The latest %(shown)s of %(all)s events are drawn and counted here: narrow the dates "
            "to see the others.",
            shown=MOST,
            all=len(found),
        )
        st.html(paragraph(said, "rm-notes", role="status"))
    events = selected_rivals(dataset, chosen, found.part(slice(0, MOST)))
    if not chosen.has_figures:
        st.html(paragraph(all_of_events(), "rm-no-figures"))
    event = _choose(events)
    left, right = st.columns([5, 3], gap="medium")
    with left:
        domain = charts.time_domain(*state.shown_range())
        for measure in COUNTED_MEASURES:
            _measure(events, measure, domain, event)
        _publications(domain)
        _months()
        _border(domain)
        _arrivals(domain)
    with right:
        _beside(event)


def _choose(events: Sequence[EventRivals]) -> EventRivals | None:
    """The event chooser, which a click on a bar also sets."""
    dataset = state.dataset()
    known = {event.event_id: event for event in events}
    if st.session_state.get(_EVENT) not in known:
        st.session_state[_EVENT] = None
    chosen = st.selectbox(
        gettext("Open an event"),
        known,
        index=None,
        format_func=lambda event: str(dataset.event[event]["label"]),
        placeholder=gettext("Click a bar, or choose one"),
        key=_EVENT,
    )
    return known[chosen] if chosen else None


def _beside(event: EventRivals | None) -> None:
    """All that is said about the opened event; if none is open, how to read the charts."""
    if event is None:
        st.html(render("timeline_legend.html"))
        return
    with st.container(key="opened"):
        st.button(
            gettext("Close"),
            on_click=_open,
            args=[None],
            icon=":material/close:",
            type="tertiary",
        )
        st.html(opened([event], "rm-event rm-opened"))


def _open(event_id: str | None) -> None:
    st.session_state[_EVENT] = event_id


def _measure(
    events: Sequence[EventRivals],
    measure: str,
    domain: timeline.Days,
    shown: EventRivals | None,
) -> None:
    dataset = state.dataset()
    bars = timeline.event_bars(events, measure)
    said = _counts(bars, measure)
    st.html(_heading(said))
    if not bars:
        st.html(paragraph(_silence(), "rm-quiet"))
        return
    if any(bar.days for bar in bars):
        # A chart keeps its last click: only under a new name can the same bar be clicked again.
        turn = f"{_TURN}_{measure}"
        key = f"timeline_{measure}_{st.session_state.setdefault(turn, 0)}"

        def clicked() -> None:
            picked = st.session_state[key]["selection"][charts.CLICK]
            if picked and picked[0].get("event_id"):
                st.session_state[turn] += 1
                _open(picked[0]["event_id"])

        chart = charts.events_chart(
            dataset, bars, measure, domain, shown.event_id if shown else None
        )
        with st.container(key=f"chart_{measure}"):
            alt = gettext("%(title)s. Listed as text under the chart.", title=said)
            _draw(chart, alt, key=key, on_select=clicked)
    st.html(timeline_markup.bars_text(dataset, bars))


def _counts(bars: Sequence[timeline.EventBar], measure: str) -> str:
    counted = sum(bar.rivals.is_counted for bar in bars)
    undated = sum(bar.days is None for bar in bars)
    others = len(bars) - counted
    said = [
        ngettext(
            "%(measure)s: %(count)s event counted",
            "%(measure)s: %(count)s events counted",
            counted,
            measure=MEASURES[measure],
        )
    ]
    if others:
        said.append(ngettext("%(count)s not counted", "%(count)s not counted", others))
    if undated:
        said.append(
            ngettext(
                "%(count)s without a date and not on the axis",
                "%(count)s without a date and not on the axis",
                undated,
            )
        )
    if bars and bars[0].rivals.is_of_all:
        said.append(gettext("all statements"))
    return ", ".join(said)


def _publications(domain: timeline.Days) -> None:
    dataset = state.dataset()
    years = timeline.sources_per_year(dataset, state.selection().with_dates(None, None))
    st.html(
        _heading(
            gettext("When the sources were published"),
            gettext(
                "Sources of all dates that match the filters, by year. Few sources means few could "
                "report, not that little happened."
            ),
        )
    )
    if any(charts.is_shown(timeline.period_days(str(year)), domain) for year in years):
        _draw(
            charts.sources_chart(years, domain),
            gettext("Sources by year of publication, listed as text under the chart"),
        )
        st.html(timeline_markup.years_text(years))


def _months() -> None:
    """The histogram above the date slider in words. The slider is on every page, this only here."""
    dataset = state.dataset()
    if dataset.span[0] == dataset.span[1]:
        return
    months = timeline.reports_per_month(dataset, state.selection().with_dates(None, None))
    st.html(
        _heading(
            gettext("Months covered by reports"),
            gettext(
                "The bars over the date slider. A statement about several months is in each of "
                "them. A month that is not listed does not mean that nothing happened."
            ),
        )
        + timeline_markup.months_text(months)
    )


def _border(domain: timeline.Days) -> None:
    dataset = state.dataset()
    found = timeline.context(dataset)
    if not found:
        return
    st.html(_heading(gettext("The border")))
    if any(charts.is_shown(item.days, domain) for item in found):
        _draw(
            charts.context_chart(found, domain),
            gettext("The border’s closing and reopening, listed by number under the chart"),
        )
    else:
        st.html(paragraph(gettext("None of these lies in the chosen dates."), "rm-quiet"))
    st.html(timeline_markup.context_text(dataset, found))


def _arrivals(domain: timeline.Days) -> None:
    found = timeline.arrivals(state.dataset())
    if not found:
        return
    st.html(
        _heading(
            gettext("For context: all arrivals in South Korea"),
            gettext(
                "Not affected by filters and not included in any figure. Filled: years; outlined: "
                "quarters and other parts of a year, which the year includes; dashed: provisional; "
                "“?”: no figure in these data. Where a figure was revised, both are kept."
            ),
        )
    )
    if any(charts.is_shown(item.days, domain) for item in found):
        _draw(
            charts.arrivals_chart(found, domain),
            gettext("Arrivals in South Korea by period, listed as text under the chart"),
        )
    st.html(timeline_markup.arrivals_text(found))


def _silence() -> str:
    return gettext("No statement in these dates. This does not mean that nothing happened.")


def _heading(title: str, about: str = "") -> Markup:
    return render("chart_heading.html", title=title, about=about)


def _draw(chart: Spec, alt: str, **options: Any) -> None:
    """A chart in the theme's colours, filling its width. `options` go to Streamlit."""
    if st.context.theme.type == "dark":
        chart = for_dark_page(chart)
    st.vega_lite_chart(chart, width="stretch", theme=None, alt=alt, **options)
