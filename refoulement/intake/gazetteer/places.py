"""A place as found by name or position, and when two are one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from refoulement.dataset.geography import REACH_KM, Position, distance_km

#: Places of one name no farther apart than this are one place, in km.
SAME_PLACE_KM = 2 * REACH_KM["town"]
NO_COUNTRY = "not stated"


@dataclass(frozen=True, slots=True)
class Place:
    """A place: where it is in degrees (WGS 84, three decimals), and how far it reaches in km.

    `site_id` is empty if it is not a site of the dataset, `population` 0 if not known.
    """

    name: str
    province: str
    country: str
    latitude: float
    longitude: float
    reach_km: float
    site_id: str = ""
    population: int = 0

    @property
    def position(self) -> Position:
        """Its point, in degrees (WGS 84)."""
        return self.latitude, self.longitude

    @property
    def label(self) -> str:
        """The name with its province, or with its country if the province is not known."""
        within = self.province or self.country
        named_within = self.name.endswith(")") or within in (self.name, NO_COUNTRY)
        return self.name if named_within else f"{self.name}, {within}"


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """What a name stands for: a place, or in `message` a sentence that says why there is none.

    `how` says where it was found: `site`, `alias`, `GeoNames`, or the host that was asked.
    `candidates` are places that all have this name, `suggestions` close spellings that find
    a place, best first. `area` is the name itself if it is wider than a town. `remark` is
    a sentence if a place that was found deserves a second look; empty otherwise.
    """

    asked: str
    place: Place | None = None
    how: str = ""
    candidates: tuple[Place, ...] = ()
    suggestions: tuple[str, ...] = ()
    message: str = ""
    remark: str = ""
    area: str = ""


def found_places(found: PlaceFound) -> tuple[Place, ...]:
    """The places that a name can stand for: one, several if that is a question, or none."""
    return (found.place,) if found.place else found.candidates


def are_one(one: Place, other: Place) -> bool:
    """Whether two places are the same, or so close that one name means both."""
    return one == other or distance_km(one.position, other.position) <= SAME_PLACE_KM


def distinct_places(places: Iterable[Place]) -> list[Place]:
    """The places without duplicates: the site stays, or the one with most people."""
    distinct: list[Place] = []
    for place in sorted(places, key=lambda place: (not place.site_id, -place.population)):
        if not any(are_one(place, other) for other in distinct):
            distinct.append(place)
    return distinct
