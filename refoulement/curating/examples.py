"""The worked examples: selections, and the figures that the data must give for them.

They are kept in `examples.json` of a package, one entry per selection: its name, its query
as in an address, and by measure what is expected of the figure. A fact that an entry leaves
out may be anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from refoulement.counting.rules import Tally
from refoulement.curating.refusal import RefusalError, at
from refoulement.dataset import inside
from refoulement.dataset.tables import Dataset
from refoulement.export.records import to_json
from refoulement.export.summary_file import figure_json
from refoulement.messages import gettext
from refoulement.presentation.summary import summary
from refoulement.selecting.address import read_address, sentences
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES

FILE = "examples.json"
_FACTS = {
    *("text", "low", "high", "open_below", "open_above", "approximate", "reports", "sources"),
    *("independent_sources", "as_of", "event", "where", "events", "events_without_number"),
}

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A selection, and by measure what is expected of its figure. `line` is where it begins."""

    name: str
    query: str
    figures: dict[str, Facts]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact of an example that has changed."""

    example: Example
    measure: str
    fact: str
    old: Any
    new: Any

    def __str__(self) -> str:
        return f"{self.example.name}, {self.measure}, {self.fact}: {self.old} -> {self.new}"


def facts(dataset: Dataset, figure: Tally) -> Facts:
    """What can be said of a figure: its text, and all that its JSON has."""
    return {"text": _text(figure), **figure_json(dataset, figure)}


def _text(figure: Tally) -> str:
    """A figure as written to files: in English and always in the same words."""
    if figure.high is None and not figure.events:
        return "nothing counted" if figure.reports else "no report"
    return "no number" if figure.high is None else str(figure)


def selection_of(dataset: Dataset, example: Example) -> Selection:
    """The selection of an example. Raises RefusalError if its query cannot be used."""
    selection, notes = read_address(parse_qs(example.query), dataset)
    if notes or selection.search:
        why = " ".join(sentences(notes)) or gettext("A text search makes no figure.")
        expected = gettext(
            "%(name)s: expected a query that can be used as it is. %(problems)s",
            name=example.name,
            problems=why,
        )
        raise RefusalError(at(FILE, example.line, expected))
    return selection


def figures_of(dataset: Dataset, example: Example) -> dict[str, Facts]:
    """What the data give for an example, by measure."""
    found = summary(dataset, selection_of(dataset, example))
    return {measure: facts(dataset, found[measure]) for measure in example.figures}


def differences(example: Example, found: Mapping[str, Facts]) -> Iterator[Difference]:
    """What an example expects and the data do not give."""
    for measure, expected in example.figures.items():
        for fact, old in expected.items():
            new = found[measure].get(fact)
            if old != new:
                yield Difference(example, measure, fact, old, new)


def read_examples(directory: Path) -> list[Example]:
    """The examples of a package; none if it has no such file.

    Raises RefusalError, listing everything that is wrong with the file.
    """
    if not inside.is_there(directory, FILE):
        return []
    try:
        text = inside.read_file(directory, FILE).decode()
        content = json.loads(text)
    except json.JSONDecodeError as error:
        message = gettext("expected JSON (%(reason)s)", reason=error.msg)
        raise RefusalError(at(FILE, error.lineno, message)) from error
    except OSError as error:
        message = gettext("cannot be read (%(reason)s)", reason=error.strerror)
        raise RefusalError(at(FILE, None, message)) from error
    except (ValueError, RecursionError) as error:
        raise RefusalError(at(FILE, None, gettext("expected JSON in UTF-8"))) from error
    entries = content.get("examples") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        message = gettext("expected an object with a version and a list of examples")
        raise RefusalError(at(FILE, 1, message))
    found, wrong = [], []
    for number, entry in enumerate(entries, 1):
        line = _line_of(text, entry)
        if misfit := _misfit(entry):
            message = gettext("entry %(number)s: %(message)s", number=number, message=misfit)
            wrong.append(at(FILE, line, message))
        else:
            found.append(Example(entry["name"], entry["query"], entry["figures"], line))
    if wrong:
        raise RefusalError(*wrong)
    return found


def written(version: str, examples: list[Example]) -> bytes:
    """The file that holds these examples."""
    entries = [{"name": e.name, "query": e.query, "figures": e.figures} for e in examples]
    return to_json({"version": version, "examples": entries})


def renewed(example: Example, found: Mapping[str, Facts]) -> Example:
    """The example, expecting what was found instead, for the same facts as before."""
    figures = {
        measure: {fact: found[measure].get(fact) for fact in expected}
        for measure, expected in example.figures.items()
    }
    return Example(example.name, example.query, figures, example.line)


def _misfit(entry: Any) -> str:
    """What is wrong with the form of an entry; empty if nothing is."""
    if not isinstance(entry, dict) or not all(
        isinstance(entry.get(key), str) for key in ("name", "query")
    ):
        return gettext("expected an object with name and query, both text, and figures")
    figures, measures = entry.get("figures"), ", ".join(COUNTED_MEASURES)
    if not isinstance(figures, dict) or not figures:
        return gettext("expected figures by measure: %(values)s", values=measures)
    for measure, expected in figures.items():
        if measure not in COUNTED_MEASURES:
            return gettext(
                "measure “%(measure)s”: expected one of %(values)s",
                measure=measure,
                values=measures,
            )
        if not isinstance(expected, dict) or not expected:
            return gettext(
                "%(measure)s: expected an object of facts, such as {“text”: “1,170+”}",
                measure=measure,
            )
        if unknown := expected.keys() - _FACTS:
            known = ", ".join(sorted(_FACTS))
            return gettext(
                "%(measure)s, “%(fact)s”: expected one of %(values)s",
                measure=measure,
                fact=min(unknown),
                values=known,
            )
    return ""


def _line_of(text: str, entry: Any) -> int | None:
    """The line on which an entry has its name."""
    name = entry.get("name") if isinstance(entry, dict) else None
    if not isinstance(name, str):
        return None
    written_as = json.dumps(name, ensure_ascii=False)
    lines = enumerate(text.splitlines(), 1)
    return next((n for n, line in lines if '"name"' in line and written_as in line), None)
