"""The same selection over two ranges of dates, side by side and never as a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from refoulement.counting.rules import Tally
from refoulement.dataset.tables import Dataset
from refoulement.presentation.summary import summary
from refoulement.selecting.address import Note, read_dates
from refoulement.selecting.selection import Selection

PARAMETER = "against"


@dataclass(frozen=True, slots=True)
class Side:
    """One of two ranges: the selection over it, and its figure by measure (none under a search)."""

    selection: Selection
    figures: dict[str, Tally]


def compare(
    dataset: Dataset, selection: Selection, against: tuple[date | None, date | None]
) -> tuple[Side, Side]:
    """A selection over its own dates and over others, both ends included, all else the same."""
    both = (selection, selection.with_dates(*against))
    first, second = (Side(one, summary(dataset, one)) for one in both)
    return first, second


def read_against(
    parameters: Mapping[str, Sequence[str]],
) -> tuple[tuple[date | None, date | None], list[Note]]:
    """The other range from an address (`against` twice), and notes on what cannot be used."""
    first, last, notes = read_dates(PARAMETER, parameters.get(PARAMETER, ()))
    return (first, last), notes
