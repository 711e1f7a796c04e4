"""The questions that a check leaves open, and how the command line answers them.

A question has a name, such as “place: Tumenn” or “date”, and possible answers; an answer is
written `NAME=ANSWER`. The page asks the same with lists to choose from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from refoulement.intake.check import Checked
from refoulement.intake.decisions import Decisions
from refoulement.intake.listing import DAY_OR_MONTH, Cause
from refoulement.messages import gettext
from refoulement.problems import IntakeError

_POSITIONS, _PERSONAL = "positions", "use it"
_OF_POSITIONS = ("swapped", "unsigned")
_MOST_SAID = 20  # questions in one sentence

#: What an answer adds to the decisions made before.
Decide = Callable[[Decisions], Decisions]


@dataclass(frozen=True)
class Question:
    """A question: its name, and its possible answers."""

    name: str
    answers: Mapping[str, Decide]

    @property
    def texts(self) -> list[str]:
        """The answers as a person would write them."""
        return [f"{self.name}={answer}" for answer in self.answers]


def questions(checked: Checked) -> Iterator[Question]:
    """The questions of a file on its dates, places and other cells, in the order of their rows."""
    causes = {found.problem.cause for found in checked.causes}
    of_positions = {cause: partial(_accept, cause) for cause in _OF_POSITIONS if cause in causes}
    if of_positions:
        yield Question(_POSITIONS, of_positions)
    for found in checked.causes:
        problem = found.problem
        if problem.candidates and problem.value and problem.cause not in _OF_POSITIONS:
            yield _of_cells(found)


def answer(
    answers: Sequence[str],
    safe: Iterable[str],
    check: Callable[[Decisions], Checked],
    first: Decisions,
) -> Checked:
    """The file after these answers, and with these columns about persons read after all.

    An answer may raise another question: all that fit are given until none is left. Raises
    IntakeError if one answers no question.
    """
    decisions, checked = first, check(first)
    left = dict.fromkeys([*answers, *(f"{column}={_PERSONAL}" for column in safe)])
    while left:
        opened = [*_of_persons(checked), *questions(checked)]
        fits = {text: decide for text in left if (decide := _chosen(text, opened))}
        if not fits:
            raise IntakeError(_not_asked(next(iter(left)), opened))
        for text, decide in fits.items():
            decisions = decide(decisions)
            del left[text]
        checked = check(decisions)
    return checked


def _of_persons(checked: Checked) -> Iterator[Question]:
    for column in checked.personal:
        yield Question(column, {_PERSONAL: partial(_read_after_all, column)})


def _of_cells(found: Cause) -> Question:
    column, value = found.problem.column, found.problem.value
    candidates = found.problem.candidates
    if found.problem.cause == DAY_OR_MONTH:
        return Question(column, {order: partial(_order, column, order) for order in candidates})
    meant = {better: partial(_mean, column, value, better) for better in candidates}
    return Question(f"{column}: {value}", meant)


def _accept(question: str, decisions: Decisions) -> Decisions:
    is_swapped, is_unsigned = question == "swapped", question == "unsigned"
    return replace(
        decisions,
        swapped=decisions.swapped or is_swapped,
        unsigned=decisions.unsigned or is_unsigned,
    )


def _read_after_all(column: str, decisions: Decisions) -> Decisions:
    return replace(decisions, safe=decisions.safe | {column})


def _order(column: str, order: str, decisions: Decisions) -> Decisions:
    return replace(decisions, orders=decisions.orders | {(column, order)})


def _mean(column: str, written: str, meant: str, decisions: Decisions) -> Decisions:
    return replace(decisions, meant=decisions.meant | {(column, written, meant)})


def _chosen(text: str, opened: Iterable[Question]) -> Decide | None:
    wanted = _plain(text)
    return next(
        (
            decide
            for question in opened
            for meant, decide in question.answers.items()
            if _plain(f"{question.name}={meant}") == wanted
        ),
        None,
    )


def _plain(text: str) -> str:
    """An answer without case, and with runs of spaces collapsed."""
    return "=".join(" ".join(part.split()) for part in text.casefold().split("="))


def _not_asked(text: str, opened: Sequence[Question]) -> str:
    if not opened:
        return gettext("“%(answer)s” answers nothing: no question is open.", answer=text)
    can_be = [f"“{one}”" for question in opened[:_MOST_SAID] for one in question.texts]
    return gettext(
        "“%(answer)s” answers no open question. Expected one of %(answers)s.",
        answer=text,
        answers=", ".join(can_be),
    )
