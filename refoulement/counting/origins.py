"""Which origins a figure rests on: the same rules with the statements of some left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from refoulement.counting.rules import by_id, figure, reason_not_counted
from refoulement.dataset.events import EventGraph
from refoulement.dataset.report import Report
from refoulement.vocabulary import COUNTED_MEASURES

#: How many origins of one event can be left out; in a longer list, no single one is seen.
MOST = 50
MOST_REPORTS = 2_000  # leaving out each origin counts all of them again


@dataclass(frozen=True, slots=True)
class Carried:
    """An origin of counted statements, and each figure without it, in words.

    `figures` has only the measures whose figure changes; a figure may be “no figure”.
    """

    origin: str
    statements: int
    figures: dict[str, str]


def without_origins(reports: Iterable[Report], origins: Collection[str]) -> tuple[Report, ...]:
    """The reports that are not from these origins. Those without an origin stay."""
    return tuple(report for report in reports if not report.origin or report.origin not in origins)


def figures_in_words(
    graph: EventGraph, reports: Sequence[Report], sites: Collection[str] = ()
) -> dict[str, str]:
    """The figure of each measure that appears in the reports, by the plain rules."""
    stated = {report.measure for report in reports}
    return {
        measure: figure(graph, measure, reports, sites).words
        for measure in COUNTED_MEASURES
        if measure in stated
    }


def carried(
    graph: EventGraph, reports: Sequence[Report], sites: Collection[str] = ()
) -> list[Carried]:
    """What each origin of counted reports carries, those that change a figure first.

    They are then sorted by number of statements and by id. Only the MOST origins with the
    most statements are tried, and none if there are more than MOST_REPORTS reports.
    """
    if len(reports) > MOST_REPORTS:
        return []
    whole = figures_in_words(graph, reports, sites)
    counted: dict[str, int] = {}
    for report in sorted(reports, key=by_id):
        if report.origin and reason_not_counted(report, sites) is None:
            counted[report.origin] = counted.get(report.origin, 0) + 1
    most = sorted(counted, key=lambda origin: (-counted[origin], origin))[:MOST]
    found = [
        Carried(origin, counted[origin], _changed(graph, reports, sites, whole, origin))
        for origin in most
    ]
    return sorted(found, key=lambda one: not one.figures)


def _changed(
    graph: EventGraph,
    reports: Sequence[Report],
    sites: Collection[str],
    whole: dict[str, str],
    origin: str,
) -> dict[str, str]:
    rest = without_origins(reports, (origin,))
    return {
        measure: words
        for measure in whole
        if (words := figure(graph, measure, rest, sites).words) != whole[measure]
    }
