"""The page of an event: what sources say about it, who says so, and what carries the figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from refoulement.counting.origins import (
    MOST,
    MOST_REPORTS,
    carried,
    figures_in_words,
    without_origins,
)
from refoulement.counting.rivals import EventRivals, Rivals, agreement, parts_text
from refoulement.counting.rules import reason_not_counted
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.strip import named, strip
from refoulement.messages import gettext, number_text
from refoulement.presentation.dot_chart import Section, about, highest, sections, ticks
from refoulement.presentation.finding import findings
from refoulement.presentation.html import html_gettext, render
from refoulement.presentation.linked_data import claim
from refoulement.presentation.markup import colour, denial
from refoulement.presentation.origins import (
    figures_text,
    left_out_text,
    origin_names,
    without_text,
)
from refoulement.presentation.quoting import quote_event
from refoulement.presentation.rivals_markup import bar
from refoulement.presentation.summary import RULES, statements_and_sources
from refoulement.settings import is_open, public_address
from refoulement.site import parts
from refoulement.site.addresses import address_of_record, path_of
from refoulement.site.frame import Page
from refoulement.vocabulary import COUNTED_MEASURES, LEFT_OUT, MEASURES
from refoulement.wording import FIGURES, span_text

#: How many origins an address may leave out.
MOST_LEFT_OUT = MOST


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated about an event and its parts: all reports, current ones, and those shown.

    `shown` are the current ones without the origins left out; `rivals` is what these say,
    None if there are none.
    """

    event_id: str
    withdrawn: tuple[Report, ...]
    current: tuple[Report, ...]
    shown: tuple[Report, ...]
    rivals: EventRivals | None


def stated(dataset: Dataset, event_id: str, without: Collection[str] = ()) -> Stated:
    """What is stated about a known event, without the statements of some origins."""
    reports = reports_of(dataset, event_id)
    current = tuple(one for one in reports if parts.is_current(dataset, one))
    withdrawn = tuple(one for one in reports if not parts.is_current(dataset, one))
    shown = without_origins(current, without)
    return Stated(event_id, withdrawn, current, shown, about(dataset, event_id, shown))


def reports_of(dataset: Dataset, event_id: str) -> list[Report]:
    """The reports about a known event and its parts, withdrawn ones too, in file order."""
    return parts.reports_where(dataset, "event_id", dataset.event_graph.with_parts(event_id))


def is_large(dataset: Dataset, event_id: str) -> bool:
    """Whether the page of a known event takes so long to make that only a few may wait for it."""
    return len(reports_of(dataset, event_id)) > MOST_REPORTS


def origins_of(dataset: Dataset, event_id: str) -> set[str]:
    """The origins of the statements about a known event that are not withdrawn."""
    reports = reports_of(dataset, event_id)
    return {one.origin for one in reports if one.origin and parts.is_current(dataset, one)}


def event_page(dataset: Dataset, event_id: str, without: Sequence[str] = ()) -> Page:
    """The page of a known event; `without` are origins whose statements are left out."""
    it = stated(dataset, event_id, without)
    origins = list(_carried(dataset, it, without))
    event, label = it.rivals, str(dataset.event[event_id]["label"])
    said = findings(event) if event else [_nothing(it)]
    path = path_of("event", event_id)
    shown = {one.report_id for one in parts.shown_first(dataset, it.shown)}
    axis = ticks(highest(event)) if event and highest(event) else ()
    found = sections(event.measures, shown) if event else ()
    address = address_of_record("event", event_id)
    body = render(
        "record_event.html",
        name=label,
        key=event_id,
        status=_status(dataset, it, without),
        findings=said,
        facts=list(_facts(dataset, it)),
        denial=denial(dataset, event_id),
        dashboard=f"./?{urlencode({'event': event_id})}",
        axis=[{"at": 25 * at, "text": number_text(tick)} for at, tick in enumerate(axis)],
        sections=[_section(dataset, it, section, axis) for section in found],
        more=len(it.shown) - len(shown),
        table=_table(event_id),
        strip=strip(dataset, named(it.shown)),
        quotation=parts.quotation(quote_event(dataset, event, path)) if event else None,
        carried=origins,
        changes=any(not one["is_same"] for one in origins),
        rules=list(_rules(event)) if event else [],
        withdrawn=[
            parts.statement_row(dataset, one, [parts.withdrawal(dataset, one)])
            for one in it.withdrawn[: parts.MOST]
        ],
        api="./api/",
        picture=f"{path}/chart" if event else "",
        embed=embed_code(event_id, label) if event else "",
        path=path,
        address=address,
        correct=parts.correction(dataset, "event", event_id),
    )
    sources = [one.source_id for one in it.shown if reason_not_counted(one) is None]
    return Page(
        path=path,
        title=label,
        description=" ".join(said),
        body=body,
        image=f"{path}/chart.png" if event else "",
        claim=claim(dataset, address, label, " ".join(said), sources),
        feed=urlencode({"event": event_id}),
        is_listed=not without,
    )


def embed_code(event_id: str, label: str) -> str:
    """The HTML that shows the chart on another site; empty if no site may."""
    if not is_open():
        return ""
    return str(
        render(
            "embed_code.html",
            address=f"{public_address()}{path_of('event', event_id)}/embed",
            title=label,
        )
    ).strip()


