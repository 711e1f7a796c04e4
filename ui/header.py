"""The head of every page: its name, the pages, and the find box."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from refoulement.messages import Words, gettext, language, marked
from refoulement.presentation.front import NAME, PAGES
from refoulement.presentation.html import render
from refoulement.presentation.summary import our_purpose
from ui import find, links, state

#: Pages linked directly in the head; the others are about the data.
IN_HEAD = ("", "events", "places", "sources")
#: Skip links for the keyboard, keyed by the word that assets/map/presses.js uses.
_SKIPS = Words({"map": marked("Skip to the map"), "csv": marked("Skip to the CSV")})


def show(is_map: bool = False) -> Callable[[], None]:
    """Name, pages and purpose, in two lines. Returns a function that draws the find box.

    `is_map`: the page has a map and a CSV, for which the first two links are skip links.
    """
    with st.container(key="banner"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="head"):
            skips = _SKIPS.items() if is_map else ()
            st.html(render("name.html", name=NAME, is_map=is_map, skips=skips), width="content")
            with st.container(horizontal=True, gap="small", key="pages"):
                for page in _pages():
                    if page.url_path in IN_HEAD:
                        _link(page)
                _menu(gettext("About & data"), "about", _rest())
            box = st.container(key="find", width="content")
            _menu(gettext("Menu"), "menu", _pages())  # where the row of pages does not fit
        st.html(render("purpose.html", purpose=our_purpose()))

    def show_find() -> None:
        with box:
            find.show()

    return show_find


def show_heading() -> None:
    """The page's heading; on the map it is the name in the head."""
    page = state.page()
    st.html(render("page_heading.html", page=page, title=PAGES[page or "map"]))


def _pages() -> list[StreamlitPage]:
    return links.linked(language())


def _rest() -> list[StreamlitPage]:
    return [page for page in _pages() if page.url_path not in IN_HEAD]


def _menu(label: str, key: str, pages: Iterable[StreamlitPage]) -> None:
    """Links behind a button, drawn only while it is open: every move would send them again.

    The key differs by page, so that a menu is closed on the next page.
    """
    with st.popover(label, on_change="rerun", key=f"{key} on {state.page()}") as menu:
        if menu.open:
            for page in pages:
                _link(page)


def _link(page: StreamlitPage) -> None:
    st.page_link(page, query_params=state.parameters())
