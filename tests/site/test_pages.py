"""Record pages: their content, their size, and the answer if there is no such record."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from refoulement.dataset.package import SHIPPED
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.presentation.summary import summary
from refoulement.selecting.selection import Selection
from refoulement.settings import CONTACT_VARIABLE
from refoulement.site.addresses import KINDS, rows_of_kind
from refoulement.site.event_page import event_page
from refoulement.site.frame import Page, framed
from refoulement.site.lists import list_page, missing_page
from refoulement.site.parts import MOST
from refoulement.site.place_page import place_page
from refoulement.site.report_page import report_page
from refoulement.site.source_page import source_page
from refoulement.vocabulary import COUNTED_MEASURES
from tests.presentation.test_markup import HOSTILE, visible
from tests.presentation.test_markup import hostile as hostile
from tests.site.reading import RecordPage

MOST_BYTES = 120_000
OCTOBER = "2023-10-09-mass-return"
PAGES: dict[str, Callable[[Dataset, str], Page]] = {
    "event": event_page,
    "place": place_page,
    "source": source_page,
    "report": report_page,
}


@pytest.fixture(scope="module")
def shipped() -> Dataset:
    return load(SHIPPED)


def read(dataset: Dataset, page: Page) -> RecordPage:
    return RecordPage(framed(dataset, page))


def withdrawn(dataset: Dataset, report_ids: set[str], why: str = "Printed in error.") -> Dataset:
    """The dataset with these reports withdrawn."""
    reports = dataset.reports.copy()
    rows = reports["report_id"].isin(report_ids)
    reports.loc[rows, "status"] = "withdrawn"
    reports.loc[rows, "caveat"] = why
    return replace(dataset, reports=reports)


# Every record


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_has_a_page_that_is_small_and_runs_nothing(
    shipped: Dataset, kind: str
) -> None:
    known = rows_of_kind(shipped, kind)
    assert len(known) > 20
    for key in known:
        page = read(shipped, PAGES[kind](shipped, key))
        assert page.size < MOST_BYTES
        assert page.base == "../"
        assert f"Permanent address: {kind}/{key}" in page.text
        assert f"Correction to {kind} {key}" in page.text
        for address in page.links:
            found = re.fullmatch(r"(event|place|source|report)/([^?/]+)(\?.*)?", address)
            assert not found or found[2] in rows_of_kind(shipped, found[1]), address


@pytest.mark.parametrize("kind", KINDS)
def test_the_list_of_a_kind_leads_to_each_of_its_pages(shipped: Dataset, kind: str) -> None:
    page = read(shipped, list_page(shipped, kind))
    assert {f"{kind}/{key}" for key in rows_of_kind(shipped, kind)} <= set(page.links)
    assert page.size < MOST_BYTES


# An event


def test_the_figures_of_an_event_are_those_of_its_selection(shipped: Dataset) -> None:
    """The dashboard, the API and the command line give the same, counted over arrays."""
    for event_id in shipped.event:
        page = read(shipped, event_page(shipped, event_id))
        figures = summary(shipped, Selection(events=(event_id,)))
        for measure in COUNTED_MEASURES:
            if figures[measure].high is not None:
                assert figures[measure].words in page.tags["description"], event_id


def test_the_page_of_an_event_says_what_is_found_and_how_it_is_known(shipped: Dataset) -> None:
    text = read(shipped, event_page(shipped, OCTOBER)).text
    order = [
        "Mass return of 9 October 2023 ",
        "Sources say that China returned 200 to 650 or more people to North Korea.",
        "29 statements, 13 independent sources",
        "For 28 of 29 statements, only the opening of the source was read.",
        "What parties said",
        "Who says what",
        "Radio Free Asia “more than 500”, according to J.M. Missionary Union",
        "3 repeats",
        "Part: Through Dandong, 9 October 2023 (60 to 300)",
        "Where ",
        "How to quote this",
        "What carries this figure?",
        "How this was counted",
        "Take it away",
        "Permanent address",
        "Propose a correction",
    ]
    at = [text.index(one) for one in order]
    assert at == sorted(at)


def test_a_part_of_an_event_has_a_page_that_leads_to_its_whole(shipped: Dataset) -> None:
    page = read(shipped, event_page(shipped, "2023-10-09-dandong"))
    assert "China returned 60 to 300 people to North Korea" in page.text
    assert "Part of Mass return of 9 October 2023" in page.text
    assert f"event/{OCTOBER}" in page.links


def test_an_event_without_a_figure_says_what_is_stated_and_why_it_is_not_counted(
    shipped: Dataset,
) -> None:
    page = read(shipped, event_page(shipped, "2012-nkdb-rate"))
    assert "not counted: a rate, not a headcount" in page.tags["description"]
    assert "How to quote this" not in page.text


def test_of_an_event_with_very_many_statements_a_page_shows_some_and_links_the_rest(
    shipped: Dataset,
) -> None:
    reports = shipped.reports
    of_event = reports[reports["event_id"] == OCTOBER]
    copies = [of_event.assign(report_id=of_event["report_id"] + f"-{n}") for n in range(20)]
    many = replace(shipped, reports=pd.concat([reports, *copies], ignore_index=True))
    page = read(many, event_page(many, OCTOBER))
    shown = {link for link in page.links if link.startswith("report/r")}
    assert len(shown) == MOST
    total = int(many.reports["event_id"].isin(many.event_graph.with_parts(OCTOBER)).sum())
    assert f"and {total - MOST} more statements: all of them as CSV" in page.text
    assert f"./api/reports.csv?event={OCTOBER}" in page.links
    assert page.size < MOST_BYTES


# Withdrawn and missing records


def test_a_withdrawn_statement_keeps_its_page_and_says_why(shipped: Dataset) -> None:
    without = withdrawn(shipped, {"r031"})
    page = read(without, report_page(without, "r031"))
    assert "This statement is withdrawn: it is no longer counted." in page.text
    assert "The reason: Printed in error." in page.text
    assert page.tags["robots"] == "noindex"
    for record in (event_page(without, OCTOBER), source_page(without, "rfa-2023-10")):
        text = read(without, record).text
        assert "The reason: Printed in error." in text
        assert "report/r031" in read(without, record).links


def test_an_event_of_which_every_statement_is_withdrawn_keeps_its_page(shipped: Dataset) -> None:
    reports = shipped.reports
    ids = set(reports["report_id"][reports["event_id"] == "2012-nkdb-rate"])
    without = withdrawn(shipped, ids)
    page = read(without, event_page(without, "2012-nkdb-rate"))
    assert "Every statement about this event is withdrawn." in page.text
    assert {f"report/{key}" for key in ids} <= set(page.links)


@pytest.mark.parametrize(
    ("kind", "asked", "near"),
    [
        ("event", "2023-10-09-mass-retrun", f"event/{OCTOBER}"),
        ("place", "Tumen", "place/tumen"),
        ("source", "rfa-2023", "source/rfa-2023-10"),
        ("report", "r0310", "report/r031"),
    ],
)
def test_where_no_record_is_the_nearest_are_named(
    shipped: Dataset, kind: str, asked: str, near: str
) -> None:
    page = read(shipped, missing_page(shipped, kind, asked))
    assert f"“{asked}”" in page.text
    assert near in page.links
    assert f"{kind}/" in page.links


@pytest.mark.parametrize("asked", [*HOSTILE, "a" * 100_000])
def test_an_id_of_any_text_is_shown_in_short_and_does_nothing(shipped: Dataset, asked: str) -> None:
    page = read(shipped, missing_page(shipped, "event", asked))
    assert page.size < 20_000


# Escaping


def test_no_hostile_cell_does_anything_on_any_page(hostile: Dataset) -> None:
    """The parser rejects anything active; what remains must be the text itself."""
    for kind, made in PAGES.items():
        for key in rows_of_kind(hostile, kind):
            page = read(hostile, made(hostile, key))
            assert not re.search("[\u202e\u2066\u200b\ufeff\0\x1b]", page.text + page.title)
    for kind in KINDS:
        read(hostile, list_page(hostile, kind))
    row = hostile.report["r031"]
    text = read(hostile, report_page(hostile, "r031")).text
    for column in ("summary", "count_wording", "caveat"):
        assert " ".join(visible(row[column]).split()) in text


# What carries a figure, and proposed corrections


def test_an_origin_is_named_by_who_published_it_first_and_whom_that_cites(
    shipped: Dataset,
) -> None:
    text = read(shipped, event_page(shipped, OCTOBER)).text
    assert "without Daily NK, citing multiple sources in North Korea: 500 to 650 or more" in text
    assert "without Human Rights Watch, citing a missionary under another name: the same" in text


def test_origins_that_are_left_out_together_change_figure_and_sentence(shipped: Dataset) -> None:
    out = ("daily-nk-north-korea-2023-10", "nk-times-2023-10")
    page = read(shipped, event_page(shipped, OCTOBER, out))
    assert "China returned 500 to 600 or more people" in page.tags["description"]
    assert "With all statements: 200 to 650 or more" in page.text
    assert page.text.count("left out: ") == len(out)
    assert f"event/{OCTOBER}?without={out[1]}" in page.links, "one of them put back"


def test_a_quote_names_who_said_it_with_the_source_cited_before_the_map(shipped: Dataset) -> None:
    text = read(shipped, report_page(shipped, "r031")).text
    sentence = (
        "China returned 500 or more people to North Korea (9 October 2023), according to Radio "
        f"Free Asia (12 October 2023, citing J.M. Missionary Union), collected in Refoulement Map "
        f"{shipped.version}."
    )
    order = [sentence, "Read only from its opening: Radio Free Asia.", "Radio Free Asia. China"]
    order += ["Refoulement Map contributors. Refoulement Map dataset", "@misc{rfa-2023-10", "TY - "]
    at = [text.index(one) for one in order]
    assert at == sorted(at)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("", "Send this text to whoever runs this server."),
        ("map@example.org", "Write to map@example.org with this text"),
        ("https://example.org/report", "Send this text to https://example.org/report."),
    ],
)
def test_a_correction_goes_where_a_setting_says(
    shipped: Dataset, monkeypatch: pytest.MonkeyPatch, setting: str, said: str
) -> None:
    monkeypatch.setenv(CONTACT_VARIABLE, setting)
    page = read(shipped, report_page(shipped, "r031"))
    assert said in page.text
    assert f"Entry: report/r031 Version of the data: {shipped.version}" in page.text
    mails = [link for link in page.links if link.startswith("mailto:")]
    assert len(mails) == ("@" in setting)
    assert all("r031" in mail and "\n" not in mail for mail in mails)
