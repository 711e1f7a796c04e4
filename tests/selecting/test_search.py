"""A text search narrows the list and gives no figure: the core, its files, API and pages."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openapi_schema_validator import OAS31Validator
from playwright.sync_api import Browser, Page

from refoulement.counting.places import place_measures
from refoulement.counting.rivals import Rivals, event_rivals
from refoulement.counting.tally import tally
from refoulement.dataset.tables import Dataset
from refoulement.drawing.folium_map import symbol_layer
from refoulement.drawing.map_data import server_counted, words_data
from refoulement.drawing.still_map import places_drawn
from refoulement.drawing.symbols import symbol
from refoulement.export.formats import ANSWERS, FORMATS
from refoulement.export.paper import export_print
from refoulement.export.sites import export_sites
from refoulement.export.spreadsheet import export_xlsx
from refoulement.export.standalone import export_html
from refoulement.export.summary_file import export_summary
from refoulement.presentation.rivals_markup import event_details, event_summary
from refoulement.presentation.summary import matching_text, no_figures, summary
from refoulement.presentation.timeline import event_bars
from refoulement.presentation.timeline_markup import bars_text
from refoulement.selecting.listed_events import selected_rivals
from refoulement.selecting.paging import by_event, statements
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES
from server import openapi
from tests.browser.test_drawing_in_browser import all_on_map, on_map, unpacked
from tests.conftest import Server, scripted
from tests.drawing.test_picture import picture, said
from tests.screen.test_pages import html, open_page, tied, with_filters_open
from tests.server.test_api import asked
from tests.test_cli import output

TUMEN = Selection(search="Tumen")
SEARCHES = (
    TUMEN,
    Selection(search="buses", sites=("dandong",)),
    Selection(date(2012, 1, 1), date(2021, 12, 31), search="at least", undated=True),
    Selection(measures=("returned",), search="Radio Free Asia"),
    Selection(search="no such words anywhere"),
)
every_search = pytest.mark.parametrize("chosen", SEARCHES, ids=[one.search for one in SEARCHES])
MARK = "all statements"
FIGURE = '<span class="rm-figure-value">'


def would_be(dataset: Dataset, chosen: Selection) -> list[str]:
    """The figures that the results of the search would give."""
    matches = chosen.mask(dataset)
    return [tally(dataset, m, matches, chosen.sites).words for m in COUNTED_MEASURES]


def unmarked(rivals: Rivals) -> Rivals:
    return replace(rivals, is_of_all=False, parts=tuple(map(unmarked, rivals.parts)))


# The core


@every_search
def test_a_search_makes_no_figure_and_still_finds_reports_and_sources(
    dataset: Dataset, chosen: Selection
) -> None:
    assert summary(dataset, chosen) == {}
    assert list(summary(dataset, chosen.without_search())) == list(COUNTED_MEASURES)
    assert chosen.count(dataset) == len(chosen.reports(dataset))
    assert chosen.count(dataset) < chosen.without_search().count(dataset)


def test_every_symbol_is_hollow_and_without_a_number(dataset: Dataset) -> None:
    measures = place_measures(dataset, TUMEN.reports(dataset))
    assert any(not symbol(place).hollow for place in measures)
    for place in measures:
        drawn = symbol(place, has_figures=False)
        assert (drawn.hollow, drawn.core, drawn.label, drawn.years) == (True, 0, "", "")
    for place_drawn in places_drawn(dataset, measures, has_figures=False):
        assert all(drawn.hollow for drawn in place_drawn.symbols)


def test_what_a_map_is_told_of_a_search_holds_no_number(dataset: Dataset) -> None:
    """For a dataset too large for the browser to count."""

    def stated(has_figures: bool) -> list[list[Any]]:
        columns = unpacked(server_counted(dataset, TUMEN.mask(dataset), has_figures))["figures"]
        return [columns[name] for name in ("low", "more", "year", "open")]

    assert any(map(any, stated(has_figures=True)))
    assert not any(map(any, stated(has_figures=False)))


def test_the_map_is_told_whether_there_are_figures(dataset: Dataset) -> None:
    for chosen in (TUMEN, Selection()):
        (selected,) = symbol_layer(dataset, chosen)._children.values()
        content: dict[str, Any] = vars(selected)["content"]
        assert content["hasFigures"] is chosen.has_figures


# Events


@every_search
def test_events_are_those_found_and_their_figures_those_of_all_statements(
    dataset: Dataset, chosen: Selection
) -> None:
    graph = dataset.event_graph
    found = {graph.root(report.event_id) for report in chosen.reports(dataset)}
    everything = chosen.without_search()
    whole = {
        event.event_id: event
        for event in event_rivals(dataset, everything.reports(dataset), chosen.sites)
    }
    listed = selected_rivals(dataset, chosen)
    assert {event.event_id for event in listed} == found
    for event in listed:
        own = replace(event, measures=tuple(map(unmarked, event.measures)))
        assert own == whole[event.event_id]
        for rivals in event.measures:
            assert rivals.figure_text == f"{unmarked(rivals).figure_text} ({MARK})"


def test_without_a_search_nothing_of_an_event_is_marked(dataset: Dataset) -> None:
    chosen = TUMEN.without_search()
    events = selected_rivals(dataset, chosen)
    assert events == event_rivals(dataset, chosen.reports(dataset))
    for event in events:
        assert MARK not in event_summary(dataset, event) + event_details(dataset, event)


def test_pages_of_events_are_in_the_order_of_the_whole_list(dataset: Dataset) -> None:
    events = by_event(dataset, statements(dataset, TUMEN))
    listed = selected_rivals(dataset, TUMEN)
    assert len(events) == len(listed) > 3
    for number, event in enumerate(listed):
        part = events.part(slice(number, number + 1))
        assert selected_rivals(dataset, TUMEN, part) == [event]


def test_an_event_and_its_bar_say_that_they_are_of_all_statements(dataset: Dataset) -> None:
    """One report of the mass return has the word, but the event's figure is from all of them."""
    chosen = Selection(search="650-odd")
    (event,) = selected_rivals(dataset, chosen)
    assert chosen.count(dataset) < event.reports
    assert f"Returned 200–650+ ({MARK})" in text_of(event_summary(dataset, event))
    details = text_of(event_details(dataset, event))
    assert "give figures from 200 to 650 or more. This is made of all statements." in details
    assert f"(60–300 ({MARK}))" in details, "a part is marked too"
    (bar,) = event_bars([event], "returned")
    assert f"200–650+ ({MARK})" in text_of(bars_text(dataset, [bar]))


