"""Whether problems in a data package are reported; each rule is tried with a broken package."""

from __future__ import annotations

import json
import math
import random
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from refoulement.dataset.package import DESCRIPTOR, read_descriptor, read_tables
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.loading.soundness import CONSISTENCY_WARNINGS, RULES, check
from refoulement.presentation.summary import summary
from refoulement.problems import DatasetError, Problem
from refoulement.selecting.selection import Selection
from tests.copies import (
    FROZEN,
    JUDGEMENTS,
    TABLES,
    add_row,
    copy_package,
    edit_bytes,
    edit_cells,
    edit_descriptor,
    edit_rows,
    read_records,
    read_rows,
    row_of,
    write_rows,
)

REPORTS = read_records(FROZEN, "reports")
ARRIVALS = read_records(FROZEN, "arrivals")

whole_packages = settings(max_examples=15, deadline=None)


@dataclass(frozen=True)
class Said:
    """An expected problem; the row is given by its first cell, or as a number."""

    file: str
    row: str | int | None = None
    column: str = ""
    value: str = ""
    message: str = ""
    severity: str = "error"

    @property
    def row_number(self) -> int | None:
        if isinstance(self.row, str):
            return row_of(self.file.removesuffix(".csv"), self.row)
        return self.row

    def is_said_by(self, problem: Problem) -> bool:
        where = (problem.file, problem.row, problem.column, problem.severity)
        return (
            where == (self.file, self.row_number, self.column, self.severity)
            and (self.value in problem.value if self.value else not problem.value)
            and self.message.lower() in problem.message.lower()
        )


@dataclass(frozen=True)
class Broken:
    """A package broken in one way, and the problems to be reported for it."""

    name: str
    breaks: Callable[[Path], object]
    said: tuple[Said, ...]


def cells(name: str, table: str, key: str, said: Said | tuple[Said, ...], **edit: str) -> Broken:
    """A package with these cells in the row of `table` that begins with `key`."""
    several = said if isinstance(said, tuple) else (said,)
    return Broken(name, lambda package: edit_cells(package, table, key, **edit), several)


def report(name: str, column: str, text: str, message: str, key: str = "r003") -> Broken:
    """A package with this text in a cell of the reports, which should be refused."""
    said = Said("reports.csv", key, column, text, message)
    return cells(name, "reports", key, said, **{column: text})


def link(name: str, table: str, key: str, column: str, of: str) -> Broken:
    """A package in which a cell refers to a row that does not exist."""
    said = Said(f"{table}.csv", key, column, "nowhere", of)
    return cells(f"dangling {name}", table, key, said, **{column: "nowhere"})


def judgement(name: str, row: int, column: str, text: str, message: str, **edit: str) -> Broken:
    """A package with these cells in the first line of its judgements."""
    said = Said(JUDGEMENTS, row, column, text, message)
    return Broken(
        f"a judgement {name}",
        lambda package: edit_cells(package, "judgements", "r016", **edit),
        (said,),
    )


def asserted(name: str, what: object, column: str, value: str, message: str) -> Broken:
    """A package whose descriptor asserts this."""
    said = Said(DESCRIPTOR, None, f"assertions.{column}".rstrip("."), value, message)
    return Broken(
        f"assertions: {name}",
        lambda package: edit_descriptor(package, lambda d: d.update(assertions=what)),
        (said,),
    )


def content(name: str, file: str, edit: Callable[[bytes], bytes], *said: Said) -> Broken:
    """A package with a file's content changed."""
    return Broken(name, lambda package: edit_bytes(package, file, edit), said)


def without(*names: str) -> Callable[[Path], object]:
    """Remove files."""

    def edit(package: Path) -> None:
        for name in names:
            (package / name).unlink()

    return edit


def directory_instead_of(name: str) -> Callable[[Path], object]:
    """Put a directory where a file should be."""

    def edit(package: Path) -> None:
        (package / name).unlink()
        (package / name).mkdir()

    return edit


# What the schema says

