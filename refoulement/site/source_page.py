"""The page of a source: what it is, and each of its statements."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from refoulement.counting.rules import by_id
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext, ngettext
from refoulement.presentation.citation import Work, cite_report
from refoulement.presentation.html import link, render
from refoulement.presentation.linked_data import document
from refoulement.presentation.markup import measured, report_figure
from refoulement.presentation.quoting import published_text
from refoulement.site import parts
from refoulement.site.addresses import address_of_record, path_of
from refoulement.site.frame import Page
from refoulement.vocabulary import language_name


def source_page(dataset: Dataset, source_id: str) -> Page:
    """The page of a known source, with its statements by id; withdrawn ones are marked."""
    source = dataset.source[source_id]
    reports = sorted(parts.reports_where(dataset, "source_id", [source_id]), key=by_id)
    current = [one for one in reports if parts.is_current(dataset, one)]
    path = path_of("source", source_id)
    said = ngettext("%(count)s statement", "%(count)s statements", len(current))
    title = gettext(
        "%(publisher)s: %(title)s", publisher=source["publisher"], title=source["title"]
    )
    body = render(
        "record_source.html",
        name=source["title"],
        publisher=source["publisher"],
        facts=[
            (name, text)
            for name, text in (
                (gettext("Published"), published_text(source["published"])),
                (gettext("Author"), source["author"]),
                (gettext("Language"), language_name(source["language"])),
                (gettext("Original"), link(source["url"], source["url"])),
                (gettext("Read by way of"), source["via"]),
                (gettext("Note"), source["note"]),
                (gettext("How it was read"), parts.opening_text(dataset, current)),
                (gettext("Cite as"), parts.cited(_works(dataset, reports))),
            )
            if text
        ],
        heading=said if current else gettext("Every statement of this source is withdrawn."),
        statements=[_row(dataset, one) for one in reports[: parts.MOST]],
        more=len(reports[parts.MOST :]),
        dashboard=f"./?{urlencode({'publisher': source['publisher']})}",
        path=path,
        address=address_of_record("source", source_id),
        correct=parts.correction(dataset, "source", source_id, source["title"]),
    )
    return Page(
        path=path,
        title=title,
        description=gettext("%(statements)s from: %(title)s", statements=said, title=title),
        body=body,
        claim=document(dataset, source_id),
        is_listed=bool(current),
    )


def _works(dataset: Dataset, reports: Iterable[Report]) -> tuple[Work, ...]:
    return next((cite_report(dataset, one.report_id)[:1] for one in reports), ())


def _row(dataset: Dataset, report: Report) -> object:
    figure = measured(report.measure, report_figure(report), report.has_number)
    said = [figure, dataset.event[report.event_id]["label"]]
    if not parts.is_current(dataset, report):
        said.append(parts.withdrawal(dataset, report))
    return parts.statement_row(dataset, report, said)
