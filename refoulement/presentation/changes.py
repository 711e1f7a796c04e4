"""What differs between two versions of the dataset: row by row, by the keys of its tables.

Compared are typed cells, so that the order of rows and the way in which a number is
written are no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from refoulement.counting.rules import Tally
from refoulement.dataset.package import canonical_resources, text_table
from refoulement.dataset.tables import Dataset, rows
from refoulement.presentation.summary import summary
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES
from refoulement.wording import count_text, day_text, one_line

#: What can happen to a row, in the order in which it is told.
KINDS = ("removed", "withdrawn", "restored", "corrected", "added")
MOST_NAMED = 20
EMPTY = "(empty)"

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class RowChange:
    """What happened to one row: its key, one of KINDS, and texts, old and new, by column.

    Of a row that is added or removed, `cells` holds every cell that is not empty; of
    another, those that differ, in columns that both versions have.
    """

    key: tuple[str, ...]
    kind: str
    cells: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What differs in one table: its rows by KINDS and key, and columns of one version alone."""

    table: str
    rows: tuple[RowChange, ...]
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.rows or self.columns_added or self.columns_removed)

    def of_kind(self, kind: str) -> list[RowChange]:
        """The rows to which this happened."""
        return [row for row in self.rows if row.kind == kind]

    @property
    def in_numbers(self) -> str:
        """How many rows of each kind, and which columns, in words."""
        counts = [(len(self.of_kind(kind)), kind) for kind in reversed(KINDS)]
        said = [f"{count:,} {kind}" for count, kind in counts if count]
        said += [f"new column {column}" for column in self.columns_added]
        said += [f"column {column} is gone" for column in self.columns_removed]
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two versions.

    `figures` are those of all dates by measure, old and new; they are no sum of one
    another. `tables` holds the tables that differ. Empty, hence false, where none does:
    what a descriptor says of its version is no difference in the data.
    """

    old: Dataset
    new: Dataset
    figures: dict[str, tuple[Tally, Tally]]
    tables: tuple[TableChanges, ...]

    def __bool__(self) -> bool:
        return bool(self.tables)

    @property
    def warning(self) -> str:
        """A sentence on reports that are gone altogether; empty where there are none."""
        lost = [
            row.key[0]
            for table in self.tables
            if table.table == "reports"
            for row in table.of_kind("removed")
        ]
        if not lost:
            return ""
        ids = ", ".join(lost[:MOST_NAMED]) + (" and more" if len(lost) > MOST_NAMED else "")
        return (
            f"{count_text(len(lost), 'report')} removed, which the coding rules forbid: {ids}. "
            "A report that should not be used is withdrawn, and stays in the file."
        )


def changes(old: Dataset, new: Dataset) -> Changes:
    """What differs from one version to the other, in every table of the package."""
    before, after = (summary(dataset, Selection()) for dataset in (old, new))
    tables = (
        table_changes(
            resource["name"],
            resource["schema"]["primaryKey"],
            getattr(old, resource["name"]),
            getattr(new, resource["name"]),
        )
        for resource in canonical_resources()
    )
    return Changes(
        old=old,
        new=new,
        figures={measure: (before[measure], after[measure]) for measure in before},
        tables=tuple(filter(None, tables)),
    )


def table_changes(
    name: str, key: Sequence[str], old: pd.DataFrame, new: pd.DataFrame
) -> TableChanges:
    """What differs between two typed tables, whose rows are known by the columns of `key`."""
    before, after = _by_key(old, key), _by_key(new, key)
    changed = (_row_change(k, before.get(k, {}), after.get(k, {})) for k in {**before, **after})
    found = filter(None, changed)
    return TableChanges(
        table=name,
        rows=tuple(sorted(found, key=lambda row: (KINDS.index(row.kind), row.key))),
        columns_added=tuple(str(column) for column in new if column not in old.columns),
        columns_removed=tuple(str(column) for column in old if column not in new.columns),
    )


def figure_text(figure: Tally) -> str:
    """A figure, and the day of a stock."""
    dated = f" (as of {day_text(figure.as_of)})" if figure.as_of else ""
    return f"{figure}{dated}"


def changes_text(found: Changes) -> str:
    """All of it as plain text for a console, one line a fact."""
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Changes) -> Iterator[str]:
    yield one_line(f"Version {found.old.version} → version {found.new.version}")
    if found.warning:
        yield f"WARNING: {found.warning}"
    yield "Figures of all dates as reported by the sources, no verified totals, never added:"
    for measure, (old, new) in found.figures.items():
        yield f"  {MEASURES[measure] + ':':26}{figure_text(old)} → {figure_text(new)}"
    for table in found.tables:
        yield f"{table.table}.csv: {table.in_numbers}"
        for row in table.rows:
            yield f"  {row.kind} {', '.join(row.key)}"
            for column, (before, after) in row.cells.items():
                told = after or before
                if row.kind not in ("added", "removed"):
                    told = f"{before or EMPTY} → {after or EMPTY}"
                yield f"    {column}: {one_line(told)}"
    if not found:
        yield "No row differs."


def _by_key(table: pd.DataFrame, key: Sequence[str]) -> dict[tuple[str, ...], Row]:
    return {tuple(row[column] for column in key): row for row in rows(text_table(table))}


def _row_change(row_key: tuple[str, ...], old: Row, new: Row) -> RowChange | None:
    """What happened to a row, empty in a version that has it not; None where nothing did."""
    in_both = bool(old and new)
    cells = {
        column: (old.get(column, ""), new.get(column, ""))
        for column in {**old, **new}
        if old.get(column, "") != new.get(column, "")
        and not (in_both and (column not in old or column not in new))
    }
    if in_both:
        _, status = cells.get("status", ("", ""))
        kind = {"withdrawn": "withdrawn", "current": "restored"}.get(status, "corrected")
        return RowChange(row_key, kind, cells) if cells else None
    return RowChange(row_key, "added" if new else "removed", cells)
