"""Similar statements: whether a report is already there, and which event it may be about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from refoulement.curating.alike import ENOUGH, already_here, events_like
from refoulement.curating.reasons import SEASON, Reason, reasons
from refoulement.curating.statements import Statement, is_one_document, statement_of
from refoulement.dataset.tables import Dataset
from refoulement.intake import published
from refoulement.intake.check import Checked, check_file
from refoulement.intake.published import Alike, Comparison, compare, comparison_csv
from refoulement.intake.written import fixed_csv
from refoulement.loading.load import load
from scripts.measure_finder import FIRST_VERSION, main, measured
from tests.copies import parse

TODAY = date(2026, 11, 22)
MASS_RETURN = "2023-10-09-mass-return"
FIVE = "Dandong; Hunchun; Tumen; Nanping (Helong); Changbai"
PAPER, TITLE = "Korea JoongAng Daily", "China may have repatriated hundreds to North Korea"
HEADER = "place,date,count,measure,source,title,event\n"

ONE = Statement(
    measure="returned",
    places=frozenset({"tumen"}),
    first=date(2015, 3, 10),
    last=date(2015, 3, 10),
    low=100,
    high=100,
    provinces=frozenset({"Jilin"}),
    country="China",
    publisher="a paper",
    title="a title",
)


@pytest.fixture(scope="module")
def first() -> Dataset:
    """The rows of version 1.0.0, which never change."""
    return load(FIRST_VERSION)


def as_published(dataset: Dataset, report_id: str) -> Statement:
    at = dataset.reports["report_id"].tolist().index(report_id)
    return statement_of(dataset, dataset.records[at])


def points(one: Statement, other: Statement) -> int:
    return sum(reason.points for reason in reasons(one, other))


def kinds(one: Statement, other: Statement) -> set[tuple[str, str]]:
    return {(reason.about, reason.kind) for reason in reasons(one, other)}


def on(statement: Statement, day: date, days: int = 1) -> Statement:
    return replace(statement, first=day, last=day + timedelta(days - 1))


def with_reports(dataset: Dataset, reports: pd.DataFrame) -> Dataset:
    return replace(dataset, reports=reports.reset_index(drop=True))


# How well it finds


def test_the_finder_keeps_its_two_figures_on_the_rows_of_the_first_version(first: Dataset) -> None:
    found = measured(first)
    assert (found.sharing, found.alone) == (88, 46)
    assert found.found >= 80, found.missed_ids
    assert found.suggested <= 5, found.suggested_ids


def test_the_finder_sees_nothing_that_a_file_of_a_reader_would_not_have(first: Dataset) -> None:
    """Repeats, origins, labels and a report's words could give its event away."""
    kept = ("report_id", "event_id", "source_id", "status", "measure", "site_ids", "other_places",
            "area", "country", "count_low", "count_high", "date_from", "date_to")  # fmt: skip
    texts = dict.fromkeys([str(name) for name in first.reports if name not in kept], "")
    blind = replace(
        with_reports(first, first.reports.assign(**texts)),
        events=first.events.assign(label="", part_of="", may_overlap=""),
    )
    assert measured(blind) == measured(first)


def test_the_order_of_rows_changes_nothing_of_what_is_found(first: Dataset) -> None:
    turned = with_reports(first, first.reports[::-1])
    for report in first.records:
        statement = statement_of(first, report)
        assert events_like(turned, statement) == events_like(first, statement)
        assert already_here(turned, statement) == already_here(first, statement)


# Already here


def test_every_published_report_is_already_here_as_itself(first: Dataset) -> None:
    for report in first.records:
        here = already_here(first, statement_of(first, report))
        assert here
        assert (here.report_id, here.is_certain) == (report.report_id, True)


