"""How to cite the dataset, a selection of it or one report: as text, BibTeX, RIS and CFF.

Nothing here depends on the day on which it runs: the same version and selection always
give the same citation, dated by the release of that version.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from refoulement.dataset.events import split_ids
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext, ngettext
from refoulement.presentation.summary import selection_text
from refoulement.problems import SelectionError
from refoulement.selecting.selection import Selection
from refoulement.settings import address_of, public_address
from refoulement.wording import one_line, web_address

# Braces by name, since BibTeX counts even those after a backslash.
_BIBTEX = str.maketrans(
    {char: f"\\{char}" for char in "&%$#_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")

#: Data licences that CFF knows by name; of any other it takes only the address.
_LICENCES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "ODC-By-1.0", "ODbL-1.0", "PDDL-1.0")
#: What CITATION.cff says to programs, in English whatever language the reader speaks.
_MESSAGE = (
    "Cite the dataset with its version. Every figure is the statement of a source: "
    "cite that source too."
)


@dataclass(frozen=True, slots=True)
class Work:
    """One document as a bibliography lists it: texts of one line each, empty if there is none.

    `published` is a day, a month or a year, in ISO 8601. Only the dataset
    has a version, only a source a publisher.
    """

    key: str
    authors: tuple[str, ...]
    title: str
    published: str
    publisher: str = ""
    version: str = ""
    note: str = ""
    url: str = ""


def cite_dataset(dataset: Dataset) -> tuple[Work, ...]:
    """The dataset as a whole."""
    descriptor = dataset.descriptor
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", f"{descriptor.get('name') or 'dataset'}")
    work = Work(
        key=f"{name}-{re.sub(r'[^A-Za-z0-9.-]+', '-', dataset.version)}",
        authors=tuple(one_line(author["title"]) for author in descriptor["contributors"]),
        title=one_line(descriptor.get("title") or "") or "Dataset",
        published="-".join(_date_parts(str(descriptor.get("created", "")))),
        version=one_line(dataset.version),
        url=web_address(str(descriptor.get("homepage", ""))),
    )
    return (work,)


def cite_selection(dataset: Dataset, selection: Selection) -> tuple[Work, ...]:
    """The dataset, with what is selected, how many reports that is, and its query string."""
    (whole,) = cite_dataset(dataset)
    query = selection.query_string()
    note = ngettext(
        "%(count)s statement selected.", "%(count)s statements selected.", selection.count(dataset)
    )
    address = f"({address_of(query)})" if query and not dataset.own_file else ""
    said = (note, selection_text(dataset, selection), address)
    return (
        replace(
            whole,
            key=f"{whole.key}-{hashlib.sha256(query.encode()).hexdigest()[:8]}",
            note=one_line(" ".join(filter(None, said))),
            url=_address_of(dataset, query) or whole.url,
        ),
    )


def cite_report(dataset: Dataset, report_id: str) -> tuple[Work, ...]:
    """The source of a report, who makes the statement, and then the dataset that codes it.

    Raises SelectionError if the dataset has no such report.
    """
    row = dataset.report.get(report_id)
    if row is None:
        raise SelectionError(
            gettext(
                "unknown report “%(id)s”; expected an id of reports.csv",
                id=one_line(report_id)[:60],
            )
        )
    source = dataset.source[row["source_id"]]
    publisher = one_line(source["publisher"])
    stated = Work(
        key=row["source_id"],
        authors=tuple(filter(None, map(one_line, split_ids(source["author"])))) or (publisher,),
        title=one_line(source["title"]),
        published=source["published"],
        publisher=publisher,
        url=web_address(source["url"]),
    )
    (whole,) = cite_dataset(dataset)
    if row["status"] == "withdrawn":
        note = gettext(
            "Entry %(id)s (withdrawn), a statement by this source: %(publisher)s, %(title)s",
            id=report_id,
            publisher=publisher,
            title=stated.title,
        )
    else:
        note = gettext(
            "Entry %(id)s, a statement by this source: %(publisher)s, %(title)s",
            id=report_id,
            publisher=publisher,
            title=stated.title,
        )
    url = _address_of(dataset, urlencode({"report": report_id})) or whole.url
    return stated, replace(whole, key=f"{whole.key}-{report_id}", note=note, url=url)


def _address_of(dataset: Dataset, query: str) -> str:
    """The full address that opens a query; empty if none does, or if our address is not known."""
    return address_of(query) if public_address() and not dataset.own_file else ""


# The forms


def citation(dataset: Dataset) -> str:
    """A citation of the dataset, with its version and date, as one line of plain text."""
    return as_text(cite_dataset(dataset)).strip()


def as_text(works: Iterable[Work]) -> str:
    """Plain text, one line per work."""
    return "".join(f"{_text(work)}\n" for work in works)


def as_bibtex(works: Iterable[Work]) -> str:
    """BibTeX entries in UTF-8, of the type `misc`, which every style knows."""
    return "\n".join(map(_bibtex, works))


def as_ris(works: Iterable[Work]) -> str:
    """RIS records, one line per field, each ended with CR and LF as RIS requires."""
    return "".join(f"{tag}  - {value}\r\n" for work in works for tag, value in _ris(work))


@dataclass(frozen=True, slots=True)
class CitationForm:
    """A form of citation: its file's suffix and type, and its writer."""

    suffix: str
    media_type: str
    write: Callable[[Iterable[Work]], str]


