"""Which column of a stranger's table is which field of ours, by its name in three languages.

The names are in aliases.csv, one row a field, `; ` between names of one language. To
teach one more name, add it there: case, spaces and punctuation do not matter.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from refoulement.export.hxl import HASHTAGS
from refoulement.intake.file.table import export_columns
from refoulement.problems import Problem

ALIASES = Path(__file__).with_name("aliases.csv")
LANGUAGES = ("english", "korean", "chinese")

#: What a table must have: in words, the field whose names are examples, and the sets of
#: fields of which one is enough.
REQUIRED = (
    ("a place", "place", ({"place"}, {"place_names"}, {"site_ids"}, {"latitude", "longitude"})),
    ("a date", "date", ({"date"}, {"date_from"}, {"date_to"})),
    ("a number of people", "count", ({"count"}, {"count_low"}, {"count_high"}, {"count_wording"})),
)

_HASHTAG_FIELDS = {
    **{"#affected": "count", "#affected+num": "count", "#affected+total": "count"},
    **{"#date": "date", "#date+occurred": "date", "#loc": "place", "#event": "event"},
}
_PARTS = re.compile(  # between two names of one column
    r"[/|\n()\[\]]|(?<=[a-z.]) +(?=[가-힣一-鿿])|(?<=[가-힣一-鿿]) +(?=[a-z])", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_LONGEST_NAME = 200  # characters: longer ones are no names that anybody taught
_NEAR = 80  # of 100, by rapidfuzz


def match_columns(
    columns: Sequence[str],
    hashtags: Sequence[str] = (),
    file: str = "the file",
    left_out: Collection[str] = (),
) -> tuple[dict[str, int], list[Problem]]:
    """Which field stands in which column, counted from 0, and what is unclear about it.

    Hashtags of HXL name columns whose own names are unknown. Errors: two columns for
    one field, of which neither is taken; no column for what every table needs; alone,
    no name that is known or nearly so.
    Warnings: columns that are unknown, or have no name, and so are kept aside. Columns in
    `left_out` are passed over.
    """
    found: dict[str, list[int]] = defaultdict(list)
    problems = []
    for index, name in enumerate(columns):
        if name in left_out:
            continue
        field = field_of(name) or field_of(hashtags[index] if hashtags else "")
        if field:
            found[field].append(index)
        else:
            problems.append(_unknown(file, index, columns))
    for field, indexes in found.items():
        if len(indexes) > 1:
            names = " and ".join(f"“{columns[index]}” (column {index + 1})" for index in indexes)
            message = f"{names} both stand for {field}: expected one; rename or delete the other"
            problems.append(Problem(file, message, row=1, column=columns[indexes[0]]))
    suggested = Counter(problem.suggestion for problem in problems if problem.suggestion)
    if not found and not suggested:
        return {}, [_no_header(file, columns)]
    # Of a suggestion that is applied must not come two columns for one field.
    problems = [
        replace(problem, suggestion="")
        if problem.suggestion in found or suggested[problem.suggestion] > 1
        else problem
        for problem in problems
    ]
    problems.extend(_missing(file, found.keys()))
    return {field: one for field, (one, *more) in found.items() if not more}, problems


def field_of(name: str) -> str:
    """The field that a name of a column, or a hashtag of HXL, stands for; empty where unknown.

    A name with a part in brackets or after a slash is known by its parts too, where
    these agree: “장소 / Place”, “Date (YYYY-MM-DD)”.
    """
    if len(name) > _LONGEST_NAME:
        return ""
    name = unicodedata.normalize("NFKC", name).strip()
    if name.startswith("#"):
        return _by_hashtag().get(_hashtag(name), "")
    known = _by_name()
    whole = known.get(_plain(name)) or known.get(_plain(_IN_BRACKETS.sub("", name)))
    fields = {known[plain] for part in _PARTS.split(name) if (plain := _plain(part)) in known}
    return whole or (fields.pop() if len(fields) == 1 else "")


@lru_cache(maxsize=1)
def aliases() -> dict[str, dict[str, list[str]]]:
    """Of each field, the names by language, as aliases.csv gives them."""
    with ALIASES.open(encoding="utf-8", newline="") as lines:
        return {
            row["field"]: {language: row[language].split("; ") for language in LANGUAGES}
            for row in csv.DictReader(lines)
        }


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    known = {
        _plain(name): field
        for field, languages in aliases().items()
        for names in languages.values()
        for name in names
    }
    return known | {_plain(field): field for field in (*aliases(), *export_columns())}


@lru_cache(maxsize=1)
def _by_hashtag() -> dict[frozenset[str], str]:
    ours = {_hashtag(hashtag): field for field, hashtag in HASHTAGS.items()}
    return {_hashtag(hashtag): field for hashtag, field in _HASHTAG_FIELDS.items()} | ours


def _hashtag(text: str) -> frozenset[str]:
    """A hashtag without the order of its attributes, which means nothing."""
    return frozenset("".join(text.split()).casefold().split("+"))


def _plain(name: str) -> str:
    """A name without case, spaces and punctuation."""
    return "".join(filter(str.isalnum, name.casefold()))


def _unknown(file: str, index: int, columns: Sequence[str]) -> Problem:
    name = columns[index]
    if not name:
        message = f"column {index + 1} has no name: it is kept aside"
        return Problem(file, message, row=1, severity="warning")
    times = columns.count(name)
    again = f" (it is {times} times in the header)" if times > 1 else ""
    message = f"is no name of a column that is known here{again}: column {index + 1} is kept aside"
    return Problem(file, message, 1, name, severity="warning", suggestion=_near(name))


def _no_header(file: str, columns: Sequence[str]) -> Problem:
    message = (
        "no name in the first row is known here: expected a header with names such as “place”, "
        "“date” and “count”, in English, Korean or Chinese"
    )
    if len(columns) == 1:
        message += ", each in its column (in CSV, with commas, semicolons or tabs between them)"
    return Problem(file, message, row=1, value=", ".join(columns))


def _near(name: str) -> str:
    """The field that has a name much like this one; empty where none has."""
    known, plain = _by_name(), _plain(name[:_LONGEST_NAME])
    near = process.extractOne(plain, known.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return known[near[0]] if near else ""


def _missing(file: str, fields: Set[str]) -> Iterator[Problem]:
    for what, example, choices in REQUIRED:
        if not any(choice <= fields for choice in choices):
            names = aliases()[example]
            examples = ", ".join(f"“{name}”" for each in LANGUAGES for name in names[each][:2])
            also = ", or “latitude” and “longitude”" if what == "a place" else ""
            message = f"no column gives {what}: expected a name such as {examples}{also}"
            yield Problem(file, message, row=1)
