"""The counting rules, on examples small enough to count by hand and on generated data."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from refoulement.counting.rules import (
    EventCount,
    Interval,
    count_events,
    figure,
    interval_of,
    reason_not_counted,
)
from refoulement.dataset.events import EventGraph
from refoulement.dataset.report import Report
from refoulement.wording import figure_text
from tests.generated import DAYS, FIRST_DAY, World, counts, report, within, worlds

many = settings(max_examples=1000, deadline=None)


def graph(
    *events: str, parts: dict[str, str] | None = None, overlaps: tuple[tuple[str, str], ...] = ()
) -> EventGraph:
    return EventGraph.from_links(events, parts or {}, overlaps)


def flow(graph: EventGraph, *reports: Report, sites: tuple[str, ...] = ()) -> str:
    named = [replace(r, report_id=f"r{number}") for number, r in enumerate(reports)]
    return str(figure(graph, "returned", named, sites))


def counted_tree(world: World, measure: str) -> dict[str, EventCount]:
    """Every event of a world with its count."""
    counted = [r for r in world.reports if reason_not_counted(r) is None]
    found = {}
    queue = list(count_events(world.graph, counted))
    while queue:
        event = queue.pop()
        found[event.event_id] = event
        queue.extend(event.parts)
    return found


# An event's interval


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ([(50, 50)], "50"),
        ([(50, None)], "50+"),
        ([(None, 200)], "≤ 200"),
        ([(200, 300), (60, 60), (None, 200)], "60–300"),
        ([(200, 200), (650, None), (500, None)], "200–650+"),
        ([(500, None), (600, 600)], "500–600"),
        ([(600, None), (600, 600)], "600+"),
        ([(None, 100), (100, 100)], "≤ 100"),
        ([(None, 100), (90, 90)], "90–100"),
        ([(None, 100), (150, 150)], "≤ 150"),
        ([(None, 100), (150, None)], "≤ 150+"),
        ([(None, None), (7, 7)], "7"),
        ([(1170, None)], "1,170+"),
    ],
)
def test_rival_figures_span_the_lowest_to_the_highest_number(
    stated: list[tuple[int | None, int | None]], expected: str
) -> None:
    assert str(interval_of(report(low=low, high=high) for low, high in stated)) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ([(50, 50, True)], "about 50"),
        ([(50, 50, False)], "50"),
        ([(50, 50, True), (50, 50, False)], "50"),
        ([(50, 50, True), (None, None, False)], "about 50"),
        ([(50, 50, True), (60, 60, True)], "50 to 60"),
        ([(50, None, True)], "50 or more"),
        ([(None, 50, True)], "up to 50"),
        ([(50, 50, True), (None, 50, True)], "up to 50"),
        ([(200, 200, True), (650, None, False)], "200 to 650 or more"),
        ([(None, 100, False), (150, None, False)], "up to 150 or more"),
    ],
)
def test_about_is_said_of_one_number_that_every_report_words_so(
    stated: list[tuple[int | None, int | None, bool]], expected: str
) -> None:
    found = interval_of(report(low=low, high=high, approximate=a) for low, high, a in stated)
    assert found is not None
    assert found.words == expected


def test_a_sum_is_about_so_many_when_any_of_its_numbers_is() -> None:
    of = graph("e1", "e2", "whole", "p1", "p2", parts={"p1": "whole", "p2": "whole"})

    def total(*events: tuple[str, bool]) -> tuple[str, bool]:
        reports = [
            report(report_id=event, event_id=event, approximate=about) for event, about in events
        ]
        found = figure(of, "returned", reports)
        return str(found), found.approximate

    assert total(("e1", True), ("e2", False)) == ("20", True)
    assert total(("e1", False), ("e2", False)) == ("20", False)
    assert total(("e1", False), ("p1", True), ("p2", False)) == ("30", True)
    open_above = report(report_id="r2", event_id="e2", low=5, high=None)
    ranging = report(report_id="r2", event_id="e2", low=5, high=6)
    for other in (open_above, ranging):
        assert not figure(of, "returned", [report(approximate=True), other]).approximate


def test_an_event_whose_reports_state_no_number_has_no_interval() -> None:
    assert interval_of([report(low=None, high=None)]) is None
    assert interval_of([]) is None


# A whole and its parts


def test_parts_of_a_whole_with_a_number_of_its_own_add_nothing() -> None:
    of = graph("whole", "part", parts={"part": "whole"})
    assert flow(of, report(event_id="whole"), report(event_id="part", low=90, high=90)) == "10"


def test_a_whole_without_a_number_is_the_sum_of_its_parts() -> None:
    of = graph("whole", "one", "two", parts={"one": "whole", "two": "whole"})
    parts = report(event_id="one", low=5, high=7), report(event_id="two", low=10, high=None)
    wordless = report(event_id="whole", low=None, high=None)
    assert flow(of, *parts) == "15–17+"
    assert flow(of, *parts, wordless) == "15–17+"


def test_a_part_counted_without_a_number_leaves_the_sum_open_above() -> None:
    of = graph("whole", "one", "two", parts={"one": "whole", "two": "whole"})
    assert flow(of, report(event_id="one"), report(event_id="two", low=None, high=None)) == "10+"


def test_a_part_open_below_adds_to_the_high_only() -> None:
    of = graph("whole", "one", "two", parts={"one": "whole", "two": "whole"})
    assert flow(of, report(event_id="one"), report(event_id="two", low=None, high=5)) == "10–15"
    assert flow(of, report(event_id="two", low=None, high=5)) == "≤ 5"


def test_parts_may_have_parts() -> None:
    of = graph("whole", "half", "quarter", parts={"half": "whole", "quarter": "half"})
    assert flow(of, report(event_id="quarter", low=3, high=3)) == "3"
    assert flow(of, report(event_id="quarter", low=3, high=3), report(event_id="half")) == "10"


def test_parts_that_may_overlap_add_the_larger_low_once() -> None:
    of = graph(
        "whole", "one", "two", parts={"one": "whole", "two": "whole"}, overlaps=(("one", "two"),)
    )
    parts = report(event_id="one", low=30, high=30), report(event_id="two", low=20, high=20)
    assert flow(of, *parts) == "30–50"


# Flows


def test_separate_events_add_up_and_rivals_do_not() -> None:
    of = graph("e1", "e2")
    assert flow(of, report(), report(event_id="e2", low=5, high=5)) == "15"
    assert flow(of, report(), report(low=12, high=12)) == "10–12"


def test_events_that_may_overlap_through_others_add_the_largest_low_once() -> None:
    of = graph("e1", "e2", "e3", overlaps=(("e1", "e2"), ("e2", "e3")))
    three = report(), report(event_id="e2", low=20, high=20), report(event_id="e3", low=5, high=5)
    assert flow(of, *three) == "20–35"
    assert flow(of, three[0], three[2]) == "10–15"


def test_the_possible_overlap_of_a_part_is_that_of_its_whole() -> None:
    of = graph("whole", "part", "e3", parts={"part": "whole"}, overlaps=(("part", "e3"),))
    assert flow(of, report(event_id="part"), report(event_id="e3", low=4, high=4)) == "10–14"


def test_a_flow_open_below_everywhere_has_no_low() -> None:
    total = figure(graph("e1"), "returned", [report(low=None, high=500)])
    assert (total.low, total.high, total.open_below, str(total)) == (None, 500, True, "≤ 500")


def test_at_most_is_not_shown_where_another_event_gives_a_low() -> None:
    of = graph("e1", "e2")
    reports = [report(low=None, high=500), report(report_id="r2", event_id="e2")]
    total = figure(of, "returned", reports)
    assert (total.open_below, str(total)) == (True, "10–510")


def test_an_event_without_a_number_is_counted_as_an_event() -> None:
    total = figure(graph("e1", "e2"), "returned", [report(event_id="e2", low=None, high=None)])
    assert (total.low, total.high, len(total.events), total.events_without_number) == (
        None,
        None,
        1,
        1,
    )
    assert str(total) == "no number given"


# Held


def held(event: str, people: int, day: int, **changes: object) -> Report:
    when = FIRST_DAY + timedelta(day)
    return report(
        report_id=f"{event}-{people}",
        event_id=event,
        measure="held",
        basis="stock",
        low=people,
        high=people,
        date_from=when,
        date_to=when,
        **changes,
    )


def test_held_is_the_latest_stock_and_never_a_sum() -> None:
    of = graph("old", "new")
    shown = figure(of, "held", [held("old", 900, 1), held("new", 40, 2)])
    assert (str(shown), shown.as_of) == ("40", FIRST_DAY + timedelta(2))
    assert shown.stock is not None
    assert shown.stock.event_id == "new"


def test_a_later_stock_without_a_number_hides_no_figure() -> None:
    later = replace(held("new", 1, 9), low=None, high=None)
    assert str(figure(graph("old", "new"), "held", [held("old", 900, 1), later])) == "900"


def test_of_stocks_that_end_on_one_day_the_later_start_then_the_larger_high_is_shown() -> None:
    of = graph("e1", "e2")
    long = replace(held("e1", 5, 3), date_from=FIRST_DAY)
    assert str(figure(of, "held", [long, held("e2", 2, 3)])) == "2"
    assert str(figure(of, "held", [held("e1", 5, 3), held("e2", 2, 3)])) == "5"


def test_of_stocks_equal_in_all_else_the_one_whose_id_sorts_first_is_shown() -> None:
    shown = figure(graph("e1", "e2"), "held", [held("e2", 5, 3), held("e1", 5, 3)])
    assert shown.stock is not None
    assert shown.stock.event_id == "e1"


def test_of_stocks_the_widest_extent_comes_before_the_latest() -> None:
    of = graph("country", "region", "place")
    country = held("country", 1, 1, sites=(), area="China")
    region = held("region", 2, 2, sites=(), area="Jilin and Liaoning")
    place = held("place", 3, 3)
    assert str(figure(of, "held", [country, region, place])) == "1"
    assert str(figure(of, "held", [region, place])) == "2"
    assert str(figure(of, "held", [place])) == "3"


def test_within_an_extent_the_latest_stock_is_shown() -> None:
    of = graph("old", "new")
    reports = [held("old", 9, 1, sites=(), area="China"), held("new", 4, 2, sites=(), area="China")]
    assert str(figure(of, "held", reports)) == "4"


@pytest.mark.parametrize(
    "narrow",
    [{"sites": ("a",), "area": "China"}, {"sites": (), "area": ""}, {"sites": (), "area": "Jilin"}],
)
def test_a_stock_is_of_the_whole_country_only_where_its_report_names_no_site_and_all_of_china(
    narrow: dict[str, object],
) -> None:
    reports = [held("e1", 9, 1, sites=(), area="China"), held("e2", 4, 2, **narrow)]
    assert str(figure(graph("e1", "e2"), "held", reports)) == "9"


def test_one_report_with_a_number_makes_a_stock_as_wide_as_it_speaks() -> None:
    wide = held("e1", 9, 1, sites=(), area="China")
    reports = [wide, held("e1", 8, 1), held("e2", 4, 2)]
    assert str(figure(graph("e1", "e2"), "held", reports)) == "8–9"
    without_number = replace(wide, low=None, high=None)
    assert str(figure(graph("e1", "e2"), "held", [without_number, *reports[1:]])) == "4"


def test_a_stock_is_as_wide_as_its_parts_where_they_make_its_interval() -> None:
    of = graph("whole", "part", "other", parts={"part": "whole"})
    part = held("part", 9, 1, sites=(), area="China")
    assert str(figure(of, "held", [part, held("other", 4, 2)])) == "9"
    assert str(figure(of, "held", [held("whole", 7, 1), part, held("other", 4, 2)])) == "4"


def test_the_extent_of_a_flow_orders_nothing() -> None:
    reports = [
        report(report_id="r1", event_id="e1", sites=(), area="China"),
        report(report_id="r2", event_id="e2", date_to=FIRST_DAY + timedelta(9)),
    ]
    listed = figure(graph("e1", "e2"), "returned", reports).tally.latest
    assert [event.event_id for event in listed] == ["e2", "e1"]


def test_held_says_how_many_sources_its_own_event_has() -> None:
    reports = [held("old", 900, 1, origin="o1"), held("new", 40, 2, origin="o2")]
    assert figure(graph("old", "new"), "held", reports).independent_sources == 1


def test_parts_of_a_stock_are_sources_of_it_only_where_they_make_its_figure() -> None:
    of = graph("whole", "part", parts={"part": "whole"})
    whole, part = held("whole", 90, 1, origin="o1"), held("part", 40, 1, origin="o2")
    assert figure(of, "held", [whole, part]).independent_sources == 1
    without_number = replace(whole, low=None, high=None)
    assert figure(of, "held", [without_number, part]).independent_sources == 2
    assert figure(of, "held", [part]).independent_sources == 1


def test_evidence_is_listed_by_the_ids_of_reports_whatever_event_they_are_of() -> None:
    of = graph("whole", "e1", "e2", parts={"e1": "whole", "e2": "whole"})
    reports = [
        report(report_id=name, event_id=event)
        for name, event in (("r10", "e2"), ("r9", "e1"), ("r2", "e2"), ("r1", "e1"))
    ]
    (event,) = figure(of, "returned", reports).events
    assert [r.report_id for r in event.evidence] == ["r1", "r10", "r2", "r9"]
    (event,) = figure(of, "returned", [replace(r, event_id="e1") for r in reports]).events
    assert [r.report_id for r in event.evidence] == ["r1", "r10", "r2", "r9"]


# What is counted


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"derived_from": "r0"}, "repeat"),
        ({"basis": "period_total"}, "period_total"),
        ({"basis": "rate"}, "rate"),
        ({"basis": "subset"}, "subset"),
        ({"basis": "stock"}, "basis"),
        ({"measure": "held", "basis": "stock"}, None),
        ({"measure": "held"}, "basis"),
        ({"measure": "other"}, "measure"),
        ({"measure": "held_after_return", "country": "North Korea"}, "measure"),
        ({"country": "Vietnam"}, "abroad"),
        ({"population": "contract_workers"}, "population"),
        ({"population": "escapees_and_workers"}, "population"),
        ({"population": "sentenced_prisoners"}, None),
        ({"population": "escapees_and_prisoners"}, None),
        ({"sites": ("a", "b")}, "shared"),
        ({"sites": ("a",), "other_places": ("others",)}, "shared"),
        ({"sites": ("b",)}, "shared"),
    ],
)
def test_only_event_figures_of_escapees_in_china_at_selected_places_are_counted(
    changes: dict[str, object], reason: str | None
) -> None:
    assert reason_not_counted(report(**changes), sites=("a",)) == reason


def test_without_a_place_filter_shared_counts_are_counted() -> None:
    assert reason_not_counted(report(sites=("a", "b"), other_places=("others",))) is None


def test_what_matches_and_is_not_counted_is_kept_with_its_reason() -> None:
    repeat = report(report_id="r2", derived_from="r1")
    total = figure(graph("e1"), "returned", [report(), repeat])
    assert total.not_counted == ((repeat, "repeat"),)
    assert (total.reports, total.sources, total.independent_sources) == (2, 1, 1)


def test_reports_of_one_origin_are_one_independent_source_and_a_vague_origin_is_none() -> None:
    reports = [
        report(report_id="r1", origin="o1"),
        report(report_id="r2", origin="o1"),
        report(report_id="r3", origin=""),
        report(report_id="r4", origin="o2", event_id="part"),
    ]
    of = graph("e1", "part", parts={"part": "e1"})
    assert figure(of, "returned", reports).independent_sources == 2


@pytest.mark.parametrize(
    ("low", "high", "open_above", "text"),
    [(None, None, False, "no number given"), (1, 2000, True, "1–2,000+"), (None, 9, False, "≤ 9")],
)
def test_a_figure_is_printed_in_one_way(
    low: int | None, high: int | None, open_above: bool, text: str
) -> None:
    assert figure_text(low, high, open_above) == text


@pytest.mark.parametrize("pairs", list(permutations((("a", "b"), ("b", "c"), ("c", "d")))))
def test_events_overlap_through_others_in_whatever_order_the_pairs_stand(
    pairs: tuple[tuple[str, str], ...],
) -> None:
    of = graph("a", "b", "c", "d", overlaps=pairs)
    assert len(set(of.overlap_group.values())) == 1
    reports = [report(event_id=event) for event in "abcd"]
    assert flow(of, *reports) == "10–40"


# Always true


@given(worlds(), st.randoms(use_true_random=False))
@many
def test_row_order_changes_nothing(world: World, random_: random.Random) -> None:
    shuffled = list(world.reports)
    random_.shuffle(shuffled)
    assert figure(world.graph, "returned", shuffled) == figure(
        world.graph, "returned", world.reports
    )


@given(worlds(measure="held"), st.randoms(use_true_random=False))
@many
def test_row_order_changes_no_stock(world: World, random_: random.Random) -> None:
    shuffled = list(world.reports)
    random_.shuffle(shuffled)
    assert figure(world.graph, "held", shuffled) == figure(world.graph, "held", world.reports)


@given(st.sampled_from(("returned", "held")).flatmap(lambda m: worlds(measure=m)))
@many
def test_low_is_never_above_high(world: World) -> None:
    for measure in ("returned", "held"):
        total = figure(world.graph, measure, world.reports)
        assert total.low is None or (total.high is not None and total.low <= total.high)
        for event in counted_tree(world, measure).values():
            assert event.interval is None or event.interval.lowest <= event.interval.highest


@given(worlds(), st.data())
@many
def test_a_repeat_changes_no_interval(world: World, data: st.DataObject) -> None:
    assume(world.reports)
    original = data.draw(st.sampled_from(world.reports))
    low, high = data.draw(counts)
    repeat = replace(
        original, report_id="repeat", derived_from=original.report_id, low=low, high=high
    )
    before = figure(world.graph, "returned", world.reports)
    after = figure(world.graph, "returned", (*world.reports, repeat))
    assert after.events == before.events
    assert (after.low, after.high, after.independent_sources) == (
        before.low,
        before.high,
        before.independent_sources,
    )
    assert after.reports == before.reports + 1


@given(worlds(), counts, st.data())
@many
def test_a_rival_never_narrows_an_event_with_a_number_of_its_own(
    world: World, count: tuple[int | None, int | None], data: st.DataObject
) -> None:
    before = {
        event_id: event
        for event_id, event in counted_tree(world, "returned").items()
        if interval_of(event.counted)
    }
    assume(before)
    event_id = data.draw(st.sampled_from(sorted(before)))
    rival = report(report_id="rival", event_id=event_id, low=count[0], high=count[1])
    after = counted_tree(World(world.graph, (*world.reports, rival)), "returned")[event_id]
    old = before[event_id].interval
    assert old is not None
    assert after.interval is not None
    assert after.interval.lowest <= old.lowest
    assert after.interval.highest >= old.highest


@given(worlds(), counts, st.data())
@many
def test_parts_of_an_event_with_its_own_number_change_nothing(
    world: World, count: tuple[int | None, int | None], data: st.DataObject
) -> None:
    tree = counted_tree(world, "returned")
    parts = [
        part
        for event_id, event in tree.items()
        if interval_of(event.counted)
        for part in world.graph.parts.get(event_id, ())
    ]
    assume(parts)
    added = report(
        report_id="added",
        event_id=data.draw(st.sampled_from(sorted(parts))),
        low=count[0],
        high=count[1],
    )
    before = figure(world.graph, "returned", world.reports)
    after = figure(world.graph, "returned", (*world.reports, added))
    assert (after.low, after.high, after.open_below, after.open_above) == (
        before.low,
        before.high,
        before.open_below,
        before.open_above,
    )


@given(worlds(), st.integers(0, DAYS), st.integers(0, 12))
@many
def test_a_narrower_range_never_raises_a_high_where_wholes_cover_their_parts(
    world: World, start: int, days: int
) -> None:
    reports = world.reports + tuple(_covering(world))
    first = FIRST_DAY + timedelta(start)
    wide = figure(world.graph, "returned", within(reports, date.min, date.max))
    narrow = figure(world.graph, "returned", within(reports, first, first + timedelta(days)))
    assert (narrow.high or 0) <= (wide.high or 0)


def _covering(world: World) -> list[Report]:
    """For each whole a numbered counted report over all days, so that it covers every part."""
    return [
        report(
            report_id=f"cover-{whole}",
            event_id=whole,
            low=1,
            high=1,
            date_from=date(2019, 1, 1),
            date_to=date(2021, 1, 1),
        )
        for whole in world.graph.parts
    ]


@given(worlds())
@many
def test_a_total_of_lows_adds_no_two_events_that_may_overlap(world: World) -> None:
    total = figure(world.graph, "returned", world.reports)
    largest: dict[str, int] = {}
    for event in total.events:
        if event.interval and event.interval.low is not None:
            group = world.graph.overlap_group[event.event_id]
            largest[group] = max(largest.get(group, 0), event.interval.low)
    assert (total.low or 0) == sum(largest.values())


@given(worlds())
@many
def test_a_total_counts_every_event_at_the_top_once(world: World) -> None:
    total = figure(world.graph, "returned", world.reports)
    tops = [event.event_id for event in total.events]
    assert len(tops) == len(set(tops))
    assert not set(tops) & set(world.graph.whole)
    counted = {r.event_id for r in world.reports if reason_not_counted(r) is None}
    assert set(tops) == {world.graph.root(event) for event in counted}


@given(worlds(measure="held"))
@many
def test_a_stock_is_one_events_interval(world: World) -> None:
    shown = figure(world.graph, "held", world.reports)
    intervals = [event.interval for event in shown.events if event.interval]
    if not intervals:
        assert shown.high is None
        return
    ends = [(interval.low, interval.highest) for interval in intervals]
    assert (shown.low, shown.high) in ends
    assert shown.stock is not None
    others = [event for event in shown.events if event.interval]
    assert all(shown.stock.precedence <= event.precedence for event in others)


@given(worlds(), st.sampled_from(("a", "b", "c")))
@many
def test_a_shared_count_changes_no_figure_of_a_place(world: World, site: str) -> None:
    alone = [r for r in world.reports if r.sites == (site,) and not r.other_places]
    shared = report(report_id="shared", sites=(site, "z"), low=999, high=999)
    before = figure(world.graph, "returned", alone, (site,))
    after = figure(world.graph, "returned", [*alone, shared], (site,))
    assert (after.low, after.high) == (before.low, before.high)
    assert (shared, "shared") in after.not_counted


@given(worlds())
@many
def test_nothing_that_matches_is_lost(world: World) -> None:
    total = figure(world.graph, "returned", world.reports)
    counted = [r for event in total.events for r in event.all_counted()]
    listed = counted + [r for r, _ in total.not_counted]
    assert sorted(r.report_id for r in listed) == sorted(r.report_id for r in world.reports)


def test_an_interval_open_below_adds_no_low() -> None:
    assert Interval(5, 9).low == 5
    assert Interval(5, 9, open_below=True).low is None