@pytest.mark.parametrize(
    "other",
    [
        {"measure": "held"},
        {"low": 601},
        {"high": None},
        {"first": date(2023, 10, 8)},
        {"last": date(2023, 10, 10)},
        {"places": frozenset({"dandong"})},
        {"area": "Jilin"},
        {"publisher": "another paper", "url": ""},
        {"title": "another title", "url": ""},
    ],
    ids=str,
)
def test_a_statement_that_differs_in_one_fact_is_not_already_here(
    first: Dataset, other: dict[str, object]
) -> None:
    r046 = as_published(first, "r046")
    assert already_here(first, r046)
    assert already_here(first, replace(r046, **other)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("less", "is_certain"),
    [
        ({}, True),
        ({"url": ""}, True),
        ({"publisher": "", "title": ""}, True),
        ({"url": "", "title": ""}, False),
        ({"url": "", "publisher": "", "title": ""}, False),
        ({"url": "another.example/news"}, False),
        ({"measure": ""}, False),
    ],
    ids=str,
)
def test_without_measure_or_document_it_is_a_question_whether_a_statement_is_here(
    first: Dataset, less: dict[str, str], is_certain: bool
) -> None:
    here = already_here(first, replace(as_published(first, "r046"), **less))  # type: ignore[arg-type]
    assert here
    assert (here.report_id, here.is_certain) == ("r046", is_certain)


def test_an_undated_statement_is_here_as_a_question_and_like_no_event(first: Dataset) -> None:
    undated = first.reports.copy()
    undated.loc[undated["report_id"] == "r046", ["date_from", "date_to"]] = pd.NaT
    dataset = with_reports(first, undated)
    statement = replace(as_published(first, "r046"), first=None, last=None)
    here = already_here(dataset, statement)
    assert here
    assert (here.report_id, here.is_certain) == ("r046", False)
    assert events_like(dataset, statement) == ()


def test_a_withdrawn_report_is_neither_here_nor_like_anything(first: Dataset) -> None:
    r046 = as_published(first, "r046")
    withdrawn = first.reports.copy()
    of_event = withdrawn["event_id"] == MASS_RETURN
    withdrawn.loc[of_event, "status"] = "withdrawn"
    dataset = with_reports(first, withdrawn)
    assert already_here(dataset, r046) is None
    assert MASS_RETURN in {like.event_id for like in events_like(first, r046)}
    assert MASS_RETURN not in {like.event_id for like in events_like(dataset, r046)}


def test_one_document_is_one_however_its_address_and_names_are_written() -> None:
    full = replace(ONE, url="paper.example/news")
    assert is_one_document(full, ONE) is True
    assert is_one_document(full, replace(ONE, publisher="another")) is False
    assert is_one_document(replace(full, title=""), replace(ONE, title="")) is None
    assert is_one_document(full, replace(full, publisher="A Paper of Seoul")) is True
    assert is_one_document(full, replace(full, title="", url="paper.example/other")) is False


# Which event


def test_events_come_best_first_and_none_below_what_is_enough(first: Dataset) -> None:
    for report in first.records:
        likely = events_like(first, statement_of(first, report), without=report.report_id)
        assert [like.points for like in likely] == sorted(
            (like.points for like in likely), reverse=True
        )
        assert all(like.points >= ENOUGH for like in likely)
        assert len({like.event_id for like in likely}) == len(likely)


def test_of_events_as_like_as_each_other_the_one_with_more_such_reports_is_first(
    first: Dataset,
) -> None:
    row = first.reports[first.reports["report_id"] == "r160"]
    events = {"x1": "2022-held", "x2": "2023-held", "x3": "2023-held"}
    copies = [row.assign(report_id=key, event_id=event) for key, event in events.items()]
    dataset = with_reports(first, pd.concat(copies))
    likely = events_like(dataset, as_published(first, "r160"))
    assert [like.event_id for like in likely] == ["2023-held", "2022-held"]


def test_a_rival_of_the_same_day_and_places_finds_the_event_and_says_why(first: Dataset) -> None:
    rival = replace(as_published(first, "r046"), low=650, high=650, publisher="", title="", url="")
    best, *_ = events_like(first, rival)
    assert (best.event_id, best.report_id) == (MASS_RETURN, "r046")
    assert [str(reason.text) for reason in best.reasons] == [
        "same day",
        "same places",
        "650 against 600",
    ]


def test_numbers_and_kinds_are_said_even_where_they_speak_against_and_other_doubts_are_not() -> (
    None
):
    against = [
        Reason("count", "far", "50 against 600", -2),
        Reason("measure", "other", "held against returned", -1),
        Reason("time", "undated", "one has no date", 0),
        Reason("place", "other", "of other places", -3),
    ]
    likeness = Alike(2, "event", "r046", MASS_RETURN, "A return", tuple(against))
    assert "(50 against 600, held against returned, one has no date; see r046)" in likeness.text


