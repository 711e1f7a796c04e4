"""Frictionless's findings on a package by our schema, row by row, as our problems.

It reads every row itself, and shares nothing with the code under test but the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frictionless import Package, system

from refoulement.dataset.package import canonical_resources, is_left_out
from refoulement.problems import Problem
from tests.copies import DIALECT

MOST_ERRORS = 10**9  # its default is a thousand


def tasks(package: Path, most: int = MOST_ERRORS) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Its findings for each table, with the table's resource."""
    resources = [r for r in canonical_resources() if not is_left_out(package, r)]
    with system.use_context(trusted=False):
        report = Package.from_descriptor(
            {"name": "package", "resources": [r | {"dialect": DIALECT} for r in resources]},
            basepath=str(package),
        ).validate(limit_errors=most)
    return zip(report.tasks, resources, strict=True)


def problems(package: Path) -> list[Problem]:
    """What is wrong with the rows of a package whose headers match the schema."""
    return [
        problem
        for task, resource in tasks(package)
        for problem in dict.fromkeys(
            _problem(resource, error) for error in task.errors if not _says_again(resource, error)
        )
    ]


def _says_again(resource: dict[str, Any], error: Any) -> bool:
    """Whether it is about an empty key, already reported where the key is required."""
    if error.type != "primary-key":
        return False
    cells = _cells(resource, error)
    return not any(cells.get(name) for name in resource["schema"]["primaryKey"])


def _problem(resource: dict[str, Any], error: Any) -> Problem:
    """An error in our words. Two errors about a key are one problem to a person."""
    schema, cells = resource["schema"], _cells(resource, error)
    column, value = getattr(error, "field_name", ""), ""
    if error.type == "primary-key":
        column = ", ".join(schema["primaryKey"])
    elif error.type == "foreign-key":
        (column,) = error.field_names
    elif error.type == "extra-cell":
        value = error.cell
    value = cells.get(column, value)  # its own shows an empty cell as None
    return Problem(resource["path"], _sentence(schema, error), error.row_number, column, value)


def _cells(resource: dict[str, Any], error: Any) -> dict[str, str]:
    """The cells of the row with the error, by column."""
    names = [field["name"] for field in resource["schema"]["fields"]]
    return dict(zip(names, error.cells, strict=False))


def _sentence(schema: dict[str, Any], error: Any) -> str:
    if error.type in ("type-error", "constraint-error"):
        (field,) = (field for field in schema["fields"] if field["name"] == error.field_name)
        return _expected(field)
    if error.type == "foreign-key":
        (target,) = error.reference_field_names
        table = f"{error.reference_name}.csv" if error.reference_name else "this file"
        return f"expected an id that stands as {target} in {table}"
    return {
        "unique-error": "expected a value that no other row has",
        "primary-key": "expected a value that no other row has",
        "extra-cell": (
            "expected no cell beyond the last column; a comma too many, or a cell not in quotes?"
        ),
        "missing-cell": "expected a cell for every column",
        "blank-row": "blank row",
    }[error.type]


def _expected(field: dict[str, Any]) -> str:
    constraints = field.get("constraints", {})
    if "enum" in constraints:
        said = f"one of {', '.join(constraints['enum'])}"
    elif "pattern" in constraints:
        said = f"text of the form {constraints['pattern']}"
    else:
        said = {
            "string": "text",
            "integer": "a whole number",
            "number": "a number",
            "date": "a date like 2021-07-14",
            "boolean": "true or false",
        }[field["type"]]
    if "minimum" in constraints:
        said += f", at least {constraints['minimum']}"
    if "maximum" in constraints:
        said += f", at most {constraints['maximum']}"
    return f"expected {said}, {'not empty' if constraints.get('required') else 'or nothing'}"
