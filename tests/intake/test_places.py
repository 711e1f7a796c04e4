"""Place names are found offline, and the classic mistakes in coordinates are recognized."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import cos, nextafter, radians
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from geopy.distance import geodesic
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from hypothesis import given, settings
from hypothesis import strategies as st

from refoulement.dataset.events import split_ids
from refoulement.dataset.geography import imprecision_km
from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv
from refoulement.intake.cells.positions import (
    ANOTHER_PLACE_KM,
    MISTAKES,
    PositionProblem,
    PositionRead,
    read_position,
)
from refoulement.intake.cells.shifts import to_bd09, to_gcj02, undone
from refoulement.intake.check import check_file
from refoulement.intake.decisions import Decisions
from refoulement.intake.gazetteer import online
from refoulement.intake.gazetteer.gazetteer import (
    LONGEST_NAME,
    MOST_SUGGESTIONS,
    Gazetteer,
    gazetteer,
)
from refoulement.intake.gazetteer.geocoder import PlacesGeocoder
from refoulement.intake.gazetteer.geonames import FILE, geonames
from refoulement.intake.gazetteer.near import SHORTEST
from refoulement.intake.gazetteer.online import ask_online, online_name
from refoulement.intake.gazetteer.place_names import GEONAMES_ALIASES, SITE_ALIASES
from refoulement.intake.gazetteer.places import Place, found_places
from refoulement.intake.gazetteer.spelling import keys, parts
from refoulement.intake.isolated import read_isolated
from refoulement.loading.load import load
from refoulement.selecting.selection import Selection
from refoulement.settings import NOMINATIM_VARIABLE, SettingError, nominatim
from scripts.build_places import places_csv
from tests.conftest import ROOT
from tests.copies import FROZEN

SITES = load(FROZEN).site_ids
ENGLISH = [load(FROZEN).site_name(site_id) for site_id in SITES]


@pytest.fixture(scope="module")
def known(dataset: Dataset) -> Gazetteer:
    return gazetteer(dataset)


def place_of(known: Gazetteer, name: str) -> Place:
    found = known.find(name)
    assert found.place, found.message
    return found.place


def site_place(known: Gazetteer, site_id: str) -> Place:
    site = known.find(load(FROZEN).site_name(site_id)).place
    assert site and site.site_id == site_id
    return site


# Names of our sites


@pytest.mark.parametrize("site_id", SITES)
def test_each_site_is_found_by_each_of_its_names(
    dataset: Dataset, known: Gazetteer, site_id: str
) -> None:
    site = dataset.site[site_id]
    written = [site["name_en"], site["name_ko"], site["name_zh"]]
    both = [name for language in ("ko", "zh") for name in parts(site[f"name_{language}"])]
    for name in [*written, *both, f"{site['name_en']}, {site['admin1']}"]:
        found = known.find(name)
        assert found.place, (name, found.message)
        assert found.place.site_id == site_id, name
        assert (found.how, found.message) == ("site", "")
        assert (found.place.latitude, found.place.longitude) == (
            site["latitude"],
            site["longitude"],
        )
    assert place_of(known, written[0]).reach_km == imprecision_km(dataset, site_id)


@pytest.mark.parametrize(
    ("site_id", "name"),
    [(site_id, name) for site_id, names in SITE_ALIASES.items() for name in names],
)
def test_each_alias_of_a_site_is_needed_and_finds_it(
    known: Gazetteer, site_id: str, name: str
) -> None:
    found = known.find(name)
    assert found.place, found.message
    assert (found.place.site_id, found.how) == (site_id, "alias")


@pytest.mark.parametrize(
    ("name", "site_id"),
    [
        ("Ji'an", "ji-an"),
        ("JI’AN", "ji-an"),
        ("Jian", "ji-an"),
        ("Ji an", "ji-an"),
        ("Ji-an City", "ji-an"),
        ("  tumen  city ", "tumen"),
        ("Ｔｕｍｅｎ", "tumen"),
        ("Túmén", "tumen"),
        ("Changbai County", "changbai"),
        ("长白县", "changbai"),
        ("투먼시", "tumen"),
        ("도문 시", "tumen"),
        ("图们市", "tumen"),
        ("Sinŭiju", "sinuiju"),
        ("Sinuiju-si", "sinuiju"),
        ("온성군", "onsong"),
        ("吉林省图们市", "tumen"),
        ("吉林省延边朝鲜族自治州图们市", "tumen"),
        ("길림성 도문시", "tumen"),
        ("Tumen, Yanbian Prefecture, China", "tumen"),
        ("Nanping, Helong", "nanping"),
        ("Sanhe, Jilin", "sanhe"),
        ("Kaishantun", "kaishantun"),
    ],
)
def test_case_marks_words_for_the_kind_and_the_province_make_no_other_name(
    known: Gazetteer, name: str, site_id: str
) -> None:
    assert place_of(known, name).site_id == site_id


def misspelt(name: str) -> Iterator[str]:
    """A Latin name with a letter wrong, missing, doubled or swapped with the next one."""
    bare = parts(name)[0]
    for at, letter in enumerate(bare):
        if letter.isalpha() and at:
            yield f"{bare[:at]}{'q' if letter != 'q' else 'x'}{bare[at + 1 :]}"
            yield bare[:at] + bare[at + 1 :]
            yield bare[:at] + letter + bare[at:]
            yield bare[:at] + bare[at + 1 : at + 2] + letter + bare[at + 2 :]


@pytest.mark.parametrize("site_id", SITES)
def test_a_site_misspelt_in_english_is_asked_about_first_and_never_taken(
    dataset: Dataset, known: Gazetteer, site_id: str
) -> None:
    for name in misspelt(dataset.site_name(site_id)):
        found = known.find(name)
        if found_places(found):
            continue  # another place has exactly this name, or it is not a misspelling
        assert found.place is None
        if len(keys(parts(dataset.site_name(site_id))[0])[-1]) < SHORTEST:
            assert not found.suggestions, name
            continue
        assert found.suggestions, name
        labels = [found_places(known.find(label))[0].site_id for label in found.suggestions]
        if (site_id, labels[0]) == (
            "nanping",
            "nanning",
        ):  # one letter apart, so just as close to the other
            labels = labels[1:]
        assert labels[0] == site_id, (name, found.suggestions)


@pytest.mark.parametrize("site_id", SITES)
def test_a_name_in_korean_or_chinese_that_differs_in_a_character_is_another_place(
    dataset: Dataset, known: Gazetteer, site_id: str
) -> None:
    for name in (*parts(dataset.site[site_id]["name_ko"]), dataset.site[site_id]["name_zh"]):
        for wrong in (f"{name[:-1]}{chr(ord(name[-1]) ^ 1)}", f"{name}鑫", f"쀍{name[1:]}"):
            found = known.find(wrong)
            assert found_places(found) or not found.suggestions, (wrong, found)


@pytest.mark.parametrize(
    "name", ["潜江市", "韩城", "定安县", "昆玉市", "三沙市", "Linjian", "Onson"]
)
def test_a_real_place_that_is_not_in_the_list_is_never_taken_for_another(
    known: Gazetteer, name: str
) -> None:
    found = known.find(name)
    assert found.place is None
    assert not name.isascii() or found.suggestions
    assert name.isascii() or not found.suggestions


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Fushun, Lioaning", ("Fushun, Liaoning",)),
        ("Tumen, Jlin", ("Tumen, Jilin",)),
        ("Tumen, Texas", ()),
        ("Dandnog, Texas", ()),
    ],
)
def test_a_misspelt_province_is_asked_about_and_another_one_is_not(
    known: Gazetteer, name: str, asked: tuple[str, ...]
) -> None:
    assert known.find(name).suggestions == asked


def test_a_town_found_by_a_further_name_that_towns_elsewhere_bear_says_so(
    known: Gazetteer,
) -> None:
    assert "which has this name too" in known.find("Kumi").remark  # Gumi; Kumi is in Uganda
    assert known.find("Gumi").remark == ""


# Places that are not our sites


@pytest.mark.parametrize(
    ("name", "near", "within"),
    [
        ("Musan", (42.23, 129.21), "North Hamgyong"),
        ("무산군", (42.23, 129.21), "North Hamgyong"),
        ("Hoeryong-si", (42.44, 129.75), "North Hamgyong"),
        ("회령", (42.44, 129.75), "North Hamgyong"),
        ("会宁市", (42.44, 129.75), "North Hamgyong"),
        ("함경북도 회령시", (42.44, 129.75), "North Hamgyong"),
        ("Hyesan", (41.40, 128.18), "Ryanggang"),
        ("惠山", (41.40, 128.18), "Ryanggang"),
        ("Saebyol", (42.81, 130.15), "North Hamgyong"),
        ("Cheongjin", (41.80, 129.78), "North Hamgyong"),
        ("Mudanjiang", (44.58, 129.60), "Heilongjiang"),
        ("목단강", (44.58, 129.60), "Heilongjiang"),
        ("牡丹江市", (44.58, 129.60), "Heilongjiang"),
        ("Fushun, Liaoning", (41.89, 123.94), "Liaoning"),
        ("Jinghong", (22.01, 100.79), "Yunnan"),
        ("Erenhot", (43.65, 111.98), "Inner Mongolia"),
        ("Mae Sai, Thailand", (20.43, 99.88), ""),
        ("Vientiane", (17.97, 102.60), ""),
    ],
)
def test_towns_beyond_our_sites_are_found_in_geonames(
    known: Gazetteer, name: str, near: tuple[float, float], within: str
) -> None:
    place = place_of(known, name)
    assert geodesic(near, (place.latitude, place.longitude)).km < 5
    assert place.province == within
    assert not place.site_id
    assert (round(place.latitude, 3), round(place.longitude, 3)) == (
        place.latitude,
        place.longitude,
    )


@pytest.mark.parametrize(("target", "names"), GEONAMES_ALIASES.items())
def test_each_alias_for_geonames_finds_a_place_of_its_province(
    known: Gazetteer, target: tuple[str, str], names: tuple[str, ...]
) -> None:
    for name in names:
        place = place_of(known, name)
        assert place.province == target[1], name


def test_only_our_countries_and_region_are_known(known: Gazetteer) -> None:
    for name in ("Paris", "Tumen, Texas", "Jilin, Texas", "Moscow", "Tyumen"):
        assert not found_places(known.find(name)), name
    countries = {record.country for record in geonames()}
    assert countries == {
        "China", "North Korea", "Mongolia", "Vietnam", "Laos", "Myanmar", "Thailand", "Russia",
        "South Korea",
    }  # fmt: skip


# Questions


@pytest.mark.parametrize("name", ["Sanhe", "Nanping", "Dongxing"])
def test_a_name_of_several_places_is_a_question_that_each_label_answers(
    known: Gazetteer, name: str
) -> None:
    found = known.find(name)
    assert found.place is None
    assert len(found.candidates) > 1
    for place in found.candidates:
        assert place.label in found.message
        assert place in found_places(known.find(place.label))
    assert place_of(known, found.candidates[0].label) == found.candidates[0]


@pytest.mark.parametrize(
    "name", ["Jilin Province", "吉林省", "길림성", "Liaoning", "Yunnan", "North Korea", "중국"]
)
def test_an_area_wider_than_a_town_is_no_point(known: Gazetteer, name: str) -> None:
    found = known.find(name)
    assert not found_places(found)
    assert not found.suggestions
    assert "wider than a town" in found.message


@pytest.mark.parametrize(
    ("name", "remark"),
    [
        ("Jilin", "wider area"),
        ("吉林", "wider area"),
        ("Jilin City", ""),
        ("Jilin, Jilin", ""),
        ("Ji'an", "Jiangxi"),
        ("Ji'an, Jilin", ""),
        ("Pingxiang", "Jiangxi"),
        ("Tumen", ""),
        ("Beijing", ""),
    ],
)
def test_a_site_that_shares_its_name_with_something_larger_says_so(
    known: Gazetteer, name: str, remark: str
) -> None:
    found = known.find(name)
    assert found.place
    assert found.place.site_id
    assert remark in found.remark
    assert bool(remark) == bool(found.remark)


@pytest.mark.parametrize(
    "name",
    ["border", "various", "unknown", "prison", "detention centre", "n/a", "none", "undisclosed",
     "Kim Chol-su", "010-1234-5678", "미상", "여러 곳", "不详", "?", "", "——", "x", "China border"],
)  # fmt: skip
def test_what_is_no_place_gets_a_sentence_and_no_nonsense(known: Gazetteer, name: str) -> None:
    found = known.find(name)
    assert found.message
    assert not found_places(found)
    assert not found.suggestions


hostile_names = st.one_of(
    st.text(max_size=2 * LONGEST_NAME),
    st.text("Tumenji'an, ()图们市투먼시도-성省\n\x00", max_size=20),
    st.builds(str.__add__, st.sampled_from(ENGLISH), st.text("abc (),", max_size=6)),
)


@settings(max_examples=60, deadline=None)
@given(hostile_names)
def test_arbitrary_text_never_raises(name: str) -> None:
    known = gazetteer(load(FROZEN))
    found = known.find(name)
    assert bool(found.place) == (not found.message)
    assert len(found.suggestions) <= MOST_SUGGESTIONS
    for label in found.suggestions:
        names = split_ids(label)  # several if a text names several
        assert all(found_places(known.find(name)) for name in names), label


# How much work it does


def test_it_is_a_geocoder_as_geopy_has_them(known: Gazetteer) -> None:
    geocoder = PlacesGeocoder(known)
    assert isinstance(geocoder, Geocoder)
    here = geocoder.geocode("도문")
    assert isinstance(here, Location)
    assert (here.latitude, here.longitude) == (42.966, 129.842)
    assert here.raw.site_id == "tumen"
    assert geocoder.geocode("Sanhe") is None
    several = geocoder.geocode("Sanhe", exactly_one=False)
    assert isinstance(several, list)
    assert len(several) > 1
    assert geocoder.geocode("no such place") is None
    assert geocoder.geocode("no such place", exactly_one=False) is None


def test_a_place_of_a_known_id_is_asked_of_the_geocoder(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    geocode = PlacesGeocoder.geocode

    def noted(geocoder: PlacesGeocoder, query: str) -> Location | None:
        asked.append(query)
        return geocode(geocoder, query)

    monkeypatch.setattr(PlacesGeocoder, "geocode", noted)
    checked = check_file(export_csv(dataset, Selection(sites=("tumen",))), "ours.csv", dataset)
    assert asked.count(dataset.site_name("tumen")) > 1
    assert all("tumen" in {place.site_id for place in row.places} for row in checked.rows)


def test_the_places_that_are_kept_are_those_that_the_script_takes_of_geonames() -> None:
    kept = gzip.decompress(FILE.read_bytes())
    assert kept == places_csv()
    assert FILE.stat().st_size <= 400_000
    assert len(geonames()) == 6_449


def test_nothing_is_read_before_the_first_name() -> None:
    probe = (
        "from refoulement.loading.load import load\n"
        "from refoulement.intake.gazetteer.gazetteer import gazetteer\n"
        "from refoulement.intake.gazetteer.geonames import geonames\n"
        "gazetteer(load()).find('x' * 1000)\n"
        "assert geonames.cache_info().misses == 0\n"
    )
    subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=True)


def test_names_are_looked_up_once_in_one_index(dataset: Dataset) -> None:
    known = gazetteer(dataset)
    assert gazetteer(dataset) is known
    looked_up = known._find_once.cache_info().misses
    for _ in range(3):
        known.find("Never asked before")
        known.find("  Never  asked before")
    assert known._find_once.cache_info().misses == looked_up + 1
    assert geonames.cache_info().misses == 1


# Positions


def problem_of(
    known: Gazetteer, latitude: object, longitude: object, site_id: str
) -> PositionProblem:
    """The single problem with a position that a row gives for a site."""
    (problem,) = read_position(latitude, longitude, site_place(known, site_id)).problems
    return problem


@pytest.mark.parametrize("site_id", SITES)
def test_a_right_position_is_left_alone(known: Gazetteer, site_id: str) -> None:
    site = site_place(known, site_id)
    for decimals in (3, 2):
        here = round(site.latitude, decimals), round(site.longitude, decimals)
        for place in (site, None):
            assert read_position(*here, place) == PositionRead(*here)
            assert read_position(str(here[0]), f" {here[1]} ", place) == PositionRead(*here)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SITES), st.floats(-0.07, 0.07), st.floats(-0.07, 0.07))
def test_a_position_within_a_hundred_metres_is_never_called_a_mistake(
    site_id: str, north_km: float, east_km: float
) -> None:
    site = site_place(gazetteer(load(FROZEN)), site_id)
    latitude = site.latitude + north_km / 111
    longitude = site.longitude + east_km / 111 / cos(radians(site.latitude))
    messages = [problem.message for problem in read_position(latitude, longitude, site).problems]
    assert all("decimals" in message for message in messages), messages


@pytest.mark.parametrize("site_id", SITES)
def test_latitude_and_longitude_swapped_are_an_error(known: Gazetteer, site_id: str) -> None:
    site = site_place(known, site_id)
    for place in (site, None):
        read = read_position(site.longitude, site.latitude, place)
        assert read.latitude is None
        assert read.longitude is None
        (problem,) = read.problems
        assert (problem.severity, problem.message) == (
            "error",
            "Latitude and longitude look swapped",
        )
        assert (problem.latitude, problem.longitude) == (site.latitude, site.longitude)


def test_a_swap_is_known_where_both_numbers_could_be_either() -> None:
    (problem,) = read_position(87.6, 43.8).problems  # both can be latitudes and longitudes
    assert "swapped" in problem.message
    assert (problem.latitude, problem.longitude) == (43.8, 87.6)


@pytest.mark.parametrize("site_id", SITES)
@pytest.mark.parametrize("signs", [(-1, 1), (1, -1), (-1, -1)])
def test_a_wrong_sign_is_a_question(known: Gazetteer, site_id: str, signs: tuple[int, int]) -> None:
    site = site_place(known, site_id)
    north, east = signs[0] * site.latitude, signs[1] * site.longitude
    problem = problem_of(known, north, east, site_id)
    assert (problem.severity, problem.question, problem.is_certain) == ("error", "unsigned", False)
    assert (problem.latitude, problem.longitude) == (site.latitude, site.longitude)
    read = read_position(north, east, site, ["unsigned"])
    assert (read.latitude, read.longitude) == (site.latitude, site.longitude)


def sexagesimal(degrees: float, letter: str) -> str:
    """Degrees, minutes and seconds as printed on maps, to a tenth of a second."""
    tenths = round(degrees * 36000)
    return f"{tenths // 36000}°{tenths // 600 % 60:02}'{tenths % 600 / 10:04.1f}\"{letter}"


@pytest.mark.parametrize("site_id", SITES)
def test_other_ways_to_write_degrees_are_read_with_a_warning(
    known: Gazetteer, site_id: str
) -> None:
    site = site_place(known, site_id)
    here = site.latitude, site.longitude
    in_degrees = sexagesimal(here[0], "N"), sexagesimal(here[1], "E")
    for cells in (
        (str(here[0]).replace(".", ","), str(here[1]).replace(".", ",")),
        (f"{here[0]}°", f"{here[1]}°"),
        (f"{here[0]} N", f"E {here[1]}"),
        in_degrees,
        (in_degrees[0].replace("'", "′").replace('"', "″"), in_degrees[1].replace("°", " ° ")),
        (f"{here[0]}, {here[1]}", ""),
    ):
        read = read_position(*cells, site)
        assert (read.latitude, read.longitude) == here, cells
        (problem,) = read.problems
        assert problem.severity == "warning"
        assert (problem.latitude, problem.longitude) == here


@pytest.mark.parametrize(
    ("latitude", "longitude", "words"),
    [
        (0, 0, "0, 0"),
        ("0.0", "0,0", "0, 0"),
        ("42.966", "", "no longitude"),
        (float("nan"), 129.842, "no latitude"),
        (None, "129.842", "no latitude"),
        ("42,966", None, "no longitude"),
        (195.0, 200.0, "not a latitude"),
        (42.966, 1298.42, "not a longitude"),
        (51.5, 0.1, "Outside the region"),
        (60, 100, "Outside the region"),
        ("north", "129.842", "not a coordinate"),
        ("42 966", "129.842", "not a coordinate"),
        ("42°75'", "129.842", "not a coordinate"),
        ("-42.966 N", "129.842", "not a coordinate"),
        ("1e1", "129.842", "not a coordinate"),
        (float("inf"), 129.842, "not a coordinate"),
        pytest.param(10**5000, 129.842, "not a coordinate", id="a number of 5,000 digits"),
    ],
)
def test_what_is_no_position_of_ours_is_an_error(
    known: Gazetteer, latitude: object, longitude: object, words: str
) -> None:
    (bare,) = read_position(latitude, longitude).problems
    assert bare == PositionProblem(bare.message, "error", axis=bare.axis, cause=bare.cause)
    assert words in bare.message
    named = problem_of(known, latitude, longitude, "tumen")  # which has no published position
    assert (named.severity, named.latitude, named.longitude) == ("error", None, None)


@pytest.mark.parametrize("cell", ["9" * 10**6, "1.1" + " " * 10**6 + "x", "° " * 10**5, "1°" * 99])
def test_a_cell_of_any_length_gets_a_short_sentence(cell: str) -> None:
    for cells in ((cell, ""), (cell, "129.842"), (cell, cell)):
        (problem,) = read_position(*cells).problems
        assert len(problem.message) < 200


def test_no_position_at_all_is_no_mistake() -> None:
    for cells in (("", ""), (None, None), (float("nan"), " "), ("NaN", "")):
        assert read_position(*cells) == PositionRead(None, None)


@pytest.mark.parametrize("site_id", SITES)
@pytest.mark.parametrize(("name", "shift"), [("GCJ-02", to_gcj02), ("BD-09", to_bd09)])
@pytest.mark.parametrize("decimals", [6, 3])
def test_a_position_from_a_chinese_map_is_known(
    known: Gazetteer, site_id: str, name: str, shift: Any, decimals: int
) -> None:
    site = site_place(known, site_id)
    drawn = shift((site.latitude, site.longitude))
    read = read_position(round(drawn[0], decimals), round(drawn[1], decimals), site)
    if site.country != "China":  # such maps shift nothing beyond China's border
        assert not [p for p in read.problems if name in p.message]
        return
    (problem,) = read.problems
    assert problem.severity == "warning"
    assert f"({name})" in problem.message
    stated = re.search(r"in WGS 84 that is ([\d.]+), ([\d.]+\d)", problem.message)
    assert stated
    assert float(stated[1]) == pytest.approx(site.latitude, abs=0.0011)
    assert float(stated[2]) == pytest.approx(site.longitude, abs=0.0011)
    assert problem.latitude is None  # a likely reading is not a suggestion
    assert (read.latitude, read.longitude) == (round(drawn[0], 3), round(drawn[1], 3))


@pytest.mark.parametrize("site_id", SITES)
def test_how_far_from_the_named_place_a_position_may_lie(known: Gazetteer, site_id: str) -> None:
    site = site_place(known, site_id)
    here = site.latitude, site.longitude
    for km, severity in (
        (1.9 * site.reach_km, None),
        (2.2 * site.reach_km, "warning"),
        (0.97 * ANOTHER_PLACE_KM, "warning"),
        (1.05 * ANOTHER_PLACE_KM, "error"),
    ):
        there = geodesic(kilometers=km).destination(here, 0)
        read = read_position(round(there.latitude, 3), round(there.longitude, 2), site)
        assert [problem.severity for problem in read.problems] == ([severity] if severity else [])
        assert all(f"km from {site.label}" in problem.message for problem in read.problems)
        assert (read.latitude is None) == (severity == "error")


def test_a_position_is_never_finer_than_the_centre_of_a_town(known: Gazetteer) -> None:
    read = read_position("42.96612", "129.84190", site_place(known, "tumen"))
    assert (read.latitude, read.longitude) == (42.966, 129.842)
    (problem,) = read.problems
    assert problem.severity == "warning"
    assert (problem.latitude, problem.longitude) == (42.966, 129.842)
    assert read_position("42.96600", nextafter(129.842, 130)).problems == ()


cells = st.one_of(
    st.text(max_size=70),
    st.text("0123456789.,-+°'\"NSEW도분 ′″−", max_size=30),
    st.floats(),
    st.integers(),
    st.none(),
)


@settings(max_examples=400, deadline=None)
@given(cells, cells, st.sampled_from((*SITES, None)))
def test_arbitrary_cells_never_raise(
    latitude: object, longitude: object, site_id: str | None
) -> None:
    place = site_place(gazetteer(load(FROZEN)), site_id) if site_id else None
    read = read_position(latitude, longitude, place)
    used = (read.latitude, read.longitude)
    errors = [problem for problem in read.problems if problem.severity == "error"]
    assert not errors or used == (None, None)
    for degrees in used + tuple(p.latitude for p in read.problems):
        assert degrees is None or round(degrees, 3) == degrees


@settings(max_examples=200, deadline=None)
@given(st.floats(-400, 400), st.floats(-400, 400), st.sampled_from((*SITES, None)))
def test_each_mistake_can_be_asked_for_by_itself(
    latitude: float, longitude: float, site_id: str | None
) -> None:
    place = site_place(gazetteer(load(FROZEN)), site_id) if site_id else None
    in_range = abs(latitude) <= 90 and abs(longitude) <= 180
    for mistake in MISTAKES if in_range else MISTAKES[:4]:
        problem = mistake(latitude, longitude, place)
        assert problem is None or problem.severity in ("error", "warning")


# The shifts of Chinese maps


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [  # values published with the tests of eviltransform and coordtransform
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
        ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
        ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
        ((39.915, 116.404), (39.91640428150164, 116.41024449916938)),
    ],
)
def test_gcj02_is_as_published(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert to_gcj02(wgs84) == pytest.approx(gcj02, abs=1e-6)


def test_bd09_is_as_published() -> None:
    # from coordtransform; eviltransform's own pairs omit a factor, and are up to 40 m off
    assert to_bd09((39.915, 116.404)) == pytest.approx(
        (39.922699552216216, 116.41662724378733), abs=1e-9
    )
    assert to_bd09(undone(to_gcj02, (39.915, 116.404))) == pytest.approx(
        (39.92133699351021, 116.41036949371029), abs=1e-9
    )


@settings(deadline=None)
@given(st.sampled_from((to_gcj02, to_bd09)), st.floats(18, 54), st.floats(73, 135))
def test_a_shift_is_undone_within_a_metre(shift: Any, latitude: float, longitude: float) -> None:
    here = latitude, longitude
    assert geodesic(undone(shift, shift(here)), here).m < 1


# Nominatim, if it is switched on


@dataclass
class Answers:
    """A server on a free port that answers like Nominatim, and the requests it got."""

    address: str
    status: int = 200
    body: str = "[]"
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)


@contextmanager
def serving() -> Iterator[Answers]:
    """Answer on a free port until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            serves.asked.append(parse_qs(urlsplit(self.path).query))
            serves.agents.append(self.headers["User-Agent"])
            self.send_response(serves.status)
            self.end_headers()
            self.wfile.write(serves.body.encode())

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serves = Answers(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, daemon=True).start()
    yield serves
    server.shutdown()
    server.server_close()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    """A Nominatim server named in the setting."""
    with serving() as server:
        monkeypatch.setenv(NOMINATIM_VARIABLE, server.address)
        yield server