SCHEMA: tuple[Broken, ...] = (
    *(
        Broken(
            f"no {table}.csv",
            without(f"{table}.csv"),
            (Said(f"{table}.csv", message="is missing"),),
        )
        for table in TABLES
    ),
    Broken(
        "a directory of a file's name",
        directory_instead_of("context.csv"),
        (Said("context.csv", message="it is no regular file"),),
    ),
    Broken(
        "two files missing",
        without("events.csv", "sites.csv"),
        (Said("events.csv", message="is missing"), Said("sites.csv", message="is missing")),
    ),
    Broken(
        "no descriptor",
        without(DESCRIPTOR),
        (Said(DESCRIPTOR, message="expected a data package at"),),
    ),
    Broken("no package at all", shutil.rmtree, (Said(DESCRIPTOR, message="No such file"),)),
    content("a descriptor that is no JSON", DESCRIPTOR, lambda _: b"{", Said(DESCRIPTOR)),
    content("an empty descriptor", DESCRIPTOR, lambda _: b"", Said(DESCRIPTOR)),
    content(
        "a descriptor in UTF-16",
        DESCRIPTOR,
        lambda old: old.decode().encode("utf-16"),
        Said(DESCRIPTOR, message="not JSON in UTF-8"),
    ),
    content(
        "a descriptor that is a list",
        DESCRIPTOR,
        lambda _: b"[]",
        Said(DESCRIPTOR, message="expected a JSON object"),
    ),
    content(
        "a descriptor nested without end",
        DESCRIPTOR,
        lambda _: b"[" * 100_000,
        Said(DESCRIPTOR, message="expected a data package at"),
    ),
    Broken(
        "no version",
        lambda package: edit_descriptor(package, lambda d: d.pop("version")),
        (Said(DESCRIPTOR, None, "version", message="version"),),
    ),
    Broken(
        "no licence",
        lambda package: edit_descriptor(package, lambda d: d.update(licenses=[])),
        (Said(DESCRIPTOR, None, "licenses", message="name"),),
    ),
    Broken(
        "a version that is a number",
        lambda package: edit_descriptor(package, lambda d: d.update(version=1.0)),
        (Said(DESCRIPTOR, None, "version", message="text"),),
    ),
    Broken(
        "an author without a name",
        lambda package: edit_descriptor(package, lambda d: d.update(contributors=[{}])),
        (Said(DESCRIPTOR, None, "contributors", message="title"),),
    ),
    Broken(
        "half a character in the descriptor",
        lambda package: edit_descriptor(package, lambda d: d.update(title="\ud800")),
        (Said(DESCRIPTOR, message="whole characters"),),
    ),
    Broken(
        "a number in the descriptor that is none",
        lambda package: edit_descriptor(package, lambda d: d.update(coverage=math.inf)),
        (Said(DESCRIPTOR, message="finite numbers"),),
    ),
    report("unknown measure", "measure", "detained", "arrested"),
    report("unknown basis", "basis", "weekly", "period_total"),
    report("unknown status", "status", "deleted", "withdrawn"),
    cells(
        "unknown precision of a place",
        "sites",
        "tumen",
        Said("sites.csv", "tumen", "location_precision", "street", "county"),
        location_precision="street",
    ),
    link("event", "reports", "r003", "event_id", of="event_id"),
    link("source", "reports", "r003", "source_id", of="source_id"),
    link("original", "reports", "r003", "derived_from", of="report_id"),
    link("whole", "events", "2025-09-women-28", "part_of", of="event_id"),
    link("place of a border post", "crossings", "dandong-sinuiju", "site_id", of="site_id"),
    link("source of the context", "context", "border-closed", "source_id", of="source_id"),
    Broken(
        "a report twice",
        lambda package: add_row(package, "reports", "r003"),
        (Said("reports.csv", len(REPORTS) + 2, "report_id", "r003", "no other row"),),
    ),
    Broken(
        "a period twice with one status",
        lambda package: add_row(package, "arrivals", "2000"),
        (Said("arrivals.csv", len(ARRIVALS) + 2, "period, status", message="no other row"),),
    ),
    report("words for a number", "count_low", "many", "whole number"),
    report("a thousand with a comma", "count_low", "1,170", "whole number"),
    report("a fraction of a person", "count_low", "325.5", "whole number"),
    report("nobody", "count_low", "0", "at least 1"),
    report("fewer than nobody", "count_high", "-3", "at least 1"),
    report("a number between spaces", "count_low", " 325", "white space"),
    # Numbers to Python and frictionless, but to no other CSV reader.
    report("a number with an underscore", "count_low", "3_25", ""),
    report("Arabic-Indic digits", "count_low", "٣٢٥", ""),
    report("digits in full width", "count_high", "３２５", ""),
    report("more people than a computer counts", "count_high", "9" * 25, ""),
    cells(
        "a latitude with an underscore",
        "sites",
        "tumen",
        Said("sites.csv", "tumen", "latitude", "4_2.966"),
        latitude="4_2.966",
    ),
    cells(
        "a latitude in full width",
        "sites",
        "tumen",
        Said("sites.csv", "tumen", "latitude", "４２.966"),
        latitude="４２.966",
    ),
    cells(
        "a latitude in words",
        "sites",
        "tumen",
        Said("sites.csv", "tumen", "latitude", "north", "number"),
        latitude="north",
    ),
    cells(
        "a latitude past the pole",
        "sites",
        "tumen",
        Said("sites.csv", "tumen", "latitude", "91", "at most 90"),
        latitude="91",
    ),
    report("a date in another order", "date_from", "22/07/2021", "date"),
    report("a day that is in no calendar", "date_from", "2021-02-30", "date"),
    report("a date with a time", "date_to", "2021-07-22T10:00", "date"),
    cells(
        "an empty summary",
        "reports",
        "r003",
        Said("reports.csv", "r003", "summary", message="not empty"),
        summary="",
    ),
    cells(
        "an empty id",
        "reports",
        "r906",
        Said("reports.csv", "r906", "report_id", message="not empty"),
        report_id="",
    ),
    cells(
        "an empty label",
        "events",
        "2023-held",
        Said("events.csv", "2023-held", "label", message="not empty"),
        label="",
    ),
    cells(
        "neither yes nor no",
        "sites",
        "tumen",
        Said("sites.csv", "tumen", "is_detention_site", "maybe", "true or false"),
        is_detention_site="maybe",
    ),
    *(
        cells(
            f"an address that is {what}",
            "sources",
            "hrw-2021-07",
            Said("sources.csv", "hrw-2021-07", "url", url, "form"),
            url=url,
        )
        for what, url in (
            ("a script", "javascript:alert(1)"),
            ("data", "data:text/html,<script>alert(1)</script>"),
            ("a file", "file:///etc/passwd"),
            ("two", "https://example.org https://example.com"),
            ("a tag", 'https://example.org/"><script>'),
        )
    ),
    report("a capital in an id", "report_id", "R906", "form", key="r906"),
    report("a space in an id", "report_id", "r 906", "form", key="r906"),
    report("a line's end in an id", "report_id", "r906\n", "", key="r906"),
    report("a NUL byte in an id", "report_id", "r906\0", "form", key="r906"),
    report("a capital in a list of places", "site_ids", "Tumen", "form"),
    report("a list of places that goes nowhere", "site_ids", "tumen;", "form"),
    Broken(
        "a column more",
        lambda package: edit_rows(
            package,
            "reports",
            lambda rows: [[*row, "" if number else "more"] for number, row in enumerate(rows)],
        ),
        (Said("reports.csv", 1, "more", message="column"),),
    ),
    Broken(
        "a column missing",
        lambda package: edit_rows(package, "events", lambda rows: [row[:-1] for row in rows]),
        (Said("events.csv", 1, "denial", message="column"),),
    ),
    Broken(
        "a column of another name",
        lambda package: edit_rows(
            package,
            "events",
            lambda rows: [[*rows[0][:-1], "denied"], *rows[1:]],
        ),
        (
            Said("events.csv", 1, "denial", message="expected a column"),
            Said("events.csv", 1, "denied", message="expected no column"),
        ),
    ),
    Broken(
        "a cell more",
        lambda package: edit_rows(
            package, "reports", lambda rows: [*rows[:3], [*rows[3], "more"], *rows[4:]]
        ),
        (Said("reports.csv", 4, "", "more", "cell"),),
    ),
    Broken(
        "a cell missing",
        lambda package: edit_rows(
            package, "events", lambda rows: [*rows[:3], rows[3][:-1], *rows[4:]]
        ),
        (Said("events.csv", 4, "denial", message="cell"),),
    ),
    Broken(
        "a cell missing that is needed",
        lambda package: edit_rows(
            package, "reports", lambda rows: [*rows[:3], rows[3][:-1], *rows[4:]]
        ),
        (
            Said("reports.csv", 4, "status", message="not empty"),
            Said("reports.csv", 4, "status", message="a cell for every column"),
        ),
    ),
    Broken(
        "a blank row",
        lambda package: edit_rows(package, "reports", lambda rows: [*rows[:3], [], *rows[3:]]),
        (Said("reports.csv", 4, message="blank"),),
    ),
    *(
        content(
            f"{table}.csv in a Korean code page",
            f"{table}.csv",
            lambda old: old + "도문".encode("cp949"),
            Said(f"{table}.csv", message="utf-8"),
        )
        # Rows of events and places are the targets of links in other files.
        for table in ("reports", "events", "sites")
    ),
    content(
        "a file in UTF-16",
        "arrivals.csv",
        lambda old: old.decode().encode("utf-16"),
        Said("arrivals.csv", message="utf-8"),
    ),
    *(
        content(
            f"{table}.csv empty",
            f"{table}.csv",
            lambda _: b"",
            Said(f"{table}.csv", 1, message="header"),
        )
        for table in ("reports", "events", "sites", "context")
    ),
    content(
        "a quote that swallows rows",
        "reports.csv",
        lambda old: old.replace(b",HRW's breakdown gives 325", b",\"HRW's breakdown gives 325", 1),
        Said("reports.csv", 4, message="cannot be read as CSV"),
    ),
)

