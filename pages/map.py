"""The home page: dates, figures, map, ledger, table."""

import streamlit as st

from ui import dates, ledger, map_view, sentence, table, totals

dates.show()
sentence.show()
totals.show()
on_map, beside = st.columns([5, 3], gap="medium")
with on_map:
    picked = table.picked()
    map_view.show(highlight=picked.sites if picked else ())
with beside:
    ledger.show()
table.show()
