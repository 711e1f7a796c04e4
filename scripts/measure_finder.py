"""How good the finder of likely events is: each report is hidden in turn and looked for.

    python -m scripts.measure_finder data/versions/1.0.0 [MORE PACKAGES]

The right event is the one that the curators gave the report; its whole or a part of it does
not count. A report that is alone in its event should get no suggestion at all.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from refoulement.curating.alike import events_like
from refoulement.curating.statements import statement_of
from refoulement.dataset.package import SHIPPED
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load

FIRST_VERSION = SHIPPED / "versions" / "1.0.0"


@dataclass(frozen=True)
class Finder:
    """How many reports that share an event find it first, and how many others find any."""

    sharing: int
    found: int
    alone: int
    suggested: int
    missed_ids: tuple[str, ...]
    suggested_ids: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.found} of {self.sharing} that share an event find it first; "
            f"{self.suggested} of {self.alone} that stand alone get a suggestion"
        )


def measured(dataset: Dataset) -> Finder:
    """The figures for a dataset's current reports."""
    ids = set(dataset.reports.loc[dataset.reports["status"] == "current", "report_id"])
    reports = [report for report in dataset.records if report.report_id in ids]
    of_event = Counter(report.event_id for report in reports)
    missed, suggested = [], []
    for report in reports:
        statement = statement_of(dataset, report)
        likely = events_like(dataset, statement, without=report.report_id)
        if of_event[report.event_id] == 1:
            suggested += [report.report_id] * bool(likely)
        elif not likely or likely[0].event_id != report.event_id:
            missed.append(report.report_id)
    sharing = sum(of_event[report.event_id] > 1 for report in reports)
    return Finder(
        sharing=sharing,
        found=sharing - len(missed),
        alone=len(reports) - sharing,
        suggested=len(suggested),
        missed_ids=tuple(missed),
        suggested_ids=tuple(suggested),
    )


def main(directories: list[str]) -> None:
    """Print the two figures for each package."""
    for directory in map(Path, directories or [str(FIRST_VERSION), str(SHIPPED)]):
        dataset = load(directory)
        print(f"{dataset.version}: {measured(dataset)}")


if __name__ == "__main__":
    main(sys.argv[1:])
