"""Is a data package sound? Its form first, then the rules that a schema cannot say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from refoulement.counting import (
    EventCount,
    count_events,
    interval_of,
    reason_not_counted,
    sum_of_parts,
)
from refoulement.dataset import (
    Dataset,
    canonical_resources,
    read_descriptor,
    read_tables,
)
from refoulement.events import split_ids
from refoulement.form import FIRST_ROW, form_problems
from refoulement.problems import DatasetError, Problem
from refoulement.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES

#: Where a place of this dataset can be: from Indochina to the Russian Far East, in degrees.
PLAUSIBLE_LATITUDES = (5.0, 56.0)
PLAUSIBLE_LONGITUDES = (73.0, 146.0)
FIRST_YEAR, LAST_YEAR = 1945, 2100
FINEST_COORDINATE = 3  # decimals: about 100 m, the centre of a town and no address


def check(directory: Path) -> tuple[Dataset | None, list[Problem]]:
    """The package in `directory`, and all that is wrong with it.

    The dataset is None where there is an error; warnings are kept in it. Its own
    rules are tried only on files that fit the schema.
    """
    try:
        descriptor = read_descriptor(directory)
        problems = list(form_problems(directory, descriptor))
    except DatasetError as error:
        return None, error.problems
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


# The rules that a schema cannot say. Each yields problems; errors unless it says otherwise.


def _spans_run_forwards(dataset: Dataset) -> Iterator[Problem]:
    for name, table in (("reports", dataset.reports), ("context", dataset.context)):
        for row, line in _rows(table, "date_from", "date_to"):
            first, last = line["date_from"], line["date_to"]
            if pd.isna(first) != pd.isna(last):
                yield _problem(name, row, "date_to", _iso(last), "expected both dates, or neither")
            elif not pd.isna(first) and first > last:
                expected = f"expected {_iso(first)} (date_from) or later"
                yield _problem(name, row, "date_to", _iso(last), expected)


def _years_are_plausible(dataset: Dataset) -> Iterator[Problem]:
    for row, line in _rows(dataset.reports, "date_from", "date_to"):
        for column in ("date_from", "date_to"):
            if not pd.isna(line[column]) and not FIRST_YEAR <= line[column].year <= LAST_YEAR:
                expected = f"expected a year from {FIRST_YEAR} to {LAST_YEAR}"
                yield _problem("reports", row, column, _iso(line[column]), expected)


def _undated_says_so(dataset: Dataset) -> Iterator[Problem]:
    for row, line in _rows(dataset.reports, "date_from", "date_to", "date_precision"):
        undated = pd.isna(line["date_from"]) and pd.isna(line["date_to"])
        if undated != (line["date_precision"] == "undated"):
            expected = "expected “undated” where both dates are empty, and only there"
            yield _problem("reports", row, "date_precision", line["date_precision"], expected)


def _low_is_not_above_high(dataset: Dataset) -> Iterator[Problem]:
    for row, line in _rows(dataset.reports, "count_low", "count_high"):
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
        for row, line in _rows(table, column):
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
        for row, line in _rows(table, key, column):
            if _runs_in_a_circle(line[key], target):
                expected = "expected links that end; these come back to where they began"
                yield _problem(name, row, column, line[column], expected)


def _no_event_overlaps_itself(dataset: Dataset) -> Iterator[Problem]:
    for row, line in _rows(dataset.events, "event_id", "may_overlap"):
        if line["event_id"] in split_ids(line["may_overlap"]):
            expected = "expected another event"
            yield _problem("events", row, "may_overlap", line["event_id"], expected)


def _repeats_are_of_their_kind(dataset: Dataset) -> Iterator[Problem]:
    measure = dict(zip(dataset.reports["report_id"], dataset.reports["measure"], strict=True))
    for row, line in _rows(dataset.reports, "derived_from", "measure"):
        if measure.get(line["derived_from"], line["measure"]) != line["measure"]:
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
        for row, line in _rows(table, *(column for column, _ in columns)):
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
    grouped = reports.groupby(["event_id", "measure"])
    spans = grouped.agg({"date_from": "min", "date_to": "max"}).to_dict("index")
    for row, line in _rows(dataset.events, "event_id", "part_of"):
        for measure in COUNTED_MEASURES if line["part_of"] else ():
            part, whole = (line["event_id"], measure), (line["part_of"], measure)
            if part not in spans or whole not in spans:
                continue
            inner, outer = spans[part], spans[whole]
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
    row_of = {line["event_id"]: row for row, line in _rows(dataset.events, "event_id")}
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
    for row, line in _rows(dataset.reports, "count_low", "count_high", "count_wording"):
        if pd.isna(line["count_low"]) and pd.isna(line["count_high"]) and not line["count_wording"]:
            message = "neither a number nor a wording is given"
            yield _problem("reports", row, "count_wording", "", message, severity="warning")


def _cells_are_one_line(dataset: Dataset) -> Iterator[Problem]:
    """A line break in a cell is allowed, and often a quote that was never closed."""
    for resource in canonical_resources():
        table: pd.DataFrame = getattr(dataset, resource["name"])
        for column, cells in table.items():
            if cells.dtype != "str":
                continue
            for at in np.flatnonzero(cells.str.contains("\n", regex=False)):
                message = "holds a line break; a quote that is not closed swallows rows"
                row, value = int(at) + FIRST_ROW, str(cells.iloc[at])
                yield _problem(resource["name"], row, str(column), value, message, "warning")


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


def _rows(table: pd.DataFrame, *columns: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row's number, as a spreadsheet counts, and its cells in these columns."""
    cells = zip(*(table[column] for column in columns), strict=True)
    for number, row in enumerate(cells, start=FIRST_ROW):
        yield number, dict(zip(columns, row, strict=True))


def _problem(
    table: str, row: int, column: str, value: str, message: str, severity: str = "error"
) -> Problem:
    return Problem(f"{table}.csv", message, row, column, value, severity)


def _iso(day: pd.Timestamp) -> str:
    return "" if pd.isna(day) else day.date().isoformat()
