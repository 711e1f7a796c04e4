"""The table of matching statements: each a row on screen and on paper, a card on a phone."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.messages import Words, gettext, marked
from refoulement.presentation.html import link, paragraph, render
from refoulement.presentation.markup import (
    NOTHING,
    link_to_page_of,
    places_text,
    printed_wording,
    report_entry,
    report_figure,
)
from refoulement.presentation.origins import said_by
from refoulement.vocabulary import COUNTED_MEASURES, NOT_COUNTED, SHORT_MEASURES
from refoulement.wording import span_text

_HEADS = Words(
    {
        "date": marked("Date"),
        "figure": marked("Figure, as printed"),
        "kind": marked("Kind"),
        "place": marked("Place"),
        "who": marked("Who said so"),
        "counted": marked("Counted"),
    }
)


def statements_table(
    dataset: Dataset,
    reports: Sequence[Report],
    why_not: Sequence[str],
    picked: str = "",
    rest: str = "",
) -> Markup:
    """These reports in this order; `why_not` has each one's reason, as `summary.why_not_counted`.

    `picked` is the id of the one whose full entry is shown below its row. Each row has a button
    that picks it. `rest` is what the printed page says about rows that are not here.
    """
    return render(
        "statements_table.html",
        heads=_HEADS,
        rows=[
            _row(dataset, report, reason) | {"entry": _entry(dataset, report, picked)}
            for report, reason in zip(reports, why_not, strict=True)
        ],
        rest=rest,
    )


def _row(dataset: Dataset, report: Report, reason: str) -> dict[str, object]:
    source = dataset.source[report.source_id]
    return {
        "id": report.report_id,
        "date": span_text(report.date_from, report.date_to),
        "figure": report_figure(report),
        "wording": printed_wording(dataset, report),
        "kind": SHORT_MEASURES[report.measure],
        "place": places_text(dataset, report),
        "who": said_by(source["publisher"], dataset.report[report.report_id]["attributed_to"]),
        "link": link(source["url"], gettext("open")),
        "counted": _counted(report, reason),
    }


def _entry(dataset: Dataset, report: Report, picked: str) -> Markup:
    if report.report_id != picked:
        return NOTHING
    page = link_to_page_of(dataset, "report", report.report_id)
    entry = report_entry(dataset, report, linked=True) + (paragraph(page) if page else NOTHING)
    nowhere = gettext("It names no place on the map.")
    return entry if report.sites else entry + paragraph(nowhere, "rm-quiet")


def _counted(report: Report, reason: str) -> str:
    if not reason:
        return gettext("yes")
    if report.measure not in COUNTED_MEASURES:
        return gettext("no figure for this kind")
    return gettext("no: %(reason)s", reason=NOT_COUNTED[reason])
