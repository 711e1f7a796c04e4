"""The very first HTML: what a page is, and its address's figures, before any script runs."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from refoulement.dataset.tables import Dataset
from refoulement.drawing.folium_map import columns_url, data_url
from refoulement.presentation.summary import matching_text, summary
from refoulement.selecting.selection import Selection
from tests.conftest import Server, get

MOST_BYTES = 20_000
HOSTILE = "<script>alert(1)</script>\"'`${6*7}"


class Page(HTMLParser):
    """A page's title, tags and text, and what it preloads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: dict[str, str] = {}
        self.early: dict[str, str] = {}
        self.scripts = 0
        self.text, self.title = "", ""
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self.tags[values.get("property") or values.get("name", "")] = values.get("content", "")
        elif tag == "link" and values.get("rel") in ("preload", "modulepreload"):
            self.early[values["href"]] = values.get("as", "module")
        elif tag == "script" and values.get("type") != "application/ld+json":  # that would be data
            self.scripts += 1
        if tag in ("title", "main"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            self._inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if "title" in self._inside:
            self.title += data
        elif "main" in self._inside:
            self.text += data


def first(server: Server, path: str) -> Page:
    status, _, body = get(server, path)
    assert status == 200
    assert len(body) <= MOST_BYTES
    return Page(body.decode())


@pytest.mark.parametrize(
    "query", ["", "?dates=2021-07-01&dates=2021-12-31", "?event=2021-07-held", "?site=tumen"]
)
def test_it_has_the_figures_of_its_address_in_words(
    server: Server, dataset: Dataset, query: str
) -> None:
    from refoulement.selecting.address import read_address

    pairs = [one.split("=") for one in query.removeprefix("?").split("&") if one]
    parameters = {name: [v for n, v in pairs if n == name] for name, _ in pairs}
    selection, notes = read_address(parameters, dataset)
    assert not notes
    page = first(server, f"/{query}")
    for figure in summary(dataset, selection).values():
        if figure.reports:
            assert figure.words in page.text
            assert figure.words in page.tags["description"]
    assert matching_text(dataset, selection) in page.text
    assert page.tags["og:description"] == page.tags["description"]


def test_a_selection_without_reports_of_a_measure_says_nothing_of_it(
    server: Server, dataset: Dataset
) -> None:
    selection = Selection(events=("2021-07-held",))
    without = [name for name, figure in summary(dataset, selection).items() if not figure.reports]
    assert without
    assert "Arrested" not in first(server, "/?event=2021-07-held").text


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Refoulement Map"),
        ("/events", "Events · Refoulement Map"),
        ("/no-such-page", "Refoulement Map"),
        ("/?event=2021-07-held", "{event} · Refoulement Map"),
        ("/?place=tumen", "{place} · Refoulement Map"),
        ("/?place=unknown", "Refoulement Map"),
    ],
)
def test_the_title_says_what_the_page_is_about(
    server: Server, dataset: Dataset, path: str, title: str
) -> None:
    names = {"event": dataset.event["2021-07-held"]["label"], "place": dataset.site_name("tumen")}
    page = first(server, path)
    assert page.title == page.tags["og:title"] == title.format(**names)


def test_a_search_has_no_figures_and_is_not_looked_for(server: Server) -> None:
    assert "people" not in first(server, "/?search=people").text
    assert "Held" not in first(server, "/?search=people").text


@pytest.mark.parametrize("name", ["event", "place", "search", "site", "dates", HOSTILE])
def test_nothing_of_a_hostile_address_is_repeated(server: Server, name: str) -> None:
    status, _, body = get(server, "/?" + urlencode({name: HOSTILE}))
    assert status == 200
    assert b"alert(1)" not in body
    scripts = Page(get(server, "/")[2].decode()).scripts
    assert Page(body.decode()).scripts == scripts


def test_every_script_that_is_announced_early_is_there(server: Server, dataset: Dataset) -> None:
    """And those for the map are preloaded on the map's page only."""
    early = first(server, "/").early
    for address in early:
        assert get(server, address.removeprefix("."))[0] == 200, address
    for data in (data_url(dataset), columns_url(dataset)):
        assert early[data.replace("../..", ".")] == "fetch"
    assert not [one for one in first(server, "/events").early if "/map/" in one]


def test_a_page_that_has_not_changed_is_not_sent_again(server: Server) -> None:
    tag = get(server, "/")[1]["etag"]
    assert get(server, "/", **{"If-None-Match": tag})[0] == 304
    assert get(server, "/?event=2021-07-held", **{"If-None-Match": tag})[0] == 200
