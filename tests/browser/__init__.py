"""Behaviour that only a browser shows."""
