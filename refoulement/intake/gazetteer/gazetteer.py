"""From the name of a place to where it is, without asking anybody.

Names are looked up among the dataset's own sites, then in GeoNames. A name that several
places bear is a question, and a misspelt one gets suggestions: neither is settled by a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import cos, hypot, radians
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from refoulement.dataset.bounds import FINEST_COORDINATE
from refoulement.dataset.geography import REACH_KM, Position, distance_km, imprecision_km
from refoulement.dataset.tables import Dataset
from refoulement.intake.gazetteer.areas import (
    countries,
    is_wider_than_a_town,
    names_within,
    provinces_by_name,
)
from refoulement.intake.gazetteer.geonames import NAMES_APART, Record, geonames
from refoulement.intake.gazetteer.near import CITY, Spellings, is_one_slip
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
)
from refoulement.intake.gazetteer.questions import either_of, settle
from refoulement.intake.gazetteer.spelling import (
    keys,
    normal,
    parts,
    readings,
    several_names,
    without_facility,
    without_province_word,
)
from refoulement.messages import gettext, language, ngettext

LONGEST_NAME = 100
MOST_SUGGESTIONS = 3
_SAME_POINT_KM = REACH_KM["town"]  # a position no farther than this from a site is that site
#: Farther than this from all known places, a position may be in a country that none is in.
FAR_KM = 150.0
KM_PER_DEGREE = 111.2

#: How surely a name is meant for a place, surest first.
_SITE, _ALIAS, _NAME, _OTHER_NAME = range(4)


@dataclass(frozen=True, slots=True)
class _Entry:
    """That a place has a name, and how surely the name is meant for it."""

    rank: int
    how: str
    place: Place


class Gazetteer:
    """The places of a dataset and of GeoNames by name and position. It asks no server."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._find_once = lru_cache(maxsize=10_000)(self._find_in)
        self._lock = Lock()

    def find(self, name: str) -> PlaceFound:
        """What a name stands for, in English, Korean or Chinese, with or without its province.

        `Tumen`, `Tumen, Jilin`, `투먼 (도문)`, `吉林省图们市`. Never raises, whatever the text.
        """
        asked = " ".join(name.split())
        if len(asked) > LONGEST_NAME:
            message = gettext("“%(name)s…” is too long for the name of a place", name=asked[:40])
            return PlaceFound(asked[:LONGEST_NAME], message=message)
        with self._lock:  # otherwise sessions that ask first at once would each read GeoNames
            return self._find_once(asked, language())

    def at(self, latitude: float, longitude: float, name: str = "") -> Place:
        """The site whose point this is, or else a place of its own at this position.

        A new place is in the country of the nearest place we know, if one is near; without a
        name it is named by its position. Degrees in WGS 84.
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

    def _find_in(self, asked: str, _language: str) -> PlaceFound:
        return self._find(asked)

    def _find(self, asked: str) -> PlaceFound:
        if not normal(asked):
            return PlaceFound(asked, message=gettext("expected the name of a place"))
        own = any(hit.rank == _SITE for hit in self._hits(asked))
        if not own and is_wider_than_a_town(asked):
            message = gettext(
                "“%(name)s” is wider than a town, so the row has no point on the map; expected a "
                "town or county, or a column “area” for what is wider",
                name=asked,
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
            message = ngettext(
                "“%(name)s” names %(count)s place; expected a semicolon between them",
                "“%(name)s” names %(count)s places; expected a semicolon between them",
                len(several),
                name=asked,
            )
            return PlaceFound(asked, suggestions=("; ".join(several),), message=message)
        town = without_facility(asked)
        place = self._find(town).place if town else None
        suggestions = (place.label,) if place else self._suggestions(asked)
        message = gettext(
            "We don’t know the place “%(name)s”. Use a town, a county or coordinates.", name=asked
        )
        return PlaceFound(asked, suggestions=suggestions, message=message)

    def _hits(self, name: str) -> list[_Entry]:
        """The entries of a name as it is written, or else without the word for its kind.

        No place appears twice under a name.
        """
        for key in keys(name):
            found: dict[Place, _Entry] = {}
            own = (*self._own.get(key, ()), *self._records(key))
            for entry in sorted(own, key=lambda entry: entry.rank):
                found.setdefault(entry.place, entry)
            if found:
                return [*found.values()]
        return []

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

    def _lies_nearly_within(self, place: Place, qualifiers: Sequence[str]) -> bool:
        """Whether a qualifier is one slip from the place's province or country."""
        spelt = without_province_word(qualifiers[0])
        return any(is_one_slip(spelt, n) for n in names_within(place.country, place.province))

    def _suggestions(self, asked: str) -> tuple[str, ...]:
        """Places to ask about, whose name may be meant: the dataset's own first."""
        best: dict[str, tuple[bool, int, int]] = {}
        for head, qualifiers in readings(asked):
            near = [name for key in keys(head) for name in self._spellings.near(key)]
            hits = [(hit, False) for name in near for hit in self._hits(name)]
            hits += [(hit, True) for hit in self._hits(head) if len(qualifiers) == 1]
            for hit, is_named in hits:
                place = hit.place
                fits = self._lies_nearly_within if is_named else self._lies_within
                if fits(place, qualifiers) and hit.rank != _OTHER_NAME:
                    worth = (not place.site_id, hit.rank, -place.population)
                    best[place.label] = min(worth, best.get(place.label, worth))
        labels = sorted(best, key=lambda label: (best[label], label))
        return tuple(labels[:MOST_SUGGESTIONS])

    @cached_property
    def _spellings(self) -> Spellings:
        """The names that misspelt ones may be meant for."""
        own = (key for key, found in self._own.items() if any(e.rank < _OTHER_NAME for e in found))
        ours = {
            place for found in self._own.values() for entry in found for place in (entry.place,)
        }
        named = (key for record in geonames() if self._place(record) in ours for key in record.keys)
        likely = (
            record
            for record in geonames()
            if record.country_code == "KP" or record.population >= CITY
        )
        return Spellings(
            [*own, *named],
            (key for record in likely for key in record.keys),
            (key for record in geonames() for key in record.keys),
        )

    @cached_property
    def _own(self) -> dict[str, list[_Entry]]:
        """The entries of the dataset's sites, and of our aliases, by the normal form of names."""
        index: dict[str, list[_Entry]] = {}
        for name, entry in self._named():
            for key in keys(name):
                index.setdefault(key, []).append(entry)
        return index

    def _records(self, key: str) -> Iterator[_Entry]:
        """The entries of a normal form in GeoNames."""
        for rank, by_key in ((_NAME, _by_name()), (_OTHER_NAME, _by_other_name())):
            for record in by_key.get(key, ()):
                how = "alias" if record in self._sites_of_records else "GeoNames"
                yield _Entry(rank, how, self._place(record))

    def _place(self, record: Record) -> Place:
        """The place of a record: one of our sites if it is one."""
        site_id = self._sites_of_records.get(record)
        return self._sites[site_id] if site_id else _place(record)

    @cached_property
    def _sites_of_records(self) -> dict[Record, str]:
        """The ids of the sites that are records of GeoNames, by record."""
        return {
            record: site_id
            for site_id in self._dataset.site_ids
            for record in self._records_of_site(site_id)
        }

    @cached_property
    def _sites(self) -> dict[str, Place]:
        """The dataset's sites as places, by id."""
        own = self._sites_of_records
        return {site_id: self._site(site_id, own) for site_id in self._dataset.site_ids}

    @cached_property
    def _known(self) -> tuple[Place, ...]:
        """All places that have a name here, each once, our sites first."""
        return tuple(dict.fromkeys((*self._sites.values(), *map(self._place, geonames()))))

    @cached_property
    def _points(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Their latitudes and longitudes."""
        known = self._known
        return np.array([p.latitude for p in known]), np.array([p.longitude for p in known])

    def _named(self) -> Iterator[tuple[str, _Entry]]:
        """Every name that the dataset and we have for a place, surest first."""
        for site_id, site in self._sites.items():
            for name in self._site_names(site_id):
                yield name, _Entry(_SITE, "site", site)
        for site_id, site in self._sites.items():
            for name in SITE_ALIASES.get(site_id, ()):
                yield name, _Entry(_ALIAS, "alias", site)
            yield parts(site.name)[0], _Entry(_NAME, "site", site)
        for (key, province), names in GEONAMES_ALIASES.items():
            known = [r for r in _by_name().get(key, []) if r.province == province]
            for record in sorted(known, key=lambda record: -record.population)[:1]:
                for name in names:
                    yield name, _Entry(_ALIAS, "alias", self._place(record))

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
            for record in _by_name().get(key, [])
            if _flat_km(here, record.position) <= SAME_PLACE_KM
        ]


@lru_cache(maxsize=2)
def gazetteer(dataset: Dataset) -> Gazetteer:
    """The gazetteer of a dataset, the same one each time. It reads nothing before it is asked."""
    return Gazetteer(dataset)


def _remark(found: PlaceFound, hits: list[_Entry]) -> str:
    """What else the name may mean: for a site, a province or a larger place.

    For any other place, that this is only a further name, which a town elsewhere may have.
    """
    site = found.place
    if site is None:
        return ""
    if not site.site_id:
        is_other = all(hit.rank == _OTHER_NAME for hit in hits) and normal(found.asked).isascii()
        other = gettext("read as %(place)s, which has this name too", place=site.label)
        return other if is_other else ""
    if is_wider_than_a_town(found.asked):
        return gettext(
            "read as the town, %(place)s; “%(name)s” is the name of a wider area too",
            place=site.name,
            name=found.asked,
        )
    named = (hit.place for hit in hits if hit.rank == _NAME)
    larger = distinct_places(place for place in named if place.population > site.population)
    labels = [place.label for place in larger[:MOST_SUGGESTIONS]]
    if not labels:
        return ""
    return gettext(
        "read as %(place)s; a larger place of this name is %(others)s",
        place=site.label,
        others=either_of(labels),
    )


def _flat_km(one: Position, other: Position) -> float:
    """The distance of two near points, within a hundredth; geopy takes longer to load."""
    shortened = cos(radians(one[0]))
    return hypot(one[0] - other[0], (one[1] - other[1]) * shortened) * KM_PER_DEGREE


def _place(record: Record) -> Place:
    return Place(
        name=record.name,
        province=record.province,
        country=record.country,
        latitude=round(record.position[0], FINEST_COORDINATE),
        longitude=round(record.position[1], FINEST_COORDINATE),
        reach_km=REACH_KM["town"],
        population=record.population,
    )


@lru_cache(maxsize=1)
def _by_name() -> dict[str, list[Record]]:
    """The records of GeoNames by the normal form of their name."""
    by_name: dict[str, list[Record]] = {}
    for record in geonames():
        for key in record.keys:
            by_name.setdefault(key, []).append(record)
    return by_name


@lru_cache(maxsize=1)
def _by_other_name() -> dict[str, list[Record]]:
    """The records of GeoNames by the normal forms of their further names."""
    by_name: dict[str, list[Record]] = {}
    for record in geonames():
        if record.further_keys:
            for key in record.further_keys.split(NAMES_APART):
                by_name.setdefault(key, []).append(record)
    return by_name
