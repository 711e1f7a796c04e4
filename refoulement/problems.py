"""What can be wrong with a data package, in words that help a person to correct it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from refoulement.messages import Later, Words, gettext, marked, ngettext

SEVERITIES = Words({"error": marked("error"), "warning": marked("warning")})

FIRST_ROW = 2  # as a spreadsheet counts: row 1 is the header

LONGEST_VALUE = 100  # characters of a value in a sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a cell, row or file of a data package or of a visitor.

    `row` counts as a spreadsheet does: the header is row 1. `severity` is `error`
    (the package, or the visitor’s row, is not shown) or `warning` (shown, and kept).
    `suggestion` is what can replace the value and cannot be wrong; `candidates` are what may be
    meant, which a person has to say. `cause` is what problems of one kind have in common, if
    their messages differ. `told` is the message, or a Later put into the language of whoever
    reads it.
    """

    file: str
    told: str | Later
    row: int | None = None
    column: str = ""
    value: str = ""
    severity: str = "error"
    suggestion: str = ""
    candidates: tuple[str, ...] = ()
    cause: str = ""

    @property
    def message(self) -> str:
        """What is wrong, and what was expected, in the current language."""
        return str(self.told)

    def __str__(self) -> str:
        return f"{SEVERITIES[self.severity]}: {self.text}"

    @property
    def text(self) -> str:
        """Where it is, and what is wrong, in one line."""
        where = [self.file]
        if self.row is not None:
            where.append(gettext("row %(row)s", row=str(self.row)))
        if self.column:
            where.append(gettext("column %(name)s", name=self.column))
        if self.value:
            where.append(gettext("value %(value)s", value=quoted(self.value)))
        return " ".join(f"{', '.join(where)}: {self.said}".split())

    @property
    def said(self) -> str:
        """What is wrong, and what can replace it or may be meant instead."""
        if self.suggestion:
            better = gettext("Suggested: “%(value)s”.", value=self.suggestion)
            return f"{ended(self.message)} {better}"
        if self.candidates:
            either = gettext(" or ").join(f"“{candidate}”" for candidate in self.candidates)
            return f"{ended(self.message)} {gettext('Did you mean %(values)s?', values=either)}"
        return self.message


def quoted(value: str) -> str:
    """The first characters of a value in quotes, as the command line shows it."""
    more = "…" if len(value) > LONGEST_VALUE else ""
    return f"{value[:LONGEST_VALUE]!r}{more}"


def ended(sentence: str) -> str:
    """A sentence with a full stop at its end."""
    return sentence if sentence.endswith((".", "?")) else f"{sentence}."


def problem_counts(errors: int, warnings: int) -> str:
    """How many errors and warnings there are."""
    said = (
        ngettext("%(count)s error", "%(count)s errors", errors),
        ngettext("%(count)s warning", "%(count)s warnings", warnings),
    )
    return ", ".join(said)


class DatasetError(Exception):
    """The data package cannot be shown. `problems` holds at least one error."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)

    @property
    def in_short(self) -> str:
        """The first problem, and how many more there are, in one line."""
        first, more = self.problems[0].text, len(self.problems) - 1
        if not more:
            return first
        return ngettext(
            "%(first)s (and %(count)s more)", "%(first)s (and %(count)s more)", more, first=first
        )


def validation(directory: Path) -> str:
    """The command that lists everything wrong with a package."""
    return f"python -m refoulement validate {directory}"


class SelectionError(ValueError):
    """A selection asks for something that does not exist. The message is one sentence."""


class IntakeError(ValueError):
    """A file cannot be read. The message is one sentence for a person."""
