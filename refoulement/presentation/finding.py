"""What sources say about an event, in one sentence per measure."""

from __future__ import annotations

from refoulement.counting.rivals import EventRivals, Rivals
from refoulement.messages import Counts, Words, gettext, marked, marked_plural
from refoulement.vocabulary import MEASURES

_SOURCES_SAY = Counts(
    {
        "held": marked_plural(
            "Sources say that %(figure)s person was held in China.",
            "Sources say that %(figure)s people were held in China.",
        ),
        "returned": marked_plural(
            "Sources say that China returned %(figure)s person to North Korea.",
            "Sources say that China returned %(figure)s people to North Korea.",
        ),
        "arrested": marked_plural(
            "Sources say that China arrested %(figure)s person.",
            "Sources say that China arrested %(figure)s people.",
        ),
    }
)
_ONE_SOURCE_SAYS = Counts(
    {
        "held": marked_plural(
            "One source says that %(figure)s person was held in China.",
            "One source says that %(figure)s people were held in China.",
        ),
        "returned": marked_plural(
            "One source says that China returned %(figure)s person to North Korea.",
            "One source says that China returned %(figure)s people to North Korea.",
        ),
        "arrested": marked_plural(
            "One source says that China arrested %(figure)s person.",
            "One source says that China arrested %(figure)s people.",
        ),
    }
)
_NO_NUMBER = Words(
    {
        "held": marked("Sources say that people were held in China, and give no number."),
        "returned": marked(
            "Sources say that China returned people to North Korea, and give no number."
        ),
        "arrested": marked("Sources say that China arrested people, and give no number."),
    }
)


def finding(rivals: Rivals) -> str:
    """What sources say about one measure, as a sentence of plain text."""
    if rivals.interval:
        counted = (line for line in rivals.all_lines() if line.reason is None)
        sources = {line.report.source_id for line in counted}
        said = _SOURCES_SAY if len(sources) > 1 else _ONE_SOURCE_SAYS
        return said.said(rivals.measure, rivals.interval.highest, figure=rivals.interval.words)
    if rivals.is_counted:
        return _NO_NUMBER[rivals.measure]
    return gettext(
        "%(measure)s: %(figure)s.", measure=MEASURES[rivals.measure], figure=rivals.stated
    )


def findings(event: EventRivals) -> list[str]:
    """A sentence for each measure."""
    return [finding(rivals) for rivals in event.measures]
