"""A file to start from: the columns that are read, and rows that show how to fill them."""

from __future__ import annotations

import pandas as pd

from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_table, write_csv
from refoulement.selecting.selection import Selection

#: Column names in the template, and the column of our export that fills the examples.
COLUMNS = {
    "place": "place_names",
    "date": "",
    "count": "",
    "measure": "measure",
    "place role": "place_role",
    "event": "event_label",
    "source": "publisher",
    "title": "title",
    "published": "published",
    "language": "language",
    "url": "url",
    "summary": "summary",
}
MOST_ROWS = 3


def template_csv(dataset: Dataset) -> bytes:
    """A CSV file with our columns, and the dataset's own first single-place reports as examples."""
    table = export_table(dataset, Selection())
    is_plain = (
        ~table["place_names"].isin([""])
        & ~table["place_names"].str.contains(";")
        & (table["other_places"] == "")
        & (table["count_low"] != "")
        & (table["date_precision"] == "day")
        & (table["derived_from"] == "")
    )
    rows = table[is_plain].head(MOST_ROWS)
    filled = {name: rows[column] for name, column in COLUMNS.items() if column}
    filled["date"] = rows["date_from"]
    open_above = rows["count_high"] == ""
    filled["count"] = rows["count_low"].where(~open_above, "at least " + rows["count_low"])
    return write_csv(pd.DataFrame(filled, columns=list(COLUMNS)))
