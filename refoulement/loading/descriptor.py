"""Whether a package's descriptor says what footer, citation and files need, in the right form.

Only texts about the data are checked. It is not asked what form the tables have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from refoulement.dataset.package import DESCRIPTOR
from refoulement.messages import Later, later
from refoulement.problems import Problem

_TEXTS = ("name", "type", "title", "description", "homepage", "image", "created")
#: What each entry of a list must have, and what it may have; all of it is text.
_ENTRIES = {
    "licenses": ("name", ("path", "title")),
    "contributors": ("title", ("path", "email", "organisation", "role")),
    "sources": ("", ("title", "path", "email")),
}
_NAME = re.compile(r"[-a-z0-9._/]+")


def descriptor_problems(descriptor: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with a descriptor; all errors."""
    yield from _no_json(descriptor)
    if not _is_text(descriptor.get("version")):
        yield _problem("version", later("expected a version, as text"))
    for key in _TEXTS:
        if key in descriptor and not isinstance(descriptor[key], str):
            yield _problem(key, later("expected text"))
    yield from _name_and_day(descriptor)
    for key, (needed, others) in _ENTRIES.items():
        if needed or key in descriptor:
            yield from _entries(key, descriptor.get(key), needed, others)
    keywords = descriptor.get("keywords", [])
    if not isinstance(keywords, list) or not all(isinstance(word, str) for word in keywords):
        yield _problem("keywords", later("expected a list of texts"))


def _no_json(descriptor: dict[str, Any]) -> Iterator[Problem]:
    """What cannot be written to our JSON."""
    try:
        json.dumps(descriptor, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        said = later("expected whole characters; \\ud800 and the like are half of one")
        yield Problem(DESCRIPTOR, said)
    except ValueError:
        said = later("expected finite numbers; JSON has no NaN and no Infinity")
        yield Problem(DESCRIPTOR, said)


def _name_and_day(descriptor: dict[str, Any]) -> Iterator[Problem]:
    name, created = descriptor.get("name"), descriptor.get("created")
    if isinstance(name, str) and not _NAME.fullmatch(name):
        yield _problem("name", later("expected only small letters, digits and - . _ /"))
    if isinstance(created, str) and created and not _is_moment(created):
        yield _problem("created", later("expected a date and time like 2026-11-29T00:00:00Z"))


def _entries(key: str, entries: Any, needed: str, others: tuple[str, ...]) -> Iterator[Problem]:
    """A list of objects, with at least one if each needs something."""
    if needed and (not isinstance(entries, list) or not entries):
        yield _problem(key, later("expected a list of objects, each with “%(key)s”", key=needed))
    elif not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        yield _problem(key, _each_has(needed) if needed else later("expected objects"))
    elif needed and not all(_is_text(entry.get(needed)) for entry in entries):
        yield _problem(key, _each_has(needed))
    elif not all(isinstance(entry.get(other, ""), str) for entry in entries for other in others):
        yield _problem(key, later("expected text for %(keys)s", keys=", ".join(others)))


def _each_has(needed: str) -> Later:
    return later("expected each to have “%(key)s”", key=needed)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) > len("2026-11-29")


def _problem(key: str, message: Later) -> Problem:
    return Problem(DESCRIPTOR, message, column=key)
