"""What any file, curated or not, may say about a group of people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset


@dataclass(frozen=True, slots=True)
class Statement:
    """What any file, curated or not, may say about a group of people.

    `measure` is one of MEASURES, or empty if none is stated. `places` are English
    names in lower case; `provinces` and `country` are where these lie, `area` is what is named
    instead of places. Dates are inclusive, both None if undated. `low` and `high`
    count people, None if open. `publisher`, `title` and `url` name the document, as far as
    it is named, in the form that `plain` gives.
    """

    measure: str
    places: frozenset[str]
    first: date | None
    last: date | None
    low: int | None
    high: int | None
    area: str = ""
    provinces: frozenset[str] = frozenset()
    country: str = ""
    publisher: str = ""
    title: str = ""
    url: str = ""

    @property
    def has_number(self) -> bool:
        """Whether a number is stated at all."""
        return self.low is not None or self.high is not None


def statement_of(dataset: Dataset, report: Report) -> Statement:
    """What a file that holds this report would say: no event, no origin, nothing it repeats."""
    source = dataset.source[report.source_id]
    names = [*map(dataset.site_name, report.sites), *report.other_places]
    return Statement(
        measure=report.measure,
        places=frozenset(name.casefold() for name in names) - {"others"},
        first=report.date_from,
        last=report.date_to,
        low=report.low,
        high=report.high,
        area=report.area,
        provinces=frozenset(str(dataset.site[site]["admin1"]) for site in report.sites),
        country=report.country,
        publisher=plain(source["publisher"]),
        title=plain(source["title"]),
        url=plain(source["url"]),
    )


def is_one_document(one: Statement, other: Statement) -> bool | None:
    """Whether both name the same document; None if that cannot be told."""
    addresses, publishers = (one.url, other.url), (one.publisher, other.publisher)
    titles = one.title, other.title
    if all(addresses) and addresses[0] == addresses[1]:
        return True
    if _differ(publishers) or _differ(titles):
        return False
    if all(publishers) and all(titles):
        return None if _differ(addresses) else True
    return False if _differ(addresses) else None


def plain(text: str) -> str:
    """A name or an address stripped of what makes no difference."""
    return re.sub(r"^https?://(www\.)?|/$", "", " ".join(text.casefold().split()))


def _differ(pair: tuple[str, str]) -> bool:
    """Whether both are given and differ."""
    return all(pair) and pair[0] != pair[1]
