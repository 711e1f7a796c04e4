"""Downloads of a selection."""
