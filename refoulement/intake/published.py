"""The ready rows of a file beside the curated data: what is already there, and what it resembles.

A row is told of as a question unless it is certain. Nothing is merged, and no row is less
ready for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from refoulement.curating.alike import already_here, events_like
from refoulement.curating.reasons import Reason
from refoulement.curating.statements import Statement, statement_of
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import write_rows
from refoulement.intake.cells.values import UNSTATED, read_value
from refoulement.intake.check import Checked
from refoulement.intake.comparing import cells_of
from refoulement.intake.opening import NO_SOURCE, NO_TITLE, open_rows
from refoulement.wording import count_text, one_line

MOST_COMPARED = 5_000  # rows of one file; a row takes about a millisecond
#: What is said to a person even where it speaks against a likeness.
_ALWAYS_SAID = ("count", "measure")
_DOUBTS = ("undated", "untold")


@dataclass(frozen=True, slots=True)
class Alike:
    """A row that is, or may be, in the published data.

    `kind` is `here` where the row is the report, `maybe_here` where it may be, and `event`
    where it may speak of the event, of which the report is the likest. `name` is the publisher
    of the report, or the event’s label.
    """

    row: int
    kind: str
    report_id: str
    event_id: str
    name: str
    reasons: tuple[Reason, ...]

    @property
    def text(self) -> str:
        """What a person is told or asked, in one line."""
        if self.kind == "here":
            return f"row {self.row} is already here as {self.report_id} ({self.name})"
        why = ", ".join(
            r.text
            for r in self.reasons
            if r.points > 0 or r.about in _ALWAYS_SAID or r.kind in _DOUBTS
        )
        if self.kind == "maybe_here":
            return (
                f"row {self.row} may be here already as {self.report_id} ({self.name}; {why}): "
                "is it the same statement?"
            )
        return (
            f"row {self.row} looks like “{self.name}” ({why}; see {self.report_id}): "
            "is it that event?"
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of comparing: rows `compared`, of so many `ready`, and those that are `alike`."""

    alike: tuple[Alike, ...]
    compared: int
    ready: int

    @property
    def limit(self) -> str:
        """A sentence where not all ready rows were compared; empty otherwise."""
        if self.compared == self.ready:
            return ""
        rows = count_text(self.ready, "ready row")
        return f"Of {rows}, the first {self.compared:,} were compared with the published data."


def compare(checked: Checked, dataset: Dataset, opened: Dataset | None = None) -> Comparison:
    """The first MOST_COMPARED ready rows of a file against the curated `dataset`.

    `opened` is the dataset of these rows, where it was made already.
    """
    numbers = checked.ready[:MOST_COMPARED]
    if not numbers:
        return Comparison((), 0, 0)
    if opened is None:
        opened = open_rows(replace(checked, ready=numbers), dataset, b"")
    stated = cells_of(checked.table, checked.fields, "measure")
    known: dict[Statement, Alike | None] = {}
    alike: list[Alike] = []
    for number, report in zip(numbers, opened.records_at(range(len(numbers))), strict=True):
        statement = _statement(opened, report, stated[number])
        if statement not in known:
            known[statement] = _alike(dataset, statement)
        found = known[statement]
        # Whoever names the event has found it.
        if found and not (found.kind == "event" and report.event_id in dataset.event):
            alike.append(replace(found, row=number))
    return Comparison(tuple(alike), len(numbers), len(checked.ready))


def comparison_csv(alike: Sequence[Alike]) -> bytes:
    """Rows that are alike as CSV, a line each."""
    return write_rows(
        [
            ("row", "kind", "report_id", "event_id", "said"),
            *((str(a.row), a.kind, a.report_id, a.event_id, a.text) for a in alike),
        ]
    )


def _statement(opened: Dataset, report: Report, stated: str) -> Statement:
    """What a row says, without the words that stand for what it does not say."""
    statement = statement_of(opened, report)
    is_other = bool(stated) and read_value("measure", stated) == report.measure
    is_measured = report.measure != UNSTATED["measure"] or is_other
    return replace(
        statement,
        measure=statement.measure if is_measured else "",
        country="" if statement.country == "not stated" else statement.country,
        publisher="" if statement.publisher == NO_SOURCE else statement.publisher,
        title="" if statement.title == NO_TITLE else statement.title,
    )


def _alike(dataset: Dataset, statement: Statement) -> Alike | None:
    """What a statement is or resembles; its row is 0."""
    here = already_here(dataset, statement)
    if here:
        source = dataset.source[dataset.report[here.report_id]["source_id"]]
        kind = "here" if here.is_certain else "maybe_here"
        publisher = one_line(source["publisher"])
        return Alike(0, kind, here.report_id, here.event_id, publisher, here.reasons)
    like = next(iter(events_like(dataset, statement)), None)
    if like is None:
        return None
    label = one_line(dataset.event[like.event_id]["label"])
    return Alike(0, "event", like.report_id, like.event_id, label, like.reasons)
