"""What the panel says about a place: its own figures, shared ones, and never words like zero."""

from __future__ import annotations

import re

from refoulement.counting.places import place_measures
from refoulement.dataset.tables import Dataset
from refoulement.presentation.place_figures import place_figures
from refoulement.presentation.places_table import places_table
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES


def said(dataset: Dataset, site_id: str) -> str:
    markup = place_figures(dataset, site_id, Selection().reports(dataset))
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def test_every_place_has_the_figures_that_the_rules_give_it(dataset: Dataset) -> None:
    matching = Selection().reports(dataset)
    places = place_measures(dataset, matching)
    assert len(places) > 20
    for place in places:
        text = said(dataset, place.site_id)
        if place.measure in COUNTED_MEASURES and place.alone.high is not None:
            sources = place.alone.independent_sources
            assert place.alone.words in text
            assert f"from {sources} independent source" in text


def test_a_place_that_only_shares_a_count_says_so_and_gives_the_count_with_the_others(
    dataset: Dataset,
) -> None:
    text = said(dataset, "hunchun")
    assert (
        "no figure for Hunchun alone; named with other places in 7 statements, the largest 650 or "
        "more (8 to 9 October 2023, with 3 others)" in text
    )
    assert "500 to 650 or more, together with up to 4 other places" in text
    assert "no statement" not in text


def test_the_table_of_places_has_the_figures_of_each_place_and_no_word_like_zero(
    dataset: Dataset,
) -> None:
    matching = Selection().reports(dataset)
    shown = places_table(dataset, matching, has_figures=True)
    rows = {
        re.sub(r"<.*?>", "", row.split("</a>")[0]).strip(): row for row in shown.split("<tr>")[2:]
    }
    named = {site for report in matching for site in report.sites}
    assert rows.keys() == {dataset.site_name(site) for site in named}
    for place in place_measures(dataset, matching):
        if place.measure in COUNTED_MEASURES and place.alone.high is not None:
            assert place.alone.words in rows[dataset.site_name(place.site_id)]
    assert "no statements" not in shown
    assert "no figure alone; named with other places in 7 statements" in rows["Hunchun"]
    assert "650" not in places_table(dataset, matching, has_figures=False)


def test_rivals_of_an_event_are_not_to_be_added(dataset: Dataset) -> None:
    places = place_measures(dataset, Selection().reports(dataset))
    with_rivals = [place for place in places if place.rival_places]
    assert with_rivals
    for place in with_rivals:
        names = ", ".join(map(dataset.site_name, place.rival_places))
        assert f"name {names}: do not add" in said(dataset, place.site_id)


def test_without_the_rivals_a_place_says_of_itself_the_same(dataset: Dataset) -> None:
    """The panel passes only the reports of the place's events, not all that match."""
    matching = Selection().reports(dataset)
    for site_id in dataset.site_ids:
        events = {report.event_id for report in matching if site_id in report.sites}
        of_events = [report for report in matching if report.event_id in events]
        assert place_figures(dataset, site_id, of_events) == place_figures(
            dataset, site_id, matching
        )
