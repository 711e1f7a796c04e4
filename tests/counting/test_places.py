"""What is stated for a place alone, and how far it is from the nearest crossing point."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from math import cos, degrees, radians
from pathlib import Path

import pandas as pd
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from refoulement.counting.places import (
    PlaceMeasure,
    other_places,
    place_measures,
    placed_reports,
)
from refoulement.counting.rules import Figure, figure
from refoulement.dataset.events import EventGraph
from refoulement.dataset.geography import (
    EARTH_KM,
    NO_PLACE,
    REACH_KM,
    distance_text,
    imprecision_km,
    nearest_posts,
)
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES
from tests.copies import FROZEN, copy_package, edit_cells, edit_rows, read_records
from tests.generated import counts

FIRST_DAY = date(2020, 1, 1)
SITES = ("tumen", "dandong", "hunchun")
EVENTS = ("whole", "part", "part-of-part", "rival", "overlapping")
WHOLE = {"part": "whole", "part-of-part": "part"}
OVERLAPS = (("rival", "overlapping"),)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load(FROZEN)


def stated(dataset: Dataset, reports: tuple[Report, ...]) -> dict[tuple[str, str], PlaceMeasure]:
    """What reports state, by place and measure."""
    return {(m.site_id, m.measure): m for m in place_measures(dataset, reports)}


def ends(shown: Figure) -> tuple[object, ...]:
    return shown.low, shown.high, shown.open_below, shown.open_above, shown.events, shown.stock


# On the frozen data


@pytest.mark.parametrize(
    ("site_id", "measure", "text", "events", "without_number"),
    [
        ("tumen", "returned", "≤ 500", 1, 0),
        ("dandong", "returned", "110–350", 3, 1),
        ("changbai", "returned", "400+", 2, 0),
        ("baishan", "returned", "200+", 1, 0),
        ("longjing", "returned", "≤ 900", 1, 0),
        ("hunchun", "returned", "no statements", 0, 0),
        ("shenyang", "arrested", "89", 4, 0),
        ("kunming", "arrested", "37–39", 3, 0),
        ("qingdao", "arrested", "20", 1, 0),
        ("dandong", "arrested", "no statements", 0, 0),
    ],
)
def test_a_place_shows_only_what_was_stated_for_it_alone(
    dataset: Dataset, site_id: str, measure: str, text: str, events: int, without_number: int
) -> None:
    alone = stated(dataset, Selection().reports(dataset))[site_id, measure].alone
    shown = (str(alone), len(alone.events), alone.events_without_number)
    assert shown == (text, events, without_number)


@pytest.mark.parametrize(
    ("site_id", "text", "as_of"),
    [
        ("tumen", "325", date(2021, 7, 22)),
        ("dandong", "180", date(2021, 7, 22)),
        ("changchun", "475", date(2023, 10, 29)),
        ("linjiang", "104", date(2021, 7, 22)),
        ("shenyang", "64", date(2021, 7, 22)),
        ("changbai", "47", date(2021, 7, 22)),
        ("longjing", "110", date(2004, 3, 25)),
    ],
)
def test_the_people_held_at_a_place_are_those_of_the_latest_stock(
    dataset: Dataset, site_id: str, text: str, as_of: date
) -> None:
    alone = stated(dataset, Selection().reports(dataset))[site_id, "held"].alone
    assert (str(alone), alone.as_of) == (text, as_of)


def test_reports_that_name_one_place_and_no_other_stand_alone_and_all_others_beside(
    dataset: Dataset,
) -> None:
    written = read_records(FROZEN, "reports")
    found = stated(dataset, Selection().reports(dataset))
    pairs = {
        (site, record["measure"])
        for record in written
        for site in record["site_ids"].split(";")
        if site
    }
    assert set(found) == pairs
    for (site, measure), place in found.items():
        naming = [
            record
            for record in written
            if record["measure"] == measure and site in record["site_ids"].split(";")
        ]
        alone = [r for r in naming if r["site_ids"] == site and not r["other_places"]]
        beside = [r["report_id"] for r in naming if r not in alone]
        assert place.alone.reports == len(alone)
        assert [report.report_id for report in place.shared] == beside


def test_a_count_shared_with_a_place_off_the_list_or_an_open_list_is_shared(
    dataset: Dataset,
) -> None:
    found = stated(dataset, Selection().reports(dataset))
    for site, measure, report_id in (
        ("nanning", "arrested", "r091"),  # and Inner Mongolia, and others
        ("changbai", "arrested", "r121"),  # and Xishuangbanna, and others
    ):
        place = found[site, measure]
        assert [report.report_id for report in place.shared] == [report_id]
        assert (place.alone.reports, str(place.alone)) == (0, "no statements")


def test_nine_reports_of_returns_name_tumen_with_other_places(dataset: Dataset) -> None:
    shared = stated(dataset, Selection().reports(dataset))["tumen", "returned"].shared
    assert len(shared) == 9
    assert all(other_places(dataset, report, "tumen") for report in shared)


def test_figures_of_a_place_stand_by_the_role_it_had(dataset: Dataset) -> None:
    found = stated(dataset, Selection().reports(dataset))
    changbai = found["changbai", "returned"].by_role
    assert {role: str(by_role) for role, by_role in changbai.items()} == {
        "detention": "200+",
        "crossing": "200+",
    }
    for place in found.values():
        if place.measure not in COUNTED_MEASURES:
            assert place.by_role == {}
            continue
        assert sum(f.reports for f in place.by_role.values()) == place.alone.reports
        if len(place.by_role) == 1:
            assert [ends(f) for f in place.by_role.values()] == [ends(place.alone)]


@pytest.mark.parametrize(
    ("site_id", "measure", "rivals"),
    [
        ("baishan", "returned", ("dandong", "changbai")),
        ("changbai", "returned", ("dandong", "baishan")),
        ("tumen", "returned", ()),
        ("shenyang", "arrested", ()),
    ],
)
def test_places_that_rival_reports_of_the_same_events_name_alone_are_known(
    dataset: Dataset, site_id: str, measure: str, rivals: tuple[str, ...]
) -> None:
    found = stated(dataset, Selection().reports(dataset))
    assert found[site_id, measure].rival_places == rivals


def test_a_place_that_only_repeats_name_is_no_rival(dataset: Dataset) -> None:
    reports = Selection().reports(dataset)
    repeated = tuple(
        replace(r, derived_from="r031") if r.sites == ("dandong",) else r for r in reports
    )
    assert stated(dataset, repeated)["baishan", "returned"].rival_places == ("changbai",)


def test_places_and_measures_come_in_the_order_of_the_file_and_the_vocabulary(
    dataset: Dataset,
) -> None:
    reports = Selection().reports(dataset)
    order = [(m.site_id, m.measure) for m in place_measures(dataset, reports)]
    again = [(m.site_id, m.measure) for m in place_measures(dataset, reversed(reports))]
    sites = [site for site, _ in order]
    assert sites == sorted(sites, key=dataset.site_ids.index)
    assert [measure for site, measure in order if site == "dandong"] == [
        "held",
        "returned",
        "arrested",
    ]
    assert order == again


def test_what_a_place_shows_is_what_a_selection_of_that_place_shows(dataset: Dataset) -> None:
    """A selection of one place leaves shared counts out of its figure, as the place does."""
    found = stated(dataset, Selection().reports(dataset))
    for (site, measure), place in found.items():
        matching = Selection(sites=(site,)).reports(dataset)
        selected = figure(dataset.event_graph, measure, matching, (site,))
        assert ends(selected) == ends(place.alone)
        assert selected.reports == place.alone.reports + len(place.shared)


def test_reports_that_name_a_place_are_found_in_their_order(dataset: Dataset) -> None:
    reports = Selection().reports(dataset)
    named = placed_reports(reports, "dandong")
    assert [report for report in reports if report in named] == list(named)
    assert {report.report_id for report in named} == {
        record["report_id"]
        for record in read_records(FROZEN, "reports")
        if "dandong" in record["site_ids"].split(";")
    }


def test_the_further_places_of_a_report_have_names_and_others_is_no_name(
    dataset: Dataset,
) -> None:
    by_id = {report.report_id: report for report in dataset.records}
    assert other_places(dataset, by_id["r043"], "dandong") == ["Hunchun"]
    assert other_places(dataset, by_id["r091"], "nanning") == ["Inner Mongolia"]
    assert other_places(dataset, by_id["r003"], "tumen") == []
    assert other_places(dataset, by_id["r087"], "") == ["Tumen", "Hunchun"]


# On generated reports


@cache
def small() -> Dataset:
    """The frozen places, with a few events related in every possible way."""
    table = pd.DataFrame(
        {
            "event_id": EVENTS,
            "label": EVENTS,
            "part_of": [WHOLE.get(event, "") for event in EVENTS],
            "may_overlap": [dict(OVERLAPS).get(event, "") for event in EVENTS],
            "denial": "",
        }
    )
    return replace(load(FROZEN), events=table)


@st.composite
def generated(draw: st.DrawFn, shared: bool | None = None) -> Report:
    """A report of any kind; `shared` restricts it to several places, or to just one."""
    low, high = draw(counts)
    measure = draw(st.sampled_from(("held", "returned", "arrested")))
    basis = "stock" if measure == "held" else "event"
    first = FIRST_DAY + timedelta(draw(st.integers(0, 20)))
    sites = tuple(draw(st.lists(st.sampled_from(SITES), min_size=1, max_size=3, unique=True)))
    others = draw(st.sampled_from(((), ("others",), ("Musan",))))
    if shared is False:
        sites, others = sites[:1], ()
    elif shared is True and len(sites) == 1 and not others:
        others = ("others",)
    return Report(
        report_id=draw(st.uuids()).hex,
        event_id=draw(st.sampled_from(EVENTS)),
        source_id=draw(st.sampled_from(("s1", "s2"))),
        measure=measure,
        basis=draw(st.sampled_from((basis, basis, basis, "rate"))),
        place_role=draw(st.sampled_from(("crossing", "detention", "arrest"))),
        sites=sites,
        other_places=others,
        area="",
        country=draw(st.sampled_from(("China", "China", "China", "Vietnam"))),
        low=low,
        high=high,
        population="escapees",
        date_from=first,
        date_to=first + timedelta(draw(st.integers(0, 5))),
        derived_from=draw(st.sampled_from(("", "", "", "r0"))),
        origin=draw(st.sampled_from(("", "o1", "o2"))),
        approximate=draw(st.booleans()),
    )


some_reports = st.lists(generated(), max_size=8, unique_by=lambda report: report.report_id)


@given(reports=some_reports, shared=st.lists(generated(shared=True), min_size=1, max_size=3))
@settings(max_examples=300, deadline=None)
def test_a_shared_count_changes_no_single_places_figure(
    reports: list[Report], shared: list[Report]
) -> None:
    before = stated(small(), tuple(reports))
    after = stated(small(), (*reports, *shared))
    for key, place in after.items():
        alone = before[key].alone if key in before else None
        if alone:
            assert place.alone == alone
            assert place.by_role == before[key].by_role
        else:
            assert (place.alone.high, place.alone.reports, place.by_role) == (None, 0, {})
    assert set(before) <= set(after)
    beside = {report for place in after.values() for report in place.shared}
    assert set(shared) <= beside


@given(reports=some_reports)
@settings(max_examples=300, deadline=None)
def test_no_report_of_a_place_is_lost_or_stands_twice(reports: list[Report]) -> None:
    for (site, measure), place in stated(small(), tuple(reports)).items():
        naming = [r for r in reports if site in r.sites and r.measure == measure]
        alone = [*place.alone.counted, *(report for report, _ in place.alone.not_counted)]
        assert sorted(r.report_id for r in (*alone, *place.shared)) == sorted(
            r.report_id for r in naming
        )
        assert all(r.sites == (site,) and not r.other_places for r in alone)


@given(reports=st.lists(generated(shared=False), max_size=8, unique_by=lambda r: r.report_id))
@settings(max_examples=200, deadline=None)
def test_a_place_has_the_figure_of_its_own_reports(reports: list[Report]) -> None:
    graph = EventGraph.from_links(EVENTS, WHOLE, OVERLAPS)
    for (site, measure), place in stated(small(), tuple(reports)).items():
        own = [report for report in reports if report.sites == (site,)]
        assert place.alone == figure(graph, measure, own)


# How far it is


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(geodesic(one, other).km)


@pytest.mark.parametrize(
    ("site_id", "here", "post", "side", "text"),
    [
        (
            "yanji",
            (42.888, 129.502),
            (42.966, 129.842),
            "Tumen",
            "About 29 km from the nearest crossing point of known position, "
            "Tumen to Namyang (Onsong)",
        ),
        (
            "shenyang",
            (41.792, 123.433),
            (40.129, 124.395),
            "Dandong",
            "About 200 km from the nearest crossing point of known position, Dandong to Sinuiju",
        ),
        (
            "hunchun",
            (42.867, 130.357),
            (42.814, 130.153),
            "Shatuozi (Hunchun)",
            "About 18 km from the nearest crossing point of known position, "
            "Shatuozi (Hunchun) to Saebyol (Kyongwon) (measured to the other bank)",
        ),
    ],
)
def test_the_distance_to_the_nearest_crossing_point_is_geodesic(
    dataset: Dataset,
    site_id: str,
    here: tuple[float, float],
    post: tuple[float, float],
    side: str,
    text: str,
) -> None:
    nearest, km = nearest_posts(dataset)[site_id]
    assert nearest.cn_side == side
    assert (nearest.latitude, nearest.longitude) == post
    assert km == pytest.approx(kilometres(here, post), abs=0.001)
    assert distance_text(dataset, site_id) == text


def test_the_geodesic_agrees_with_a_distance_worked_out_by_hand(dataset: Dataset) -> None:
    """From Yanji to Tumen, at 42.9° N: a degree is 111.1 km north and 81.7 km east."""
    north, east = (42.966 - 42.888) * 111.1, (129.842 - 129.502) * 81.7
    by_hand = (north**2 + east**2) ** 0.5
    assert nearest_posts(dataset)["yanji"][1] == pytest.approx(by_hand, rel=0.005)


def test_the_nearest_post_is_so_on_the_ellipsoid_where_a_sphere_says_otherwise(
    dataset: Dataset,
) -> None:
    """Posts to the north and east of a place, at the same distance on a sphere."""
    here = (dataset.site["tumen"]["latitude"], dataset.site["tumen"]["longitude"])
    known = dataset.crossings.iloc[[0]]
    for km in (5, 20, 80):
        north, east = degrees(1.0005 * km / EARTH_KM), degrees(km / EARTH_KM)
        positions = (
            (here[0] + north, here[1]),
            (here[0], here[1] + east / cos(radians(here[0]))),
        )
        posts = [
            known.assign(cn_latitude=at[0], cn_longitude=at[1], cn_side_en=name)
            for at, name in zip(positions, ("north", "east"), strict=True)
        ]
        post, found = nearest_posts(replace(dataset, crossings=pd.concat(posts)))["tumen"]
        distances = [geodesic(here, at).km for at in positions]
        assert distances[0] < distances[1], "a test of the test"
        assert post.cn_side == "north"
        assert found == pytest.approx(distances[0])


def test_no_post_of_known_position_is_nearer_than_the_nearest(dataset: Dataset) -> None:
    known = []
    for record in read_records(FROZEN, "crossings"):
        for side in ("cn", "dprk"):
            if record[f"{side}_latitude"] and record[f"{side}_longitude"]:
                point = float(record[f"{side}_latitude"]), float(record[f"{side}_longitude"])
                known.append(point)
                break
    assert len(known) == 10
    for record in read_records(FROZEN, "sites"):
        here = float(record["latitude"]), float(record["longitude"])
        if record["country"] != "China":
            assert record["site_id"] not in nearest_posts(dataset)
            continue
        least = min(kilometres(here, point) for point in known)
        assert nearest_posts(dataset)[record["site_id"]][1] == pytest.approx(least, abs=0.001)


@pytest.mark.parametrize("site_id", ["tumen", "dandong", "changbai", "sanhe", "ji-an"])
def test_a_place_at_its_post_has_no_distance(dataset: Dataset, site_id: str) -> None:
    assert nearest_posts(dataset)[site_id][1] < 1
    assert distance_text(dataset, site_id) == ""


@pytest.mark.parametrize("site_id", ["sinuiju", "onsong"])
def test_a_place_in_north_korea_has_no_distance(dataset: Dataset, site_id: str) -> None:
    assert distance_text(dataset, site_id) == ""


def test_a_post_whose_two_positions_are_unknown_is_nowhere(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "crossings", "shatuozi-saebyol", dprk_latitude="", dprk_longitude="")
    dataset = load(package)
    nearest, km = nearest_posts(dataset)["hunchun"]
    assert nearest.cn_side == "Tumen"
    assert km == pytest.approx(kilometres((42.867, 130.357), (42.966, 129.842)), abs=0.001)
    assert "other bank" not in distance_text(dataset, "hunchun")


def test_a_post_with_half_a_position_is_measured_to_its_other_bank(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "crossings", "dandong-sinuiju", cn_longitude="")
    dataset = load(package)
    nearest, km = nearest_posts(dataset)["dandong"]
    assert (nearest.own_position, nearest.dprk_side) == (False, "Sinuiju")
    assert km == pytest.approx(kilometres((40.129, 124.395), (40.101, 124.398)), abs=0.001)
    assert "(measured to the other bank)" in distance_text(dataset, "dandong")


def test_without_any_post_no_place_has_a_distance(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_rows(package, "crossings", lambda rows: rows[:1])
    dataset = load(package)
    assert {distance_text(dataset, site_id) for site_id in dataset.site_ids} == {""}


# How uncertain the place is


def test_a_ring_is_as_wide_as_a_town_or_as_far_as_its_posts(dataset: Dataset) -> None:
    widths = {site_id: imprecision_km(dataset, site_id) for site_id in dataset.site_ids}
    assert widths["changchun"] == REACH_KM["town"] == 5
    post = geodesic((42.867, 130.357), (42.814, 130.153)).km
    assert widths["hunchun"] == pytest.approx(post)
    assert post > 15
    assert min(widths.values()) == 5


def test_every_precision_that_the_schema_allows_has_a_width(dataset: Dataset) -> None:
    (sites,) = (r for r in dataset.descriptor["resources"] if r["name"] == "sites")
    (field,) = (f for f in sites["schema"]["fields"] if f["name"] == "location_precision")
    assert set(field["constraints"]["enum"]) == set(REACH_KM)


def test_every_matching_report_is_at_a_place_or_in_the_box_without_place(
    dataset: Dataset,
) -> None:
    reports = Selection().reports(dataset)
    without = placed_reports(reports, NO_PLACE)
    placed = {r for site in dataset.site_ids for r in placed_reports(reports, site)}
    assert len(without) == 60
    assert set(without) | placed == set(reports)
    assert not set(without) & placed
