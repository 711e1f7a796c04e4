"""Is a data package sound? The schema's rules, by frictionless, and those a schema cannot say."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from frictionless import Package, system

from refoulement.counting import (
    EventCount,
    count_events,
    interval_of,
    reason_not_counted,
    sum_of_parts,
)
from refoulement.dataset import (
    DESCRIPTOR,
    Dataset,
    canonical_resources,
    read_descriptor,
    read_tables,
    rows,
)
from refoulement.events import split_ids
from refoulement.problems import DatasetError, Problem
from refoulement.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES

#: Where a place of this dataset can be: from Indochina to the Russian Far East, in degrees.
PLAUSIBLE_LATITUDES = (5.0, 56.0)
PLAUSIBLE_LONGITUDES = (73.0, 146.0)
_FORMS = {
    "integer": re.compile(r"[0-9]+"),
    "number": re.compile(r"-?[0-9]+(\.[0-9]+)?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
# Given, since frictionless would guess it from the first rows.
DIALECT = {
    "csv": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False}
}
FIRST_YEAR, LAST_YEAR = 1945, 2100
FIRST_ROW = 2  # as a spreadsheet counts: row 1 is the header
FINEST_COORDINATE = 3  # decimals: about 100 m, the centre of a town and no address


def check(directory: Path) -> tuple[Dataset | None, list[Problem]]:
    """The package in `directory`, and all that is wrong with it.

    The dataset is None where there is an error; warnings are kept in it. Its own
    rules are tried only on files that fit the schema.
    """
    try:
        descriptor = read_descriptor(directory)
        problems = list(_schema_problems(directory, descriptor))
    except DatasetError as error:
        return None, error.problems
    if not problems:
        problems = [p for r in canonical_resources() for p in _cell_problems(directory, r)]
    if problems:
        return None, problems
    tables: dict[str, Any] = dict(read_tables(directory))
    dataset = Dataset(directory=directory, descriptor=descriptor, **tables)
    for rule in RULES:
        problems.extend(rule(dataset))
    if not any(problem.severity == "error" for problem in problems):
        for consistency in CONSISTENCY_WARNINGS:
            problems.extend(consistency(dataset))
    dataset.warnings.extend(problem for problem in problems if problem.severity == "warning")
    sound = not any(problem.severity == "error" for problem in problems)
    return (dataset if sound else None), problems


# The schema


def _schema_problems(directory: Path, descriptor: dict[str, Any]) -> Iterator[Problem]:
    """What frictionless finds by the form of this project's packages.

    The form (files, schemas) is always our own: a package that brought its own
    could name files elsewhere or a weaker schema.
    """
    found = list(_descriptor_problems(descriptor))
    yield from found or _metadata_problems(descriptor)
    resources = canonical_resources()
    for resource in resources:
        if not (directory / resource["path"]).is_file():
            yield Problem(resource["path"], "is missing; expected a CSV file of this name")
        else:
            yield from _header_problems(directory / resource["path"], resource["schema"])
    if not all(_is_readable(directory / r["path"], r["schema"]) for r in resources):
        return
    # No network, no path outside the package: frictionless follows neither for these.
    with system.use_context(trusted=False):
        package = Package.from_descriptor(
            {"name": "package", "resources": [r | {"dialect": DIALECT} for r in resources]},
            basepath=str(directory),
        )
        report = package.validate()
    for task, resource in zip(report.tasks, resources, strict=True):
        # One key that stands twice is two errors to frictionless, and one to a person.
        errors = (error for error in task.errors if not _says_again(resource, error))
        yield from dict.fromkeys(_schema_problem(resource, error) for error in errors)
    for general in report.errors:
        yield Problem(DESCRIPTOR, general.note or general.message)


def _descriptor_problems(descriptor: dict[str, Any]) -> Iterator[Problem]:
    """What the footer and the citation need, and what frictionless makes of the rest."""
    if not isinstance(descriptor.get("version"), str) or not descriptor["version"]:
        yield Problem(DESCRIPTOR, "expected a version, as text", column="version")
    for key, need in (("licenses", "name"), ("contributors", "title")):
        entries = descriptor.get(key)
        if not isinstance(entries, list) or not entries:
            yield Problem(DESCRIPTOR, f"expected a list of at least one with a {need}", column=key)
        elif not all(isinstance(entry, dict) and entry.get(need) for entry in entries):
            yield Problem(DESCRIPTOR, f"expected each to have a {need}", column=key)


def _metadata_problems(descriptor: dict[str, Any]) -> Iterator[Problem]:
    about = {key: value for key, value in descriptor.items() if key != "resources"}
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


def _header_problems(path: Path, schema: dict[str, Any]) -> Iterator[Problem]:
    """A file that is no UTF-8, or whose first row is not the header that the schema gives."""
    try:
        header = _header(path)
    except UnicodeDecodeError as error:
        yield Problem(path.name, f"expected UTF-8; byte {error.start + 1} of the file is none")
        return
    except OSError as error:
        yield Problem(path.name, f"cannot be read ({error.strerror})")
        return
    except CsvError as error:
        message = f"cannot be read as CSV ({error}); is a quotation mark missing, or not doubled?"
        yield Problem(path.name, message, row=error.row)
        return
    if not header:
        yield Problem(path.name, "begins with no header; expected the names of the columns", row=1)
        return
    names = [field["name"] for field in schema["fields"]]
    for name in names:
        if name not in header:
            message = "expected a column of this name in the header, the file's first row"
            yield Problem(path.name, message, row=1, column=name)
    for name in header:
        if name not in names:
            yield Problem(path.name, "expected no column of this name", row=1, column=name)
    if sorted(header) == sorted(names) and header != names:
        yield Problem(path.name, f"expected the columns in this order: {', '.join(names)}", row=1)
    if len(set(header)) < len(header):
        yield Problem(path.name, "expected each column once", row=1)


class CsvError(ValueError):
    """A row cannot be read: most often a quotation mark that is missing, or not doubled."""

    def __init__(self, row: int, error: csv.Error) -> None:
        self.row = row
        super().__init__(str(error))


def _header(path: Path) -> list[str]:
    """The header. All rows are read, strictly: a quote left open would swallow some unnoticed."""
    row, header = 0, list[str]()
    path.read_text(encoding="utf-8-sig")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        try:
            for row, cells in enumerate(csv.reader(lines, strict=True), start=1):
                header = header if row > 1 else cells
        except csv.Error as error:
            raise CsvError(row + 1, error) from error
    return header


def _is_readable(path: Path, schema: dict[str, Any]) -> bool:
    return path.is_file() and not any(_header_problems(path, schema))


def _cell_problems(directory: Path, resource: dict[str, Any]) -> Iterator[Problem]:
    """Cells that frictionless lets pass, as Python would read them, and a spreadsheet not.

    White space around an id makes another one of it; digits of other scripts and
    underscores stand in no number.
    """
    fields = resource["schema"]["fields"]
    with (directory / resource["path"]).open(encoding="utf-8-sig", newline="") as lines:
        rows_ = enumerate(csv.reader(lines), start=1)
        for row, cells in (pair for pair in rows_ if pair[0] >= FIRST_ROW):
            for field, cell in zip(fields, cells, strict=False):
                form = _FORMS.get(field["type"])
                is_free_text = form is None and not {"enum", "pattern"} & set(
                    field.get("constraints", {})
                )
                if cell != cell.strip() and not is_free_text:
                    message = "expected no white space around it"
                elif form and cell and not form.fullmatch(cell):
                    message = "expected a number or date in plain digits"
                else:
                    continue
                yield Problem(resource["path"], message, row, field["name"], cell)


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


# The rules that a schema cannot say. Each yields problems; errors unless it says otherwise.


def _spans_run_forwards(dataset: Dataset) -> Iterator[Problem]:
    for name, table in (("reports", dataset.reports), ("context", dataset.context)):
        for row, line in _rows(table):
            first, last = line["date_from"], line["date_to"]
            if pd.isna(first) != pd.isna(last):
                yield _problem(name, row, "date_to", _iso(last), "expected both dates, or neither")
            elif not pd.isna(first) and first > last:
                expected = f"expected {_iso(first)} (date_from) or later"
                yield _problem(name, row, "date_to", _iso(last), expected)


def _years_are_plausible(dataset: Dataset) -> Iterator[Problem]:
    for row, line in _rows(dataset.reports):
        for column in ("date_from", "date_to"):
            if not pd.isna(line[column]) and not FIRST_YEAR <= line[column].year <= LAST_YEAR:
                expected = f"expected a year from {FIRST_YEAR} to {LAST_YEAR}"
                yield _problem("reports", row, column, _iso(line[column]), expected)


def _undated_says_so(dataset: Dataset) -> Iterator[Problem]:
    for row, line in _rows(dataset.reports):
        undated = pd.isna(line["date_from"]) and pd.isna(line["date_to"])
        if undated != (line["date_precision"] == "undated"):
            expected = "expected “undated” where both dates are empty, and only there"
            yield _problem("reports", row, "date_precision", line["date_precision"], expected)


def _low_is_not_above_high(dataset: Dataset) -> Iterator[Problem]:
    for row, line in _rows(dataset.reports):
        low, high = line["count_low"], line["count_high"]
        if not pd.isna(low) and not pd.isna(high) and low > high:
            expected = f"expected {low} (count_low) or more"
            yield _problem("reports", row, "count_high", str(high), expected)


def _lists_point_to_what_exists(dataset: Dataset) -> Iterator[Problem]:
    lists = (
        ("reports", dataset.reports, "site_ids", set(dataset.site_ids), "site_id of sites.csv"),
        ("events", dataset.events, "may_overlap", set(dataset.event), "event_id of events.csv"),
    )
    for name, table, column, known, what in lists:
        for row, line in _rows(table):
            members = split_ids(line[column])
            for member in members:
                if member not in known:
                    yield _problem(name, row, column, member, f"expected a {what}")
            if len(set(members)) < len(members):
                yield _problem(name, row, column, line[column], "expected each id once")


def _links_run_in_no_circle(dataset: Dataset) -> Iterator[Problem]:
    links = (
        ("events", dataset.events, "event_id", "part_of"),
        ("reports", dataset.reports, "report_id", "derived_from"),
    )
    for name, table, key, column in links:
        target = {a: b for a, b in zip(table[key], table[column], strict=True) if b}
        for row, line in _rows(table):
            if _runs_in_a_circle(line[key], target):
                expected = "expected links that end; these come back to where they began"
                yield _problem(name, row, column, line[column], expected)


def _no_event_overlaps_itself(dataset: Dataset) -> Iterator[Problem]:
    for row, line in _rows(dataset.events):
        if line["event_id"] in split_ids(line["may_overlap"]):
            expected = "expected another event"
            yield _problem("events", row, "may_overlap", line["event_id"], expected)


def _repeats_are_of_their_kind(dataset: Dataset) -> Iterator[Problem]:
    for row, line in _rows(dataset.reports):
        original = dataset.report.get(line["derived_from"])
        if original is not None and original["measure"] != line["measure"]:
            expected = f"expected a report that is “{line['measure']}” too"
            yield _problem("reports", row, "derived_from", line["derived_from"], expected)


def _places_are_plausible(dataset: Dataset) -> Iterator[Problem]:
    tables = (
        ("sites", dataset.sites, ("",)),
        ("crossings", dataset.crossings, ("cn_", "dprk_")),
    )
    boxes = (("latitude", PLAUSIBLE_LATITUDES), ("longitude", PLAUSIBLE_LONGITUDES))
    for name, table, prefixes in tables:
        columns = [(prefix + word, box) for prefix in prefixes for word, box in boxes]
        for row, line in _rows(table):
            for column, (least, most) in columns:
                value = line[column]
                if pd.isna(value):
                    continue
                if not least <= value <= most:
                    expected = f"expected degrees between {least:g} and {most:g}"
                    yield _problem(name, row, column, f"{value:g}", expected)
                elif round(value, FINEST_COORDINATE) != value:
                    expected = f"expected at most {FINEST_COORDINATE} decimals: no exact address"
                    yield _problem(name, row, column, repr(float(value)), expected)


RULES: tuple[Callable[[Dataset], Iterator[Problem]], ...] = (
    _spans_run_forwards,
    _years_are_plausible,
    _undated_says_so,
    _low_is_not_above_high,
    _lists_point_to_what_exists,
    _links_run_in_no_circle,
    _no_event_overlaps_itself,
    _repeats_are_of_their_kind,
    _places_are_plausible,
)


# What is odd, shown and kept: a source may say what does not add up. These need sound links.


def _wholes_cover_their_parts(dataset: Dataset) -> Iterator[Problem]:
    """A whole's reports, together, should span the dates of its parts' reports, by measure."""
    reports = dataset.reports[dataset.reports["status"] == "current"]
    spans = reports.groupby(["event_id", "measure"]).agg({"date_from": "min", "date_to": "max"})
    for row, line in _rows(dataset.events):
        for measure in COUNTED_MEASURES:
            part, whole = (line["event_id"], measure), (line["part_of"], measure)
            if part not in spans.index or whole not in spans.index:
                continue
            inner, outer = spans.loc[part], spans.loc[whole]
            if inner["date_from"] < outer["date_from"] or inner["date_to"] > outer["date_to"]:
                message = (
                    f"its reports ({measure}) run from {_iso(inner['date_from'])} to "
                    f"{_iso(inner['date_to'])}, outside those of its whole, "
                    f"{_iso(outer['date_from'])} to {_iso(outer['date_to'])}"
                )
                value = line["part_of"]
                yield _problem("events", row, "part_of", value, message, severity="warning")


def _parts_add_up_to_no_more_than_their_whole(dataset: Dataset) -> Iterator[Problem]:
    """The lows of an event's parts together should not exceed the number stated for itself."""
    graph = dataset.event_graph
    row_of = {line["event_id"]: row for row, line in _rows(dataset.events)}
    current = Selection().reports(dataset)
    for measure in COUNTED_MEASURES:
        counted = [r for r in current if r.measure == measure and reason_not_counted(r) is None]
        for event in _all_events(count_events(graph, counted)):
            whole, parts = interval_of(event.counted), sum_of_parts(graph, event.parts)
            if whole is None or parts is None or parts.low is None or whole.open_above:
                continue
            if parts.low > whole.highest:
                message = (
                    f"its parts ({measure}) sum to {parts}, more than the {whole} stated "
                    "for the whole; kept as printed"
                )
                row = row_of[event.event_id]
                yield _problem("events", row, "event_id", event.event_id, message, "warning")


