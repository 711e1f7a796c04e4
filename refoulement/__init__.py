"""Refoulement Map: the core. Reads, selects, counts, maps and exports reports; no screen."""

from pathlib import Path

__version__ = "1.0.0"
#: The folder of the whole project: data, assets and documents lie beside the core.
PROJECT = Path(__file__).resolve().parent.parent
