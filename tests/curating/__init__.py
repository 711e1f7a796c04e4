"""Releases, and statements that are alike."""
