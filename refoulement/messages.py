"""What readers are told, in their language: whole sentences with named places for their values.

A sentence is written in English where it is used, `gettext("Version %(version)s", version=…)`,
and `make lint` collects all of them in locale/refoulement.pot for translators. A percent sign
in the sentence itself is doubled. Without a chosen language it is English, with no catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations
from typing import NamedTuple

ENGLISH = "en"

#: The catalogue of each language by its code.
CATALOGUES = {ENGLISH: NullTranslations()}

Forms = tuple[str, str]  # singular and plural

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language() -> str:
    """The code of the current language: part of the key of every cache of text."""
    return _language.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak the language of this code, a key of CATALOGUES, inside the block."""
    before = _language.set(code)
    try:
        yield
    finally:
        _language.reset(before)


def gettext(message: str, /, **values: object) -> str:
    """A sentence with its values, as plain text. Integers are written by `number_text`."""
    return filled(CATALOGUES[language()].gettext(message), values)


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """A sentence in the form that a number requires; the number itself is `%(count)s`."""
    message = CATALOGUES[language()].ngettext(singular, plural, number)
    return filled(message, {**values, "count": number})


def translated(message: str) -> str:
    """A message that was `marked`, without values."""
    return CATALOGUES[language()].gettext(message)


class Later(NamedTuple):
    """A sentence that is kept, and put into the language of whoever reads it in the end.

    `forms` is the message, or its singular and plural, between which `number` chooses.
    """

    forms: tuple[str, ...]
    values: tuple[tuple[str, object], ...]
    number: int | None = None

    def __str__(self) -> str:
        values = dict(self.values)
        if self.number is None:
            return filled(translated(self.forms[0]), values)
        singular, plural = self.forms
        message = CATALOGUES[language()].ngettext(singular, plural, self.number)
        return filled(message, {**values, "count": self.number})


def later(message: str, /, **values: object) -> Later:
    """What `gettext` says, put into words once somebody reads it. A value may be a Later too."""
    return Later((message,), tuple(values.items()))


def nlater(singular: str, plural: str, number: int, /, **values: object) -> Later:
    """What `ngettext` says, put into words once somebody reads it."""
    return Later((singular, plural), tuple(values.items()), number)


def marked(message: str) -> str:
    """The same text, marked for translators: `translated` or `Words` ask for it later."""
    return message


def marked_plural(singular: str, plural: str) -> Forms:
    """The same two forms, marked for translators: `Counts` ask for them later."""
    return singular, plural


def filled(message: str, values: Mapping[str, object]) -> str:
    """A translated message with its values."""
    return message % {
        name: number_text(value) if isinstance(value, int) else value
        for name, value in values.items()
    }


def number_text(number: int) -> str:
    """A number as readers see it: 1,170."""
    return f"{number:,}"


class Words(Mapping[str, str]):
    """What readers call the values of a closed vocabulary, in the language current when asked.

    Texts are `marked` where they are written.
    """

    def __init__(self, messages: dict[str, str]) -> None:
        self._messages = messages

    def __getitem__(self, key: str) -> str:
        return translated(self._messages[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._messages)

    def __len__(self) -> int:
        return len(self._messages)


class Counts(Mapping[str, Forms]):
    """What readers are told about a number of things, by key; the number is `%(count)s`.

    Forms are `marked_plural` where they are written.
    """

    def __init__(self, messages: dict[str, Forms]) -> None:
        self._messages = messages

    def __getitem__(self, key: str) -> Forms:
        return self._messages[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._messages)

    def __len__(self) -> int:
        return len(self._messages)

    def said(self, key: str, number: int, **values: object) -> str:
        """The sentence in the form that a number requires, with its values."""
        message = CATALOGUES[language()].ngettext(*self._messages[key], number)
        return filled(message, {**values, "count": number})


# For scripts, which have no catalogue


def plural_of(number: int) -> int:
    """Which form of the current language a number requires, from 0."""
    of = getattr(CATALOGUES[language()], "plural", lambda number: int(number != 1))
    return int(of(number))


def plurals() -> str:
    """`plural_of` each number up to 99, then of those from 100 to 199, one digit each.

    Larger numbers take the form of their last two digits plus a hundred.
    """
    return "".join(str(plural_of(number)) for number in range(200))


def all_forms(forms: Forms) -> list[str]:
    """A message in every form of the current language, in the order of `plural_of`."""
    found = {plural_of(number): number for number in range(200)}
    catalogue = CATALOGUES[language()]
    return [catalogue.ngettext(*forms, found[form]) for form in sorted(found)]
