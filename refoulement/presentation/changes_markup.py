"""HTML for the differences between two versions of the dataset, and for its changelog."""

from __future__ import annotations

import re

from refoulement.presentation.changes import EMPTY, Changes, RowChange, TableChanges, figure_text
from refoulement.presentation.html import escape, table
from refoulement.vocabulary import MEASURES

MOST_SHOWN = 200  # rows of one table; the command line shows all
MOST_UNFOLDED = 10  # rows that were added to one table
LONGEST_CHANGELOG = 200_000  # characters

#: The columns that say best what a row is, the first that has a text.
_NAMING = ("summary", "label", "title", "name_en", "reason", "people")

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")


def changes_summary(found: Changes) -> str:
    """What readers ask first: the figures of all dates, old and new, and reports that are gone."""
    heads = ("Figure of all dates", f"Version {found.old.version}", f"Version {found.new.version}")
    lines = (
        (escape(MEASURES[measure]), escape(figure_text(old)), escape(figure_text(new)))
        for measure, (old, new) in found.figures.items()
    )
    loud = f'<p class="rm-alert" role="alert">{escape(found.warning)}</p>' if found.warning else ""
    none = "" if found else "<p>No row differs between the two versions.</p>"
    return (
        f"{loud}{table(heads, lines)}"
        '<p class="rm-quiet">Figures as reported by the sources: no verified totals, never added '
        f"to each other. Where one differs, the dataset has changed; it shows no trend.</p>{none}"
    )


def table_section(changes: TableChanges) -> str:
    """What differs in one table: corrections cell by cell, then whole rows, each folded.

    Many rows that were added are one fold.
    """
    shown, hidden = changes.rows[:MOST_SHOWN], len(changes.rows) - MOST_SHOWN
    removed = [_whole_row(row) for row in shown if row.kind == "removed"]
    added = [_whole_row(row) for row in shown if row.kind == "added"]
    whole_kinds = ("added", "removed")
    cells = [line for row in shown if row.kind not in whole_kinds for line in _cells(row)]
    more = (
        f'<p class="rm-quiet">{hidden:,} more rows are not shown here; '
        "<code>python -m refoulement diff</code> shows all.</p>"
        if hidden > 0
        else ""
    )
    return (
        f'<section class="rm-changes"><h4>{escape(changes.table)}.csv: '
        f"{escape(changes.in_numbers)}</h4>"
        + (table(("Row", "What", "Column", "Before", "After"), cells) if cells else "")
        + "".join(removed)
        + (
            _folded(f"{len(added):,} added", added)
            if len(added) > MOST_UNFOLDED
            else "".join(added)
        )
        + f"{more}</section>"
    )


def changelog(text: str) -> str:
    """A changelog with its headings and lists; of other Markdown the text alone."""
    cut = "\n\n[…]" if len(text) > LONGEST_CHANGELOG else ""
    paragraphs = f"{text[:LONGEST_CHANGELOG]}{cut}".replace("\n- ", "\n\n- ").split("\n\n")
    lines = filter(None, (" ".join(paragraph.split()) for paragraph in paragraphs))
    return f'<div class="rm-changelog">{"".join(map(_changelog_line, lines))}</div>'


def _changelog_line(line: str) -> str:
    line = _LINK.sub(r"\1", line).replace("`", "")
    marked, text = line.partition(" ")[::2]
    if marked == "#":  # the page has a heading already
        return ""
    if marked in ("##", "###"):
        return f"<h{len(marked) + 3}>{escape(text)}</h{len(marked) + 3}>"
    return f"<p>• {escape(text)}</p>" if marked == "-" else f"<p>{escape(line)}</p>"


def _cells(row: RowChange) -> list[tuple[str, ...]]:
    names = (escape(", ".join(row.key)), row.kind)
    return [
        (*names, escape(column), escape(old or EMPTY), escape(new or EMPTY))
        for column, (old, new) in row.cells.items()
    ]


def _whole_row(row: RowChange) -> str:
    cells = ((escape(name), escape(new or old)) for name, (old, new) in row.cells.items())
    name = next((cell for column in _NAMING for cell in row.cells.get(column, ()) if cell), "")
    return (
        f"<details><summary>{escape(', '.join(row.key))}: {row.kind}"
        f"{escape(f' · {name}' if name else '')}</summary>"
        f"{table(('Column', 'Value'), cells)}</details>"
    )


def _folded(summary: str, parts: list[str]) -> str:
    return f"<details><summary>{escape(summary)}</summary>{''.join(parts)}</details>"
