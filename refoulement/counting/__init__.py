"""The counting rules: once for reading, once over arrays, and what is stated for each place."""
