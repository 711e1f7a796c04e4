"""Earlier versions of a data package, which it keeps whole under versions/."""

from __future__ import annotations

import re
from pathlib import Path

from refoulement.dataset import inside
from refoulement.dataset.package import DESCRIPTOR
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.messages import later
from refoulement.problems import DatasetError, Problem


def earlier_versions(dataset: Dataset) -> dict[str, Path]:
    """Packages of other versions under `versions/` of the dataset's own, by name, latest last."""
    found = dataset.directory.glob(f"versions/*/{DESCRIPTOR}")
    names = {path.parent.name: path.parent for path in found}
    names.pop(dataset.version, None)
    return dict(sorted(names.items(), key=lambda item: _version_order(item[0])))


def load_earlier(dataset: Dataset, name: str) -> Dataset:
    """One of the `earlier_versions`. Raises DatasetError if it is not sound, or not inside."""
    path = f"versions/{name}"
    try:
        return load(inside.locate(dataset.directory, path))
    except OSError as error:
        message = later("cannot be read (%(reason)s)", reason=error.strerror)
        raise DatasetError([Problem(path, message)]) from error


def _version_order(name: str) -> tuple[list[int], str]:
    """The sort key of versions: 1.10.0 comes after 1.9.0."""
    return [int(number) for number in re.findall(r"\d+", name)], name
