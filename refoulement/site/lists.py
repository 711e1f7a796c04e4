"""The lists of all events, places, sources and statements, and the page for what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from refoulement.dataset.tables import Dataset
from refoulement.messages import Words, gettext, marked, ngettext
from refoulement.presentation.html import render
from refoulement.presentation.quoting import published_text
from refoulement.site.addresses import near, path_of, rows_of_kind
from refoulement.site.frame import Page
from refoulement.vocabulary import SHORT_MEASURES
from refoulement.wording import one_line, span_text

MOST = 400  # rows in a list: that many fit in 120 kB
LONGEST_QUOTE = 60
NAMES = Words(
    {
        "event": marked("Events"),
        "place": marked("Places"),
        "source": marked("Sources"),
        "report": marked("Statements"),
    }
)
_UNKNOWN = Words(
    {
        "event": marked("There is no event with the id “%(id)s”."),
        "place": marked("There is no place with the id “%(id)s”."),
        "source": marked("There is no source with the id “%(id)s”."),
        "report": marked("There is no statement with the id “%(id)s”."),
    }
)


def list_page(dataset: Dataset, kind: str) -> Page:
    """All records of a kind, the latest first, places by name; only the first MOST of very many."""
    rows = {"event": _events, "place": _places, "source": _sources, "report": _reports}[kind]
    known = len(rows_of_kind(dataset, kind))
    shown = [
        {"address": path_of(kind, key), "name": one_line(name) or key, "said": said}
        for (key, name, said), _ in zip(rows(dataset), range(MOST), strict=False)
    ]
    rest = render(
        "record_link.html", address="./api/reports.csv", text=gettext("all statements as CSV")
    )
    body = render(
        "record_list.html",
        name=NAMES[kind],
        said=gettext("Dataset version %(version)s.", version=dataset.version),
        rows=shown,
        more=known - len(shown),
        rest=rest,
    )
    return Page(
        path_of(kind),
        NAMES[kind],
        gettext("All %(kind)s: %(count)s", kind=NAMES[kind], count=known),
        body,
    )


def missing_page(dataset: Dataset, kind: str, asked: str, depth: int = 0) -> Page:
    """The page if no record has this id: the nearest ids, and the way to all.

    `depth` is how many steps of the path follow the id.
    """
    said = one_line(asked)[:LONGEST_QUOTE]
    names = {"event": "label", "place": "name_en", "source": "title", "report": "summary"}
    rows = rows_of_kind(dataset, kind)
    body = render(
        "record_missing.html",
        said=_UNKNOWN[kind] % {"id": said},
        near=[
            render(
                "record_link.html",
                address=path_of(kind, key),
                text=f"{key}: {rows[key][names[kind]]}",
            )
            for key in near(dataset, kind, asked)
        ],
        all=path_of(kind),
        name=NAMES[kind],
    )
    title = gettext("There is no page at this address.")
    return Page(path_of(kind) + "/" * depth, title, title, body, is_listed=False)


def _events(dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    """Events that are part of no other, those with the latest day first, each with its parts."""
    reports = dataset.reports[dataset.reports["status"] == "current"]
    of_event = reports.groupby("event_id")
    first, last, number = (
        of_event["date_from"].min().to_dict(),
        of_event["date_to"].max().to_dict(),
        of_event.size().to_dict(),
    )
    graph = dataset.event_graph

    def row(event_id: str, part: bool) -> tuple[str, str, str]:
        label, at = str(dataset.event[event_id]["label"]), number.get(event_id, 0)
        dates = (_day(first.get(event_id)), _day(last.get(event_id)))
        statements = ngettext("%(count)s statement", "%(count)s statements", at)
        said = [span_text(*dates), statements, gettext("part of the event above") if part else ""]
        return event_id, label, ", ".join(filter(None, said))

    def latest(event_id: str) -> tuple[str, str]:
        days = (str(last.get(one, "")) for one in graph.with_parts(event_id))
        return max(day if day != "NaT" else "" for day in days), event_id

    roots = [key for key in dataset.event if key not in graph.whole]
    for root in sorted(roots, key=latest, reverse=True):
        for event_id in graph.with_parts(root):
            yield row(event_id, event_id != root)


def _places(dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    for site_id in sorted(dataset.site_ids, key=dataset.site_name):
        site = dataset.site[site_id]
        names = (site["name_ko"], site["name_zh"], site["admin1"], site["country"])
        yield site_id, dataset.site_name(site_id), " · ".join(filter(None, names))


def _sources(dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    table = dataset.sources.sort_values(["published", "source_id"], ascending=False)
    for row in _rows(table, "source_id", "publisher", "title", "published"):
        name = gettext("%(publisher)s: %(title)s", publisher=row[1], title=row[2])
        yield row[0], name, published_text(row[3])


def _reports(dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    table = dataset.reports.sort_values(["date_to", "report_id"], ascending=False)
    names = ("report_id", "source_id", "measure", "date_from", "date_to", "status")
    for key, source, measure, first, last, status in _rows(table, *names):
        publisher = dataset.source[source]["publisher"]
        said = [SHORT_MEASURES[measure], span_text(_day(first), _day(last))]
        said += [gettext("withdrawn")] if status == "withdrawn" else []
        yield key, gettext("%(id)s, %(publisher)s", id=key, publisher=publisher), ", ".join(said)


def _rows(table: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].iloc[:MOST] for name in names), strict=True)


def _day(moment: Any) -> Any:
    return None if moment is None or pd.isna(moment) else moment.date()
