"""The table of places: what is stated for each alone, what it shares with others, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from refoulement.counting.places import PlaceMeasure, place_measures
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext
from refoulement.presentation.html import render, table
from refoulement.presentation.markup import other_names, permalink
from refoulement.presentation.place_figures import only_shared, shares
from refoulement.presentation.sentences import COUNTS
from refoulement.vocabulary import COUNTED_MEASURES, SHORT_MEASURES
from refoulement.wording import FIGURES, years_text


def places_table(dataset: Dataset, matching: Sequence[Report], has_figures: bool) -> Markup:
    """A row for each place that matching reports name, by name. No figures during a search."""
    named: dict[str, list[Report]] = {}
    for report in matching:
        for site_id in report.sites:
            named.setdefault(site_id, []).append(report)
    measures: dict[str, dict[str, PlaceMeasure]] = {site_id: {} for site_id in named}
    for place in place_measures(dataset, matching) if has_figures else ():
        measures[place.site_id][place.measure] = place
    figures = [*COUNTED_MEASURES] if has_figures else []
    heads = [
        gettext("Place"),
        gettext("Where"),
        *(SHORT_MEASURES[measure] for measure in figures),
        gettext("Statements"),
        gettext("Years"),
    ]
    lines = [
        [
            _name(dataset, site_id),
            _where(dataset, site_id),
            *(_figure(dataset, measures[site_id].get(measure)) for measure in figures),
            str(len(named[site_id])),
            _years(named[site_id]),
        ]
        for site_id in sorted(named, key=dataset.site_name)
    ]
    return table(heads, lines, is_folded=True)


def _name(dataset: Dataset, site_id: str) -> Markup:
    return render(
        "place_name.html",
        link=permalink(dataset, "place", site_id, dataset.site_name(site_id)),
        other_names=other_names(dataset, site_id),
    )


def _site(dataset: Dataset, site_id: str, field: str) -> str:
    return str(dataset.site[site_id][field] or "")


def _where(dataset: Dataset, site_id: str) -> str:
    names = (_site(dataset, site_id, "admin1"), _site(dataset, site_id, "country"))
    return ", ".join(filter(None, names))


def _figure(dataset: Dataset, place: PlaceMeasure | None) -> str:
    """What is stated for the place alone, and that it also shares counts; empty for none."""
    if place is None:
        return ""
    if place.alone.high is None:
        return _without_figure(dataset, place)
    figure = place.alone.words
    if place.alone.as_of:
        year = str(place.alone.as_of.year)
        figure = gettext("%(figure)s (%(year)s)", figure=figure, year=year)
    return "; ".join(filter(None, (figure, shares(place))))


def _without_figure(dataset: Dataset, place: PlaceMeasure) -> str:
    """Never words that read as zero: statements of this measure do name the place."""
    shared = only_shared(dataset, place)
    if shared:
        return gettext("no figure alone; %(shared)s", shared=shared)
    if place.alone.counted:
        return FIGURES["none"]
    named = place.alone.reports + len(place.shared)
    return COUNTS.said("named_not_counted", named)


def _years(reports: Iterable[Report]) -> str:
    days = [day for report in reports for day in (report.date_from, report.date_to) if day]
    return years_text(min(days), max(days)) if days else gettext("undated")
