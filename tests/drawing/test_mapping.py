"""What the map's frame is sent: once the reports, and at a move only what is selected."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from refoulement.counting.tally import PlaceFigures
from refoulement.dataset.tables import Dataset
from refoulement.drawing import map_data
from refoulement.drawing.columns import MOST_TIES, order_of
from refoulement.drawing.folium_map import symbol_layer
from refoulement.drawing.map_data import figure_columns, server_counted
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES

EVERYTHING = Selection()
NARROWED = Selection(date(2020, 1, 1), date(2023, 12, 31), search="repatriated")


def sent(dataset: Dataset, selection: Selection) -> dict[str, Any]:
    """What a move sends of the selection."""
    (selected,) = symbol_layer(dataset, selection)._children.values()
    content: dict[str, Any] = vars(selected)["content"]
    return content


def layer_size(dataset: Dataset, selection: Selection) -> int:
    return len(json.dumps(sent(dataset, selection)))


def grown(dataset: Dataset, reports: int) -> Dataset:
    """A dataset of so many reports: those of another over and over."""
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
    large = replace(dataset)  # what is worked out of the other one stays
    answer = sent(large, NARROWED)
    content = json.loads(zlib.decompress(b64decode(answer["counted"])))
    assert len(content["figures"]["step"]) > 5
    assert answer["flags"].endswith("search=repatriated"), "of any dates"
    assert sent(large, EVERYTHING)["flags"] is None


def test_the_figures_of_a_thousand_places_and_five_measures_weigh_at_most_40_kilobytes() -> None:
    """With numbers that hardly recur, which deflate worst, and with the lines between places."""
    chance = np.random.default_rng(6)
    figures = [
        PlaceFigures(
            measure=measure,
            place=np.arange(1000),
            low=chance.integers(1, 3000, 1000),
            high=chance.integers(3000, 6000, 1000),
            open_above=chance.integers(0, 2, 1000).astype(bool),
            year=chance.integers(2001, 2025, 1000) * (measure == "held"),
        )
        for measure in MEASURES
    ]
    columns = figure_columns(figures)
    assert {len(column) for column in columns.values()} == {5000}
    ties = chance.integers(0, 1000, (MOST_TIES, 2)).tolist()
    packed = map_data.deflated({"figures": columns, "ties": ties})
    assert len(packed) <= 40_000


def test_lines_that_are_not_drawn_are_counted(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def content(most: int) -> dict[str, object]:
        monkeypatch.setattr(map_data, "MOST_TIES", most)
        packed = server_counted(dataset, EVERYTHING.mask(dataset))
        found: dict[str, object] = json.loads(zlib.decompress(b64decode(packed)))
        return found

    every, some = content(1000), content(3)
    assert every["tiesLeft"] == 0
    ties = every["ties"]
    assert isinstance(ties, list)
    assert some["ties"] == ties[:3]
    assert some["tiesLeft"] == len(ties) - 3
