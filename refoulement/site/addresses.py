"""Where records have their pages, and which ids are near one that is not known."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from refoulement.dataset.tables import Dataset
from refoulement.settings import public_address

#: The kinds with pages of their own, by the first part of their addresses.
KINDS = ("event", "place", "source", "report")
MOST_COMPARED = 10_000  # ids to search for similar ones
LONGEST_ASKED = 200  # characters of an id to look for
MOST_NEAR = 3


def path_of(kind: str, key: str = "") -> str:
    """The path of a record's page, or of the list of all of a kind, relative to the map."""
    return f"{kind}/{key}"


def address_of_record(kind: str, key: str = "") -> str:
    """The full address; only the path if ours is not known."""
    return f"{public_address()}{path_of(kind, key)}"


def rows_of_kind(dataset: Dataset, kind: str) -> Mapping[str, dict[str, Any]]:
    """Every record of a kind by its id."""
    tables = {
        "event": dataset.event,
        "place": dataset.site,
        "source": dataset.source,
        "report": dataset.report,
    }
    return tables[kind]


def near(dataset: Dataset, kind: str, asked: str) -> list[str]:
    """The known ids that are nearest to one that is not."""
    known = rows_of_kind(dataset, kind)
    if len(asked) > LONGEST_ASKED or len(known) > MOST_COMPARED:
        return []
    found = get_close_matches(asked.casefold(), known, MOST_NEAR, 0.5)
    return found or [key for key in known if asked and asked.casefold() in key][:MOST_NEAR]
