"""Origins of statements in words for readers, and what figures are without them."""

from __future__ import annotations

from collections.abc import Iterable

from refoulement.counting.origins import Carried
from refoulement.counting.rules import by_id
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext
from refoulement.vocabulary import SHORT_MEASURES
from refoulement.wording import FIGURES, capitalized


def origin_names(dataset: Dataset, reports: Iterable[Report]) -> dict[str, str]:
    """For each origin, who published the first of its statements, and whom that one cites.

    A statement that repeats another comes first only if there is nothing else.
    """
    names: dict[str, str] = {}
    for report in sorted(reports, key=lambda one: (bool(one.derived_from), by_id(one))):
        if report.origin and report.origin not in names:
            publisher = dataset.source[report.source_id]["publisher"]
            who = dataset.report[report.report_id]["attributed_to"]
            names[report.origin] = said_by(publisher, who)
    return names


def said_by(publisher: str, attributed_to: str) -> str:
    """Who published a statement, and whom they cite for it: the claim is the latter's."""
    if not attributed_to or attributed_to == publisher:
        return publisher
    return gettext("%(publisher)s, citing %(who)s", publisher=publisher, who=attributed_to)


def without_text(names: dict[str, str], one: Carried) -> str:
    """What the figures are without an origin, as plain text; or that they stay the same."""
    who = names[one.origin]
    if not one.figures:
        return gettext("without %(origin)s: the same", origin=who)
    return gettext("without %(origin)s: %(figures)s", origin=who, figures=figures_text(one.figures))


def left_out_text(names: dict[str, str], origins: Iterable[str], rest: dict[str, str]) -> str:
    """What the figures are without several origins together (`rest`), to begin a line."""
    return capitalized(
        gettext(
            "without %(origin)s: %(figures)s",
            origin=", ".join(names[origin] for origin in origins),
            figures=figures_text(rest) or FIGURES["no_statement"],
        )
    )


def figures_text(figures: dict[str, str]) -> str:
    """Figures by measure in one line; a single one is given without its measure."""
    if len(figures) == 1:
        return next(iter(figures.values()))
    said = (
        gettext("%(measure)s: %(figure)s", measure=SHORT_MEASURES[measure], figure=figure)
        for measure, figure in figures.items()
    )
    return ", ".join(said)
