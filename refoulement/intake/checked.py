"""What a check found, as lines of text and as JSON."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from refoulement.intake.check import Checked
from refoulement.intake.listing import Cause, not_listed
from refoulement.intake.published import Alike, Comparison
from refoulement.intake.questions import questions
from refoulement.messages import gettext, ngettext
from refoulement.problems import Problem


def checked_lines(checked: Checked, comparison: Comparison) -> Iterator[str]:
    """A line for each cause and note, and at the end how many rows are ready."""
    yield checked.table.found
    for cause in checked.causes:
        yield cause.text
    notes: dict[Alike, list[int]] = {}
    for alike in comparison.alike:
        notes.setdefault(replace(alike, row=0), []).append(alike.row)
    for alike, (first, *others) in notes.items():
        said = gettext("note: %(text)s", text=replace(alike, row=first).text)
        if others:
            said += " " + ngettext(
                "(%(count)s more row, last row %(last)s)",
                "(%(count)s more rows, last row %(last)s)",
                len(others),
                last=str(others[-1]),
            )
        yield said
    if comparison.limit:
        yield comparison.limit
    if asked := [*questions(checked)]:
        yield ngettext(
            "%(count)s question is open; answer it as with --answer %(example)s",
            "%(count)s questions are open; answer them as with --answer %(example)s",
            len(asked),
            example=shlex.quote(asked[0].texts[0]),
        )
    yield ngettext(
        "%(count)s row read, %(ready)s ready",
        "%(count)s rows read, %(ready)s ready",
        len(checked.rows),
        ready=len(checked.ready),
    )


def checked_json(checked: Checked, comparison: Comparison) -> dict[str, Any]:
    """All of it as JSON: rows, columns, problems, causes, and what is in the data already."""
    left = not_listed(checked.problems, checked.causes)
    return {
        "file": checked.table.name,
        "found": checked.table.found,
        "rows": len(checked.rows),
        "ready": list(checked.ready),
        "errors": checked.errors,
        "warnings": checked.warnings,
        "columns": {checked.table.columns[i]: field for field, i in checked.fields.items()},
        "problems": [_problem_as_json(problem) for problem in checked.problems],
        "causes": [_cause_as_json(cause) for cause in checked.causes],
        "not_listed": [_cause_as_json(cause) for cause in left],
        "questions": [{"name": one.name, "answers": [*one.answers]} for one in questions(checked)],
        "compared": comparison.compared,
        "alike": [{**asdict(alike), "text": alike.text} for alike in comparison.alike],
    }


def _problem_as_json(problem: Problem) -> dict[str, Any]:
    found = asdict(problem)
    del found["cause"], found["told"]
    return {"file": problem.file, "message": problem.message, **found}


def _cause_as_json(cause: Cause) -> dict[str, Any]:
    problem = cause.problem
    return {
        "severity": problem.severity,
        "column": problem.column,
        "value": "" if cause.is_rest else problem.value,
        "message": problem.message,
        "rows": cause.rows,
        "first_row": cause.first,
        "last_row": cause.last,
    }
