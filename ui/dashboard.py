"""The frame of every page: the dataset, the pages, the shared filters, the footer.

It lies here and not beside pages/, because Streamlit takes a folder of that name
beside its main script for pages that run on their own, without this frame.
"""

from __future__ import annotations

import streamlit as st

from refoulement.problems import DatasetError
from ui import broken, embedded, filters, footer, links, own, play, state, style

st.set_page_config(page_title="Refoulement Map", page_icon=style.ICON, layout="wide")
style.apply()
style.leave_no_traces()
if st.context.is_embedded:
    embedded.show()
    st.stop()
page = st.navigation(links.pages(), position="hidden")
try:
    state.open_address(page.url_path)
except DatasetError as error:
    broken.show(error)
    st.stop()
style.title()
broken.notice(state.shown())
own.notice()
has_filters = page.title not in ("Changes", "Check your data", "Method")
if has_filters:  # the bar at once, so that nothing moves aside later; the rest after the map
    st.sidebar.header("Filters")
if page.title != "Map":  # which is drawn again without the rest, its links too
    play.stop()
    links.show()
    state.show_notes()
page.run()
if has_filters:
    with st.sidebar:
        filters.show()
footer.show()
state.find_server_again()
if not play.is_on():
    state.write_address()
