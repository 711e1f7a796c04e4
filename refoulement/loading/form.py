"""Is a data package of our form? Its descriptor, and the files, headers, cells and keys of it.

The form is always that of the shipped package: one that brought its own could name
files elsewhere, or a weaker schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from refoulement.dataset.package import canonical_resources, is_left_out
from refoulement.loading.descriptor import descriptor_problems
from refoulement.loading.reading import Contents, CsvError, no_rows, read_contents
from refoulement.loading.rows import odd_rows, wrong_rows
from refoulement.problems import Problem


def form_problems(directory: Path, descriptor: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with the form of the package in `directory`; all errors.

    Rows are looked at where all files can be read and have the header of the schema, and
    cells that are only odd are told where nothing else is.
    """
    is_sound = are_readable = True
    for problem in descriptor_problems(descriptor):
        is_sound = False
        yield problem
    tables: dict[str, Contents] = {}
    for resource in canonical_resources():
        for problem in _file_problems(directory, resource, tables):
            is_sound = are_readable = False
            yield problem
    if not are_readable:
        return
    for resource in canonical_resources():
        for problem in wrong_rows(resource, tables):
            is_sound = False
            yield problem
    if is_sound:
        for resource in canonical_resources():
            yield from odd_rows(resource, tables[resource["name"]])


def _file_problems(
    directory: Path, resource: dict[str, Any], tables: dict[str, Contents]
) -> Iterator[Problem]:
    """What is wrong with a file as a whole, or with its header; its contents go to `tables`."""
    path, names = resource["path"], [field["name"] for field in resource["schema"]["fields"]]
    if is_left_out(directory, resource):
        tables[resource["name"]] = no_rows(names)
        return
    try:
        found = tables[resource["name"]] = read_contents(directory, path, names)
    except FileNotFoundError:
        yield Problem(path, "is missing; expected a CSV file of this name")
    except UnicodeDecodeError as error:
        yield Problem(path, f"expected UTF-8; byte {error.start + 1} of the file is none")
    except OSError as error:
        yield Problem(path, f"cannot be read ({error.strerror})")
    except CsvError as error:
        message = f"cannot be read as CSV ({error}); is a quotation mark missing, or not doubled?"
        yield Problem(path, message, row=error.row)
    else:
        yield from _header_problems(path, found.header, names)


def _header_problems(path: str, header: list[str], names: list[str]) -> Iterator[Problem]:
    """In what a header is not that of the schema."""
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
