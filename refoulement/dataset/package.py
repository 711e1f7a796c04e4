"""The files of a data package: its descriptor, and its tables as text and typed."""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from refoulement import PROJECT
from refoulement.dataset import inside
from refoulement.messages import later
from refoulement.problems import DatasetError, Problem

ENVIRONMENT_VARIABLE = "REFOULEMENT_DATA"
SHIPPED = PROJECT / "data"
DESCRIPTOR = "datapackage.json"
#: Tables that a package may leave out.
OPTIONAL = frozenset({"judgements"})


def data_directory() -> Path:
    """The package to show: `REFOULEMENT_DATA` where set, else the one shipped."""
    return Path(os.environ.get(ENVIRONMENT_VARIABLE) or SHIPPED)


@lru_cache(maxsize=1)
def canonical_resources() -> list[dict[str, Any]]:
    """Resources of the package's form (name, path, schema), as the shipped descriptor states it."""
    return list(read_descriptor(SHIPPED)["resources"])


def read_descriptor(directory: Path) -> dict[str, Any]:
    """The package's `datapackage.json`. Raises DatasetError if it is missing or unreadable."""
    try:
        content = inside.read_file(directory, DESCRIPTOR, inside.DESCRIPTOR_BYTES)
        descriptor = json.loads(content.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        no_json = later("it is not JSON in UTF-8")
        reason = error.strerror if isinstance(error, OSError) else no_json
        message = later(
            "cannot be read (%(reason)s); expected a data package at “%(folder)s”",
            reason=reason,
            folder=directory.name,
        )
        raise DatasetError([Problem(DESCRIPTOR, message)]) from error
    if not isinstance(descriptor, dict):
        raise DatasetError([Problem(DESCRIPTOR, later("expected a JSON object"))])
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
    """Whether the package leaves out this table, as it may."""
    return resource["name"] in OPTIONAL and not inside.is_there(directory, resource["path"])


@dataclass(frozen=True)
class Stamps:
    """What the file system says about a package's files. Equal as long as no file changes.

    `files` has inode, size in bytes, and times of the last change to content and inode
    in nanoseconds, or None for a missing file. `touched` is the latest of these times,
    including the directory's, in seconds since 1970 by the file system's clock; infinite if
    there is none.
    """

    files: tuple[tuple[int, ...] | None, ...]
    touched: float = field(compare=False)


def stamps(directory: Path) -> Stamps:
    """The stamps of the package's files as they are now."""
    names = [DESCRIPTOR, *(resource["path"] for resource in canonical_resources())]
    stats = [_stat(directory / name) for name in names]
    # The inode's time too: `cp -p`, rsync and tar restore that of the content.
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
    """A table without rows."""
    (schema,) = (found["schema"] for found in canonical_resources() if found["name"] == name)
    columns = [column["name"] for column in schema["fields"]]
    return typed(pd.DataFrame(columns=columns, dtype=str), schema["fields"])


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
    """A table of text that is valid by these schema fields, with its columns typed by them."""
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
