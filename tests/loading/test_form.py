"""The form of a package: checking by columns gives what frictionless says row by row.

Each check has its own fault here, planted in every column that has the check.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generate import generate
from refoulement.dataset.package import DESCRIPTOR, canonical_resources, read_descriptor
from refoulement.loading.fields import CONSTRAINTS, TYPES
from refoulement.loading.form import form_problems
from refoulement.loading.rows import MOST_PROBLEMS
from refoulement.problems import FIRST_ROW, Problem
from tests.copies import (
    FROZEN,
    TABLES,
    copy_package,
    edit_bytes,
    edit_descriptor,
    read_rows,
    write_rows,
)
from tests.loading import by_frictionless

PACKAGES = 18
REPORTS, SITES = 12, 3
MANY = MOST_PROBLEMS + 100  # more than are reported, and than are read at once

#: Texts that are wrong or odd in some column; an empty text is wrong in some.
AWKWARD = (
    *("", "", "0", "-1", "01", " 1", "1_0", "٣", "1e3", "NaN", "99999999999", "2021-7-2"),
    *("0001-01-01", "2021-02-29", " 2021-02-28", "true", "TRUE", "1", "place-1;place-1", ";"),
    *("r1", "r2", "r1\n", "event-1", "event-1 ", "source-1", "place-1", "nowhere", "two\nlines"),
    *("NA", "None", "nan", "\0", "\ufeff", "\r", '"', ",", "held", "Held", "day", "China"),
)

Rows = list[list[str]]


def by_column(package: Path) -> list[Problem]:
    found = form_problems(package, read_descriptor(package))
    return [replace(problem, told=problem.message) for problem in found]


def in_one_order(problems: list[Problem]) -> list[Problem]:
    """In order of tables and rows; within a row, where there is no order, by message."""
    return [
        problem
        for _, of_a_row in groupby(problems, key=lambda p: (p.file, p.row))
        for problem in sorted(of_a_row, key=lambda p: (p.column, p.value, p.message))
    ]


def row_by_row(package: Path) -> list[Problem]:
    """The expected problems: frictionless's or, if it finds none, those of odd cells."""
    said = by_frictionless.problems(package) or [*odd_cells(package)]
    tables = [list(of_a_table) for _, of_a_table in groupby(said, key=lambda p: p.file)]
    return [p for table in tables for p in in_one_order(table)[:MOST_PROBLEMS]]


def odd_cells(package: Path) -> Iterator[Problem]:
    """Cells with white space around anything but free text, or with numbers in an unusual form."""
    plain = {"integer": "0123456789", "number": "0123456789.-", "date": "0123456789-"}
    for resource in canonical_resources():
        fields = resource["schema"]["fields"]
        rows = read_rows(package, resource["name"]) if (package / resource["path"]).exists() else []
        for number, row in enumerate(rows[1:], start=FIRST_ROW):
            for field, text in zip(fields, row, strict=True):
                signs = plain.get(field["type"])
                is_closed = signs or {"enum", "pattern"} & field.get("constraints", {}).keys()
                is_short = field["type"] == "date" and text and len(text) != len("2021-07-14")
                message = ""
                if is_closed and text.strip() != text:
                    message = "expected no white space around it"
                elif signs and (set(text) - set(signs) or is_short):
                    message = "expected a number or date in plain digits"
                if message:
                    yield Problem(resource["path"], message, number, field["name"], text)


# Packages broken at random


def a_row(chance: random.Random, rows: Rows) -> list[str]:
    return chance.choice([row for row in rows if row])


def another_text(chance: random.Random, rows: Rows) -> None:
    row = a_row(chance, rows)
    row[chance.randrange(len(row))] = chance.choice(AWKWARD)


