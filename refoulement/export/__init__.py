"""A selection taken away: one module a format."""