# What programs get


def responses(path: str, dataset: Dataset) -> OAS31Validator:
    """Validates an API response against the OpenAPI document."""
    document = openapi.document(dataset, ANSWERS)
    described = document["paths"][f"/api{path}"]["get"]["responses"]["200"]
    return OAS31Validator(described["content"]["application/json"]["schema"])


def test_figures_in_json_are_null_and_say_why(dataset: Dataset) -> None:
    found = json.loads(export_summary(dataset, TUMEN))
    assert found["figures"] == {"held": None, "returned": None, "arrested": None}
    assert found["no_figures_because"] == "text_search"
    assert (found["reports"], found["sources"]) == (TUMEN.count(dataset), TUMEN.sources(dataset))
    assert found["reports"] > found["sources"] > 0
    assert "no_figures_because" not in json.loads(export_summary(dataset, Selection()))


def test_figures_of_places_in_json_are_null_and_the_reports_stay(dataset: Dataset) -> None:
    with_figures = json.loads(export_sites(dataset, Selection()))
    found = json.loads(export_sites(dataset, TUMEN))
    assert found["no_figures_because"] == "text_search"
    assert "no_figures_because" not in with_figures
    named = {site for report in TUMEN.reports(dataset) for site in report.sites}
    assert {site["site_id"] for site in found["sites"]} == named
    shared = []
    for site in found["sites"]:
        for measure in site["measures"].values():
            assert measure["alone"] is None
            assert set(measure["by_role"].values()) <= {None}
            shared += measure["shared"]
    assert shared
    for count in shared:
        assert count["reports"]
        ends = {count[name] for name in ("low", "high", "open_below", "open_above")}
        assert ends == {None}


