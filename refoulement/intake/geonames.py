"""The places of GeoNames (CC BY 4.0) in our region, as scripts/build_places.py keeps them."""

from __future__ import annotations

import csv
import io
import lzma
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from refoulement.intake.place_names import COUNTRIES, PROVINCES

FILE = Path(__file__).with_name("places.csv.xz")
#: Country and province are codes: ISO 3166-1, and GeoNames' own.
COLUMNS = ("name", "country", "province", "latitude", "longitude", "population", "other_names")
NAMES_APART = "\t"


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
    text = lzma.decompress(FILE.read_bytes()).decode()
    return tuple(map(_record, csv.DictReader(io.StringIO(text, newline=""))))


def _record(row: dict[str, str]) -> Record:
    return Record(
        name=row["name"],
        other_names=tuple(filter(None, row["other_names"].split(NAMES_APART))),
        province=PROVINCES.get((row["country"], row["province"]), ("",))[0],
        country=COUNTRIES[row["country"]][0],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        population=int(row["population"]),
    )
