"""The order of rows in the files does not change any figure or its evidence."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refoulement.counting.places import placed_reports
from refoulement.dataset.geography import NO_PLACE
from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv
from refoulement.export.paper import export_print
from refoulement.export.sites import export_sites
from refoulement.export.summary_file import export_summary
from refoulement.loading.load import load
from refoulement.presentation.markup import events_list, place_ledger
from refoulement.presentation.summary import figure_line, summary
from refoulement.selecting.selection import Selection
from tests.copies import FROZEN, copy_package, parse, read_rows, write_rows
from tests.screen.test_pages import html, open_page

ALL = Selection()
IN_ORDER = load(FROZEN)
TUMEN = Selection(sites=("tumen",))


def shuffled(seed: int) -> Dataset:
    """The frozen package with its reports, events and sources in another order."""
    tables = {
        name: getattr(IN_ORDER, name).sample(frac=1, random_state=seed).reset_index(drop=True)
        for name in ("reports", "events", "sources")
    }
    return replace(IN_ORDER, **tables)


def page_text(dataset: Dataset, selection: Selection) -> list[str]:
    """What a page says about each figure and how it is made up."""
    return [
        text
        for figure in summary(dataset, selection).values()
        for text in (figure_line(dataset, figure), events_list(dataset, figure))
    ]


def ledgers(dataset: Dataset, selection: Selection) -> list[str]:
    """The evidence for each place, as in its ledger."""
    reports = selection.reports(dataset)
    return [
        place_ledger(dataset, site_id, placed_reports(reports, site_id))
        for site_id in (*dataset.site_ids, NO_PLACE)
    ]


def evidence_csv(dataset: Dataset, selection: Selection) -> list[list[str]]:
    """The rows of a download, which are in file order, sorted by id."""
    return sorted(parse(export_csv(dataset, selection)))


@pytest.mark.parametrize(
    "said",
    [page_text, ledgers, evidence_csv, export_summary, export_sites, export_print],
    ids=lambda said: said.__name__,
)
@pytest.mark.parametrize("selection", [ALL, TUMEN], ids=["all", "a place"])
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_row_order_changes_nothing(
    said: Callable[[Dataset, Selection], object], selection: Selection, seed: int
) -> None:
    assert said(shuffled(seed), selection) == said(IN_ORDER, selection)


def said_on_page() -> str:
    """A place's page, without the digest that names its data."""
    return re.sub(r'data-dataset="\w+"', "", html(open_page(place="tumen")))


def test_the_page_says_the_same_of_rows_in_another_order(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = copy_package(tmp_path_factory.mktemp("other") / "data")
    for table in ("reports", "events", "sources"):
        head, *rows = read_rows(other, table)
        random.Random(7).shuffle(rows)
        write_rows(other, table, [head, *rows])
    before = said_on_page()
    monkeypatch.setenv("REFOULEMENT_DATA", str(other))
    assert said_on_page() == before
