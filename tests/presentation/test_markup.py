"""HTML made from the dataset's texts shows them, and none of them does anything."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refoulement.counting.places import placed_reports, reports_by_source
from refoulement.counting.rules import figure
from refoulement.dataset.events import EventGraph
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.loading.soundness import check
from refoulement.presentation.html import escape, link, with_languages
from refoulement.presentation.markup import place_heading, place_ledger, report_entry, source_entry
from refoulement.presentation.summary import not_counted_text
from refoulement.selecting.selection import Selection
from tests.copies import FREE_TEXT, FROZEN, copy_package, edit_cells, fill_columns, read_records

NOTHING = figure(EventGraph({}, {}, {}), "returned", []).tally

#: Characters with a meaning in HTML, JavaScript's templates or folium's.
MEANINGFUL = set("<>\"'`\\${}")
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</div></li></ul></section>",
    "<!-- comment",
    "<style>*{display:none}</style>",
    "javascript:alert(1)//<b>",
    "${6*7}",
    "`${alert(1)}`",
    "{{ 7*7 }}",
    "{% macro script() %}x{% endmacro %}",
    "\\u003cscript\\u003e",
    "\\x3cscript\\x3e",
    "[click](javascript:alert(1)) **bold** `code`",
    "&lt;b&gt; &amp; &#60;script&#62;",
    "\u202egnp.exe\u2066<\u2069",
    "zero\u200bwidth\u200d\ufeff<wbr>",
    "nul\0 bell\x07 escape\x1b[2J<a>",
    "도문 (图們) <u>",
)
ALLOWED_TAGS = {"a", "b", "div", "h2", "h3", "li", "section", "span", "ul"}
ALLOWED_ATTRIBUTES = {
    *("tabindex", "class", "href", "rel", "style", "target", "lang", "data-tell", "data-of-place")
}


class Page(HTMLParser):
    """A fragment of HTML, which must be balanced and hold nothing active."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.links: list[str | None] = []
        self.open: list[str] = []
        self.feed(str(markup))
        self.close()
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED_TAGS
        values = dict(attrs)
        assert set(values) <= ALLOWED_ATTRIBUTES
        assert re.fullmatch(r"rm-[a-z-]+", values.get("class") or "rm-none")
        assert re.fullmatch(r"--colour:#[0-9a-f]{6}", values.get("style") or "--colour:#000000")
        if tag == "a":
            if values.get("class") == "rm-permalink":  # within the dashboard
                assert re.fullmatch(
                    r"\./(\?[a-z]+=[\w%+.-]+|source/[a-z0-9-]+)", values["href"] or ""
                )
            else:
                assert re.match(r"https?://", values["href"] or "")
                assert values["rel"] == "noopener noreferrer"
                self.links.append(values["href"])
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def visible(text: str) -> str:
    """A text without non-characters and control, direction-changing and zero-width characters."""
    return "".join(
        char
        for char in text
        if char in "\n\t"
        or (char not in "\ufffe\uffff" and unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    )


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load(FROZEN)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A sound package whose free text is hostile in every cell."""
    package = copy_package(tmp_path_factory.mktemp("hostile") / "package")
    for table, columns in FREE_TEXT.items():
        fill_columns(package, table, columns, HOSTILE)
    edit_cells(package, "sources", "hrw-2021-07", url="https://example.org/'onclick='`${1}`{{2}}\\")
    dataset, problems = check(package)
    assert dataset is not None, problems
    return dataset


def markup_of(dataset: Dataset) -> Iterator[str]:
    """Every ledger and source entry of a dataset."""
    reports = Selection().reports(dataset)
    for site_id in {site for report in reports for site in report.sites}:
        yield place_ledger(dataset, site_id, placed_reports(reports, site_id))
    for source_id, stated in reports_by_source(dataset, reports):
        yield source_entry(dataset, source_id, stated)
    for report in reports:
        yield report_entry(dataset, report)


# Escaping


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_shown_and_does_nothing(text: str) -> None:
    page = Page(f"<b>{escape(text)}</b>")
    assert page.text == visible(text)
    assert page.links == []


@given(st.text())
@settings(max_examples=500, deadline=None)
def test_whatever_is_escaped_holds_no_character_that_means_something(text: str) -> None:
    escaped = escape(text)
    assert not MEANINGFUL & set(escaped)
    assert set(re.sub(r"&#[0-9]+;", "", escaped)) <= set(visible(text)) - MEANINGFUL - {"&"}
    assert html.unescape(escaped) == visible(text)


@given(st.text(st.characters(categories=["Cc", "Cf", "Cs"], exclude_characters="\n\t")))
@settings(max_examples=200, deadline=None)
def test_characters_that_could_make_a_text_look_like_another_are_left_out(text: str) -> None:
    assert escape(f"a{text}b") == "ab"


def test_what_is_no_text_is_escaped_as_it_is_printed() -> None:
    assert escape(1170) == "1170"
    assert escape("R&D") == "R&#38;D"


# Links


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org",
        "httpx://example.org",
        "",
    ],
)
def test_a_link_leads_only_to_the_web(url: str) -> None:
    page = Page(link(url, "A <title>"))
    assert (page.links, page.text) == ([], "A <title>")


@pytest.mark.parametrize("url", ["https://example.org/a?b=1&c='2'", "http://example.org/도문"])
def test_a_link_keeps_its_address_and_tells_nothing_of_the_reader(url: str) -> None:
    markup = link(url, "A <title>")
    page = Page(markup)
    assert (page.links, page.text) == ([url], "A <title>")
    assert 'rel="noopener noreferrer"' in markup


@given(st.text(), st.text())
@settings(max_examples=300, deadline=None)
def test_whatever_an_address_and_a_title_hold_a_link_stays_a_link(url: str, title: str) -> None:
    assert Page(link("https://" + url, title)).links == [visible("https://" + url)]
    assert Page(link(url, title)).text == visible(title)


# Hostile cells


def test_no_hostile_cell_does_anything_anywhere(hostile: Dataset) -> None:
    count = 0
    for markup in markup_of(hostile):
        count += 1
        Page(markup)
        assert not set("`\\${}") & set(markup)
        for text in HOSTILE:
            assert text not in markup
            assert not any(char in markup for char in text if unicodedata.category(char) == "Cf")
    assert count > len(hostile.records)


def test_a_hostile_cell_is_shown_as_it_is_written(hostile: Dataset) -> None:
    for site_id, site in hostile.site.items():
        heading = Page(place_heading(hostile, site_id)).text
        for column in ("name_en", "name_ko", "name_zh", "admin1", "counterpart"):
            assert visible(site[column]) in heading
    for report in hostile.records:
        row, source = hostile.report[report.report_id], hostile.source[report.source_id]
        entry = Page(report_entry(hostile, report)).text
        for column in ("summary", "caveat", "count_wording", "attributed_to", "date_note"):
            assert visible(row[column]) in entry
        assert visible(source["publisher"]) in entry
        assert visible(source["title"]) in entry
    for source_id, reports in reports_by_source(hostile, hostile.records):
        entry = Page(source_entry(hostile, source_id, reports)).text
        for column in FREE_TEXT["sources"]:
            assert visible(hostile.source[source_id][column]) in entry


def test_a_hostile_address_stays_in_its_attribute(hostile: Dataset) -> None:
    stated = [report for report in hostile.records if report.source_id == "hrw-2021-07"]
    assert Page(source_entry(hostile, "hrw-2021-07", stated)).links == [
        hostile.source["hrw-2021-07"]["url"]
    ]


# What ledgers and entries say


def test_the_ledger_of_dandong_lists_each_report_that_names_it_once(dataset: Dataset) -> None:
    naming = [
        record["report_id"]
        for record in read_records(FROZEN, "reports")
        if "dandong" in record["site_ids"].split(";")
    ]
    reports = placed_reports(Selection().reports(dataset), "dandong")
    text = Page(place_ledger(dataset, "dandong", reports)).text
    listed = re.findall(r"; (r\d+)\)", text)
    assert sorted(listed) == sorted(naming)
    assert len(listed) == len(set(listed)) > 10


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("at least 28", "at least 28"),
        ("650여 (650-odd)", '<span lang="ko">650여</span> (650-odd)'),
        ("투먼 (도문)", '<span lang="ko">투먼 (도문)</span>'),
        ("丹东", '<span lang="zh">丹东</span>'),
        ("中, 탈북민 20여 명", '<span lang="ko">中, 탈북민 20여 명</span>'),
        ("脱北者62人を", '<span lang="ja">脱北者62人を</span>'),
        ("<b>북송", '&#60;b&#62;<span lang="ko">북송</span>'),
    ],
)
def test_korean_and_chinese_say_their_language(text: str, markup: str) -> None:
    assert with_languages(text) == markup


def test_a_ledger_is_by_event_the_newest_first(dataset: Dataset) -> None:
    reports = placed_reports(Selection().reports(dataset), "dandong")
    markup = place_ledger(dataset, "dandong", reports)
    labels = [html.unescape(label) for label in re.findall(r"<h3>(.*?)</h3>", markup)]
    assert labels[0] == "Returns of 26 April 2024"
    events = {dataset.event[report.event_id]["label"] for report in reports}
    assert sorted(labels) == sorted(events), "each event has one heading"
    last: dict[str, str] = {}
    for report in reports:
        label = dataset.event[report.event_id]["label"]
        last[label] = max(last.get(label, ""), str(report.date_to))
    assert [last[label] for label in labels] == sorted(last.values(), reverse=True)


def test_an_entry_says_wording_repeats_caveat_and_places_that_share_its_count(
    dataset: Dataset,
) -> None:
    by_id = {report.report_id: report for report in dataset.records}
    entry = Page(report_entry(dataset, by_id["r087"], "tumen")).text
    assert entry.lstrip().startswith("Returned 50–60 “50-60”")
    assert (
        "26 April 2024 · place of arrest and detention · one figure together with Hunchun" in entry
    )
    assert "Repeats r014, so it is not counted again." in entry
    assert "According to J.M. mission, via Radio Free Asia." in entry
    assert "only the opening was read; r087)" in entry
    assert "and other places" in Page(report_entry(dataset, by_id["r043"], "dandong")).text
    assert "Returned: no number given “others”" in Page(report_entry(dataset, by_id["r015"])).text


def test_what_a_party_said_against_an_event_stands_under_it_and_under_its_parts(
    dataset: Dataset,
) -> None:
    denied = [report for report in dataset.records if report.report_id in ("r025", "r049", "r003")]
    for report, said in zip(denied, ("", "called the reports a rumour", "so-called"), strict=True):
        text = Page(place_ledger(dataset, report.sites[0], [report])).text
        assert ("What parties said:" in text) == bool(said)
        assert said in text


def test_an_undated_report_says_so(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r003", date_from="", date_to="", date_precision="undated")
    dataset = load(package)
    reports = placed_reports(Selection().reports(dataset), "tumen")
    text = Page(place_ledger(dataset, "tumen", reports)).text
    assert "undated · place of detention" in text


def test_a_source_lists_its_statements_once_and_links_only_where_there_is_an_address(
    dataset: Dataset,
) -> None:
    for source_id, reports in reports_by_source(dataset, dataset.records):
        page = Page(source_entry(dataset, source_id, reports))
        assert page.links == [url for url in [dataset.source[source_id]["url"]] if url]
        assert re.findall(r"\((r\d+), ", page.text) == [report.report_id for report in reports]


def test_reasons_are_counted_in_words() -> None:
    text = not_counted_text(replace(NOTHING, not_counted={"shared": 1, "repeat": 2}))
    assert text.startswith("1 gives one figure for several places")
    assert "; 2 repeat other sources" in text
    assert not_counted_text(NOTHING) == ""
