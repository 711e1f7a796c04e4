"""Is a data package of our form? Its files, headers, cells and keys, by frictionless and more.

The form is always that of the shipped package: one that brought its own could name
files elsewhere, or a weaker schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from frictionless import Package, system

from refoulement.dataset.package import DESCRIPTOR, canonical_resources, is_left_out
from refoulement.loading.doubt import (
    Contents,
    CsvError,
    nothing,
    read_contents,
    read_rows,
    rows_in_doubt,
    tables_in_doubt,
)
from refoulement.problems import FIRST_ROW, Problem

_FORMS = {
    "integer": re.compile(r"[0-9]+"),
    "number": re.compile(r"-?[0-9]+(\.[0-9]+)?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
#: Keys of a descriptor that frictionless is given: texts about the data. Others say of what form
#: it is. The form is ours, and frictionless would fetch what they name, and try their patterns.
_ABOUT = {
    *("name", "type", "title", "description", "homepage", "licenses", "sources", "contributors"),
    *("keywords", "image", "version", "created"),
}


def form_problems(directory: Path, descriptor: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with the form of the package in `directory`; all errors.

    Cells are looked at only in files that frictionless finds nothing in.
    """
    contents: dict[str, Contents] = {}
    found = list(_schema_problems(directory, descriptor, contents))
    yield from found
    if not found:
        for resource in canonical_resources():
            if _is_odd(resource, contents[resource["name"]]):
                yield from cell_problems(directory, resource)


def _schema_problems(
    directory: Path, descriptor: dict[str, Any], contents: dict[str, Contents]
) -> Iterator[Problem]:
    """What the descriptor, the headers and frictionless show; `contents` is filled."""
    found = list(_descriptor_problems(descriptor))
    yield from found or _metadata_problems(descriptor)
    are_readable = True
    for resource in canonical_resources():
        found = list(_file_problems(directory, resource, contents))
        yield from found
        are_readable = are_readable and not found
    if are_readable:
        yield from _row_problems(directory, contents)


def _row_problems(directory: Path, contents: Mapping[str, Contents]) -> Iterator[Problem]:
    """What frictionless finds in the rows that may be wrong; it is given no others."""
    resources = canonical_resources()
    doubted = rows_in_doubt(directory, resources, contents)
    if not any(doubted.values()):
        return
    tables = tables_in_doubt(resources, doubted, contents)
    # No network, no path outside the package: frictionless follows neither for these.
    with system.use_context(trusted=False):
        report = Package.from_descriptor({"name": "package", "resources": tables}).validate()
    for task, resource in zip(report.tasks, resources, strict=True):
        numbers = [*doubted[resource["name"]]]
        for problem in problems_of(task, resource):
            if problem.row is None:
                yield problem
            elif problem.row - FIRST_ROW < len(numbers):
                yield replace(problem, row=numbers[problem.row - FIRST_ROW])
    for general in report.errors:
        yield Problem(DESCRIPTOR, general.note or general.message)


def problems_of(task: Any, resource: dict[str, Any]) -> Iterable[Problem]:
    """What frictionless found in a table, once each."""
    # One key that stands twice is two errors to frictionless, and one to a person.
    errors = (error for error in task.errors if not _says_again(resource, error))
    return dict.fromkeys(_schema_problem(resource, error) for error in errors)


