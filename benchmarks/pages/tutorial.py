"""The approach of streamlit-folium's documentation: every report a marker in the base map."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import folium
import pandas as pd
import streamlit as st
from rows import placed_reports
from streamlit_folium import st_folium

# From this server, since no other host is used, and only what the markers need.
VENDOR = "../../vendor"
folium.Map.default_js = [
    ("leaflet", f"{VENDOR}/leaflet/leaflet.js"),
    ("jquery", f"{VENDOR}/jquery/jquery.min.js"),
]
folium.Map.default_css = [("leaflet_css", f"{VENDOR}/leaflet/leaflet.css")]


@st.cache_data
def load() -> pd.DataFrame:
    """The rows, read once."""
    rows: pd.DataFrame = placed_reports(Path(os.environ["REFOULEMENT_DATA"]))
    return rows


st.set_page_config(layout="wide")
rows = load()
first, last = st.slider(
    "Date range",
    min_value=date(2001, 1, 1),
    max_value=date(2025, 12, 31),
    value=(date(2001, 1, 1), date(2025, 12, 31)),
    format="YYYY-MM-DD",
)
selected = rows[(rows["date_to"] >= str(first)) & (rows["date_from"] <= str(last))]
st.html(f'<p class="said">{len(selected)} rows, {first} to {last}.</p>')
m = folium.Map(location=[41, 122], zoom_start=5, tiles=None)
row: Any
for row in selected.itertuples():
    folium.Marker([row.latitude, row.longitude], popup=row.summary, tooltip=row.name_en).add_to(m)
st_folium(m, width=900, height=640)
