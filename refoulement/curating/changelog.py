"""The changelog of the data: what a curator wrote, and what follows from the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from refoulement.curating.refusal import RefusalError, at
from refoulement.messages import gettext
from refoulement.presentation.changes import Changes, TableChanges, empty_cell, figure_text
from refoulement.vocabulary import MEASURES
from refoulement.wording import one_line

FILE = "CHANGELOG.md"
UNRELEASED = "## [Unreleased]"
_RELEASED = re.compile(r"## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Changelog:
    """A changelog split into its unreleased section and what stands before and after that."""

    before: str
    unreleased: str
    after: str

    def names(self, key: str) -> bool:
        """Whether the unreleased section names a row, in backticks."""
        return f"`{key}`" in self.unreleased


def read_changelog(text: str, version: str, next_version: str) -> Changelog:
    """The changelog of a package of this version, before the next.

    Raises RefusalError, with the line, if its sections are not those of releases, latest first.
    """
    lines = text.splitlines(keepends=True)
    headings = [(at_, line.strip()) for at_, line in enumerate(lines) if line.startswith("## ")]
    released = []
    for number, (position, heading) in enumerate(headings):
        match = _RELEASED.fullmatch(heading)
        if match:
            released.append((position, match.group(1)))
        elif heading != UNRELEASED or number:
            message = gettext(
                "“%(heading)s”: expected “%(first)s” first, or “## [1.0.0] - 2026-11-21”",
                heading=heading,
                first=UNRELEASED,
            )
            raise RefusalError(at(FILE, position + 1, message))
    for position, name in released:
        if name == next_version:
            message = gettext(
                "expected no section of version %(version)s yet; write under “%(heading)s”",
                version=name,
                heading=UNRELEASED,
            )
            raise RefusalError(at(FILE, position + 1, message))
    if not released:
        message = gettext(
            "expected the latest section to be that of version %(version)s, found none",
            version=version,
        )
        raise RefusalError(at(FILE, None, message))
    if released[0][1] != version:
        line, found = released[0]
        message = gettext(
            "expected the latest section to be that of version %(version)s, found %(found)s",
            version=version,
            found=found,
        )
        raise RefusalError(at(FILE, line + 1, message))
    first, last = headings[0][0], released[0][0]
    begins = first + 1 if first < last else last
    return Changelog(
        "".join(lines[:first]), "".join(lines[begins:last]).strip("\n"), "".join(lines[last:])
    )


def with_release(
    changelog: Changelog, version: str, day: date, found: Changes, examples: list[str]
) -> str:
    """The changelog with its unreleased section turned into that of this version.

    `examples` are lines about worked examples whose new figures were accepted.
    """
    parts = [f"## [{version}] - {day.isoformat()}", changelog.unreleased]
    if found:
        parts += ["### Rows", "\n".join(f"- {line}" for line in _rows(found))]
    parts += ["### Figures of all dates", "\n".join(f"- {line}" for line in _figures(found))]
    if examples:
        parts += ["### Worked examples", "\n".join(f"- {line}" for line in examples)]
    section = "\n\n".join(filter(None, parts))
    return f"{changelog.before}{section}\n\n{changelog.after}"


def _rows(found: Changes) -> Iterator[str]:
    """One line per table, and one for each row that it had before."""
    for table in found.tables:
        yield f"`{table.table}.csv`: {table.in_numbers}.{_added(table)}"
        for row in table.rows:
            if row.kind != "added":
                cells = "; ".join(
                    f"{column}: {_quoted(old)} → {_quoted(new)}"
                    for column, (old, new) in row.cells.items()
                )
                yield f"`{', '.join(row.key)}` {row.kind}{f': {cells}' if cells else ''}"


def _added(table: TableChanges) -> str:
    added = [f"`{', '.join(row.key)}`" for row in table.of_kind("added")]
    return f" Added: {', '.join(added)}." if added else ""


def _figures(found: Changes) -> Iterator[str]:
    for measure, (old, new) in found.figures.items():
        yield f"{MEASURES[measure]}: {figure_text(old)} → {figure_text(new)}"
    yield "As reported. Where one differs, the dataset has changed; it shows no trend."


def _quoted(cell: str) -> str:
    return f"“{one_line(cell)}”" if cell else empty_cell()
