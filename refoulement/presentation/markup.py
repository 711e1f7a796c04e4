"""The content of ledgers, lists and headings, made ready for their templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from refoulement.counting.places import other_places
from refoulement.counting.rules import EventCount, Tally, by_id, interval_of, reason_not_counted
from refoulement.dataset.geography import NO_PLACE, distance_text
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.messages import Words, gettext, marked, ngettext
from refoulement.presentation.html import link, paragraph, render, shown
from refoulement.vocabulary import (
    MEASURES,
    NOT_COUNTED,
    PLACE_ROLES,
    READ_AS,
    SHORT_MEASURES,
    STYLES,
    language_name,
)
from refoulement.wording import FIGURES, span_text

NOTHING = Markup()


def permalink(
    dataset: Dataset, parameter: str, key: str, text: str, new_tab: bool = False
) -> Markup:
    """A link within the dashboard that always opens this report, event or place.

    For a visitor's own file, which no address opens, only the text. `new_tab`: leaving the
    page would forget such a file.
    """
    return _link_within(dataset, f"./?{urlencode({parameter: key})}", text, new_tab)


def link_to_page(dataset: Dataset, page: str, query: str, text: str) -> Markup:
    """A link to a page of the dashboard with the same selection; only text as in `permalink`."""
    return _link_within(dataset, f"./{page}?{query}", text)


def _link_within(dataset: Dataset, address: str, text: str, new_tab: bool = False) -> Markup:
    if dataset.own_file:
        return shown(text)
    return render("permalink.html", address=address, text=text, new_tab=new_tab)


def link_to_this(dataset: Dataset, parameter: str, key: str, text: str, kind: str = "") -> Markup:
    """A paragraph with the permanent link to what is shown; empty if there is no such link.

    `kind` is that of a record with a page of its own, to which a second link leads.
    """
    if dataset.own_file:
        return Markup()
    links = [permalink(dataset, parameter, key, text)]
    links += [link_to_page_of(dataset, kind, key)] if kind else []
    return paragraph(Markup(" · ").join(links))


def link_to_page_of(dataset: Dataset, kind: str, key: str) -> Markup:
    """A link from the dashboard to the page of a record; empty for a visitor's own file."""
    if dataset.own_file:
        return NOTHING
    return _link_within(dataset, f"./{kind}/{key}", gettext("Permanent page"))


def colour(measure: str) -> str:
    """A measure's colour, as a declaration that style sheets refer to."""
    return f"--colour:{STYLES[measure].colour}"


_KINDS_OF_PLACE = Words(
    {
        "both": marked("place of detention and crossing point"),
        "detention": marked("place of detention"),
        "crossing": marked("crossing point"),
        "named": marked("place named in statements"),
    }
)


def measured(measure: str, figure: str, is_number: bool) -> str:
    """A figure after what it counts, in few words: Returned 50–60; Returned: not counted."""
    name = SHORT_MEASURES[measure]
    if not is_number:
        return gettext("%(measure)s: %(figure)s", measure=name, figure=figure)
    return gettext("%(measure)s %(figure)s", measure=name, figure=figure)


def place_heading(dataset: Dataset, site_id: str, told: str = "") -> Markup:
    """A place's names in three languages, what it is, and how far the nearest crossing is.

    `told` is what a screen reader says when this opens; the name is then a heading.
    """
    site = dataset.site[site_id]
    return render(
        "place_heading.html",
        place=site_id,
        told=told,
        name=site["name_en"],
        other_names=other_names(dataset, site_id),
        lines=place_lines(dataset, site_id),
    )


