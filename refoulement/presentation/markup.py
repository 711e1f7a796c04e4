"""HTML for ledgers, lists and headings, and the one function that escapes what goes into it.

Every string of a dataset or an address passes `escape` on its way into HTML.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from urllib.parse import urlencode

from refoulement.counting.places import other_places
from refoulement.counting.rules import Tally, by_id, interval_of, reason_not_counted
from refoulement.dataset.geography import NO_PLACE, distance_text
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.presentation.html import escape, link
from refoulement.vocabulary import (
    MEASURES,
    NOT_COUNTED,
    PLACE_ROLES,
    READ_AS,
    STYLES,
    language_name,
)
from refoulement.wording import count_text, span_text

_NO_PLACE_HEADING = (
    '<div class="rm-names"><b>No place given</b></div><div class="rm-quiet">Reports that name no '
    "town stand nowhere on the map. Figures count them by the same rules; those in no "
    "figure say so.</div>"
)


def permalink(dataset: Dataset, parameter: str, key: str, text: str, new_tab: bool = False) -> str:
    """A link within the dashboard that always opens this report, event or place.

    Of a visitor's own file, which no address opens, the text alone. `new_tab`: where leaving
    the page would forget such a file.
    """
    if dataset.own_file:
        return escape(text)
    query = escape(urlencode({parameter: key}))
    where = 'target="_blank" rel="noopener"' if new_tab else 'target="_self"'
    return f'<a class="rm-permalink" href="./?{query}" {where}>{escape(text)}</a>'


def link_to_page(dataset: Dataset, page: str, query: str, text: str) -> str:
    """A link to a page of the dashboard with the same selection; the text alone as `permalink`."""
    if dataset.own_file:
        return escape(text)
    address = escape(f"./{page}?{query}")
    return f'<a class="rm-permalink" href="{address}" target="_self">{escape(text)}</a>'


def link_to_this(dataset: Dataset, parameter: str, key: str, what: str) -> str:
    """A paragraph with the permanent link to what is shown; nothing where there is no such link."""
    if dataset.own_file:
        return ""
    return f"<p>{permalink(dataset, parameter, key, f'Link to this {what}')}</p>"


def colour(measure: str) -> str:
    """A measure's colour, as a declaration that style sheets refer to."""
    return f"--colour:{STYLES[measure].colour}"


def place_heading(dataset: Dataset, site_id: str) -> str:
    """A place's names in three languages, what it is, and how far the nearest crossing is."""
    site = dataset.site[site_id]
    kinds = [
        word
        for word, applies in (
            ("place of detention", site["is_detention_site"]),
            ("crossing point", site["is_crossing_point"]),
        )
        if applies
    ]
    what = " and ".join(kinds) or "place named in reports"
    if site["counterpart"]:
        what += f", opposite {site['counterpart']}"
    where = ", ".join(filter(None, (site["admin1"], site["country"])))
    distance = distance_text(dataset, site_id)
    names = f"{escape(site['name_ko'])} · {escape(site['name_zh'])}"
    lines = [f"{escape(where)}: {escape(what)}", escape(distance[:1].upper() + distance[1:])]
    return (
        f'<div class="rm-names"><b>{escape(site["name_en"])}</b> <span>{names}</span></div>'
        + "".join(f'<div class="rm-quiet">{line}</div>' for line in lines if line)
    )


def place_ledger(dataset: Dataset, site_id: str, reports: Iterable[Report]) -> str:
    """Every report that names a place, or none for NO_PLACE, by event, the newest first, and id."""
    by_event: dict[str, list[Report]] = {}
    for report in sorted(reports, key=by_id):
        by_event.setdefault(report.event_id, []).append(report)
    newest_first = sorted(sorted(by_event.items()), key=lambda item: _when(item[1]), reverse=True)
    heading = _NO_PLACE_HEADING if site_id == NO_PLACE else place_heading(dataset, site_id)
    return heading + "".join(
        f"<h4>{escape(dataset.event[event_id]['label'])}</h4>"
        + denial(dataset, event_id)
        + "".join(report_entry(dataset, report, site_id, linked=True) for report in of_event)
        for event_id, of_event in newest_first
    )


def denial(dataset: Dataset, event_id: str) -> str:
    """What a party said against an event, or against what it is part of."""
    said = dataset.event[dataset.event_graph.root(event_id)]["denial"]
    return f'<div class="rm-denial">Denied: {escape(said)}</div>' if said else ""


