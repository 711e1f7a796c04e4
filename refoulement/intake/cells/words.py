"""What the readers of dates and of counts share: text made plain, and what cannot be read."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# Harmless where they stand: marks of byte order, joins and left-to-right order.
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

    `suggestion` can be read, and can stand in its place; empty where none is near enough.
    """

    message: str
    suggestion: str = ""


def plain(text: str, longest: int) -> str | Unread:
    """The text in small letters, with one form each of digits, spaces, dashes and quotes.

    Unread where it is longer than `longest` characters, or may look like another text
    than it is: NFKC would make 502 of 50², and some hidden characters change the order
    in which figures are shown.
    """
    text = text.strip()
    if len(text) > longest:
        return Unread(f"expected {longest} characters at most")
    text = text.translate(_DROPPED)
    for char in text:
        category = unicodedata.category(char)
        if category == "No":
            return Unread("holds a raised, circled or broken figure; expected plain digits")
        if category in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            return Unread("holds a line break, tab or hidden character; expected one plain line")
    folded = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME).casefold()
    return "".join(" " if char.isspace() else char for char in folded).strip()


def listed(words: str) -> tuple[str, ...]:
    """The words of a list that is written in one text, with a | between them."""
    return tuple(words.split("|"))


def joined(*notes: str) -> str:
    """Notes as one; empty ones and repeats are left out."""
    return "; ".join(dict.fromkeys(filter(None, notes)))
