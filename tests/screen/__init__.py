"""Every page by Streamlit's own test runner."""