def place_lines(dataset: Dataset, site_id: str) -> list[str]:
    """What a place is and where, and how far the nearest crossing is, in lines of plain text."""
    site = dataset.site[site_id]
    where = ", ".join(filter(None, (site["admin1"], site["country"])))
    what = _KINDS_OF_PLACE[
        "both" * (site["is_detention_site"] and site["is_crossing_point"])
        or "detention" * site["is_detention_site"]
        or "crossing" * site["is_crossing_point"]
        or "named"
    ]
    if site["counterpart"]:
        opposite = site["counterpart"]
        what = gettext("%(what)s, opposite %(counterpart)s", what=what, counterpart=opposite)
    lines = (
        gettext("%(where)s: %(what)s", where=where, what=what),
        distance_text(dataset, site_id),
    )
    return [line for line in lines if line]


def other_names(dataset: Dataset, site_id: str) -> list[str]:
    """What a place is called in Korean and in Chinese, if known."""
    site = dataset.site[site_id]
    return [str(name) for name in (site["name_ko"], site["name_zh"]) if name]


def _no_place_heading(told: str) -> Markup:
    about = gettext(
        "These statements name no town, so they are not on the map. They are still counted in the "
        "figures above, by the same rules; those that are not say so."
    )
    name = gettext("No town named")
    return render(
        "place_heading.html", place="", told=told, name=name, other_names=(), lines=[about]
    )


def place_ledger(
    dataset: Dataset,
    site_id: str,
    reports: Iterable[Report],
    figures: Markup = NOTHING,
    matching: int = 0,
) -> Markup:
    """Reports that name a place, or none for NO_PLACE, by event, the newest first, and id.

    `figures` are shown above them; `matching` is how many there are, on all pages of the list.
    """
    told = ngettext(
        "%(place)s: %(count)s statement, beside the map",
        "%(place)s: %(count)s statements, beside the map",
        matching,
        place=dataset.site_name(site_id) if site_id else gettext("No town named"),
    )
    by_event: dict[str, list[Report]] = {}
    for report in sorted(reports, key=by_id):
        by_event.setdefault(report.event_id, []).append(report)
    newest_first = sorted(sorted(by_event.items()), key=lambda item: _when(item[1]), reverse=True)
    return render(
        "ledger.html",
        figures=figures,
        heading=_no_place_heading(told)
        if site_id == NO_PLACE
        else place_heading(dataset, site_id, told),
        events=[
            {
                "label": dataset.event[event_id]["label"],
                "denial": denial(dataset, event_id),
                "entries": [report_entry(dataset, r, site_id, linked=True) for r in of_event],
            }
            for event_id, of_event in newest_first
        ],
    )


def denial(dataset: Dataset, event_id: str) -> Markup:
    """What a party said in denial of an event, or of the event that it is part of."""
    said = dataset.event[dataset.event_graph.root(event_id)]["denial"]
    return render("denial.html", said=said) if said else Markup()


def report_entry(
    dataset: Dataset,
    report: Report,
    site_id: str = "",
    sites: Collection[str] = (),
    linked: bool = False,
) -> Markup:
    """One report: its figure, printed wording, source, date, place, and what limits it.

    `site_id` is the place whose ledger this is in; `sites` are the selected places; `linked`
    adds its permanent link, for pages of the dashboard.
    """
    row, source = dataset.report[report.report_id], dataset.source[report.source_id]
    together = ", ".join(other_places(dataset, report, site_id))
    if together and site_id:
        together = gettext("one figure together with %(places)s", places=together)
    facts = [
        span_text(report.date_from, report.date_to),
        PLACE_ROLES[report.place_role],
        together,
        report.area if not report.sites else "",
        gettext("and other places") if "others" in report.other_places else "",
    ]
    key = report.report_id
    return render(
        "report.html",
        colour=colour(report.measure),
        figure=measured(report.measure, report_figure(report), report.has_number),
        wording=printed_wording(dataset, report),
        summary=row["summary"],
        facts=" · ".join(filter(None, facts)),
        notes=" ".join(report_notes(dataset, report, sites)),
        publisher=source["publisher"],
        link=link(source["url"], source["title"]),
        published=", ".join(filter(None, (source["published"], READ_AS[row["read_as"]]))),
        named=permalink(dataset, "report", key, key) if linked else key,
    )


