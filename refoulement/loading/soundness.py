"""Is a data package sound? Its form first, then the rules that a schema cannot express."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from refoulement.counting.rules import EventCount, interval_of, sum_of_parts
from refoulement.counting.tally import small_wholes
from refoulement.dataset.bounds import (
    FINEST_COORDINATE,
    FIRST_YEAR,
    LAST_YEAR,
    PLAUSIBLE_LATITUDES,
    PLAUSIBLE_LONGITUDES,
)
from refoulement.dataset.events import split_ids
from refoulement.dataset.package import canonical_resources, read_descriptor, read_tables
from refoulement.dataset.tables import Dataset
from refoulement.loading.assertions import assertions_hold
from refoulement.loading.duplicates import no_statement_stands_twice, statements_that_look_alike
from refoulement.loading.form import form_problems
from refoulement.loading.judgements import judgements_are_of_pairs
from refoulement.messages import Later, later, nlater
from refoulement.problems import FIRST_ROW, DatasetError, Problem
from refoulement.vocabulary import COUNTED_MEASURES


def check(directory: Path) -> tuple[Dataset | None, list[Problem]]:
    """The package in `directory`, and all that is wrong with it.

    The dataset is None if there is an error; warnings are kept in it. The rules below
    are tried only on files that fit the schema.
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


# The rules that a schema cannot express. Each yields problems: errors unless it says otherwise.
# Each finds the rows that break it over whole columns, since going row by row takes long.


def _spans_run_forwards(dataset: Dataset) -> Iterator[Problem]:
    for name, table in (("reports", dataset.reports), ("context", dataset.context)):
        begins, ends = table["date_from"], table["date_to"]
        wrong = table[(begins.isna() != ends.isna()) | (begins > ends)]
        for row, line in _rows(wrong, "date_from", "date_to"):
            first, last = line["date_from"], line["date_to"]
            if pd.isna(first) != pd.isna(last):
                expected = later("expected both dates, or neither")
                yield _problem(name, row, "date_to", _iso(last), expected)
            else:
                expected = later("expected %(day)s (date_from) or later", day=_iso(first))
                yield _problem(name, row, "date_to", _iso(last), expected)


def _years_are_plausible(dataset: Dataset) -> Iterator[Problem]:
    reports, columns = dataset.reports, ("date_from", "date_to")
    is_wrong = {
        column: reports[column].notna() & ~reports[column].dt.year.between(FIRST_YEAR, LAST_YEAR)
        for column in columns
    }
    for row, line in _rows(reports[is_wrong["date_from"] | is_wrong["date_to"]], *columns):
        for column in columns:
            if is_wrong[column][row - FIRST_ROW]:
                expected = later(
                    "expected a year from %(first)s to %(last)s",
                    first=str(FIRST_YEAR),
                    last=str(LAST_YEAR),
                )
                yield _problem("reports", row, column, _iso(line[column]), expected)


def _undated_says_so(dataset: Dataset) -> Iterator[Problem]:
    reports = dataset.reports
    is_undated = reports["date_from"].isna() & reports["date_to"].isna()
    wrong = reports[is_undated != (reports["date_precision"] == "undated")]
    for row, line in _rows(wrong, "date_precision"):
        expected = later("expected “undated” where both dates are empty, and only there")
        yield _problem("reports", row, "date_precision", line["date_precision"], expected)


def _low_is_not_above_high(dataset: Dataset) -> Iterator[Problem]:
    is_wrong = (dataset.reports["count_low"] > dataset.reports["count_high"]).fillna(False)
    for row, line in _rows(dataset.reports[is_wrong], "count_low", "count_high"):
        low = str(line["count_low"])
        expected = later("expected %(number)s (count_low) or more", number=low)
        yield _problem("reports", row, "count_high", str(line["count_high"]), expected)


