"""The data package: its tables as the rest of the program has them, and when they changed."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from refoulement import inside
from refoulement.events import EventGraph, split_ids
from refoulement.problems import DatasetError, Problem
from refoulement.wording import is_approximate

ENVIRONMENT_VARIABLE = "REFOULEMENT_DATA"
SHIPPED = Path(__file__).resolve().parent.parent / "data"
DESCRIPTOR = "datapackage.json"
#: Tables that a package may do without.
OPTIONAL = frozenset({"judgements"})
KEPT_ROWS = 20_000  # of a larger table, only some rows at a time are kept as objects


_RECORD_COLUMNS = (
    *("report_id", "event_id", "source_id", "measure", "basis", "place_role", "site_ids"),
    *("other_places", "area", "country", "count_low", "count_high", "population"),
    *("date_from", "date_to", "derived_from", "origin", "count_wording"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """One statement in one source, as the counting rules need it.

    `low` and `high` are people; both are None where no number is stated, one of
    them where the number is open above or below; `approximate` says whether it is
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


@dataclass(frozen=True, eq=False)
class Dataset:
    """A data package in memory: typed tables, read once and never written to.

    Text cells are `str` (empty where nothing is stated), counts `Int64`, dates
    `datetime64`, coordinates `float` in degrees (WGS 84). `own_file` names the file of a
    visitor that it was made from, for one session; it is empty for a data package.
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
    judgements: pd.DataFrame = field(default_factory=lambda: _no_judgements())

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
        """The day on which this version was made; None where the descriptor states none."""
        try:
            return date.fromisoformat(str(self.descriptor.get("created", ""))[:10])
        except ValueError:
            return None

    @cached_property
    def records(self) -> tuple[Report, ...]:
        """The reports as the counting rules take them, in file order."""
        return tuple(_records(self.reports))

    def records_at(self, positions: Iterable[int]) -> tuple[Report, ...]:
        """The reports at these positions, as `records` has them."""
        if len(self.reports) <= KEPT_ROWS:
            return tuple(self.records[position] for position in positions)
        asked, kept = [int(position) for position in positions], self._kept_records
        found = {position: kept[position] for position in asked if position in kept}
        missing = [position for position in asked if position not in found]
        if missing:
            made = _records(self.reports[list(_RECORD_COLUMNS)].iloc[missing])
            found.update(zip(missing, made, strict=True))
            if len(kept) + len(missing) <= KEPT_ROWS:
                kept.update(found)
            else:  # begun anew, and not emptied: another thread may be reading
                self.__dict__["_kept_records"] = found if len(found) <= KEPT_ROWS else {}
        return tuple(found[position] for position in asked)

    @cached_property
    def _kept_records(self) -> dict[int, Report]:
        """Of a larger table, the reports made last: a move asks for many of them again."""
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
        """First and last day that any current report speaks of; one day where none is dated."""
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
        """Each place's position in its file, by its id: asked for at every place and event."""
        return {site_id: position for position, site_id in enumerate(self.site_ids)}

    def site_name(self, site_id: str) -> str:
        """English name of a place."""
        return str(self.site[site_id]["name_en"])


def data_directory() -> Path:
    """The package to show: `REFOULEMENT_DATA` where set, else the one shipped."""
    return Path(os.environ.get(ENVIRONMENT_VARIABLE) or SHIPPED)


@lru_cache(maxsize=1)
def canonical_resources() -> list[dict[str, Any]]:
    """Resources of the package's form (name, path, schema), as the shipped descriptor states it."""
    return list(read_descriptor(SHIPPED)["resources"])


