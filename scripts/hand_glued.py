"""Counts HTML and sentences in the code that belong in templates and messages.

`python -m scripts.hand_glued [FOLDER]` counts them in a checkout of any version. With `--check`, as
in `make lint`, it fails if there are any besides the exceptions listed here with their reasons.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.messages import KEYWORDS

PARTS = ("app.py", "pages", "refoulement", "server", "ui")
SPOKEN = frozenset(KEYWORDS)

#: SVG is drawn by coordinates, and folium has its own templates.
DRAWINGS = (
    *(
        f"refoulement/drawing/{name}.py"
        for name in ("ground", "legend", "still_map", "strip", "symbols")
    ),
    "refoulement/drawing/typeset.py",
    "refoulement/drawing/folium_map.py",
    "refoulement/export/dot_picture.py",
    "refoulement/export/picture.py",
)
#: Their tags are patterns for matching text, not HTML.
READERS = ("refoulement/intake/", "server/")

#: Strings that are English in every language, with the reason; so is the command line's `help=`.
_FOR_PROGRAMS = "programs read it: the API, its parameters, files of data"
_DOCUMENT = "part of an English document or file of the package"
_RECOGNISED = "words that are looked for in files of visitors"
_LOG = "the server's log"
ENGLISH = {
    "server/api.py": _FOR_PROGRAMS,
    "server/openapi.py": _FOR_PROGRAMS,
    "refoulement/selecting/address.py": _FOR_PROGRAMS,
    "refoulement/export/records.py": _FOR_PROGRAMS,
    "refoulement/export/sentence.py": _FOR_PROGRAMS,
    "refoulement/presentation/citation.py": _FOR_PROGRAMS,
    "refoulement/curating/card.py": _DOCUMENT,
    "refoulement/curating/changelog.py": _DOCUMENT,
    "refoulement/curating/examples.py": _DOCUMENT,
    "refoulement/intake/gazetteer/place_names.py": _RECOGNISED,
    "refoulement/intake/template.py": _RECOGNISED,
    "server/log.py": _LOG,
    "ui/settled_memory.py": _LOG,
}
#: Errors in the code, which no reader sees.
_OF_CODE = {"AnswerError", "MediaFileStorageError", "OSError", "TypeError", "ValueError"}

#: Class names, keys and commands, and code in templates, styles and policies.
_CODE = re.compile(
    r"rm-|leaflet-|open ring|[a-z]+-(?:src|uri|action) '|\{% macro|import |: \d|: \w+-\w+"
    r"|(?:\.venv/bin/)?python -m|[^|]*\|\S"  # commands; search patterns with | in them
    r"|(?:(?:day|month) first|use it)$"  # answers typed on the command line
    r"|(?:cite what|own back|more formats|All dates|Last five years|ledger of |page of )$"
    r"|not stated$|no value for |[a-z-]+: [^;]+;"
)
_PATTERNS = {"compile", "fullmatch", "sub", "match", "search"}
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:[\s/>]|$)")
_WORDS = re.compile(r"[A-Za-z’']{2,} [a-z’']{2,}")
_SCRIPT_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`', re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\\])//[^\n]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """A string with HTML or a sentence: where it is, and which of the two."""

    file: str
    line: int
    kind: str
    text: str


def found_in(root: Path) -> Iterator[Found]:
    """All such strings in a checkout."""
    for part in PARTS:
        path = root / part
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            yield from _in_module(file.relative_to(root).as_posix(), file)
    for file in sorted((root / "assets").rglob("*.js")):
        yield from _in_script(file.relative_to(root).as_posix(), file)


def _in_module(name: str, file: Path) -> Iterator[Found]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    passed = {id(text) for text in _never_shown(tree)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) in passed:
            continue
        if _TAG.search(node.value) and not name.startswith(READERS):
            drawn = name in DRAWINGS
            yield Found(name, node.lineno, "drawing" if drawn else "HTML", node.value)
        elif _WORDS.search(node.value):
            yield Found(name, node.lineno, "sentence", node.value)


def _never_shown(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, patterns, help, errors in the code, log output, and arguments of messages."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                yield node.value
            case ast.Assert(msg=ast.AST() as said):
                yield from ast.walk(said)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                is_log = name == "print" and any(one.arg == "file" for one in node.keywords)
                if is_log or name in SPOKEN | _OF_CODE | _PATTERNS:
                    for argument in node.args:
                        yield from ast.walk(argument)
            case ast.keyword(arg="help", value=ast.Constant() as said):
                yield said


def _in_script(name: str, file: Path) -> Iterator[Found]:
    code = file.read_text(encoding="utf-8")
    code = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment.group()), code)
    for string in _SCRIPT_STRING.finditer(code):
        text = re.sub(r"\$\{[^{}]*\}", "", string.group()[1:-1])
        if text != "use strict" and _WORDS.search(re.sub(r"<[^>]*>", " ", text)):
            yield Found(name, code[: string.start()].count("\n") + 1, "sentence", text)


def is_meant(found: Found) -> bool:
    """Whether it is one of the exceptions above."""
    if found.kind == "drawing":
        return True
    if found.kind == "HTML":
        return False
    return found.file in ENGLISH or _CODE.match(found.text) is not None


def main() -> None:
    """Count, or check."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    everything = [*found_in(Path(*arguments) if arguments else Path())]
    if "--check" in sys.argv:
        wrong = [one for one in everything if not is_meant(one)]
        sys.exit(
            "\n".join(f"{w.file}:{w.line}: {w.kind} in the program: {w.text!r}" for w in wrong)
            or None
        )
    for kind in ("HTML", "drawing", "sentence"):
        of_kind = [one for one in everything if one.kind == kind]
        unmeant = sum(not is_meant(one) for one in of_kind)
        print(f"{kind}: {len(of_kind)}, of which {unmeant} where none is meant to be")


if __name__ == "__main__":
    main()
