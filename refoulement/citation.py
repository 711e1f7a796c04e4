"""How to cite the dataset."""

from __future__ import annotations

from refoulement.dataset import Dataset


def citation(dataset: Dataset) -> str:
    """A citation of the dataset, with its version, as one line of plain text."""
    descriptor = dataset.descriptor
    authors = ", ".join(contributor["title"] for contributor in descriptor["contributors"])
    title = descriptor.get("title") or "Dataset"
    facts = (title, f"version {dataset.version}", str(descriptor.get("created", ""))[:4])
    return f"{authors}. {', '.join(filter(None, facts))}."
