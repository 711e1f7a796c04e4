"""Whether a data package is sound, and the only way from it to a dataset."""
