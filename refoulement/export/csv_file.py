"""The filtered reports as a CSV file, whose cells no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from hashlib import sha256

import pandas as pd

from refoulement.dataset.events import split_ids
from refoulement.dataset.package import text_table
from refoulement.dataset.tables import Dataset
from refoulement.selecting.selection import Selection

SOURCE_COLUMNS = ("publisher", "title", "published", "language", "url")
ADDED_COLUMNS = ("event_label", *SOURCE_COLUMNS, "place_names", "latitude", "longitude")

# What a spreadsheet may take for a formula, also in full width; an apostrophe before
# it keeps it text, and one apostrophe more keeps cells apart that had one already.
_FORMULA_LIKE = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def export_csv(dataset: Dataset, selection: Selection) -> bytes:
    """The matching reports as CSV, in file order: RFC 4180, UTF-8 with a byte order mark.

    Columns are those of reports.csv, then ADDED_COLUMNS; a position only where
    exactly one place is named, since a shared count has no point. The mark makes
    spreadsheets read the file as UTF-8; formula-like cells are neutralised (see
    `neutralise`).
    """
    return write_csv(export_table(dataset, selection))


def export_table(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """The matching reports with what their event, source and places add, all as text."""
    return export_rows(dataset, dataset.reports[selection.mask(dataset)])


def export_rows(dataset: Dataset, rows: pd.DataFrame) -> pd.DataFrame:
    """These rows of the reports with what their event, source and places add, all as text."""
    table = text_table(rows)
    table["event_label"] = [dataset.event[event]["label"] for event in rows["event_id"]]
    for column in SOURCE_COLUMNS:
        table[column] = [dataset.source[source][column] for source in rows["source_id"]]
    places = [split_ids(cell) for cell in rows["site_ids"]]
    alone = [
        ids[0] if len(ids) == 1 and not others else None
        for ids, others in zip(places, rows["other_places"], strict=True)
    ]
    table["place_names"] = [";".join(map(dataset.site_name, ids)) for ids in places]
    for axis in ("latitude", "longitude"):
        table[axis] = [f"{dataset.site[one][axis]:g}" if one else "" for one in alone]
    return table


def write_csv(table: pd.DataFrame, mark: bool = True) -> bytes:
    """A table of text as CSV: RFC 4180, UTF-8, cells neutralised.

    `mark`: a byte order mark, by which spreadsheets know UTF-8.
    """
    return write_rows([table.columns, *table.itertuples(index=False)], mark)


def write_rows(rows: Iterable[Iterable[str]], mark: bool = True) -> bytes:
    """Rows of text as CSV in the form of `write_csv`, the first of them the header."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerows(map(neutralise, row) for row in rows)
    return lines.getvalue().encode("utf-8-sig" if mark else "utf-8")


def file_name(dataset: Dataset, selection: Selection, suffix: str = ".csv") -> str:
    """A name for the file that carries the dates, the data's own where none are selected.

    What else is selected shows in a short digest: other selections, other names.
    """
    name = "own-file" if dataset.own_file else "refoulement-map"
    rest = selection.with_dates(None, None).query_string()
    digest = f"_{sha256(rest.encode()).hexdigest()[:6]}" if rest else ""
    if not (dataset.is_dated or selection.has_dates):
        return f"{name}_undated{digest}{suffix}"
    first, last = dataset.span
    ends = sorted((selection.date_from or first, selection.date_to or last))
    return f"{name}_{ends[0].isoformat()}_{ends[1].isoformat()}{digest}{suffix}"


def neutralise(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before such a one."""
    return "'" + cell if _FORMULA_LIKE.match(cell) else cell


def restore(cell: str) -> str:
    """The cell that `neutralise` was given."""
    return cell[1:] if _NEUTRALISED.match(cell) else cell
