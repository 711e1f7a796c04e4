"""The page of one statement: who said what, where to find it, and whether it is counted."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from markupsafe import Markup

from refoulement.counting.rules import reason_not_counted
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.strip import named, strip
from refoulement.messages import gettext
from refoulement.presentation.html import link, render
from refoulement.presentation.linked_data import claim
from refoulement.presentation.markup import places_text, report_figure
from refoulement.presentation.quoting import published_text, quote_report
from refoulement.site import parts
from refoulement.site.addresses import address_of_record, path_of
from refoulement.site.frame import Page
from refoulement.vocabulary import (
    COUNTED_MEASURES,
    MEASURES,
    NOT_COUNTED,
    PLACE_ROLES,
    READ_AS,
    language_name,
)
from refoulement.wording import span_text


def report_page(dataset: Dataset, report_id: str) -> Page:
    """The page of a known statement. If it is withdrawn the page stays, and says why."""
    (report,) = parts.reports_where(dataset, "report_id", [report_id])
    row, source = dataset.report[report_id], dataset.source[report.source_id]
    path, address = path_of("report", report_id), address_of_record("report", report_id)
    is_current = parts.is_current(dataset, report)
    title = gettext("%(publisher)s, statement %(id)s", publisher=source["publisher"], id=report_id)
    body = render(
        "record_report.html",
        name=title,
        status="" if is_current else parts.withdrawal(dataset, report),
        summary=row["summary"],
        facts=[(name, said) for name, said in _facts(dataset, report) if said],
        dashboard=f"./?{urlencode({'report': report_id})}",
        strip=strip(dataset, named([report])),
        quotation=parts.quotation(quote_report(dataset, report, path)) if is_current else None,
        query=urlencode({"report": report_id}) if is_current else "",
        path=path,
        address=address,
        correct=parts.correction(dataset, "report", report_id, source["title"]),
    )
    return Page(
        path=path,
        title=title,
        description=str(row["summary"]),
        body=body,
        claim=claim(dataset, address, title, str(row["summary"]), [report.source_id])
        if is_current
        else {},
        is_listed=is_current,
    )


def _facts(dataset: Dataset, report: Report) -> Iterator[tuple[str, str | Markup]]:
    """Everything that the data say about a statement, by name, in the order of its table."""
    row, source = dataset.report[report.report_id], dataset.source[report.source_id]
    yield gettext("In the source’s words"), row["count_wording"]
    yield gettext("Kind"), MEASURES[report.measure]
    yield gettext("Figure"), report_figure(report)
    yield gettext("Date"), span_text(report.date_from, report.date_to)
    yield gettext("About the date"), row["date_note"]
    yield gettext("Place"), _places(dataset, report)
    yield gettext("Type of place"), PLACE_ROLES[report.place_role] if report.sites else ""
    yield gettext("Event"), _link("event", report.event_id, dataset.event[report.event_id]["label"])
    yield gettext("Source"), _link("source", report.source_id, source["title"])
    yield gettext("Publisher"), source["publisher"]
    yield gettext("Published"), published_text(source["published"])
    yield gettext("Original"), link(source["url"], source["url"]) if source["url"] else ""
    yield gettext("Language"), language_name(source["language"])
    yield gettext("How it was read"), READ_AS[row["read_as"]]
    yield gettext("Where in the source"), row["passage"]
    yield gettext("According to"), row["attributed_to"]
    yield gettext("Who is meant"), row["demographics"]
    yield gettext("What limits it"), row["caveat"]
    yield gettext("Counted"), _counted(report) if parts.is_current(dataset, report) else ""
    yield gettext("Repeats"), _links(report.derived_from)
    yield gettext("Repeated by"), _links(*_repeats(dataset, report.report_id))


def _places(dataset: Dataset, report: Report) -> str | Markup:
    if not report.sites:
        return places_text(dataset, report)
    links = [_link("place", site, dataset.site_name(site)) for site in report.sites]
    others = [gettext("others") if name == "others" else name for name in report.other_places]
    return render("record_links.html", links=[*links, *others])


def _counted(report: Report) -> str:
    reason = reason_not_counted(report)
    if reason is None:
        return gettext("yes, as one statement about its event")
    if report.measure not in COUNTED_MEASURES:
        return gettext("no figure for this kind")
    return gettext("no: %(reason)s", reason=NOT_COUNTED[reason])


def _repeats(dataset: Dataset, report_id: str) -> list[str]:
    reports = dataset.reports
    is_repeat = (reports["derived_from"] == report_id) & (reports["status"] == "current")
    return list(reports["report_id"][is_repeat])


def _link(kind: str, key: str, text: str) -> Markup:
    return render("record_link.html", address=path_of(kind, key), text=text)


def _links(*report_ids: str) -> str | Markup:
    links = [_link("report", key, key) for key in report_ids if key]
    return render("record_links.html", links=links[: parts.MOST]) if links else ""
