"""What the panel shows for a figure and the first events: each counted statement as a dot."""

from __future__ import annotations

import re
from urllib.parse import unquote

from refoulement.counting.rivals import event_rivals
from refoulement.dataset.tables import Dataset
from refoulement.presentation.dot_strip import dot_strip
from refoulement.presentation.figure_details import figure_details
from refoulement.presentation.rivals_markup import first_event
from refoulement.presentation.summary import not_counted, summary
from refoulement.selecting.first_events import first_events
from refoulement.selecting.selection import Selection

DOT = re.compile(r"M(\d+) ([\d.]+)h0")
OCTOBER = "2023-10-09-mass-return"


def text(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def dots(dataset: Dataset, event: str, measure: str) -> list[tuple[str, str]]:
    """Where the dots of an event are: both ends of each counted number."""
    (found,) = event_rivals(dataset, Selection(events=(event,)).reports(dataset))
    (rivals,) = (one for one in found.measures if one.measure == measure)
    return DOT.findall(unquote(dot_strip(rivals)))


def test_every_counted_number_of_an_event_is_a_dot_and_none_covers_another(
    dataset: Dataset,
) -> None:
    (event,) = event_rivals(dataset, Selection(events=(OCTOBER,)).reports(dataset))
    (returned,) = (one for one in event.measures if one.measure == "returned")
    stated = [line.interval for line in returned.lines if not line.reason and line.interval]
    ends = sum(1 if one.lowest == one.highest else 2 for one in stated)
    found = dots(dataset, OCTOBER, "returned")
    assert len(found) == len(set(found)) == ends > 10
    across = sorted({int(x) for x, _ in found})
    shares = sorted({end for one in stated for end in (one.lowest, one.highest)})
    scale = (across[-1] - across[0]) / (shares[-1] - shares[0])
    for x, number in zip(across, shares, strict=True):
        assert abs(across[0] + scale * (number - shares[0]) - x) <= 1


def test_an_event_with_one_statement_or_with_parts_alone_has_no_dots(dataset: Dataset) -> None:
    for event in ("2013-11-arrests-35", "2024-07-customs-posts"):
        for found in event_rivals(dataset, Selection(events=(event,)).reports(dataset)):
            for rivals in found.measures:
                if sum(line.reason is None for line in rivals.lines) < 2:
                    assert dot_strip(rivals) == ""


def test_the_first_events_say_what_their_sources_give(dataset: Dataset) -> None:
    found = first_events(dataset, Selection())
    by_kind = {kind: event for kinds, event in found.items() for kind in kinds}
    said = {kind: first_event(dataset, event)["said"] for kind, event in by_kind.items()}
    assert said["most_reported"].startswith(
        "Returned: 11 independent sources give figures from 200 to 650 or more."
    )
    disputed = by_kind["most_disputed"]
    assert all(disputed.own_spread >= other.own_spread for other in found.values())


def test_a_figure_shows_its_events_what_is_left_out_and_the_totals_of_sources(
    dataset: Dataset,
) -> None:
    for measure, figure in summary(dataset, Selection()).items():
        shown = text(figure_details(dataset, Selection(), figure))
        assert figure.words in shown
        for event in figure.latest:
            assert dataset.event[event.event_id]["label"] in shown
        assert f"{not_counted(figure)} statements left out" in shown
        totals = [
            report
            for report in Selection(measures=(measure,)).reports(dataset)
            if report.basis == "period_total" and not report.derived_from and report.has_number
        ]
        assert shown.count("Not added: ") == min(len(totals), 5)


def test_one_event_alone_is_counted_where_that_is_selected(dataset: Dataset) -> None:
    chosen = Selection(events=(OCTOBER,))
    shown = text(figure_details(dataset, chosen, summary(dataset, chosen)["returned"]))
    assert "Mass return of 9 October 2023 : 200–650+" in shown
