"""The words that readers see for the closed vocabularies of the dataset, in one place.

Each is in the order in which its values are listed on screen.
"""

from __future__ import annotations

from dataclasses import dataclass

from refoulement.messages import Counts, Words, marked, marked_plural

MEASURES = Words(
    {
        "held": marked("Held in China"),
        "returned": marked("Returned to North Korea"),
        "arrested": marked("Arrested in China"),
        "held_after_return": marked("Detained after return"),
        "other": marked("Other"),
    }
)

#: The same in few words, without the place.
SHORT_MEASURES = Words(
    {
        "held": marked("Held"),
        "returned": marked("Returned"),
        "arrested": marked("Arrested"),
        "held_after_return": marked("Detained after return"),
        "other": marked("Other"),
    }
)

#: The same after “statements about people …”.
PEOPLE = Words(
    {
        "held": marked("held in China"),
        "returned": marked("returned to North Korea"),
        "arrested": marked("arrested in China"),
        "held_after_return": marked("detained after return"),
        "other": marked("otherwise concerned"),
    }
)

#: The measures that have a total. The others are only shown statement by statement.
COUNTED_MEASURES = ("held", "returned", "arrested")

PLACE_ROLES = Words(
    {
        "detention": marked("place of detention"),
        "crossing": marked("crossing point"),
        "arrest": marked("place of arrest"),
        "arrest_and_detention": marked("place of arrest and detention"),
        "detention_after_return": marked("place of detention after return"),
        "unclear": marked("role of the place unclear"),
        "not_stated": marked("role of the place not stated"),
    }
)

READ_AS = Words(
    {
        "full_text": marked("read in full"),
        "excerpt": marked("only the opening was read"),
        "not_stated": marked("how it was read is not stated"),
    }
)

LANGUAGES = Words(
    {
        "en": marked("English"),
        "ko": marked("Korean"),
        "zh": marked("Chinese"),
        "ja": marked("Japanese"),
        "es": marked("Spanish"),
        "fr": marked("French"),
        "de": marked("German"),
        "ru": marked("Russian"),
        "und": marked("language not stated"),
    }
)

#: How final a figure of arrivals is.
STATUSES = Words(
    {
        "reported": marked("reported"),
        "provisional": marked("provisional"),
        "revised": marked("revised"),
    }
)

#: Why a matching statement about a counted measure is not part of the figure.
NOT_COUNTED = Words(
    {
        "shared": marked("one figure for several places, never split"),
        "other_stock": marked("a count for another date, or one without a number"),
        "repeat": marked("repeats another source"),
        "period_total": marked("a source’s own running total"),
        "rate": marked("a rate, not a headcount"),
        "subset": marked("part of people counted elsewhere"),
        "basis": marked("counts people in another way"),
        "population": marked("may include contract workers"),
        "abroad": marked("concerns another country"),
        "measure": marked("concerns what happened after the return, or something else"),
    }
)

#: The same for so many statements.
LEFT_OUT = Counts(
    {
        "shared": marked_plural(
            "%(count)s gives one figure for several places",
            "%(count)s give one figure for several places",
        ),
        "other_stock": marked_plural(
            "%(count)s is for another date, or without a number",
            "%(count)s are for other dates, or without a number",
        ),
        "repeat": marked_plural(
            "%(count)s repeats another source", "%(count)s repeat other sources"
        ),
        "period_total": marked_plural(
            "%(count)s is a source’s own running total",
            "%(count)s are sources’ own running totals",
        ),
        "rate": marked_plural("%(count)s is a rate", "%(count)s are rates"),
        "subset": marked_plural(
            "%(count)s is about part of people counted elsewhere",
            "%(count)s are about part of people counted elsewhere",
        ),
        "basis": marked_plural(
            "%(count)s counts people in another way", "%(count)s count people in another way"
        ),
        "population": marked_plural(
            "%(count)s may include contract workers", "%(count)s may include contract workers"
        ),
        "abroad": marked_plural(
            "%(count)s concerns another country", "%(count)s concern other countries"
        ),
        "measure": marked_plural("%(count)s is of another kind", "%(count)s are of another kind"),
    }
)


def language_name(code: str) -> str:
    """The name of a language by its two-letter code; the code itself if we have none."""
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
