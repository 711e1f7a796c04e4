"""Streamlit components that the pages share. The core does the work; these display it."""
