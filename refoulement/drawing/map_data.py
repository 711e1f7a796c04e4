"""The reports as the map's scripts take them: in columns, and no more than they count and draw.

assets/counting.js counts them, assets/features.js draws from them, on the dashboard
and in a file that stands alone alike.
"""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64encode
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from secrets import token_hex
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from refoulement.counting.index import COUNTED, NO_HIGH, NO_LOW, Flags, index_of
from refoulement.counting.rules import extent_of, reason_not_counted
from refoulement.counting.tally import PlaceFigures, place_figures
from refoulement.dataset.events import EventGraph
from refoulement.dataset.geography import imprecision_km
from refoulement.dataset.remembered import once_a_dataset
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.drawing.symbols import (
    HOLLOW_RADIUS,
    LEAST_RADIUS,
    OPEN_GAP,
    RADIUS_PER_ROOT_PERSON,
    SHAPES,
)
from refoulement.presentation.html import escape
from refoulement.presentation.markup import place_heading, short_name
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, NOT_COUNTED, PLACE_ROLES, STYLES

#: A larger dataset is counted by the server, and by the map once it has loaded `columns`. So many
#: reports are some 300 kB to load, and a browser counts them one by one within a frame.
LIVE_REPORTS = 20_000

#: So many lines between places are drawn where the server counts: each costs some bytes a move.
MOST_TIES = 200

_EPOCH = date(1970, 1, 1)
_NAMED: WeakValueDictionary[str, Dataset] = WeakValueDictionary()

#: So many published datasets are still answered for after corrections, by what was packed of them:
#: a page may have been begun before, or by a process that has not read the files again yet.
MOST_PUBLISHED = 4
_PUBLISHED: dict[str, bytes] = {}  # by name, the latest at the end


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
            "extent": _coded(map(extent_of, reports)),
            "approximate": _coded(report.approximate for report in reports),
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
        "shapes": SHAPES,
        "areas": {
            report.report_id: escape(report.area)
            for report in reports
            if report.area and not report.sites and not report.other_places
        },
    }


def told(dataset: Dataset, matches: Flags, has_figures: bool = True) -> str:
    """What the map shows of matching reports where it does not count: JSON, deflated, in base64.

    `matches` says of each report whether it is selected. Figures in columns (`figures`,
    see `figure_columns`; without numbers where there are no figures), `ties` as pairs of
    numbers of places, how many ties are not drawn, and how many reports name no place.
    """
    figures = place_figures(dataset, matches)
    ties, left = _ties(dataset, matches)
    unplaced = np.count_nonzero(matches & (index_of(dataset).places == 0))
    content = {
        "figures": figure_columns(figures if has_figures else map(_without_number, figures)),
        "ties": ties,
        "tiesLeft": left,
        "unplaced": int(unplaced),
    }
    return deflated(content)


def deflated(content: object) -> str:
    """JSON, deflated, in base64."""
    text = json.dumps(content, separators=(",", ":"))
    return b64encode(zlib.compress(text.encode())).decode()


def figure_columns(figures: Iterable[PlaceFigures]) -> dict[str, list[int | None]]:
    """Figures a column a field, by place and measure, of small numbers, so that they deflate well.

    Places are told by how many after the last, a high by how many people above its low;
    None where there is none.
    """
    of_measures = list(figures)

    def column(name: str) -> NDArray[np.int64]:
        return np.concatenate([getattr(found, name) for found in of_measures]).astype(np.int64)

    sizes = [len(found.place) for found in of_measures]
    measure = np.repeat([list(MEASURES).index(found.measure) for found in of_measures], sizes)
    place, low, high, year = map(column, ("place", "low", "high", "year"))
    order = np.lexsort((measure, place))
    more = high - np.where(low == NO_LOW, 0, low)
    columns = {
        "step": np.diff(place[order], prepend=0),
        "measure": measure[order],
        "low": _or_none(low, low != NO_LOW)[order],
        "more": _or_none(more, high != NO_HIGH)[order],
        "open": column("open_above")[order],
        "year": _or_none(year, year != 0)[order],
    }
    return {name: cells.tolist() for name, cells in columns.items()}


