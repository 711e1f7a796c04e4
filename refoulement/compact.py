"""The reports as the map's scripts take them: in columns, and no more than they count and draw.

assets/counting.js counts them, assets/features.js draws from them, on the dashboard
and in a file that stands alone alike.
"""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64encode
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from itertools import pairwise
from secrets import token_hex
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from refoulement.counting import reason_not_counted
from refoulement.dataset import Dataset, Report
from refoulement.events import EventGraph
from refoulement.markup import escape, place_heading, short_name
from refoulement.places import NO_PLACE, imprecision_km, place_measures, placed_reports
from refoulement.remembered import once_a_dataset
from refoulement.selection import Selection
from refoulement.symbols import (
    HOLLOW_RADIUS,
    LEAST_RADIUS,
    OPEN_GAP,
    RADIUS_PER_ROOT_PERSON,
    STYLES,
)
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, NOT_COUNTED, PLACE_ROLES

#: A larger dataset is counted by the server. So many reports are some 300 kB to load, and a
#: browser counts them within a frame; a frame of a drag has 16 milliseconds.
LIVE_REPORTS = 20_000

#: So many lines between places are drawn where the server counts: each costs some bytes a move.
MOST_TIES = 200

_EPOCH = date(1970, 1, 1)
_NAMED: WeakValueDictionary[str, Dataset] = WeakValueDictionary()


def counting_data(
    graph: EventGraph,
    reports: Collection[Report],
    longitudes: Mapping[str, float],
    selected_sites: Collection[str] = (),
) -> dict[str, Any]:
    """What assets/counting.js counts: reports, their events, and the order of what it lists.

    `longitudes` are in degrees, by the id of every place, in the order of the places'
    file. A column has a value a report, in the order of the reports; where values recur
    it is `{"of": the values, "at": which of them, by number}`. Dates are days since
    1970-01-01, what is not stated None. Why a report is in no figure is decided here, but
    for what depends on the dates. Names of places are HTML, escaped.
    """
    events = _with_wholes(graph, {report.event_id for report in reports})
    number = {event: place for place, event in enumerate(events)}
    reasons = [reason_not_counted(report) for report in reports]
    return {
        "reports": {
            "id": [report.report_id for report in reports],
            "event": [number[report.event_id] for report in reports],
            "source": _coded(report.source_id for report in reports)["at"],
            # Numbered from 1 on, 0 for an origin that is not stated.
            "origin": _coded(["", *(report.origin for report in reports)])["at"][1:],
            "measure": _coded(report.measure for report in reports),
            "role": _coded(report.place_role for report in reports),
            "sites": _coded(report.sites for report in reports),
            "otherPlaces": _coded(tuple(map(escape, report.other_places)) for report in reports),
            "low": [report.low for report in reports],
            "high": [report.high for report in reports],
            "from": [day_number(report.date_from) for report in reports],
            "to": [day_number(report.date_to) for report in reports],
            "reason": _coded(reasons),
        },
        "outside": [
            place
            for place, (report, reason) in enumerate(zip(reports, reasons, strict=True))
            if reason is None and reason_not_counted(report, selected_sites) == "shared"
        ],
        "events": {
            "id": events,
            "whole": [number.get(graph.whole.get(event, "")) for event in events],
            "overlap": _coded(graph.overlap_group[event] for event in events)["at"],
        },
        "sites": list(longitudes),
        "longitudes": list(longitudes.values()),
        "measures": list(MEASURES),
        "counted": list(COUNTED_MEASURES),
        "roles": list(PLACE_ROLES),
    }


def drawing_data(
    dataset: Dataset, reports: Collection[Report], selected_sites: Collection[str] = ()
) -> dict[str, Any]:
    """What assets/features.js draws from: what is counted, places, words, sizes and colours.

    Names, headings, labels and words are HTML, escaped. `at` is latitude and longitude in
    degrees, `imprecision` in metres, sizes in pixels.
    """
    longitudes = {site: row["longitude"] for site, row in dataset.site.items()}
    counting = counting_data(dataset.event_graph, reports, longitudes, selected_sites)
    return {
        "counting": counting,
        "labels": [escape(dataset.event[event]["label"]) for event in counting["events"]["id"]],
        "places": {site: _place(dataset, site) for site in dataset.site_ids},
        "words": {
            "measures": _escaped(MEASURES),
            "short": {measure: escape(short_name(measure)) for measure in MEASURES},
            "roles": _escaped(PLACE_ROLES),
            "notCounted": _escaped(NOT_COUNTED),
        },
        "sizes": {
            "perRootPerson": RADIUS_PER_ROOT_PERSON,
            "least": LEAST_RADIUS,
            "openGap": OPEN_GAP,
            "hollow": HOLLOW_RADIUS,
        },
        "styles": {measure: asdict(style) for measure, style in STYLES.items()},
    }


class PlaceFigure(NamedTuple):
    """What is stated for one place alone by one measure, as far as its symbol shows it.

    `place` and `measure` are numbers, in the order of the places' file and of
    vocabulary.MEASURES. `low` and `high` are people, `year` is that of a stock.
    """

    place: int
    measure: int
    low: int | None
    high: int | None
    open_above: bool
    year: int | None


