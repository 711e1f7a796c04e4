"""The filtered reports with a row of hashtags under the header: HXL 1.1, for humanitarian tools."""

from __future__ import annotations

import pandas as pd

from refoulement.dataset.events import split_ids
from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import COUNTING_COLUMNS, export_table, write_csv
from refoulement.selecting.selection import Selection

#: The hashtag of each column. Columns without one keep an empty cell there.
HASHTAGS = {
    "report_id": "#meta+id",
    "event_id": "#event+id",
    "event_label": "#event+name",
    "measure": "#indicator+code",
    "place_names": "#loc+name",
    "place_names_ko": "#loc+name+i_ko",
    "place_names_zh": "#loc+name+i_zh",
    "site_ids": "#loc+code",
    "admin1": "#adm1+name",
    "country": "#country+name",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "count_low": "#affected+ind+min",
    "count_high": "#affected+ind+max",
    "date_from": "#date+start",
    "date_to": "#date+end",
    "published": "#date+reported",
    "publisher": "#meta+source",
    "url": "#meta+url",
    "summary": "#description",
    "status": "#status",
}


def export_hxl(dataset: Dataset, selection: Selection) -> bytes:
    """The matching reports as HXL CSV: the columns of the CSV, and names in Korean and Chinese.

    Without COUNTING_COLUMNS, for which there is no hashtag.
    Names of several places are `;`-separated, in the order of their ids.
    """
    table = export_table(dataset, selection).drop(columns=[*COUNTING_COLUMNS])
    places = [split_ids(cell) for cell in table["site_ids"]]
    for column, field in (
        ("place_names_ko", "name_ko"),
        ("place_names_zh", "name_zh"),
        ("admin1", "admin1"),
    ):
        table[column] = [_joined(dataset, ids, field) for ids in places]
    hashtags = pd.DataFrame([{name: HASHTAGS.get(str(name), "") for name in table}])
    return write_csv(pd.concat([hashtags, table]))


def _joined(dataset: Dataset, ids: tuple[str, ...], field: str) -> str:
    values = [str(dataset.site[site][field]) for site in ids]
    return ";".join(dict.fromkeys(values) if field == "admin1" else values)