def _lists_point_to_what_exists(dataset: Dataset) -> Iterator[Problem]:
    lists = (
        (
            *("reports", dataset.reports, "site_ids", set(dataset.site_ids)),
            later("expected a site_id that is in sites.csv"),
        ),
        (
            *("events", dataset.events, "may_overlap", set(dataset.event)),
            later("expected an event_id that is in events.csv"),
        ),
    )
    for name, table, column, known, expected in lists:
        wrong = {
            cell
            for cell in table[column].unique()
            if len(known.intersection(split_ids(cell))) < len(split_ids(cell))
        }
        for row, line in _rows(table[table[column].isin(wrong)], column):
            members = split_ids(line[column])
            for member in members:
                if member not in known:
                    yield _problem(name, row, column, member, expected)
            if len(set(members)) < len(members):
                yield _problem(name, row, column, line[column], later("expected each id once"))


def _links_run_in_no_circle(dataset: Dataset) -> Iterator[Problem]:
    links = (
        ("events", dataset.events, "event_id", "part_of"),
        ("reports", dataset.reports, "report_id", "derived_from"),
    )
    for name, table, key, column in links:
        wrong = table.iloc[_in_circles(table[key], table[column])]
        for row, line in _rows(wrong, column):
            expected = later("expected links that end; these come back to where they began")
            yield _problem(name, row, column, line[column], expected)


def _no_event_overlaps_itself(dataset: Dataset) -> Iterator[Problem]:
    events = dataset.events
    for row, line in _rows(events[events["may_overlap"] != ""], "event_id", "may_overlap"):
        if line["event_id"] in split_ids(line["may_overlap"]):
            expected = later("expected another event")
            yield _problem("events", row, "may_overlap", line["event_id"], expected)


def _repeats_are_of_their_kind(dataset: Dataset) -> Iterator[Problem]:
    repeats = dataset.reports[dataset.reports["derived_from"] != ""]
    measures = dataset.reports.set_index("report_id")["measure"].loc[repeats["derived_from"]]
    wrong = repeats[measures.to_numpy() != repeats["measure"].to_numpy()]
    for row, line in _rows(wrong, "derived_from", "measure"):
        expected = later("expected a report that is “%(measure)s” too", measure=line["measure"])
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
                    low, high = f"{least:g}", f"{most:g}"
                    expected = later(
                        "expected degrees between %(least)s and %(most)s", least=low, most=high
                    )
                    yield _problem(name, row, column, f"{value:g}", expected)
                elif round(value, FINEST_COORDINATE) != value:
                    expected = nlater(
                        "expected at most %(count)s decimal: no exact address",
                        "expected at most %(count)s decimals: no exact address",
                        FINEST_COORDINATE,
                    )
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
    no_statement_stands_twice,
    judgements_are_of_pairs,
    assertions_hold,
)


# Oddities, shown and kept: a source may say what does not add up. These need sound links.


def _wholes_cover_their_parts(dataset: Dataset) -> Iterator[Problem]:
    """A whole's reports should together span the dates of its parts' reports, by measure."""
    events = dataset.events
    parts = events[events["part_of"] != ""]
    reports = dataset.reports
    kin = {*parts["event_id"], *parts["part_of"]}
    reports = reports[(reports["status"] == "current") & reports["event_id"].isin(kin)]
    ends = {"date_from": "min", "date_to": "max"}
    found: list[tuple[int, Problem]] = []
    for measure in COUNTED_MEASURES:
        spans = reports[reports["measure"] == measure].groupby("event_id").agg(ends)
        inner, outer = (
            spans.reindex(parts[column]).set_index(parts.index)
            for column in ("event_id", "part_of")
        )
        is_wrong = (inner["date_from"] < outer["date_from"]) | (inner["date_to"] > outer["date_to"])
        for row, line in _rows(parts[is_wrong], "part_of"):
            part, whole = (_span(table, row - FIRST_ROW) for table in (inner, outer))
            message = later(
                "its reports (%(measure)s) cover %(dates)s, outside those of its whole, %(whole)s",
                measure=measure,
                dates=part,
                whole=whole,
            )
            whole_id = line["part_of"]
            found.append(
                (row, _problem("events", row, "part_of", whole_id, message, severity="warning"))
            )
    yield from (problem for _, problem in sorted(found, key=lambda pair: pair[0]))


