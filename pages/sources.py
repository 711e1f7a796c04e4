"""Every source of the selection: what it says, and where."""

import streamlit as st

from ui import dates, sentence, sources

dates.show()
sentence.show()
st.subheader("Sources")
sources.show()
