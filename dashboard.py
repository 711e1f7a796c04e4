"""The frame of every page: the dataset, the pages, the shared filters, the footer."""

from __future__ import annotations

import streamlit as st

from refoulement.problems import DatasetError
from ui import broken, filters, footer, state, style

PAGES = (
    st.Page("pages/map.py", title="Map", default=True),
    st.Page("pages/sources.py", title="Sources"),
    st.Page("pages/method.py", title="Method"),
)

st.set_page_config(page_title="Refoulement Map", page_icon=style.ICON, layout="wide")
style.apply()
page = st.navigation(list(PAGES), position="top")
try:
    state.open_address(page.url_path)
except DatasetError as error:
    broken.show(error)
    st.stop()
style.title()
with st.sidebar:
    filters.show()
state.show_notes()
page.run()
footer.show()
state.write_address()
