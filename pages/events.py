"""Every event of the selection: rival figures side by side."""

import streamlit as st

from ui import dates, events, sentence

dates.show()
sentence.show()
st.subheader("Events")
events.show()
