"""From a directory to a sound dataset: the only way."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from refoulement.dataset.package import (
    Stamps,
    data_directory,
    stamps,
)
from refoulement.dataset.tables import Dataset
from refoulement.problems import DatasetError


def load(directory: Path | None = None) -> Dataset:
    """The dataset of `directory`, checked; read once until one of its files changes.

    Raises DatasetError, with every error found, if the package is not sound. What a
    server shows while its files are edited is in `reloading`.
    """
    directory = (directory or data_directory()).resolve()
    loaded = _read_once(directory, stamps(directory))
    if isinstance(loaded, DatasetError):
        raise loaded
    return loaded


def read(directory: Path) -> Dataset | DatasetError:
    """The dataset of `directory`, checked; if it is not sound, all errors found instead."""
    # Imported here: checking a package reads it through this module.
    from refoulement.loading.soundness import check

    dataset, problems = check(directory.resolve())
    return dataset or DatasetError([p for p in problems if p.severity == "error"])


@lru_cache(maxsize=4)
def _read_once(directory: Path, _stamps: Stamps) -> Dataset | DatasetError:
    """Keeps what is wrong as well, so that nothing is checked in vain."""
    return read(directory)