# What a schema cannot say

WOMEN, LONGJING, TUMEN_500 = "2025-09-women-28", "2002-04-longjing-900", "2002-05-tumen-500"


def circle(*events: str) -> Callable[[Path], object]:
    """Make each event a part of the next, and the last of the first."""

    def edit(package: Path) -> None:
        for event, whole in zip(events, (*events[1:], events[0]), strict=True):
            edit_cells(package, "events", event, part_of=whole)

    return edit


def in_a_circle(event: str, whole: str) -> Said:
    return Said("events.csv", event, "part_of", whole, "come back")


def leads_into_a_circle(package: Path) -> None:
    circle(LONGJING, TUMEN_500)(package)
    edit_cells(package, "events", WOMEN, part_of=LONGJING)


OWN: tuple[Broken, ...] = (
    cells(
        "a span that runs backwards",
        "reports",
        "r003",
        Said("reports.csv", "r003", "date_to", "2021-07-22", "2021-07-23"),
        date_from="2021-07-23",
    ),
    cells(
        "a span of the context that runs backwards",
        "context",
        "border-closed",
        Said("context.csv", "border-closed", "date_to", "2020-01-31", "2020-02-01"),
        date_from="2020-02-01",
    ),
    cells(
        "no first date",
        "reports",
        "r003",
        Said("reports.csv", "r003", "date_to", "2021-07-22", "both dates"),
        date_from="",
    ),
    cells(
        "no last date",
        "reports",
        "r003",
        Said("reports.csv", "r003", "date_to", "", "both dates"),
        date_to="",
    ),
    cells(
        "a first date before there was a North Korea",
        "reports",
        "r003",
        Said("reports.csv", "r003", "date_from", "1021-07-22", "1945"),
        date_from="1021-07-22",
    ),
    cells(
        "a last date after our time",
        "reports",
        "r104",
        Said("reports.csv", "r104", "date_to", "2205-09-30", "2100"),
        date_to="2205-09-30",
    ),
    cells(
        "undated without saying so",
        "reports",
        "r003",
        Said("reports.csv", "r003", "date_precision", "day", "undated"),
        date_from="",
        date_to="",
    ),
    cells(
        "dated and said to be undated",
        "reports",
        "r003",
        Said("reports.csv", "r003", "date_precision", "undated", "both dates are empty"),
        date_precision="undated",
    ),
    cells(
        "a low above the high",
        "reports",
        "r003",
        Said("reports.csv", "r003", "count_high", "324", "325"),
        count_high="324",
    ),
    cells(
        "a place that is not there",
        "reports",
        "r031",
        Said("reports.csv", "r031", "site_ids", "nowhere", "sites.csv"),
        site_ids="tumen;nowhere;hunchun",
    ),
    cells(
        "a place twice",
        "reports",
        "r031",
        Said("reports.csv", "r031", "site_ids", "tumen;hunchun;tumen", "once"),
        site_ids="tumen;hunchun;tumen",
    ),
    cells(
        "an overlap with nothing",
        "events",
        WOMEN,
        Said("events.csv", WOMEN, "may_overlap", "nowhere", "events.csv"),
        may_overlap="2023-held;nowhere",
    ),
    cells(
        "an overlap twice",
        "events",
        WOMEN,
        Said("events.csv", WOMEN, "may_overlap", "2023-held;2023-held", "once"),
        may_overlap="2023-held;2023-held",
    ),
    cells(
        "an overlap with itself",
        "events",
        WOMEN,
        Said("events.csv", WOMEN, "may_overlap", WOMEN, "another event"),
        may_overlap=WOMEN,
    ),
    Broken("a part of itself", circle(WOMEN), (in_a_circle(WOMEN, WOMEN),)),
    Broken(
        "two parts of each other",
        circle(WOMEN, LONGJING),
        (in_a_circle(WOMEN, LONGJING), in_a_circle(LONGJING, WOMEN)),
    ),
    Broken(
        "three parts in a circle",
        circle(WOMEN, LONGJING, TUMEN_500),
        (
            in_a_circle(WOMEN, LONGJING),
            in_a_circle(LONGJING, TUMEN_500),
            in_a_circle(TUMEN_500, WOMEN),
        ),
    ),
    Broken(
        # Its own link is fine, because it does not come back to it.
        "a part that leads into a circle",
        leads_into_a_circle,
        (in_a_circle(LONGJING, TUMEN_500), in_a_circle(TUMEN_500, LONGJING)),
    ),
    cells(
        "a repeat of itself",
        "reports",
        "r025",
        Said("reports.csv", "r025", "derived_from", "r025", "come back"),
        derived_from="r025",
    ),
    cells(
        "repeats of each other",
        "reports",
        "r025",
        (
            Said("reports.csv", "r009", "derived_from", "r025", "come back"),
            Said("reports.csv", "r025", "derived_from", "r009", "come back"),
        ),
        derived_from="r009",
    ),
    cells(
        "a repeat of another measure",
        "reports",
        "r018",
        Said("reports.csv", "r018", "derived_from", "r017", "returned"),
        derived_from="r017",
    ),
    cells(
        "a place on the equator",
        "sites",
        "tumen",
        Said("sites.csv", "tumen", "latitude", "2.966", "between"),
        latitude="2.966",
    ),
    cells(
        "a place with its axes swapped",
        "sites",
        "tumen",
        (
            Said("sites.csv", "tumen", "latitude", "89.8", "between"),
            Said("sites.csv", "tumen", "longitude", "42.966", "between"),
        ),
        latitude="89.8",
        longitude="42.966",
    ),
    cells(
        "a border post in Europe",
        "crossings",
        "tumen-namyang",
        Said("crossings.csv", "tumen-namyang", "dprk_longitude", "12.9", "between"),
        dprk_longitude="12.9",
    ),
    cells(
        "a place at a street's precision",
        "sites",
        "tumen",
        Said("sites.csv", "tumen", "latitude", "42.9661", "decimals"),
        latitude="42.9661",
    ),
    cells(
        "a border post at a gate's precision",
        "crossings",
        "tumen-namyang",
        Said("crossings.csv", "tumen-namyang", "cn_longitude", "129.8421", "decimals"),
        cn_longitude="129.8421",
    ),
    cells(
        "a part outside its whole's dates",
        "reports",
        "r151",
        Said(
            "events.csv",
            "2013-11-shenyang",
            "part_of",
            "2013-11-arrests-35",
            "2013-10-31",
            "warning",
        ),
        date_from="2013-10-31",
    ),
    cells(
        "a part that ends after its whole",
        "reports",
        "r151",
        Said(
            "events.csv",
            "2013-11-shenyang",
            "part_of",
            "2013-11-arrests-35",
            "2013-11-22",
            "warning",
        ),
        date_to="2013-11-22",
    ),
    cells(
        "parts that are more than their whole",
        "reports",
        "r151",
        Said(
            "events.csv",
            "2013-11-arrests-35",
            "event_id",
            "2013-11-arrests-35",
            "36–38, more than the 35",
            "warning",
        ),
        count_low="13",
        count_high="13",
    ),
    cells(
        "a cell of two lines",
        "reports",
        "r003",
        Said("reports.csv", "r003", "summary", "two\nlines", "line break", "warning"),
        summary="two\nlines",
    ),
    cells(
        "neither a number nor a wording",
        "reports",
        "r015",
        Said("reports.csv", "r015", "count_wording", "", "wording", "warning"),
        count_wording="",
    ),
    Broken(
        "the same statement in another row",
        lambda package: add_row(package, "reports", "r003", report_id="r900", summary="Again."),
        (
            Said(
                "reports.csv",
                len(REPORTS) + 2,
                "report_id",
                "r900",
                f"the same as r003 in row {row_of('reports', 'r003')}",
            ),
        ),
    ),
    Broken(
        "a statement that looks like another",
        lambda package: add_row(package, "reports", "r003", report_id="r900", area="Jilin"),
        (
            Said(
                "reports.csv",
                len(REPORTS) + 2,
                "report_id",
                "r900",
                f"as r003 in row {row_of('reports', 'r003')}",
                "warning",
            ),
        ),
    ),
    judgement("on one report", 2, "report_b", "r016", "another report", report_b="r016"),
    judgement("same, of no repeat", 2, "verdict", "same", "expected derived_from", verdict="same"),
    Broken(
        "a pair judged twice",
        lambda package: edit_rows(
            package, "judgements", lambda rows: [*rows, ["r066", "r016", *rows[1][2:]]]
        ),
        (Said(JUDGEMENTS, 4, "report_b", "r016", "row 2 judges it already"),),
    ),
    asserted("too few reports", {"min": {"reports": 135}}, "min.reports", "135", "134"),
    asserted("too many reports", {"max": {"reports": 133}}, "max.reports", "133", "at most 133"),
    asserted("a place that is gone", {"sites": ["tumen", "paris"]}, "sites", "paris", "sites.csv"),
    asserted("a list", [], "", "[]", "expected an object"),
    asserted("of another kind", {"least": {}}, "least", "{}", "min, max or sites"),
    asserted("a number alone", {"min": 134}, "min", "134", "expected an object"),
    asserted("of no table", {"min": {"rows": 1}}, "min.rows", "1", "expected one of the tables"),
    asserted("no number", {"max": {"reports": "3000"}}, "max.reports", "3000", "whole number"),
    asserted("true", {"min": {"reports": True}}, "min.reports", "True", "whole number"),
    asserted("places by number", {"sites": [1]}, "sites", "[1]", "list of site_id"),
)


