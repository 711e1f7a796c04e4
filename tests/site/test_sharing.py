"""How records are found and shared: tags, data for programs, feed, sitemap, robots."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from refoulement.dataset.tables import Dataset
from refoulement.presentation.html import script_data
from refoulement.presentation.linked_data import dataset_for_programs
from refoulement.selecting.selection import Selection
from refoulement.settings import ADDRESS_VARIABLE, PRIVATE_VARIABLE, is_open
from refoulement.site.event_page import event_page
from refoulement.site.feed import feed
from refoulement.site.frame import framed
from refoulement.site.place_page import place_page
from refoulement.site.report_page import report_page
from refoulement.site.sitemap import robots, sitemap
from refoulement.site.source_page import source_page
from tests.presentation.test_markup import HOSTILE
from tests.presentation.test_markup import hostile as hostile
from tests.site.reading import RecordPage

OCTOBER = "2023-10-09-mass-return"
ADDRESS = "https://map.example.org/tools/map/"
VOCABULARY = json.loads(Path(__file__).with_name("schema_org.json").read_text(encoding="utf-8"))
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDRESS_VARIABLE, ADDRESS)


def pages(dataset: Dataset) -> list[RecordPage]:
    made = (
        event_page(dataset, OCTOBER),
        place_page(dataset, "tumen"),
        source_page(dataset, "hrw-2021-07"),
        report_page(dataset, "r031"),
    )
    return [RecordPage(framed(dataset, page)) for page in made]


def objects(value: Any) -> list[dict[str, Any]]:
    """All objects in a value, at any depth."""
    if isinstance(value, list):
        return [one for item in value for one in objects(item)]
    if isinstance(value, dict):
        return [value, *(one for item in value.values() for one in objects(item))]
    return []


@pytest.mark.usefixtures("public")
def test_a_shared_link_has_title_text_address_and_picture(dataset: Dataset) -> None:
    event = pages(dataset)[0]
    assert event.tags["og:title"] == event.title == event.tags["twitter:title"]
    assert event.tags["og:description"] == event.tags["description"]
    assert "200 to 650 or more" in event.tags["description"]
    assert event.tags["og:url"] == event.canonical == f"{ADDRESS}event/{OCTOBER}"
    assert event.tags["og:image"] == f"{ADDRESS}event/{OCTOBER}/chart.png"
    assert event.tags["twitter:card"] == "summary_large_image"


def test_without_our_address_no_tag_names_one(dataset: Dataset) -> None:
    for page in pages(dataset):
        assert not page.canonical
        assert not {"og:url", "og:image"} & page.tags.keys()


@pytest.mark.usefixtures("public")
def test_what_programs_read_has_only_types_and_properties_of_schema_org(dataset: Dataset) -> None:
    read = [page.data for page in pages(dataset)] + [
        json.loads(script_data(dataset_for_programs(dataset)))
    ]
    assert [one["@type"] for one in read] == ["Claim", "Place", "CreativeWork", "Claim", "Dataset"]
    for one in objects(read):
        known = VOCABULARY["types"][one["@type"]]
        assert one.keys() - {"@type", "@context"} <= {*known}, one["@type"]
    assert "ClaimReview" not in json.dumps(read)
    assert "Rating" not in json.dumps(read)


@pytest.mark.usefixtures("public")
def test_a_claim_names_the_sources_in_which_it_appears(dataset: Dataset) -> None:
    claim = pages(dataset)[3].data
    (source,) = claim["appearance"]
    assert source["publisher"]["name"] == "Radio Free Asia"
    assert claim["text"] == dataset.report["r031"]["summary"]
    assert claim["url"] == f"{ADDRESS}report/r031"


def test_no_text_ends_the_script_that_holds_it() -> None:
    for text in HOSTILE:
        written = script_data({"name": text, "none": ""})
        assert not set("<>&'") & set(written)
        assert "none" not in json.loads(written)


@pytest.mark.usefixtures("public")
def test_the_feed_has_the_statements_of_its_selection_the_latest_source_first(
    dataset: Dataset,
) -> None:
    selection = Selection(sites=("tumen",))
    root = ElementTree.fromstring(feed(dataset, selection))
    entries = root.findall(f"{ATOM}entry")
    links = [one.find(f"{ATOM}link").attrib["href"] for one in entries]  # type: ignore[union-attr]
    ids = [link.rpartition("/")[2] for link in links]
    assert {*ids} == {one.report_id for one in selection.reports(dataset)}
    updated = [one.findtext(f"{ATOM}updated") or "" for one in entries]
    assert updated == sorted(updated, reverse=True)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", one) for one in updated)


def test_an_entry_keeps_its_id_whatever_our_address(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ids() -> list[str | None]:
        root = ElementTree.fromstring(feed(dataset, Selection()))
        return [one.text for one in root.iter(f"{ATOM}id")]

    before = ids()
    monkeypatch.setenv(ADDRESS_VARIABLE, ADDRESS)
    assert ids() == before
    assert len(before) == len({*before}) == 51


def test_a_feed_of_hostile_texts_is_good_xml(hostile: Dataset) -> None:
    root = ElementTree.fromstring(feed(hostile, Selection()))
    assert {element.tag.removeprefix(ATOM) for element in root.iter()} <= {
        *("feed", "id", "title", "subtitle", "updated", "link", "entry", "author", "name"),
        "summary",
    }


def test_programs_may_look_only_where_our_address_is_set_and_not_private(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert robots() == b"User-agent: *\nDisallow: /\n"
    monkeypatch.setenv(ADDRESS_VARIABLE, ADDRESS)
    assert b"Disallow: /\n" not in robots()
    assert f"Sitemap: {ADDRESS}sitemap.xml".encode() in robots()
    assert is_open()
    monkeypatch.setenv(PRIVATE_VARIABLE, "yes")
    assert not is_open()
    assert robots() == b"User-agent: *\nDisallow: /\n"


@pytest.mark.usefixtures("public")
def test_the_sitemap_has_every_record_once(dataset: Dataset) -> None:
    root = ElementTree.fromstring(sitemap(dataset))
    found = [element.text for element in root.iter() if element.tag.endswith("}loc")]
    records = sum(map(len, (dataset.events, dataset.sites, dataset.sources, dataset.reports)))
    assert len(found) == len({*found}) == records + 5
    assert f"{ADDRESS}event/{OCTOBER}" in found
    assert all(str(one).startswith(ADDRESS) for one in found)
