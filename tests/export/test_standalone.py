"""The standalone map draws what the page draws, follows its slider, and makes no requests."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from refoulement.counting.places import placed_reports
from refoulement.dataset.tables import Dataset
from refoulement.drawing.map_data import day_number
from refoulement.export.standalone import export_html
from refoulement.loading.load import load
from refoulement.presentation.summary import matching_text, selection_text, summary
from refoulement.selecting.selection import Selection
from tests.browser.drawn import symbols
from tests.conftest import ACCESSIBILITY, TALL, Visit
from tests.copies import FREE_TEXT, FROZEN, copy_package, fill_columns

EVERYTHING = Selection()
LARGEST = 1_000_000  # bytes, for the file with the whole frozen dataset


class Opened:
    """A file opened from disk with the network off, and what happened in it."""

    def __init__(self, browser: Browser, content: bytes, directory: Path) -> None:
        path = directory / "map.html"
        path.write_bytes(content)
        self.context = browser.new_context(offline=True, viewport=TALL)
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda asked: self.requests.append(asked.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.goto(path.as_uri())
        self.page.locator(".rm-label-town").first.wait_for(state="attached")

    def foreign_requests(self) -> list[str]:
        """Requests for anything but the file itself and what it contains."""
        return [url for url in self.requests[1:] if not url.startswith("data:")]

    def set_dates(self, first: date | None, last: date | None) -> None:
        """Move the slider's thumbs as assistive technology does."""
        for thumb, day in (("first", first), ("last", last)):
            number = day_number(day)
            self.page.locator(f"#{thumb}").evaluate(
                "(thumb, day) => { thumb.value = day ?? (thumb.id === 'first' ? thumb.min : "
                "thumb.max); thumb.dispatchEvent(new Event('input')) }",
                number,
            )
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")

    def symbols(self) -> dict[str, list[str]]:
        """The symbols drawn at each place, by its id."""
        return symbols(self.page)


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The file of the whole frozen dataset."""
    file = Opened(browser, export_html(load(FROZEN), EVERYTHING), tmp_path_factory.mktemp("file"))
    yield file
    file.context.close()


def places_of(dataset: Dataset, selection: Selection) -> set[str]:
    """The places named by matching reports."""
    return {site for report in selection.reports(dataset) for site in report.sites}


def test_the_whole_dataset_weighs_at_most_a_megabyte(dataset: Dataset) -> None:
    assert len(export_html(dataset, EVERYTHING)) <= LARGEST


@pytest.mark.parametrize("width", [390, 1366])
def test_title_and_purpose_fit_their_window(opened: Opened, width: int) -> None:
    opened.page.set_viewport_size({"width": width, "height": 844})
    for line in opened.page.locator("body > header > *").all():
        assert line.evaluate("(one) => one.scrollWidth <= one.clientWidth"), line.inner_text()
    opened.page.set_viewport_size(TALL)


def test_the_slider_moves_symbols_figures_sentence_and_table(
    opened: Opened, dataset: Dataset
) -> None:
    first, last = date(2021, 7, 1), date(2021, 7, 31)
    opened.set_dates(first, last)
    chosen = Selection(first, last)
    matching = chosen.reports(dataset)
    assert set(opened.symbols()) == places_of(dataset, chosen)
    for measure, figure in summary(dataset, chosen).items():
        box = opened.page.locator(f'.rm-figure[data-measure="{measure}"]')
        expect(box.locator("strong")).to_have_text(figure.words)
    expect(opened.page.locator("#sentence")).to_contain_text(f"{len(matching)} of 134 statements")
    expect(opened.page.locator("#sentence")).to_contain_text("dated 1 July 2021 to 31 July 2021")
    shown = opened.page.locator("tr[data-report]:not([hidden])")
    ids = set(shown.evaluate_all("(rows) => rows.map((row) => row.dataset.report)"))
    assert ids == {report.report_id for report in matching}
    opened.set_dates(None, None)
    expect(shown).to_have_count(134)


def test_its_symbols_are_those_of_the_dashboard(opened: Opened, visit: Visit) -> None:
    """Symbol by symbol as drawn, at dates that require open, hollow and ringed symbols."""
    opened.set_dates(date(2020, 1, 1), date(2023, 12, 31))
    visit.open("?dates=2020-01-01&dates=2023-12-31")
    frame = visit.page.frame_locator("iframe[title*=folium]")
    frame.locator(".rm-place").first.wait_for()
    drawn = symbols(frame)
    assert drawn == opened.symbols()
    assert len(drawn) > 5
    assert all(drawn.values())
    opened.set_dates(None, None)


def test_it_asks_nobody_for_anything_and_reports_no_error(opened: Opened) -> None:
    assert opened.requests[0].startswith("file://")
    assert opened.foreign_requests() == []
    assert opened.errors == []


def test_nothing_but_its_own_scripts_may_run(opened: Opened) -> None:
    ran = opened.page.evaluate(
        "() => new Promise((done) => { const s = document.createElement('script'); "
        "s.textContent = 'window.ran = true'; document.body.append(s); done(!!window.ran) })"
    )
    assert ran is False
    opened.errors.clear()


def test_symbols_follow_the_held_thumb_on_every_frame(opened: Opened, dataset: Dataset) -> None:
    """Sixty moves in sixty frames: each frame shows the symbols for its dates."""
    seen = opened.page.evaluate(
        """async () => {
          const thumb = document.getElementById("first");
          const day = (share) => Math.round(+thumb.min + share * (thumb.max - thumb.min));
          const seen = [];
          for (let move = 1; move <= 60; move++) {
            thumb.value = day(move / 61);
            thumb.dispatchEvent(new Event("input"));
            await new Promise((done) => requestAnimationFrame(done));
            const drawn = [...document.querySelectorAll(".rm-place")].map((p) => p.dataset.place);
            seen.push([Number(thumb.value), drawn]);
          }
          return seen;
        }"""
    )
    opened.set_dates(None, None)
    for day, drawn in seen:
        since = Selection(date(1970, 1, 1) + timedelta(day), dataset.span[1])
        assert sorted(drawn) == sorted(places_of(dataset, since)), since
    assert len({len(drawn) for _, drawn in seen}) > 5


def test_a_day_a_month_or_a_year_can_be_typed_and_no_other_words(
    opened: Opened, dataset: Dataset
) -> None:
    page = opened.page
    first, wrong = page.get_by_label("From"), page.locator("#wrong-dates")
    for typed, start in (("2021-07-14", "2021-07-14"), ("2021-07", "2021-07-01")):
        first.fill(typed)
        first.press("Enter")
        expect(first).to_have_value(start)
        days = Selection(date.fromisoformat(start), dataset.span[1])
        expect(page.locator("#told")).to_contain_text(matching_text(dataset, days)[:9])
    first.fill("2021-02-31")
    first.press("Enter")
    expect(wrong).to_be_visible()
    page.locator("#all-dates").click()
    first.fill("2021")
    first.press("Enter")
    expect(wrong).to_be_hidden()
    page.locator("#all-dates").click()


def test_its_page_breaks_no_rule_of_accessibility(opened: Opened) -> None:
    found = Axe().run(opened.page, options={"runOnly": ACCESSIBILITY}).response
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []


def test_a_place_opens_its_popup_and_its_rows(opened: Opened) -> None:
    page = opened.page
    page.locator('[data-place="tumen"]').click()
    expect(page.locator(".rm-popup")).to_contain_text("Held in China")
    shown = page.locator("tr[data-report]:not([hidden])")
    expect(page.locator("#all-places")).to_have_text("Only Tumen: show all")
    named = len(placed_reports(Selection().reports(load(FROZEN)), "tumen"))
    expect(shown).to_have_count(named)
    page.locator("#all-places").click()
    expect(shown).to_have_count(134)
    page.locator(".leaflet-popup-close-button").click()


def test_a_place_at_the_edge_of_the_window_opens_at_the_first_click(
    browser: Browser, tmp_path: Path
) -> None:
    """The page scrolls as a whole, but not from under the pointer during a press."""
    file = Opened(browser, export_html(load(FROZEN), Selection()), tmp_path)
    page = file.page
    page.set_viewport_size({"width": 1366, "height": 768})
    place = page.locator('[data-place="dandong"]')
    assert page.evaluate("() => document.documentElement.scrollHeight") > 3_000, "all of it scrolls"
    below = place.evaluate("(one) => one.getBoundingClientRect().top + scrollY - innerHeight")
    page.evaluate("(top) => scrollTo(0, top)", below + 8)  # eight pixels of it are visible
    box = place.bounding_box()
    assert box
    assert 0 < 768 - box["y"] < box["height"], "a test of the test"
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 5)
    expect(page.locator(".rm-popup")).to_contain_text("Dandong")
    assert file.errors == []
    file.context.close()


def test_a_popup_stays_open_while_the_dates_move_and_says_what_holds_then(opened: Opened) -> None:
    page = opened.page
    page.locator('[data-place="tumen"]').click()
    expect(page.locator(".rm-popup")).to_contain_text("≤ 500")
    opened.set_dates(date(2021, 1, 1), date(2021, 12, 31))
    expect(page.locator(".rm-popup")).not_to_contain_text("≤ 500")
    expect(page.locator(".rm-popup")).to_contain_text("325")
    opened.set_dates(None, None)
    page.locator(".leaflet-popup-close-button").click()
    page.locator("#all-places").click()


def test_without_scripts_figures_and_table_are_there(
    browser: Browser, tmp_path: Path, dataset: Dataset
) -> None:
    (tmp_path / "map.html").write_bytes(export_html(dataset, EVERYTHING))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "map.html").as_uri())
    expect(page.locator("tr[data-report]")).to_have_count(134)
    expect(page.get_by_role("img", name="Map")).to_be_visible()
    expect(page.locator('.rm-figure[data-measure="returned"] strong')).to_have_text(
        "580 to 2,609 or more"
    )
    context.close()


@pytest.mark.parametrize(
    "selection",
    [
        Selection(sites=("tumen", "dandong")),
        Selection(date(2023, 10, 1), date(2023, 10, 31), measures=("returned",)),
        Selection(date_to=date(1990, 12, 31)),
        Selection(sites=("tumen",), date_from=date(2010, 1, 1), undated=True),
    ],
    ids=["places", "dates", "nothing", "undated"],
)
def test_the_file_of_a_selection_says_what_the_dashboard_says(
    selection: Selection, browser: Browser, tmp_path: Path, dataset: Dataset
) -> None:
    file = Opened(browser, export_html(dataset, selection), tmp_path)
    assert set(file.symbols()) == places_of(dataset, selection)
    for measure, figure in summary(dataset, selection).items():
        box = file.page.locator(f'.rm-figure[data-measure="{measure}"] strong')
        expect(box).to_have_text(figure.words)
    sentence = selection_text(dataset, selection)
    expect(file.page.locator("#sentence")).to_contain_text(sentence)
    assert file.errors == []
    file.context.close()


HOSTILE = (
    "<img src=x onerror='window.ran = 1'>",
    "</script><script>window.ran = 1</script>",
    "${window.ran = 1} `\\u0041`",
    "<!-- <script>",
    "javascript:window.ran=1",
)


def test_hostile_cells_stay_text(browser: Browser, tmp_path: Path) -> None:
    package = copy_package(tmp_path / "data")
    for table in ("reports", "events", "sources", "sites"):
        fill_columns(package, table, FREE_TEXT[table], HOSTILE)
    file = Opened(browser, export_html(load(package), EVERYTHING), tmp_path)
    file.page.locator('[data-place="tumen"]').click()
    expect(file.page.locator(".rm-popup")).to_be_visible()
    assert file.page.evaluate("() => window.ran") is None
    shown = file.page.locator("body").inner_text()
    for cell in HOSTILE[:3]:
        assert cell in shown
    assert file.errors == []
    assert file.foreign_requests() == []
    file.context.close()


def test_no_script_or_style_in_it_names_another_host(dataset: Dataset) -> None:
    """Links to sources are the only addresses; nothing is loaded from anywhere."""
    text = export_html(dataset, EVERYTHING).decode()
    loading = re.findall(r'(?:src|srcset)="(?!data:)[^"]*|@import|<link[^>]*https?:', text)
    assert loading == []
