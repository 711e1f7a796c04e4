"""The frame of every record's page: its head, by which it is found and shared, and its foot."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from markupsafe import Markup

from refoulement.dataset.tables import Dataset
from refoulement.drawing.assets import ASSETS
from refoulement.messages import gettext, language
from refoulement.presentation.citation import citation
from refoulement.presentation.front import NAME
from refoulement.presentation.html import ours, render, script_data
from refoulement.settings import public_address
from refoulement.wording import one_line

#: The script element only holds data, which programs that find pages read and nothing runs.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'self'; form-action 'none'"
)
LONGEST_DESCRIPTION = 300


@dataclass(frozen=True, slots=True)
class Page:
    """What a record's page says: `path` relative to the map, and the rest of its own content.

    `image` is the path of its picture; `claim` what programs read about it, as in schema.org;
    `feed` the query of the feed of its statements; `is_listed` whether it is to be found.
    """

    path: str
    title: str
    description: str
    body: Markup
    image: str = ""
    claim: dict[str, Any] = field(default_factory=dict)
    feed: str = ""
    is_listed: bool = True


def framed(dataset: Dataset, page: Page) -> bytes:
    """A page as an HTML document in UTF-8."""
    address = public_address()
    return (
        render(
            "record.html",
            language=language(),
            root="../" * page.path.count("/"),
            title=gettext("%(title)s · %(name)s", title=one_line(page.title), name=NAME),
            description=one_line(page.description)[:LONGEST_DESCRIPTION],
            address=f"{address}{page.path}" if address else "",
            image=f"{address}{page.image}" if address and page.image else "",
            feed=page.feed,
            is_listed=page.is_listed,
            claim=script_data(page.claim) if page.claim else "",
            style=style(),
            name=NAME,
            body=page.body,
            citation=citation(dataset),
            version=dataset.version,
        )
        + "\n"
    ).encode()


@cache
def style() -> Markup:
    """The style of these pages, included in each: it is small, and saves another request."""
    return ours((ASSETS / "page" / "record.css").read_text(encoding="utf-8"))
