"""The events to begin with, and what can be found by name."""

from __future__ import annotations

from datetime import date

import pytest

from refoulement.counting.rivals import EventRivals
from refoulement.dataset.tables import Dataset
from refoulement.selecting import first_events as module
from refoulement.selecting.finding import found_by_name, things_to_find
from refoulement.selecting.first_events import first_events
from refoulement.selecting.listed_events import selected_rivals
from refoulement.selecting.selection import Selection

ALL = Selection()
OCTOBER_2023 = Selection(date(2023, 10, 1), date(2023, 10, 31))


@pytest.mark.parametrize("selection", [ALL, OCTOBER_2023], ids=["all", "October 2023"])
def test_each_is_the_most_of_its_kind(dataset: Dataset, selection: Selection) -> None:
    events = {
        event.event_id: event
        for event in selected_rivals(dataset, selection)
        if any(rivals.interval for rivals in event.measures)
    }
    chosen = by_kind(first_events(dataset, selection))
    assert chosen["latest"].last == max(event.last for event in events.values() if event.last)
    most = max(event.independent_sources for event in events.values())
    assert chosen["most_reported"].independent_sources == most
    if "most_disputed" in chosen:
        rivals = [event for event in events.values() if event.independent_sources > 1]
        assert chosen["most_disputed"].own_spread == max(event.own_spread for event in rivals)
        assert chosen["most_disputed"].independent_sources > 1


def by_kind(found: dict[tuple[str, ...], EventRivals]) -> dict[str, EventRivals]:
    return {kind: event for kinds, event in found.items() for kind in kinds}


def test_a_sources_own_total_over_several_events_is_not_the_latest(dataset: Dataset) -> None:
    totals = {
        event.event_id
        for event in selected_rivals(dataset, ALL)
        if not any(rivals.interval for rivals in event.measures)
    }
    assert "2020-2025-hrw-total" in totals
    assert totals.isdisjoint(event.event_id for event in first_events(dataset, ALL).values())


def test_an_event_stands_once(dataset: Dataset) -> None:
    for selection in (ALL, OCTOBER_2023):
        ids = [event.event_id for event in first_events(dataset, selection).values()]
        assert len(ids) == len(set(ids)) > 0
    (kinds,) = first_events(dataset, OCTOBER_2023)
    assert kinds == ("latest", "most_reported", "most_disputed")


def test_of_equal_events_the_one_whose_id_sorts_first_is_taken(dataset: Dataset) -> None:
    events = selected_rivals(dataset, ALL)
    for order in (events, events[::-1]):
        chosen = module._chosen(order, ("latest", "most_reported", "most_disputed"))
        assert list(chosen.values()) == list(first_events(dataset, ALL).values())


def test_there_is_none_where_nothing_matches(dataset: Dataset) -> None:
    assert first_events(dataset, Selection(date(1950, 1, 1), date(1950, 12, 31))) == {}


def test_of_very_many_statements_the_latest_event_alone_is_given(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = first_events(dataset, ALL)
    monkeypatch.setattr(module, "MOST_COMPARED", 10)
    some = first_events(dataset, ALL)
    assert list(some) == [("latest",)]
    assert some["latest",].event_id == by_kind(whole)["latest"].event_id


@pytest.mark.parametrize(
    ("typed", "kind", "key"),
    [
        ("Tumen", "place", "tumen"),
        ("tumen", "place", "tumen"),
        ("투먼", "place", "tumen"),
        ("도문", "place", "tumen"),
        ("图们", "place", "tumen"),
        ("2021-07-held", "event", "2021-07-held"),
        ("radio free asia", "publisher", "Radio Free Asia"),
        ("mass return of 9 october 2023", "event", "2023-10-09-mass-return"),
    ],
)
def test_a_thing_is_found_by_any_of_its_names(
    dataset: Dataset, typed: str, kind: str, key: str
) -> None:
    found = found_by_name(things_to_find(dataset), typed)
    assert found
    assert (found.kind, found.key) == (kind, key)


@pytest.mark.parametrize("typed", ["Tum", "Tumen, July", "", "monks", "x" * 500])
def test_part_of_a_name_is_no_name(dataset: Dataset, typed: str) -> None:
    assert found_by_name(things_to_find(dataset), typed) is None


def test_everything_stands_in_the_list_once(dataset: Dataset) -> None:
    things = things_to_find(dataset)
    kinds = [thing.kind for thing in things.values()]
    assert kinds.count("place") == len(dataset.sites)
    assert kinds.count("event") == len(dataset.events)
    assert kinds.count("publisher") == dataset.sources["publisher"].nunique()
