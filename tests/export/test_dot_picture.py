"""The dot chart of an event as a picture."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pandas as pd
import pytest

from refoulement.dataset.package import SHIPPED
from refoulement.dataset.tables import Dataset
from refoulement.export.dot_picture import (
    EDGE,
    HEIGHT,
    MOST_ROWS,
    WIDTH,
    export_chart_png,
    export_chart_svg,
)
from refoulement.export.painter import chart
from refoulement.loading.load import load
from refoulement.selecting.selection import Selection
from tests.presentation.test_markup import hostile as hostile

MOST_BYTES = 300_000
OCTOBER = "2023-10-09-mass-return"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def shipped() -> Dataset:
    return load(SHIPPED)


def texts(dataset: Dataset, event_id: str) -> list[ElementTree.Element]:
    svg = export_chart_svg(dataset, Selection(events=(event_id,)))
    return ElementTree.fromstring(svg).findall(f"{SVG}text")


def test_every_chart_is_within_its_picture_and_its_texts_are_readable_at_half_size(
    shipped: Dataset,
) -> None:
    for event_id in shipped.event:
        for text in texts(shipped, event_id):
            x, y, size = (float(text.attrib[name]) for name in ("x", "y", "font-size"))
            assert x >= EDGE
            assert x + float(text.attrib["textLength"]) <= WIDTH - EDGE + 1
            assert size < y < HEIGHT - 10
            assert size / 2 >= 8


def test_no_line_of_a_chart_covers_another(shipped: Dataset) -> None:
    for event_id in (OCTOBER, "2003-01-yantai", "2021-07-held"):
        lines = sorted({float(one.attrib["y"]) for one in texts(shipped, event_id)})
        assert all(b - a >= 12 for a, b in pairwise(lines)), event_id


@pytest.mark.parametrize("event_id", [OCTOBER, "2012-nkdb-rate"])
def test_a_picture_is_png_of_1200_by_675_and_small(shipped: Dataset, event_id: str) -> None:
    png = export_chart_png(shipped, Selection(events=(event_id,)))
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (1200, 675)
    assert len(png) < MOST_BYTES


def test_the_process_that_draws_gives_the_same_bytes(shipped: Dataset) -> None:
    selection = Selection(events=(OCTOBER,))
    assert chart(".svg", shipped, OCTOBER) == export_chart_svg(shipped, selection)


def test_what_finds_no_room_is_counted(shipped: Dataset) -> None:
    reports = shipped.reports
    (one,) = reports.index[reports["report_id"] == "r031"]
    copies = []
    for number in range(100):
        copy = reports.loc[[one]].assign(report_id=f"x{number}", count_low=number + 1)
        copies.append(copy)
    many = replace(shipped, reports=pd.concat([reports, *copies], ignore_index=True))
    said = " ".join(text.text or "" for text in texts(many, OCTOBER))
    left = re.search(r"and (\d+) more statements", said)
    assert left
    values = re.findall(r"(?<!\d)\d+ or more(?! people)", said)
    assert len(values) <= MOST_ROWS
    assert int(left[1]) > 60
    assert len(export_chart_svg(many, Selection(events=(OCTOBER,)))) < MOST_BYTES


def test_hostile_texts_stay_text(hostile: Dataset) -> None:
    for event_id in [*hostile.event][:20]:
        names = {
            one.tag.removeprefix(SVG)
            for one in ElementTree.fromstring(
                export_chart_svg(hostile, Selection(events=(event_id,)))
            ).iter()
        }
        assert names <= {"svg", "title", "rect", "text", "path", "circle"}
