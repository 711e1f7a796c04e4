"""The frame of every page: the dataset, the pages, the shared filters, the footer.

It lies here and not beside pages/, because Streamlit takes a folder of that name
beside its main script for pages that run on their own, without this frame.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from refoulement.problems import DatasetError
from ui import broken, embedded, filters, footer, memory, own, play, state, style

PAGES = Path(__file__).resolve().parent.parent / "pages"

st.set_page_config(page_title="Refoulement Map", page_icon=style.ICON, layout="wide")
style.apply()
if st.context.is_embedded:
    embedded.show()
    st.stop()
pages = [
    st.Page(PAGES / "map.py", title="Map", default=True),
    st.Page(PAGES / "events.py", title="Events"),
    st.Page(PAGES / "timeline.py", title="Timeline"),
    st.Page(PAGES / "compare.py", title="Compare"),
    st.Page(PAGES / "sources.py", title="Sources"),
    st.Page(PAGES / "check.py", title="Check your data"),
    st.Page(PAGES / "changes.py", title="Changes"),
    st.Page(PAGES / "method.py", title="Method"),
    st.Page(PAGES / "api.py", title="API"),
]
page = st.navigation(pages, position="hidden")
try:
    state.open_address(page.url_path)
except DatasetError as error:
    broken.show(error)
    st.stop()
style.title()
broken.notice(state.shown())
own.notice()
# Links of our own: Streamlit's would empty the address, and so lose the selection on going back.
with st.container(horizontal=True, gap="small", key="pages"):
    for other in pages:
        st.page_link(other, query_params=state.parameters())
if page.title not in ("Changes", "Check your data", "Method"):
    with st.sidebar:
        filters.show()
if page.title != "Map":
    play.stop()
state.show_notes()
page.run()
footer.show()
state.find_server_again()
memory.settle(state.curated())
if not play.is_on():
    state.write_address()
