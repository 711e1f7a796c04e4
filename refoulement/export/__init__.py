"""Downloads of a selection: one module per format."""
