"""The shipped package a month later: a copy with ten more reports and two more events."""

from __future__ import annotations

import shutil
from pathlib import Path

from refoulement.dataset.package import SHIPPED
from tests.copies import edit_descriptor, read_rows, write_rows

WORKED_EVENT = "2023-10-09-mass-return"  # ids are stable, since nothing is deleted
RIVAL, REPEAT = "0-rival", "0-repeat"
STOCK, EARLY = "grown-2026-held-region", "grown-1991-return"

SOURCES = (
    {
        "source_id": "grown-first",
        "publisher": "A further newspaper",
        "title": "What was returned and held",
        "published": "2026-12-05",
        "language": "en",
        "url": "https://example.org/first",
    },
    {
        "source_id": "grown-second",
        "publisher": "또 다른 신문",
        "title": "북송",
        "published": "2026-12",
        "language": "ko",
    },
)
EVENTS = (
    {"event_id": STOCK, "label": "Held in Liaoning, November 2026"},
    {"event_id": EARLY, "label": "Return through Dandong, May 1991"},
)

_REPORT = {
    "source_id": "grown-first",
    "event_id": WORKED_EVENT,
    "measure": "returned",
    "basis": "event",
    "place_role": "not_stated",
    "country": "China",
    "population": "escapees",
    "date_from": "2023-10-09",
    "date_to": "2023-10-09",
    "date_precision": "day",
    "origin": "grown-first",
    "passage": "para 1",
    "summary": "A statement made up for the tests.",
    "read_as": "full_text",
    "status": "current",
}
_REGION = {
    "event_id": STOCK,
    "measure": "held",
    "date_from": "2026-11-20",
    "date_to": "2026-11-20",
}
_UNDATED = {"date_from": "", "date_to": "", "date_precision": "undated"}


def _number(low: int | str, high: int | str, wording: str = "") -> dict[str, str]:
    return {"count_low": str(low), "count_high": str(high), "count_wording": wording}


#: One of each kind that a month may bring. The publishers are new: no shipped report has them.
REPORTS: tuple[dict[str, str], ...] = (
    {"report_id": RIVAL, "area": "China"} | _number(913, "", "more than 913"),
    {
        "report_id": REPEAT,
        "area": "China",
        "source_id": "grown-second",
        "derived_from": RIVAL,
    }
    | _number(914, 914, "914명"),
    {"report_id": "0-stock", "basis": "stock", "area": "Liaoning Province"}
    | _REGION
    | _number(187, 211, "187 to 211"),
    {
        "report_id": "0-subset",
        "basis": "subset",
        "place_role": "detention",
        "site_ids": "shenyang",
    }
    | _REGION
    | _number(31, 31),
    {
        "report_id": "0-before-1993",
        "event_id": EARLY,
        "place_role": "crossing",
        "site_ids": "dandong",
        "date_from": "1991-05-01",
        "date_to": "1991-05-31",
        "date_precision": "month",
    }
    | _number("", 41, "up to 41"),
    {
        "report_id": "0-undated",
        "event_id": EARLY,
        "source_id": "grown-second",
        "origin": "grown-second",
        "area": "China",
    }
    | _UNDATED
    | _number(37, 37, "37여 명"),
    {
        "report_id": "0-total",
        "event_id": EARLY,
        "basis": "period_total",
        "area": "China",
        "date_from": "1990-01-01",
        "date_to": "1992-12-31",
        "date_precision": "span",
    }
    | _number(1013, "", "at least 1,013"),
    {"report_id": "0-no-number", "measure": "arrested", "area": "China", "origin": ""}
    | _number("", "", "many"),
    {"report_id": "0-two-places", "place_role": "crossing", "site_ids": "tumen;dandong"}
    | _number(613, 613),
    {
        "report_id": "0-withdrawn",
        "area": "China",
        "status": "withdrawn",
        "caveat": "withdrawn: the newspaper took it back",
    }
    | _number(9001, 9001),
)


def grow(to: Path) -> Path:
    """A copy of the shipped package with these rows added, as the next version; its folder."""
    shutil.copytree(SHIPPED, to)
    edit_descriptor(to, lambda descriptor: descriptor.update(version=_next(descriptor["version"])))
    for table, further in (
        ("sources", SOURCES),
        ("events", EVENTS),
        ("reports", tuple(_REPORT | row for row in REPORTS)),
    ):
        header, *rows = read_rows(to, table)
        added = [[row.get(column, "") for column in header] for row in further]
        write_rows(to, table, [header, *rows, *added])
    return to


def _next(version: str) -> str:
    """The version in which rows are added."""
    first, second, _ = version.split(".")
    return f"{first}.{int(second) + 1}.0"
