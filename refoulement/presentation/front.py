"""What a page says in its very first HTML, before any script has arrived.

For slow networks, readers without scripts, and whatever reads the title of a link.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from refoulement.counting.rules import Tally
from refoulement.dataset.tables import Dataset
from refoulement.messages import Words, gettext, marked
from refoulement.presentation.html import render, script_data
from refoulement.presentation.linked_data import dataset_for_programs
from refoulement.presentation.summary import matching_text, our_purpose, selection_text, summary
from refoulement.selecting.selection import Selection
from refoulement.settings import public_address
from refoulement.vocabulary import MEASURES
from refoulement.wording import day_text

NAME = "Refoulement Map"
#: The name of each page, by path; the first is at the root.
PAGES = Words(
    {
        "map": marked("Map"),
        "events": marked("Events"),
        "places": marked("Places"),
        "sources": marked("Sources"),
        "check": marked("Your data"),
        "changes": marked("What’s new"),
        "method": marked("Method"),
        "api": marked("Data & API"),
    }
)


@dataclass(frozen=True, slots=True)
class Front:
    """The title of a page, tags for its head, and the content of its body until it is drawn."""

    title: str
    tags: Markup
    body: Markup


def front(
    dataset: Dataset | None, selection: Selection, page: str = "", place: str | None = None
) -> Front:
    """The first HTML of a page (its path, empty for the map), for what its address selects.

    `place` is the one whose reports are open. Without a dataset there is only name and purpose.
    """
    named = title(dataset, selection, page, place)
    query = _query(selection)
    figures = summary(dataset, selection) if dataset else {}
    said = [
        gettext("%(measure)s: %(figure)s", measure=MEASURES[name], figure=_figure_text(figure))
        for name, figure in figures.items()
        if figure.reports
    ]
    return Front(
        named,
        render(
            "front_tags.html",
            title=named,
            description=" ".join([our_purpose(), *(f"{one}." for one in said)]),
            address=f"{public_address()}{page}{query}" if public_address() else "",
            data=script_data(dataset_for_programs(dataset)) if dataset else "",
        ),
        render(
            "front.html",
            name=NAME,
            purpose=our_purpose(),
            figures=said,
            selection=selection_text(dataset, selection) if dataset else "",
            matching=matching_text(dataset, selection) if dataset else "",
            query=query,
        ),
    )


def title(dataset: Dataset | None, selection: Selection, page: str, place: str | None) -> str:
    """A page’s title: the single event or place it is about, if so, its own name, and ours."""
    about = ""
    if dataset and place:
        about = dataset.site_name(place)
    elif dataset and len(selection.events) == 1:
        about = str(dataset.event[selection.events[0]]["label"])
    return " · ".join(part for part in (about, PAGES.get(page, ""), NAME) if part)


def _figure_text(figure: Tally) -> str:
    if figure.as_of:
        return gettext(
            "%(figure)s, last reported for %(day)s", figure=figure.words, day=day_text(figure.as_of)
        )
    return figure.words


def _query(selection: Selection) -> str:
    query = selection.query_string()
    return f"?{query}" if query else ""
