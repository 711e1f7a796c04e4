"""Words and HTML."""
