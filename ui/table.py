"""The table of matching reports."""

from __future__ import annotations

import streamlit as st

from refoulement.dataset.report import Report
from refoulement.export.csv_file import export_rows
from refoulement.messages import Words, gettext, marked, ngettext
from refoulement.presentation.html import paragraph
from refoulement.presentation.statements_table import statements_table
from refoulement.presentation.summary import why_not_counted
from refoulement.selecting.paging import NEWEST, ORDERS, Positions, positions
from ui import pager, share, state

SIZES = (10, 50, 500)  # rows per page: few at first, since a move sends mostly these
_ORDER, _SIZE = "table_order", "table_size"
_ORDER_NAMES = Words(
    {
        "newest": marked("Newest first"),
        "oldest": marked("Oldest first"),
        "largest": marked("Largest number first"),
        "smallest": marked("Smallest number first"),
    }
)


def picked() -> Report | None:
    """The report whose row is selected in the table."""
    if not state.picked():
        return None
    shown = _shown(positions(state.dataset(), state.selection(), _order()))
    reports = state.dataset().records_at(shown)  # build only the records on this page
    return next((report for report in reports if report.report_id == state.picked()), None)


def picked_sites() -> tuple[str, ...]:
    """The places that the selected report names; none if none is selected."""
    report = picked()
    return report.sites if report else ()


def show() -> None:
    """A page of the matching reports, and the full entry of the selected one."""
    dataset, chosen = state.dataset(), state.selection()
    report = picked()
    found = positions(dataset, chosen, _order())
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="table_head"):
        whole = st.toggle(
            gettext("All columns"), help=gettext("Every column that the download has.")
        )
        st.selectbox(
            gettext("Order"),
            ORDERS,
            format_func=_ORDER_NAMES.__getitem__,
            label_visibility="collapsed",
            width=220,
            key=_ORDER,
        )
        st.selectbox(
            gettext("Rows on a page"),
            SIZES,
            format_func=lambda size: ngettext("%(count)s row", "%(count)s rows", size),
            label_visibility="collapsed",
            width=120,
            key=_SIZE,
        )
        pager.show(_name(), len(found), _size(), "statements")
    shown = _shown(found)
    if whole:
        st.dataframe(
            export_rows(dataset, chosen, shown),
            key="all_columns",
            hide_index=True,
            placeholder="",
            alt=gettext(
                "Statements of this selection, one a row. %(order)s",
                order=_ORDER_NAMES[_order()],
            ),
        )
    st.html(
        statements_table(
            dataset,
            dataset.records_at(shown),
            why_not_counted(dataset, chosen, shown),
            report.report_id if report else "",
            _rest(pager.part(_name(), len(found), _size()), len(found)),
        )
    )
    if report is None and len(found):
        st.html(paragraph(gettext("Select a row to read the full entry."), "rm-quiet rm-no-print"))


def _rest(shown: slice, found: int) -> str:
    """What a printout says about rows on other pages; empty if all rows are on this one."""
    if shown == slice(0, found):
        return ""
    address = share.address("./api/reports.print.html")
    query = state.selection().query_string()
    address = f"{address}?{query}" if query else address
    return gettext(
        "Rows %(first)s–%(last)s of %(all)s. All of them, to print: %(address)s",
        first=shown.start + 1,
        last=shown.stop,
        all=found,
        address=address,
    )


def _order() -> str:
    return str(st.session_state.get(_ORDER, NEWEST))


def _size() -> int:
    return int(st.session_state.get(_SIZE, SIZES[0]))


def _name() -> str:
    """The name for paging: another order or size starts at the first page."""
    return f"table, {_order()}, {_size()}"


def _shown(found: Positions) -> Positions:
    return found[pager.part(_name(), len(found), _size())]
