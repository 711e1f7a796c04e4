"""What is stated for each place, and how far it is from the nearest crossing point."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from refoulement.counting.rules import (
    Figure,
    by_id,
    figure,
    reason_not_counted,
)
from refoulement.dataset.geography import NO_PLACE
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, PLACE_ROLES


@dataclass(frozen=True, slots=True)
class PlaceMeasure:
    """What matching reports of one measure state for one place.

    `alone` is the figure over the reports that name this place and no other,
    `by_role` the same by place role (events may stand under several roles, so the
    roles do not add up). `shared` are the reports that name further places, by id, and
    `rival_places` are other places that rival reports of the same events name alone.
    """

    site_id: str
    measure: str
    alone: Figure
    by_role: dict[str, Figure]
    shared: tuple[Report, ...]
    rival_places: tuple[str, ...]


def place_measures(dataset: Dataset, matching: Iterable[Report]) -> list[PlaceMeasure]:
    """Each place that matching reports name, by measure, in the order of the places' file."""
    named: dict[tuple[str, str], list[Report]] = {}
    # Once for all places: searching all reports for rivals at each costs places times reports.
    named_alone: dict[tuple[str, str], set[str]] = {}
    for report in matching:
        for site_id in report.sites:
            named.setdefault((site_id, report.measure), []).append(report)
        if len(report.sites) == 1 and reason_not_counted(report) is None:
            named_alone.setdefault((report.event_id, report.measure), set()).add(report.sites[0])
    return [
        _place_measure(dataset, site_id, measure, named[site_id, measure], named_alone)
        for site_id in dataset.site_ids
        for measure in MEASURES
        if (site_id, measure) in named
    ]


def other_places(dataset: Dataset, report: Report, site_id: str) -> list[str]:
    """English names of the other places that a report names besides `site_id`."""
    names = [dataset.site_name(other) for other in report.sites if other != site_id]
    return names + [name for name in report.other_places if name != "others"]


def placed_reports(matching: Iterable[Report], site_id: str) -> tuple[Report, ...]:
    """Matching reports that name the place, alone or with others; for NO_PLACE, that name none."""
    if site_id == NO_PLACE:
        return tuple(report for report in matching if not report.sites)
    return tuple(report for report in matching if site_id in report.sites)


def shared_by_event(place: PlaceMeasure) -> dict[str, list[Report]]:
    """The counted reports among those that a place shares with others, by event."""
    by_event: dict[str, list[Report]] = {}
    for report in place.shared:
        if reason_not_counted(report) is None:
            by_event.setdefault(report.event_id, []).append(report)
    return by_event


def _place_measure(
    dataset: Dataset,
    site_id: str,
    measure: str,
    reports: Collection[Report],
    named_alone: Mapping[tuple[str, str], set[str]],
) -> PlaceMeasure:
    """`named_alone`: by event and measure, what counted reports name as their one place of ours."""
    alone = [r for r in reports if r.sites == (site_id,) and not r.other_places]
    graph = dataset.event_graph
    own = figure(graph, measure, alone, (site_id,))
    rivals = {site for report in own.counted for site in named_alone[report.event_id, measure]}
    roles = [role for role in PLACE_ROLES if any(r.place_role == role for r in alone)]
    return PlaceMeasure(
        site_id=site_id,
        measure=measure,
        alone=own,
        by_role={
            role: figure(graph, measure, [r for r in alone if r.place_role == role], (site_id,))
            for role in roles
            if measure in COUNTED_MEASURES
        },
        shared=tuple(
            sorted((r for r in reports if r.sites != (site_id,) or r.other_places), key=by_id)
        ),
        rival_places=dataset.in_file_order(rivals - {site_id}),
    )


def reports_by_source(
    dataset: Dataset, reports: Iterable[Report]
) -> list[tuple[str, list[Report]]]:
    """Ids of the sources of these reports, the latest published first, each with its reports."""
    by_source: dict[str, list[Report]] = {}
    for report in reports:
        by_source.setdefault(report.source_id, []).append(report)
    return sorted(
        by_source.items(),
        key=lambda item: (dataset.source[item[0]]["published"], item[0]),
        reverse=True,
    )
