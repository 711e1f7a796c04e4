"""Differences between two versions of the dataset, and its changelog, for their templates."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from refoulement.messages import gettext
from refoulement.presentation.changes import (
    KIND_NAMES,
    Changes,
    RowChange,
    TableChanges,
    empty_cell,
    figure_text,
)
from refoulement.presentation.html import render, table
from refoulement.vocabulary import MEASURES

MOST_SHOWN = 200  # rows of one table; the command line shows all
MOST_UNFOLDED = 10  # rows added to one table
LONGEST_CHANGELOG = 200_000  # characters

#: The columns that best say what a row is; the first one with text is used.
_NAMING = ("summary", "label", "title", "name_en", "reason", "people")

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")


def changes_summary(found: Changes) -> Markup:
    """What readers ask first: the figures of all dates, old and new, and reports that have gone."""
    heads = (
        gettext("Figure for all dates"),
        gettext("Version %(version)s", version=found.old.version),
        gettext("Version %(version)s", version=found.new.version),
    )
    lines = (
        (MEASURES[measure], figure_text(old), figure_text(new))
        for measure, (old, new) in found.figures.items()
    )
    return render(
        "changes.html",
        warning=found.warning,
        figures=table(heads, lines),
        is_different=bool(found),
    )


def table_section(changes: TableChanges) -> Markup:
    """What differs in one table: corrections cell by cell, then whole rows, each folded.

    If many rows were added, they share one fold.
    """
    shown, hidden = changes.rows[:MOST_SHOWN], len(changes.rows) - MOST_SHOWN
    added = [_whole_row(row) for row in shown if row.kind == "added"]
    whole_kinds = ("added", "removed")
    return render(
        "changes_of_table.html",
        heading=f"{changes.table}.csv: {changes.in_numbers}",
        cells=[line for row in shown if row.kind not in whole_kinds for line in _cells(row)],
        removed=[_whole_row(row) for row in shown if row.kind == "removed"],
        added=added,
        is_folded=len(added) > MOST_UNFOLDED,
        hidden=max(hidden, 0),
    )


def changelog(text: str) -> Markup:
    """A changelog with its headings and lists; other Markdown becomes plain text."""
    cut = "\n\n[…]" if len(text) > LONGEST_CHANGELOG else ""
    paragraphs = f"{text[:LONGEST_CHANGELOG]}{cut}".replace("\n- ", "\n\n- ").split("\n\n")
    lines = filter(None, (" ".join(paragraph.split()) for paragraph in paragraphs))
    marked = map(_changelog_line, lines)
    # The page has a heading already.
    return render("changelog.html", lines=[line for line in marked if line[0] != "#"])


def _changelog_line(line: str) -> tuple[str, str]:
    """The mark at the start of a line of Markdown, empty if there is none, and its text."""
    line = _LINK.sub(r"\1", line).replace("`", "")
    marked, text = line.partition(" ")[::2]
    return (marked, text) if marked in ("#", "##", "###", "-") else ("", line)


def _cells(row: RowChange) -> list[tuple[str, ...]]:
    names = (", ".join(row.key), KIND_NAMES[row.kind])
    return [
        (*names, column, old or empty_cell(), new or empty_cell())
        for column, (old, new) in row.cells.items()
    ]


def _whole_row(row: RowChange) -> dict[str, Any]:
    name = next((cell for column in _NAMING for cell in row.cells.get(column, ()) if cell), "")
    return {
        "summary": f"{', '.join(row.key)}: {KIND_NAMES[row.kind]}" + (f" · {name}" if name else ""),
        "cells": [(column, new or old) for column, (old, new) in row.cells.items()],
    }
