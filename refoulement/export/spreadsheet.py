"""The filtered reports as an Excel workbook, with what they refer to, and what it is."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

import pandas as pd
import xlsxwriter

from refoulement.dataset.tables import Dataset, rows_of
from refoulement.export.csv_file import export_table
from refoulement.messages import gettext
from refoulement.presentation.citation import citation
from refoulement.presentation.summary import (
    figure_line,
    how_to_reopen,
    matching_text,
    no_figures,
    selection_text,
    summary,
)
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES

_NO_DATE = date(2000, 1, 1)  # today's would make a different file every day
_DATES = ("date_from", "date_to")
_NUMBERS = ("count_low", "count_high", "latitude", "longitude")
_WIDE = ("summary", "caveat", "title", "url", "count_wording", "event_label", "label", "denial")


def export_xlsx(dataset: Dataset, selection: Selection) -> bytes:
    """The matching reports as .xlsx: sheets reports, events, sources, sites and about.

    Dates are dates, counts numbers and `counted` true or false; all else is text, never a
    formula or a link that opens by itself. The same data and selection give the same bytes.
    """
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    title = str(dataset.descriptor.get("title", ""))
    created = datetime.combine(dataset.released or _NO_DATE, time())
    book.set_properties({"title": title, "created": created})
    reports = export_table(dataset, selection)
    events = _with_wholes(dataset, reports["event_id"])
    sites = {site for cell in reports["site_ids"] for site in cell.split(";") if site}
    _sheet(book, "reports", reports)
    _sheet(book, "events", rows_of(dataset.events, "event_id", events))
    _sheet(book, "sources", rows_of(dataset.sources, "source_id", set(reports["source_id"])))
    _sheet(book, "sites", rows_of(dataset.sites, "site_id", sites))
    _about(book, _facts(dataset, selection))
    book.close()
    return content.getvalue()


def _with_wholes(dataset: Dataset, events: Iterable[str]) -> set[str]:
    """These events, and those that they are part of."""
    found = set(events)
    whole = dataset.event_graph.whole
    queue = list(found)
    while queue:
        above = whole.get(queue.pop())
        if above and above not in found:
            found.add(above)
            queue.append(above)
    return found


def _sheet(book: Any, name: str, table: pd.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
    for column, field in enumerate(table.columns):
        sheet.write_string(0, column, field, head)
        sheet.set_column(column, column, 48 if field in _WIDE else 16)
        for row, value in enumerate(table[field], start=1):
            _cell(sheet, (row, column), field, value, day)


def _cell(sheet: Any, at: tuple[int, int], field: str, value: object, day: Any) -> None:
    if value is None or value is pd.NA or value == "":
        return
    if field in _DATES:
        sheet.write_datetime(*at, datetime.fromisoformat(str(value)), day)
    elif field in _NUMBERS:
        sheet.write_number(*at, float(str(value)))
    elif field == "counted":
        sheet.write_boolean(*at, value == "true")
    else:
        sheet.write_string(*at, str(value))


def _facts(dataset: Dataset, selection: Selection) -> Sequence[tuple[str, str]]:
    licence = dataset.descriptor["licenses"][0]
    figures = summary(dataset, selection)
    return [
        (gettext("Dataset"), str(dataset.descriptor.get("title", ""))),
        (gettext("Version"), dataset.version),
        (
            gettext("Selection"),
            selection_text(dataset, selection) or matching_text(dataset, selection),
        ),
        (gettext("Again"), how_to_reopen(dataset, selection)),
        *((MEASURES[measure], figure_line(dataset, f)) for measure, f in figures.items()),
        *([] if selection.has_figures else [(gettext("Figures"), no_figures())]),
        (
            gettext("How to read it"),
            gettext(
                "Every row is one source’s statement, which we have not verified. Rows may "
                "disagree about the same people or repeat each other: adding up the counts gives "
                "no meaningful number. Figures follow the counting rules of the method."
            ),
        ),
        (gettext("Licence"), str(licence.get("title") or licence["name"])),
        (gettext("Cite as"), citation(dataset)),
    ]


def _about(book: Any, facts: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("about")
    name, text = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": 1})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for row, (label, value) in enumerate(facts):
        sheet.write_string(row, 0, label, name)
        sheet.write_string(row, 1, value, text)
