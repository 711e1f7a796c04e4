"""A pseudo-language: all our texts in ⟦ ⟧, a third longer, with one form for all numbers.

Text outside the brackets did not come from `messages`; anything cut off would be so in German.
"""

from __future__ import annotations

import math
from contextvars import ContextVar
from gettext import NullTranslations

from refoulement import messages
from refoulement.intake import warm

PSEUDO = "pseudo"


class Pseudo(NullTranslations):
    """Its catalogue: any message, translated when it is requested."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}{'·' * math.ceil(0.3 * len(message))}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid2)

    def plural(self, _number: int) -> int:
        return 0


def teach() -> None:
    """Make it known to this process and to the one that reads files, which stays in English."""
    messages.CATALOGUES[PSEUDO] = Pseudo()
    taught = "from tests.pseudo import teach; teach(); main()"
    if taught not in warm._START:  # that process has no environment by which to learn it
        warm._START = warm._START.replace("main()", taught)


def speak() -> None:
    """Have this process speak it in every thread that chooses no other language."""
    teach()
    messages._language = ContextVar("language", default=PSEUDO)


def outside(text: str) -> str:
    """The part of a text outside the brackets, with a space for each part inside."""
    depth, kept = 0, []
    for char in text:
        depth += char == "⟦"
        if not depth:
            kept.append(char)
        elif char == "⟧":
            depth -= 1
            kept.append(" ")
    assert depth == 0, f"cut off: {text}"
    return "".join(kept)
