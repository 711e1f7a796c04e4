"""A release of the dataset: all that follows from its rows, or a refusal if something is amiss.

A curator writes the rows by hand and, in the changelog, the reasons. Before a release, the
tables of the package already hold the new rows; what its readers had is in `versions/`, where
each release puts a copy of itself.
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
from refoulement.messages import gettext, later, ngettext
from refoulement.presentation.changes import Changes, changes, figure_text
from refoulement.presentation.citation import citation_cff
from refoulement.problems import FIRST_ROW, Problem
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES
from refoulement.wording import one_line

CITATION = "CITATION.cff"
EVERYTHING = "all.csv"
FIGURES = "figures.json"
ASSERTED = ("reports", "sources", "events")  # tables with an asserted minimum of rows
MOST_REPORTS = 3_000  # asserted if no maximum is; more would be a mistake
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")

Files = dict[str, bytes]


def release(directory: Path, version: str, day: date, accept: str = "") -> list[str]:
    """Release the package in `directory` as this version; returns what to report, line by line.

    `accept` is the reason why worked examples may give other figures now. Raises
    RefusalError, before anything is written, with each thing that is amiss.
    """
    if not _VERSION.fullmatch(version):
        raise RefusalError(_no_version(version))
    said = _ended(directory, version)
    dataset = _sound(directory)
    before = _version_before(directory, dataset)
    found = changes(before, dataset)
    if version == dataset.version:
        if found:
            rows = ", ".join(f"{table.table}.csv ({table.in_numbers})" for table in found.tables)
            message = gettext(
                "the rows are not those of version %(version)s: %(rows)s; raise the version",
                version=version,
                rows=rows,
            )
            raise RefusalError(message)
        nothing = gettext("nothing to do: version %(version)s is released", version=version)
        return [*said, nothing]
    _refuse_backwards(directory, before, version, day)
    old_log = _read_changelog(directory, dataset.version, version)
    amiss = [*_gone(found), *_unexplained(found, dataset, old_log)]
    kept, others = _examples(directory, dataset)
    if others and not accept.strip():
        amiss += [at(examples.FILE, other.example.line, str(other)) for other in others]
        message = gettext("expected --accept REASON where a figure has changed")
        amiss.append(at(examples.FILE, None, message))
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
    said.append(gettext("released: version %(version)s", version=version))
    return [*said, *_told(found), *_to_do(found, new, missing)]


# Before anything is written


def _ended(directory: Path, version: str) -> list[str]:
    """Finish the switch to this version, if it was stopped; returns the sentence that says so."""
    for name, folder in begun(directory).items():
        if name != version:
            message = gettext(
                "the release of %(version)s was stopped; expected it to be run again",
                version=name,
            )
            raise RefusalError(message)
        finish(directory, folder)
        ended = gettext(
            "finished the release of version %(version)s, which had been stopped",
            version=version,
        )
        return [ended]
    return []


def _no_version(version: str) -> str:
    return gettext("version “%(version)s”: expected one like 1.2.0", version=version)


def _sound(directory: Path) -> Dataset:
    dataset, problems = check(directory)
    if dataset is None:
        raise RefusalError(*(p.text for p in problems if p.severity == "error"))
    if not _VERSION.fullmatch(dataset.version):
        raise RefusalError(at(DESCRIPTOR, None, _no_version(dataset.version)))
    return dataset


def _version_before(directory: Path, dataset: Dataset) -> Dataset:
    """The package as it was when its version was released."""
    name = f"{VERSIONS}/{dataset.version}"
    try:
        folder = inside.locate(directory, name)
    except FileNotFoundError:
        folder = directory / name
    except OSError as error:
        message = gettext("cannot be read (%(reason)s)", reason=error.strerror)
        raise RefusalError(at(name, None, message)) from error
    before, problems = check(folder)
    if before is None:
        errors = [f"{name}/{p.text}" for p in problems if p.severity == "error"]
        message = gettext(
            "expected the package of version %(version)s as it was released",
            version=dataset.version,
        )
        raise RefusalError(at(name, None, message), *errors)
    if before.version != dataset.version:
        message = gettext(
            "expected version %(version)s, found %(found)s",
            version=dataset.version,
            found=before.version,
        )
        raise RefusalError(at(f"{name}/{DESCRIPTOR}", None, message))
    return before


def _refuse_backwards(directory: Path, before: Dataset, version: str, day: date) -> None:
    if _numbers(version) < _numbers(before.version):
        message = gettext(
            "version %(version)s: expected one above %(before)s",
            version=version,
            before=before.version,
        )
        raise RefusalError(message)
    if before.released and day < before.released:
        message = gettext(
            "--date %(day)s: expected %(released)s, the day of version %(before)s, or later",
            day=day,
            released=before.released,
            before=before.version,
        )
        raise RefusalError(message)
    if (directory / VERSIONS / version).exists():
        message = gettext("expected no folder of this name yet")
        raise RefusalError(at(f"{VERSIONS}/{version}", None, message))


def _read_changelog(directory: Path, version: str, next_version: str) -> Changelog:
    return read_changelog(_text(directory, changelog.FILE), version, next_version)


def _text(directory: Path, name: str) -> str:
    try:
        return inside.read_file(directory, name).decode()
    except OSError as error:
        message = gettext("expected a file of this name (%(reason)s)", reason=error.strerror)
        raise RefusalError(at(name, None, message)) from error
    except UnicodeDecodeError as error:
        byte = str(error.start + 1)
        message = gettext("expected UTF-8; it breaks at byte %(byte)s", byte=byte)
        raise RefusalError(at(name, None, message)) from error


def _tables_of_ids() -> dict[str, str]:
    """The tables that have an id, each with its id column."""
    keys = {r["name"]: r["schema"]["primaryKey"] for r in canonical_resources()}
    return {name: key[0] for name, key in keys.items() if len(key) == 1}


def _gone(found: Changes) -> Iterator[str]:
    """Ids that no longer exist."""
    for table in found.tables:
        if table.table in _tables_of_ids():
            for row in table.of_kind("removed"):
                message = gettext(
                    "“%(id)s” of version %(version)s is gone; expected every id to stay (a report "
                    "that should not be used is withdrawn)",
                    id=row.key[0],
                    version=found.old.version,
                )
                yield at(f"{table.table}.csv", None, message)


def _unexplained(found: Changes, dataset: Dataset, log: Changelog) -> Iterator[str]:
    """Rows that have changed and are not named in the changelog."""
    for table in found.tables:
        key = _tables_of_ids().get(table.table)
        changed = [row for row in table.rows if row.kind not in ("added", "removed")]
        if not key or not changed:
            continue
        numbers = {name: n for n, name in enumerate(getattr(dataset, table.table)[key], FIRST_ROW)}
        for row in changed:
            name = row.key[0]
            if not log.names(name):
                message = later(
                    "“%(id)s” differs (%(columns)s); expected a line that names `%(id)s` and says "
                    "why, under “%(heading)s” in %(changelog)s",
                    id=name,
                    columns=", ".join(row.cells),
                    heading=changelog.UNRELEASED,
                    changelog=changelog.FILE,
                )
                yield Problem(f"{table.table}.csv", message, numbers[name]).text


def _examples(directory: Path, dataset: Dataset) -> tuple[list[Example], list[Difference]]:
    """The worked examples as the data have them, and what has changed in them."""
    renewed: list[Example] = []
    others: list[Difference] = []
    for example in examples.read_examples(directory):
        found = examples.figures_of(dataset, example)
        others += examples.differences(example, found)
        renewed.append(examples.renewed(example, found))
    return renewed, others


# What is written


def _descriptor(dataset: Dataset, version: str, day: date) -> dict[str, Any]:
    """The descriptor of the new version, its keys in their present order."""
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
    """What was asserted, with the minimums raised to what there is now."""
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
    """The figures for all dates and for the worked examples, in full."""
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
    yield gettext("Figures for all dates, as reported by the sources:")
    for measure, (old, new) in found.figures.items():
        yield f"  {MEASURES[measure]}: {figure_text(old)} -> {figure_text(new)}"


def _to_do(found: Changes, new: Dataset, missing: list[str]) -> Iterator[str]:
    yield gettext("Still to do, by a person:")
    yield from (f"  {step}" for step in _steps(found, new, missing))


def _steps(found: Changes, new: Dataset, missing: list[str]) -> Iterator[str]:
    yield gettext(
        "read the section [%(version)s] of %(file)s: are the reasons all there?",
        version=new.version,
        file=changelog.FILE,
    )
    yield gettext("read “Known limits” and “Checked by reading twice” in %(file)s", file=card.FILE)
    for sentence in missing:
        yield gettext(
            "%(file)s does not say, or says otherwise: %(sentence)s",
            file=card.FILE,
            sentence=sentence,
        )
    if new.warnings:
        yield ngettext(
            "look at the %(count)s warning from validate",
            "look at the %(count)s warnings from validate",
            len(new.warnings),
        )
    if hint := _version_hint(found, new.version):
        yield hint
    yield gettext("run make test, and commit the data with CITATION.cff")


def _version_hint(found: Changes, version: str) -> str:
    """What the version number should be by the changelog's rule, if it is not that."""
    kinds = {row.kind for table in found.tables for row in table.rows}
    before, after = _numbers(found.old.version), _numbers(version)
    if {"added", "withdrawn"} & kinds and before[:2] == after[:2]:
        expected = f"{before[0]}.{before[1] + 1}.0"
        return gettext(
            "rows were added or withdrawn: by the rule, the version is %(version)s",
            version=expected,
        )
    return ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
