"""Collects the messages for readers in locale/refoulement.pot, for translators.

`make messages` writes the file. With `--check`, as in `make lint`, nothing is written; it fails if
the file is out of date, if a sentence is not written out where it is used, or if the placeholders
of a sentence do not match the values given to it.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "locale" / "refoulement.pot"
TEMPLATES = ROOT / "refoulement" / "presentation" / "templates"
SOURCES = (
    ROOT / "app.py",
    *(
        file
        for part in ("pages", "refoulement", "server", "ui")
        for file in (ROOT / part).rglob("*.py")
    ),
)

#: The functions that take a sentence, and its argument positions: one form, or two.
KEYWORDS = {
    "gettext": None,
    "html_gettext": None,
    "later": None,
    "marked": None,
    "ngettext": (1, 2),
    "nlater": (1, 2),
    "html_ngettext": (1, 2),
    "marked_plural": (1, 2),
}
#: Functions whose sentence gets its values later.
LATER = ("marked", "marked_plural")
#: Modules that only pass messages on.
PASSES_ON = ("refoulement/messages.py", "refoulement/presentation/html.py")

_PLACE = re.compile(r"%(?:\((\w+)\)s|(.?))")


@dataclass(frozen=True, slots=True)
class Use:
    """A sentence where it is used: its forms, and the names of the values given to it.

    `values` is None if they are given later.
    """

    where: str
    forms: tuple[str, ...]
    values: frozenset[str] | None


def collected() -> str:
    """The catalogue of all messages, without translations or line numbers."""
    catalogue = Catalog(project="refoulement", charset="utf-8")
    jinja = {
        "extensions": "jinja2.ext.i18n",
        "trimmed": "true",
        "newstyle_gettext": "true",
        "silent": "false",
    }
    for method, paths, options in (
        ("python", SOURCES, {}),
        ("jinja2.ext:babel_extract", sorted(TEMPLATES.glob("*.html")), jinja),
    ):
        for path in sorted(paths):
            found = extract_from_file(method, path, KEYWORDS, ("Translators:",), options)
            for _, message, comments, _ in found:
                where = [(path.relative_to(ROOT).as_posix(), 0)]
                catalogue.add(message, locations=where, auto_comments=comments)
    text = io.BytesIO()
    write_po(text, catalogue, width=99, sort_output=True, omit_header=True, include_lineno=False)
    return text.getvalue().decode()


def uses() -> Iterator[Use]:
    """Every use of a sentence in the program; an error for one that is not written out."""
    for path in sorted(SOURCES):
        name = path.relative_to(ROOT).as_posix()
        if name not in PASSES_ON:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield from _use_in_python(name, node)
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.policies["ext.i18n.trimmed"] = True
    for path in sorted(TEMPLATES.glob("*.html")):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            yield from _use_in_template(path.relative_to(ROOT).as_posix(), call)


def _use_in_python(name: str, call: ast.Call) -> Iterator[Use]:
    function = call.func.attr if isinstance(call.func, ast.Attribute) else None
    function = call.func.id if isinstance(call.func, ast.Name) else function
    if function not in KEYWORDS:
        return
    forms = tuple(
        argument.value
        for argument in call.args[: len(KEYWORDS[function] or (1,))]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )
    given = [keyword.arg for keyword in call.keywords]
    yield _use(f"{name}:{call.lineno}", function, forms, given)


def _use_in_template(name: str, call: nodes.Call) -> Iterator[Use]:
    function = call.node.name if isinstance(call.node, nodes.Name) else None
    if function not in KEYWORDS:
        return
    forms = tuple(
        argument.value
        for argument in call.args[: len(KEYWORDS[function] or (1,))]
        if isinstance(argument, nodes.Const)
    )
    given = [keyword.key for keyword in call.kwargs]
    yield _use(f"{name}:{call.lineno}", function, forms, given)


def _use(where: str, function: str, forms: tuple[str, ...], given: Iterable[str | None]) -> Use:
    if len(forms) != len(KEYWORDS[function] or (1,)):
        raise SystemExit(f"{where}: {function} is given no text; write the sentence out there")
    named = [*given]
    if None in named:
        raise SystemExit(f"{where}: name each value of {function}, in place of **")
    values = frozenset(name for name in named if name)
    return Use(where, forms, None if function in LATER else values)


def disagreements(found: list[Use]) -> Iterator[str]:
    """Mismatches between placeholders and values, one line each."""
    plural: dict[str, tuple[str, ...]] = {}
    for use in found:
        try:
            *_, places = (placeholders(form) for form in use.forms)
            first = placeholders(use.forms[0])
        except ValueError as error:
            yield f"{use.where}: {error}"
            continue
        counted = {"count"} if len(use.forms) == 2 else set()
        if first | counted != places | counted:
            yield f"{use.where}: singular and plural have other places: {_named(first ^ places)}"
        if use.values is not None and use.values | counted != places | counted:
            wrong = _named((use.values ^ places) - counted)
            yield f"{use.where}: a place without a value, or a value without a place: {wrong}"
        if plural.setdefault(use.forms[0], use.forms[1:]) != use.forms[1:]:
            yield f"{use.where}: the same singular stands elsewhere with another plural"


def placeholders(message: str) -> frozenset[str]:
    """The names of a message's placeholders. Raises ValueError at any other percent sign."""
    names = set()
    for name, other in _PLACE.findall(message):
        if not name and other != "%":
            raise ValueError(f"“%{other}” in “{message}”: expected %(name)s, or %% for the sign")
        names.add(name)
    return frozenset(names - {""})


def _named(names: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(names))


def main() -> None:
    """Write the catalogue, or check it and all uses of messages."""
    wrong = [*disagreements([*uses()])]
    fresh = collected()
    if "--check" not in sys.argv:
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(fresh, encoding="utf-8")
    elif not KEPT.exists() or KEPT.read_text(encoding="utf-8") != fresh:
        wrong.append(f"{KEPT.relative_to(ROOT)} is out of date: run make messages")
    sys.exit("\n".join(wrong) or None)


if __name__ == "__main__":
    main()
