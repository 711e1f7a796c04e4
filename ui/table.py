"""The table of matching reports, their download and how to cite them."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import streamlit as st

from refoulement.dataset.report import Report
from refoulement.export.csv_file import export_rows, file_name
from refoulement.export.formats import FORMATS
from refoulement.export.painter import written
from refoulement.presentation.markup import places_text, report_entry
from refoulement.selecting.paging import NEWEST, ORDERS, Positions, positions
from refoulement.vocabulary import MEASURES
from ui import cite, pager, state

SIZES = (10, 50, 500)  # rows of a page: few at first, since they are most of what a move sends
_ORDER, _SIZE = "table_order", "table_size"
_EXACTLY = "Exactly the reports of this table, on all its pages, with their sources."
_COLUMNS = {
    "date_from": st.column_config.DateColumn("From"),
    "date_to": st.column_config.DateColumn("To"),
    "what": st.column_config.TextColumn("What"),
    "low": st.column_config.NumberColumn("Low", help="Empty: no number, or “up to” the high."),
    "high": st.column_config.NumberColumn("High", help="Empty: no number, or the low “or more”."),
    "count_wording": st.column_config.TextColumn("As printed"),
    "where": st.column_config.TextColumn("Where", width="medium"),
    "event_label": st.column_config.TextColumn("Event", width="medium"),
    "publisher": st.column_config.TextColumn("Publisher"),
    "url": st.column_config.LinkColumn("Source", display_text="open"),
    "summary": st.column_config.TextColumn("Summary", width="large"),
    "title": st.column_config.TextColumn("Title"),
    "report_id": st.column_config.TextColumn("Report"),
}


def picked() -> Report | None:
    """The report whose row is picked in the table."""
    table = st.session_state.get(_key())
    rows = table["selection"]["rows"] if table else []
    if not rows:
        return None
    shown = _shown(positions(state.dataset(), state.selection(), _order()))
    if rows[0] >= len(shown):
        return None
    (report,) = state.dataset().records_at([shown[rows[0]]])  # of many reports, not all
    return report


def picked_sites() -> tuple[str, ...]:
    """The places that it names; none where none is picked."""
    report = picked()
    return report.sites if report else ()


def show() -> None:
    """A page of the matching reports, the download of all, and the whole of the one picked."""
    dataset, chosen = state.dataset(), state.selection()
    report = picked()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.subheader("Reports", width="stretch")
        whole = st.toggle("All columns", help="Every column that the download has.")
        _download("csv", "Download CSV")
        _more_formats()
        cite.show(report)
    found = positions(dataset, chosen, _order())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.selectbox("Order", ORDERS, label_visibility="collapsed", width=220, key=_ORDER)
        st.selectbox(
            "Rows of a page",
            SIZES,
            format_func="{} rows".format,
            label_visibility="collapsed",
            width=120,
            key=_SIZE,
        )
        pager.show(_name(), len(found), _size(), "Rows", "A column’s head sorts only these.")
    shown = _shown(found)
    st.dataframe(
        _exported(shown) if whole else _readable(shown),
        key=_key(),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        height=366,  # its head and ten rows
        column_config=_COLUMNS,
        placeholder="",
        alt=f"Reports of this selection, one a row. {_order()}",
    )
    if report is None:
        st.html('<p class="rm-quiet">Pick a row to read its report, and see its place above.</p>')
        return
    nowhere = "" if report.sites else '<p class="rm-quiet">It names no place of the map.</p>'
    st.html(f'<div class="rm-ledger">{report_entry(dataset, report, linked=True)}{nowhere}</div>')


def _order() -> str:
    return str(st.session_state.get(_ORDER, NEWEST))


def _size() -> int:
    return int(st.session_state.get(_SIZE, SIZES[0]))


def _name() -> str:
    """What the table's pages are called: another order or size begins with the first page."""
    return f"table, {_order()}, {_size()}"


def _shown(found: Positions) -> Positions:
    return found[pager.part(_name(), len(found), _size())]


def _more_formats() -> None:
    """The other downloads, drawn only while they are open: they are most of the page's buttons."""
    with st.popover("More formats", on_change="rerun", key="more formats") as more:
        if more.open:
            st.html(f'<p class="rm-quiet">{_EXACTLY}</p>')
            for name in list(FORMATS)[1:]:
                _download(name, f"{FORMATS[name].label}, {FORMATS[name].purpose}")


def _download(name: str, label: str) -> None:
    """A button that gives the whole selection in a format, made when it is pressed."""
    dataset, chosen, form = state.dataset(), state.selection(), FORMATS[name]
    st.download_button(
        label,
        data=lambda: written(form, dataset, chosen),
        file_name=file_name(dataset, chosen, form.suffix),
        mime=form.media_type,
        on_click="ignore",
        icon=":material/download:",
        width="content" if name == "csv" else "stretch",
        key=f"download {name}",
        help=_EXACTLY if name == "csv" else None,
    )


def _exported(shown: Positions) -> pd.DataFrame:
    """These rows with the columns of the download."""
    dataset = state.dataset()
    return export_rows(dataset, dataset.reports.iloc[shown])


def _readable(shown: Positions) -> pa.Table:
    """These rows in few columns, dates and counts as such, so that they sort.

    Not a data frame: of so few rows, to make one and take it apart again is most of the work.
    """
    dataset = state.dataset()
    reports = dataset.records_at(shown)
    rows = [dataset.report[report.report_id] for report in reports]
    sources = [dataset.source[report.source_id] for report in reports]
    return pa.table(
        {
            "date_from": pa.array([report.date_from for report in reports], pa.date32()),
            "date_to": pa.array([report.date_to for report in reports], pa.date32()),
            "what": [MEASURES[report.measure] for report in reports],
            "low": pa.array([report.low for report in reports], pa.int64()),
            "high": pa.array([report.high for report in reports], pa.int64()),
            "count_wording": [row["count_wording"] for row in rows],
            "where": [places_text(dataset, report) for report in reports],
            "event_label": [dataset.event[report.event_id]["label"] for report in reports],
            "publisher": [source["publisher"] for source in sources],
            "url": [source["url"] for source in sources],
            "summary": [row["summary"] for row in rows],
            "title": [source["title"] for source in sources],
            "report_id": [report.report_id for report in reports],
        }
    )


def _key() -> str:
    """Another one for each page of each selection, so that no row stays picked."""
    page = pager.part(_name(), state.dataset().current, _size()).start
    return f"{_name()} from {page}?{state.selection().query_string()}"
