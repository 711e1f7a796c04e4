"""Downloads of the selection, its citation and its address."""

from __future__ import annotations

import streamlit as st

from refoulement.export.csv_file import file_name
from refoulement.export.formats import FORMATS
from refoulement.export.painter import written
from refoulement.messages import gettext, ngettext
from refoulement.presentation.html import paragraph
from ui import cite, share, state, table


def _exactly() -> str:
    return gettext("Downloads contain every row that matches your filters.")


def show() -> None:
    """The CSV, the other formats, the citation and the address."""
    rows = state.selection().count(state.dataset())
    with st.container(horizontal=True, gap="small", width="content", key="take_away"):
        _download("csv", ngettext("CSV, %(count)s row", "CSV, %(count)s rows", rows))
        _more_formats()
        cite.show(table.picked())
        share.show()


def _more_formats() -> None:
    """The other downloads, drawn only while open: they are most of the page's buttons."""
    with st.popover(gettext("More"), on_change="rerun", key="more formats") as more:
        if more.open:
            st.html(paragraph(_exactly(), "rm-quiet"))
            for name in list(FORMATS)[1:]:
                _download(name, FORMATS[name].label)


def _download(name: str, label: str) -> None:
    """A button that downloads the whole selection in a format, generated when pressed."""
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
    )
