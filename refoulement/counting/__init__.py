"""The counting rules, for reading and again over arrays, and what is stated for each place."""
