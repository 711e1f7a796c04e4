"""The origins behind the event's figure in the panel, which a reader can leave out."""

from __future__ import annotations

import streamlit as st

from refoulement.counting.origins import carried, figures_in_words, without_origins
from refoulement.counting.rivals import EventRivals
from refoulement.messages import gettext
from refoulement.presentation.html import paragraph, render
from refoulement.presentation.origins import left_out_text, origin_names, without_text
from ui import state


def show(event: EventRivals) -> None:
    """The figures without each origin in turn, and without those that a reader leaves out."""
    dataset, sites = state.dataset(), state.selection().sites
    reports = [line.report for rivals in event.measures for line in rivals.all_lines()]
    found = carried(dataset.event_graph, reports, sites)
    if len(found) < 2:  # a single origin carries the whole figure
        return
    names = origin_names(dataset, reports)
    with st.expander(gettext("What carries this figure?")):
        said = gettext(
            "What the figure would be without the statements of one origin, by the same rules. A "
            "statement that names no origin stays."
        )
        st.html(paragraph(said, "rm-quiet"))
        changing = [without_text(names, one) for one in found if one.figures]
        if changing:
            st.html(render("lines.html", lines=changing))
        out = st.pills(
            gettext("Leave out"),
            [one.origin for one in found],
            selection_mode="multi",
            format_func=names.__getitem__,
            key=f"leave_out {event.event_id}",
        )
        if out:
            rest = figures_in_words(dataset.event_graph, without_origins(reports, out), sites)
            without = left_out_text(names, out, rest)
            st.html(paragraph(without, "rm-sentence", role="status"))
