"""Generated data packages of any size, of the form of the shipped one and with its mix.

    python -m benchmarks.generate DIRECTORY --reports 100000 --sites 200 [--seed 1]

The same bytes for the same arguments. Names say that they are generated: no person,
publisher or source of the real world is in them.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import click
import numpy as np
import numpy.typing as npt
import pandas as pd

from refoulement.dataset.package import (
    DESCRIPTOR,
    OPTIONAL,
    SHIPPED,
    canonical_resources,
    read_descriptor,
)
from refoulement.loading.duplicates import SAME

Numbers = npt.NDArray[np.int64]
Texts = npt.NDArray[Any]
Shares = dict[str, dict[str, float]]  # of words, by what they depend on; the last gets the rest

FIRST_DAY, LAST_DAY = np.datetime64("2001-01-01"), np.datetime64("2025-12-31")
MOST_REPORTS = 30  # per event
ROLES_OF: Shares = {
    "held": {"detention": 0.6, "not_stated": 0.3, "unclear": 0},
    "returned": {"crossing": 0.5, "not_stated": 0.4, "unclear": 0},
    "arrested": {"arrest": 0.5, "arrest_and_detention": 0.3, "not_stated": 0},
    "held_after_return": {"detention_after_return": 0},
    "other": {"not_stated": 0.5, "unclear": 0},
}
#: Shares of the words in a column. The last word gets the rest.
MEASURES = {"returned": 0.47, "held": 0.27, "arrested": 0.2, "held_after_return": 0.03, "other": 0}
BASES_OF: Shares = {
    "held": {"stock": 0.9, "subset": 0.07, "period_total": 0},
    "returned": {"event": 0.88, "period_total": 0.08, "rate": 0},
    "arrested": {"event": 0.94, "period_total": 0},
    "held_after_return": {"stock": 0},
    "other": {"event": 0},
}
PRECISIONS = {"day": 0.55, "week": 0.04, "month": 0.25, "year": 0.06, "span": 0.06, "undated": 0}
POPULATIONS = {
    "escapees": 0.93,
    "sentenced_prisoners": 0.02,
    "escapees_and_prisoners": 0.02,
    "escapees_and_workers": 0.02,
    "contract_workers": 0,
}
COUNTRIES = {"China": 0.95, "Vietnam": 0.02, "Laos": 0}
LANGUAGES = {"en": 0.6, "ko": 0.3, "zh": 0}
WORDINGS = {"exact": 0.5, "at least": 0.25, "up to": 0.05, "range": 0.1, "hundreds": 0}


class Package:
    """The tables of a package under construction, as columns by name."""

    def __init__(self, reports: int, sites: int, seed: int) -> None:
        self.chance = np.random.default_rng([seed, reports, sites])
        self.sites = self._sites(sites)
        self._event_of = self._sizes(reports)
        self.events = self._events(int(self._event_of[-1]) + 1)
        self.sources = self._sources(max(1, reports // 2))
        self.reports = self._reports(reports)

    def pick(self, shares: dict[str, float], size: int) -> Texts:
        """A random word for each item, in these shares; the last word gets the rest."""
        parts = np.array([*shares.values()][:-1])
        chances = [*parts, 1 - parts.sum()]
        return self.chance.choice(np.array([*shares], dtype=object), size, p=chances)

    def happens(self, share: float, size: int) -> npt.NDArray[np.bool_]:
        """For each item, whether something with this probability happens."""
        return self.chance.random(size) < share

    def below(self, limits: Numbers | int, size: int) -> Numbers:
        """For each item, a whole number from 0 to below its limit."""
        return (self.chance.random(size) * limits).astype(np.int64)

    def _sizes(self, reports: int) -> Numbers:
        """The event number of each report: most events have one report, few up to MOST_REPORTS."""
        sizes = np.minimum(self.chance.zipf(2.1, reports), MOST_REPORTS)
        return np.repeat(np.arange(reports), sizes)[:reports]

    def _sites(self, size: int) -> dict[str, Any]:
        near = self.happens(0.8, size)
        number = np.arange(1, size + 1)
        latitude = np.where(
            near, self.chance.uniform(39.4, 44.3, size), self.chance.uniform(21, 45, size)
        )
        longitude = np.where(
            near, self.chance.uniform(122.6, 130.9, size), self.chance.uniform(101, 122, size)
        )
        self.longitude = longitude
        return {
            "site_id": _numbered("place-", number),
            "name_en": _numbered("Place ", number),
            "name_ko": _numbered("장소 ", number),
            "name_zh": _numbered("地点", number),
            "admin1": _numbered("Generated province ", number % 20 + 1),
            "country": self.pick({"China": 0.95, "North Korea": 0}, size),
            "latitude": np.round(latitude, 3),
            "longitude": np.round(longitude, 3),
            "location_precision": self.pick({"town": 0.8, "county": 0.15, "prefecture": 0}, size),
            "is_detention_site": np.where(self.happens(0.6, size), "true", "false"),
            "is_crossing_point": np.where(self.happens(0.4, size), "true", "false"),
            "counterpart": "",
            "coordinate_source": "generated",
            "note": "",
        }

    def _events(self, size: int) -> dict[str, Any]:
        """Wholes, parts (of the whole before them) and parts of parts; some may overlap."""
        here = np.arange(size)
        is_part = self.happens(0.27, size)
        is_part[0] = False
        root = np.maximum.accumulate(np.where(is_part, 0, here))
        # A part of the part before it, unless that is already a part of a part.
        inner = is_part & np.roll(is_part, 1) & self.happens(0.15, size)
        inner &= ~np.roll(inner, 1)
        whole = np.where(inner, here - 1, root)
        overlaps = ~is_part & (here > 0) & self.happens(0.04, size)
        before = root[np.maximum(here - 1, 0)]
        ids = _numbered("event-", here + 1)
        days = int((LAST_DAY - FIRST_DAY).astype(int)) + 1
        self.root = root
        self.measure = self.pick(MEASURES, size)[root]
        self.precision = self.pick(PRECISIONS, size)[root]
        # Reports become more frequent over the years, as in the shipped data.
        self.day = (np.sqrt(self.chance.random(size)) * days).astype(np.int64)[root]
        people = np.clip(np.exp(self.chance.normal(3.8, 1.2, size)), 10, 5000)
        self.people = np.where(is_part, people[root] // 5 + 1, people).astype(np.int64)
        self.popular = self._popular_sites(size)
        return {
            "event_id": ids,
            "label": _numbered("Generated event ", here + 1),
            "part_of": np.where(is_part, ids[whole], ""),
            "may_overlap": np.where(overlaps, ids[before], ""),
            "denial": np.where(self.happens(0.03, size), "A generated denial.", ""),
        }

    def _popular_sites(self, size: int) -> Numbers:
        """A site for each item: the first sites are named most."""
        sites = len(self.sites["site_id"])
        return (sites * self.chance.random(size) ** 2.5).astype(np.int64)

    def _sources(self, size: int) -> dict[str, Any]:
        number = np.arange(1, size + 1)
        publishers = max(1, min(size // 2, 40 + int(size**0.5)))
        who = 1 + (publishers * self.chance.random(size) ** 2).astype(np.int64)
        days = FIRST_DAY + self.below(int((LAST_DAY - FIRST_DAY).astype(int)), size)
        link = _numbered("https://example.org/", number)
        return {
            "source_id": _numbered("source-", number),
            "publisher": _numbered("Generated publisher ", who),
            "title": _numbered("Generated source ", number),
            "author": "",
            "published": days.astype(str),
            "language": self.pick(LANGUAGES, size),
            "url": np.where(self.happens(0.8, size), link, ""),
            "via": "",
            "note": "",
        }

    def _reports(self, size: int) -> dict[str, Any]:
        event = self._event_of
        number = np.arange(1, size + 1)
        first = np.ones(size, dtype=bool)
        first[1:] = event[1:] != event[:-1]
        first_of = np.maximum.accumulate(np.where(first, np.arange(size), 0))
        repeats = ~first & self.happens(0.25, size)
        measure = self.measure[event]
        others = first & self.happens(0.03, size)  # one report of another kind in an event
        others &= ~np.roll(repeats, -1)
        measure = np.where(others, self.pick(MEASURES, size), measure)
        repeats &= measure == measure[first_of]
        ids = _numbered("r", number)
        source = self.below(len(self.sources["source_id"]), size)
        site_ids, country, area = self._where(event)
        return {
            "report_id": ids,
            "event_id": self.events["event_id"][event],
            "source_id": self.sources["source_id"][source],
            "measure": measure,
            "basis": self._by_measure(measure, BASES_OF),
            "place_role": self._by_measure(measure, ROLES_OF),
            "site_ids": site_ids,
            "other_places": np.where(
                (site_ids != "") & self.happens(0.05, size),
                self.pick({"others": 0.5, "Further place": 0}, size),
                "",
            ),
            "area": area,
            "country": country,
            **self._counts(event, measure),
            "population": self.pick(POPULATIONS, size),
            "demographics": "",
            **self._dates(event),
            "derived_from": np.where(repeats, ids[first_of], ""),
            "origin": np.where(self.happens(0.15, size), "", _numbered("origin-", source // 3 + 1)),
            "attributed_to": np.where(self.happens(0.4, size), "unnamed sources", ""),
            "passage": _numbered("para ", number % 20 + 1),
            "summary": _numbered("What generated report ", number, " says of people and places."),
            "caveat": np.where(self.happens(0.2, size), "A generated caveat.", ""),
            "date_note": "",
            "read_as": self.pick({"full_text": 0.2, "excerpt": 0}, size),
            "status": self.pick({"current": 0.99, "withdrawn": 0}, size),
        }

    def _by_measure(self, measure: Texts, shares: Shares) -> Texts:
        found = np.empty(len(measure), dtype=object)
        for name, words in shares.items():
            which = measure == name
            found[which] = self.pick(words, int(which.sum()))
        return found

    def _where(self, event: Numbers) -> tuple[Texts, Texts, Texts]:
        """Sites, country and area of each report: one place, several that share it, or none."""
        size, ids = len(event), self.sites["site_id"]
        own = np.where(self.happens(0.85, size), self.popular[event], self._popular_sites(size))
        kind = self.pick({"one": 0.72, "shared": 0.13, "none": 0}, size)
        cells = ids[own].copy()
        cells[kind == "none"] = ""
        for row in np.flatnonzero(kind == "shared") if len(ids) > 1 else ():
            many = min(len(ids), 2 + int(self.chance.integers(3)))
            cells[row] = ";".join(ids[(own[row] + np.arange(many)) % len(ids)])
        country = self.pick(COUNTRIES, size)
        country = np.where(cells == "", country, self.sites["country"][own])
        return cells, country, np.where(cells == "", "a border region", "")

    def _counts(self, event: Numbers, measure: Texts) -> dict[str, Any]:
        size = len(event)
        spread = np.where(self.happens(0.6, size), 1.0, self.chance.uniform(0.8, 1.3, size))
        people = np.maximum(10, self.people[event] * spread).astype(np.int64)
        way = self.pick(WORDINGS, size)
        people = np.where(measure == "held", people * 3, people)
        low = pd.array(people, dtype="Int64")
        high = pd.array(np.where(way == "range", people * 2, people), dtype="Int64")
        low[np.isin(way, ("up to", "hundreds"))] = pd.NA
        high[np.isin(way, ("at least", "hundreds"))] = pd.NA
        said = np.where(np.isin(way, ("exact", "range")), "", way)
        return {"count_low": low, "count_high": high, "count_wording": said}

    def _dates(self, event: Numbers) -> dict[str, Any]:
        """The event's date or, for some of its reports, a less precise one."""
        size = len(event)
        vague = (self.precision[event] == "day") & self.happens(0.15, size)
        vague &= self.root[event] == event  # a part stays within the dates of its whole
        precision = np.where(vague, "month", self.precision[event])
        day = FIRST_DAY + self.day[event]
        month, year = day.astype("datetime64[M]"), day.astype("datetime64[Y]")
        first = np.select(
            [precision == "month", precision == "year"],
            [month.astype("datetime64[D]"), year.astype("datetime64[D]")],
            day,
        )
        last = np.select(
            [precision == "month", precision == "year", precision == "week", precision == "span"],
            [
                (month + 1).astype("datetime64[D]") - 1,
                (year + 1).astype("datetime64[D]") - 1,
                np.minimum(day + 6, LAST_DAY),
                np.minimum(day + 40 + self.day[event] % 700, LAST_DAY),
            ],
            day,
        )
        dated = precision != "undated"
        return {
            "date_from": np.where(dated, first.astype(str), ""),
            "date_to": np.where(dated, last.astype(str), ""),
            "date_precision": precision,
        }

    def further(self) -> dict[str, dict[str, Any]]:
        """The small tables: border posts at every tenth place, one year's arrivals, one closing."""
        at = slice(0, None, 10)
        sites = {name: column for name, column in self.sites.items() if not isinstance(column, str)}
        crossing = {
            "crossing_id": np.char.add(sites["site_id"][at].astype(str), "-post"),
            "cn_side_en": sites["name_en"][at],
            "dprk_side_en": "Other bank",
            "cn_side_ko": sites["name_ko"][at],
            "dprk_side_ko": "",
            "cn_side_zh": sites["name_zh"][at],
            "dprk_side_zh": "",
            "cn_latitude": sites["latitude"][at],
            "cn_longitude": sites["longitude"][at],
            "dprk_latitude": "",
            "dprk_longitude": "",
            "site_id": sites["site_id"][at],
            "coordinate_note": "",
            "sources_and_notes": "generated",
        }
        arrivals = {
            "period": "2020",
            "kind": "year",
            "people": 100,
            "source": "generated",
            "note": "",
            "status": "reported",
            "approximate": "true",
        }
        context = {
            "context_id": "closing",
            "date_from": "2020-01-01",
            "date_to": "2020-01-31",
            "date_precision": "month",
            "label": "A generated closing",
            "source_id": "source-1",
        }
        return {"crossings": crossing, "arrivals": arrivals, "context": context}


