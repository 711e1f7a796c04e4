"""Refoulement Map: the core. Reads, selects, counts, maps and exports reports; no screen."""

__version__ = "1.0.0"
