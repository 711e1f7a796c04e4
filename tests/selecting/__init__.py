"""The reader's selection."""
