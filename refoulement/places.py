"""What is stated for each place, and how far it is from the nearest crossing point."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

import pandas as pd

from refoulement.counting import Figure, Interval, by_id, figure, interval_of, reason_not_counted
from refoulement.dataset import Dataset, Report, rows
from refoulement.remembered import once_a_dataset
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, PLACE_ROLES

#: Stands for "no place given" where an id of a place is expected.
NO_PLACE = ""

EARTH_KM = 6371.0  # mean radius

#: How far from its point a place of each precision commonly reaches, in km: a judgement of ours.
REACH_KM = {"facility": 0.5, "town": 5.0, "county": 30.0, "prefecture": 100.0, "province": 300.0}


@dataclass(frozen=True, slots=True)
class PlaceMeasure:
    """What matching reports of one measure state for one place.

    `alone` is the figure over the reports that name this place and no other,
    `by_role` the same by place role (events may stand under several roles, so the
    roles do not add up). `shared` are the reports that name further places, by id, and
    `rival_places` are other places that rival reports of the same events name alone.
    """

    site_id: str
    measure: str
    alone: Figure
    by_role: dict[str, Figure]
    shared: tuple[Report, ...]
    rival_places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedCount:
    """What reports of one measure state for several places together, by event.

    `sites` are the places, from west to east, `other_places` further ones that are no
    sites of ours, `intervals` each event's id and interval (None without a number).
    """

    sites: tuple[str, ...]
    other_places: tuple[str, ...]
    measure: str
    intervals: tuple[tuple[str, Interval | None], ...]


@dataclass(frozen=True, slots=True)
class Post:
    """A pair of border posts, the place it belongs to, and where it is in degrees (WGS 84).

    `own_position` is false where the position is that of the other bank, since the
    post's own is not known.
    """

    site_id: str
    cn_side: str
    dprk_side: str
    latitude: float
    longitude: float
    own_position: bool


def place_measures(dataset: Dataset, matching: Iterable[Report]) -> list[PlaceMeasure]:
    """Each place that matching reports name, by measure, in the order of the places' file."""
    named: dict[tuple[str, str], list[Report]] = {}
    # Once for all places: to look for rivals in all reports at each takes places times reports.
    named_alone: dict[tuple[str, str], set[str]] = {}
    for report in matching:
        for site_id in report.sites:
            named.setdefault((site_id, report.measure), []).append(report)
        if len(report.sites) == 1 and reason_not_counted(report) is None:
            named_alone.setdefault((report.event_id, report.measure), set()).add(report.sites[0])
    return [
        _place_measure(dataset, site_id, measure, named[site_id, measure], named_alone)
        for site_id in dataset.site_ids
        for measure in MEASURES
        if (site_id, measure) in named
    ]


def other_places(dataset: Dataset, report: Report, site_id: str) -> list[str]:
    """English names of the further places that a report names beside `site_id`."""
    names = [dataset.site_name(other) for other in report.sites if other != site_id]
    return names + [name for name in report.other_places if name != "others"]


def placed_reports(matching: Iterable[Report], site_id: str) -> tuple[Report, ...]:
    """The matching reports that name the place, alone or with others; for NO_PLACE, none at all."""
    if site_id == NO_PLACE:
        return tuple(report for report in matching if not report.sites)
    return tuple(report for report in matching if site_id in report.sites)


def shared_counts(dataset: Dataset, matching: Iterable[Report]) -> list[SharedCount]:
    """Every set of places that counted reports of a measure state one count for."""
    by_places: dict[tuple[tuple[str, ...], tuple[str, ...], str], list[Report]] = {}
    for report in sorted(matching, key=by_id):
        if len(report.sites) > 1 and reason_not_counted(report) is None:
            sites = sorted(report.sites, key=lambda site: dataset.site[site]["longitude"])
            key = (tuple(sites), report.other_places, report.measure)
            by_places.setdefault(key, []).append(report)
    return [
        SharedCount(sites, other_places, measure, tuple(_by_event(reports)))
        for (sites, other_places, measure), reports in by_places.items()
    ]


def shared_by_event(place: PlaceMeasure) -> dict[str, list[Report]]:
    """The counted reports among those that a place shares with others, by event."""
    by_event: dict[str, list[Report]] = {}
    for report in place.shared:
        if reason_not_counted(report) is None:
            by_event.setdefault(report.event_id, []).append(report)
    return by_event


def imprecision_km(dataset: Dataset, site_id: str) -> float:
    """How far from its point what a source means by the place may lie, in km.

    As far as such a place commonly reaches, and where it is a crossing point at
    least as far as its posts of known position.
    """
    site = dataset.site[site_id]
    here = (site["latitude"], site["longitude"])
    posts = [_km(here, post) for post in _posts_of(dataset).get(site_id, ())]
    return max([REACH_KM[site["location_precision"]], *posts])