def test_a_likeness_is_the_same_from_both_sides(first: Dataset) -> None:
    statements = [statement_of(first, report) for report in first.records]
    for at, one in enumerate(statements):
        for other in statements[:at]:
            assert points(one, other) == points(other, one)


def test_dates_weigh_less_the_further_they_are_apart_and_a_season_apart_nothing() -> None:
    day = ONE.first
    assert day
    flows = [points(ONE, on(ONE, day + timedelta(days))) for days in (0, 3, 10, 25, SEASON)]
    assert flows == sorted(flows, reverse=True)
    assert len(set(flows)) == len(flows)
    assert reasons(ONE, on(ONE, day + timedelta(SEASON + 1))) == ()
    assert reasons(ONE, replace(ONE, first=None, last=None)) == ()
    # A year says little about a day in it, and the same year does not mean the same day.
    assert points(ONE, on(ONE, date(2015, 1, 1), 365)) < points(ONE, on(ONE, date(2015, 3, 1), 31))
    year = on(ONE, date(2015, 1, 1), 365)
    assert points(year, year) < points(ONE, ONE)


def test_a_stock_stays_like_itself_for_longer_than_an_event() -> None:
    held = replace(ONE, measure="held")
    assert held.first
    later = held.first + timedelta(20)
    assert points(held, on(held, later)) > points(ONE, on(ONE, later))


def test_the_same_said_of_other_places_is_not_alike() -> None:
    dandong = replace(ONE, places=frozenset({"dandong"}), provinces=frozenset({"Liaoning"}))
    assert reasons(ONE, dandong) == ()
    vietnam = replace(ONE, places=frozenset(), area="Vietnam", country="Vietnam")
    assert reasons(ONE, vietnam) == ()
    # But someone arrested at one place may be held at another.
    assert ("place", "apart") in kinds(replace(ONE, measure="held"), dandong)


def test_a_place_is_like_its_region_and_the_whole_country_and_more_like_itself() -> None:
    region = replace(ONE, places=frozenset(), area="Jilin and Liaoning provinces")
    country = replace(ONE, places=frozenset(), area="China")
    assert ("place", "wider") in kinds(ONE, region) & kinds(ONE, country) & kinds(region, country)
    assert points(ONE, region) == points(ONE, country) < points(ONE, ONE)
    abroad = replace(ONE, places=frozenset({"hanoi"}), provinces=frozenset(), country="Vietnam")
    assert reasons(abroad, country) == ()


def test_a_part_with_another_count_is_not_its_whole() -> None:
    whole = replace(ONE, places=frozenset({"tumen", "dandong"}), low=300, high=300, title="other")
    assert ("place", "part") in kinds(ONE, whole)
    assert ("place", "common") in kinds(ONE, replace(whole, low=110, high=110))


@pytest.mark.parametrize(
    ("ends", "other", "kind"),
    [
        ((100, 100), (100, 100), "equal"),
        ((100, 100), (90, 110), "meeting"),
        ((100, None), (130, None), "close"),
        ((100, 100), (130, 130), "close"),
        ((100, 100), (150, 150), "different"),
        ((100, None), (150, 150), "close"),
        ((100, 100), (None, 150), "close"),
        ((100, 100), (None, None), "unnumbered"),
    ],
)
def test_counts_are_compared_by_factor_and_an_open_end_reaches_further(
    ends: tuple[int | None, ...], other: tuple[int | None, ...], kind: str
) -> None:
    one = replace(ONE, low=ends[0], high=ends[1])
    two = replace(ONE, low=other[0], high=other[1])
    assert ("count", kind) in kinds(one, two)


def test_a_document_that_counts_places_side_by_side_speaks_of_other_people_at_each() -> None:
    both = replace(ONE, places=frozenset({"tumen", "dandong"}), low=120, high=120)
    assert ("source", "beside") in kinds(ONE, both)
    assert ("source", "beside") not in kinds(ONE, replace(both, title="another"))