def _all_events(events: Iterable[EventCount]) -> Iterator[EventCount]:
    for event in events:
        yield event
        yield from _all_events(event.parts)


def _numbers_stand_in_wordings(dataset: Dataset) -> Iterator[Problem]:
    """A report without a number needs its wording: otherwise it says nothing."""
    for row, line in _rows(dataset.reports):
        if pd.isna(line["count_low"]) and pd.isna(line["count_high"]) and not line["count_wording"]:
            message = "neither a number nor a wording is given"
            yield _problem("reports", row, "count_wording", "", message, severity="warning")


def _cells_are_one_line(dataset: Dataset) -> Iterator[Problem]:
    """A line break in a cell is allowed, and often a quote that was never closed."""
    for resource in canonical_resources():
        table: pd.DataFrame = getattr(dataset, resource["name"])
        for row, line in _rows(table):
            for column, value in line.items():
                if isinstance(value, str) and "\n" in value:
                    message = "holds a line break; a quote that is not closed swallows rows"
                    yield _problem(resource["name"], row, column, value, message, "warning")


CONSISTENCY_WARNINGS: tuple[Callable[[Dataset], Iterator[Problem]], ...] = (
    _wholes_cover_their_parts,
    _parts_add_up_to_no_more_than_their_whole,
    _numbers_stand_in_wordings,
    _cells_are_one_line,
)


def _runs_in_a_circle(start: str, target: dict[str, str]) -> bool:
    seen = set()
    here = start
    while here in target:
        if here in seen:
            return here == start
        seen.add(here)
        here = target[here]
    return False


def _rows(table: pd.DataFrame) -> Iterator[tuple[int, dict[str, Any]]]:
    yield from enumerate(rows(table), start=FIRST_ROW)


def _problem(
    table: str, row: int, column: str, value: str, message: str, severity: str = "error"
) -> Problem:
    return Problem(f"{table}.csv", message, row, column, value, severity)


def _iso(day: pd.Timestamp) -> str:
    return "" if pd.isna(day) else day.date().isoformat()
