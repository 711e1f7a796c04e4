"""The filtered reports as a CSV file, with no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from hashlib import sha256

import numpy as np
import pandas as pd

from refoulement.counting.index import Numbers
from refoulement.dataset.events import split_ids
from refoulement.dataset.package import text_table
from refoulement.dataset.tables import Dataset
from refoulement.presentation.summary import why_not_counted
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES

SOURCE_COLUMNS = ("publisher", "title", "published", "language", "url")
#: Whether a report is in a figure of this selection and, if not, why.
COUNTING_COLUMNS = ("counted", "not_counted_because")
ADDED_COLUMNS = (
    "event_label",
    *SOURCE_COLUMNS,
    "place_names",
    "latitude",
    "longitude",
    *COUNTING_COLUMNS,
)

# What a spreadsheet may take for a formula, also in full width. An apostrophe in front keeps
# it text; cells that already have one get another, so that the two stay distinct.
_FORMULA_LIKE = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def export_csv(dataset: Dataset, selection: Selection) -> bytes:
    """The matching reports as CSV, in file order: RFC 4180, UTF-8 with a byte order mark.

    Columns are those of reports.csv, then ADDED_COLUMNS; a position is given only if
    exactly one place is named, since a shared count has no point. `counted` is true, false,
    or empty if the measure has no figure. The mark makes spreadsheets
    read the file as UTF-8; formula-like cells are neutralised (see `neutralise`).
    """
    return write_csv(export_table(dataset, selection))


def export_table(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """The matching reports with what their event, source and places add, all as text."""
    return export_rows(dataset, selection, np.flatnonzero(selection.mask(dataset)))


def export_rows(dataset: Dataset, selection: Selection, reports: Numbers) -> pd.DataFrame:
    """Those of the matching reports at these positions, as in `export_table`."""
    rows = dataset.reports.iloc[reports]
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
    reasons = why_not_counted(dataset, selection, reports)
    has_figure = rows["measure"].isin(COUNTED_MEASURES)
    table["counted"] = [
        str(not reason).lower() if of_it else ""
        for reason, of_it in zip(reasons, has_figure, strict=True)
    ]
    table["not_counted_because"] = reasons
    return table


def write_csv(table: pd.DataFrame, mark: bool = True) -> bytes:
    """A table of text as CSV: RFC 4180, UTF-8, cells neutralised.

    `mark` adds a byte order mark, by which spreadsheets recognise UTF-8.
    """
    return write_rows([table.columns, *table.itertuples(index=False)], mark)


def write_rows(rows: Iterable[Iterable[str]], mark: bool = True) -> bytes:
    """Rows of text as CSV in the form of `write_csv`; the first is the header."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerows(map(neutralise, row) for row in rows)
    return lines.getvalue().encode("utf-8-sig" if mark else "utf-8")


def file_name(dataset: Dataset, selection: Selection, suffix: str = ".csv") -> str:
    """A name for the file with the dates selected, or the data's own if there are none.

    Everything else selected goes into a short digest: other selections, other names.
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
    """The cell, with an apostrophe in front if a spreadsheet would take it for a formula."""
    return "'" + cell if _FORMULA_LIKE.match(cell) else cell


def restore(cell: str) -> str:
    """The cell that `neutralise` was given."""
    return cell[1:] if _NEUTRALISED.match(cell) else cell