def _parts_add_up_to_no_more_than_their_whole(dataset: Dataset) -> Iterator[Problem]:
    """The sum of the lows of an event's parts should not exceed the number stated for the event."""
    graph = dataset.event_graph
    row_of = {name: row for row, name in enumerate(dataset.events["event_id"].tolist(), FIRST_ROW)}
    for measure in COUNTED_MEASURES:
        for event in _all_events(small_wholes(dataset, measure)):
            whole, parts = interval_of(event.counted), sum_of_parts(graph, event.parts)
            if whole is None or parts is None or parts.low is None or whole.open_above:
                continue
            if parts.low > whole.highest:
                message = later(
                    "its parts (%(measure)s) add up to %(parts)s, more than the %(whole)s stated "
                    "for the whole; kept as printed",
                    measure=measure,
                    parts=str(parts),
                    whole=str(whole),
                )
                row = row_of[event.event_id]
                yield _problem("events", row, "event_id", event.event_id, message, "warning")


def _all_events(events: Iterable[EventCount]) -> Iterator[EventCount]:
    for event in events:
        yield event
        yield from _all_events(event.parts)


def _numbers_stand_in_wordings(dataset: Dataset) -> Iterator[Problem]:
    """A report without a number needs its wording: otherwise it says nothing."""
    reports = dataset.reports
    has_number = reports["count_low"].notna() | reports["count_high"].notna()
    for row, _ in _rows(reports[~has_number & (reports["count_wording"] == "")]):
        message = later("neither a number nor a wording is given")
        yield _problem("reports", row, "count_wording", "", message, severity="warning")


def _cells_are_one_line(dataset: Dataset) -> Iterator[Problem]:
    """A line break in a cell is allowed, but often means a quote that was never closed."""
    for resource in canonical_resources():
        table: pd.DataFrame = getattr(dataset, resource["name"])
        for column, cells in table.items():
            if cells.dtype != "str":
                continue
            for at in np.flatnonzero(cells.str.contains("\n", regex=False)):
                message = later("holds a line break; a quote that is not closed swallows rows")
                row, value = int(at) + FIRST_ROW, str(cells.iloc[at])
                yield _problem(resource["name"], row, str(column), value, message, "warning")


CONSISTENCY_WARNINGS: tuple[Callable[[Dataset], Iterator[Problem]], ...] = (
    _wholes_cover_their_parts,
    _parts_add_up_to_no_more_than_their_whole,
    _numbers_stand_in_wordings,
    _cells_are_one_line,
    statements_that_look_alike,
)


def _in_circles(keys: pd.Series[str], links: pd.Series[str]) -> NDArray[np.int64]:
    """The positions whose links lead back to themselves."""
    target = pd.Index(keys).get_indexer(pd.Index(links))
    for _ in range(len(keys).bit_length()):  # steps double each turn: only circles go on
        target = np.where(target >= 0, target[target], -1)
    return np.unique(target[target >= 0])


def _rows(table: pd.DataFrame, *columns: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row's number, as a spreadsheet counts, and its cells in these columns.

    The table may be part of a larger one; its index gives positions in the whole.
    """
    cells = zip(table.index, *(table[column] for column in columns), strict=True)
    for position, *row in cells:
        yield int(position) + FIRST_ROW, dict(zip(columns, row, strict=True))


def _problem(
    table: str, row: int, column: str, value: str, message: Later, severity: str = "error"
) -> Problem:
    return Problem(f"{table}.csv", message, row, column, value, severity)


def _span(days: pd.DataFrame, at: int) -> Later:
    first, last = _iso(days["date_from"][at]), _iso(days["date_to"][at])
    return later("%(first)s to %(last)s", first=first, last=last)


def _iso(day: pd.Timestamp) -> str:
    return "" if pd.isna(day) else day.date().isoformat()
