"""Every page, run by Streamlit's own test runner."""
