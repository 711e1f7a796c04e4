"""The words that readers see for the closed vocabularies of the dataset, in one place.

Every dictionary is in the order in which its values are listed on screen.
"""

from __future__ import annotations

from dataclasses import dataclass

MEASURES = {
    "held": "Held in China",
    "returned": "Returned to North Korea",
    "arrested": "Arrested in China",
    "held_after_return": "Held after return",
    "other": "Otherwise concerned",
}

#: The measures that have a total. The rest is shown report by report only.
COUNTED_MEASURES = ("held", "returned", "arrested")

PLACE_ROLES = {
    "detention": "place of detention",
    "crossing": "crossing point",
    "arrest": "place of arrest",
    "arrest_and_detention": "place of arrest and detention",
    "detention_after_return": "place of detention after return",
    "unclear": "role of the place unclear",
    "not_stated": "role of the place not stated",
}

READ_AS = {
    "full_text": "read in full",
    "excerpt": "opening of the page read",
    "not_stated": "how it was read not stated",
}

LANGUAGES = {
    "en": "English",
    "ko": "Korean",
    "zh": "Chinese",
    "ja": "Japanese",
    "es": "Spanish",
    "fr": "French",
    "de": "German",
    "ru": "Russian",
    "und": "language not stated",
}

#: Why a matching report of a counted measure is not part of the figure.
NOT_COUNTED = {
    "shared": "names further places: one count for all of them, never split",
    "other_stock": "another stock than the one shown, or one without a number: never added",
    "repeat": "repeats another report",
    "period_total": "a source's own total over several events",
    "rate": "a rate, not a headcount",
    "subset": "part of people counted elsewhere",
    "basis": "counts people in another way than this measure does",
    "population": "includes or concerns contract workers",
    "abroad": "concerns another country",
    "measure": "a statement of another kind, of which no figure is made",
}


def language_name(code: str) -> str:
    """English name of a two-letter language code; the code itself where we have none."""
    return LANGUAGES.get(code, code)


@dataclass(frozen=True, slots=True)
class Style:
    """A measure's look. Colours differ for colour-blind readers too, and shapes for everyone."""

    colour: str
    shape: str


STYLES = {
    "held": Style("#1f78c8", "disc"),
    "returned": Style("#c94a00", "diamond"),
    "arrested": Style("#004d33", "triangle"),
    "held_after_return": Style("#6b6b6b", "square"),
    "other": Style("#6b6b6b", "square"),
}
