"""What a cell may hold according to its field of the schema, and the same in words.

A cell is wrong if Python cannot read it by its field. It is odd if Python can, but other
readers of CSV would read something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import filterfalse
from typing import Any

from refoulement.messages import Later, later

Field = dict[str, Any]

#: The types and constraints that are checked. A test holds the schema to them.
TYPES = frozenset({"string", "integer", "number", "date", "boolean"})
CONSTRAINTS = frozenset({"required", "unique", "enum", "pattern", "minimum", "maximum"})

_PLAIN = {
    "integer": re.compile(r"[0-9]+"),
    "number": re.compile(r"-?[0-9]+(\.[0-9]+)?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
_KINDS = {
    "string": later("text"),
    "integer": later("a whole number"),
    "number": later("a number"),
    "date": later("a date like 2021-07-14"),
    "boolean": later("true or false"),
}


def is_free_text(field: Field) -> bool:
    """Whether the column may hold any text; at most, an empty cell is wrong."""
    return field["type"] == "string" and not field.get("constraints", {}).keys() - {"required"}


def wrong_ones(field: Field, texts: Iterable[str]) -> list[str]:
    """Those of the texts that no cell of this field may hold."""
    is_required = field.get("constraints", {}).get("required", False)
    return [text for text in filterfalse(_fits(field), texts) if text or is_required]


def odd_ones(field: Field, texts: list[str]) -> dict[str, Later]:
    """Those of the texts that are odd, with what is expected instead.

    White space around an id makes it a different one; digits of other scripts and
    underscores belong in no number.
    """
    plain = _PLAIN.get(field["type"])
    if not (plain or {"enum", "pattern"} & field.get("constraints", {}).keys()):
        return {}
    bare = [*map(str.strip, texts)]
    spaced = [text for text, rest in zip(texts, bare, strict=True) if text != rest]
    found = dict.fromkeys(spaced, later("expected no white space around it"))
    if plain:
        unlike = (text for text in texts if text and not plain.fullmatch(text))
        found = dict.fromkeys(unlike, later("expected a number or date in plain digits")) | found
    return found


def expected(field: Field) -> Later:
    """What a cell of this field may hold, in words."""
    constraints = field.get("constraints", {})
    said = _KINDS[field["type"]]
    if "enum" in constraints:
        said = later("one of %(values)s", values=", ".join(constraints["enum"]))
    elif "pattern" in constraints:
        said = later("text of the form %(pattern)s", pattern=constraints["pattern"])
    if "minimum" in constraints:
        said = later("%(kind)s, at least %(least)s", kind=said, least=str(constraints["minimum"]))
    if "maximum" in constraints:
        said = later("%(kind)s, at most %(most)s", kind=said, most=str(constraints["maximum"]))
    if constraints.get("required"):
        return later("expected %(kind)s, not empty", kind=said)
    return later("expected %(kind)s, or nothing", kind=said)


def _fits(field: Field) -> Callable[[str], object]:
    """A function that is true for a text of the field's type and form, unless it is empty."""
    kind, constraints = field["type"], field.get("constraints", {})
    if kind in ("integer", "number"):
        return _number(int if kind == "integer" else Decimal, constraints)
    if kind == "date":
        return _is_date
    if kind == "boolean":
        return frozenset((*field["trueValues"], *field["falseValues"])).__contains__
    if "enum" in constraints:
        return frozenset(constraints["enum"]).__contains__
    if "pattern" in constraints:  # from the shipped schema, never from the package that is read
        return re.compile(f"(?!$)^(?:{constraints['pattern']})$").match
    return bool


def _number(read: Callable[[str], int | Decimal], limits: Field) -> Callable[[str], bool]:
    least, most = limits.get("minimum", Decimal("-inf")), limits.get("maximum", Decimal("inf"))

    def fits(text: str) -> bool:
        try:
            return bool(least <= read(text.strip()) <= most)
        except (ValueError, ArithmeticError):  # not a number; or NaN, which is none
            return False

    return fits


def _is_date(text: str) -> bool:
    try:
        if _PLAIN["date"].fullmatch(text):
            date.fromisoformat(text)
        else:  # perhaps only odd, like 2021-7-14; this takes ten times as long
            datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        return False
    return True
