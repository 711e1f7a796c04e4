"""Serves tutorial.py with its own copies of Leaflet and jQuery, so that no other host is used."""

from pathlib import Path

import streamlit as st
import xstatic.pkg.jquery
import xstatic.pkg.leaflet
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

app = st.App(
    Path(__file__).with_name("tutorial.py"),
    routes=[
        Mount("/vendor/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/vendor/jquery", StaticFiles(directory=xstatic.pkg.jquery.BASE_DIR)),
    ],
)
