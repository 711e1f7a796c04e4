"""The ready rows of a stranger's file as a dataset like the curated one, for one session.

It has the tables and the form of a data package, so that map, figures, table and
exports need not know where it comes from. Nothing is guessed: what a file does
not say stays empty or “not stated”, and each row stands for itself unless the
file names its event.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from refoulement.dataset.events import connected
from refoulement.dataset.package import canonical_resources, text_table, typed
from refoulement.dataset.tables import Dataset, rows
from refoulement.intake.cells.dates import DateSpan, read_date
from refoulement.intake.cells.precision import precision_of
from refoulement.intake.cells.values import UNSTATED, read_value
from refoulement.intake.cells.words import Unread
from refoulement.intake.check import Checked, is_few
from refoulement.intake.comparing import RowRead
from refoulement.intake.gazetteer.areas import country_of_area
from refoulement.intake.gazetteer.places import Place
from refoulement.intake.rows import first_address
from refoulement.intake.unsaid import no_source, no_title, of_few
from refoulement.messages import gettext
from refoulement.vocabulary import MEASURES
from refoulement.wording import month_text, one_line, span_text

OWN_FILE = "own-file"  # name of a dataset made from a visitor's file

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_PUBLISHED = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
_PLAIN_NUMBER = re.compile(r"[\d,.\s]*")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PRECISIONS = ("day", "week", "month", "year", "span")
_DETENTION = ("detention", "arrest_and_detention", "detention_after_return")

#: What our packages must state and someone else's file need not.
_RELAXED = {
    "sources": {"published": ("required",), "language": ("pattern",)},
    "reports": {"read_as": ("enum",), "country": ("enum",)},
    "sites": {"country": ("enum",), "admin1": ("required",)},
}


def open_rows(
    checked: Checked, dataset: Dataset, digest: str, measure: str = UNSTATED["measure"]
) -> Dataset:
    """The ready rows of a checked file as a dataset of their own, in file order.

    `dataset` is the one that the file was checked against: its places and events that rows
    name by id are taken from it, together with all events linked to those.
    `measure` is that of rows that state none.
    """
    opening = _Opening(checked, dataset, measure)
    reports = [opening.report(row) for row in checked.rows if row.number in opening.ready]
    tables = {
        "reports": reports,
        "events": opening.events(),
        "sources": list(opening.sources.values()),
        "sites": opening.sites(),
        "crossings": rows(text_table(dataset.crossings)),
        "arrivals": [],
        "context": [],
        "judgements": [],
    }
    resources = {r["name"]: r for r in canonical_resources()}
    typed_tables: dict[str, Any] = {
        name: _table(lines, resources[name]["schema"]["fields"]) for name, lines in tables.items()
    }
    stated = "" if "measure" in checked.fields else measure
    return dataset_of(checked.table.name, digest, stated, typed_tables)


def dataset_of(name: str, digest: str, measure: str, tables: Mapping[str, Any]) -> Dataset:
    """The dataset with these typed tables, which were made from a file.

    `digest` is the SHA-256 of the file; `measure` is what the reader said that the numbers
    count; empty if the file states it.
    """
    return Dataset(
        directory=Path(OWN_FILE),
        descriptor=_descriptor(name, digest, measure),
        own_file=one_line(_clean(name)),
        **tables,
    )


@dataclass
class _Opening:
    """The tables being filled, row by row."""

    checked: Checked
    dataset: Dataset
    measure: str
    sources: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)
    report_ids: set[str] = field(default_factory=set)
    source_ids: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)  # of events of the file's own, by id
    known_events: set[str] = field(default_factory=set)
    new_sites: dict[str, dict[str, str]] = field(default_factory=dict)
    roles: dict[str, set[str]] = field(default_factory=dict)  # of places, by id
    named: dict[str, str] = field(default_factory=dict)  # ids of events that have only a name

    @cached_property
    def ready(self) -> frozenset[int]:
        """Numbers of the rows that are ready."""
        return frozenset(self.checked.ready)

    @cached_property
    def cells(self) -> dict[int, tuple[str, ...]]:
        """The cells of each row by its number."""
        table = self.checked.table
        return dict(zip(table.numbers, table.rows, strict=True))

    @cached_property
    def texts(self) -> dict[str, int]:
        """The columns whose texts are copied, by field: none that may tell who a person is."""
        columns = self.checked.table.columns
        fields = self.checked.fields.items()
        return {f: i for f, i in fields if columns[i] not in self.checked.personal}

    def text(self, row: RowRead, name: str) -> str:
        """What a row says in a field, without unprintable characters; empty if nothing."""
        index = self.texts.get(name)
        return "" if index is None else _clean(self.cells[row.number][index].strip())

    def value(self, row: RowRead, name: str) -> str:
        """What a row says in a field that has a list of values."""
        read = read_value(name, self.text(row, name))
        return UNSTATED[name] if isinstance(read, Unread) else read

    def report(self, row: RowRead) -> dict[str, str]:
        """A row as a row of reports.csv."""
        measure = self.value(row, "measure") if self.text(row, "measure") else self.measure
        role = self.value(row, "place_role")
        sites = [self._site(place, role) for place in row.places]
        first, last, precision, note = _dates(row, self.text(row, "date_precision"))
        where = f"row {row.number} of {one_line(_clean(self.checked.table.name))}"
        return {
            **{name: self.text(row, name) for name in _TAKEN_OVER},
            "report_id": self._report_id(row),
            "event_id": self._event(row),
            "source_id": self._source(row),
            "measure": measure,
            "basis": self.value(row, "basis") or ("stock" if measure == "held" else "event"),
            "place_role": role,
            "site_ids": ";".join(dict.fromkeys(sites)),
            "other_places": self.text(row, "other_places") or (row.area if sites else ""),
            "area": self.text(row, "area") or ("" if sites else row.area),
            "country": self._country(row),
            "count_low": "" if row.low is None else str(row.low),
            "count_high": "" if row.high is None else str(row.high),
            "count_wording": self._wording(row),
            "population": self.value(row, "population"),
            "date_from": first,
            "date_to": last,
            "date_precision": precision,
            "derived_from": _id(self.text(row, "derived_from")),
            "origin": _origin(self.text(row, "origin")),
            "passage": self.text(row, "passage") or where,
            "summary": self.text(row, "summary") or f"{where[:1].upper()}{where[1:]}.",
            "date_note": "; ".join(filter(None, (self.text(row, "date_note"), note))),
            "read_as": self.value(row, "read_as"),
            "status": self.value(row, "status"),
        }

    def events(self) -> list[dict[str, str]]:
        """The file's own events, and those of the dataset that it names with all linked to them."""
        events = self.dataset.events
        kin = connected(events, self.known_events)
        known = rows(text_table(events[events["event_id"].isin(kin)]))
        own = [{"event_id": key, "label": label} for key, label in self.labels.items()]
        return [*known, *own]

    def sites(self) -> list[dict[str, str]]:
        """The places that rows name, and those of the border posts."""
        sites = self.dataset.sites
        kept = {*self.roles, *self.dataset.crossings["site_id"]}
        known = rows(text_table(sites[sites["site_id"].isin(kept)]))
        for site_id, site in self.new_sites.items():
            roles = self.roles[site_id]
            site["is_detention_site"] = _truth(not roles.isdisjoint(_DETENTION))
            site["is_crossing_point"] = _truth("crossing" in roles)
        return [*known, *self.new_sites.values()]

    def _report_id(self, row: RowRead) -> str:
        wanted = _id(self.text(row, "report_id")) or f"row-{row.number}"
        self.report_ids.add(report_id := _free(wanted, self.report_ids))
        return report_id

    def _event(self, row: RowRead) -> str:
        """The event of a row: the one of its id or its name, or one of its own."""
        event_id, name = _id(self.text(row, "event_id")), one_line(self.text(row, "event"))
        if event_id in self.dataset.event:
            self.known_events.add(event_id)
            return event_id
        if not event_id and name:
            event_id = self.named.setdefault(name, f"event-of-row-{row.number}")
        label = name or one_line(self.text(row, "event_label")) or self._label(row)
        event_id = event_id or f"event-of-row-{row.number}"
        self.labels.setdefault(event_id, label)
        return event_id

    def _label(self, row: RowRead) -> str:
        """Words for an event that has no name: where and when."""
        where = (
            ", ".join(place.name for place in row.places) or row.area or gettext("No place given")
        )
        when = span_text(row.first, row.last)
        if is_few(row.low, row.high, row.first, row.last) and row.first:
            when = month_text(row.first)
        said = gettext(
            "%(place)s, %(dates)s (row %(row)s)", place=where, dates=when, row=str(row.number)
        )
        return one_line(_clean(said))

    def _source(self, row: RowRead) -> str:
        source = {
            "publisher": one_line(self.text(row, "publisher")) or no_source(),
            "title": one_line(self.text(row, "title")) or no_title(),
            "published": _published(self.text(row, "published")),
            "language": self.value(row, "language"),
            "url": first_address(self.text(row, "url")),
        }
        key = (_id(self.text(row, "source_id")), *source.values())
        if key not in self.sources:
            wanted = key[0] or f"source-{len(self.sources) + 1}"
            self.source_ids.add(source_id := _free(wanted, self.source_ids))
            self.sources[key] = {"source_id": source_id, **source}
        return self.sources[key]["source_id"]

    def _site(self, place: Place, role: str) -> str:
        site_id = place.site_id or _site_id(place)
        if not place.site_id:
            self.new_sites.setdefault(
                site_id,
                {
                    "site_id": site_id,
                    "name_en": one_line(_clean(place.name)) or site_id,
                    "admin1": place.province,
                    "country": place.country,
                    "latitude": f"{place.latitude:g}",
                    "longitude": f"{place.longitude:g}",
                    "location_precision": "town",
                    "coordinate_source": gettext("GeoNames, or the file"),
                },
            )
        self.roles.setdefault(site_id, set()).add(role)
        return site_id

    def _country(self, row: RowRead) -> str:
        countries = {place.country for place in row.places}
        if row.area:
            countries |= {country_of_area(area) for area in row.area.split("; ")}
        stated = self.text(row, "country")
        return country_of_area(stated) or (countries.pop() if len(countries) == 1 else "not stated")

    def _wording(self, row: RowRead) -> str:
        """How the row words the number; empty if it is a plain number."""
        stated, count = self.text(row, "count_wording"), self.text(row, "count")
        if stated or not _PLAIN_NUMBER.fullmatch(count):
            return stated or count
        return "" if row.low is not None or row.high is not None else gettext("no number given")


