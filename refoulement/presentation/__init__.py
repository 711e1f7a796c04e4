"""Figures, citations and differences between versions, in words and in HTML."""
