"""The places of GeoNames (CC BY 4.0) in our region, as scripts/build_places.py keeps them."""

from __future__ import annotations

import csv
import gzip
import io
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from refoulement.intake.gazetteer.place_names import COUNTRIES, PROVINCES

FILE = Path(__file__).with_name("places.csv.gz")
#: Country and province are codes: ISO 3166-1, and GeoNames' own. Names are kept in normal form
#: (`spelling.keys`): making those for each file would take longer than reading it.
COLUMNS = ("name", "country", "province", "latitude", "longitude", "population", "keys", "others")
NAMES_APART = "\t"


class Record(NamedTuple):
    """A place of GeoNames as in the file, not converted: converting all would take longer."""

    name: str
    country_code: str
    province_code: str
    north: str
    east: str
    people: str
    own_keys: str
    further_keys: str

    @property
    def country(self) -> str:
        """Its English name."""
        return COUNTRIES[self.country_code][0]

    @property
    def province(self) -> str:
        """Its English name; empty if unknown."""
        return PROVINCES.get((self.country_code, self.province_code), ("",))[0]

    @property
    def position(self) -> tuple[float, float]:
        """Latitude and longitude in degrees (WGS 84)."""
        return float(self.north), float(self.east)

    @property
    def population(self) -> int:
        """How many people live there; 0 if unknown."""
        return int(self.people)

    @property
    def keys(self) -> list[str]:
        """The normal forms of its name."""
        return self.own_keys.split(NAMES_APART)


@lru_cache(maxsize=1)
def geonames() -> tuple[Record, ...]:
    """The places of our countries and region. The file is read once, when first needed.

    It is packed with gzip: xz makes it a sixth smaller, but takes six times as long to unpack.
    """
    text = gzip.decompress(FILE.read_bytes()).decode()
    lines = csv.reader(io.StringIO(text, newline=""))
    next(lines)
    return tuple(map(Record._make, lines))
