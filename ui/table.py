"""The table of matching reports, and their download."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from refoulement.dataset import split_ids
from refoulement.exporting import export_csv, export_table, file_name
from refoulement.markup import report_figure
from refoulement.selection import Selection
from refoulement.vocabulary import MEASURES
from refoulement.wording import span_text
from ui import state

_FIELDS = {
    "when": "When",
    "what": "What",
    "people": "People",
    "count_wording": "As printed",
    "where": "Where",
    "publisher": "Publisher",
    "url": "Source",
    "summary": "Summary",
    "title": "Title",
    "report_id": "Report",
}


def picked_places() -> tuple[str, ...]:
    """Ids of the places that the row picked in the table names; none where none is picked."""
    table = st.session_state.get(_key(state.selection()))
    rows = table["selection"]["rows"] if table else []
    reports = state.selection().reports(state.dataset())
    return reports[rows[0]].sites if rows and rows[0] < len(reports) else ()


def show() -> None:
    """Matching reports, the download of exactly these, and all columns where asked for."""
    dataset, chosen = state.dataset(), state.selection()
    heading, all_columns, download = st.columns([4, 2, 2], vertical_alignment="bottom")
    heading.subheader("Reports")
    whole = all_columns.toggle("All columns", help="Every column that the download has.")
    download.download_button(
        "Download CSV",
        data=lambda: export_csv(dataset, chosen),
        file_name=file_name(dataset, chosen),
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        width="stretch",
        help="Exactly the reports of this table, with their sources.",
    )
    table = export_table(dataset, chosen)
    shown = table if whole else _readable(table)
    st.dataframe(
        shown,
        key=_key(chosen),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        height=420,
        column_config={
            **{name: st.column_config.TextColumn(label) for name, label in _FIELDS.items()},
            "url": st.column_config.LinkColumn("Source", display_text="open"),
            "summary": st.column_config.TextColumn("Summary", width="large"),
        },
        alt="The reports of this selection, one a row",
    )
    st.html('<p class="rm-quiet">Pick a row to see its place on the map.</p>')


def _readable(table: pd.DataFrame) -> pd.DataFrame:
    dataset = state.dataset()
    records = {report.report_id: report for report in dataset.records}
    reports = [records[report_id] for report_id in table["report_id"]]
    places = [
        ", ".join(name for name in (*split_ids(names), *report.other_places))
        for names, report in zip(table["place_names"], reports, strict=True)
    ]
    return table.assign(
        when=[span_text(report.date_from, report.date_to) for report in reports],
        what=[MEASURES[report.measure] for report in reports],
        people=[report_figure(report) for report in reports],
        where=[place or area for place, area in zip(places, table["area"], strict=True)],
    )[list(_FIELDS)]


def _key(selection: Selection) -> str:
    return f"table?{selection.query_string()}"
