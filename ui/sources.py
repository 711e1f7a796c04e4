"""The list of sources, page by page, each with what it says."""

from __future__ import annotations

import streamlit as st

from refoulement.counting.places import reports_by_source
from refoulement.presentation.html import render
from refoulement.presentation.markup import source_entry
from refoulement.selecting.paging import by_source, in_file_order, positions
from ui import pager, state

MOST = 100  # sources per page
MOST_REPORTS = 25  # per source


def show() -> None:
    """The sources of the selection, latest first."""
    dataset = state.dataset()
    sources = by_source(dataset, positions(dataset, state.selection()))
    with st.container(horizontal=True, vertical_alignment="center"):
        pager.show("sources", len(sources), MOST, "sources")
    reports = in_file_order(dataset, sources.part(pager.part("sources", len(sources), MOST)))
    entries = (
        source_entry(dataset, source_id, stated, MOST_REPORTS)
        for source_id, stated in reports_by_source(dataset, reports)
    )
    st.html(render("sources.html", entries=entries))
