"""One statement in one source, as the counting rules need it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from refoulement.dataset.events import split_ids
from refoulement.wording import is_approximate

REPORT_COLUMNS = (
    *("report_id", "event_id", "source_id", "measure", "basis", "place_role", "site_ids"),
    *("other_places", "area", "country", "count_low", "count_high", "population"),
    *("date_from", "date_to", "derived_from", "origin", "count_wording"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """One statement in one source, as the counting rules need it.

    `low` and `high` are people; both are None if no number is stated, one of
    them if the number is open above or below; `approximate` says whether it is
    worded so, as in “about 50”. Dates are inclusive, and both None for an undated
    report.
    """

    report_id: str
    event_id: str
    source_id: str
    measure: str
    basis: str
    place_role: str
    sites: tuple[str, ...]
    other_places: tuple[str, ...]
    area: str
    country: str
    low: int | None
    high: int | None
    population: str
    date_from: date | None
    date_to: date | None
    derived_from: str
    origin: str
    approximate: bool

    @property
    def has_number(self) -> bool:
        """Whether the report states a number at all."""
        return self.low is not None or self.high is not None


def reports_in(reports: pd.DataFrame) -> Iterator[Report]:
    """The reports of a table that has REPORT_COLUMNS, in its order."""
    columns = [reports[name] for name in REPORT_COLUMNS]
    for row in zip(*columns, strict=True):
        cells = dict(zip(REPORT_COLUMNS, row, strict=True))
        yield Report(
            report_id=cells["report_id"],
            event_id=cells["event_id"],
            source_id=cells["source_id"],
            measure=cells["measure"],
            basis=cells["basis"],
            place_role=cells["place_role"],
            sites=split_ids(cells["site_ids"]),
            other_places=split_ids(cells["other_places"]),
            area=cells["area"],
            country=cells["country"],
            low=None if pd.isna(cells["count_low"]) else int(cells["count_low"]),
            high=None if pd.isna(cells["count_high"]) else int(cells["count_high"]),
            population=cells["population"],
            date_from=None if pd.isna(cells["date_from"]) else cells["date_from"].date(),
            date_to=None if pd.isna(cells["date_to"]) else cells["date_to"].date(),
            derived_from=cells["derived_from"],
            origin=cells["origin"],
            approximate=is_approximate(cells["count_wording"]),
        )
