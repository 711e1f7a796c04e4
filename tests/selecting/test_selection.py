"""A selection: what matches, its sentence, its address, and the way back from it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from types import FrameType
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refoulement.dataset.events import split_ids
from refoulement.dataset.tables import Dataset
from refoulement.export.sentence import sentence as sentence_of
from refoulement.loading.load import load
from refoulement.presentation.summary import selection_text
from refoulement.problems import SelectionError
from refoulement.selecting.address import (
    PAGE_PARAMETERS,
    PARAMETERS,
    read_address,
    require_known,
    sentences,
)
from refoulement.selecting.selection import CHOICE_PARAMETERS, Selection, choices
from tests.copies import FROZEN

FROZEN_DATASET = load(FROZEN)
FIRST, LAST = FROZEN_DATASET.span

days = st.dates(FIRST - timedelta(400), LAST + timedelta(400))
ends = st.one_of(
    st.tuples(st.none(), st.none()),
    st.tuples(days, st.none()),
    st.tuples(st.none(), days),
    st.tuples(days, days).map(lambda pair: (min(pair), max(pair))),
)


#: Some values of each filter that has a list. Built once, because each takes long to build.
some = {
    name: st.lists(st.sampled_from(values), max_size=3).map(tuple)
    for name, values in choices(FROZEN_DATASET).items()
}


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    """Any selection of values known in the frozen dataset."""
    date_from, date_to = draw(ends)
    chosen: dict[str, Any] = {name: draw(values) for name, values in some.items()}
    search = draw(st.sampled_from(("", "Tumen", "border detention", "탈북민", "at least")))
    return Selection(date_from, date_to, search=search, undated=draw(st.booleans()), **chosen)


def as_parameters(selection: Selection) -> dict[str, list[str]]:
    parameters: dict[str, list[str]] = {}
    for name, value in selection.query():
        parameters.setdefault(name, []).append(value)
    return parameters


@given(selections())
@settings(max_examples=300, deadline=None)
def test_a_selection_is_read_back_from_its_address(selection: Selection) -> None:
    assert read_address(as_parameters(selection), FROZEN_DATASET) == (selection, [])


@given(selections())
@settings(max_examples=150, deadline=None)
def test_the_mask_holds_what_the_data_model_says(selection: Selection) -> None:
    mask = selection.mask(FROZEN_DATASET)
    expected = [_matches(selection, row) for row in _rows(FROZEN_DATASET)]
    assert list(mask) == expected


@cache
def _rows(dataset: Dataset) -> list[dict[str, Any]]:
    joined = dataset.reports.merge(
        dataset.sources[["source_id", "publisher", "language", "title", "author"]], on="source_id"
    )
    return joined.to_dict("records")  # type: ignore[return-value]


def _matches(selection: Selection, row: dict[str, Any]) -> bool:
    """The rules of selecting, spelt out for one report at a time."""
    dated = not pd.isna(row["date_from"])
    if selection.has_dates:
        first, last = selection.date_from or date.min, selection.date_to or date.max
        within = dated and row["date_from"].date() <= last and row["date_to"].date() >= first
        if not within and not (selection.undated and not dated):
            return False
    sites = split_ids(row["site_ids"])
    wholes = dict(
        zip(FROZEN_DATASET.events["event_id"], FROZEN_DATASET.events["part_of"], strict=True)
    )
    events, event = [], row["event_id"]
    while event:
        events.append(event)
        event = wholes[event]
    places = " ".join(
        " ".join(
            str(FROZEN_DATASET.site[site][f"name_{language}"]) for language in ("en", "ko", "zh")
        )
        for site in sites
    )
    text = " ".join(
        str(row[name])
        for name in (
            "summary",
            "count_wording",
            "other_places",
            "area",
            "attributed_to",
            "publisher",
            "title",
            "author",
        )
    )
    words = selection.search.casefold().split()
    return all(
        (
            row["status"] == "current",
            not selection.measures or row["measure"] in selection.measures,
            not selection.sites or bool(set(sites) & set(selection.sites)),
            not selection.publishers or row["publisher"] in selection.publishers,
            not selection.roles or row["place_role"] in selection.roles,
            not selection.events or bool(set(events) & set(selection.events)),
            not selection.languages or row["language"] in selection.languages,
            not selection.read_as or row["read_as"] in selection.read_as,
            not selection.report_ids or row["report_id"] in selection.report_ids,
            all(word in f"{text} {places}".casefold() for word in words),
        )
    )


def with_undated(dataset: Dataset) -> Dataset:
    reports = dataset.reports.copy()
    reports.loc[0, ["date_from", "date_to"]] = pd.NaT
    reports.loc[0, "date_precision"] = "undated"
    return replace(dataset, reports=reports)


def test_undated_reports_match_no_narrowed_range_and_are_counted_as_hidden() -> None:
    dataset = with_undated(FROZEN_DATASET)
    wide = Selection(date_from=date(1990, 1, 1))
    assert not wide.mask(dataset)[0]
    assert wide.undated_hidden(dataset) == 1
    assert replace(wide, measures=("returned",)).undated_hidden(dataset) == 0


def test_undated_reports_can_be_switched_on_and_match_where_no_date_is_chosen() -> None:
    dataset = with_undated(FROZEN_DATASET)
    shown = Selection(date_from=date(1990, 1, 1), undated=True)
    assert shown.mask(dataset)[0]
    assert shown.undated_hidden(dataset) == 0
    assert Selection().mask(dataset)[0]
    assert Selection().undated_hidden(dataset) == 0


def test_withdrawn_reports_never_match() -> None:
    reports = FROZEN_DATASET.reports.copy()
    reports.loc[0, "status"] = "withdrawn"
    dataset = replace(FROZEN_DATASET, reports=reports)
    assert not Selection().mask(dataset)[0]
    assert Selection().mask(dataset).sum() == len(reports) - 1


@pytest.mark.parametrize("day", [date(2021, 7, 12), date(2021, 7, 18)])
def test_both_ends_of_a_span_belong_to_it(day: date) -> None:
    matched = Selection(day, day).reports(FROZEN_DATASET)
    assert "r008" in {report.report_id for report in matched}


@pytest.mark.parametrize("day", [date(2021, 7, 11), date(2021, 7, 19)])
def test_a_day_beside_a_span_does_not_match(day: date) -> None:
    matched = Selection(day, day).reports(FROZEN_DATASET)
    assert "r008" not in {report.report_id for report in matched}


def test_a_report_that_names_no_site_matches_no_place_filter() -> None:
    everywhere = Selection(sites=FROZEN_DATASET.site_ids)
    assert all(report.sites for report in everywhere.reports(FROZEN_DATASET))


def test_an_event_brings_its_parts() -> None:
    chosen = Selection(events=("2023-10-09-mass-return",)).reports(FROZEN_DATASET)
    assert "2023-10-09-dandong" in {report.event_id for report in chosen}


@pytest.mark.parametrize("words", ["투먼", "TUMEN", "tumen", "图们", " hrw's   TUMEN "])
def test_a_search_finds_words_in_any_case_and_in_three_languages(words: str) -> None:
    found = Selection(search=words).reports(FROZEN_DATASET)
    assert "r003" in {report.report_id for report in found}


def test_numbers_are_found_with_and_without_a_comma(dataset: Dataset) -> None:
    with_comma, without = (Selection(search=words) for words in ("2,600", "2600"))
    assert with_comma.mask(dataset).any()
    assert (with_comma.mask(dataset) == without.mask(dataset)).all()


def test_a_space_in_korean_may_be_left_out_of_a_search() -> None:
    apart, together = (Selection(search=words) for words in ("강제 북송", "강제북송"))
    found = {report.report_id for report in together.reports(FROZEN_DATASET)}
    assert found == {report.report_id for report in apart.reports(FROZEN_DATASET)}
    assert len(found) > 8, "written both ways in titles"


def test_all_words_of_a_search_must_occur() -> None:
    assert not Selection(search="Tumen xyzzy").reports(FROZEN_DATASET)


@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        (Selection(), "Reports of all dates"),
        (
            Selection(
                date(2021, 7, 1), date(2021, 7, 31), measures=("returned",), sites=("dandong",)
            ),
            "Reports about people returned to North Korea, naming Dandong, "
            "dated 1 July 2021 to 31 July 2021",
        ),
        (
            Selection(date_to=date(2012, 1, 2), search="two words", undated=True),
            "Reports mentioning “two words”, dated up to 2 January 2012, with the undated ones",
        ),
    ],
)
def test_files_for_programs_always_say_a_selection_in_the_same_words(
    selection: Selection, sentence: str
) -> None:
    assert sentence_of(FROZEN_DATASET, selection) == sentence


NAMED = next(iter(FROZEN_DATASET.event))


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(), ""),
        (
            Selection(events=(NAMED,)),
            f"Statements about “{FROZEN_DATASET.event[NAMED]['label']}”.",
        ),
        (
            Selection(
                date(2021, 7, 1), date(2021, 7, 31), measures=("returned",), sites=("dandong",)
            ),
            "Statements about people returned to North Korea, naming Dandong, "
            "dated 1 July 2021 to 31 July 2021.",
        ),
        (Selection(search="two words"), "Statements containing “two words”."),
        (
            Selection(date(2021, 7, 1), date(2021, 7, 1), undated=True),
            "Statements dated 1 July 2021, including undated statements.",
        ),
        (
            Selection(date_to=date(2012, 1, 2), undated=True),
            "Statements dated 2 January 2012 or earlier, including undated statements.",
        ),
    ],
)
def test_readers_are_told_what_is_selected(selection: Selection, said: str) -> None:
    assert selection_text(FROZEN_DATASET, selection) == said


@given(selections(), selections())
@settings(max_examples=200, deadline=None)
def test_selections_that_differ_have_different_addresses(one: Selection, other: Selection) -> None:
    assert (one == other) == (one.query_string() == other.query_string())


@pytest.mark.parametrize(
    ("parameters", "expected", "note"),
    [
        (
            {"dates": ["2021-12-31", "2021-07-01"]},
            Selection(date(2021, 7, 1), date(2021, 12, 31)),
            "The dates were reversed",
        ),
        ({"dates": ["2021-07-01"]}, Selection(date_from=date(2021, 7, 1)), "Only one date"),
        ({"dates": ["2021-07-01", ".."]}, Selection(date_from=date(2021, 7, 1)), ""),
        ({"dates": ["..", "2021-07-01"]}, Selection(date_to=date(2021, 7, 1)), ""),
        ({"dates": ["nonsense", "2021-07-01"]}, Selection(date_to=date(2021, 7, 1)), "“nonsense”"),
        ({"dates": ["1577836800000000", ".."]}, Selection(), "is not a date"),
        ({"dates": ["2021-02-30", ".."]}, Selection(), "is not a date"),
        (
            {"dates": ["2021-07-01", "2021-07-02", "2021-07-03"]},
            Selection(date(2021, 7, 1), date(2021, 7, 2)),
            "first two",
        ),
        ({"site": ["dandong", "tumn"]}, Selection(sites=("dandong",)), "did you mean “tumen”?"),
        ({"measure": ["killed"]}, Selection(), "expected one of held, returned"),
        ({"undated": ["maybe"]}, Selection(), "only “yes”"),
        ({"search": ["x" * 500]}, Selection(search="x" * 200), "cut to 200"),
        ({"sites": ["tumen"]}, Selection(), "unknown parameter “sites”; did you mean “site”?"),
    ],
)
def test_what_an_address_cannot_mean_is_said_and_left_out(
    parameters: dict[str, list[str]], expected: Selection, note: str
) -> None:
    selection, notes = read_address(parameters, FROZEN_DATASET)
    assert selection == expected
    assert len(notes) == bool(note)
    assert note in "".join(sentences(notes))


def test_thousands_of_nonsense_values_give_a_few_short_notes() -> None:
    parameters = {"site": [f"<b>{number}</b>" * 100 for number in range(10_000)]}
    selection, notes = read_address(parameters, FROZEN_DATASET)
    assert selection == Selection()
    said = sentences(notes)
    assert len(said) == 6
    assert said[-1] == "9,995 more could not be used."
    assert all(len(note) < 300 for note in said)


@given(
    st.dictionaries(
        st.sampled_from(("dates", "search", "undated", *CHOICE_PARAMETERS.values())),
        st.lists(st.one_of(st.text(max_size=20), st.sampled_from(("dandong", ".."))), max_size=4),
    )
)
@settings(max_examples=300, deadline=None)
def test_no_address_breaks_the_reading(parameters: dict[str, list[str]]) -> None:
    selection, notes = read_address(parameters, FROZEN_DATASET)
    sentence_of(FROZEN_DATASET, selection)
    selection_text(FROZEN_DATASET, selection)
    assert all(note.isprintable() for note in sentences(notes))
    assert read_address(as_parameters(selection), FROZEN_DATASET)[0] == selection


def test_what_is_repeated_or_long_beyond_measure_is_read_as_quickly(dataset: Dataset) -> None:
    names = {f"site{number}": ["tumen"] * 10 for number in range(10_000)}
    longest = "x" * 1_000_000
    parameters = {parameter: [longest] * 3 for parameter in PARAMETERS}
    with counted_comparisons() as compared:
        read_address(names | parameters | {"site": ["tumen"] * 10_000}, dataset)
    assert 0 < len(compared) <= 5
    assert max(map(len, compared)) < 100


@contextmanager
def counted_comparisons() -> Iterator[list[str]]:
    """Every text for which near matches are sought: this is slow, and must be rare."""
    compared: list[str] = []

    def profile(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code is get_close_matches.__code__:
            compared.append(frame.f_locals["word"])

    sys.setprofile(profile)
    try:
        yield compared
    finally:
        sys.setprofile(None)


def test_what_says_how_a_page_shows_a_selection_selects_nothing(dataset: Dataset) -> None:
    shown: dict[str, list[str]] = {name: ["anything"] for name in PAGE_PARAMETERS}
    assert read_address(shown, dataset) == (Selection(), [])


def test_every_parameter_of_an_address_is_described(dataset: Dataset) -> None:
    known: dict[str, Any] = {name: values[:1] for name, values in choices(dataset).items()}
    full = Selection(FIRST, LAST, search="x", undated=True, **known)
    assert list(dict(full.query())) == list(PARAMETERS)


def test_reversed_dates_are_no_selection() -> None:
    with pytest.raises(SelectionError, match="wrong way round"):
        Selection(date(2021, 2, 1), date(2021, 1, 1))


def test_an_unknown_value_is_named_with_the_nearest_known_one() -> None:
    with pytest.raises(
        SelectionError, match="We have no place called “dandon”; did you mean “dandong”"
    ):
        require_known(Selection(sites=("dandon",)), FROZEN_DATASET)


def test_every_field_of_a_selection_is_in_its_address() -> None:
    known = choices(FROZEN_DATASET)
    everything: dict[str, Any] = {name: values[:1] for name, values in known.items()}
    full = Selection(FIRST, LAST, search="x", undated=True, **everything)
    for field in fields(Selection):
        without: dict[str, Any] = {field.name: field.default}
        narrowed = replace(full, **without)
        assert narrowed.query() != full.query(), field.name