CITATION_FORMS = {
    "text": CitationForm(".txt", "text/plain", as_text),
    "bibtex": CitationForm(".bib", "application/x-bibtex", as_bibtex),
    "ris": CitationForm(".ris", "application/x-research-info-systems", as_ris),
}


def citation_cff(dataset: Dataset) -> str:
    """The dataset's CITATION.cff, in the Citation File Format 1.2."""
    # Imported here: no other citation, and no other command, needs it.
    import yaml

    (work,) = cite_dataset(dataset)
    licence = dataset.descriptor["licenses"][0]
    known = licence["name"] in _LICENCES
    content = {
        "cff-version": "1.2.0",
        "message": _MESSAGE,
        "type": "dataset",
        "title": work.title,
        "authors": [{"name": author} for author in work.authors],
        "version": work.version,
        "date-released": work.published if len(_date_parts(work.published)) == 3 else "",
        "license": licence["name"] if known else "",
        "license-url": "" if known else web_address(str(licence.get("path", ""))),
        "url": work.url,
        "abstract": one_line(dataset.descriptor.get("description") or ""),
    }
    stated = {key: value for key, value in content.items() if value}
    return str(yaml.safe_dump(stated, sort_keys=False, allow_unicode=True, width=99))


def _text(work: Work) -> str:
    publisher = "" if work.publisher in work.authors else work.publisher
    version = gettext("version %(version)s", version=work.version) if work.version else ""
    facts = ", ".join(filter(None, (work.title, publisher, version, work.published)))
    said = ". ".join(filter(None, (", ".join(work.authors), facts, work.note)))
    return f"{said}. {work.url}".strip()


def _bibtex(work: Work) -> str:
    year, month, day = (*_date_parts(work.published), "", "", "")[:3]
    kind = work.publisher
    if work.version:
        kind = gettext("Dataset, version %(version)s", version=work.version)
    fields = {
        # Extra braces keep a name whole, and a title's capitals as they are.
        "author": " and ".join(f"{{{_escape(author)}}}" for author in work.authors),
        "title": f"{{{_escape(work.title)}}}",
        "howpublished": _escape(kind),
        "version": _escape(work.version),
        "year": year,
        "month": month.lstrip("0"),
        "day": day.lstrip("0"),
        "note": _escape(work.note),
        # An address is kept as it is, except for what would end the field.
        "url": re.sub(r"[\\{}]", lambda found: f"%{ord(found.group()):X}", work.url),
    }
    lines = [f"  {name} = {{{text}}},\n" for name, text in fields.items() if text]
    return f"@misc{{{work.key},\n{''.join(lines)}}}\n"


def _escape(text: str) -> str:
    return text.translate(_BIBTEX)


def _ris(work: Work) -> Iterable[tuple[str, str]]:
    parts = _date_parts(work.published)
    kind = "DATA" if work.version else "WEB" if work.url else "GEN"
    fields = [
        ("ID", work.key),
        *(("AU", author) for author in work.authors),
        ("TI", work.title),
        ("PB", work.publisher),
        ("PY", parts[0] if parts else ""),
        ("DA", "/".join(parts)),
        ("ET", work.version),
        ("N1", work.note),
        ("UR", work.url),
    ]
    return [("TY", kind), *((tag, value) for tag, value in fields if value), ("ER", "")]


def _date_parts(text: str) -> tuple[str, ...]:
    """Year, month and day, as far as an ISO date gives them; none if it is not a date."""
    found = _DATE.match(text)
    return tuple(part for part in found.groups() if part) if found else ()
