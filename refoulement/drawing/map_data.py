"""What the map's scripts draw from besides the columns they count: names, words and sizes.

assets/map/features.js draws from them, both on the dashboard and in a standalone file. Also
what the server has counted, until the browser has the columns of a large dataset.
"""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from secrets import token_hex
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from refoulement.counting.index import COUNTED, NO_HIGH, NO_LOW, Flags, Numbers, index_of
from refoulement.counting.tally import PlaceFigures, place_figures
from refoulement.dataset.events import split_ids
from refoulement.dataset.geography import imprecision_km
from refoulement.dataset.remembered import once_a_language
from refoulement.dataset.tables import Dataset
from refoulement.drawing.columns import numbers_of_events, order_of, packed_columns
from refoulement.drawing.symbols import (
    HOLLOW_RADIUS,
    LEAST_RADIUS,
    OPEN_GAP,
    SHAPES,
    UP_TO_RADIUS,
    radius_per_root_person,
)
from refoulement.messages import Words
from refoulement.presentation.html import escape
from refoulement.presentation.markup import place_heading
from refoulement.presentation.sentences import for_scripts
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES, PLACE_ROLES, SHORT_MEASURES, STYLES
from refoulement.wording import years_text

#: Up to so many reports are all sent when the map starts, some 200 kB. With more, it shows what
#: the server has counted until a reader points at the slider; then it asks for their columns.
SENT_AT_ONCE = 20_000

_EPOCH = date(1970, 1, 1)
_NAMED: WeakValueDictionary[str, Dataset] = WeakValueDictionary()

#: How many published datasets are still answered for after corrections, from what was packed:
#: a page may have been begun before, or by a process that has not read the files again yet.
MOST_PUBLISHED = 4
_PUBLISHED: dict[str, Published] = {}  # by name, the latest last


def words_data(dataset: Dataset) -> dict[str, Any]:
    """What assets/map/features.js draws from: places, words, sizes and colours.

    Names, headings and words are escaped HTML; sentences hold no markup. `at` is latitude and
    longitude in degrees, `imprecision` in metres, sizes in pixels.
    """
    return {
        "sites": list(dataset.site_ids),
        "measures": list(MEASURES),
        "counted": list(COUNTED_MEASURES),
        "roles": list(PLACE_ROLES),
        "places": {site: _place(dataset, site) for site in dataset.site_ids},
        "words": {
            "measures": _escaped(MEASURES),
            "short": _escaped(SHORT_MEASURES),
            "roles": _escaped(PLACE_ROLES),
            "years": years_text(*dataset.span) if dataset.is_dated else "",
            **for_scripts(),
        },
        "sizes": {
            "perRootPerson": radius_per_root_person(dataset),
            "least": LEAST_RADIUS,
            "openGap": OPEN_GAP,
            "hollow": HOLLOW_RADIUS,
            "upTo": UP_TO_RADIUS,
        },
        "styles": {measure: asdict(style) for measure, style in STYLES.items()},
        "shapes": SHAPES,
    }


def words_of_reports(dataset: Dataset, order: Numbers) -> dict[str, dict[int, Any]]:
    """What is said about counts that several places share, for the block of these reports.

    `labels` of events, by their number in the block, and names of further places (`others`), by
    the index of the report. Both are escaped HTML.
    """
    index = index_of(dataset)
    names_several = (index.places > 1) | (index.further & (index.places > 0))
    said = np.flatnonzero(names_several[order] & (index.reason[order] == COUNTED))
    events, number = numbers_of_events(dataset, order)
    spoken_of = np.unique(index.event[order[said]])
    numbers = number[np.searchsorted(events, spoken_of)]
    labels = dataset.events["label"].iloc[spoken_of]
    cells = dataset.reports["other_places"].iloc[order[said]]
    return {
        "labels": dict(zip(numbers.tolist(), map(escape, labels), strict=True)),
        "others": {
            at: [*map(escape, split_ids(cell))]
            for at, cell in zip(said.tolist(), cells, strict=True)
            if cell
        },
    }


def server_counted(dataset: Dataset, matches: Flags, has_figures: bool = True) -> str:
    """What the map shows of matching reports while it does not count: JSON, deflated, in base64.

    `matches` says for each report whether it is selected. The content is figures in columns
    (`figures`, see `figure_columns`; without numbers unless `has_figures`) and how many reports
    name no place.
    """
    figures = place_figures(dataset, matches)
    unplaced = np.count_nonzero(matches & (index_of(dataset).places == 0))
    content = {
        "figures": figure_columns(figures if has_figures else map(_without_number, figures)),
        "unplaced": int(unplaced),
    }
    return deflated(content)


