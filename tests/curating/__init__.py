"""Releases, and similar statements."""
