"""Only rows in doubt are given to frictionless: it says the same as of the whole files."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from frictionless import Package, system

from benchmarks.generate import generate
from refoulement.dataset.package import canonical_resources, is_left_out, read_descriptor
from refoulement.loading.doubt import MOST_WRONG
from refoulement.loading.form import cell_problems, form_problems, problems_of
from refoulement.problems import Problem
from tests.copies import DIALECT, FROZEN, TABLES, copy_package, read_rows, write_rows

PACKAGES = 18
REPORTS, SITES = 12, 3

#: Texts that are wrong, or odd, in one column or another; empty is wrong in some.
AWKWARD = (
    *("", "", "0", "-1", "01", " 1", "1_0", "٣", "1e3", "NaN", "99999999999", "2021-7-2"),
    *("0001-01-01", "2021-02-29", " 2021-02-28", "true", "TRUE", "1", "place-1;place-1", ";"),
    *("r1", "r2", "r1\n", "event-1", "event-1 ", "source-1", "place-1", "nowhere", "two\nlines"),
    *("NA", "None", "nan", "\0", "\ufeff", "\r", '"', ",", "held", "Held", "day", "China"),
)


def by_frictionless(package: Path) -> list[Problem]:
    """What is wrong with the rows of a package, where frictionless reads all of them itself."""
    resources = [r for r in canonical_resources() if not is_left_out(package, r)]
    with system.use_context(trusted=False):
        report = Package.from_descriptor(
            {"name": "package", "resources": [r | {"dialect": DIALECT} for r in resources]},
            basepath=str(package),
        ).validate()
    found = [
        problem
        for task, resource in zip(report.tasks, resources, strict=True)
        for problem in problems_of(task, resource)
    ]
    return found or [p for resource in resources for p in cell_problems(package, resource)]


def by_rows_in_doubt(package: Path) -> list[Problem]:
    return list(form_problems(package, read_descriptor(package)))


Rows = list[list[str]]


def a_row(chance: random.Random, rows: Rows) -> list[str]:
    return chance.choice([row for row in rows if row])


def another_text(chance: random.Random, rows: Rows) -> None:
    row = a_row(chance, rows)
    row[chance.randrange(len(row))] = chance.choice(AWKWARD)


def a_text_of_another_row(chance: random.Random, rows: Rows) -> None:
    """Of an id, one that stands twice; of a link, one that points elsewhere, or in a circle."""
    row, other = a_row(chance, rows), a_row(chance, rows)
    at = chance.choice((0, 0, chance.randrange(min(len(row), len(other)))))
    row[at] = other[at]


def a_row_again(chance: random.Random, rows: Rows) -> None:
    rows.insert(chance.randrange(len(rows) + 1), list(a_row(chance, rows)))


def a_row_less(chance: random.Random, rows: Rows) -> None:
    del rows[chance.randrange(len(rows))]


def a_row_longer_or_shorter(chance: random.Random, rows: Rows) -> None:
    row = a_row(chance, rows)
    row[:] = chance.choice((row[:-1] or row, [*row, "more"], [*row, ""], row[:1], [*row, *row]))


def a_blank_row(chance: random.Random, rows: Rows) -> None:
    at = chance.randrange(len(rows) + 1)
    rows.insert(at, chance.choice(([], [""], [""] * len(rows[0]), [" "])))


def a_column_of_one_text(chance: random.Random, rows: Rows) -> None:
    at, text = chance.randrange(len(rows[0])), chance.choice(AWKWARD)
    for row in rows:
        if at < len(row):
            row[at] = text


EDITS: tuple[Callable[[random.Random, Rows], None], ...] = (
    *(another_text, another_text, another_text, a_text_of_another_row, a_text_of_another_row),
    *(a_row_again, a_row_less, a_row_longer_or_shorter, a_blank_row, a_column_of_one_text),
)


def break_somehow(package: Path, chance: random.Random) -> None:
    """Edit a package in a few ways, most often its reports and events."""
    for _ in range(chance.randint(1, 4)):
        table = chance.choice((*TABLES, "reports", "reports", "reports", "events"))
        header, *rows = read_rows(package, table)
        if any(rows):
            chance.choice(EDITS)(chance, rows)
        write_rows(package, table, [header, *rows])


@pytest.mark.parametrize("part", range(3))
def test_of_rows_in_doubt_the_same_is_said_as_of_all(part: int, tmp_path: Path) -> None:
    wrong = 0
    for seed in range(part, PACKAGES, 3):
        package = generate(tmp_path / str(seed), REPORTS, SITES, seed)
        assert by_rows_in_doubt(package) == by_frictionless(package) == []
        break_somehow(package, random.Random(seed))
        said = by_rows_in_doubt(package)
        assert said == by_frictionless(package), seed
        wrong += bool(said)
    assert wrong >= PACKAGES / 3 / 2, "a test of the test: most packages are broken"


def test_of_a_real_package_the_same_is_said(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    for seed in range(4):
        break_somehow(package, random.Random(seed))
        assert by_rows_in_doubt(package) == by_frictionless(package), seed
    assert by_rows_in_doubt(FROZEN) == []


def wrong_dates(rows: Rows) -> Rows:
    return [[*row[:15], "14/07/2021", *row[16:]] for row in rows]


def dates_wrong_at_the_end(rows: Rows) -> Rows:
    return [*rows[:-2], *wrong_dates(rows[-2:])]


def pasted_twice(rows: Rows) -> Rows:
    return [*rows, *rows]


@pytest.mark.parametrize("edit", [wrong_dates, dates_wrong_at_the_end, pasted_twice])
def test_of_more_than_the_most_wrong_rows_the_same_is_said(
    edit: Callable[[Rows], Rows], tmp_path: Path
) -> None:
    package = generate(tmp_path / "package", MOST_WRONG + 100, SITES)
    header, *rows = read_rows(package, "reports")
    write_rows(package, "reports", [header, *edit(rows)])
    said = by_rows_in_doubt(package)
    assert said == by_frictionless(package)
    assert said
