"""The frame of every page: the dataset, the pages, the shared filters, the footer.

It is here and not beside pages/ because Streamlit treats a folder of that name
next to its main script as pages that run on their own, without this frame.
"""

from __future__ import annotations

import streamlit as st

from refoulement.presentation.front import NAME
from refoulement.problems import DatasetError
from ui import (
    broken_package,
    embedded,
    filters,
    footer,
    header,
    links,
    own_file_notice,
    play,
    state,
    style,
)

st.set_page_config(page_title=NAME, page_icon=style.ICON, layout="wide")
style.apply()
style.leave_no_traces()
if st.context.is_embedded:
    embedded.show()
    st.stop()
page = st.navigation(links.pages(), position="hidden")
try:
    state.open_address(page.url_path)
except DatasetError as error:
    broken_package.show(error)
    st.stop()
broken_package.notice(state.shown())
own_file_notice.notice()
if page.url_path:  # the map draws its own, together with the selection and its filters
    play.stop()
    show_find = header.show()
    with st.container(key="content"):
        header.show_heading()
        state.show_notes()
        if page.url_path not in ("changes", "check", "method"):  # these are about the whole dataset
            show_find()
            filters.show()
        page.run()
else:
    page.run()
state.name_page()
footer.show()
state.find_server_again()
if not play.is_on():
    state.write_address()
