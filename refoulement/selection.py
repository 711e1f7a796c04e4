"""What a reader has selected: one frozen object behind widgets, address, command line and text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from urllib.parse import urlencode

import pandas as pd

from refoulement.dataset import Dataset, Report
from refoulement.events import split_ids
from refoulement.problems import SelectionError
from refoulement.vocabulary import MEASURES, PLACE_ROLES, READ_AS, language_name
from refoulement.wording import day_text

#: The fields that hold a choice among values, and their names in an address.
CHOICE_PARAMETERS = {
    "measures": "measure",
    "sites": "site",
    "publishers": "publisher",
    "roles": "role",
    "events": "event",
    "languages": "language",
    "read_as": "read_as",
}
OPEN_END = ".."
LONGEST_SEARCH = 200
LONGEST_QUOTE = 60
MOST_NOTES = 5

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Selection:
    """Which reports are shown. Empty fields do not narrow anything.

    Dates are inclusive, and None for an end that is not narrowed. `undated` shows
    undated reports within a narrowed range too. `search` is words that must all
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
    search: str = ""
    undated: bool = False

    def __post_init__(self) -> None:
        for name in CHOICE_PARAMETERS:
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))
        words = " ".join(unicodedata.normalize("NFC", self.search).split())
        object.__setattr__(self, "search", words)
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise SelectionError(
                f"the dates are the wrong way round: {self.date_from} is after {self.date_to}"
            )

    @property
    def has_dates(self) -> bool:
        """Whether the range of dates is narrowed."""
        return self.date_from is not None or self.date_to is not None

    def with_dates(self, date_from: date | None, date_to: date | None) -> Selection:
        """The same selection with other dates."""
        return replace(self, date_from=date_from, date_to=date_to)

    # What it selects

    def mask(self, dataset: Dataset) -> pd.Series[bool]:
        """For each row of `dataset.reports`, whether it matches."""
        reports = dataset.reports
        matches = (reports["status"] == "current") & self._dates_match(reports)
        for column, values in self._column_values(dataset):
            matches &= reports[column].isin(values)
        if self.sites:
            wanted = set(self.sites)
            matches &= reports["site_ids"].map(lambda cell: not wanted.isdisjoint(split_ids(cell)))
        if self.search:
            words = fold(self.search).split()
            text = search_text(dataset)
            matches &= text.map(lambda cell: all(word in cell for word in words))
        return matches

    def reports(self, dataset: Dataset) -> tuple[Report, ...]:
        """The matching reports, in file order."""
        matches = self.mask(dataset)
        pairs = zip(dataset.records, matches, strict=True)
        return tuple(report for report, matched in pairs if matched)

    def undated_hidden(self, dataset: Dataset) -> int:
        """How many undated reports match in everything but the dates, and are not shown."""
        if self.undated or not self.has_dates:
            return 0
        anywhen = self.with_dates(None, None).mask(dataset)
        return int((anywhen & dataset.reports["date_from"].isna()).sum())

    def _dates_match(self, reports: pd.DataFrame) -> pd.Series[bool]:
        starts, ends = reports["date_from"], reports["date_to"]
        overlaps = pd.Series(True, index=reports.index)
        if self.date_from is not None:
            overlaps &= ends >= pd.Timestamp(self.date_from)
        if self.date_to is not None:
            overlaps &= starts <= pd.Timestamp(self.date_to)
        if self.undated and self.has_dates:
            overlaps |= starts.isna()
        return overlaps

    def _column_values(self, dataset: Dataset) -> Iterable[tuple[str, Iterable[str]]]:
        """The columns of the reports that must hold one of the values."""
        if self.measures:
            yield "measure", self.measures
        if self.roles:
            yield "place_role", self.roles
        if self.read_as:
            yield "read_as", self.read_as
        if self.events:
            graph = dataset.event_graph
            yield "event_id", {part for event in self.events for part in graph.with_parts(event)}
        for column, values in (("publisher", self.publishers), ("language", self.languages)):
            if values:
                sources = dataset.sources
                yield "source_id", set(sources.loc[sources[column].isin(values), "source_id"])

    # How it is said

    def sentence(self, dataset: Dataset) -> str:
        """What is selected, in words for a person: plain text, from the dataset's own names."""
        return "Reports " + ", ".join((*self.clauses(dataset), self.dates_text()))

    def clauses(self, dataset: Dataset) -> list[str]:
        """What the sentence says of everything but the dates."""
        clauses = [
            ("about people ", [_lower_first(MEASURES[m]) for m in MEASURES if m in self.measures]),
            ("naming ", [dataset.site_name(site) for site in self.sites]),
            ("published by ", list(self.publishers)),
            ("with a ", [PLACE_ROLES[role] for role in self.roles]),
            ("about ", [f"“{dataset.event[event]['label']}”" for event in self.events]),
            ("in ", [language_name(code) for code in self.languages]),
            ("", [READ_AS[kind] for kind in self.read_as]),
        ]
        said = [before + _either(words) for before, words in clauses if words]
        if self.search:
            said.append(f"mentioning “{self.search}”")
        return said

    def dates_text(self) -> str:
        """What the sentence says of the dates."""
        if self.date_from and self.date_to:
            if self.date_from == self.date_to:
                words = f"dated {day_text(self.date_from)}"
            else:
                words = f"dated {day_text(self.date_from)} to {day_text(self.date_to)}"
        elif self.date_from:
            words = f"dated from {day_text(self.date_from)} on"
        elif self.date_to:
            words = f"dated up to {day_text(self.date_to)}"
        else:
            return "of all dates"
        return words + (", with the undated ones" if self.undated else "")

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

    @classmethod
    def from_query(
        cls, parameters: Mapping[str, Sequence[str]], dataset: Dataset
    ) -> tuple[Selection, list[str]]:
        """Read a selection back from an address, and what in it could not be used.

        Never raises: what cannot be used is left out and said in a note, a sentence
        of plain text that may quote the address and must be escaped when shown.
        """
        notes: list[str] = []
        date_from, date_to = read_dates(parameters.get("dates", ()), notes)
        known = choices(dataset)
        chosen: dict[str, tuple[str, ...]] = {}
        notes += _unknown_parameters(parameters)
        unknown: list[tuple[str, str, Sequence[str]]] = []
        for name, parameter in CHOICE_PARAMETERS.items():
            values = dict.fromkeys(parameters.get(parameter, ()))
            chosen[name] = tuple(value for value in values if value in known[name])
            unknown += [(parameter, v, known[name]) for v in values if v not in known[name]]
        notes += [f"{_unknown(*found)}. It was left out." for found in unknown[:MOST_NOTES]]
        if len(unknown) > MOST_NOTES:
            notes.append(f"{len(unknown) - MOST_NOTES} more unknown values were left out.")
        search = " ".join(parameters.get("search", ()))
        if len(search) > LONGEST_SEARCH:
            notes.append(f"The words to search for were cut to {LONGEST_SEARCH} characters.")
            search = search[:LONGEST_SEARCH]
        undated = list(parameters.get("undated", ()))[-1:]
        if undated not in ([], ["yes"]):
            notes.append(f"undated is “{_quote(undated[0])}”; only “yes” is understood.")
        selection = cls(
            date_from=date_from,
            date_to=date_to,
            search=search,
            undated=undated == ["yes"],
            **chosen,
        )
        return selection, notes