def a_text_of_another_row(chance: random.Random, rows: Rows) -> None:
    """Gives duplicate ids, and links that point elsewhere or in a circle."""
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
    at, empty = chance.randrange(len(rows) + 1), [""] * len(rows[0])
    rows.insert(at, chance.choice(([], [""], empty, [*empty, "more"], [" "])))


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
def test_by_columns_the_same_is_said_as_row_by_row(part: int, tmp_path: Path) -> None:
    wrong = 0
    for seed in range(part, PACKAGES, 3):
        package = generate(tmp_path / str(seed), REPORTS, SITES, seed)
        assert by_column(package) == row_by_row(package) == []
        break_somehow(package, random.Random(seed))
        said = by_column(package)
        assert in_one_order(said) == row_by_row(package), seed
        wrong += bool(said)
    assert wrong >= PACKAGES / 3 / 2, "a test of the test: most packages are broken"


def test_of_a_real_package_the_same_is_said(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    for seed in range(4):
        break_somehow(package, random.Random(seed))
        assert in_one_order(by_column(package)) == row_by_row(package), seed
    assert by_column(FROZEN) == []


def wrong_dates(rows: Rows) -> Rows:
    return [[*row[:15], "14/07/2021", *row[16:]] for row in rows]


def dates_wrong_at_the_end(rows: Rows) -> Rows:
    return [*rows[:-2], *wrong_dates(rows[-2:])]


def dangling_and_wrong(rows: Rows) -> Rows:
    return [[row[0], "nowhere", *row[2:3], "detained", *row[4:]] for row in rows]


def pasted_twice(rows: Rows) -> Rows:
    return [*rows, *rows]


@pytest.mark.parametrize(
    "edit", [wrong_dates, dates_wrong_at_the_end, dangling_and_wrong, pasted_twice]
)
def test_of_more_than_a_thousand_wrong_rows_the_first_are_told(
    edit: Callable[[Rows], Rows], tmp_path: Path
) -> None:
    package = generate(tmp_path / "package", MANY, SITES)
    header, *rows = read_rows(package, "reports")
    write_rows(package, "reports", [header, *edit(rows)])
    said = by_column(package)
    assert in_one_order(said) == row_by_row(package)
    assert 2 <= len(said) <= MOST_PROBLEMS


# Each check, in each column that has it

LINK = "expected an id that stands as"


@dataclass(frozen=True)
class Fault:
    """A fault in one row of a table, and the only problems that should be reported for it."""

    edit: Callable[[Rows, int], object]
    column: str
    value: str
    expected: str


def in_cell(at: int, column: str, text: str, expected: str) -> Fault:
    def edit(rows: Rows, row: int) -> None:
        rows[row][at] = text

    return Fault(edit, column, text, expected)


def faults_of(at: int, field: dict[str, Any]) -> Iterator[Fault]:
    """A fault for each constraint of the schema on a column."""
    name, kind, asked = field["name"], field["type"], field.get("constraints", {})
    if asked.get("required"):
        yield in_cell(at, name, "", ", not empty")
    if "enum" in asked:
        yield in_cell(at, name, "any other", f"one of {', '.join(asked['enum'])}")
        yield in_cell(at, name, f" {asked['enum'][0]}", f"one of {', '.join(asked['enum'])}")
    if "pattern" in asked:
        yield in_cell(at, name, "Not < this", f"text of the form {asked['pattern']}")
    if "minimum" in asked:
        text = str(asked["minimum"] - 1)
        yield in_cell(at, name, text, f"at least {asked['minimum']}, at most {asked['maximum']}")
    if "maximum" in asked:
        yield in_cell(at, name, str(asked["maximum"] + 1), f"at most {asked['maximum']}, ")
    if kind == "boolean":
        yield in_cell(at, name, "True", "true or false")
    if kind == "date":
        yield in_cell(at, name, "2021-02-29", "a date like 2021-07-14")
        yield in_cell(at, name, "2021-7-14", "in plain digits")
    if kind == "integer":
        yield in_cell(at, name, "3.5", "a whole number")
        yield in_cell(at, name, "٣", "in plain digits")
        yield in_cell(at, name, " 3", "no white space around it")
    if kind == "number":
        for text in ("north", "NaN", "sNaN"):
            yield in_cell(at, name, text, "a number")
        yield in_cell(at, name, "4_2", "in plain digits")
        yield in_cell(at, name, "42.1 ", "no white space around it")


def faults_in(schema: dict[str, Any]) -> Iterator[Fault]:
    """A fault for each constraint of the schema on a table, except duplicate keys."""
    fields = schema["fields"]
    names = [field["name"] for field in fields]
    for at, field in enumerate(fields):
        yield from faults_of(at, field)
    for key in schema.get("foreignKeys", ()):
        ((column,), (target,)) = key["fields"], key["reference"]["fields"]
        table = key["reference"]["resource"]
        where = f"{LINK} {target} in {f'{table}.csv' if table else 'this file'}"
        yield in_cell(names.index(column), column, "nowhere", where)
    beyond = "no cell beyond the last column"
    yield Fault(lambda rows, row: rows[row].append("more"), "", "more", beyond)
    yield Fault(lambda rows, row: rows[row].append(""), "", "", beyond)
    yield Fault(lambda rows, row: rows[row].clear(), "", "", "blank row")
    if not fields[-1].get("constraints", {}).get("required"):
        yield Fault(lambda rows, row: rows[row].pop(), names[-1], "", "a cell for every column")


RESOURCES = {resource["name"]: resource for resource in canonical_resources()}
GENERATED = ("reports", "events", "sources", "sites")


@pytest.mark.parametrize(
    ("table", "reports"),
    [*((table, REPORTS) for table in RESOURCES), ("reports", MANY), ("events", MANY)],
)
def test_a_fault_is_told_with_file_row_column_value_and_what_is_expected(
    table: str, reports: int, tmp_path: Path
) -> None:
    resource, chance = RESOURCES[table], random.Random(reports)
    package = tmp_path / "package"
    if table in GENERATED:
        generate(package, reports, SITES, seed=reports)
    else:  # of the others hardly any row is generated
        copy_package(package)
    before = read_rows(package, table)
    for fault in faults_in(resource["schema"]):
        rows = [list(row) for row in before]
        row = chance.randrange(1, len(rows))
        fault.edit(rows, row)
        write_rows(package, table, rows)
        said = by_column(package)
        if LINK not in fault.expected:  # a wrong id is also missing
            said = [problem for problem in said if LINK not in problem.message]
        (problem,) = said
        where = (problem.file, problem.row, problem.column, problem.value, problem.severity)
        expected = (resource["path"], row + 1, fault.column, fault.value, "error")
        assert where == expected, fault
        assert fault.expected in problem.message


@pytest.mark.parametrize("resource", canonical_resources(), ids=lambda resource: resource["name"])
def test_a_key_that_stands_twice_is_told_where_it_stands_again(
    resource: dict[str, Any], tmp_path: Path
) -> None:
    package, key = copy_package(tmp_path / "package"), resource["schema"]["primaryKey"]
    rows = read_rows(package, resource["name"])
    for row, number in ((rows[1], len(rows) + 1), (rows[-1], len(rows) + 2)):
        write_rows(package, resource["name"], [*rows, *([rows[1]] * (row is rows[-1])), row])
        last = by_column(package)[-1]
        value = row[0] if len(key) == 1 else ""
        assert (last.file, last.row, last.column, last.value) == (
            *(resource["path"], number, ", ".join(key), value),
        )
        assert last.message == "expected a value that no other row has"


def test_of_two_empty_keys_is_only_said_that_they_are_empty(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    header, first, second, *rows = read_rows(package, "context")
    write_rows(package, "context", [header, ["", *first[1:]], ["", *second[1:]], *rows])
    said = by_column(package)
    assert [(p.row, p.column, "not empty" in p.message) for p in said] == [
        (2, "context_id", True),
        (3, "context_id", True),
    ]


def test_of_two_rows_with_one_key_the_later_is_told_though_the_first_is_too_long(
    tmp_path: Path,
) -> None:
    package = copy_package(tmp_path / "package")
    header, *rows = read_rows(package, "context")
    write_rows(package, "context", [header, [*rows[1], "more"], *rows])
    said = by_column(package)
    assert [(p.row, p.column, p.value) for p in said] == [
        (2, "", "more"),
        (4, "context_id", rows[1][0]),
    ]


def test_the_schema_asks_for_nothing_that_is_not_checked() -> None:
    for resource in canonical_resources():
        schema = resource["schema"]
        assert schema.keys() <= {"fields", "missingValues", "primaryKey", "foreignKeys"}
        assert schema["missingValues"] == [""]
        for field in schema["fields"]:
            assert field["type"] in TYPES
            assert field.get("constraints", {}).keys() <= CONSTRAINTS
            assert not field.keys() & {"format", "missingValues", "decimalChar", "groupChar"}
        for key in schema.get("foreignKeys", ()):
            assert len(key["fields"]) == 1


# Files


def test_a_wrong_byte_far_into_a_file_is_told_by_its_place(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    size = (package / "reports.csv").stat().st_size
    edit_bytes(package, "reports.csv", lambda old: old + b"\xff")
    (problem,) = by_column(package)
    assert problem.text == f"reports.csv: expected UTF-8; it breaks at byte {size + 1}"


def test_a_wrong_byte_is_told_before_a_quote_that_swallows_rows(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_bytes(package, "reports.csv", lambda old: old.replace(b"r002,", b'r0"02,"', 1) + b"\xff")
    (problem,) = by_column(package)
    assert "expected UTF-8" in problem.message


def test_columns_in_another_order_and_a_column_twice_are_told(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    header, *rows = read_rows(package, "context")
    write_rows(package, "context", [[header[1], header[0], *header[2:]], *rows])
    (problem,) = by_column(package)
    assert problem.text == (
        f"context.csv, row 1: expected the columns in this order: {', '.join(header)}"
    )
    write_rows(package, "context", [[header[0], header[0], *header[2:]], *rows])
    assert [(p.column, p.message) for p in by_column(package)] == [
        (header[1], "expected a column of this name in the header, the file’s first row"),
        ("", "expected each column once"),
    ]


# The descriptor


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("name", "Two words", "small letters"),
        ("name", "name\n", "small letters"),
        ("name", 5, "expected text"),
        *((key, {}, "expected text") for key in ("title", "description", "homepage", "image")),
        ("created", "yesterday", "2026-11-29T00:00:00Z"),
        ("created", "2026-11-29", "2026-11-29T00:00:00Z"),
        ("created", None, "expected text"),
        ("licenses", {}, "a list of objects, each with “name”"),
        ("licenses", ["CC0"], "each to have “name”"),
        ("licenses", [{"path": "https://example.org"}], "each to have “name”"),
        ("licenses", [{"name": "CC0", "path": 5}], "text for path, title"),
        ("contributors", None, "a list of objects, each with “title”"),
        ("contributors", [{"title": 5}], "each to have “title”"),
        ("contributors", [{"title": "A", "email": []}], "expected text"),
        ("sources", 5, "expected objects"),
        ("sources", [None], "expected objects"),
        ("sources", [{"title": None}], "expected text"),
        ("keywords", "refugees", "a list of texts"),
        ("keywords", [1], "a list of texts"),
    ],
)
def test_what_a_descriptor_says_of_the_data_is_as_it_is_needed(
    key: str, value: object, expected: str, tmp_path: Path
) -> None:
    package = copy_package(tmp_path / "package")
    edit_descriptor(package, lambda d: d.update({key: value}))
    (problem,) = by_column(package)
    assert (problem.file, problem.column) == (DESCRIPTOR, key)
    assert expected in problem.message


def test_what_a_descriptor_need_not_say_may_be_left_out(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    few = ("version", "licenses", "contributors")
    edit_descriptor(package, lambda d: [d.pop(key) for key in list(d) if key not in few])
    assert by_column(package) == []
