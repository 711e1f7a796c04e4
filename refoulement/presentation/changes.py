"""What differs between two versions of the dataset: row by row, by the keys of its tables.

Typed cells are compared, so that neither the order of rows nor the way in which a number is
written counts as a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from refoulement.counting.rules import Tally
from refoulement.dataset.package import canonical_resources, text_table
from refoulement.dataset.tables import Dataset, rows
from refoulement.messages import Counts, Words, gettext, marked, marked_plural, ngettext
from refoulement.presentation.summary import summary
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES
from refoulement.wording import day_text, one_line

#: What can happen to a row, in the order in which it is reported.
KINDS = ("removed", "withdrawn", "restored", "corrected", "added")
MOST_NAMED = 20

#: How many rows of a kind there are.
_OF_KIND = Counts(
    {
        "removed": marked_plural("%(count)s removed", "%(count)s removed"),
        "withdrawn": marked_plural("%(count)s withdrawn", "%(count)s withdrawn"),
        "restored": marked_plural("%(count)s restored", "%(count)s restored"),
        "corrected": marked_plural("%(count)s corrected", "%(count)s corrected"),
        "added": marked_plural("%(count)s added", "%(count)s added"),
    }
)
KIND_NAMES = Words(
    {
        "removed": marked("removed"),
        "withdrawn": marked("withdrawn"),
        "restored": marked("restored"),
        "corrected": marked("corrected"),
        "added": marked("added"),
    }
)

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class RowChange:
    """What happened to one row: its key, one of KINDS, and texts, old and new, by column.

    For a row that was added or removed, `cells` holds every cell that is not empty;
    otherwise those that differ, in columns that both versions have.
    """

    key: tuple[str, ...]
    kind: str
    cells: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What differs in one table: its rows by KINDS and key, and columns that one version lacks."""

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
        said = [_OF_KIND.said(kind, count) for count, kind in counts if count]
        said += [gettext("new column %(name)s", name=name) for name in self.columns_added]
        said += [gettext("column %(name)s is gone", name=name) for name in self.columns_removed]
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two versions.

    `figures` are those of all dates by measure, old and new; never add them up.
    `tables` holds the tables that differ. Without any it is empty, hence false:
    what a descriptor says about its version is no difference in the data.
    """

    old: Dataset
    new: Dataset
    figures: dict[str, tuple[Tally, Tally]]
    tables: tuple[TableChanges, ...]

    def __bool__(self) -> bool:
        return bool(self.tables)

    @property
    def warning(self) -> str:
        """A sentence on reports that have disappeared; empty if there are none."""
        lost = [
            row.key[0]
            for table in self.tables
            if table.table == "reports"
            for row in table.of_kind("removed")
        ]
        if not lost:
            return ""
        ids = ", ".join(lost[:MOST_NAMED])
        if len(lost) > MOST_NAMED:
            ids = gettext("%(ids)s and more", ids=ids)
        return ngettext(
            "%(count)s statement was removed, which the coding rules forbid: %(ids)s. A statement "
            "that should not be used is withdrawn, and stays in the file.",
            "%(count)s statements were removed, which the coding rules forbid: %(ids)s. A "
            "statement that should not be used is withdrawn, and stays in the file.",
            len(lost),
            ids=ids,
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
    """What differs between two typed tables, whose rows are identified by the columns of `key`."""
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
    """A figure and, for a stock, its day."""
    if figure.as_of:
        day = day_text(figure.as_of)
        return gettext("%(figure)s (last reported for %(day)s)", figure=figure, day=day)
    return str(figure)


def empty_cell() -> str:
    """What is shown for a cell without text."""
    return gettext("(empty)")


def changes_text(found: Changes) -> str:
    """All changes as plain text for a console, one line per fact."""
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Changes) -> Iterator[str]:
    versions = gettext(
        "Version %(old)s → version %(new)s", old=found.old.version, new=found.new.version
    )
    yield one_line(versions)
    if found.warning:
        yield gettext("WARNING: %(warning)s", warning=found.warning)
    yield gettext("Figures for all dates, as the sources report them. Never add them up:")
    for measure, (old, new) in found.figures.items():
        yield f"  {MEASURES[measure] + ':':26}{figure_text(old)} → {figure_text(new)}"
    for table in found.tables:
        yield f"{table.table}.csv: {table.in_numbers}"
        for row in table.rows:
            yield f"  {KIND_NAMES[row.kind]} {', '.join(row.key)}"
            for column, (before, after) in row.cells.items():
                told = after or before
                if row.kind not in ("added", "removed"):
                    told = f"{before or empty_cell()} → {after or empty_cell()}"
                yield f"    {column}: {one_line(told)}"
    if not found:
        yield gettext("No row differs.")


def _by_key(table: pd.DataFrame, key: Sequence[str]) -> dict[tuple[str, ...], Row]:
    return {tuple(row[column] for column in key): row for row in rows(text_table(table))}


def _row_change(row_key: tuple[str, ...], old: Row, new: Row) -> RowChange | None:
    """What happened to a row, empty in a version that lacks it; None if nothing did."""
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