def _nothing(it: Stated) -> str:
    if it.current:
        return gettext("Nothing is left of what sources say.")
    if it.withdrawn:
        return gettext("Every statement about this event is withdrawn.")
    return gettext("No statement is about this event.")


def _facts(dataset: Dataset, it: Stated) -> Iterator[str | Markup]:
    """When it was, who says so, how much of them was read, and how it is linked to others."""
    event, row = it.rivals, dataset.event[it.event_id]
    if event:
        yield span_text(event.first, event.last)
        counts = statements_and_sources(len(it.shown), event.independent_sources)
        yield ", ".join(counts if event.independent_sources else counts[:1])
        opening = parts.opening_text(dataset, it.shown)
        if opening:
            yield opening
    if row["part_of"]:
        yield html_gettext("Part of %(event)s", event=_link(dataset, row["part_of"]))
    for other in filter(None, row["may_overlap"].split(";")):
        yield html_gettext(
            "May concern some of the same people as %(event)s", event=_link(dataset, other.strip())
        )


def _link(dataset: Dataset, event_id: str) -> Markup:
    return render(
        "record_link.html",
        address=path_of("event", event_id),
        text=dataset.event[event_id]["label"],
    )


def _section(dataset: Dataset, it: Stated, section: Section, axis: Sequence[int]) -> dict[str, Any]:
    """A measure, or a part of it, for the template: its groups by value, and its parts."""
    assert it.rivals
    besides = {span_text(it.rivals.first, it.rivals.last)}

    def told(report: Report) -> dict[str, Any]:
        has_original = len(it.shown) <= parts.FEW
        return parts.statement(dataset, report, besides=besides, has_original=has_original)

    return {
        "colour": colour(section.rivals.measure),
        "name": (
            MEASURES[section.rivals.measure]
            if section.rivals.event_id == it.event_id
            else dataset.event[section.rivals.event_id]["label"]
        ),
        "figure": _figure(section.rivals),
        "groups": [
            {
                "figure": group.interval.words if group.interval else FIGURES["none"],
                "bar": bar(group.line, max(axis, default=1)),
                "entries": [
                    {
                        **told(entry.line.report),
                        "repeats": [told(line.report) for line in entry.repeats],
                    }
                    for entry in group.entries
                ],
            }
            for group in section.groups
        ],
        "parts": [_section(dataset, it, part, axis) for part in section.parts],
    }


def _figure(rivals: Rivals) -> str:
    return rivals.interval.words if rivals.interval else rivals.stated


def _table(event_id: str) -> Markup:
    return render(
        "record_link.html",
        address=f"./api/reports.csv?{urlencode({'event': event_id})}",
        text=gettext("all of them as CSV"),
    )


def _rules(event: EventRivals) -> Iterator[str]:
    """What the sources agree on, whether parts add up, what is left out, and by which rule."""
    for rivals in event.measures:
        name = MEASURES[rivals.measure]
        said = " ".join(filter(None, (agreement(rivals), parts_text(rivals))))
        yield gettext("%(measure)s: %(figure)s", measure=name, figure=said)
        reasons = Counter(line.reason for line in rivals.all_lines() if line.reason)
        if rivals.measure in COUNTED_MEASURES and reasons:
            left_out = "; ".join(LEFT_OUT.said(reason, n) for reason, n in reasons.items())
            yield gettext("Left out: %(reasons)s.", reasons=left_out)
    rules = (RULES[one.measure] for one in event.measures if one.measure in COUNTED_MEASURES)
    yield from dict.fromkeys(rules)


def _carried(dataset: Dataset, it: Stated, without: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Each origin with what the figure is without it, and a link that removes or restores it."""
    names = origin_names(dataset, it.current)
    for origin in without:
        yield {
            "said": gettext("left out: %(origin)s", origin=names[origin]),
            "address": _address_without(it.event_id, [o for o in without if o != origin]),
            "act": gettext("put back"),
            "is_out": True,
            "is_same": False,
        }
    found = carried(dataset.event_graph, it.shown)
    if len(found) + len(without) < 2:  # a figure with a single origin rests on that alone
        return
    for one in found:
        yield {
            "said": without_text(names, one),
            "address": _address_without(it.event_id, [*without, one.origin]),
            "act": gettext("take out"),
            "is_out": False,
            "is_same": not one.figures,
        }


def _address_without(event_id: str, without: Sequence[str]) -> str:
    query = urlencode([("without", origin) for origin in sorted(without)])
    return f"{path_of('event', event_id)}{'?' if query else ''}{query}"


def _status(dataset: Dataset, it: Stated, without: Sequence[str]) -> str | Markup:
    """What is left out of the page, and the figures without and with it; empty if nothing is."""
    if not without:
        return ""
    names = origin_names(dataset, it.current)
    rest = figures_in_words(dataset.event_graph, it.shown)
    return html_gettext(
        "%(without)s. With all statements: %(all)s. %(back)s",
        without=left_out_text(names, without, rest),
        all=figures_text(figures_in_words(dataset.event_graph, it.current)),
        back=render(
            "record_link.html",
            address=path_of("event", it.event_id),
            text=gettext("Show all statements"),
        ),
    )
