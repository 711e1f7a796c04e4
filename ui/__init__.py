"""Streamlit pieces that the pages share. The core does the work; these show it."""