@pytest.mark.parametrize("path", ["/summary.json", "/sites.json"])
def test_the_openapi_document_describes_answers_with_figures_and_without(
    path: str, dataset: Dataset
) -> None:
    check = responses(path, dataset)
    for chosen in (*SEARCHES, Selection(), Selection(sites=("tumen",))):
        check.validate(json.loads(ANSWERS[path].write(dataset, chosen)))
    wrong = json.loads(ANSWERS[path].write(dataset, TUMEN)) | {"no_figures_because": "whim"}
    assert not check.is_valid(wrong)


def test_the_api_makes_no_figure_of_a_search(server: Server, dataset: Dataset) -> None:
    for name, export in (("summary", export_summary), ("sites", export_sites)):
        status, found = asked(server, f"/api/{name}.json?search=Tumen")
        assert (status, found) == (200, json.loads(export(dataset, TUMEN)))
        assert found["no_figures_because"] == "text_search"


def test_the_command_line_says_the_sentence_and_ends_well(dataset: Dataset) -> None:
    lines = output("summary", "--search", "Tumen").decode().splitlines()
    assert no_figures() in lines
    assert matching_text(dataset, TUMEN) in lines
    assert not any(words in line for words in MEASURES.values() for line in lines)
    assert json.loads(output("summary", "--search", "Tumen", "--json")) == {
        "held": None,
        "returned": None,
        "arrested": None,
        "no_figures_because": "text_search",
        "reports": TUMEN.count(dataset),
        "sources": TUMEN.sources(dataset),
    }


# What can be downloaded


def text_of(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def words_of(name: str, dataset: Dataset, chosen: Selection) -> str:
    """What a file says about its selection as a whole, as text."""
    if name == "pack":
        with ZipFile(io.BytesIO(FORMATS["pack"].write(dataset, chosen))) as archive:
            (about,) = (n for n in archive.namelist() if n.endswith("/SELECTION.txt"))
            return archive.read(about).decode()
    if name == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(export_xlsx(dataset, chosen)))
        return "\n".join(f"{name.value}: {text.value}" for name, text in book["about"].rows)
    if name == "svg":
        return said(picture(dataset, chosen))
    page = (export_print if name == "print" else export_html)(dataset, chosen).decode()
    body = page.split("<body>")[1].split("<h2>Ledger" if name == "print" else 'id="map"')[0]
    return text_of(re.sub(r"<svg.*?</svg>", "", body))


@pytest.mark.parametrize("name", ["pack", "xlsx", "svg", "print", "html"])
def test_files_say_why_they_have_no_figure(name: str, dataset: Dataset) -> None:
    words = words_of(name, dataset, TUMEN)
    assert words.count(no_figures()) == 1
    with_figures = words_of(name, dataset, TUMEN.without_search())
    assert no_figures() not in with_figures
    for measure, figure in zip(COUNTED_MEASURES, would_be(dataset, TUMEN), strict=True):
        stated = rf"{MEASURES[measure]}:? ?{re.escape(figure)}"
        assert not re.search(stated, words), "a figure of words that happen to occur"
        own = re.escape(summary(dataset, TUMEN.without_search())[measure].words)
        assert re.search(rf"{MEASURES[measure]}:? ?{own}", with_figures)


def test_pictures_have_hollow_symbols_alone(dataset: Dataset) -> None:
    for name in ("svg", "print"):
        drawn = FORMATS[name].write(dataset, TUMEN).decode()
        places = re.findall(r'<g data-place="[^"]+">(.*?)</g>', drawn)
        assert len(places) > 5
        for place in places:
            fills = re.findall(r'fill="(#\w+)"', place)
            assert set(fills) == {"#fff"}


