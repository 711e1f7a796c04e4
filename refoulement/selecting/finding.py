"""What a reader can jump to by name: events, places and publishers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from refoulement.dataset.tables import Dataset, rows

Kind = Literal["place", "event", "publisher"]

_BETWEEN = re.compile(r"[(),;/]")
MOST = 2_000  # of each kind: nobody searches a longer list by hand


class Found(NamedTuple):
    """What is found: its kind, its id (its name for a publisher), and all its names."""

    kind: Kind
    key: str
    names: tuple[str, ...]


def things_to_find(dataset: Dataset) -> dict[str, Found]:
    """What can be found, by its line in a list: places, events, publishers.

    The line of a place has its Korean and Chinese names.
    """
    found: dict[str, Found] = {}
    for line, thing in (*_places(dataset), *_events(dataset), *_publishers(dataset)):
        found.setdefault(line if line not in found else f"{line} ({thing.key})", thing)
    return found


def found_by_name(things: Mapping[str, Found], text: str) -> Found | None:
    """The first thing with exactly this name, ignoring case, spacing and accents."""
    wanted = _plain(text)
    return next((one for one in things.values() if wanted in map(_plain, one.names)), None)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(c for c in letters if not unicodedata.combining(c) and not c.isspace())
    return unicodedata.normalize("NFC", kept)


def _places(dataset: Dataset) -> Iterator[tuple[str, Found]]:
    for site in rows(dataset.sites)[:MOST]:
        called = _called(site)
        names = [part for name in called for part in _each(name)]
        line = " · ".join(called)
        yield line, Found("place", site["site_id"], (site["name_en"], site["site_id"], *names))


def place_line(dataset: Dataset, site_id: str) -> str:
    """A place as lists show it, so that typing finds it: “Dandong · 단둥 · 丹东”."""
    return " · ".join(_called(dataset.site[site_id]))


def _called(site: Mapping[str, Any]) -> list[str]:
    return [name for name in (site["name_en"], site["name_ko"], site["name_zh"]) if name]


def _each(name: str) -> list[str]:
    """Each of the names in a cell: 투먼 and 도문 for “투먼 (도문)”."""
    return [part for part in map(str.strip, _BETWEEN.split(name)) if part]


def _events(dataset: Dataset) -> Iterator[tuple[str, Found]]:
    for event in rows(dataset.events)[:MOST]:
        key, label = event["event_id"], event["label"]
        yield label, Found("event", key, (label, key))


def _publishers(dataset: Dataset) -> Iterator[tuple[str, Found]]:
    for name in sorted(set(dataset.sources["publisher"]))[:MOST]:
        yield name, Found("publisher", name, (name,))
