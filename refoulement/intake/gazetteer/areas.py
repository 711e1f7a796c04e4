"""Names wider than a town: provinces and countries."""

from __future__ import annotations

from functools import lru_cache

from refoulement.intake.gazetteer.place_names import (
    CITIES_OF_THEIR_OWN,
    COUNTRIES,
    PROVINCES,
)
from refoulement.intake.gazetteer.spelling import (
    normal,
    without_province_word,
)


@lru_cache(maxsize=10_000)
def country_of_area(name: str) -> str:
    """The country that a name wider than a town stands for or lies in; empty if not known."""
    provinces = provinces_by_name().get(without_province_word(name), set())
    return countries().get(normal(name)) or next((country for country, _ in provinces), "")


def is_wider_than_a_town(name: str) -> bool:
    """Whether a name is that of a country or a province, and not of a city of its own rank."""
    key = without_province_word(name)
    provinces = provinces_by_name().get(key, set())
    cities = {province for _, province in provinces} & CITIES_OF_THEIR_OWN
    return bool(provinces and not cities) or normal(name) in countries()


@lru_cache(maxsize=1)
def provinces_by_name() -> dict[str, set[tuple[str, str]]]:
    """Country and English name of the provinces with a name, by its normal form."""
    by_name: dict[str, set[tuple[str, str]]] = {}
    for (code, _), names in PROVINCES.items():
        for name in names:
            by_name.setdefault(normal(name), set()).add((COUNTRIES[code][0], names[0]))
    return by_name


@lru_cache(maxsize=200)
def names_within(country: str, province: str) -> tuple[str, ...]:
    """The names of a province and its country, in their normal form."""
    provinces = (
        name for name, found in provinces_by_name().items() if (country, province) in found
    )
    return (*provinces, *(name for name, known in countries().items() if known == country))


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """The English name of each country, by the normal form of its names."""
    return {normal(name): names[0] for names in COUNTRIES.values() for name in names}