def settlement(
    name: str = "Badaogou", latitude: str = "41.5612345", code: str = "cn"
) -> dict[str, Any]:
    """A place in Nominatim's form."""
    return {
        "place_id": 1,
        "lat": latitude,
        "lon": "127.0412345",
        "name": name,
        "display_name": f"{name}, Changbai, Baishan, Jilin, China",
        "address": {"state": "Jilin", "country": "China", "country_code": code},
    }


def test_nothing_is_asked_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NOMINATIM_VARIABLE, raising=False)
    assert online_name() == ""
    assert ask_online("Badaogou").message == "no online service is switched on"


def test_a_place_is_asked_for_once_and_by_name(answers: Answers) -> None:
    answers.body = json.dumps([settlement()])
    found = [ask_online(" Badaogou "), ask_online("Badaogou")]
    assert found[0] == found[1]
    place = found[0].place
    assert place
    assert (place.name, place.province, place.country) == ("Badaogou", "Jilin", "China")
    assert (place.latitude, place.longitude) == (41.561, 127.041)
    assert found[0].how == online_name() == answers.address.removeprefix("http://")
    (query,) = answers.asked
    assert query["q"] == ["Badaogou"]
    assert query["countrycodes"] == ["cn,kp,mn,vn,la,mm,th,ru,kr"]
    assert query["featureType"] == ["settlement"]
    assert answers.agents[0].startswith("refoulement-map/")


