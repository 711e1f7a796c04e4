"""What programs that look for pages are told: where pages are, and whether they may look."""

from __future__ import annotations

from itertools import chain, islice

from refoulement.dataset.tables import Dataset
from refoulement.presentation.html import render
from refoulement.settings import is_open, public_address
from refoulement.site.addresses import KINDS, address_of_record, rows_of_kind

MOST = 50_000  # addresses that a sitemap may have
#: Addresses that select what other pages show, and those that are not for search.
_LEFT_OUT = ("/*?", "/_stcore/", "/media/", "/map/", "/component/")


def sitemap(dataset: Dataset) -> bytes:
    """The pages of all records as XML in UTF-8. Only possible if our address is known."""
    lists = (address_of_record(kind) for kind in KINDS)
    records = (
        address_of_record(kind, key) for kind in KINDS for key in rows_of_kind(dataset, kind)
    )
    return render(
        "sitemap.xml",
        addresses=islice(chain((public_address(),), lists, records), MOST),
        changed=str(dataset.released or ""),
    ).encode()


def robots() -> bytes:
    """What programs may look at: nothing, unless this server is to be found."""
    if not is_open():
        return b"User-agent: *\nDisallow: /\n"
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _LEFT_OUT)]
    return "\n".join([*lines, f"Sitemap: {public_address()}sitemap.xml", ""]).encode()
