"""One sentence that says what is selected."""

from __future__ import annotations

import streamlit as st

from refoulement.markup import escape
from refoulement.wording import count_text
from ui import state


def show() -> None:
    """How many reports of what, and how many undated ones are not shown."""
    dataset, chosen = state.dataset(), state.selection()
    reports = chosen.reports(dataset)
    sources = len({report.source_id for report in reports})
    hidden = chosen.undated_hidden(dataset)
    undated = f" {count_text(hidden, 'undated report')} not shown." if hidden else ""
    empty = "" if reports else " <b>No report matches: widen the dates or clear a filter.</b>"
    st.html(
        f'<p class="rm-sentence" role="status"><b>{len(reports):,} of {len(dataset.reports):,} '
        f"reports, {count_text(sources, 'source')}.</b> {escape(chosen.sentence(dataset))}."
        f"{escape(undated)}{empty}</p>"
    )
