"""What programs that find pages read about the data, in schema.org terms. Nothing is rated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from refoulement.dataset.tables import Dataset
from refoulement.presentation.citation import cite_dataset
from refoulement.settings import public_address
from refoulement.wording import one_line, web_address

CONTEXT = "https://schema.org"
MOST_APPEARANCES = 20  # sources of one claim


def dataset_for_programs(dataset: Dataset) -> dict[str, Any]:
    """The dataset as a whole, with the address of its table if ours is known."""
    (work,) = cite_dataset(dataset)
    address, licence = public_address(), dataset.descriptor["licenses"][0]
    table = {
        "@type": "DataDownload",
        "encodingFormat": "text/csv",
        "contentUrl": f"{address}api/reports.csv",
    }
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "name": work.title,
        "description": one_line(dataset.descriptor.get("description") or ""),
        "version": work.version,
        "datePublished": work.published,
        "license": web_address(str(licence.get("path", ""))),
        "creator": [{"@type": "Organization", "name": name} for name in work.authors],
        "keywords": list(dataset.descriptor.get("keywords", ())),
        "url": address or work.url,
        "distribution": [table] if address else [],
    }


def claim(
    dataset: Dataset, url: str, name: str, text: str, source_ids: Iterable[str]
) -> dict[str, Any]:
    """A claim: what sources say, and the documents in which it appears."""
    known = list(dict.fromkeys(source_ids))[:MOST_APPEARANCES]
    (work,) = cite_dataset(dataset)
    whole = {"@type": "Dataset", "name": work.title, "version": work.version}
    return {
        "@context": CONTEXT,
        "@type": "Claim",
        "name": name,
        "text": text,
        "url": web_address(url),
        "appearance": [_document(dataset, source_id) for source_id in known],
        "isPartOf": whole,
    }


def document(dataset: Dataset, source_id: str) -> dict[str, Any]:
    """A source as a published document."""
    return {"@context": CONTEXT, **_document(dataset, source_id)}


def place(dataset: Dataset, site_id: str, url: str) -> dict[str, Any]:
    """A place with its names and its point, as precise as in the data."""
    site = dataset.site[site_id]
    return {
        "@context": CONTEXT,
        "@type": "Place",
        "name": site["name_en"],
        "alternateName": [name for name in (site["name_ko"], site["name_zh"]) if name],
        "url": web_address(url),
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": float(site["latitude"]),
            "longitude": float(site["longitude"]),
        },
    }


def _document(dataset: Dataset, source_id: str) -> dict[str, Any]:
    source = dataset.source[source_id]
    return {
        "@type": "CreativeWork",
        "name": source["title"],
        "url": web_address(source["url"]),
        "datePublished": source["published"],
        "inLanguage": "" if source["language"] == "und" else source["language"],
        "publisher": {"@type": "Organization", "name": source["publisher"]},
    }