def test_the_ledger_on_paper_marks_figures_of_all_statements(dataset: Dataset) -> None:
    ledger = text_of(export_print(dataset, TUMEN).decode()).split("By event, the newest first", 1)[
        1
    ]
    assert "Each stands here with all statements about it" in ledger
    assert "give figures from 200 to 650 or more. This is made of all statements." in ledger
    assert MARK not in export_print(dataset, Selection()).decode()


# Pages


def test_the_map_page_shows_the_sentence_in_the_place_of_figures() -> None:
    shown = html(open_page(search="Tumen"))
    assert shown.count(no_figures()) == 1
    assert FIGURE not in shown
    with_figures = html(open_page())
    assert no_figures() not in with_figures
    assert FIGURE in with_figures


def test_a_search_that_is_typed_takes_figures_away_and_gives_them_back() -> None:
    app = with_filters_open(open_page())
    assert html(app).count(FIGURE) == 3
    tied(app.text_input, "filter_search").input("Tumen").run()
    assert no_figures() in html(app)
    assert FIGURE not in html(app)
    tied(app.text_input, "filter_search").input("").run()
    assert no_figures() not in html(app)
    assert html(app).count(FIGURE) == 3


def test_the_page_of_events_says_what_its_figures_are_of() -> None:
    page = "pages/events.py"
    shown = html(open_page(page, search="650-odd"))
    assert f"200–650+ ({MARK})" in shown
    assert "Each stands here with all statements about it" in shown
    assert MARK not in html(open_page(page))


def test_the_ledger_of_an_event_is_of_all_statements() -> None:
    shown = html(open_page(event="2023-10-09-mass-return", search="650-odd"))
    assert f"200–650+ ({MARK})" in shown


# The browser's rules


@pytest.fixture(scope="module")
def drawer(browser: Browser) -> Iterator[Page]:
    """An empty page that knows the rules and the symbols."""
    yield from scripted(browser, "folding", "counting", "sentences", "summary", "features")


def test_in_the_browser_symbols_are_hollow_and_nothing_said_has_a_number(
    drawer: Page, dataset: Dataset
) -> None:
    """Figures, then none, then figures again."""
    everything, data = Selection(), words_data(dataset)
    before, without, after = on_map(drawer, dataset, everything, TUMEN, everything)
    assert before == after
    assert set(without["places"]) == {s for r in TUMEN.reports(dataset) for s in r.sites}
    for symbols in without["places"].values():
        assert {(s["hollow"], s["core"], s["label"]) for s in symbols} == {(True, 0, "")}
    assert any(not s["hollow"] for symbols in before["places"].values() for s in symbols)
    for words in without["said"].values():
        assert not re.search(r"\d", words)
    for place, markup in without["popups"].items():
        stated = markup.removeprefix(data["places"][place]["heading"])
        lines = re.findall(r"<li>(.*?)</li>", stated)
        assert lines
        assert all(
            re.fullmatch(r"\d+ statements?, no figure during a search", line) for line in lines
        )
    assert any(before["together"].values())
    assert not any(without["together"].values())


@pytest.mark.parametrize("is_told_figures", [False, True])
def test_of_what_the_server_has_counted_the_browser_tells_no_figure_either(
    drawer: Page, dataset: Dataset, is_told_figures: bool
) -> None:
    """Even if numbers are available, as when the browser has counted over arrays itself."""
    content = unpacked(server_counted(dataset, TUMEN.mask(dataset), is_told_figures))
    content |= {"hasFigures": False}
    ((found,),) = all_on_map(drawer, [(words_data(dataset), [content], None)])
    assert set(found["places"]) == {s for r in TUMEN.reports(dataset) for s in r.sites}
    for place, symbols in found["places"].items():
        assert {(s["hollow"], s["core"], s["label"]) for s in symbols} == {(True, 0, "")}
        assert not re.search(r"\d", found["said"][place])
        lines = re.findall(r"<li>(.*?)</li>", found["popups"][place])
        assert set(lines) == {"no figure during a search"}
