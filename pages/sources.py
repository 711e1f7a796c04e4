"""Every source of the selection: what it says, and where."""

import streamlit as st

from refoulement.markup import source_entry
from refoulement.sources import reports_by_source
from ui import dates, sentence, state

dates.show()
sentence.show()
st.subheader("Sources")
dataset = state.dataset()
for source_id, reports in reports_by_source(dataset, state.selection().reports(dataset)):
    st.html(source_entry(dataset, source_id, reports))
