"""The three figures of a selection and the words about them, as everything we show has them."""

from __future__ import annotations

from refoulement.counting.rules import Tally
from refoulement.counting.tally import tally
from refoulement.dataset.remembered import lately
from refoulement.dataset.tables import Dataset
from refoulement.selecting.selection import Selection
from refoulement.settings import address_of, public_address
from refoulement.vocabulary import COUNTED_MEASURES, NOT_COUNTED
from refoulement.wording import count_text, day_text

_RIVALS = (
    "Rival figures for one event give a span from the lowest to the highest. Repeats, workers, "
    "rates and sources' own totals over time are not counted."
)
_FLOW = (
    "People over the whole time selected: the sum over events, each counted once. Parts stand "
    "under their whole. Of events that may count the same people, the largest low is added once. "
)
_STOCK = (
    "People at one date, never summed over time: the figure of one event for which a number is "
    "reported. The whole country comes first, then provinces or a region, then towns; among these, "
    "the latest. "
)
RULES = {
    "held": _STOCK + _RIVALS,
    "returned": _FLOW + _RIVALS,
    "arrested": _FLOW + _RIVALS,
}

PURPOSE = (
    "What published sources report about North Korean escapees held in China and forcibly "
    "returned. Every number is a source’s statement, none is a verified total."
)

_PURPOSE_OF_OWN = (
    "A reader’s own file, counted by the rules of Refoulement Map: not curated or checked by it, "
    "and no part of its dataset."
)

WARNING = (
    "Figures as reported, from the lowest to the highest; “+” means at least, “≤” at most. They "
    "are no verified totals, and since what gets reported is a convenience sample, they show no "
    "trend. The three measures may count the same people and are never added."
)

NO_FIGURES = (
    "A search narrows the list and makes no figure: which statements happen to use a word says "
    "nothing about people."
)


def heading(dataset: Dataset) -> str:
    """What a document made of the data is called: by our name only where the data are ours."""
    return dataset.own_file or "Refoulement Map"


def purpose(dataset: Dataset) -> str:
    """What the data are, in a sentence."""
    return _PURPOSE_OF_OWN if dataset.own_file else PURPOSE


def how_to_reopen(dataset: Dataset, selection: Selection) -> str:
    """How to open again what a file holds, as a sentence."""
    query = selection.query_string()
    if dataset.own_file:
        then = f", then put this after the address: ?{query}" if query else ""
        return f"To open this again: open {dataset.own_file} on the page “Check your data”{then}"
    if public_address():
        return f"To open this selection again: {address_of(query)}"
    return f"To open this selection again, put this after the address of the map: ?{query}"


def summary(dataset: Dataset, selection: Selection) -> dict[str, Tally]:
    """The figure of each counted measure (held, returned, arrested) for a selection.

    None at all under a text search: NO_FIGURES says so to readers.
    """
    return _summary(dataset, selection) if selection.has_figures else {}


@lately(32)
def _summary(dataset: Dataset, selection: Selection) -> dict[str, Tally]:
    matches = selection.mask(dataset)
    return {
        measure: tally(dataset, measure, matches, selection.sites) for measure in COUNTED_MEASURES
    }


def places_of(dataset: Dataset, held: Tally) -> list[str]:
    """The places, or where none is named the area, that the reports behind a stock name."""
    names: dict[str, None] = {}
    for report in held.stock.evidence if held.stock else ():
        places = [*map(dataset.site_name, report.sites), *report.other_places]
        names.update(dict.fromkeys(places or [report.area]))
    return [name for name in names if name]


def figure_facts(dataset: Dataset, figure: Tally) -> list[str]:
    """What a figure is of and what it rests on, a line of plain text each."""
    lines = []
    if figure.as_of:
        lines.append(f"as of {day_text(figure.as_of)}: {', '.join(places_of(dataset, figure))}")
    if figure.measure != "held" and figure.events:
        lines.append(count_text(figure.events, "event"))
    if figure.counted:
        lines.append(
            f"rests on {figure.counted:,} of {count_text(figure.reports, 'report')}, "
            + count_text(figure.independent_sources, "independent source")
        )
    return lines


def not_counted(figure: Tally) -> int:
    """How many matching reports are no part of a figure."""
    return sum(figure.not_counted.values())


def not_counted_text(figure: Tally) -> str:
    """How many matching reports are no part of a figure, by reason."""
    return "; ".join(f"{n:,}: {NOT_COUNTED[reason]}" for reason, n in figure.not_counted.items())


def figure_line(dataset: Dataset, figure: Tally) -> str:
    """A figure with its date and place, what it rests on and what is not in it, as plain text."""
    said = [figure.words, *figure_facts(dataset, figure)]
    if figure.not_counted:
        reasons = not_counted_text(figure)
        said.append(f"{count_text(not_counted(figure), 'report')} not in it ({reasons})")
    return "; ".join(said)


def matching_text(dataset: Dataset, selection: Selection) -> str:
    """How many reports match and of how many sources, as a sentence."""
    reports = f"{selection.count(dataset):,} of {count_text(dataset.current, 'report')}"
    return f"{reports}, {count_text(selection.sources(dataset), 'source')}."


def selection_text(dataset: Dataset, selection: Selection) -> str:
    """What is selected, and how many undated reports are therefore not shown, as plain text."""
    hidden = selection.undated_hidden(dataset)
    undated = f" {count_text(hidden, 'undated report')} not shown." if hidden else ""
    return f"{selection.sentence(dataset)}.{undated}"
