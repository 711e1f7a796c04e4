"""The address of what is shown, to copy and send."""

from __future__ import annotations

from urllib.parse import urlencode, urljoin

import streamlit as st

from refoulement.messages import gettext
from refoulement.presentation.html import paragraph
from refoulement.settings import public_address
from ui import state


def show() -> None:
    """A popover with the address, generated when it opens."""
    with st.popover(gettext("Share"), key="share", on_change="rerun") as opened:
        if opened.open:
            _address()


def address(page: str) -> str:
    """The full address of a dashboard page, based on the address that the reader uses."""
    return urljoin(public_address() or st.context.url or "", page)


def _address() -> None:
    if state.own():
        said = gettext("Only you can see your file: an address cannot show it to anybody else.")
        st.html(paragraph(said))
        return
    said = gettext("Whoever opens this address sees the same dates, filters and panel.")
    st.html(paragraph(said, "rm-quiet"))
    query = urlencode(state.parameters(), doseq=True)
    st.code(address(f"./?{query}" if query else "./"), language=None, wrap_lines=True)
