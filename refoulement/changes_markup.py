"""HTML for the differences between two versions of the dataset, and for its changelog."""

from __future__ import annotations

import re

from refoulement.changes import EMPTY, Changes, RowChange, TableChanges, figure_text
from refoulement.markup import escape, table
from refoulement.vocabulary import MEASURES

MOST_SHOWN = 200  # rows of one table; the command line shows all
LONGEST_CHANGELOG = 200_000  # characters

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
    """What differs in one table: corrections cell by cell, whole rows folded."""
    shown, hidden = changes.rows[:MOST_SHOWN], len(changes.rows) - MOST_SHOWN
    whole = [row for row in shown if row.kind in ("added", "removed")]
    cells = [line for row in shown if row not in whole for line in _cells(row)]
    more = (
        f'<p class="rm-quiet">{hidden:,} more rows are not shown here; '
        "<code>python -m refoulement diff</code> shows all.</p>"
        if hidden > 0
        else ""
    )
    return (
        f'<section class="rm-changes"><h4>{escape(changes.table)}.csv: '
        f"{escape(changes.in_numbers)}</h4>"
        + "".join(map(_whole_row, whole))
        + (table(("Row", "What", "Column", "Before", "After"), cells) if cells else "")
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
    return (
        f"<details><summary>{escape(', '.join(row.key))}: {row.kind}</summary>"
        f"{table(('Column', 'Value'), cells)}</details>"
    )