def report_entry(
    dataset: Dataset,
    report: Report,
    site_id: str = "",
    sites: Collection[str] = (),
    linked: bool = False,
) -> str:
    """One report: its figure, printed wording, source, date, place, and what limits it.

    `site_id`: the place in whose ledger it stands; `sites`: places selected; `linked`:
    with its permanent link, for pages of the dashboard.
    """
    row, source = dataset.report[report.report_id], dataset.source[report.source_id]
    role = PLACE_ROLES[report.place_role]
    together = other_places(dataset, report, site_id)
    facts = [
        span_text(report.date_from, report.date_to),
        role,
        ("one count with " if site_id else "") + ", ".join(together) if together else "",
        report.area if not report.sites else "",
        "open list of places" if "others" in report.other_places else "",
    ]
    published = f"{source['published']}, " if source["published"] else ""
    key = report.report_id
    named = permalink(dataset, "report", key, key) if linked else key
    return (
        f'<div class="rm-report" style="{colour(report.measure)}">'
        f"<div><b>{escape(short_name(report.measure))} {escape(report_figure(report))}</b>"
        f"{printed_wording(dataset, report)}</div>"
        f"<div>{escape(row['summary'])}</div>"
        f'<div class="rm-quiet">{escape(" · ".join(filter(None, facts)))}</div>'
        f'<div class="rm-quiet">{escape(" ".join(report_notes(dataset, report, sites)))}</div>'
        f'<div class="rm-source">{escape(source["publisher"])}: '
        f"{link(source['url'], source['title'])} "
        f'<span class="rm-quiet">({escape(published)}{escape(READ_AS[row["read_as"]])}; '
        f"{named})</span></div></div>"
    )


def report_notes(dataset: Dataset, report: Report, sites: Collection[str] = ()) -> list[str]:
    """What limits a report, a sentence of plain text each; `sites`: places selected."""
    row = dataset.report[report.report_id]
    reason = reason_not_counted(report, sites)
    notes = [
        f"Repeats {report.derived_from}: one piece of evidence with it."
        if report.derived_from
        else "",
        f"In no figure: {NOT_COUNTED[reason]}." if reason not in (None, "repeat") else "",
        row["caveat"],
        f"Date: {row['date_note']}." if row["date_note"] else "",
        f"Attributed to {row['attributed_to']}." if row["attributed_to"] else "",
    ]
    return [note for note in notes if note]


def source_entry(
    dataset: Dataset, source_id: str, reports: Sequence[Report], most: int | None = None
) -> str:
    """One source: publisher, title, date, and each of its statements in a line.

    `most`: how many to list; the others are in the table for its publisher, which is said.
    """
    source = dataset.source[source_id]
    facts = filter(
        None,
        (
            source["published"],
            language_name(source["language"]),
            source["author"],
            source["via"],
            source["note"],
        ),
    )
    statements = "".join(
        f"<li><b>{escape(MEASURES[report.measure])}: "
        f"{escape(report_figure(report))}</b>{printed_wording(dataset, report)}, "
        f"{escape(places_text(dataset, report))}, "
        f"{escape(span_text(report.date_from, report.date_to))} "
        f'<span class="rm-quiet">({escape(report.report_id)}, '
        f"{escape(dataset.report[report.report_id]['passage'])})</span></li>"
        for report in reports[:most]
    )
    if most is not None and len(reports) > most:
        query = urlencode({"publisher": source["publisher"]})
        table = link_to_page(dataset, "", query, "all reports of this publisher")
        statements += f"<li>and {len(reports) - most:,} more: {table}</li>"
    return (
        f'<section class="rm-source-entry"><h4>{escape(source["publisher"])}: '
        f"{link(source['url'], source['title'])}</h4>"
        f'<div class="rm-quiet">{escape(" · ".join(facts))}</div><ul>{statements}</ul></section>'
    )


def report_figure(report: Report) -> str:
    """The figure that one report states: `1,170+`, `≤ 200`, `50–60`, or `no number`."""
    interval = interval_of([report])
    return str(interval) if interval else "no number"


def events_list(dataset: Dataset, figure: Tally, more: str = "") -> str:
    """The first events behind a figure, by their precedence, and what each adds to it.

    Of the others is said how many they are and, in HTML, where: `more`.
    """
    items = []
    for event in figure.latest:
        interval = str(event.interval) if event.interval else "no number"
        if figure.measure == "held" and event != figure.stock:
            interval += ", not added"
        elif event.interval and event.interval.open_below:
            interval += ", adds nothing to the low"
        items.append(
            f"<li>{escape(dataset.event[event.event_id]['label'])}: <b>{escape(interval)}</b></li>"
        )
    others = figure.events - len(figure.latest)
    if others:
        items.append(f"<li>and {escape(count_text(others, 'further event'))}{more}</li>")
    note = (
        "<p>Of events that may count the same people, the largest low is added once.</p>"
        if figure.overlapping and figure.measure != "held"
        else ""
    )
    return f"<ul>{''.join(items)}</ul>{note}"


def printed_wording(dataset: Dataset, report: Report) -> str:
    """The wording of a count as printed, in quotation marks; empty for a bare number."""
    wording = dataset.report[report.report_id]["count_wording"]
    return f' <span class="rm-wording">“{escape(wording)}”</span>' if wording else ""


def places_text(dataset: Dataset, report: Report) -> str:
    """The places that a report names, or else the area, as plain text."""
    places = other_places(dataset, report, "") + (
        ["others"] if "others" in report.other_places else []
    )
    return ", ".join(places) or report.area or "no place given"


def short_name(measure: str) -> str:
    """A measure in few words, without where: Held, Returned, Arrested."""
    return MEASURES[measure].split(" in ")[0].split(" to ")[0]


def _when(reports: list[Report]) -> str:
    return max((report.date_to.isoformat() for report in reports if report.date_to), default="")
