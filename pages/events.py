"""Every event of the selection: rival figures side by side."""

import streamlit as st

from refoulement.rivals import event_rivals
from ui import dates, events, sentence, state

dates.show()
sentence.show()
st.subheader("Events")
dataset, selection = state.dataset(), state.selection()
events.show(event_rivals(dataset, selection.reports(dataset), selection.sites))