#: Free-text fields that are copied as they are.
_TAKEN_OVER = ("demographics", "attributed_to", "caveat")


def _table(lines: Iterable[dict[str, str]], fields: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows of text as a typed table with these columns; a cell that a row omits is empty."""
    names = [column["name"] for column in fields]
    cells = [[line.get(name, "") for name in names] for line in lines]
    return typed(pd.DataFrame(cells, columns=names, dtype=str), fields)


def _dates(row: RowRead, stated: str) -> tuple[str, str, str, str]:
    """First and last day, precision as stated or as it appears, and a note.

    For few people on one day, only the month.
    """
    first, last = row.first, row.last
    if first is None or last is None:
        return "", "", "undated", ""
    note = ""
    if is_few(row.low, row.high, first, last):
        first = first.replace(day=1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        stated, note = "month", of_few()
    precision = stated if stated in _PRECISIONS else precision_of(first, last)
    return first.isoformat(), last.isoformat(), precision, note


@lru_cache(maxsize=10_000)
def _published(text: str) -> str:
    """Day, month or year, as far as it can be read; otherwise empty."""
    read = read_date(text)
    written = read.written if isinstance(read, DateSpan) else ""
    return written if _PUBLISHED.fullmatch(written) else ""


def _site_id(place: Place) -> str:
    name = "-".join(re.findall(r"[a-z0-9]+", place.name.casefold()))
    return f"{name or 'place'}-{round(place.latitude * 1000)}-{round(place.longitude * 1000)}"


def _id(text: str) -> str:
    """The text if it can be an id; otherwise empty."""
    return text if _ID.fullmatch(text) else ""


def _free(wanted: str, taken: set[str]) -> str:
    """The wanted id, or one like it that is not taken."""
    while wanted in taken:
        wanted += "-again"
    return wanted


def _origin(text: str) -> str:
    """An id for who first made a statement: the same for the same words."""
    return _id(text) or (f"origin-{sha256(text.encode()).hexdigest()[:8]}" if text else "")


def _clean(text: str) -> str:
    """The text, with what no file of ours can hold shown as a replacement character."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _descriptor(name: str, digest: str, measure: str) -> dict[str, Any]:
    """What the data are: whose, and by their digest exactly which. They carry no date.

    `measure` is what the reader said that the numbers count; empty if the file states it.
    """
    title = gettext("%(file)s, a reader’s own file", file=one_line(_clean(name)))
    if measure:
        title = gettext(
            "%(file)s, a reader’s own file, its numbers taken as “%(measure)s”",
            file=one_line(_clean(name)),
            measure=MEASURES[measure].lower(),
        )
    resources = deepcopy(canonical_resources())
    for resource in resources:
        relaxed = _RELAXED.get(resource["name"], {})
        for column in resource["schema"]["fields"]:
            for constraint in relaxed.get(column["name"], ()):
                column["constraints"].pop(constraint)
    return {
        "name": OWN_FILE,
        "title": title,
        "description": gettext("Not curated by Refoulement Map, and no part of its dataset."),
        "version": f"sha256-{digest[:12]}",
        "licenses": [{"name": "not-stated", "title": gettext("not stated in the file")}],
        "contributors": [{"title": gettext("Whoever made the file"), "roles": ["author"]}],
        "resources": resources,
    }