def choices(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """For each field of a choice, the values there are, in the order in which to list them."""
    reports, sources = dataset.reports, dataset.sources
    used_roles = set(reports["place_role"])
    return {
        "measures": tuple(MEASURES),
        "sites": dataset.site_ids,
        "publishers": tuple(sorted(set(sources["publisher"]), key=str.casefold)),
        "roles": tuple(role for role in PLACE_ROLES if role in used_roles),
        "events": tuple(dataset.events["event_id"]),
        "languages": tuple(sorted(set(sources["language"]))),
        "read_as": tuple(READ_AS),
    }


def require_known(selection: Selection, dataset: Dataset) -> None:
    """Raise SelectionError, naming the value and the nearest known one, where one is unknown."""
    known = choices(dataset)
    for name, parameter in CHOICE_PARAMETERS.items():
        for value in getattr(selection, name):
            if value not in known[name]:
                raise SelectionError(_unknown(parameter, value, known[name]))


def parse_date(text: str) -> date:
    """An ISO date (2021-07-14). Raises SelectionError with a sentence otherwise."""
    try:
        if not _ISO_DATE.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        message = f"“{_quote(text)}” is not a date; expected one like 2021-07-14"
        raise SelectionError(message) from None


def date_parameters(name: str, first: date | None, last: date | None) -> list[tuple[str, str]]:
    """A range as an address writes it: none where neither end is narrowed, else both."""
    if first is None and last is None:
        return []
    return [(name, end.isoformat() if end else OPEN_END) for end in (first, last)]


def fold(text: str) -> str:
    """Text as it is compared in a search: one form of each letter, without case."""
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=2)
def search_text(dataset: Dataset) -> pd.Series[str]:
    """For each report, everything that a search looks through, folded."""
    names = {
        site_id: " ".join((row["name_en"], row["name_ko"], row["name_zh"]))
        for site_id, row in dataset.site.items()
    }
    sources = {
        source_id: " ".join((row["publisher"], row["title"], row["author"]))
        for source_id, row in dataset.source.items()
    }

    def text(row: pd.Series[str]) -> str:
        places = " ".join(names[site] for site in split_ids(row["site_ids"]))
        own = (row["summary"], row["count_wording"], places, row["other_places"], row["area"])
        return fold(" ".join((*own, sources[row["source_id"]], row["attributed_to"])))

    return pd.Series(
        [text(row) for _, row in dataset.reports.iterrows()], index=dataset.reports.index, dtype=str
    )


