"""The floor: an otherwise empty Streamlit page with a date range and a text that repeats it."""

from datetime import date

import streamlit as st

first, last = st.slider(
    "Date range",
    min_value=date(2001, 1, 1),
    max_value=date(2025, 12, 31),
    value=(date(2001, 1, 1), date(2025, 12, 31)),
    format="YYYY-MM-DD",
)
st.html(f'<p class="said">Dated {first:%-d %B %Y} to {last:%-d %B %Y}.</p>')
