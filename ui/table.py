"""The table of matching reports, their download and how to cite them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd
import streamlit as st

from refoulement.dataset import Report
from refoulement.exporting import export_table, file_name
from refoulement.formats import FORMATS
from refoulement.markup import places_text, report_entry
from refoulement.selection import Selection
from refoulement.vocabulary import MEASURES
from ui import cite, state

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
    table = st.session_state.get(_key(state.selection()))
    rows = table["selection"]["rows"] if table else []
    reports = _newest_first(state.selection().reports(state.dataset()))
    return reports[rows[0]] if rows and rows[0] < len(reports) else None


def show() -> None:
    """Matching reports, the download of exactly these, and the whole of the one picked."""
    dataset, chosen = state.dataset(), state.selection()
    heading, all_columns, csv, more, quote = st.columns(
        [3, 2, 2, 2, 2], vertical_alignment="bottom"
    )
    heading.subheader("Reports")
    whole = all_columns.toggle("All columns", help="Every column that the download has.")
    with csv:
        _download("csv", "Download CSV")
    with more, st.popover("More formats", width="stretch"):
        st.html('<p class="rm-quiet">Exactly the reports of this table, with their sources.</p>')
        for name in list(FORMATS)[1:]:
            _download(name, f"{FORMATS[name].label}, {FORMATS[name].purpose}")
    with quote:
        cite.show(picked())
    st.dataframe(
        _exported() if whole else _readable(),
        key=_key(chosen),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        height=420,
        column_config=_COLUMNS,
        placeholder="",
        alt="The reports of this selection, one a row, the newest first",
    )
    report = picked()
    if report is None:
        st.html('<p class="rm-quiet">Pick a row to read its report, and see its place above.</p>')
        return
    nowhere = "" if report.sites else '<p class="rm-quiet">It names no place of the map.</p>'
    st.html(f'<div class="rm-ledger">{report_entry(dataset, report, linked=True)}{nowhere}</div>')


def _download(name: str, label: str) -> None:
    """A button that gives the selection in a format, made when it is pressed."""
    dataset, chosen, form = state.dataset(), state.selection(), FORMATS[name]
    st.download_button(
        label,
        data=lambda: form.write(dataset, chosen),
        file_name=file_name(dataset, chosen, form.suffix),
        mime=form.media_type,
        on_click="ignore",
        icon=":material/download:",
        width="stretch",
        key=f"download {name}",
        help="Exactly the reports of this table, with their sources." if name == "csv" else None,
    )


def _exported() -> pd.DataFrame:
    """The rows and columns of the download, the newest first."""
    dataset, chosen = state.dataset(), state.selection()
    rows = export_table(dataset, chosen).set_index("report_id", drop=False)
    return rows.loc[[r.report_id for r in _newest_first(chosen.reports(dataset))]]


def _readable() -> pd.DataFrame:
    """The same rows in few columns, dates and counts as such, so that they sort."""
    dataset, rows = state.dataset(), _exported()
    reports = _newest_first(state.selection().reports(dataset))
    table = rows.assign(
        date_from=pd.to_datetime(rows["date_from"].replace("", None)),
        date_to=pd.to_datetime(rows["date_to"].replace("", None)),
        what=[MEASURES[report.measure] for report in reports],
        low=pd.array([report.low for report in reports], dtype="Int64"),
        high=pd.array([report.high for report in reports], dtype="Int64"),
        where=[places_text(dataset, report) for report in reports],
    )
    return table[list(_COLUMNS)]


def _newest_first(reports: Iterable[Report]) -> list[Report]:
    return sorted(reports, key=lambda r: (r.date_to or date.min, r.report_id), reverse=True)


def _key(selection: Selection) -> str:
    return f"table?{selection.query_string()}"
