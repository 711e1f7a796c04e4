"""How reports are coded and counted, and what the data cannot say."""

import streamlit as st

from ui import method

method.show()
