"""The page of a place: what is stated for it alone, what it shares, and who says so."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.strip import strip
from refoulement.messages import gettext, ngettext
from refoulement.presentation.html import render
from refoulement.presentation.linked_data import place
from refoulement.presentation.markup import measured, place_lines, report_figure
from refoulement.presentation.place_figures import place_figures
from refoulement.selecting.paging import in_file_order, placed, positions, with_rivals
from refoulement.selecting.selection import Selection
from refoulement.site import parts
from refoulement.site.addresses import address_of_record, path_of
from refoulement.site.frame import Page

MOST_FOLDED = 2_000  # statements; with more, the figures take too long to work out for a page


def place_page(dataset: Dataset, site_id: str) -> Page:
    """The page of a known place, with the statements that name it, latest first."""
    name, site = dataset.site_name(site_id), dataset.site[site_id]
    everything = positions(dataset, Selection())
    found = placed(dataset, everything, site_id)
    reports = sorted(in_file_order(dataset, found), key=_latest, reverse=True)
    figures = None
    if len(found) <= MOST_FOLDED:
        rivals = in_file_order(dataset, with_rivals(dataset, everything, found))
        figures = place_figures(dataset, site_id, rivals)
    path, address = path_of("place", site_id), address_of_record("place", site_id)
    said = ngettext("%(count)s statement", "%(count)s statements", len(reports))
    query = urlencode({"site": site_id})
    body = render(
        "record_place.html",
        name=name,
        other_names=" · ".join(filter(None, (site["name_ko"], site["name_zh"]))),
        lines=place_lines(dataset, site_id),
        figures=figures or "",
        statements=[_row(dataset, one) for one in reports[: parts.MOST]],
        count=said,
        more=len(reports[parts.MOST :]),
        query=query,
        strip=strip(dataset, {site_id: reports[0].measure if reports else "other"}),
        dashboard=f"./?{urlencode({'place': site_id})}",
        path=path,
        address=address,
        correct=parts.correction(dataset, "place", site_id),
    )
    return Page(
        path=path,
        title=name,
        description=gettext(
            "What published sources say about %(place)s: %(statements)s.",
            place=name,
            statements=said,
        ),
        body=body,
        claim=place(dataset, site_id, address),
        feed=query,
    )


def _row(dataset: Dataset, report: Report) -> Markup:
    figure = measured(report.measure, report_figure(report), report.has_number)
    return parts.statement_row(dataset, report, [figure, dataset.event[report.event_id]["label"]])


def _latest(report: Report) -> tuple[date, str]:
    return report.date_to or date.min, report.report_id
