"""Rival figures side by side: an event's lines, what agrees, and what odd input gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refoulement.counting.rivals import EventRivals, Rivals, agreement, event_rivals, parts_text
from refoulement.counting.rules import figure, interval_of
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.presentation.rivals_markup import event_details, event_summary
from refoulement.selecting.selection import Selection
from tests.copies import FROZEN
from tests.generated import World, worlds

DATASET = load(FROZEN)


def rivals_of(dataset: Dataset, event_id: str, measure: str, **selected: object) -> Rivals:
    """What a selection's reports in the frozen data say about one event and measure."""
    selection = Selection(**selected)  # type: ignore[arg-type]
    events = event_rivals(dataset, selection.reports(dataset), selection.sites)
    event = next(event for event in events if event.event_id == event_id)
    return next(rivals for rivals in event.measures if rivals.measure == measure)


def of_world(dataset: Dataset, world: World) -> list[EventRivals]:
    """The events of a generated world."""
    dataset = replace(dataset)
    dataset.__dict__["event_graph"] = world.graph
    return event_rivals(dataset, world.reports)


@pytest.mark.parametrize(
    ("event_id", "measure", "sentence"),
    [
        (
            "2023-10-09-mass-return",
            "returned",
            "11 independent sources give figures from 200 to 650 or more. "
            "They name different crossings.",
        ),
        (
            "2024-04-26-return",
            "returned",
            "6 independent sources give figures from 50 to 200 or more. "
            "They name different places of detention.",
        ),
        (
            "2021-07-14-dandong-return",
            "returned",
            "All 2 counted statements with a number agree on about 50. 2 independent sources.",
        ),
        (
            "2021-07-held",
            "held",
            "One statement gives a number: 1,170 or more. 1 independent source.",
        ),
        ("2013-11-arrests-35", "held", "The parts add up to 13. 1 independent source."),
        ("2024-05-held", "held", "No counted statement gives a number. 1 independent source."),
        ("2024-women-270", "returned", "No counted statement gives a number."),
        ("2020-vietnam-20", "other", "Not counted."),
    ],
)
def test_a_sentence_says_what_is_agreed_and_what_not(
    dataset: Dataset, event_id: str, measure: str, sentence: str
) -> None:
    assert agreement(rivals_of(dataset, event_id, measure)) == sentence


@pytest.mark.parametrize(
    ("event_id", "measure", "sentence"),
    [
        (
            "2021-07-held",
            "held",
            "The partial figures add up to 1,170, consistent with the total of 1,170+.",
        ),
        (
            "2013-11-arrests-35",
            "arrested",
            "The partial figures add up to 30–32, less than the 35 stated for the whole. "
            "They are shown, and are not added to it.",
        ),
        (
            "2013-11-arrests-35",
            "held",
            "The total is the sum of its parts, 13: no statement gives a number for the whole.",
        ),
        ("2024-04-26-return", "returned", ""),
    ],
)
def test_it_is_said_whether_parts_add_up_to_their_whole(
    dataset: Dataset, event_id: str, measure: str, sentence: str
) -> None:
    assert parts_text(rivals_of(dataset, event_id, measure)) == sentence


def test_parts_larger_than_their_whole_are_said_to_be(dataset: Dataset) -> None:
    whole = rivals_of(dataset, "2013-11-arrests-35", "arrested")
    small = replace(whole.lines[0].report, low=5, high=5)
    lowered = replace(whole, lines=(replace(whole.lines[0], report=small),))
    assert "more than the 5 stated for the whole" in parts_text(lowered)


def test_a_part_whose_whole_is_filtered_away_stands_under_it_all_the_same(
    dataset: Dataset,
) -> None:
    rivals = rivals_of(dataset, "2021-07-held", "held", sites=("tumen", "dandong"))
    assert rivals.lines == ()
    assert {part.event_id for part in rivals.parts} == {
        "2021-07-held-tumen",
        "2021-07-held-dandong",
    }
    assert str(rivals.interval) == "505"


def test_repeats_stand_under_their_original_and_say_so(dataset: Dataset) -> None:
    rivals = rivals_of(dataset, "2021-07-14-dandong-return", "returned")
    order = [(line.report.report_id, line.under) for line in rivals.lines]
    first = order.index(("r025", False))
    assert order[first + 1][1]
    by_id = {line.report.report_id: line for line in rivals.lines}
    assert by_id["r027"].reason == "repeat"
    assert by_id["r027"].under


