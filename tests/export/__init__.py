"""A selection taken away."""
