"""The changelog of the data: what a curator wrote, and what follows from the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from refoulement.curating.refusal import RefusalError, at
from refoulement.presentation.changes import EMPTY, Changes, TableChanges, figure_text
from refoulement.vocabulary import MEASURES
from refoulement.wording import one_line

FILE = "CHANGELOG.md"
UNRELEASED = "## [Unreleased]"
_RELEASED = re.compile(r"## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Changelog:
    """A changelog taken apart: what stands before and after what is not released yet."""

    before: str
    unreleased: str
    after: str

    def names(self, key: str) -> bool:
        """Whether what is not released yet names a row, in backticks."""
        return f"`{key}`" in self.unreleased


def read_changelog(text: str, version: str, next_version: str) -> Changelog:
    """The changelog of a package of this version, before the next.

    Raises RefusalError, by line, where its sections are not those of releases, latest first.
    """
    lines = text.splitlines(keepends=True)
    headings = [(at_, line.strip()) for at_, line in enumerate(lines) if line.startswith("## ")]
    released = []
    for number, (position, heading) in enumerate(headings):
        match = _RELEASED.fullmatch(heading)
        if match:
            released.append((position, match.group(1)))
        elif heading != UNRELEASED or number:
            expected = f"expected “{UNRELEASED}” first, or “## [1.0.0] - 2026-11-21”"
            raise RefusalError(at(FILE, position + 1, f"“{heading}”: {expected}"))
    for position, name in released:
        if name == next_version:
            message = f"expected no section of version {name} yet; write under “{UNRELEASED}”"
            raise RefusalError(at(FILE, position + 1, message))
    if not released or released[0][1] != version:
        found, line = (released[0][1], released[0][0] + 1) if released else ("none", None)
        message = f"expected the latest section to be that of version {version}, found {found}"
        raise RefusalError(at(FILE, line, message))
    first, last = headings[0][0], released[0][0]
    begins = first + 1 if first < last else last
    return Changelog(
        "".join(lines[:first]), "".join(lines[begins:last]).strip("\n"), "".join(lines[last:])
    )


def with_release(
    changelog: Changelog, version: str, day: date, found: Changes, examples: list[str]
) -> str:
    """The changelog with what was not released as the section of this version.

    `examples` are lines on worked examples that are accepted to be others now.
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
    """A line a table, and one for every row of it that was there before."""
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
    return f"“{one_line(cell)}”" if cell else EMPTY
