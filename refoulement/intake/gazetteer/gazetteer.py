"""From the name of a place to where it is, without asking anybody.

Names are looked up among the dataset's own sites, then in GeoNames. A name that several
places bear is a question, and a misspelt one gets suggestions: neither is settled by a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import cos, radians
from threading import Lock
from typing import overload

import numpy as np
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from refoulement.dataset.bounds import FINEST_COORDINATE
from refoulement.dataset.geography import REACH_KM, distance_km, imprecision_km
from refoulement.dataset.tables import Dataset
from refoulement.intake.gazetteer.areas import (
    countries,
    is_wider_than_a_town,
    names_within,
    provinces_by_name,
)
from refoulement.intake.gazetteer.geonames import Record, geonames
from refoulement.intake.gazetteer.place_names import (
    GEONAMES_ALIASES,
    SITE_ALIASES,
)
from refoulement.intake.gazetteer.places import (
    NO_COUNTRY,
    SAME_PLACE_KM,
    Place,
    PlaceFound,
    are_one,
    distinct_places,
    found_places,
)
from refoulement.intake.gazetteer.spelling import (
    keys,
    letters,
    most_slips,
    normal,
    parts,
    readings,
    several_names,
    without_facility,
    without_province_word,
)

LONGEST_NAME = 100
MOST_SUGGESTIONS = 3
MOST_CANDIDATES = 6
_SAME_POINT_KM = REACH_KM["town"]  # no farther from a site, a position is that site
#: Farther from all places that are known, a position may be in a country of which none is.
FAR_KM = 150.0

#: How surely a name is meant for a place, the surest first.
_SITE, _ALIAS, _NAME, _OTHER_NAME = range(4)


@dataclass(frozen=True, slots=True)
class _Entry:
    """That a place has a name, and how surely the name is meant for it."""

    rank: int
    how: str
    place: Place


class Gazetteer(Geocoder):  # type: ignore[misc]
    """A geocoder of geopy's kind over a dataset's sites and GeoNames. It asks no server."""

    def __init__(self, dataset: Dataset) -> None:
        super().__init__()
        self._dataset = dataset
        self._find_once = lru_cache(maxsize=10_000)(self._find)
        self._lock = Lock()

    @overload
    def geocode(self, query: str) -> Location | None: ...

    @overload
    def geocode(self, query: str, *, exactly_one: bool) -> Location | list[Location] | None: ...

    def geocode(self, query: str, *, exactly_one: bool = True) -> Location | list[Location] | None:
        """Where a name is, as geopy gives it; `raw` of a location is our `Place`.

        With `exactly_one`, None where no place has the name, and where several have: which
        one is a question. Without, all of them, or None. Why a name has no place, and what is
        to be said of one that has, `find` tells.
        """
        found = self.find(query)
        if exactly_one:
            return _location(found.place) if found.place else None
        return [_location(place) for place in found_places(found)] or None

    def find(self, name: str) -> PlaceFound:
        """What a name stands for, in English, Korean or Chinese, with its province or without.

        `Tumen`, `Tumen, Jilin`, `투먼 (도문)`, `吉林省图们市`. Never raises, whatever the text.
        """
        asked = " ".join(name.split())
        if len(asked) > LONGEST_NAME:
            message = f"“{asked[:40]}…” is too long for the name of a place"
            return PlaceFound(asked[:LONGEST_NAME], message=message)
        with self._lock:  # else sessions that ask first at once would each read GeoNames
            return self._find_once(asked)

    def at(self, latitude: float, longitude: float, name: str = "") -> Place:
        """The site whose point this is, or else a place of its own at this position.

        That is in the country of the nearest place we know, if one is near; without a name
        it is named by its position. Degrees in WGS 84.
        """
        here = (latitude, longitude)
        north, east = (points - own for points, own in zip(self._points, here, strict=True))
        shortened = east * cos(radians(latitude))
        nearest = self._known[int((north**2 + shortened**2).argmin())]
        away = distance_km(here, nearest.position)
        if nearest.site_id and away <= _SAME_POINT_KM:
            return nearest
        return Place(
            name=name or f"{latitude:g}° N, {longitude:g}° E",
            province="",
            country=nearest.country if away <= FAR_KM else NO_COUNTRY,
            latitude=round(latitude, FINEST_COORDINATE),
            longitude=round(longitude, FINEST_COORDINATE),
            reach_km=REACH_KM["town"],
        )

    def _find(self, asked: str) -> PlaceFound:
        if not normal(asked):
            return PlaceFound(asked, message="expected the name of a place")
        own = any(hit.rank == _SITE for hit in self._hits(asked))
        if not own and is_wider_than_a_town(asked):
            message = (
                f"“{asked}” is wider than a town: no one point stands for it, and the row has none "
                "on the map; expected a town or county, or a column “area” for what is wider"
            )
            return PlaceFound(asked, message=message, area=asked)
        for head, qualifiers in readings(asked):
            hits = [hit for hit in self._hits(head) if self._lies_within(hit.place, qualifiers)]
            if hits:
                surest = [hit for hit in hits if hit.rank == min(hit.rank for hit in hits)]
                found = settle(asked, (hit.place for hit in surest), surest[0].how)
                return replace(found, remark=_remark(found, hits))
        several = several_names(asked)
        if several and all(self._find(part).place for part in several):
            message = f"“{asked}” names {len(several)} places; expected a semicolon between them"
            return PlaceFound(asked, suggestions=("; ".join(several),), message=message)
        town = without_facility(asked)
        place = self._find(town).place if town else None
        suggestions = (place.label,) if place else self._suggestions(asked)
        message = f"“{asked}” is no place that we know; "
        if suggestions:
            message += f"did you mean {_either(suggestions)}?"
        else:
            message += "expected the name of a town or county, or its position"
        return PlaceFound(asked, suggestions=suggestions, message=message)

    def _hits(self, name: str) -> list[_Entry]:
        """The entries of a name as it is written, or else without the word for its kind."""
        return next((self._index[key] for key in keys(name) if key in self._index), [])

    def _lies_within(self, place: Place, qualifiers: Iterable[str]) -> bool:
        """Whether each qualifier is the place's province, its country or another name of it."""
        return all(
            (place.country, place.province)
            in provinces_by_name().get(without_province_word(word), ())
            or place.country == countries().get(normal(word))
            or normal(word) in {normal(part) for part in parts(place.name)[1:]}
            or any(are_one(hit.place, place) for hit in self._hits(word))
            for word in qualifiers
        )

    def _lies_nearly_within(self, place: Place, qualifier: str) -> bool:
        """Whether a qualifier may be the place's province or country, misspelt."""
        spelt = letters(without_province_word(qualifier))
        most = most_slips(spelt)
        return self._lies_within(place, (qualifier,)) or any(
            OSA.distance(spelt, letters(name), score_cutoff=most) <= most
            for name in names_within(place.country, place.province)
        )

    def _suggestions(self, asked: str) -> tuple[str, ...]:
        best: dict[str, tuple[int, bool, int, int]] = {}
        for head, qualifiers in readings(asked):
            for slips, hit in self._close(head):
                place = hit.place
                if not all(self._lies_nearly_within(place, word) for word in qualifiers):
                    continue
                worth = (slips, not place.site_id, hit.rank, -place.population)
                best[place.label] = min(worth, best.get(place.label, worth))
        labels = sorted(best, key=lambda label: (best[label], label))
        return tuple(labels[:MOST_SUGGESTIONS])

    def _close(self, name: str) -> Iterator[tuple[int, _Entry]]:
        """Entries whose names are the same or nearly so, with the number of slips between.

        A slip is a letter wrong, missing, added or exchanged with its neighbour; letters
        of Hangul are those that a syllable is made of.
        """
        for key in keys(name):
            spelt = letters(key)
            most = most_slips(spelt)
            for length in range(len(spelt) - most, len(spelt) + most + 1):
                for _, slips, known in process.extract(
                    spelt,
                    self._spellings.get(length, {}),
                    scorer=OSA.distance,
                    score_cutoff=most,
                    limit=None,
                ):
                    for hit in self._index[known]:
                        is_ours = hit.place.site_id and hit.rank != _OTHER_NAME
                        if slips == 0 or is_ours or len(spelt) > 4:
                            yield int(slips), hit

    @cached_property
    def _spellings(self) -> dict[int, dict[str, str]]:
        """How each name of the index is spelt, by the number of letters, then by name."""
        by_length: dict[int, dict[str, str]] = {}
        for key in self._index:
            spelt = letters(key)
            by_length.setdefault(len(spelt), {})[key] = spelt
        return by_length

    @cached_property
    def _index(self) -> dict[str, list[_Entry]]:
        """The entries of each name in its normal form. No place stands twice under a name."""
        index: dict[str, dict[Place, _Entry]] = {}
        for name, entry in self._named():
            for key in keys(name):
                index.setdefault(key, {}).setdefault(entry.place, entry)
        return {key: list(entries.values()) for key, entries in index.items()}

    @cached_property
    def _known(self) -> tuple[Place, ...]:
        """All places that have a name here, each once, our sites first."""
        return tuple(dict.fromkeys(entry.place for _, entry in self._named()))

    @cached_property
    def _points(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Their latitudes and longitudes."""
        known = self._known
        return np.array([p.latitude for p in known]), np.array([p.longitude for p in known])

    def _named(self) -> Iterator[tuple[str, _Entry]]:
        """Every name with its entry, the surest first."""
        own = {
            record: site_id
            for site_id in self._dataset.site_ids
            for record in self._records_of_site(site_id)
        }
        sites = {site_id: self._site(site_id, own) for site_id in self._dataset.site_ids}
        for site_id, site in sites.items():
            for name in self._site_names(site_id):
                yield name, _Entry(_SITE, "site", site)
        for site_id, site in sites.items():
            for name in SITE_ALIASES.get(site_id, ()):
                yield name, _Entry(_ALIAS, "alias", site)
            yield parts(site.name)[0], _Entry(_NAME, "site", site)
        entries = {
            record: (sites[own[record]], "alias") if record in own else (_place(record), "GeoNames")
            for record in geonames()
        }
        for (key, province), names in GEONAMES_ALIASES.items():
            known = [r for r in _records_by_name().get(key, []) if r.province == province]
            for record in sorted(known, key=lambda record: -record.population)[:1]:
                for name in names:
                    yield name, _Entry(_ALIAS, "alias", entries[record][0])
        for record, (place, how) in entries.items():
            yield record.name, _Entry(_NAME, how, place)
        for record, (place, how) in entries.items():
            for name in record.other_names:
                yield name, _Entry(_OTHER_NAME, how, place)

    def _site(self, site_id: str, own: dict[Record, str]) -> Place:
        site = self._dataset.site[site_id]
        return Place(
            name=site["name_en"],
            province=site["admin1"],
            country=site["country"],
            latitude=round(float(site["latitude"]), FINEST_COORDINATE),
            longitude=round(float(site["longitude"]), FINEST_COORDINATE),
            reach_km=imprecision_km(self._dataset, site_id),
            site_id=site_id,
            population=max(
                (r.population for r, known in own.items() if known == site_id), default=0
            ),
        )

    def _site_names(self, site_id: str) -> Iterator[str]:
        """A site's names; brackets hold a second one in Korean and Chinese, not in English."""
        site = self._dataset.site[site_id]
        yield site["name_en"]
        for name in (site["name_ko"], site["name_zh"]):
            yield from (name, *parts(name))

    def _records_of_site(self, site_id: str) -> list[Record]:
        """The records of GeoNames that are this site: they lie there, and bear its name."""
        site = self._dataset.site[site_id]
        own = set(keys(parts(site["name_en"])[0]))
        here = (site["latitude"], site["longitude"])
        return [
            record
            for key in own
            for record in _records_by_name().get(key, [])
            if distance_km(here, (record.latitude, record.longitude)) <= SAME_PLACE_KM
        ]


@lru_cache(maxsize=2)
def gazetteer(dataset: Dataset) -> Gazetteer:
    """The gazetteer of a dataset, the same one each time. It reads nothing before it is asked."""
    return Gazetteer(dataset)


def settle(asked: str, places: Iterable[Place], how: str) -> PlaceFound:
    """The one place among those of a name, or the question which one. Expects at least one."""
    meant = distinct_places(places)
    if len(meant) == 1:
        return PlaceFound(asked, meant[0], how)
    candidates = tuple(meant[:MOST_CANDIDATES])
    labels = tuple(dict.fromkeys(place.label for place in candidates))
    which = f"expected {_either(labels)}" if len(labels) > 1 else "expected its position"
    more = ", or one of the rest by its position" if len(meant) > MOST_CANDIDATES else ""
    message = f"several places are called “{asked}”; {which}{more}"
    return PlaceFound(asked, candidates=candidates, message=message)


def _remark(found: PlaceFound, hits: list[_Entry]) -> str:
    """What the name of a site may mean besides: a province, or a larger place."""
    site = found.place
    if site is None or not site.site_id:
        return ""
    if is_wider_than_a_town(found.asked):
        return f"read as the town, {site.name}; “{found.asked}” is the name of a wider area too"
    named = (hit.place for hit in hits if hit.rank == _NAME)
    larger = distinct_places(place for place in named if place.population > site.population)
    labels = [place.label for place in larger[:MOST_SUGGESTIONS]]
    return f"read as {site.label}; larger is {_either(labels)}" if labels else ""


def _place(record: Record) -> Place:
    return Place(
        name=record.name,
        province=record.province,
        country=record.country,
        latitude=round(record.latitude, FINEST_COORDINATE),
        longitude=round(record.longitude, FINEST_COORDINATE),
        reach_km=REACH_KM["town"],
        population=record.population,
    )


def _location(place: Place) -> Location:
    return Location(f"{place.label}, {place.country}", (place.latitude, place.longitude), place)


def _either(labels: Iterable[str]) -> str:
    return " or ".join(f"“{label}”" for label in labels)


@lru_cache(maxsize=1)
def _records_by_name() -> dict[str, list[Record]]:
    by_name: dict[str, list[Record]] = {}
    for record in geonames():
        for key in keys(record.name):
            by_name.setdefault(key, []).append(record)
    return by_name
