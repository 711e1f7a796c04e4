"""A feed of the statements of a selection (Atom, RFC 4287), those of the latest sources first."""

from __future__ import annotations

import re
from datetime import date
from uuid import NAMESPACE_URL, uuid5

import numpy as np

from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext, language
from refoulement.presentation.html import render
from refoulement.presentation.markup import measured, report_figure
from refoulement.presentation.summary import our_purpose, title_text
from refoulement.selecting.selection import Selection
from refoulement.settings import public_address
from refoulement.site import parts
from refoulement.site.addresses import address_of_record
from refoulement.wording import one_line

MOST = 50  # statements


def feed(dataset: Dataset, selection: Selection) -> bytes:
    """The feed as XML in UTF-8. An entry keeps its id even if our address changes."""
    found = np.flatnonzero(selection.mask(dataset))
    days = dataset.sources.set_index("source_id")["published"]
    published = dataset.reports["source_id"].iloc[found].map(days).to_numpy(dtype=str)
    newest = found[np.argsort(published, kind="stable")[::-1]][:MOST]
    query = selection.query_string()
    address = public_address()
    return render(
        "feed.xml",
        language=language(),
        id=_id(f"feed?{query}"),
        title=title_text(dataset, selection),
        subtitle=our_purpose(),
        updated=_moment(str(dataset.released or dataset.span[1])),
        own=f"{address}feed.xml?{query}" if address else "",
        whole=f"{address}?{query}" if address else "",
        entries=[_entry(dataset, one) for one in dataset.records_at(newest)],
    ).encode()


def _entry(dataset: Dataset, report: Report) -> dict[str, str]:
    source, row = dataset.source[report.source_id], dataset.report[report.report_id]
    said = parts.statement(dataset, report)
    figure = measured(report.measure, report_figure(report), report.has_number)
    return {
        "id": _id(f"report/{report.report_id}"),
        "title": one_line(
            gettext("%(publisher)s: %(figure)s", publisher=source["publisher"], figure=figure)
        ),
        "address": address_of_record("report", report.report_id) if public_address() else "",
        "updated": _moment(source["published"]),
        "author": source["publisher"],
        "summary": one_line(f"{row['summary']} {said['facts']}"),
    }


def _id(name: str) -> str:
    return uuid5(NAMESPACE_URL, f"refoulement-map/{name}").urn


def _moment(day: str) -> str:
    """The start of a day, a month or a year; that of 1970 if it is none of these."""
    found = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", day)
    parts_of_day = [int(part or 1) for part in found.groups()] if found else [1970, 1, 1]
    return f"{date(*parts_of_day).isoformat()}T00:00:00Z"