def test_one_document_follows_a_group_from_step_to_step_and_never_backwards() -> None:
    arrested = replace(ONE, measure="arrested")
    held = replace(on(ONE, date(2015, 3, 12)), measure="held", places=frozenset({"dandong"}))
    follows = ("source", "follows")
    assert follows in kinds(arrested, held)
    assert follows in kinds(arrested, replace(held, low=40, high=40))
    assert follows not in kinds(arrested, replace(held, low=140, high=140))
    assert follows not in kinds(arrested, on(held, date(2015, 3, 9)))
    assert follows not in kinds(arrested, on(held, date(2015, 3, 20)))
    assert follows not in kinds(arrested, replace(held, title="another"))
    assert follows not in kinds(arrested, replace(held, measure="other"))


# A file beside the published data


def checked(first: Dataset, text: str, header: str = HEADER) -> Checked:
    return check_file((header + text).encode(), "own.csv", first, TODAY)


def compared(first: Dataset, text: str, header: str = HEADER) -> Comparison:
    return compare(checked(first, text, header), first)


def test_rows_of_a_file_are_told_of_in_plain_words(first: Dataset) -> None:
    found = compared(
        first,
        f"{FIVE},2023-10-09,600,returned,{PAPER},{TITLE},\n"
        f"{FIVE},9 October 2023,650,returned,Example Daily,,\n"
        f"{FIVE},2023-10-09,600,returned,{PAPER},,\n"
        "Yanji,1999-05-01,40,arrested,Example Daily,,\n",
    )
    assert [alike.text for alike in found.alike] == [
        "row 2 is already here as r046 (Korea JoongAng Daily)",
        "row 3 looks like “Mass return of 9 October 2023” (same day, same places, 650 against 600; "
        "see r046): is it that event?",
        "row 4 may be here already as r046 (Korea JoongAng Daily; same day, same places, 600 in "
        "both, the document is not named in full): is it the same statement?",
    ]
    assert [alike.kind for alike in found.alike] == ["here", "event", "maybe_here"]
    assert (found.compared, found.ready, found.limit) == (4, 4, "")


def test_a_row_without_measure_and_source_is_told_of_as_a_question(first: Dataset) -> None:
    found = compared(first, f"{FIVE},2023-10-09,600\n", "place,date,count\n")
    assert [alike.kind for alike in found.alike] == ["maybe_here"]
    assert "the kind is not stated" in found.alike[0].text


def test_only_ready_rows_are_compared(first: Dataset) -> None:
    found = compared(first, f"{FIVE},2023-02-30,600,returned,{PAPER},{TITLE},\n")
    assert (found.alike, found.compared) == ((), 0)


def test_a_row_that_names_its_event_is_not_asked_which_it_is(first: Dataset) -> None:
    row = f"{FIVE},2023-10-09,650,returned,Example Daily,,"
    header = HEADER.replace(",event", ",event_id")
    assert compared(first, f"{row}\n", header).alike
    assert not compared(first, f"{row}{MASS_RETURN}\n", header).alike


def test_beyond_the_most_rows_it_is_said_how_many_were_compared(
    first: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "MOST_COMPARED", 2)
    found = compared(first, f"{FIVE},2023-10-09,650,returned,Example Daily,,\n" * 3)
    assert [alike.row for alike in found.alike] == [2, 3]
    assert found.limit == ("The first 2 of 3 ready rows were compared with the published data.")


def test_a_comparison_mends_nothing_and_makes_no_row_less_ready(first: Dataset) -> None:
    text = f"{FIVE},2023-10-09,600,returned,{PAPER},{TITLE},\n"
    file = checked(first, text)
    before = fixed_csv(file)
    assert compare(file, first).alike
    assert (file.ready, file.problems, fixed_csv(file)) == ((2,), (), before)
    assert "r046" not in before.decode()


def test_the_list_of_what_is_alike_is_a_table_that_runs_nothing(first: Dataset) -> None:
    found = compared(first, f"{FIVE},2023-10-09,600,returned,{PAPER},{TITLE},\n")
    hostile = [replace(alike, name="=HYPERLINK(1)", report_id="=1+1") for alike in found.alike]
    head, row = parse(comparison_csv(hostile))
    assert head == ["row", "kind", "report_id", "event_id", "said"]
    assert not [cell for cell in row if cell[:1] == "="]


def test_the_two_figures_of_a_package_are_printed_by_one_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main([str(FIRST_VERSION)])
    said = capsys.readouterr().out
    assert said.startswith("1.0.0: ")
    assert " of 88 that share an event find it first; " in said
    assert " of 46 that stand alone get a suggestion" in said