def report_notes(dataset: Dataset, report: Report, sites: Collection[str] = ()) -> list[str]:
    """What limits a report, as sentences of plain text; `sites` are the selected places."""
    row = dataset.report[report.report_id]
    reason = reason_not_counted(report, sites)
    notes = []
    if report.derived_from:
        repeated = report.derived_from
        notes.append(gettext("Repeats %(report)s, so it is not counted again.", report=repeated))
    if reason not in (None, "repeat"):
        notes.append(gettext("Not counted: %(reason)s.", reason=NOT_COUNTED[reason]))
    if row["caveat"]:
        notes.append(row["caveat"])
    if row["date_note"]:
        notes.append(gettext("Date: %(note)s.", note=row["date_note"]))
    if row["attributed_to"]:
        notes.append(gettext("According to %(who)s.", who=row["attributed_to"]))
    return notes


def source_entry(
    dataset: Dataset, source_id: str, reports: Sequence[Report], most: int | None = None
) -> Markup:
    """One source: publisher, title, date, and each of its statements in a line.

    `most` is how many to list; a note says the others are in the table for its publisher.
    """
    source = dataset.source[source_id]
    facts = (
        source["published"],
        language_name(source["language"]),
        source["author"],
        source["via"],
        source["note"],
    )
    query = urlencode({"publisher": source["publisher"]})
    table = link_to_page(dataset, "", query, gettext("all statements from this publisher"))
    more = len(reports[most:]) if most is not None else 0
    return render(
        "source.html",
        publisher=source["publisher"],
        link=link(source["url"], source["title"]),
        facts=" · ".join(filter(None, facts)),
        statements=[
            {
                "measure": MEASURES[report.measure],
                "figure": report_figure(report),
                "wording": printed_wording(dataset, report),
                "places": places_text(dataset, report),
                "dates": span_text(report.date_from, report.date_to),
                "report_id": report.report_id,
                "passage": dataset.report[report.report_id]["passage"],
            }
            for report in reports[:most]
        ],
        more=more,
        table=table,
        page=link_to_page_of(dataset, "source", source_id),
    )


def report_figure(report: Report) -> str:
    """The figure that one report states: `1,170+`, `≤ 200`, `50–60`, or that it gives none."""
    return str(interval_of([report]) or FIGURES["none"])


def added_by(figure: Tally, event: EventCount) -> str:
    """The figure of an event, and a note if it adds nothing to that of the selection."""
    said = str(event.interval or FIGURES["none"])
    if figure.measure == "held" and event != figure.stock:
        return gettext("%(figure)s, not added", figure=said)
    if event.interval and event.interval.open_below:
        return gettext("%(figure)s, adds nothing to the minimum", figure=said)
    return said


def events_list(dataset: Dataset, figure: Tally, where: str = "") -> Markup:
    """The first events behind a figure, by precedence, and what each adds to it.

    A last line says how many others there are and where they are listed (`where`, a link).
    """
    return render(
        "events_list.html",
        events=[
            {
                "label": dataset.event[event.event_id]["label"],
                "figure": added_by(figure, event),
            }
            for event in figure.latest
        ],
        others=figure.events - len(figure.latest),
        where=where,
        is_overlapping=figure.overlapping and figure.measure != "held",
    )


def printed_wording(dataset: Dataset, report: Report) -> Markup:
    """The wording of a count as printed, in quotation marks; empty for a bare number."""
    wording = dataset.report[report.report_id]["count_wording"]
    return render("printed_wording.html", wording=wording) if wording else Markup()


def places_text(dataset: Dataset, report: Report) -> str:
    """The places that a report names, or else the area, as plain text."""
    places = other_places(dataset, report, "")
    if "others" in report.other_places:
        places.append(gettext("others"))
    return ", ".join(places) or report.area or gettext("no place given")


def _when(reports: list[Report]) -> str:
    return max((report.date_to.isoformat() for report in reports if report.date_to), default="")
