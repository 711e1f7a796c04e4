"""The data package: its tables as the rest of the program uses them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from refoulement.dataset.events import EventGraph
from refoulement.dataset.package import (
    canonical_resources,
    no_rows,
)
from refoulement.dataset.report import REPORT_COLUMNS, Report, reports_in
from refoulement.problems import Problem

KEPT_ROWS = 20_000  # of a larger table, only some rows are kept as objects


@dataclass(frozen=True, eq=False)
class Dataset:
    """A data package in memory: typed tables, read once and never written to.

    Text cells are `str` (empty if nothing is stated), counts `Int64`, dates
    `datetime64`, coordinates `float` in degrees (WGS 84). `own_file` names the visitor's
    file that it was made from, for one session; it is empty for a data package.
    """

    directory: Path
    descriptor: dict[str, Any]
    reports: pd.DataFrame
    events: pd.DataFrame
    sources: pd.DataFrame
    sites: pd.DataFrame
    crossings: pd.DataFrame
    arrivals: pd.DataFrame
    context: pd.DataFrame
    warnings: list[Problem] = field(default_factory=list)
    own_file: str = ""
    judgements: pd.DataFrame = field(default_factory=lambda: no_rows("judgements"))

    @property
    def resources(self) -> list[dict[str, Any]]:
        """The form of the tables: name, path and schema of each."""
        own: list[dict[str, Any]] = self.descriptor["resources"] if self.own_file else []
        return own or canonical_resources()

    @cached_property
    def current(self) -> int:
        """How many reports are not withdrawn."""
        return int((self.reports["status"] == "current").sum())

    @property
    def version(self) -> str:
        """Version of the dataset (semantic), as its descriptor states it."""
        return str(self.descriptor.get("version", ""))

    @property
    def released(self) -> date | None:
        """The day on which this version was made; None if the descriptor states none."""
        try:
            return date.fromisoformat(str(self.descriptor.get("created", ""))[:10])
        except ValueError:
            return None

    @cached_property
    def records(self) -> tuple[Report, ...]:
        """The reports as the counting rules take them, in file order."""
        return tuple(reports_in(self.reports))

    def records_at(self, positions: Iterable[int]) -> tuple[Report, ...]:
        """The reports at these positions, as `records` has them."""
        if len(self.reports) <= KEPT_ROWS:
            return tuple(self.records[position] for position in positions)
        asked, kept = [int(position) for position in positions], self._kept_records
        found = {position: kept[position] for position in asked if position in kept}
        missing = [position for position in asked if position not in found]
        if missing:
            made = reports_in(self.reports[list(REPORT_COLUMNS)].iloc[missing])
            found.update(zip(missing, made, strict=True))
            if len(kept) + len(missing) <= KEPT_ROWS:
                kept.update(found)
            else:  # replaced, not emptied: another thread may be reading
                self.__dict__["_kept_records"] = found if len(found) <= KEPT_ROWS else {}
        return tuple(found[position] for position in asked)

    @cached_property
    def _kept_records(self) -> dict[int, Report]:
        """The reports last made from a larger table: a move asks for many of them again."""
        return {}

    @cached_property
    def event_graph(self) -> EventGraph:
        """Which events are parts of others, and which may overlap."""
        return EventGraph.from_table(self.events)

    @cached_property
    def site_ids(self) -> tuple[str, ...]:
        """Ids of all places, in file order."""
        return tuple(self.sites["site_id"])

    @cached_property
    def site(self) -> Mapping[str, dict[str, Any]]:
        """Each place's row by its id."""
        return _RowsById(self.sites, "site_id")

    @cached_property
    def source(self) -> Mapping[str, dict[str, Any]]:
        """Each source's row by its id."""
        return _RowsById(self.sources, "source_id")

    @cached_property
    def event(self) -> Mapping[str, dict[str, Any]]:
        """Each event's row by its id."""
        return _RowsById(self.events, "event_id")

    @cached_property
    def report(self) -> Mapping[str, dict[str, Any]]:
        """Each report's row by its id."""
        return _RowsById(self.reports, "report_id")

    @cached_property
    def is_dated(self) -> bool:
        """Whether any current report has a date."""
        current = self.reports[self.reports["status"] == "current"]
        return bool(current["date_from"].notna().any())

    @cached_property
    def span(self) -> tuple[date, date]:
        """First and last day that any current report speaks of; one day if none is dated."""
        current = self.reports[self.reports["status"] == "current"]
        first, last = current["date_from"].min(), current["date_to"].max()
        if pd.isna(first) or pd.isna(last):
            return date(2000, 1, 1), date(2000, 1, 1)
        return first.date(), last.date()

    def in_file_order(self, site_ids: Iterable[str]) -> tuple[str, ...]:
        """These places, in the order of their file."""
        return tuple(sorted(site_ids, key=self._site_position.__getitem__))

    @cached_property
    def _site_position(self) -> dict[str, int]:
        """Each place's position in its file, by id; asked for at every place and event."""
        return {site_id: position for position, site_id in enumerate(self.site_ids)}

    def site_name(self, site_id: str) -> str:
        """English name of a place."""
        return str(self.site[site_id]["name_en"])


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each a mapping from column to value."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def rows_of(table: pd.DataFrame, key: str, ids: Collection[str]) -> pd.DataFrame:
    """The rows of a table whose `key` is one of the ids."""
    return table[table[key].isin(ids)]


class _RowsById(Mapping[str, dict[str, Any]]):
    """The rows of a table by the id in a column, each made when first asked for.

    Rows of a large table are not all kept: once there are KEPT_ROWS, they are dropped.
    """

    def __init__(self, table: pd.DataFrame, key: str) -> None:
        self._columns = {str(name): table[name].array for name in table}
        # As a list: iterating over the column itself takes ten times as long.
        self._at = {name: position for position, name in enumerate(table[key].tolist())}
        self._made: dict[str, dict[str, Any]] = {}

    def __getitem__(self, name: str) -> dict[str, Any]:
        row = self._made.get(name)
        if row is None:
            position = self._at[name]
            row = {column: _plain(cells[position]) for column, cells in self._columns.items()}
            if len(self._made) >= KEPT_ROWS:
                self._made.clear()
            self._made[name] = row
        return row

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)


def _plain(cell: Any) -> Any:
    """A cell as a Python value, not a numpy one."""
    return cell.item() if isinstance(cell, np.generic) else cell