def _without_number(found: PlaceFigures) -> PlaceFigures:
    none = np.zeros_like(found.low)
    low, high = np.full_like(found.low, NO_LOW), np.full_like(found.high, NO_HIGH)
    return replace(found, low=low, high=high, open_above=none.astype(bool), year=none)


def _or_none(numbers: NDArray[np.int64], stated: Flags) -> NDArray[np.object_]:
    cells = numbers.astype(object)
    cells[~stated] = None
    return cells


def _ties(dataset: Dataset, matches: Flags) -> tuple[list[list[int]], int]:
    """Neighbours among places that share counts, those of most reports; and how many are left."""
    ends, report, tie = all_ties(dataset)
    reports = np.bincount(tie[matches[report]], minlength=len(ends))
    drawn = np.argsort(-reports, kind="stable")[:MOST_TIES]
    drawn = drawn[reports[drawn] > 0]
    return ends[drawn].tolist(), int(np.count_nonzero(reports)) - len(drawn)


@once_a_dataset
def all_ties(dataset: Dataset) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every pair of neighbours among places that share a count, from west to east.

    Then pairs of a report that is counted, by position, and the number of such a tie.
    """
    index = index_of(dataset)
    report, place = index.named
    shared = (index.places[report] > 1) & (index.reason[report] == COUNTED)
    report, place = report[shared], place[shared]
    longitude = dataset.sites["longitude"].to_numpy(dtype=float)
    from_west = np.lexsort((longitude[place], report))
    report, place = report[from_west], place[from_west]
    beside = report[1:] == report[:-1]
    pairs = np.column_stack((place[:-1][beside], place[1:][beside]))
    ends, tie = np.unique(pairs, axis=0, return_inverse=True)
    return ends, report[1:][beside], tie


def is_live(dataset: Dataset) -> bool:
    """Whether the map counts in the browser: whether the dataset is small enough to send."""
    return dataset.current <= LIVE_REPORTS


@once_a_dataset
def packed(dataset: Dataset) -> bytes:
    """What the dashboard's map draws from, as JSON in UTF-8, compressed by gzip.

    All current reports, in file order; none where `is_live` says no. `span` is the first and
    last day that any of them speaks of.
    """
    reports = Selection().reports(dataset) if is_live(dataset) else ()
    span = [day_number(day) for day in dataset.span]
    content = drawing_data(dataset, reports) | {"live": is_live(dataset), "span": span}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


@once_a_dataset
def name_of(dataset: Dataset) -> str:
    """The name under which `named` finds the dataset, for as long as anyone holds it.

    Its content's digest, the same in every process; of a visitor's own file, which nobody else
    may find, a secret.
    """
    name = token_hex(16) if dataset.own_file else _digest(dataset)
    _NAMED[name] = dataset
    if not dataset.own_file:
        _PUBLISHED.pop(name, None)
        _PUBLISHED[name] = packed(dataset)
        for old in [*_PUBLISHED][:-MOST_PUBLISHED]:
            _PUBLISHED.pop(old, None)
    return name


def _digest(dataset: Dataset) -> str:
    content = sha256(packed(dataset))
    if not is_live(dataset):  # what is packed has no reports
        for table in (dataset.reports, dataset.events, dataset.sources):
            content.update(pd.util.hash_pandas_object(table).to_numpy().tobytes())
    return content.hexdigest()[:16]


def named(name: str) -> Dataset | None:
    """The dataset of this name; None where there is none, or no longer."""
    return _NAMED.get(name)


def published(name: str) -> bytes | None:
    """What was packed of a published dataset of this name, if it is one of the latest."""
    return _PUBLISHED.get(name)


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
