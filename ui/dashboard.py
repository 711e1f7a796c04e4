"""The frame of every page: the dataset, the pages, the shared filters, the footer.

It lies here and not beside pages/, because Streamlit takes a folder of that name
beside its main script for pages that run on their own, without this frame.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from refoulement.problems import DatasetError
from ui import broken, filters, footer, state, style

PAGES = Path(__file__).resolve().parent.parent / "pages"

st.set_page_config(page_title="Refoulement Map", page_icon=style.ICON, layout="wide")
style.apply()
page = st.navigation(
    [
        st.Page(PAGES / "map.py", title="Map", default=True),
        st.Page(PAGES / "sources.py", title="Sources"),
        st.Page(PAGES / "method.py", title="Method"),
    ],
    position="top",
)
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