def _descriptor_problems(descriptor: dict[str, Any]) -> Iterator[Problem]:
    """What no JSON of ours could hold, and what the footer and the citation need."""
    try:
        json.dumps(descriptor, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        yield Problem(DESCRIPTOR, "expected whole characters; \\ud800 and the like are half one")
    except ValueError:
        yield Problem(DESCRIPTOR, "expected finite numbers; NaN and Infinity are no JSON")
    if not isinstance(descriptor.get("version"), str) or not descriptor["version"]:
        yield Problem(DESCRIPTOR, "expected a version, as text", column="version")
    for key, need in (("licenses", "name"), ("contributors", "title")):
        entries = descriptor.get(key)
        if not isinstance(entries, list) or not entries:
            yield Problem(DESCRIPTOR, f"expected a list of at least one with a {need}", column=key)
        elif not all(isinstance(entry, dict) and entry.get(need) for entry in entries):
            yield Problem(DESCRIPTOR, f"expected each to have a {need}", column=key)


def _metadata_problems(descriptor: dict[str, Any]) -> Iterator[Problem]:
    """What frictionless makes of the rest of the descriptor."""
    about = {key: value for key, value in descriptor.items() if key in _ABOUT}
    for error in Package.metadata_validate(about | {"resources": canonical_resources()}):
        yield Problem(DESCRIPTOR, error.note)


def _schema_problem(resource: dict[str, Any], error: Any) -> Problem:
    """A problem of ours from one of frictionless, whose kinds of error name different things."""
    column = getattr(error, "field_name", "") or ", ".join(getattr(error, "field_names", ()))
    value = getattr(error, "cell", "") or ", ".join(map(str, getattr(error, "field_cells", ())))
    if error.type == "primary-key":
        column = ", ".join(resource["schema"]["primaryKey"])
        value = ", ".join(map(str, getattr(error, "cells", ())[:1])) if "," not in column else ""
    if value == "None":  # how frictionless prints an empty cell
        value = ""
    return Problem(
        file=resource["path"],
        row=getattr(error, "row_number", None),
        column=column or getattr(error, "label", ""),
        value=str(value),
        message=_expected(resource["schema"], column, error),
    )


def _file_problems(
    directory: Path, resource: dict[str, Any], contents: dict[str, Contents]
) -> Iterator[Problem]:
    """A file that cannot be read, or has not the header of the schema; else its contents."""
    path = resource["path"]
    if is_left_out(directory, resource):
        contents[resource["name"]] = nothing(resource["schema"])
        return
    try:
        found = contents[resource["name"]] = read_contents(directory, resource)
    except FileNotFoundError:
        yield Problem(path, "is missing; expected a CSV file of this name")
        return
    except UnicodeDecodeError as error:
        yield Problem(path, f"expected UTF-8; byte {error.start + 1} of the file is none")
        return
    except OSError as error:
        yield Problem(path, f"cannot be read ({error.strerror})")
        return
    except CsvError as error:
        message = f"cannot be read as CSV ({error}); is a quotation mark missing, or not doubled?"
        yield Problem(path, message, row=error.row)
        return
    header, names = found.header, [field["name"] for field in resource["schema"]["fields"]]
    if not header:
        yield Problem(path, "begins with no header; expected the names of the columns", row=1)
        return
    for name in names:
        if name not in header:
            message = "expected a column of this name in the header, the file's first row"
            yield Problem(path, message, row=1, column=name)
    for name in header:
        if name not in names:
            yield Problem(path, "expected no column of this name", row=1, column=name)
    if sorted(header) == sorted(names) and header != names:
        yield Problem(path, f"expected the columns in this order: {', '.join(names)}", row=1)
    if len(set(header)) < len(header):
        yield Problem(path, "expected each column once", row=1)


def cell_problems(directory: Path, resource: dict[str, Any]) -> Iterator[Problem]:
    """Cells that frictionless lets pass, as Python would read them, and a spreadsheet not.

    White space around an id makes another one of it; digits of other scripts and
    underscores stand in no number.
    """
    fields = resource["schema"]["fields"]
    lines = islice(read_rows(directory, resource["path"]), 1, None)
    for row, cells in enumerate(lines, start=FIRST_ROW):
        for field, cell in zip(fields, cells, strict=False):
            message = _odd(field, cell)
            if message:
                yield Problem(resource["path"], message, row, field["name"], cell)


def _is_odd(resource: dict[str, Any], contents: Contents) -> bool:
    """Whether `cell_problems` has anything to say of the table."""
    fields = resource["schema"]["fields"]
    return any(_odd(field, text) for field in fields for text in contents.texts[field["name"]])


def _odd(field: dict[str, Any], cell: str) -> str:
    form = _FORMS.get(field["type"])
    is_free_text = form is None and not {"enum", "pattern"} & set(field.get("constraints", {}))
    if cell != cell.strip() and not is_free_text:
        return "expected no white space around it"
    if form and cell and not form.fullmatch(cell):
        return "expected a number or date in plain digits"
    return ""


def _says_again(resource: dict[str, Any], error: Any) -> bool:
    """Whether it is about an empty key, which is said already where the key is required."""
    if error.type != "primary-key":
        return False
    names = [field["name"] for field in resource["schema"]["fields"]]
    cells = dict(zip(names, error.cells, strict=False))
    return all(cells.get(name) in ("", "None", None) for name in resource["schema"]["primaryKey"])


def _expected(schema: dict[str, Any], column: str, error: Any) -> str:
    """What should stand where frictionless found an error, in words for a person."""
    field = next((field for field in schema["fields"] if field["name"] == column), None)
    if error.type == "foreign-key":
        (key,) = (key for key in schema["foreignKeys"] if key["fields"] == [column])
        (target,) = key["reference"]["fields"]
        table = key["reference"]["resource"]
        return (
            f"expected an id that stands as {target} in {f'{table}.csv' if table else 'this file'}"
        )
    if error.type in ("unique-error", "primary-key"):
        return "expected a value that no other row has"
    if error.type in ("type-error", "constraint-error") and field:
        return f"expected {_kind(field)}"
    if error.type == "extra-cell":
        return "expected no cell beyond the last column; a comma too many, or a cell not in quotes?"
    if error.type == "missing-cell":
        return "expected a cell for every column"
    return f"{error.title.lower()}: {error.note}" if error.note else error.title.lower()


def _kind(field: dict[str, Any]) -> str:
    """What a field of the schema may hold, in words for a person."""
    constraints = field.get("constraints", {})
    kinds = {
        "integer": "a whole number",
        "number": "a number",
        "date": "a date like 2021-07-14",
        "boolean": "true or false",
    }
    said = kinds.get(field["type"], "text")
    if "enum" in constraints:
        said = "one of " + ", ".join(constraints["enum"])
    elif "pattern" in constraints:
        said = f"text of the form {constraints['pattern']}"
    limits = [
        f"{words} {constraints[limit]}"
        for limit, words in (("minimum", "at least"), ("maximum", "at most"))
        if limit in constraints
    ]
    empty = "not empty" if constraints.get("required") else "or nothing"
    return ", ".join((said, *limits, empty))
