"""What carries a figure: the plain rules without the statements of one origin."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from refoulement.counting.origins import MOST_REPORTS, carried, figures_in_words, without_origins
from refoulement.counting.rules import figure
from refoulement.dataset.events import EventGraph
from refoulement.dataset.report import Report
from refoulement.presentation.summary import summary
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES
from tests.generated import World, dataset_of, report, worlds

GRAPH = EventGraph({}, {}, {"e1": "e1"})


def origins(reports: Iterable[Report]) -> set[str]:
    return {one.origin for one in reports if one.origin}


@given(st.sampled_from(COUNTED_MEASURES).flatmap(worlds))
@settings(max_examples=600, deadline=None)
def test_without_an_origin_a_figure_is_that_of_the_plain_rules_over_the_others(
    world: World,
) -> None:
    """Counted over arrays, from a dataset in which these statements are withdrawn."""
    whole = figures_in_words(world.graph, world.reports)
    for one in carried(world.graph, world.reports):
        ids = [r.report_id for r in world.reports if r.origin == one.origin]
        figures = summary(dataset_of(world, withdrawn=ids), Selection())
        for measure, words in whole.items():
            assert one.figures.get(measure, words) == figures[measure].words
            assert (measure in one.figures) == (figures[measure].words != words)


@given(worlds(), st.sets(st.sampled_from(["o1", "o2", "o3"])))
@settings(max_examples=100, deadline=None)
def test_several_origins_are_left_out_together_and_what_names_none_stays(
    world: World, out: set[str]
) -> None:
    rest = without_origins(world.reports, out | {""})
    assert origins(rest) == origins(world.reports) - out
    assert [one for one in world.reports if not one.origin] == [
        one for one in rest if not one.origin
    ]


def test_what_changes_a_figure_comes_first_then_who_has_the_most_statements() -> None:
    reports = [
        report(report_id="r1", origin="o1", low=10, high=10),
        report(report_id="r2", origin="o2", low=20, high=20),
        report(report_id="r3", origin="o2", low=15, high=15),
        report(report_id="r4", origin="o3", low=12, high=12),
        report(report_id="r5", origin="o4", low=12, high=12),
        report(report_id="r6", origin="o3", low=13, high=13),
    ]
    found = [(one.origin, one.figures) for one in carried(GRAPH, reports)]
    assert found == [
        ("o2", {"returned": "10 to 13"}),
        ("o1", {"returned": "12 to 20"}),
        ("o3", {}),
        ("o4", {}),
    ]


def test_nothing_is_worked_out_of_very_many_statements() -> None:
    reports = [report(report_id=f"r{n}", origin=f"o{n}") for n in range(MOST_REPORTS + 1)]
    assert carried(GRAPH, reports) == []
    assert figure(GRAPH, "returned", reports).words == "10"
