"""What a person can download from a check: a copy with the suggestions, and a list of problems."""

from __future__ import annotations

from collections.abc import Sequence

from refoulement.export.csv_file import write_rows
from refoulement.intake.check import Checked
from refoulement.intake.listing import not_listed, not_listed_text


def fixed_csv(checked: Checked) -> bytes:
    """The table with every suggestion applied, as CSV like our own; everything else unchanged.

    A suggestion cannot be wrong; what is only likely is a question, and is not written. Columns
    that may tell who a person is are left out and, if there are such columns, so are the cells
    beyond the header in rows that do not fit it.
    """
    table = checked.table
    kept = [i for i, column in enumerate(table.columns) if column not in checked.personal]

    def row(number: int, cells: Sequence[str]) -> list[str]:
        if number in table.unfit and not checked.personal:
            return list(table.unfit[number])
        return [checked.fixes.get((number, index), cells[index]) for index in kept]

    rows = [row(*pair) for pair in zip(table.numbers, table.rows, strict=True)]
    heads = [table.columns, table.hashtags] if table.hashtags else [table.columns]
    return write_rows([*([head[i] for i in kept] for head in heads), *rows])


def problems_csv(checked: Checked) -> bytes:
    """The problems as CSV, one per row, without text of columns that may tell who a person is.

    Those beyond the limit are counted in the last row.
    """
    left = not_listed_text(not_listed(checked.problems, checked.causes))
    return write_rows(
        [
            ("row", "column", "value", "severity", "problem", "suggestion", "question"),
            *(
                (
                    str(p.row or ""),
                    p.column,
                    p.value,
                    p.severity,
                    p.message,
                    p.suggestion,
                    " or ".join(p.candidates),
                )
                for p in checked.problems
            ),
            *([("", "", "", "", left, "", "")] if left else ()),
        ]
    )
