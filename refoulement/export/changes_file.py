"""What differs between two versions of the data, as JSON."""

from __future__ import annotations

from typing import Any

from refoulement.export.summary_file import figure_json
from refoulement.presentation.changes import KINDS, Changes, RowChange


def changes_json(found: Changes) -> dict[str, Any]:
    """The figures and, for each table, the columns and rows that differ."""
    return {
        "old": {"version": found.old.version},
        "new": {"version": found.new.version},
        "warning": found.warning,
        "figures": {
            measure: {"old": figure_json(found.old, old), "new": figure_json(found.new, new)}
            for measure, (old, new) in found.figures.items()
        },
        "tables": {
            table.table: {
                "columns_added": table.columns_added,
                "columns_removed": table.columns_removed,
                **{kind: [_row_as_json(row) for row in table.of_kind(kind)] for kind in KINDS},
            }
            for table in found.tables
        },
    }


def _row_as_json(row: RowChange) -> dict[str, Any]:
    cells = {column: {"old": old, "new": new} for column, (old, new) in row.cells.items()}
    return {"key": row.key, "cells": cells}