def deflated(content: object) -> str:
    """JSON, deflated, in base64."""
    text = json.dumps(content, separators=(",", ":"))
    return b64encode(zlib.compress(text.encode())).decode()


def figure_columns(figures: Iterable[PlaceFigures]) -> dict[str, list[int | None]]:
    """Figures by place and measure, one column per field, in small numbers that deflate well.

    A place is stored as steps after the last, a high as people above its low, the last year of a
    figure as it is and the first as years before it; None if there is none.
    """
    of_measures = list(figures)

    def column(name: str) -> NDArray[np.int64]:
        return np.concatenate([getattr(found, name) for found in of_measures]).astype(np.int64)

    sizes = [len(found.place) for found in of_measures]
    measure = np.repeat([list(MEASURES).index(found.measure) for found in of_measures], sizes)
    place, low, high = map(column, ("place", "low", "high"))
    first, year = map(column, ("first_year", "last_year"))
    order = np.lexsort((measure, place))
    more = high - np.where(low == NO_LOW, 0, low)
    columns = {
        "step": np.diff(place[order], prepend=0),
        "measure": measure[order],
        "low": _or_none(low, low != NO_LOW)[order],
        "more": _or_none(more, high != NO_HIGH)[order],
        "open": column("open_above")[order],
        "year": _or_none(year, year != 0)[order],
        "years": (year - first)[order],
    }
    return {name: cells.tolist() for name, cells in columns.items()}


def _without_number(found: PlaceFigures) -> PlaceFigures:
    none = np.zeros_like(found.low)
    low, high = np.full_like(found.low, NO_LOW), np.full_like(found.high, NO_HIGH)
    is_open = none.astype(bool)
    return replace(found, low=low, high=high, open_above=is_open, first_year=none, last_year=none)


def _or_none(numbers: NDArray[np.int64], stated: Flags) -> NDArray[np.object_]:
    cells = numbers.astype(object)
    cells[~stated] = None
    return cells


def is_sent_at_once(dataset: Dataset) -> bool:
    """Whether there are few enough reports to send the map all of them when it starts."""
    return dataset.current <= SENT_AT_ONCE


@once_a_language
def packed(dataset: Dataset) -> bytes:
    """What the dashboard's map draws from, as JSON in UTF-8, compressed by gzip.

    `span` is the first and last day that any report speaks of. Words of reports are included if
    `is_sent_at_once`.
    """
    content = words_data(dataset) | {"span": [day_number(day) for day in dataset.span]}
    if is_sent_at_once(dataset):
        content |= words_of_reports(dataset, order_of(dataset))
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


class Published(NamedTuple):
    """What was packed from a published dataset."""

    packed: bytes
    columns: bytes


@once_a_language
def name_of(dataset: Dataset) -> str:
    """The name under which `named` finds the dataset, for as long as anyone holds it.

    A digest of its content, the same in every process; for a visitor's own file, which nobody
    else may find, a secret.
    """
    name = token_hex(16) if dataset.own_file else _digest(dataset)
    _NAMED[name] = dataset
    if not dataset.own_file:
        _PUBLISHED.pop(name, None)
        _PUBLISHED[name] = Published(packed(dataset), packed_columns(dataset))
        for old in [*_PUBLISHED][:-MOST_PUBLISHED]:
            _PUBLISHED.pop(old, None)
    return name


def _digest(dataset: Dataset) -> str:
    """A digest of all that is kept for ever under it, and so also of how this software packs it."""
    content = sha256(packed(dataset))
    content.update(packed_columns(dataset))
    if not is_sent_at_once(dataset):  # the server then applies filters, by other cells too
        for table in (dataset.reports, dataset.events, dataset.sources):
            content.update(pd.util.hash_pandas_object(table).to_numpy().tobytes())
    return content.hexdigest()[:16]


def named(name: str) -> Dataset | None:
    """The dataset of this name; None if there is none, or no longer."""
    return _NAMED.get(name)


def published(name: str) -> Published | None:
    """What was packed from the published dataset of this name, if it is one of the latest."""
    return _PUBLISHED.get(name)


def day_number(day: date | None) -> int | None:
    """Days since 1970-01-01."""
    return None if day is None else (day - _EPOCH).days


def _place(dataset: Dataset, site_id: str) -> dict[str, Any]:
    site = dataset.site[site_id]
    return {
        "name": escape(site["name_en"]),
        "at": [site["latitude"], site["longitude"]],
        "imprecision": round(imprecision_km(dataset, site_id) * 1000),
        "heading": place_heading(dataset, site_id),
    }


def _escaped(words: Words) -> dict[str, str]:
    return {key: escape(word) for key, word in words.items()}