@cache
def oddities() -> tuple[Problem, ...]:
    """The frozen package's own warnings, which its copies have too."""
    return tuple(check(FROZEN)[1])


def assert_said(problems: list[Problem], said: tuple[Said, ...]) -> None:
    """Check for exactly these problems, besides the oddities of the frozen package."""
    found = [problem for problem in problems if problem not in oddities()]
    missing = list(said)
    for problem in found:
        match = next((one for one in missing if one.is_said_by(problem)), None)
        assert match, f"not asked for: {problem}\nstill missing: {missing}"
        missing.remove(match)
    assert not missing, f"not said: {missing}\nbut: {found}"


@pytest.mark.parametrize("broken", (*SCHEMA, *OWN), ids=lambda broken: broken.name)
def test_what_is_broken_is_said_and_nothing_else(broken: Broken, tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    broken.breaks(package)
    dataset, problems = check(package)
    assert_said(problems, broken.said)
    if any(said.severity == "error" for said in broken.said):
        assert dataset is None
    else:
        assert dataset is not None, "what is only odd is shown and kept"
        assert dataset.warnings == problems


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r001", summary="two\nlines", count_low="many")
    edit_cells(package, "reports", "r002", measure="detained")
    _, problems = check(package)
    assert [(p.file, p.row, p.column) for p in problems] == [
        ("reports.csv", 2, "count_low"),
        ("reports.csv", 3, "measure"),
    ]
    assert str(problems[0]).startswith(
        "error: reports.csv, row 2, column count_low, value 'many': "
    )


def test_rows_are_counted_so_after_a_cell_of_two_lines_by_the_own_rules_too(
    tmp_path: Path,
) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r001", summary="two\nlines")
    edit_cells(package, "reports", "r002", count_high="1")
    _, problems = check(package)
    assert [(p.row, p.column) for p in problems] == [(3, "count_high")]


def test_no_row_is_counted_wrongly_where_a_file_begins_with_an_empty_line(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r001", count_low="9", count_high="1")
    edit_bytes(package, "reports.csv", lambda old: b"\n" + old)
    dataset, problems = check(package)
    assert dataset is None
    assert [p.row for p in problems if p.value == "1"] in ([], [3])


@pytest.mark.parametrize(
    ("table", "delimiter"), [("context", b";"), ("events", b"\t"), ("reports", b"|")]
)
def test_another_delimiter_than_a_comma_is_refused(
    table: str, delimiter: bytes, tmp_path: Path
) -> None:
    package = copy_package(tmp_path / "package")
    rows = [[text.replace(",", " ") for text in row] for row in read_rows(package, table)]
    write_rows(package, table, rows)
    edit_bytes(package, f"{table}.csv", lambda old: old.replace(b",", delimiter))
    dataset, problems = check(package)
    assert dataset is None
    assert f"{table}.csv" in {problem.file for problem in problems}


# Every rule is tried


def exercised(broken: Broken, package: Path) -> Iterator[str]:
    """The rules that report something about a package broken in this way."""
    copy_package(package)
    broken.breaks(package)
    tables: dict[str, Any] = dict(read_tables(package))
    dataset = Dataset(directory=package, descriptor=read_descriptor(package), **tables)
    rules = [rule for rule in RULES if list(rule(dataset))]
    if not rules:
        rules = [
            rule
            for rule in CONSISTENCY_WARNINGS
            if any(problem not in oddities() for problem in rule(dataset))
        ]
    yield from (rule.__name__ for rule in rules)


def test_every_rule_is_tried_with_a_package_that_breaks_it(tmp_path: Path) -> None:
    tried: set[str] = set()
    for number, broken in enumerate(OWN):
        names = list(exercised(broken, tmp_path / str(number)))
        assert len(names) == 1, f"{broken.name}: broken in one way, said by {names}"
        tried.update(names)
    assert tried == {rule.__name__ for rule in (*RULES, *CONSISTENCY_WARNINGS)}


# What is sound


def test_the_frozen_package_is_sound() -> None:
    dataset, problems = check(FROZEN)
    assert dataset is not None
    assert {problem.severity for problem in problems} <= {"warning"}
    assert dataset.warnings == problems
    assert len(dataset.records) == len(REPORTS)


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        ("a byte order mark", lambda old: b"\xef\xbb\xbf" + old),
        ("lines that end as in Windows", lambda old: old.replace(b"\n", b"\r\n")),
        ("both", lambda old: b"\xef\xbb\xbf" + old.replace(b"\n", b"\r\n")),
        ("no end of the last line", lambda old: old.removesuffix(b"\n")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_spreadsheets_write_is_accepted_and_changes_nothing(
    name: str, edit: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    package = copy_package(tmp_path / "package")
    for table in TABLES:
        edit_bytes(package, f"{table}.csv", edit)
    dataset, problems = check(package)
    assert dataset is not None, problems
    assert dataset.records == load(FROZEN).records
    for table in TABLES:
        assert getattr(dataset, table).equals(getattr(load(FROZEN), table))


def test_a_byte_order_mark_before_the_descriptor_is_accepted(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_bytes(package, DESCRIPTOR, lambda old: b"\xef\xbb\xbf" + old)
    assert check(package)[0] is not None


def test_a_package_without_reports_is_sound_and_has_no_figure(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    for table in ("reports", "judgements"):
        edit_rows(package, table, lambda rows: rows[:1])
    dataset, problems = check(package)
    assert dataset is not None, problems
    assert dataset.records == ()
    figures = summary(dataset, Selection())
    assert {str(figure) for figure in figures.values()} == {"no statements"}
    assert dataset.span[0] == dataset.span[1]


def test_a_package_with_headers_only_is_sound(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    for table in (*TABLES, "judgements"):
        edit_rows(package, table, lambda rows: rows[:1])
    assert check(package)[0] is not None


def test_a_package_without_judgements_is_sound(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    (package / JUDGEMENTS).unlink()
    dataset, problems = check(package)
    assert dataset is not None, problems
    assert len(dataset.judgements) == 0


def test_an_undated_report_that_says_so_is_sound(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r906", date_from="", date_to="", date_precision="undated")
    dataset, problems = check(package)
    assert dataset is not None, problems


def test_a_nul_byte_in_free_text_is_kept_as_it_is(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r003", summary="held\0in Tumen")
    dataset, problems = check(package)
    assert dataset is not None, problems
    assert dataset.report["r003"]["summary"] == "held\0in Tumen"


def test_text_is_read_as_it_is_written_whatever_it_holds(tmp_path: Path) -> None:
    texts = ["NA", "null", "None", "nan", "-", " spaced ", "007", "1e3", "a\nb", "a\r\nb", '"“,;']
    package = copy_package(tmp_path / "package")
    keys = [record["report_id"] for record in REPORTS[: len(texts)]]
    for key, text in zip(keys, texts, strict=True):
        edit_cells(package, "reports", key, caveat=text)
    dataset, problems = check(package)
    assert dataset is not None, problems
    assert [dataset.report[key]["caveat"] for key in keys] == texts


# A package cannot weaken the form by which it is judged


def weaken(descriptor: dict[str, Any]) -> None:
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            field["type"] = "string"
            field.pop("constraints", None)
        resource["schema"].pop("foreignKeys", None)
        resource["schema"].pop("primaryKey", None)


def test_a_weaker_schema_of_its_own_is_not_what_a_package_is_judged_by(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_descriptor(package, weaken)
    edit_cells(package, "reports", "r003", measure="detained")
    dataset, problems = check(package)
    assert dataset is None
    assert_said(problems, (Said("reports.csv", "r003", "measure", "detained"),))


@pytest.mark.parametrize(
    "path",
    [
        "elsewhere.csv",
        "../outside/reports.csv",
        "/etc/passwd",
        "https://example.org/reports.csv",
        "file:///etc/passwd",
        ["reports.csv", "elsewhere.csv"],
        None,
    ],
    ids=str,
)
def test_a_descriptor_that_names_another_path_leads_nowhere(path: object, tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_descriptor(package, lambda d: d["resources"][0].update(path=path))
    (package / "elsewhere.csv").write_text("report_id\nr1\n", encoding="utf-8")
    dataset, problems = check(package)
    assert dataset is not None, problems
    assert dataset.records == load(FROZEN).records


@pytest.mark.parametrize("resources", [None, [], 3, "reports.csv", [{}], [None]], ids=str)
def test_a_descriptor_without_resources_is_judged_by_our_form(
    resources: object, tmp_path: Path
) -> None:
    package = copy_package(tmp_path / "package")
    edit_descriptor(package, lambda d: d.update(resources=resources))
    assert check(package)[0] is not None


# Nothing but problems ever comes out


def assert_judged(package: Path) -> None:
    """`check` returns well-formed problems: one line each, about one place."""
    dataset, problems = check(package)
    assert (dataset is None) == any(problem.severity == "error" for problem in problems)
    for problem in problems:
        assert problem.file in (DESCRIPTOR, JUDGEMENTS, *(f"{table}.csv" for table in TABLES))
        assert problem.row is None or problem.row >= 1
        assert len(str(problem).splitlines()) == 1, "a line a problem"


awkward = st.sampled_from(
    (
        "0",
        "-1",
        "1e400",
        "NaN",
        "inf",
        "1,170",
        " 325 ",
        "2021-7-2",
        "0001-01-01",
        "9999-12-31",
        "2021-02-29",
        "tumen;tumen",
        ";",
        "r003",
        "2021-07-held",
        "=1+1",
        '"',
        "\n",
        "\r",
        "\r\n",
        "\ufeff",
        "true",
        "TRUE",
    )
)
texts = st.one_of(awkward, st.text(st.characters(exclude_categories=["Cs"]), max_size=30))


@given(table=st.sampled_from(TABLES), row=st.integers(1, 20), column=st.integers(0, 26), text=texts)
@example(table="reports", row=3, column=10, text="3_25")
@example(table="reports", row=3, column=1, text="no\nevent")
@example(table="reports", row=0, column=23, text="cav\neat")
@example(table="reports", row=3, column=15, text="0001-01-01")
@whole_packages
def test_whatever_a_cell_holds_only_problems_come_out(
    table: str, row: int, column: int, text: str
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        package = copy_package(Path(directory) / "package")
        rows = read_rows(package, table)
        cells_of_row = rows[row % len(rows)]
        cells_of_row[column % len(cells_of_row)] = text
        write_rows(package, table, rows)
        assert_judged(package)


@given(
    name=st.sampled_from((DESCRIPTOR, *(f"{table}.csv" for table in TABLES))),
    junk=st.binary(max_size=40),
    seed=st.integers(0, 2**32),
)
@whole_packages
def test_whatever_bytes_a_file_holds_only_problems_come_out(
    name: str, junk: bytes, seed: int
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        package = copy_package(Path(directory) / "package")
        old = (package / name).read_bytes()
        first, last = sorted(random.Random(seed).choices(range(len(old) + 1), k=2))
        (package / name).write_bytes(old[:first] + junk + old[last:])
        assert_judged(package)


@pytest.mark.parametrize("key", ["profile", "profiles", "$schema"])
def test_no_address_that_a_descriptor_names_is_asked_for_anything(key: str, tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    with socket.create_server(("127.0.0.1", 0)) as host:
        address = f"http://127.0.0.1:{host.getsockname()[1]}/form.json"
        named = [address] if key == "profiles" else address
        edit_descriptor(package, lambda d: d.update({key: named}))
        assert check(package)[0] is not None
        host.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has called
            host.accept()


few_packages = settings(max_examples=8, deadline=None)

json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    key=st.sampled_from(
        (
            "name",
            "version",
            "licenses",
            "created",
            "last_checked",
            "contributors",
            "resources",
            "profile",
            "$schema",
        )
    ),
    value=json_values,
)
@few_packages
def test_whatever_a_descriptor_says_only_problems_come_out(key: str, value: object) -> None:
    with tempfile.TemporaryDirectory() as directory:
        package = copy_package(Path(directory) / "package")
        edit_descriptor(package, lambda d: d.update({key: value}))
        assert_judged(package)


@given(value=json_values)
@few_packages
def test_whatever_a_descriptor_is_only_problems_come_out(value: object) -> None:
    with tempfile.TemporaryDirectory() as directory:
        package = copy_package(Path(directory) / "package")
        (package / DESCRIPTOR).write_text(json.dumps(value), encoding="utf-8")
        assert_judged(package)


# Loading


def test_a_broken_package_is_not_loaded_and_all_its_errors_are_told(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r003", measure="detained", basis="weekly")
    with pytest.raises(DatasetError) as raised:
        load(package)
    assert [problem.column for problem in raised.value.problems] == ["measure", "basis"]
    assert "detained" in str(raised.value)


def test_a_package_is_read_once_until_one_of_its_files_changes(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    before = load(package)
    assert load(package) is before
    edit_cells(package, "reports", "r003", count_low="3250", count_high="3250")
    assert load(package).report["r003"]["count_low"] == 3250
    (package / "context.csv").unlink()
    with pytest.raises(DatasetError):
        load(package)


def test_a_package_with_warnings_is_loaded_with_them(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r015", count_wording="")
    dataset = load(package)
    assert_said(
        dataset.warnings,
        (Said("reports.csv", "r015", "count_wording", "", "wording", "warning"),),
    )
