"""Where places lie: border posts, how far away they are, and how exact a position is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

import pandas as pd
from geographiclib.geodesic import Geodesic

from refoulement.dataset.remembered import once_a_dataset
from refoulement.dataset.tables import Dataset, rows
from refoulement.messages import gettext

#: Stands for "no place given" where an id of a place is expected.
NO_PLACE = ""
EARTH_KM = 6371.0  # mean radius
#: How far from its point a place of each precision commonly reaches, in km: our own judgement.
REACH_KM = {"facility": 0.5, "town": 5.0, "county": 30.0, "prefecture": 100.0, "province": 300.0}


#: Latitude and longitude in degrees (WGS 84).
Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Post:
    """A pair of border posts, the place it belongs to, and its position in degrees (WGS 84).

    `own_position` is false if the position is that of the other bank, because the
    post's own is not known.
    """

    site_id: str
    cn_side: str
    dprk_side: str
    latitude: float
    longitude: float
    own_position: bool

    @property
    def position(self) -> Position:
        """Latitude and longitude in degrees (WGS 84)."""
        return self.latitude, self.longitude


def distance_km(here: Position, there: Position) -> float:
    """The distance between two positions in km, along the geodesic of WGS 84."""
    return float(Geodesic.WGS84.Inverse(*here, *there, Geodesic.DISTANCE)["s12"]) / 1000


def imprecision_km(dataset: Dataset, site_id: str) -> float:
    """How far from its point the place that a source means may lie, in km.

    As far as such a place commonly reaches; for a crossing point, at least as far as
    its posts of known position.
    """
    site = dataset.site[site_id]
    here = (site["latitude"], site["longitude"])
    posts = [distance_km(here, post.position) for post in _posts_of(dataset).get(site_id, ())]
    return max([REACH_KM[site["location_precision"]], *posts])


@once_a_dataset
def nearest_posts(dataset: Dataset) -> dict[str, tuple[Post, float]]:
    """For each place in China, the nearest official crossing point and its distance in km.

    Only posts with a known position, their own or that of the other bank, are considered.
    Distances are geodesic (WGS 84), from the place's coordinates.
    """
    posts = list(_posts(dataset))
    nearest = {}
    for site_id, site in dataset.site.items():
        if site["country"] == "China" and posts:
            here = (site["latitude"], site["longitude"])
            by_distance = ((post, distance_km(here, post.position)) for post in _near(here, posts))
            nearest[site_id] = min(by_distance, key=lambda pair: pair[1])
    return nearest


def _near(here: Position, posts: Collection[Post]) -> list[Post]:
    """The posts that may be the nearest: those hardly farther on a sphere than the nearest there.

    A sphere is off by at most half a per cent, and takes a hundredth of the time.
    """
    known = [(post, _km_on_a_sphere(here, post)) for post in posts]
    least = min(km for _, km in known)
    return [post for post, km in known if km <= 1.02 * least + 0.01]


def distance_text(dataset: Dataset, site_id: str) -> str:
    """How far the place is from the nearest crossing point; empty if that says nothing.

    A place where the post itself stands (within a kilometre) gets no distance,
    nor does one outside China.
    """
    if site_id not in nearest_posts(dataset):
        return ""
    post, km = nearest_posts(dataset)[site_id]
    if km < 1:
        return ""
    if post.own_position:
        return gettext(
            "About %(km)s km from the nearest crossing point of known position, %(here)s to "
            "%(there)s",
            km=_rounded(km),
            here=post.cn_side,
            there=post.dprk_side,
        )
    return gettext(
        "About %(km)s km from the nearest crossing point of known position, %(here)s to %(there)s "
        "(measured to the other bank)",
        km=_rounded(km),
        here=post.cn_side,
        there=post.dprk_side,
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


def _km_on_a_sphere(here: Position, post: Post) -> float:
    latitude, longitude, other, beside = map(radians, (*here, post.latitude, post.longitude))
    rise, run = sin((other - latitude) / 2), sin((beside - longitude) / 2)
    across = rise * rise + cos(latitude) * cos(other) * run * run
    return 2 * EARTH_KM * asin(min(1.0, sqrt(across)))


def _rounded(km: float) -> int:
    """Kilometres, rounded as coarsely as coordinates of towns require."""
    return round(km) if km < 100 else int(round(km, -1))