def _place_measure(
    dataset: Dataset,
    site_id: str,
    measure: str,
    reports: Collection[Report],
    named_alone: Mapping[tuple[str, str], set[str]],
) -> PlaceMeasure:
    """`named_alone`: by event and measure, what counted reports name as their one place of ours."""
    alone = [r for r in reports if r.sites == (site_id,) and not r.other_places]
    graph = dataset.event_graph
    own = figure(graph, measure, alone, (site_id,))
    rivals = {site for report in own.counted for site in named_alone[report.event_id, measure]}
    roles = [role for role in PLACE_ROLES if any(r.place_role == role for r in alone)]
    return PlaceMeasure(
        site_id=site_id,
        measure=measure,
        alone=own,
        by_role={
            role: figure(graph, measure, [r for r in alone if r.place_role == role], (site_id,))
            for role in roles
            if measure in COUNTED_MEASURES
        },
        shared=tuple(
            sorted((r for r in reports if r.sites != (site_id,) or r.other_places), key=by_id)
        ),
        rival_places=dataset.in_file_order(rivals - {site_id}),
    )


@once_a_dataset
def nearest_posts(dataset: Dataset) -> dict[str, tuple[Post, float]]:
    """For each place in China, the nearest official crossing point and how far it is, in km.

    Only posts whose position, or that of their other bank, is known. Distances are
    geodesic (WGS 84), from the place's coordinates.
    """
    posts = list(_posts(dataset))
    nearest = {}
    for site_id, site in dataset.site.items():
        if site["country"] == "China" and posts:
            here = (site["latitude"], site["longitude"])
            by_distance = ((post, _km(here, post)) for post in _near(here, posts))
            nearest[site_id] = min(by_distance, key=lambda pair: pair[1])
    return nearest


def _near(here: tuple[float, float], posts: Collection[Post]) -> list[Post]:
    """The posts among which the nearest is: those hardly farther on a sphere than the nearest.

    A sphere is wrong by half a per cent at most, and asks a hundredth of the time.
    """
    known = [(post, _km_on_a_sphere(here, post)) for post in posts]
    least = min(km for _, km in known)
    return [post for post, km in known if km <= 1.02 * least + 0.01]


def distance_text(dataset: Dataset, site_id: str) -> str:
    """How far the place is from the nearest crossing point; empty where that says nothing.

    A place at which the post itself stands (within a kilometre) gets no distance,
    nor does one outside China.
    """
    if site_id not in nearest_posts(dataset):
        return ""
    post, km = nearest_posts(dataset)[site_id]
    if km < 1:
        return ""
    measured = "" if post.own_position else " (measured to the other bank)"
    return (
        f"about {_rounded(km):,} km from the nearest crossing point of known position, "
        f"{post.cn_side} to {post.dprk_side}{measured}"
    )


@once_a_dataset
def _posts_of(dataset: Dataset) -> dict[str, list[Post]]:
    """The posts of known position, by place."""
    found: dict[str, list[Post]] = {}
    for post in _posts(dataset):
        found.setdefault(post.site_id, []).append(post)
    return found


def _posts(dataset: Dataset) -> Iterator[Post]:
    for row in rows(dataset.crossings):
        for side in ("cn", "dprk"):
            latitude, longitude = row[f"{side}_latitude"], row[f"{side}_longitude"]
            if not (pd.isna(latitude) or pd.isna(longitude)):
                own = side == "cn"
                sides = row["cn_side_en"], row["dprk_side_en"]
                yield Post(row["site_id"], *sides, latitude, longitude, own)
                break


def _by_event(reports: Collection[Report]) -> Iterator[tuple[str, Interval | None]]:
    for event_id in dict.fromkeys(report.event_id for report in reports):
        yield event_id, interval_of(r for r in reports if r.event_id == event_id)


def _km(here: tuple[float, float], post: Post) -> float:
    # Imported here: all of geopy comes with it, and most that goes by places asks no distance.
    from geopy.distance import geodesic

    return float(geodesic(here, (post.latitude, post.longitude)).km)


def _km_on_a_sphere(here: tuple[float, float], post: Post) -> float:
    latitude, longitude, other, beside = map(radians, (*here, post.latitude, post.longitude))
    rise, run = sin((other - latitude) / 2), sin((beside - longitude) / 2)
    across = rise * rise + cos(latitude) * cos(other) * run * run
    return 2 * EARTH_KM * asin(min(1.0, sqrt(across)))


def _rounded(km: float) -> int:
    """Kilometres no finer than coordinates of towns allow."""
    return round(km) if km < 100 else int(round(km, -1))
