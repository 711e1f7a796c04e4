"""What a cell may hold by its field of the schema, and the same in words for a person.

A cell is wrong where Python cannot read it by its field. It is odd where Python can, and
other readers of CSV would read something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import filterfalse
from typing import Any

Field = dict[str, Any]

#: The types and constraints that are looked at. A test holds the schema to them.
TYPES = frozenset({"string", "integer", "number", "date", "boolean"})
CONSTRAINTS = frozenset({"required", "unique", "enum", "pattern", "minimum", "maximum"})

_PLAIN = {
    "integer": re.compile(r"[0-9]+"),
    "number": re.compile(r"-?[0-9]+(\.[0-9]+)?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
_KINDS = {
    "integer": "a whole number",
    "number": "a number",
    "date": "a date like 2021-07-14",
    "boolean": "true or false",
}


def is_free_text(field: Field) -> bool:
    """Whether any text may stand in the column; at most, an empty cell is wrong."""
    return field["type"] == "string" and not field.get("constraints", {}).keys() - {"required"}


def wrong_ones(field: Field, texts: Iterable[str]) -> list[str]:
    """Of some texts, those that no cell of this field may hold."""
    is_required = field.get("constraints", {}).get("required", False)
    return [text for text in filterfalse(_fits(field), texts) if text or is_required]


def odd_ones(field: Field, texts: list[str]) -> dict[str, str]:
    """Of some texts those that are odd, with what is expected instead.

    White space around an id makes another one of it; digits of other scripts and
    underscores stand in no number.
    """
    plain = _PLAIN.get(field["type"])
    if not (plain or {"enum", "pattern"} & field.get("constraints", {}).keys()):
        return {}
    bare = [*map(str.strip, texts)]
    spaced = [text for text, rest in zip(texts, bare, strict=True) if text != rest]
    found = dict.fromkeys(spaced, "expected no white space around it")
    if plain:
        unlike = (text for text in texts if text and not plain.fullmatch(text))
        found = dict.fromkeys(unlike, "expected a number or date in plain digits") | found
    return found


def expected(field: Field) -> str:
    """What a cell of this field may hold, in words."""
    constraints = field.get("constraints", {})
    said = _KINDS.get(field["type"], "text")
    if "enum" in constraints:
        said = "one of " + ", ".join(constraints["enum"])
    elif "pattern" in constraints:
        said = f"text of the form {constraints['pattern']}"
    limits = [
        f"{words} {constraints[limit]}"
        for limit, words in (("minimum", "at least"), ("maximum", "at most"))
        if limit in constraints
    ]
    empty = "not empty" if constraints.get("required") else "or nothing"
    return "expected " + ", ".join((said, *limits, empty))


def _fits(field: Field) -> Callable[[str], object]:
    """A function that is true of a text of the field's type and form, and of no empty one."""
    kind, constraints = field["type"], field.get("constraints", {})
    if kind in ("integer", "number"):
        return _number(int if kind == "integer" else Decimal, constraints)
    if kind == "date":
        return _is_date
    if kind == "boolean":
        return frozenset((*field["trueValues"], *field["falseValues"])).__contains__
    if "enum" in constraints:
        return frozenset(constraints["enum"]).__contains__
    if "pattern" in constraints:  # of the shipped schema, never of the package that is read
        return re.compile(f"(?!$)^(?:{constraints['pattern']})$").match
    return bool


def _number(read: Callable[[str], int | Decimal], limits: Field) -> Callable[[str], bool]:
    least, most = limits.get("minimum", Decimal("-inf")), limits.get("maximum", Decimal("inf"))

    def fits(text: str) -> bool:
        try:
            return bool(least <= read(text.strip()) <= most)
        except (ValueError, ArithmeticError):  # no number; or NaN, which is none
            return False

    return fits


def _is_date(text: str) -> bool:
    try:
        if _PLAIN["date"].fullmatch(text):
            date.fromisoformat(text)
        else:  # it may be one that is only odd, as 2021-7-14; this takes ten times as long
            datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        return False
    return True
