"""The worked examples: selections, and the figures that the data must give for them.

They stand in `examples.json` of a package, an entry a selection: its name, its query as an
address has it, and by measure what is expected of the figure. A fact that an entry leaves
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
    """A fact of an example that is another now."""

    example: Example
    measure: str
    fact: str
    old: Any
    new: Any

    def __str__(self) -> str:
        return f"{self.example.name}, {self.measure}, {self.fact}: {self.old} -> {self.new}"


def facts(dataset: Dataset, figure: Tally) -> Facts:
    """What can be said of a figure: its text, and all that JSON has of it."""
    return {"text": str(figure), **figure_json(dataset, figure)}


def selection_of(dataset: Dataset, example: Example) -> Selection:
    """The selection of an example. Raises RefusalError where its query cannot be used."""
    selection, notes = read_address(parse_qs(example.query), dataset)
    if notes or selection.search:
        why = " ".join(sentences(notes)) or "A text search makes no figure."
        expected = f"{example.name}: expected a query without fault; {why}"
        raise RefusalError(at(FILE, example.line, expected))
    return selection


def figures_of(dataset: Dataset, example: Example) -> dict[str, Facts]:
    """What the data give for an example, by measure."""
    found = summary(dataset, selection_of(dataset, example))
    return {measure: facts(dataset, found[measure]) for measure in example.figures}


def differences(example: Example, found: Mapping[str, Facts]) -> Iterator[Difference]:
    """What is expected of an example and is not found."""
    for measure, expected in example.figures.items():
        for fact, old in expected.items():
            new = found[measure].get(fact)
            if old != new:
                yield Difference(example, measure, fact, old, new)


def read_examples(directory: Path) -> list[Example]:
    """The examples of a package; none where it has no such file.

    Raises RefusalError, with all that is wrong with the file.
    """
    if not inside.is_there(directory, FILE):
        return []
    try:
        text = inside.read_file(directory, FILE).decode()
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise RefusalError(at(FILE, error.lineno, f"expected JSON ({error.msg})")) from error
    except OSError as error:
        raise RefusalError(at(FILE, None, f"cannot be read ({error.strerror})")) from error
    except (ValueError, RecursionError) as error:
        raise RefusalError(at(FILE, None, "expected JSON in UTF-8")) from error
    entries = content.get("examples") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise RefusalError(at(FILE, 1, "expected an object with a version and a list of examples"))
    found, wrong = [], []
    for number, entry in enumerate(entries, 1):
        line = _line_of(text, entry)
        if misfit := _misfit(entry):
            wrong.append(at(FILE, line, f"entry {number}: {misfit}"))
        else:
            found.append(Example(entry["name"], entry["query"], entry["figures"], line))
    if wrong:
        raise RefusalError(*wrong)
    return found


def written(version: str, examples: list[Example]) -> bytes:
    """The file of these examples."""
    entries = [{"name": e.name, "query": e.query, "figures": e.figures} for e in examples]
    return to_json({"version": version, "examples": entries})


def renewed(example: Example, found: Mapping[str, Facts]) -> Example:
    """The example with what is found in place of what was expected; it asks no more than before."""
    figures = {
        measure: {fact: found[measure].get(fact) for fact in expected}
        for measure, expected in example.figures.items()
    }
    return Example(example.name, example.query, figures, example.line)


def _misfit(entry: Any) -> str:
    """What is wrong with the form of an entry; nothing where it is right."""
    if not isinstance(entry, dict) or not all(
        isinstance(entry.get(key), str) for key in ("name", "query")
    ):
        return "expected an object with name and query, both text, and figures"
    figures = entry.get("figures")
    if not isinstance(figures, dict) or not figures:
        return f"expected figures by measure: {', '.join(COUNTED_MEASURES)}"
    for measure, expected in figures.items():
        if measure not in COUNTED_MEASURES:
            return f"measure “{measure}”: expected one of {', '.join(COUNTED_MEASURES)}"
        if not isinstance(expected, dict) or not expected:
            return f"{measure}: expected an object of facts, such as {{“text”: “1,170+”}}"
        if unknown := expected.keys() - _FACTS:
            return f"{measure}, “{min(unknown)}”: expected one of {', '.join(sorted(_FACTS))}"
    return ""


def _line_of(text: str, entry: Any) -> int | None:
    """The line in which an entry has its name."""
    name = entry.get("name") if isinstance(entry, dict) else None
    if not isinstance(name, str):
        return None
    written_as = json.dumps(name, ensure_ascii=False)
    lines = enumerate(text.splitlines(), 1)
    return next((n for n, line in lines if '"name"' in line and written_as in line), None)
