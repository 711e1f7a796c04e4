"""A release of the dataset: all that follows from its rows, and a refusal where something is amiss.

By hand a curator writes the rows and, in the changelog, the reasons. The tables of a package
hold the new rows before the release; what its readers had is in `versions/`, where each release
puts a copy of itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from refoulement.curating import card, changelog, examples
from refoulement.curating.changelog import Changelog, read_changelog, with_release
from refoulement.curating.examples import Difference, Example
from refoulement.curating.refusal import RefusalError, at
from refoulement.curating.writing import VERSIONS, begun, finish, stage
from refoulement.dataset import inside
from refoulement.dataset.package import DESCRIPTOR, canonical_resources
from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv
from refoulement.export.records import to_json
from refoulement.loading.assertions import KEY as ASSERTIONS
from refoulement.loading.soundness import check
from refoulement.presentation.changes import Changes, changes, figure_text
from refoulement.presentation.citation import citation_cff
from refoulement.problems import FIRST_ROW
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES
from refoulement.wording import count_text, one_line

CITATION = "CITATION.cff"
EVERYTHING = "all.csv"
FIGURES = "figures.json"
ASSERTED = ("reports", "sources", "events")  # tables of which the descriptor says a least number
MOST_REPORTS = 3_000  # asserted where nothing is: more would be a mistake
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")

Files = dict[str, bytes]


def release(directory: Path, version: str, day: date, accept: str = "") -> list[str]:
    """Release the package in `directory` as this version; what there is to tell, a line each.

    `accept` is the reason for which worked examples may give other figures now. Raises
    RefusalError, before anything is written, with each thing that is amiss.
    """
    if not _VERSION.fullmatch(version):
        raise RefusalError(f"version “{version}”: expected one like 1.2.0")
    said = _ended(directory, version)
    dataset = _sound(directory)
    before = _version_before(directory, dataset)
    found = changes(before, dataset)
    if version == dataset.version:
        if found:
            rows = ", ".join(f"{table.table}.csv ({table.in_numbers})" for table in found.tables)
            message = f"the rows are not those of version {version}: {rows}; raise the version"
            raise RefusalError(message)
        return [*said, f"nothing to do: version {version} is released"]
    _refuse_backwards(directory, before, version, day)
    old_log = _read_changelog(directory, dataset.version, version)
    amiss = [*_gone(found), *_unexplained(found, dataset, old_log)]
    kept, others = _examples(directory, dataset)
    if others and not accept.strip():
        amiss += [at(examples.FILE, other.example.line, str(other)) for other in others]
        amiss.append(f"{examples.FILE}: expected --accept REASON where a figure is another now")
    if amiss:
        raise RefusalError(*amiss)
    new = replace(dataset, descriptor=_descriptor(dataset, version, day))
    new_card, missing = card.renewed(_text(directory, card.FILE), new, day)
    accepted = [one_line(accept), *map(str, others)] if others else []
    files: Files = {
        changelog.FILE: with_release(old_log, version, day, found, accepted).encode(),
        card.FILE: new_card.encode(),
        DESCRIPTOR: (json.dumps(new.descriptor, ensure_ascii=False, indent=2) + "\n").encode(),
    }
    if kept:
        files[examples.FILE] = examples.written(version, kept)
    files |= {f"{VERSIONS}/{version}/{name}": c for name, c in _kept(new, files, kept).items()}
    is_cited = (directory.parent / CITATION).is_file()
    beside = {CITATION: citation_cff(new).encode()} if is_cited else {}
    finish(directory, stage(directory, version, files, beside))
    return [*said, f"released: version {version}", *_told(found), *_to_do(found, new, missing)]


# Before anything is written


def _ended(directory: Path, version: str) -> list[str]:
    """End the switch to this version, where one was stopped; the sentence that says so."""
    for name, folder in begun(directory).items():
        if name != version:
            message = f"the release of {name} was stopped; expected it to be run again"
            raise RefusalError(message)
        finish(directory, folder)
        return [f"ended the release of version {version}, which was stopped"]
    return []


def _sound(directory: Path) -> Dataset:
    dataset, problems = check(directory)
    if dataset is None:
        raise RefusalError(*(p.text for p in problems if p.severity == "error"))
    if not _VERSION.fullmatch(dataset.version):
        message = f"version “{dataset.version}”: expected one like 1.2.0"
        raise RefusalError(at(DESCRIPTOR, None, message))
    return dataset


def _version_before(directory: Path, dataset: Dataset) -> Dataset:
    """The package as it was when its version was released."""
    name = f"{VERSIONS}/{dataset.version}"
    try:
        folder = inside.locate(directory, name)
    except FileNotFoundError:
        folder = directory / name
    except OSError as error:
        raise RefusalError(f"{name}: cannot be read ({error.strerror})") from error
    before, problems = check(folder)
    if before is None:
        errors = [f"{name}/{p.text}" for p in problems if p.severity == "error"]
        message = f"{name}: expected the package of version {dataset.version} as it was released"
        raise RefusalError(message, *errors)
    if before.version != dataset.version:
        message = f"expected version {dataset.version}, found {before.version}"
        raise RefusalError(at(f"{name}/{DESCRIPTOR}", None, message))
    return before


def _refuse_backwards(directory: Path, before: Dataset, version: str, day: date) -> None:
    if _numbers(version) < _numbers(before.version):
        raise RefusalError(f"version {version}: expected one above {before.version}")
    if before.released and day < before.released:
        message = f"--date {day}: expected {before.released}, of version {before.version}, or later"
        raise RefusalError(message)
    if (directory / VERSIONS / version).exists():
        raise RefusalError(f"{VERSIONS}/{version}: expected no folder of this name yet")


def _read_changelog(directory: Path, version: str, next_version: str) -> Changelog:
    return read_changelog(_text(directory, changelog.FILE), version, next_version)


def _text(directory: Path, name: str) -> str:
    try:
        return inside.read_file(directory, name).decode()
    except OSError as error:
        raise RefusalError(f"{name}: expected a file of this name ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise RefusalError(f"{name}: expected UTF-8; byte {error.start + 1} is none") from error


def _tables_of_ids() -> dict[str, str]:
    """The column with the id of each table that has one."""
    keys = {r["name"]: r["schema"]["primaryKey"] for r in canonical_resources()}
    return {name: key[0] for name, key in keys.items() if len(key) == 1}


def _gone(found: Changes) -> Iterator[str]:
    """Ids that are no longer there."""
    for table in found.tables:
        if table.table in _tables_of_ids():
            for row in table.of_kind("removed"):
                yield (
                    f"{table.table}.csv: “{row.key[0]}” of version {found.old.version} is gone; "
                    "expected every id to stay (a report that should not be used is withdrawn)"
                )


def _unexplained(found: Changes, dataset: Dataset, log: Changelog) -> Iterator[str]:
    """Rows that are others than before, and not named by the changelog."""
    for table in found.tables:
        key = _tables_of_ids().get(table.table)
        changed = [row for row in table.rows if row.kind not in ("added", "removed")]
        if not key or not changed:
            continue
        numbers = {name: n for n, name in enumerate(getattr(dataset, table.table)[key], FIRST_ROW)}
        for row in changed:
            name = row.key[0]
            if not log.names(name):
                yield (
                    f"{table.table}.csv, row {numbers[name]}: “{name}” is {row.kind} "
                    f"({', '.join(row.cells)}); expected a line that names `{name}` and says why, "
                    f"under “{changelog.UNRELEASED}” in {changelog.FILE}"
                )


def _examples(directory: Path, dataset: Dataset) -> tuple[list[Example], list[Difference]]:
    """The worked examples as the data have them, and what is another in them."""
    renewed: list[Example] = []
    others: list[Difference] = []
    for example in examples.read_examples(directory):
        found = examples.figures_of(dataset, example)
        others += examples.differences(example, found)
        renewed.append(examples.renewed(example, found))
    return renewed, others


# What is written


def _descriptor(dataset: Dataset, version: str, day: date) -> dict[str, Any]:
    """The descriptor of the new version, its keys in the order in which they are."""
    first, last = dataset.span
    new = {
        "version": version,
        "created": f"{day.isoformat()}T00:00:00Z",
        "last_checked": day.isoformat(),
        "coverage": {"from": first.isoformat(), "to": last.isoformat()},
        ASSERTIONS: _assertions(dataset),
    }
    descriptor = {**dataset.descriptor, **new}
    resources = descriptor.pop("resources", canonical_resources())
    return {**descriptor, "resources": resources}


def _assertions(dataset: Dataset) -> dict[str, Any]:
    """What was asserted, raised to what there is now."""
    asserted = dataset.descriptor.get(ASSERTIONS, {})
    least = {**asserted.get("min", {})}
    least |= {table: len(getattr(dataset, table)) for table in (*least, *ASSERTED)}
    most = asserted.get("max", {"reports": max(MOST_REPORTS, 2 * len(dataset.reports))})
    return {**asserted, "min": least, "max": most, "sites": list(dataset.site_ids)}


def _kept(new: Dataset, files: Files, kept: list[Example]) -> Files:
    """What `versions/` keeps: the package, all rows as readers download them, and figures."""
    tables = [resource["path"] for resource in canonical_resources()]
    there = [name for name in tables if inside.is_there(new.directory, name)]
    everything = export_csv(new, Selection())
    return {
        **{name: inside.read_file(new.directory, name, inside.TABLE_BYTES) for name in there},
        **files,
        EVERYTHING: everything,
        f"{EVERYTHING}.sha256": f"{sha256(everything).hexdigest()}  {EVERYTHING}\n".encode(),
        FIGURES: _figures(new, kept),
    }


def _figures(new: Dataset, kept: list[Example]) -> bytes:
    """The figures of all dates and of the worked examples, in full."""
    whole = Example("All dates", "", {measure: {} for measure in COUNTED_MEASURES})
    told = [whole, *(example for example in kept if example.query)]
    entries = [
        {"name": one.name, "query": one.query, "figures": examples.figures_of(new, one)}
        for one in told
    ]
    return to_json({"version": new.version, "examples": entries})


# What is told


def _told(found: Changes) -> Iterator[str]:
    for table in found.tables:
        yield f"{table.table}.csv: {table.in_numbers}"
    yield "Figures of all dates, as reported by the sources:"
    for measure, (old, new) in found.figures.items():
        yield f"  {MEASURES[measure]}: {figure_text(old)} -> {figure_text(new)}"


def _to_do(found: Changes, new: Dataset, missing: list[str]) -> Iterator[str]:
    yield "Still to do, by a person:"
    yield f"  read the section [{new.version}] of {changelog.FILE}: are the reasons all there?"
    yield f"  read “Known limits” and “Checked by reading twice” in {card.FILE}"
    for sentence in missing:
        yield f"  {card.FILE} does not say, or says otherwise: {sentence}"
    if new.warnings:
        yield f"  look at the {count_text(len(new.warnings), 'warning')} of validate"
    if hint := _version_hint(found, new.version):
        yield f"  {hint}"
    yield "  run make test, and commit the data with CITATION.cff"


def _version_hint(found: Changes, version: str) -> str:
    """What the number of the version should be by the changelog's rule, where it is not so."""
    kinds = {row.kind for table in found.tables for row in table.rows}
    before, after = _numbers(found.old.version), _numbers(version)
    if {"added", "withdrawn"} & kinds and before[:2] == after[:2]:
        return f"rows were added or withdrawn: by the rule, {before[0]}.{before[1] + 1}.0"
    return ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