def test_a_repeat_whose_original_is_filtered_away_says_that_it_is_not_shown(
    dataset: Dataset,
) -> None:
    selection = Selection(publishers=("Wikinews",), measures=("returned",))
    (event,) = event_rivals(dataset, selection.reports(dataset))
    assert not any(line.under for line in event.measures[0].lines)
    assert "repeats r025, which is not shown here" in event_details(dataset, event)


def test_a_measure_without_a_figure_is_drawn_as_not_counted(dataset: Dataset) -> None:
    selection = Selection(events=("2004-10-26-beijing-70",))
    (event,) = event_rivals(dataset, selection.reports(dataset))
    assert event.independent_sources == 0
    shown = event_details(dataset, event)
    assert "rm-dot rm-hollow" in shown
    assert "not counted: concerns what happened after the return" in shown


def test_a_report_with_only_words_shows_them_and_no_bar(dataset: Dataset) -> None:
    selection = Selection(events=("2024-05-held",))
    (event,) = event_rivals(dataset, selection.reports(dataset))
    shown = event_details(dataset, event)
    assert "rm-tick" in shown
    assert "rm-bar" not in shown
    assert "rm-dot" not in shown
    assert "“a significant number”" in shown


def test_an_event_with_no_dated_report_is_listed_last_and_called_undated(dataset: Dataset) -> None:
    reports = list(Selection().reports(dataset))
    reports[0] = replace(reports[0], event_id="2024-05-held", date_from=None, date_to=None)
    others = [r for r in reports[1:] if r.event_id != "2024-05-held"]
    events = event_rivals(dataset, [reports[0], *others])
    assert events[-1].event_id == "2024-05-held"
    assert "undated" in event_summary(dataset, events[-1])


def test_what_a_party_denied_stands_beside_what_was_claimed(dataset: Dataset) -> None:
    selection = Selection(events=("2023-10-09-mass-return",))
    (event,) = event_rivals(dataset, selection.reports(dataset))
    assert "What parties said:</b> China&#39;s foreign ministry" in event_details(dataset, event)


def test_events_are_listed_newest_first(dataset: Dataset) -> None:
    events = event_rivals(dataset, Selection().reports(dataset))
    lasts = [event.last or date.min for event in events]
    assert lasts == sorted(lasts, reverse=True)
    assert len(events) == 48


def test_disagreement_is_the_highest_number_over_the_lowest(dataset: Dataset) -> None:
    assert rivals_of(dataset, "2024-04-26-return", "returned").spread == 4
    assert rivals_of(dataset, "2021-07-14-dandong-return", "returned").spread == 1
    # The whole runs from 200 to 650, its part through Dandong from 60 to 300.
    assert rivals_of(dataset, "2023-10-09-mass-return", "returned").spread == 5


@given(st.sampled_from(("returned", "held")).flatmap(lambda m: worlds(measure=m)))
@settings(max_examples=300, deadline=None)
def test_every_report_is_one_line_of_one_event(world: World) -> None:
    shown = [
        line.report.report_id
        for event in of_world(DATASET, world)
        for rivals in event.measures
        for line in rivals.all_lines()
    ]
    assert sorted(shown) == sorted(report.report_id for report in world.reports)


@given(worlds())
@settings(max_examples=300, deadline=None)
def test_events_show_the_intervals_that_the_total_sums(world: World) -> None:
    total = figure(world.graph, "returned", world.reports)
    summed = {event.event_id: event.interval for event in total.events}
    shown = {
        event.event_id: rivals.interval
        for event in of_world(DATASET, world)
        for rivals in event.measures
        if event.event_id in summed
    }
    assert shown == summed


@given(worlds())
@settings(max_examples=200, deadline=None)
def test_a_spread_is_never_below_one(world: World) -> None:
    for event in of_world(DATASET, world):
        assert event.spread >= 1
        for rivals in event.measures:
            own: list[Report] = [line.report for line in rivals.lines if line.reason is None]
            interval = interval_of(own)
            if interval:
                assert rivals.spread >= interval.highest / interval.lowest
