"""What the map's frame receives: the reports once, and at a move only the selection."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from refoulement.counting.tally import PlaceFigures
from refoulement.dataset.tables import Dataset
from refoulement.drawing import map_data
from refoulement.drawing.columns import order_of
from refoulement.drawing.folium_map import symbol_layer
from refoulement.drawing.map_data import figure_columns
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES, MEASURES

EVERYTHING = Selection()
NARROWED = Selection(date(2020, 1, 1), date(2023, 12, 31), search="repatriated")


def sent(dataset: Dataset, selection: Selection, hidden: Collection[str] = ()) -> dict[str, Any]:
    """What a move sends for the selection."""
    (selected,) = symbol_layer(dataset, selection, hidden=hidden)._children.values()
    content: dict[str, Any] = vars(selected)["content"]
    return content


def layer_size(dataset: Dataset, selection: Selection) -> int:
    return len(json.dumps(sent(dataset, selection)))


def grown(dataset: Dataset, reports: int) -> Dataset:
    """A dataset with this many reports, repeating another's."""
    table = pd.concat([dataset.reports] * (reports // len(dataset.reports) + 1))[:reports]
    return replace(dataset, reports=table.reset_index(drop=True))


@pytest.mark.parametrize("reports", [10, 1000])
def test_a_move_sends_a_bit_a_report_where_filters_narrow_and_nothing_else_that_grows(
    dataset: Dataset, reports: int
) -> None:
    data = grown(dataset, reports)
    assert layer_size(data, EVERYTHING) < 170
    assert layer_size(data, NARROWED) < 300 + 2 * reports / 6


def test_a_bit_stands_for_each_current_report_in_the_order_of_columns(dataset: Dataset) -> None:
    table = dataset.reports.copy()
    table.loc[:9, "status"] = "withdrawn"
    data = replace(dataset, reports=table)
    bits = b64decode(sent(data, NARROWED)["flags"])
    order = data.records_at(order_of(data))
    passing = {r for index, r in enumerate(order) if bits[index // 8] >> index % 8 & 1}
    assert passing == set(NARROWED.with_dates(None, None).reports(data))
    assert 0 < len(passing) < len(order)


# Where the server counts


def test_a_dataset_too_large_to_send_is_told_in_figures(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_data, "SENT_AT_ONCE", dataset.current - 1)
    large = replace(dataset)  # so that results cached for the other one stay there
    answer = sent(large, NARROWED)
    content = json.loads(zlib.decompress(b64decode(answer["counted"])))
    assert len(content["figures"]["step"]) > 5
    assert answer["flags"].endswith("search=repatriated"), "of any dates"
    assert sent(large, EVERYTHING)["flags"] is None


def test_the_figures_of_a_thousand_places_and_five_measures_weigh_at_most_40_kilobytes() -> None:
    """With numbers that rarely repeat, which deflate handles worst."""
    chance = np.random.default_rng(6)
    figures = [
        PlaceFigures(
            measure=measure,
            place=np.arange(1000),
            low=chance.integers(1, 3000, 1000),
            high=chance.integers(3000, 6000, 1000),
            open_above=chance.integers(0, 2, 1000).astype(bool),
            first_year=chance.integers(2001, 2010, 1000) * (measure in COUNTED_MEASURES),
            last_year=chance.integers(2010, 2025, 1000) * (measure in COUNTED_MEASURES),
        )
        for measure in MEASURES
    ]
    columns = figure_columns(figures)
    assert {len(column) for column in columns.values()} == {5000}
    packed = map_data.deflated({"figures": columns})
    assert len(packed) <= 40_000


def test_measures_are_hidden_on_the_map_where_the_page_says_so(dataset: Dataset) -> None:
    assert "hidden" not in sent(dataset, EVERYTHING)
    hidden = sent(dataset, EVERYTHING, hidden=["arrested", "held"])["hidden"]
    assert hidden == ["held", "arrested"]


def test_that_all_is_of_one_event_is_said_of_one_event_alone(dataset: Dataset) -> None:
    events = tuple(dataset.event)[:2]
    assert sent(dataset, Selection(events=events[:1]))["isEvent"]
    assert "isEvent" not in sent(dataset, Selection(events=events))
