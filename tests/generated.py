"""Generated events and reports for testing properties of counting and selecting."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from _pytest.mark import ParameterSet
from hypothesis import strategies as st

from refoulement.dataset.events import EventGraph
from refoulement.dataset.package import canonical_resources, typed
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.vocabulary import MEASURES

FIRST_DAY = date(2020, 1, 1)
DAYS = 40
SITES = ("a", "b", "c")
LONGITUDES = {"a": 125.0, "b": 121.0, "c": 130.0}
#: In the whole country, a part of it, or none.
AREAS = ("China", "Jilin", "")
SOURCES = ("s1", "s2", "s3")


@dataclass(frozen=True)
class World:
    """Events, the links between them, and reports of one measure about them."""

    graph: EventGraph
    reports: tuple[Report, ...]


def report(**changes: object) -> Report:
    """A counted report of 10 people returned on the first day, with these changes."""
    plain = Report(
        report_id="r1",
        event_id="e1",
        source_id="s1",
        measure="returned",
        basis="event",
        place_role="crossing",
        sites=("a",),
        other_places=(),
        area="",
        country="China",
        low=10,
        high=10,
        population="escapees",
        date_from=FIRST_DAY,
        date_to=FIRST_DAY,
        derived_from="",
        origin="o1",
        approximate=False,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


counts = st.one_of(
    st.integers(1, 50).map(lambda n: (n, n)),
    st.integers(1, 50).map(lambda n: (n, None)),
    st.integers(1, 50).map(lambda n: (None, n)),
    st.tuples(st.integers(1, 50), st.integers(0, 30)).map(lambda p: (p[0], p[0] + p[1])),
    st.just((None, None)),
)


def worlds(measure: str = "returned", most: int = 10) -> st.SearchStrategy[World]:
    """Reports of a measure over generated events; some repeated, some shared, some not counted.

    Built from a drawn seed rather than a draw per field, which is many times faster, so that
    thousands of worlds can be tried. A failure shrinks to fewer reports.
    """
    return st.builds(
        _world, st.binary(min_size=8, max_size=8), st.just(measure), st.integers(0, most)
    )


def dataset_of(world: World, withdrawn: Collection[str] = ()) -> Dataset:
    """A dataset of this world, in which the reports in `withdrawn` are withdrawn."""
    reports = [
        _row(report, "withdrawn" if report.report_id in withdrawn else "current")
        for report in world.reports
    ]
    made = Dataset(
        directory=Path("world"),
        descriptor={},
        reports=_table("reports", reports),
        events=_table(
            "events",
            [{"event_id": event, "label": event} for event in sorted(world.graph.overlap_group)],
        ),
        sources=_same_in_every_world("sources"),
        sites=_same_in_every_world("sites"),
        crossings=_same_in_every_world("crossings"),
        arrivals=_same_in_every_world("arrivals"),
        context=_same_in_every_world("context"),
    )
    # An events table would not show which pairs made an overlap.
    made.__dict__["event_graph"] = world.graph
    return made


@cache  # making tables is most of the cost of a dataset, and tests make thousands
def _same_in_every_world(name: str) -> pd.DataFrame:
    rows = {
        "sources": [{"source_id": source} for source in SOURCES],
        "sites": [
            {"site_id": site, "name_en": site.upper(), "longitude": str(LONGITUDES[site])}
            for site in SITES
        ],
    }
    return _table(name, rows.get(name, []))


def _table(name: str, rows: list[dict[str, str]]) -> pd.DataFrame:
    (resource,) = (found for found in canonical_resources() if found["name"] == name)
    fields = resource["schema"]["fields"]
    columns = [field["name"] for field in fields]
    return typed(pd.DataFrame(rows, columns=columns, dtype=str).fillna(""), fields)


def _row(report: Report, status: str) -> dict[str, str]:
    return {
        "report_id": report.report_id,
        "event_id": report.event_id,
        "source_id": report.source_id,
        "measure": report.measure,
        "basis": report.basis,
        "place_role": report.place_role,
        "site_ids": ";".join(report.sites),
        "other_places": ";".join(report.other_places),
        "area": report.area,
        "country": report.country,
        "count_wording": "about 9" if report.approximate else "",
        "count_low": "" if report.low is None else str(report.low),
        "count_high": "" if report.high is None else str(report.high),
        "population": report.population,
        "date_from": str(report.date_from or ""),
        "date_to": str(report.date_to or ""),
        "derived_from": report.derived_from,
        "origin": report.origin,
        "status": status,
    }


def _world(seed: bytes, measure: str, size: int) -> World:
    chance = random.Random(seed)
    graph = _graph(chance)
    reports: list[Report] = []
    for number in range(size):
        reports.append(_report(chance, number, measure, graph, reports))
    return World(graph, tuple(reports))


def mixed_world(seed: int, most: int = 16, measures: Sequence[str] = tuple(MEASURES)) -> World:
    """Reports of these measures and all roles over generated events, reproducible by seed."""
    chance = random.Random(seed)
    graph = _graph(chance)
    reports: list[Report] = []
    for number in range(chance.randint(0, most)):
        measure = chance.choice(measures)
        made = _report(chance, number, measure, graph, reports)
        role = chance.choice(("crossing", "detention", "not_stated"))
        made = replace(made, place_role=role)
        last_day = FIRST_DAY + timedelta(DAYS)
        if chance.random() < 0.3:  # so that stocks on one date occur
            made = replace(made, date_from=FIRST_DAY, date_to=last_day)
        elif made.date_from and chance.random() < 0.3:  # and stocks with the same last day
            made = replace(made, date_to=max(made.date_from, last_day))
        reports.append(made)
    return World(graph, tuple(reports))


def _graph(chance: random.Random, most: int = 6) -> EventGraph:
    """A forest of events, with some pairs that may overlap."""
    events = [f"e{number}" for number in range(chance.randint(1, most))]
    whole = {
        event: chance.choice(events[:number])
        for number, event in enumerate(events)
        if number and chance.random() < 0.6
    }
    pairs = [(chance.choice(events), chance.choice(events)) for _ in range(chance.randint(0, 3))]
    return EventGraph.from_links(events, whole, [pair for pair in pairs if pair[0] != pair[1]])


def _report(
    chance: random.Random, number: int, measure: str, graph: EventGraph, before: list[Report]
) -> Report:
    event = chance.choice(sorted(graph.overlap_group))
    low, high = _count(chance)
    rivals = [of for of in before if (of.event_id, of.measure) == (event, measure)]
    if rivals and chance.random() < 0.6:  # so that several state one number, each in its own words
        low, high = rivals[-1].low, rivals[-1].high
    first, last = _span(chance)
    stock = measure == "held"
    return report(
        report_id=f"r{chance.randint(10, 99)}{number:02}",  # so that their order varies
        event_id=event,
        source_id=chance.choice(SOURCES),
        measure=measure,
        basis=chance.choice(("stock",) * 5 + ("subset",) if stock else ("event",) * 5 + ("rate",)),
        sites=tuple(chance.sample(SITES, chance.randint(0, 3))),
        other_places=chance.choice(((), (), (), ("others", "Longjing")[: 1 + number % 2])),
        area=chance.choice(AREAS),
        approximate=chance.random() < 0.6,
        country=chance.choice(("China",) * 6 + ("Vietnam",)),
        population=chance.choice(("escapees",) * 6 + ("contract_workers",)),
        low=low,
        high=high,
        date_from=first,
        date_to=last,
        derived_from=chance.choice(before).report_id if before and chance.random() < 0.2 else "",
        origin=chance.choice(("", "o1", "o2", "o3")),
    )


def _count(chance: random.Random) -> tuple[int | None, int | None]:
    """A count as sources word it: exact, open, between, or without a number."""
    number, more = chance.randint(1, 50), chance.randint(0, 30)
    ways = [(number, number), (number, None), (None, number), (number, number + more), (None, None)]
    return chance.choice(ways)


def _span(chance: random.Random) -> tuple[date, date] | tuple[None, None]:
    if chance.random() < 0.3:
        return None, None
    first = FIRST_DAY + timedelta(chance.randint(0, DAYS))
    return first, first + timedelta(chance.randint(0, 10))


def first_here_the_rest_outside(parts: Iterable[int]) -> list[ParameterSet]:
    """The parts of a sweep: the first in every test run, the others in `make outside`."""
    first, *rest = parts
    return [pytest.param(first), *(pytest.param(part, marks=pytest.mark.outside) for part in rest)]


def within(reports: tuple[Report, ...], first: date, last: date) -> tuple[Report, ...]:
    """The reports about any day from first to last, as the data model defines it."""
    return tuple(
        r
        for r in reports
        if r.date_from and r.date_to and r.date_from <= last and r.date_to >= first
    )


def _held(number: int, low: int, **cells: Any) -> Report:
    """A stock in an event of its own."""
    stated = {"measure": "held", "basis": "stock", "low": low, "high": low, **cells}
    return report(report_id=f"r{number}", event_id=f"e{number}", **stated)


#: Handmade worlds, for cases that are rare in generated ones.
RARE_WORLDS = {
    "stocks of one last day": World(
        EventGraph.from_links(["e1", "e2"], {}, []),
        (
            _held(1, 90, date_to=FIRST_DAY + timedelta(9)),
            _held(2, 10, date_from=FIRST_DAY + timedelta(1), date_to=FIRST_DAY + timedelta(9)),
        ),
    ),
    "a part that speaks of the whole country, and a later stock of a town": World(
        EventGraph.from_links(["e1", "e2", "e3"], {"e2": "e1"}, []),
        (
            _held(2, 50, sites=(), area="China"),
            _held(3, 70, sites=("a",), date_to=FIRST_DAY + timedelta(9)),
        ),
    ),
    "one event at two places": World(
        EventGraph.from_links(["e1"], {}, []),
        (
            report(report_id="r1", event_id="e1", sites=("a",), low=3, high=3),
            report(report_id="r2", event_id="e1", sites=("b",), low=40, high=40),
        ),
    ),
}