def place_figures(dataset: Dataset, matching: Iterable[Report]) -> list[PlaceFigure]:
    """The figure of each place that matching reports name, by measure, in the order of both."""
    number = {site: place for place, site in enumerate(dataset.site_ids)}
    measure = {name: place for place, name in enumerate(MEASURES)}
    return [
        PlaceFigure(
            place=number[found.site_id],
            measure=measure[found.measure],
            low=found.alone.low,
            high=found.alone.high,
            open_above=found.alone.open_above,
            year=found.alone.as_of.year if found.alone.as_of else None,
        )
        for found in place_measures(dataset, matching)
    ]


def told(dataset: Dataset, matching: Collection[Report]) -> str:
    """What the map shows of matching reports where it does not count: JSON, deflated, in base64.

    Figures in columns (`figures`, see PlaceFigure: `more` is what a high has above its
    low, places are told by how many after the last), `ties` as pairs of numbers of places,
    how many ties are not drawn, and how many reports name no place.
    """
    ties, left = _ties(dataset, matching)
    content = {
        "figures": figure_columns(place_figures(dataset, matching)),
        "ties": ties,
        "tiesLeft": left,
        "unplaced": len(placed_reports(matching, NO_PLACE)),
    }
    return deflated(content)


def deflated(content: object) -> str:
    """JSON, deflated, in base64."""
    text = json.dumps(content, separators=(",", ":"))
    return b64encode(zlib.compress(text.encode(), 9)).decode()


def figure_columns(figures: Sequence[PlaceFigure]) -> dict[str, list[int | None]]:
    """Figures a column a field, of small numbers, so that they deflate well."""
    before = [0, *(figure.place for figure in figures)]
    return {
        "step": [figure.place - last for figure, last in zip(figures, before, strict=False)],
        "measure": [figure.measure for figure in figures],
        "low": [figure.low for figure in figures],
        "more": [f.high if f.high is None else f.high - (f.low or 0) for f in figures],
        "open": [int(figure.open_above) for figure in figures],
        "year": [figure.year for figure in figures],
    }


def _ties(dataset: Dataset, matching: Iterable[Report]) -> tuple[list[tuple[int, int]], int]:
    """Neighbours among places that share counts, those of most reports; and how many are left."""
    number = {site: place for place, site in enumerate(dataset.site_ids)}
    tied: Counter[tuple[int, int]] = Counter()
    for report in matching:
        if len(report.sites) > 1 and reason_not_counted(report) is None:
            row = sorted(report.sites, key=lambda site: dataset.site[site]["longitude"])
            tied.update((number[one], number[other]) for one, other in pairwise(row))
    drawn = [ends for ends, _ in tied.most_common(MOST_TIES)]
    return drawn, len(tied) - len(drawn)


def is_live(dataset: Dataset) -> bool:
    """Whether the map counts in the browser: whether the dataset is small enough to send."""
    return dataset.current <= LIVE_REPORTS


@once_a_dataset
def packed(dataset: Dataset) -> bytes:
    """What the dashboard's map draws from, as JSON in UTF-8, compressed by gzip.

    All current reports, in file order; none where `is_live` says no.
    """
    reports = Selection().reports(dataset) if is_live(dataset) else ()
    content = drawing_data(dataset, reports) | {"live": is_live(dataset)}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


@once_a_dataset
def name_of(dataset: Dataset) -> str:
    """The name under which `named` finds the dataset, for as long as anyone holds it.

    Its content's digest; of a visitor's own file, which nobody else may find, a secret.
    """
    content = sha256(packed(dataset)).hexdigest()[:16]
    name = token_hex(16) if dataset.own_file else content
    _NAMED[name] = dataset
    return name


def named(name: str) -> Dataset | None:
    """The dataset of this name; None where there is none, or no longer."""
    return _NAMED.get(name)


def day_number(day: date | None) -> int | None:
    """Days since 1970-01-01."""
    return None if day is None else (day - _EPOCH).days


def _coded(values: Iterable[Hashable]) -> dict[str, list[Any]]:
    """A column in which values recur: each value once, and for each row which one it is."""
    known: dict[Hashable, int] = {}
    at = [known.setdefault(value, len(known)) for value in values]
    return {"of": list(known), "at": at}


def _with_wholes(graph: EventGraph, events: Iterable[str]) -> list[str]:
    """These events and those that they are part of, by id."""
    found = set()
    for name in events:
        event: str | None = name
        while event is not None and event not in found:
            found.add(event)
            event = graph.whole.get(event)
    return sorted(found)


def _place(dataset: Dataset, site_id: str) -> dict[str, Any]:
    site = dataset.site[site_id]
    return {
        "name": escape(site["name_en"]),
        "at": [site["latitude"], site["longitude"]],
        "imprecision": round(imprecision_km(dataset, site_id) * 1000),
        "heading": place_heading(dataset, site_id),
    }


def _escaped(words: dict[str, str]) -> dict[str, str]:
    return {key: escape(word) for key, word in words.items()}
