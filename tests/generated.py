"""Generated events and reports for the properties of counting and selecting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from refoulement.dataset import Report
from refoulement.events import EventGraph

FIRST_DAY = date(2020, 1, 1)
DAYS = 40
SITES = ("a", "b", "c")


@dataclass(frozen=True)
class World:
    """Events, how they hang together, and reports of one measure about them."""

    graph: EventGraph
    reports: tuple[Report, ...]


def report(**changes: object) -> Report:
    """A counted report of a return of 10 people on the first day, with these changes."""
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
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


counts = st.one_of(
    st.integers(1, 50).map(lambda n: (n, n)),
    st.integers(1, 50).map(lambda n: (n, None)),
    st.integers(1, 50).map(lambda n: (None, n)),
    st.tuples(st.integers(1, 50), st.integers(0, 30)).map(lambda p: (p[0], p[0] + p[1])),
    st.just((None, None)),
)

spans = st.one_of(
    st.none(),
    st.tuples(st.integers(0, DAYS), st.integers(0, 10)).map(
        lambda p: (FIRST_DAY + timedelta(p[0]), FIRST_DAY + timedelta(p[0] + p[1]))
    ),
)


@st.composite
def graphs(draw: st.DrawFn, most: int = 6) -> EventGraph:
    """A forest of events, with some pairs that may overlap."""
    events = [f"e{number}" for number in range(draw(st.integers(1, most)))]
    whole = {}
    for number, event in enumerate(events[1:], start=1):
        of = draw(st.one_of(st.none(), st.integers(0, number - 1)))
        if of is not None:
            whole[event] = events[of]
    pairs = st.tuples(st.sampled_from(events), st.sampled_from(events))
    overlaps = [pair for pair in draw(st.lists(pairs, max_size=3)) if pair[0] != pair[1]]
    return EventGraph.from_links(events, whole, overlaps)


@st.composite
def worlds(draw: st.DrawFn, measure: str = "returned", most: int = 10) -> World:
    """Reports of a measure over generated events; some repeats, some shared, some not counted."""
    graph = draw(graphs())
    events = sorted(graph.overlap_group)
    reports: list[Report] = []
    for number in range(draw(st.integers(0, most))):
        low, high = draw(counts)
        span = draw(spans)
        repeat = bool(reports) and draw(st.integers(0, 4)) == 0
        reports.append(
            report(
                report_id=f"r{number:02}",
                event_id=draw(st.sampled_from(events)),
                source_id=draw(st.sampled_from(("s1", "s2", "s3"))),
                measure=measure,
                basis=draw(
                    st.sampled_from(
                        ("stock",) * 5 + ("subset",)
                        if measure == "held"
                        else ("event",) * 5 + ("rate",)
                    )
                ),
                sites=tuple(draw(st.lists(st.sampled_from(SITES), unique=True, max_size=3))),
                other_places=draw(st.sampled_from(((), (), (), ("others",)))),
                country=draw(st.sampled_from(("China",) * 6 + ("Vietnam",))),
                population=draw(st.sampled_from(("escapees",) * 6 + ("contract_workers",))),
                low=low,
                high=high,
                date_from=span and span[0],
                date_to=span and span[1],
                derived_from=draw(st.sampled_from(reports)).report_id if repeat else "",
                origin=draw(st.sampled_from(("", "o1", "o2", "o3"))),
            )
        )
    return World(graph, tuple(reports))


def within(reports: tuple[Report, ...], first: date, last: date) -> tuple[Report, ...]:
    """The reports that speak of a day from first to last, as the data model says it."""
    return tuple(
        r
        for r in reports
        if r.date_from and r.date_to and r.date_from <= last and r.date_to >= first
    )