def test_the_server_asks_for_the_process_that_reads_a_file(
    answers: Answers, dataset: Dataset
) -> None:
    answers.body = json.dumps([settlement("Pasadena")])
    content = b"place,date,count,measure\nPasadena,2021-07,50,held\n"
    file, _ = read_isolated(content, "own.csv", dataset, Decisions())
    assert file.dataset
    assert [query["q"] for query in answers.asked] == [["Pasadena"]]
    assert "Pasadena" in [*file.dataset.sites["name_en"]]
    assert ask_online("Pasadena").place  # remembered here, since no other process asked
    assert len(answers.asked) == 1


def test_questions_are_a_second_apart(answers: Answers) -> None:
    server = nominatim()
    assert server
    assert online._client(server) is online._client(server)
    assert online._client(server).min_delay_seconds == 1


def test_several_places_are_a_question_and_those_elsewhere_left_out(answers: Answers) -> None:
    answers.body = json.dumps([settlement(), settlement(latitude="43.1"), settlement(code="us")])
    found = ask_online("Badaogou")
    assert len(found.candidates) == 2
    assert "several places" in found.message


def test_what_goes_wrong_online_is_a_sentence_and_asked_again(answers: Answers) -> None:
    for status, body, words in (
        (500, "", "could not be asked"),
        (403, "", "could not be asked"),
        (429, "", "refuses more questions"),
        (200, "<html>", "could not be asked"),
        (200, "[]", "knows no place"),
    ):
        answers.status, answers.body = status, body
        online._client.cache_clear()  # no need to wait a second here
        found = ask_online("Badaogou")
        assert words in found.message
        assert found.place is None
    assert len(answers.asked) == 5


