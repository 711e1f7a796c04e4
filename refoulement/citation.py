"""How to cite the dataset."""

from __future__ import annotations

from refoulement.dataset import Dataset


def citation(dataset: Dataset) -> str:
    """A citation of the dataset, with its version, as one line of plain text."""
    descriptor = dataset.descriptor
    authors = ", ".join(
        contributor["title"]
        for contributor in descriptor.get("contributors", [])
        if contributor.get("title")
    )
    year = str(descriptor.get("created", ""))[:4]
    title = descriptor.get("title") or descriptor.get("name") or "Dataset"
    parts = (authors, f"{title}, version {dataset.version}", year)
    return ". ".join(part for part in parts if part) + "."
