"""When nothing matches, each filter shows how much there would be without it."""

from __future__ import annotations

from datetime import date

from refoulement.dataset.tables import Dataset
from refoulement.selecting.excluding import without_each_filter
from refoulement.selecting.selection import Selection
from tests.screen.test_pages import html, open_page


def test_without_a_filter_match_as_many_as_are_said(dataset: Dataset) -> None:
    nothing = Selection(date(2000, 1, 1), date(2000, 1, 2), sites=("tumen",), measures=("held",))
    assert nothing.count(dataset) == 0
    found = without_each_filter(dataset, nothing)
    assert found["dates"] == (
        Selection(sites=("tumen",), measures=("held",)),
        Selection(sites=("tumen",), measures=("held",)).count(dataset),
    )
    assert all(number and one.count(dataset) == number for one, number in found.values())


def test_a_filter_without_which_still_nothing_matches_is_not_offered(dataset: Dataset) -> None:
    nothing = Selection(sites=("tumen",), search="no such words", report_ids=("r001",))
    assert set(without_each_filter(dataset, nothing)) == set()
    assert set(without_each_filter(dataset, Selection(search="no such words"))) == {"search"}


def test_the_page_offers_to_take_away_what_excludes_everything() -> None:
    app = open_page(dates=["2000-01-01", "2000-01-02"], site=["tumen"])
    assert "Nothing matches" in html(app)
    (way_out,) = (button for button in app.button if button.key == "without dates")
    way_out.click().run()
    assert app.session_state["selection"] == Selection(sites=("tumen",))