@pytest.mark.parametrize(
    "body", ['[{"lat": "x"}]', '[{"lat": "1", "lon": "2"}]', "[[]]", '{"a": 1}', "7"]
)
def test_an_answer_that_is_not_nominatims_is_a_sentence(answers: Answers, body: str) -> None:
    answers.body = body
    found = ask_online("Badaogou")
    assert found.place is None
    assert "that is not Nominatim’s" in found.message or "knows no place" in found.message


def test_a_server_that_does_not_answer_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as gone:
        monkeypatch.setenv(NOMINATIM_VARIABLE, gone.address)
    assert "could not be asked" in ask_online("Badaogou").message


@pytest.mark.parametrize(
    "name", ["", "010-1234-5678", "a@b.example", "x" * 200, "https://a.example"]
)
def test_what_may_be_a_person_never_leaves_the_server(answers: Answers, name: str) -> None:
    assert "not sent" in ask_online(name).message
    assert answers.asked == []


@pytest.mark.parametrize(
    ("setting", "scheme", "domain", "host"),
    [
        ("nominatim.example.org", "https", "nominatim.example.org", "nominatim.example.org"),
        ("https://a.example/nominatim/", "https", "a.example/nominatim", "a.example"),
        ("http://127.0.0.1:8080", "http", "127.0.0.1:8080", "127.0.0.1:8080"),
    ],
)
def test_the_setting_names_a_server(
    monkeypatch: pytest.MonkeyPatch, setting: str, scheme: str, domain: str, host: str
) -> None:
    monkeypatch.setenv(NOMINATIM_VARIABLE, setting)
    server = nominatim()
    assert server
    assert (server.scheme, server.domain, server.host) == (scheme, domain, host)


@pytest.mark.parametrize(
    "setting", ["yes please", "ftp://a.example", "https://a.example/?q=", "a@b"]
)
def test_a_setting_that_names_no_server_is_refused(
    monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv(NOMINATIM_VARIABLE, setting)
    with pytest.raises(SettingError, match=NOMINATIM_VARIABLE):
        online_name()
