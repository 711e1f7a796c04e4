"""What the readers of dates and of counts share: text made plain, and what cannot be read."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from refoulement.messages import gettext, ngettext

# Harmless where they stand: byte order marks, joiners and left-to-right marks.
_DROPPED = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u200e\u2060"))
_SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑−﹣", "-"),
        **dict.fromkeys("‒–—―", "–"),
        **dict.fromkeys("〜∼～", "~"),
        **dict.fromkeys("‘’ʼ", "'"),
        **dict.fromkeys("“”„", '"'),
    }
)


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a text cannot be read: one sentence that says what is expected.

    `suggestion` can be read, and can replace the text; empty if none is near enough.
    """

    message: str
    suggestion: str = ""


def plain(text: str, longest: int) -> str | Unread:
    """The text in lower case, with one form each of digits, spaces, dashes and quotes.

    Unread if it is longer than `longest` characters, or may look like a different text
    than it is: NFKC would turn 50² into 502, and some hidden characters change the order
    in which figures are shown.
    """
    text = text.strip()
    if len(text) > longest:
        said = ngettext(
            "expected %(count)s character at most", "expected %(count)s characters at most", longest
        )
        return Unread(said)
    text = text.translate(_DROPPED)
    for char in text:
        category = unicodedata.category(char)
        if category == "No":
            said = gettext("holds a raised or circled number or a fraction; expected plain digits")
            return Unread(said)
        if category in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            said = gettext("holds a line break, tab or hidden character; expected one plain line")
            return Unread(said)
    folded = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME).casefold()
    return "".join(" " if char.isspace() else char for char in folded).strip()


def listed(words: str) -> tuple[str, ...]:
    """The words of a list that is written as one text, separated by |."""
    return tuple(words.split("|"))


def joined(*notes: str) -> str:
    """Notes as one text; empty ones and repeats are left out."""
    return "; ".join(dict.fromkeys(filter(None, notes)))
