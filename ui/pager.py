"""Long lists, a page at a time: what is sent must not grow with the number of reports."""

from __future__ import annotations

import streamlit as st

from refoulement.presentation.html import escape
from ui import state


def part(name: str, found: int, size: int) -> slice:
    """Which of so many rows stand on the page that is shown, of so many rows a page.

    Another selection begins with the first page.
    """
    page = min(int(st.session_state.get(_key(name), 1)), _pages(found, size))
    return slice(size * (page - 1), min(size * page, found))


def show(name: str, found: int, size: int, what: str, more: str = "") -> None:
    """What is shown of how many, with a sentence more, and the way to the rest.

    Draws nothing where all is shown. `what` names the rows: Events.
    """
    if found <= size:
        return
    shown = part(name, found, size)
    said = f"{what} {shown.start + 1:,} to {shown.stop:,} of {found:,}. {more}"
    st.html(f'<p class="rm-quiet" role="status">{escape(said)}</p>', width="stretch")
    st.pagination(_pages(found, size), width=320, key=_key(name))


def _pages(found: int, size: int) -> int:
    return max(1, -(-found // size))


def _key(name: str) -> str:
    return f"page of {name}?{state.selection().query_string()}"
