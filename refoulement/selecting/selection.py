"""What a reader has selected: one frozen object behind widgets, address, command line and text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

import numpy as np

from refoulement.counting.index import Flags, Index, day_number, distinct, index_of
from refoulement.dataset.events import split_ids
from refoulement.dataset.remembered import lately, once_a_dataset
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext
from refoulement.problems import SelectionError
from refoulement.vocabulary import MEASURES, PLACE_ROLES, READ_AS

#: The fields that hold a choice among values, and their names in an address.
CHOICE_PARAMETERS = {
    "measures": "measure",
    "sites": "site",
    "publishers": "publisher",
    "roles": "role",
    "events": "event",
    "languages": "language",
    "read_as": "read_as",
    "report_ids": "report",
}
OPEN_END = ".."
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Selection:
    """Which reports are shown. Empty fields do not narrow anything.

    Dates are inclusive, and None for an open end. `undated` shows undated
    reports within a narrowed range too. `search` is words that must all
    occur in a report's summary, wording, places or source.
    """

    date_from: date | None = None
    date_to: date | None = None
    measures: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    read_as: tuple[str, ...] = ()
    report_ids: tuple[str, ...] = ()
    search: str = ""
    undated: bool = False

    def __post_init__(self) -> None:
        for name in CHOICE_PARAMETERS:
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))
        words = " ".join(unicodedata.normalize("NFC", self.search).split())
        object.__setattr__(self, "search", words)
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise SelectionError(
                gettext(
                    "the dates are the wrong way round: %(first)s is after %(last)s",
                    first=self.date_from,
                    last=self.date_to,
                )
            )

    @property
    def has_dates(self) -> bool:
        """Whether the range of dates is narrowed."""
        return self.date_from is not None or self.date_to is not None

    def with_dates(self, date_from: date | None, date_to: date | None) -> Selection:
        """The same selection with other dates."""
        return replace(self, date_from=date_from, date_to=date_to)

    @property
    def has_figures(self) -> bool:
        """Whether it has figures: a text search narrows the list and makes none."""
        return not self.search

    def without_search(self) -> Selection:
        """The same selection without the words searched for."""
        return replace(self, search="")

    def filters(self) -> Selection:
        """The same selection over all dates."""
        return replace(self, date_from=None, date_to=None, undated=False)

    # What it selects

    def mask(self, dataset: Dataset) -> Flags:
        """For each row of `dataset.reports`, whether it matches. It cannot be written to."""
        return _mask(dataset, self)

    def count(self, dataset: Dataset) -> int:
        """How many reports match."""
        return int(np.count_nonzero(self.mask(dataset)))

    def sources(self, dataset: Dataset) -> int:
        """How many sources the matching reports come from."""
        return distinct(index_of(dataset).source[self.mask(dataset)])

    def reports(self, dataset: Dataset) -> tuple[Report, ...]:
        """The matching reports, in file order."""
        return dataset.records_at(np.flatnonzero(self.mask(dataset)))

    def events_mask(self, dataset: Dataset) -> Flags:
        """For each row, whether it is shown for the events that matching reports speak of.

        Those are the rows that match; during a search, all statements about the events it finds.
        """
        if self.has_figures:
            return self.mask(dataset)
        index = index_of(dataset)
        wholes = index.events.root[index.event]
        found = np.unique(wholes[self.mask(dataset)])
        return self.without_search().mask(dataset) & np.isin(wholes, found)

    def undated_hidden(self, dataset: Dataset) -> int:
        """How many undated reports match in everything but the dates, and are not shown."""
        if self.undated or not self.has_dates:
            return 0
        anywhen = self.with_dates(None, None).mask(dataset)
        return int(np.count_nonzero(anywhen & ~index_of(dataset).dated))

    def _dates_match(self, index: Index) -> Flags:
        matches = np.ones(len(index.dated), dtype=bool)
        if self.date_from is not None:
            matches &= index.last >= day_number(self.date_from)
        if self.date_to is not None:
            matches &= index.first <= day_number(self.date_to)
        if self.undated and self.has_dates:
            matches |= ~index.dated
        return matches

    def _others_match(self, dataset: Dataset) -> Flags:
        """Whether each report is current and matches in everything but the dates."""
        reports, index = dataset.reports, index_of(dataset)
        matches = index.current.copy()
        for column, values in self._column_values(dataset):
            matches &= reports[column].isin(values).to_numpy()
        if self.sites:
            wanted = [at for at, site in enumerate(dataset.site_ids) if site in self.sites]
            report, place = index.named
            names_one = np.zeros(len(matches), dtype=bool)
            names_one[report[np.isin(place, wanted)]] = True
            matches &= names_one
        if self.search:
            words = fold(self.search).split()
            found = (all(word in text for word in words) for text in search_text(dataset))
            matches &= np.fromiter(found, dtype=bool, count=len(matches))
        return matches

    def _column_values(self, dataset: Dataset) -> Iterable[tuple[str, Iterable[str]]]:
        """The columns of the reports with the values of which each must hold one."""
        if self.measures:
            yield "measure", self.measures
        if self.roles:
            yield "place_role", self.roles
        if self.read_as:
            yield "read_as", self.read_as
        if self.report_ids:
            yield "report_id", self.report_ids
        if self.events:
            graph = dataset.event_graph
            yield "event_id", {part for event in self.events for part in graph.with_parts(event)}
        for column, values in (("publisher", self.publishers), ("language", self.languages)):
            if values:
                sources = dataset.sources
                yield "source_id", set(sources.loc[sources[column].isin(values), "source_id"])

    # How it is written in an address

    def query(self) -> list[tuple[str, str]]:
        """The parameters of an address that opens this selection, in a fixed order."""
        pairs = date_parameters("dates", self.date_from, self.date_to)
        for name, parameter in CHOICE_PARAMETERS.items():
            pairs += [(parameter, value) for value in getattr(self, name)]
        if self.search:
            pairs.append(("search", self.search))
        if self.undated:
            pairs.append(("undated", "yes"))
        return pairs

    def query_string(self) -> str:
        """`query`, encoded for an address; empty for everything."""
        return urlencode(self.query())


@once_a_dataset
def choices(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """For each field of a choice, the possible values, in the order in which to list them."""
    reports, sources = dataset.reports, dataset.sources
    used_roles, used_kinds = set(reports["place_role"].unique()), set(reports["read_as"].unique())
    return {
        "measures": tuple(MEASURES),
        "sites": dataset.site_ids,
        "publishers": tuple(sorted(sources["publisher"].unique(), key=str.casefold)),
        "roles": tuple(role for role in PLACE_ROLES if role in used_roles),
        "events": tuple(dataset.events["event_id"].tolist()),
        "languages": tuple(sorted(sources["language"].unique())),
        "read_as": tuple(kind for kind in READ_AS if kind in used_kinds),
        "report_ids": tuple(dataset.reports["report_id"].tolist()),
    }


def date_parameters(name: str, first: date | None, last: date | None) -> list[tuple[str, str]]:
    """A range as written in an address: nothing if neither end is narrowed, else both."""
    if first is None and last is None:
        return []
    return [(name, end.isoformat() if end else OPEN_END) for end in (first, last)]


_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SPACE_IN_KOREAN = re.compile(r"(?<=[가-힣])\s+(?=[가-힣])")


def fold(text: str) -> str:
    """Text for comparison in a search: one form of each letter, no case, 2,600 as 2600."""
    return _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).casefold())


@once_a_dataset
def search_text(dataset: Dataset) -> tuple[str, ...]:
    """For each report, everything that a search looks through, folded.

    Korean may be written without spaces: 강제북송 finds 강제 북송.
    """
    names = {
        site_id: " ".join((row["name_en"], row["name_ko"], row["name_zh"]))
        for site_id, row in dataset.site.items()
    }
    sources = {
        source_id: " ".join((row["publisher"], row["title"], row["author"]))
        for source_id, row in dataset.source.items()
    }
    own = ("summary", "count_wording", "other_places", "area", "attributed_to")
    reports = dataset.reports
    cells = (reports[name] for name in ("site_ids", "source_id", *own))
    return tuple(
        _with_and_without_spaces(
            fold(" ".join((*(names[site] for site in split_ids(sites)), sources[source], *words)))
        )
        for sites, source, *words in zip(*cells, strict=True)
    )


def _with_and_without_spaces(text: str) -> str:
    joined = _SPACE_IN_KOREAN.sub("", text)
    return text if joined == text else f"{text}\n{joined}"


@lately(32)
def _mask(dataset: Dataset, selection: Selection) -> Flags:
    if selection.has_dates:
        anywhen = _others_mask(
            dataset, replace(selection, date_from=None, date_to=None, undated=False)
        )
        return _kept(anywhen & selection._dates_match(index_of(dataset)))
    return _others_mask(dataset, replace(selection, undated=False))


@lately(8)
def _others_mask(dataset: Dataset, undated: Selection) -> Flags:
    return _kept(undated._others_match(dataset))


def _kept(matches: Flags) -> Flags:
    """Read-only, since everyone who asks shares it."""
    matches.setflags(write=False)
    return matches
