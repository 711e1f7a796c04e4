"""Whether a data package is sound, and the one way to a dataset of it."""
