"""The three figures of a selection and the words about them, the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from refoulement.counting.index import Numbers
from refoulement.counting.rules import Tally
from refoulement.counting.tally import reasons_not_counted, tally
from refoulement.dataset.remembered import lately
from refoulement.dataset.tables import Dataset
from refoulement.messages import Words, filled, gettext, marked, ngettext
from refoulement.presentation.sentences import COUNTS, SAID
from refoulement.selecting.selection import Selection
from refoulement.settings import address_of, public_address
from refoulement.vocabulary import (
    COUNTED_MEASURES,
    LEFT_OUT,
    PEOPLE,
    PLACE_ROLES,
    READ_AS,
    language_name,
)
from refoulement.wording import day_text, either, years_text

RULES = Words(
    {
        "held": marked(
            "The most recent count of people in detention. Counts from different dates are never "
            "added up. A count for the whole country comes first, then one for provinces or a "
            "region, then one for towns. Where sources disagree, we show the lowest and highest "
            "figures. Repeats, rates and sources’ own running totals are not counted, nor are "
            "figures that may include contract workers."
        ),
        "returned": marked(
            "The sum over events, each counted once. Parts of an event are not added again. Where "
            "two events may involve the same people, only the larger minimum counts. Where sources "
            "disagree, we show the lowest and highest figures. Repeats, rates and sources’ own "
            "running totals are not counted, nor are figures that may include contract workers."
        ),
        "arrested": marked(
            "The sum over events, each counted once. Parts of an event are not added again. Where "
            "two events may involve the same people, only the larger minimum counts. Where sources "
            "disagree, we show the lowest and highest figures. Repeats, rates and sources’ own "
            "running totals are not counted, nor are figures that may include contract workers."
        ),
    }
)


def our_purpose() -> str:
    """What our data are, in a sentence or two."""
    return gettext(
        "What published sources say about North Koreans detained in China and forcibly returned. "
        "Every figure is a named source’s claim. We have verified none of them."
    )


def warning() -> str:
    """What the figures are not."""
    return gettext(
        "Lowest to highest figure reported. “+” means “or more”, “≤” means “up to”. Reporting is "
        "patchy, so these figures cannot show a trend. The same people may be counted under more "
        "than one heading, so never add the headings up."
    )


def no_figures() -> str:
    """Why there are no figures during a text search."""
    return gettext(
        "There are no figures while you search: which statements happen to contain a word says "
        "nothing about how many people were affected."
    )


def heading(dataset: Dataset) -> str:
    """The title of a document made from the data: with our name only if the data are ours."""
    return dataset.own_file or "Refoulement Map"


def purpose(dataset: Dataset) -> str:
    """What the data are, in a sentence."""
    if not dataset.own_file:
        return our_purpose()
    return gettext(
        "Your own file, counted by the rules of Refoulement Map. It is not part of Refoulement "
        "Map, which has not checked it."
    )


def how_to_reopen(dataset: Dataset, selection: Selection) -> str:
    """How to open the content of a file again, as a sentence."""
    query = selection.query_string()
    if dataset.own_file and query:
        return gettext(
            "To reopen this view: open %(file)s on the page “Your data”, then put this after "
            "the address: ?%(query)s",
            file=dataset.own_file,
            query=query,
        )
    if dataset.own_file:
        return gettext(
            "To reopen this view: open %(file)s on the page “Your data”.",
            file=dataset.own_file,
        )
    if public_address():
        return gettext("Reopen this view: %(address)s", address=address_of(query))
    return gettext(
        "To reopen this view, put this after the address of the map: ?%(query)s", query=query
    )


def summary(dataset: Dataset, selection: Selection) -> dict[str, Tally]:
    """The figure of each counted measure (held, returned, arrested) for a selection.

    Empty under a text search: `no_figures` tells readers why.
    """
    return _summary(dataset, selection) if selection.has_figures else {}


@lately(32)
def _summary(dataset: Dataset, selection: Selection) -> dict[str, Tally]:
    matches = selection.mask(dataset)
    return {
        measure: tally(dataset, measure, matches, selection.sites) for measure in COUNTED_MEASURES
    }


def why_not_counted(dataset: Dataset, selection: Selection, reports: Numbers) -> list[str]:
    """Why each of these matching reports, by position, is in no figure of the selection.

    A key of vocabulary.NOT_COUNTED; empty if it is in one. A text search makes no
    figure, so these are the figures of the selection without it.
    """
    held = _summary(dataset, replace(selection, search=""))["held"]
    stock = held.stock.event_id if held.stock else None
    return reasons_not_counted(dataset, reports, stock, selection.sites)


def places_of(dataset: Dataset, held: Tally) -> list[str]:
    """The places (or the area, if none is named) that the reports behind a stock name."""
    names: dict[str, None] = {}
    for report in held.stock.evidence if held.stock else ():
        places = [*map(dataset.site_name, report.sites), *report.other_places]
        names.update(dict.fromkeys(places or [report.area]))
    return [name for name in names if name]


def figure_facts(dataset: Dataset, figure: Tally) -> list[str]:
    """What a figure covers and what it is based on, in lines of plain text."""
    lines = []
    if figure.as_of:
        places = places_of(dataset, figure)
        where = SAID["whole_of_china"] if places == ["China"] else ", ".join(places)
        said = SAID["last_reported" if where else "last_reported_nowhere"]
        lines.append(filled(said, {"day": day_text(figure.as_of), "places": where}))
    if figure.measure != "held" and figure.events:
        lines.append(COUNTS.said("events", figure.events))
    if figure.counted:
        lines.append(based_on(figure.counted, figure.independent_sources))
    return lines


def based_on(statements: int, independent_sources: int) -> str:
    """What a figure is based on: 3 statements from 2 independent sources."""
    sources = COUNTS.said("independent", independent_sources)
    return COUNTS.said("based_on", statements, sources=sources)


def statements_and_sources(statements: int, independent_sources: int) -> list[str]:
    """How many statements there are about an event, and from how many independent sources."""
    return [
        ngettext("%(count)s statement", "%(count)s statements", statements),
        ngettext(
            "%(count)s independent source",
            "%(count)s independent sources",
            independent_sources,
        ),
    ]


def not_counted(figure: Tally) -> int:
    """How many matching statements are not part of a figure."""
    return sum(figure.not_counted.values())


def not_counted_text(figure: Tally) -> str:
    """How many matching statements are not part of a figure, by reason."""
    return "; ".join(LEFT_OUT.said(reason, n) for reason, n in figure.not_counted.items())


def left_out_text(figure: Tally) -> str:
    """How many they are and why; empty if there are none."""
    if not figure.not_counted:
        return ""
    return COUNTS.said("left_out", not_counted(figure), reasons=not_counted_text(figure))


def figure_line(dataset: Dataset, figure: Tally) -> str:
    """A figure with its date and place, what it is based on and what is left out."""
    said = [figure.words, *figure_facts(dataset, figure), left_out_text(figure)]
    return "; ".join(filter(None, said))


def matching_text(dataset: Dataset, selection: Selection) -> str:
    """How many statements match and from how many sources, as a sentence."""
    matching, sources = selection.count(dataset), selection.sources(dataset)
    said = "some"
    if matching == dataset.current:
        said = "all" if dataset.is_dated else "all_undated"
    return COUNTS.said(
        said,
        dataset.current,
        matching=matching,
        sources=COUNTS.said("sources", sources),
        years=years_text(*dataset.span),
    )


def selection_text(dataset: Dataset, selection: Selection) -> str:
    """What is selected, and how many undated statements are therefore not shown.

    Empty if everything is selected.
    """
    clauses = [*filter_clauses(dataset, selection), *date_clauses(selection)]
    said = [filled(SAID["selected"], {"clauses": ", ".join(clauses)})] if clauses else []
    hidden = selection.undated_hidden(dataset)
    if hidden:
        said.append(COUNTS.said("undated_hidden", hidden))
    return " ".join(said)


def title_text(dataset: Dataset, selection: Selection) -> str:
    """The title of a document of a selection: whose data they are, and what is selected."""
    said = selection_text(dataset, selection) or matching_text(dataset, selection)
    return gettext("%(name)s: %(selection)s", name=heading(dataset), selection=said)


def filter_clauses(dataset: Dataset, selection: Selection) -> list[str]:
    """What is selected besides the dates, each clause continuing from “Statements”."""

    def names(values: Iterable[str]) -> str:
        return either(list(values))

    clauses = []
    if selection.measures:
        people = names(PEOPLE[measure] for measure in PEOPLE if measure in selection.measures)
        clauses.append(gettext("about people %(measures)s", measures=people))
    if selection.sites:
        places = names(map(dataset.site_name, selection.sites))
        clauses.append(gettext("naming %(places)s", places=places))
    if selection.publishers:
        publishers = names(selection.publishers)
        clauses.append(gettext("published by %(publishers)s", publishers=publishers))
    if selection.roles:
        roles = names(PLACE_ROLES[role] for role in selection.roles)
        clauses.append(gettext("whose type of place is: %(roles)s", roles=roles))
    if selection.events:
        events = names(f"“{dataset.event[event]['label']}”" for event in selection.events)
        clauses.append(gettext("about %(events)s", events=events))
    if selection.languages:
        languages = names(map(language_name, selection.languages))
        clauses.append(gettext("in %(languages)s", languages=languages))
    if selection.read_as:
        kinds = names(READ_AS[kind] for kind in selection.read_as)
        clauses.append(gettext("whose source was read like this: %(kinds)s", kinds=kinds))
    if selection.report_ids:
        clauses.append(gettext("with the number %(ids)s", ids=names(selection.report_ids)))
    if selection.search:
        clauses.append(gettext("containing “%(words)s”", words=selection.search))
    return clauses


def date_clauses(selection: Selection) -> list[str]:
    """Which dates are selected, each clause continuing from “Statements”; empty for all."""
    first, last = selection.date_from, selection.date_to
    clauses = []
    if first and last and first != last:
        ends = {"first": day_text(first), "last": day_text(last)}
        clauses.append(filled(SAID["dated_from_to"], ends))
    elif first:
        said = "dated" if first == last else "dated_from"
        clauses.append(filled(SAID[said], {"day": day_text(first)}))
    elif last:
        clauses.append(filled(SAID["dated_to"], {"day": day_text(last)}))
    if selection.undated and clauses:
        clauses.append(SAID["with_undated"])
    return clauses