def generate(directory: Path, reports: int, sites: int, seed: int = 1) -> Path:
    """Write a package with this many reports and sites to `directory`, which must not exist."""
    directory.mkdir(parents=True)
    package = Package(reports, sites, seed)
    tables = {name: getattr(package, name) for name in ("reports", "events", "sources", "sites")}
    for resource in canonical_resources():
        if resource["name"] in OPTIONAL:
            continue
        columns = (tables | package.further())[resource["name"]]
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert names == list(columns), resource["name"]
        table = pd.DataFrame(columns, index=_rows(columns))
        if resource["name"] == "reports":  # random rows may repeat, a package's may not
            table.loc[table.duplicated(SAME), "status"] = "withdrawn"
        table.to_csv(directory / resource["path"], index=False, lineterminator="\n")
    descriptor = read_descriptor(SHIPPED) | {
        "name": "generated",
        "title": f"{reports:,} generated reports over {sites:,} places",
        "description": "Generated, to measure with. Nothing in it is a statement by a source.",
        "version": "0.0.0",
    }
    descriptor.pop("assertions", None)  # they are about the shipped rows
    (directory / DESCRIPTOR).write_text(json.dumps(descriptor, indent=1), encoding="utf-8")
    return directory


def _numbered(before: str, number: Numbers, after: str = "") -> Texts:
    """Texts with a number each, as Python strings."""
    return np.array([f"{before}{n}{after}" for n in number.tolist()], dtype=object)


def _rows(columns: dict[str, Any]) -> range:
    """The row numbers of a table whose columns are lists, or one value for all rows."""
    lengths = [len(column) for column in columns.values() if not isinstance(column, str | int)]
    return range(lengths[0] if lengths else 1)


@click.command(help=__doc__)
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--reports", type=click.IntRange(1), required=True)
@click.option("--sites", type=click.IntRange(1), required=True)
@click.option("--seed", type=int, default=1, show_default=True)
def main(directory: Path, reports: int, sites: int, seed: int) -> None:
    """Write a package; an existing one is replaced only if it was generated too."""
    if directory.exists():
        if read_descriptor(directory).get("name") != "generated":
            raise click.ClickException(f"{directory} holds what was not generated; expected none")
        shutil.rmtree(directory)
    generate(directory, reports, sites, seed)
    click.echo(f"{reports:,} reports over {sites:,} places in {directory}")


if __name__ == "__main__":
    main()
