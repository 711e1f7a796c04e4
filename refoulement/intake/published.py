"""Compares the ready rows of a file with the curated data: what is there already, or similar.

A match is put as a question unless it is certain. Nothing is merged, and no row is less
ready because of it.
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
from refoulement.intake.opening import open_rows
from refoulement.intake.unsaid import no_source, no_title
from refoulement.messages import gettext, ngettext
from refoulement.wording import one_line

MOST_COMPARED = 5_000  # rows of one file; a row takes about a millisecond
#: What a person is told even if it speaks against a likeness.
_ALWAYS_SAID = ("count", "measure")
_DOUBTS = ("undated", "untold")


@dataclass(frozen=True, slots=True)
class Alike:
    """A row that is, or may be, in the published data.

    `kind` is `here` if the row is the report, `maybe_here` if it may be, and `event` if it
    may speak of the event, of which the report is the most similar. `name` is the publisher
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
        row, report = str(self.row), self.report_id
        if self.kind == "here":
            return gettext(
                "row %(row)s is already here as %(report)s (%(publisher)s)",
                row=row,
                report=report,
                publisher=self.name,
            )
        why = ", ".join(
            str(r.text)
            for r in self.reasons
            if r.points > 0 or r.about in _ALWAYS_SAID or r.kind in _DOUBTS
        )
        if self.kind == "maybe_here":
            return gettext(
                "row %(row)s may be here already as %(report)s (%(publisher)s; %(reasons)s): is it "
                "the same statement?",
                row=row,
                report=report,
                publisher=self.name,
                reasons=why,
            )
        return gettext(
            "row %(row)s looks like “%(event)s” (%(reasons)s; see %(report)s): is it that event?",
            row=row,
            report=report,
            event=self.name,
            reasons=why,
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing: rows `compared` of those `ready`, and those that are `alike`."""

    alike: tuple[Alike, ...]
    compared: int
    ready: int

    @property
    def limit(self) -> str:
        """A sentence if not all ready rows were compared; otherwise empty."""
        if self.compared == self.ready:
            return ""
        return ngettext(
            "The first %(compared)s of %(count)s ready row were compared with the published data.",
            "The first %(compared)s of %(count)s ready rows were compared with the published data.",
            self.ready,
            compared=self.compared,
        )


def compare(checked: Checked, dataset: Dataset, opened: Dataset | None = None) -> Comparison:
    """Compare the first MOST_COMPARED ready rows of a file with the curated `dataset`.

    `opened` is the dataset of these rows, if it was made already.
    """
    numbers = checked.ready[:MOST_COMPARED]
    if not numbers:
        return Comparison((), 0, 0)
    if opened is None:
        opened = open_rows(replace(checked, ready=numbers), dataset, "")
    stated = cells_of(checked.table, checked.fields, "measure")
    known: dict[Statement, Alike | None] = {}
    alike: list[Alike] = []
    for number, report in zip(numbers, opened.records_at(range(len(numbers))), strict=True):
        statement = _statement(opened, report, stated[number])
        if statement not in known:
            known[statement] = _alike(dataset, statement)
        found = known[statement]
        # A row that names the event has found it.
        if found and not (found.kind == "event" and report.event_id in dataset.event):
            alike.append(replace(found, row=number))
    return Comparison(tuple(alike), len(numbers), len(checked.ready))


def comparison_csv(alike: Sequence[Alike]) -> bytes:
    """Rows that are alike as CSV, one per line."""
    return write_rows(
        [
            ("row", "kind", "report_id", "event_id", "said"),
            *((str(a.row), a.kind, a.report_id, a.event_id, a.text) for a in alike),
        ]
    )


def _statement(opened: Dataset, report: Report, stated: str) -> Statement:
    """What a row says, without the words that stand for what it leaves out."""
    statement = statement_of(opened, report)
    is_other = bool(stated) and read_value("measure", stated) == report.measure
    is_measured = report.measure != UNSTATED["measure"] or is_other
    return replace(
        statement,
        measure=statement.measure if is_measured else "",
        country="" if statement.country == "not stated" else statement.country,
        publisher="" if statement.publisher == no_source() else statement.publisher,
        title="" if statement.title == no_title() else statement.title,
    )


def _alike(dataset: Dataset, statement: Statement) -> Alike | None:
    """What a statement is, or what it resembles; its row is 0."""
    here = already_here(dataset, statement)
    if here:
        source = dataset.source[dataset.report[here.report_id]["source_id"]]
        kind = "here" if here.is_certain else "maybe_here"
        publisher = one_line(source["publisher"])
        return Alike(0, kind, here.report_id, here.event_id, publisher, _said(here.reasons))
    like = next(iter(events_like(dataset, statement)), None)
    if like is None:
        return None
    label = one_line(dataset.event[like.event_id]["label"])
    return Alike(0, "event", like.report_id, like.event_id, label, _said(like.reasons))


def _said(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The same in words of the current language."""
    return tuple(replace(reason, text=str(reason.text)) for reason in reasons)
