"""What is asked if a name stands for several places."""

from __future__ import annotations

from collections.abc import Iterable

from refoulement.intake.gazetteer.places import Place, PlaceFound, distinct_places
from refoulement.messages import gettext
from refoulement.wording import either

MOST_CANDIDATES = 6


def settle(asked: str, places: Iterable[Place], how: str) -> PlaceFound:
    """The one place among those of a name, or the question which one. Expects at least one."""
    meant = distinct_places(places)
    if len(meant) == 1:
        return PlaceFound(asked, meant[0], how)
    candidates = tuple(meant[:MOST_CANDIDATES])
    labels = tuple(dict.fromkeys(place.label for place in candidates))
    return PlaceFound(
        asked,
        candidates=candidates,
        message=_which_of(asked, labels, has_more=len(meant) > MOST_CANDIDATES),
    )


def _which_of(asked: str, labels: tuple[str, ...], *, has_more: bool) -> str:
    """The question of which of several places is meant."""
    if len(labels) < 2:
        return gettext("several places are called “%(name)s”; expected its position", name=asked)
    if has_more:
        return gettext(
            "several places are called “%(name)s”; expected %(places)s, or another one by its "
            "position",
            name=asked,
            places=either_of(labels),
        )
    return gettext(
        "several places are called “%(name)s”; expected %(places)s",
        name=asked,
        places=either_of(labels),
    )


def either_of(labels: Iterable[str]) -> str:
    """One of these places, each in quotation marks."""
    return either([f"“{label}”" for label in labels])