def read_dates(values: Sequence[str], notes: list[str]) -> tuple[date | None, date | None]:
    """The two ends of a range as an address writes them; what cannot be used is added to notes."""
    ends: list[date | None] = []
    for value in list(values)[:2]:
        try:
            ends.append(None if value == OPEN_END else parse_date(value))
        except SelectionError as error:
            notes.append(f"{error}. It was left out.")
            ends.append(None)
    if len(values) > 2:
        notes.append("More than two dates were given: the first two were read.")
    if len(values) == 1 and ends[0] is not None:
        notes.append(f"Only one date was given: it was read as from {day_text(ends[0])} on.")
    first, last = (*ends, None, None)[:2]
    return in_order(first, last, notes)


def in_order(
    first: date | None, last: date | None, notes: list[str]
) -> tuple[date | None, date | None]:
    """Two ends of a range from early to late; that they were turned is added to notes."""
    if first and last and first > last:
        notes.append("The dates were the wrong way round: they were read from early to late.")
        return last, first
    return first, last


def _unknown_parameters(parameters: Iterable[str]) -> list[str]:
    known = ("dates", *CHOICE_PARAMETERS.values(), "search", "undated")
    unknown = [name for name in parameters if name not in known]
    notes = [f"{_unknown('parameter', name, known)}. It was left out." for name in unknown]
    return notes[:MOST_NOTES]


def _unknown(parameter: str, value: str, known: Sequence[str]) -> str:
    near = get_close_matches(value[:LONGEST_QUOTE], known, n=1)
    hint = f"; did you mean “{near[0]}”?" if near else ""
    if not hint and len(known) <= 8:
        hint = f"; expected one of {', '.join(known)}"
    return f"unknown {parameter} “{_quote(value)}”{hint}"


def _quote(value: str) -> str:
    """A value from outside, short and without control characters, for use in a sentence."""
    shown = "".join(char if char.isprintable() else "�" for char in value[: LONGEST_QUOTE + 1])
    return shown if len(value) <= LONGEST_QUOTE else shown[:LONGEST_QUOTE] + "…"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
