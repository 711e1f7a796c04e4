"""What several record pages have in common, made ready for their templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate
from typing import Any
from urllib.parse import quote as quoted

from markupsafe import Markup

from refoulement.counting.rules import reason_not_counted
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.messages import Words, gettext, marked
from refoulement.presentation.citation import Work, as_bibtex, as_ris, as_text
from refoulement.presentation.html import render
from refoulement.presentation.markup import places_text, printed_wording
from refoulement.presentation.quoting import Quote
from refoulement.settings import contact
from refoulement.site.addresses import address_of_record
from refoulement.vocabulary import NOT_COUNTED, READ_AS
from refoulement.wording import one_line, span_text, web_address

MOST = 200  # statements on a page; a table of the rest can be downloaded
MOST_BYTES = 80_000  # of these statements
FEW = 100  # statements at most, for the addresses of their sources to be included
_AROUND = 250  # bytes of a statement besides its texts
_FORMS = Words({"bibtex": marked("BibTeX"), "ris": marked("RIS")})


def statement(
    dataset: Dataset,
    report: Report,
    said: Iterable[str] = (),
    besides: Collection[str] = (),
    has_original: bool = True,
) -> dict[str, Any]:
    """A statement in a line: who said so, as printed, and what it is about.

    `said` comes first in what it says; `besides` are texts that are on the page already;
    `has_original` adds a link to the source itself, which its own page always has.
    """
    row, source = dataset.report[report.report_id], dataset.source[report.source_id]
    who, reason = row["attributed_to"], reason_not_counted(report)
    facts = [
        *said,
        gettext("according to %(who)s", who=who) if who else "",
        places_text(dataset, report) if report.sites or report.other_places else report.area,
        span_text(report.date_from, report.date_to),
        READ_AS[row["read_as"]] if row["read_as"] != "full_text" else "",
        gettext("repeats %(report)s", report=report.derived_from) if report.derived_from else "",
        gettext("not counted: %(reason)s", reason=NOT_COUNTED[reason])
        if reason not in (None, "repeat")
        else "",
    ]
    return {
        "id": report.report_id,
        "source_id": report.source_id,
        "publisher": source["publisher"],
        "wording": printed_wording(dataset, report),
        "facts": "; ".join(fact for fact in facts if fact and fact not in besides),
        "original": web_address(source["url"]) if has_original else "",
    }


def statement_row(dataset: Dataset, report: Report, said: Iterable[str] = ()) -> Markup:
    """The same as markup for a list."""
    return render("record_statement.html", one=statement(dataset, report, said))


def quotation(quote: Quote | None) -> dict[str, Any] | None:
    """A quote with its citations, source first: in words, and folded as BibTeX and RIS."""
    if quote is None:
        return None
    return {
        "sentence": quote.sentence,
        "note": quote.note,
        "works": [as_text([work]).strip() for work in quote.works],
        "forms": [
            {"name": _FORMS["bibtex"], "text": as_bibtex(quote.works)},
            {"name": _FORMS["ris"], "text": as_ris(quote.works).replace("\r\n", "\n")},
        ],
    }


def cited(works: Iterable[Work]) -> str:
    """Works as in a bibliography, on one line."""
    return one_line(as_text(works))


def correction(dataset: Dataset, kind: str, key: str, source: str = "") -> dict[str, Any]:
    """A text to propose a correction with, and where to send it, if a setting says so."""
    subject = gettext("Correction to %(kind)s %(id)s", kind=kind, id=key)
    said = gettext(
        "Entry: %(address)s\nVersion of the data: %(version)s\nField: \nIt says: \nIt should say: "
        "\nSource and passage: %(source)s",
        address=address_of_record(kind, key),
        version=dataset.version,
        source=one_line(source),
    )
    to = contact()
    mail = ""
    if to and not web_address(to):
        mail = f"mailto:{to}?subject={quoted(subject)}&body={quoted(said)}"
    return {"text": f"{subject}\n\n{said}", "contact": to, "mail": mail}


def shown_first(dataset: Dataset, reports: Sequence[Report]) -> list[Report]:
    """The statements that a page shows, counted ones with a number first, then by id.

    At most MOST, and fewer if their texts are so long that the page would be as well.
    """

    def order(report: Report) -> tuple[bool, bool, str]:
        return reason_not_counted(report) is not None, not report.has_number, report.report_id

    ordered = sorted(reports, key=order)[:MOST]
    sizes = accumulate(_size(dataset, report) for report in ordered)
    return [one for one, size in zip(ordered, sizes, strict=True) if size <= MOST_BYTES]


def _size(dataset: Dataset, report: Report) -> int:
    """About how many bytes a statement takes on a page."""
    row, source = dataset.report[report.report_id], dataset.source[report.source_id]
    texts = (row["count_wording"], row["attributed_to"], source["publisher"])
    return _AROUND + sum(len(text.encode()) for text in texts) + 30 * len(report.sites)


def reports_where(dataset: Dataset, column: str, keys: Collection[str]) -> list[Report]:
    """The reports with one of these keys in a column, withdrawn ones too, in file order."""
    is_asked = dataset.reports[column].isin(list(keys)).to_numpy()
    return list(dataset.records_at(is_asked.nonzero()[0]))


def is_current(dataset: Dataset, report: Report) -> bool:
    """Whether a report is not withdrawn."""
    return bool(dataset.report[report.report_id]["status"] == "current")


def withdrawal(dataset: Dataset, report: Report) -> str:
    """The sentence that a report is withdrawn, and why, as plain text."""
    why = one_line(str(dataset.report[report.report_id]["caveat"]))
    if not why:
        return gettext("This statement is withdrawn: it is no longer counted.")
    return gettext(
        "This statement is withdrawn: it is no longer counted. The reason: %(reason)s", reason=why
    )


def opening_text(dataset: Dataset, reports: Sequence[Report]) -> str:
    """How many statements come from sources of which only the opening was read."""
    partly = sum(dataset.report[report.report_id]["read_as"] == "excerpt" for report in reports)
    if not partly:
        return ""
    if partly == len(reports):
        return gettext("Only the opening of each source was read.")
    return gettext(
        "For %(count)s of %(all)s statements, only the opening of the source was read.",
        count=partly,
        all=len(reports),
    )
