"""What is stated for one place, measure by measure, and what it shares with others, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from refoulement.counting.places import PlaceMeasure, other_places, place_measures, shared_by_event
from refoulement.counting.rules import interval_of
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext, ngettext
from refoulement.presentation.html import html_gettext, render
from refoulement.presentation.markup import colour
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, PLACE_ROLES
from refoulement.wording import day_text, span_text


def place_figures(dataset: Dataset, site_id: str, matching: Iterable[Report]) -> Markup:
    """The figures of a place over matching reports: those that name it, and their rivals."""
    places = [one for one in place_measures(dataset, matching) if one.site_id == site_id]
    return render(
        "place_figures.html",
        measures=[
            {
                "name": MEASURES[place.measure],
                "colour": colour(place.measure),
                "lines": list(_lines(dataset, place)),
            }
            for place in places
        ],
    )


def _lines(dataset: Dataset, place: PlaceMeasure) -> Iterator[str]:
    shared = shared_by_event(place)
    if place.measure not in COUNTED_MEASURES:
        yield gettext("these statements are listed below and not counted")
        return
    if place.alone.high is not None:
        yield _own(place)
        yield from _by_role(place)
    elif place.alone.counted or not shared:
        yield gettext("no number given")
    if shared and place.alone.high is None:
        yield gettext(
            "no figure for %(place)s alone; %(shared)s",
            place=dataset.site_name(place.site_id),
            shared=only_shared(dataset, place),
        )
    for event_id, reports in shared.items():
        yield _together(dataset, place.site_id, event_id, reports)
    further = len(place.shared) - sum(map(len, shared.values()))
    if further:
        yield ngettext(
            "%(count)s further statement, not counted",
            "%(count)s further statements, not counted",
            further,
        )
    if place.rival_places:
        names = ", ".join(map(dataset.site_name, place.rival_places))
        yield gettext(
            "other statements about the same event name %(places)s: do not add", places=names
        )


def shares(place: PlaceMeasure) -> str:
    """In how many counted statements a place shares a count with others; empty for none."""
    counted = sum(map(len, shared_by_event(place).values()))
    if not counted:
        return ""
    return ngettext(
        "named with other places in %(count)s statement",
        "named with other places in %(count)s statements",
        counted,
    )


def only_shared(dataset: Dataset, place: PlaceMeasure) -> str:
    """The same, and the largest of these counts with its date; never words that read as zero."""
    counted = [report for reports in shared_by_event(place).values() for report in reports]
    stated = [(interval, r) for r in counted if (interval := interval_of([r]))]
    if not stated:
        return shares(place)
    interval, largest = max(stated, key=lambda one: (one[0].highest, one[0].open_above))
    others = len(other_places(dataset, largest, place.site_id))
    when = span_text(largest.date_from, largest.date_to)
    if not others:
        return gettext(
            "%(shares)s, the largest %(figure)s (%(when)s, with places that are not named)",
            shares=shares(place),
            figure=interval.words,
            when=when,
        )
    return ngettext(
        "%(shares)s, the largest %(figure)s (%(when)s, with %(count)s other)",
        "%(shares)s, the largest %(figure)s (%(when)s, with %(count)s others)",
        others,
        shares=shares(place),
        figure=interval.words,
        when=when,
    )


def _own(place: PlaceMeasure) -> Markup:
    alone = place.alone
    based = ngettext(
        "based on %(count)s statement", "based on %(count)s statements", len(alone.counted)
    )
    sources = ngettext(
        "from %(count)s independent source",
        "from %(count)s independent sources",
        alone.independent_sources,
    )
    if alone.as_of:
        return html_gettext(
            "<b>%(figure)s</b>, last reported for %(day)s, %(based)s %(sources)s",
            figure=alone.words,
            day=day_text(alone.as_of),
            based=based,
            sources=sources,
        )
    return html_gettext(
        "<b>%(figure)s</b>, %(based)s %(sources)s", figure=alone.words, based=based, sources=sources
    )


def _by_role(place: PlaceMeasure) -> Iterator[str]:
    for role, figure in place.by_role.items():
        if len(place.by_role) > 1 or role != "not_stated":
            yield gettext("%(role)s: %(figure)s", role=PLACE_ROLES[role], figure=figure.words)


def _together(dataset: Dataset, site_id: str, event_id: str, reports: Sequence[Report]) -> str:
    """A count that the place shares, from one event."""
    interval = interval_of(reports)
    others = max(len(other_places(dataset, report, site_id)) for report in reports)
    firsts = [report.date_from for report in reports if report.date_from]
    lasts = [report.date_to for report in reports if report.date_to]
    when = span_text(min(firsts), max(lasts)) if firsts and lasts else ""
    label = when or dataset.event[event_id]["label"]
    figure = interval.words if interval else gettext("no number given")
    if not others:
        return gettext(
            "%(when)s: %(figure)s, together with places that are not named",
            when=label,
            figure=figure,
        )
    if len(reports) > 1:
        return ngettext(
            "%(when)s: %(figure)s, together with up to %(count)s other place",
            "%(when)s: %(figure)s, together with up to %(count)s other places",
            others,
            when=label,
            figure=figure,
        )
    return ngettext(
        "%(when)s: %(figure)s, together with %(count)s other place",
        "%(when)s: %(figure)s, together with %(count)s other places",
        others,
        when=label,
        figure=figure,
    )
