"""Does a data package have our form? Its descriptor, and its files, headers, cells and keys.

The form is always that of the shipped package: a package with a form of its own could
name files elsewhere, or a weaker schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from refoulement.dataset.package import canonical_resources, is_left_out
from refoulement.loading.descriptor import descriptor_problems
from refoulement.loading.reading import Contents, CsvError, no_rows, read_contents
from refoulement.loading.rows import odd_rows, wrong_rows
from refoulement.messages import later
from refoulement.problems import Problem


def form_problems(directory: Path, descriptor: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with the form of the package in `directory`; all errors.

    Rows are checked if all files can be read and have the schema's header; cells that
    are only odd are reported if nothing else is.
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
        yield Problem(path, later("is missing; expected a CSV file of this name"))
    except UnicodeDecodeError as error:
        said = later("expected UTF-8; it breaks at byte %(byte)s", byte=str(error.start + 1))
        yield Problem(path, said)
    except OSError as error:
        yield Problem(path, later("cannot be read (%(reason)s)", reason=error.strerror))
    except CsvError as error:
        message = later(
            "cannot be read as CSV (%(reason)s); is a quotation mark missing, or not doubled?",
            reason=str(error),
        )
        yield Problem(path, message, row=error.row)
    else:
        yield from _header_problems(path, found.header, names)


def _header_problems(path: str, header: list[str], names: list[str]) -> Iterator[Problem]:
    """How a header differs from that of the schema."""
    if not header:
        message = later("has no header; expected the names of the columns")
        yield Problem(path, message, row=1)
        return
    for name in names:
        if name not in header:
            message = later("expected a column of this name in the header, the file’s first row")
            yield Problem(path, message, row=1, column=name)
    for name in header:
        if name not in names:
            message = later("expected no column of this name")
            yield Problem(path, message, row=1, column=name)
    if sorted(header) == sorted(names) and header != names:
        message = later("expected the columns in this order: %(names)s", names=", ".join(names))
        yield Problem(path, message, row=1)
    if len(set(header)) < len(header):
        yield Problem(path, later("expected each column once"), row=1)
