"""The counting rules."""
