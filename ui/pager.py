"""Long lists by page, so that what is sent does not grow with the number of reports."""

from __future__ import annotations

import streamlit as st

from refoulement.messages import Words, filled, marked
from refoulement.presentation.html import paragraph
from ui import state


def part(name: str, found: int, size: int) -> slice:
    """The slice of the rows that is on the current page, with `size` rows per page.

    A different selection starts at the first page.
    """
    page = min(int(st.session_state.get(_key(name), 1)), _pages(found, size))
    return slice(size * (page - 1), min(size * page, found))


_SHOWN = Words(
    {
        "events": marked("Events %(first)s–%(last)s of %(all)s."),
        "statements": marked("Statements %(first)s–%(last)s of %(all)s."),
        "sources": marked("Sources %(first)s–%(last)s of %(all)s."),
    }
)


def show(name: str, found: int, size: int, what: str) -> None:
    """Which rows are shown out of how many, and the links to the rest.

    Draws nothing if all rows are shown. `what` names the rows: a key of _SHOWN.
    """
    if found <= size:
        return
    shown = part(name, found, size)
    numbers = {"first": shown.start + 1, "last": shown.stop, "all": found}
    said = filled(_SHOWN[what], numbers)
    st.html(paragraph(said, "rm-quiet", role="status"), width="stretch")
    st.pagination(_pages(found, size), width=320, key=_key(name))


def _pages(found: int, size: int) -> int:
    return max(1, -(-found // size))


def _key(name: str) -> str:
    return f"page of {name}?{state.selection().query_string()}"
