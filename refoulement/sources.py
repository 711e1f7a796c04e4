"""Reports by the document that states them."""

from __future__ import annotations

from collections.abc import Iterable

from refoulement.dataset import Dataset, Report


def reports_by_source(
    dataset: Dataset, reports: Iterable[Report]
) -> list[tuple[str, list[Report]]]:
    """Ids of the sources of these reports, the latest published first, each with its reports."""
    by_source: dict[str, list[Report]] = {}
    for report in reports:
        by_source.setdefault(report.source_id, []).append(report)
    return sorted(
        by_source.items(),
        key=lambda item: (dataset.source[item[0]]["published"], item[0]),
        reverse=True,
    )