def read_descriptor(directory: Path) -> dict[str, Any]:
    """The package's `datapackage.json`. Raises DatasetError where it is missing or unreadable."""
    try:
        content = inside.read_file(directory, DESCRIPTOR, inside.DESCRIPTOR_BYTES)
        descriptor = json.loads(content.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not JSON in UTF-8"
        message = f"cannot be read ({reason}); expected a data package at “{directory.name}”"
        raise DatasetError([Problem(DESCRIPTOR, message)]) from error
    if not isinstance(descriptor, dict):
        raise DatasetError([Problem(DESCRIPTOR, "expected a JSON object")])
    return descriptor


def read_tables(directory: Path) -> dict[str, pd.DataFrame]:
    """The package's tables by name, typed by the schema. The files must be valid by the schema."""
    return {
        resource["name"]: no_rows(resource["name"])
        if is_left_out(directory, resource)
        else _read_table(directory, resource)
        for resource in canonical_resources()
    }


def is_left_out(directory: Path, resource: dict[str, Any]) -> bool:
    """Whether the package does without this table, as it may."""
    return resource["name"] in OPTIONAL and not inside.is_there(directory, resource["path"])


def load(directory: Path | None = None) -> Dataset:
    """The dataset of `directory`, checked; read once until one of its files changes.

    Raises DatasetError, with every error found, where the package is not sound. What a
    server shows while its files are edited is in `reloading`.
    """
    directory = (directory or data_directory()).resolve()
    loaded = _read_once(directory, stamps(directory))
    if isinstance(loaded, DatasetError):
        raise loaded
    return loaded


def read(directory: Path) -> Dataset | DatasetError:
    """The dataset of `directory`, checked; where it is not sound, all errors found instead."""
    # Imported here: checking a package reads it by way of this module.
    from refoulement.validation import check

    dataset, problems = check(directory.resolve())
    return dataset or DatasetError([p for p in problems if p.severity == "error"])


@lru_cache(maxsize=4)
def _read_once(directory: Path, _stamps: Stamps) -> Dataset | DatasetError:
    """What is wrong is kept too, so that nothing is checked in vain."""
    return read(directory)


@dataclass(frozen=True)
class Stamps:
    """What the file system says of a package's files. Equal as long as no file changes.

    `files` has inode, size in bytes, and times of the last change to content and inode
    in nanoseconds, or None for a file that is missing. `touched` is the latest of these
    times, those of the directory too, in seconds since 1970 by the file system's clock;
    infinite where there is none.
    """

    files: tuple[tuple[int, ...] | None, ...]
    touched: float = field(compare=False)


def stamps(directory: Path) -> Stamps:
    """The stamps of the package's files as they are now."""
    names = [DESCRIPTOR, *(resource["path"] for resource in canonical_resources())]
    stats = [_stat(directory / name) for name in names]
    # The inode's time too: `cp -p`, rsync and tar set that of the content back.
    times = [
        time for s in (*stats, _stat(directory)) if s for time in (s.st_mtime_ns, s.st_ctime_ns)
    ]
    files = (s and (s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns) for s in stats)
    return Stamps(tuple(files), max(times) / 1e9 if times else math.inf)


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


@lru_cache(maxsize=1)
def no_rows(name: str) -> pd.DataFrame:
    """A table without a row."""
    (schema,) = (found["schema"] for found in canonical_resources() if found["name"] == name)
    columns = [column["name"] for column in schema["fields"]]
    return typed(pd.DataFrame(columns=columns, dtype=str), schema["fields"])


def _no_judgements() -> pd.DataFrame:
    return no_rows("judgements")


def _read_table(directory: Path, resource: dict[str, Any]) -> pd.DataFrame:
    with inside.open_file(directory, resource["path"], inside.TABLE_BYTES) as file:
        table = pd.read_csv(
            file,
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
            low_memory=False,  # in one piece: a column in pieces takes a hundred times as long
        )
    return typed(table, resource["schema"]["fields"])


def typed(table: pd.DataFrame, fields: list[dict[str, Any]]) -> pd.DataFrame:
    """A table of text, valid by these fields of a schema, with its columns typed by them."""
    table = table.copy()
    for column in fields:
        name, kind = column["name"], column["type"]
        if kind == "integer":
            table[name] = pd.to_numeric(table[name].replace("", None)).astype("Int64")
        elif kind == "number":
            table[name] = pd.to_numeric(table[name].replace("", None)).astype("Float64")
        elif kind == "date":
            table[name] = pd.to_datetime(table[name].replace("", None), format="%Y-%m-%d")
        elif kind == "boolean":
            table[name] = table[name].str.lower().isin(["true", "1"])
    return table


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each a value by column."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def rows_of(table: pd.DataFrame, key: str, ids: Collection[str]) -> pd.DataFrame:
    """The rows of a table whose `key` is one of the ids."""
    return table[table[key].isin(ids)]


class _RowsById(Mapping[str, dict[str, Any]]):
    """The rows of a table by the id in a column, each made when it is first asked for.

    A large table is not kept a second time as rows: those made are then forgotten again.
    """

    def __init__(self, table: pd.DataFrame, key: str) -> None:
        self._columns = {str(name): table[name].array for name in table}
        # As a list: one after the other out of the column they take ten times as long.
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
    """A cell as Python has it, not numpy."""
    return cell.item() if isinstance(cell, np.generic) else cell


def _records(reports: pd.DataFrame) -> Iterator[Report]:
    columns = [reports[name] for name in _RECORD_COLUMNS]
    for row in zip(*columns, strict=True):
        cells = dict(zip(_RECORD_COLUMNS, row, strict=True))
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


def text_table(table: pd.DataFrame) -> pd.DataFrame:
    """A table's cells as the files of a data package write them."""
    return pd.DataFrame({name: table[name].map(_text) for name in table}, dtype=str)


def _text(value: object) -> str:
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
