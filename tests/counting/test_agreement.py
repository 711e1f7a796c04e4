"""When sources may be said to agree: several of them, with closed numbers close together."""

from __future__ import annotations

import pytest

from refoulement.counting.agreement import Agreement, agreement_of
from refoulement.counting.rivals import agreement, event_rivals
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.selecting.selection import Selection
from tests.generated import report

EVENT = "2023-10-09-mass-return"


def stated(*numbers: tuple[int | None, int | None, str]) -> list[Report]:
    """Reports of one event, each with its low, high and origin."""
    return [
        report(report_id=f"r{at}", event_id=EVENT, low=low, high=high, origin=origin)
        for at, (low, high, origin) in enumerate(numbers)
    ]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([(600, 600, name) for name in "abcd"], None),
        ([(600, 600, name) for name in "abcde"], Agreement(5, 5, 600, 600)),
        ([(600, 600, "a")] * 9, None),
        ([(600, 600, name) for name in "abcd"] + [(600, 600, "")], None),
        ([(600, 600, name) for name in "abcd"] + [(None, None, "e")], None),
        ([(500, 500, "a"), (600, 600, "b"), *[(550, 560, c) for c in "cde"]],
         Agreement(5, 5, 500, 600)),
        ([(500, 500, "a"), (601, 601, "b"), *[(550, 560, c) for c in "cde"]],
         Agreement(4, 5, 500, 560)),
        ([(600, None, "a"), (None, 600, "b"), *[(600, 600, c) for c in "cdef"]],
         Agreement(4, 6, 600, 600)),
        ([(600, None, "a"), (600, None, "b"), *[(600, 600, c) for c in "cde"]], None),
        ([(600, 600, "a"), (200, 200, "a"), *[(600, 600, c) for c in "bcde"]],
         Agreement(4, 5, 600, 600)),
        ([(100, 100, c) for c in "abcdef"] + [(900, 900, c) for c in "ghi"],
         Agreement(6, 9, 100, 100)),
        ([(100, 100, c) for c in "abcde"] + [(900, 900, c) for c in "ghi"], None),
    ],
)  # fmt: skip
def test_two_thirds_of_five_origins_or_more_must_state_closed_numbers_within_a_fifth(
    numbers: list[tuple[int | None, int | None, str]], expected: Agreement | None
) -> None:
    assert agreement_of(stated(*numbers)) == expected
    assert agreement_of(reversed(stated(*numbers))) == expected


@pytest.mark.parametrize(
    "event",
    [EVENT, "2024-04-26-return", "2021-07-held", "2013-11-arrests-35"],
)
def test_of_events_whose_sources_disagree_or_are_few_no_agreement_is_said(
    dataset: Dataset, event: str
) -> None:
    matching = Selection(events=(event,)).reports(dataset)
    for rivals in event_rivals(dataset, matching)[0].measures:
        assert "independent sources say" not in agreement(rivals)


def test_an_agreement_is_said_with_its_counts_and_never_as_most(dataset: Dataset) -> None:
    found = stated(*[(600, 600, name) for name in "abcd"], (550, 560, "e"), (None, 900, "f"))
    (rivals,) = event_rivals(dataset, found)[0].measures
    assert "5 of 6 independent sources say 550 to 600." in agreement(rivals)
    assert "most" not in agreement(rivals)
