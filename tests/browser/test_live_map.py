"""The dashboard's map follows the page's slider while it is held, and afterwards the server."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, WebSocket, WebSocketRoute, expect

from benchmarks.generate import generate
from refoulement.counting.places import place_measures
from refoulement.dataset.package import ENVIRONMENT_VARIABLE
from refoulement.dataset.tables import Dataset
from refoulement.drawing.map_data import SENT_AT_ONCE
from refoulement.loading.load import load
from refoulement.presentation.summary import figure_facts, matching_text, selection_text, summary
from refoulement.selecting.address import read_address
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import SHORT_MEASURES
from tests.browser.drawn import symbols
from tests.browser.test_browser import frame
from tests.conftest import PATIENCE, Visit, at_rest, look_for, serve, visitor
from tests.copies import copy_package, edit_cells

#: Counts every change to the drawing of a selection: symbols, texts and rings.
COUNT_CHANGES = """() => {
  window.changes = [];
  const note = (records) => window.changes.push(...records.map((r) => r.target.outerHTML));
  for (const pane of ["marker", "symbols", "texts", "uncertainty"]) {
    new MutationObserver(note).observe(map.getPane(pane + "Pane") ?? map.getPane(pane), {
      subtree: true, childList: true, attributes: true, characterData: true,
    });
  }
}"""
#: Counts the texts beside symbols that are shown or hidden from now on.
COUNT_SHOWN_TEXTS = """() => {
  window.changes = 0;
  const note = (records) => {
    window.changes += records.filter(({target, oldValue}) =>
      target.className.includes("rm-texts") && target.className !== oldValue).length;
  };
  new MutationObserver(note).observe(map.getPane("texts"), {
    subtree: true, attributeFilter: ["class"], attributeOldValue: true,
  });
}"""
#: The number of places drawn as dots for lack of space.
DOTS = """() => [...document.querySelectorAll(".rm-dot path")]
  .flatMap((path) => path.getAttribute("d").match(/M/g) ?? []).length"""
#: The number of symbols drawn above those of all sizes.
DRAWN_ABOVE = """() =>
  [...document.querySelectorAll(".leaflet-symbols-pane svg > g > g:last-child path")]
    .flatMap((path) => path.getAttribute("d").match(/M\\S+ [^LM]*m/g) ?? []).length"""
#: Views of the map. They return nothing, since Playwright takes seconds over Leaflet's map.
CLOSER = "() => { map.setZoom(8, {animate: false}); }"
#: Pans the map farther than what is drawn beyond its edges.
PANNED = "() => { map.panBy([900, -700], {animate: false}); }"
#: With a motion, as when the button is pressed.
ZOOMED = "() => new Promise((done) => { map.once('moveend', () => done()); map.zoomIn(); })"
#: A clock on which everything takes at least so many milliseconds.
SLOW_CLOCK = """(_, least) => {
  const [now, more] = [performance.now.bind(performance), [0]];
  performance.now = () => now() + (more[0] += least);
}"""
#: Whether the sentence changes while the first thumb moves in every frame.
SAYS_WHILE_MOVING = """async () => {
  const thumb = document.querySelector("[data-testid=stSlider] [aria-valuetext]");
  const said = document.querySelector(".rm-sentence > span");
  const before = said.textContent;
  for (let frame = 0; frame < 600 && said.textContent === before; frame++) {
    thumb.setAttribute("aria-valuetext", `2019-01-${10 + (frame % 20)}`);
    await new Promise(requestAnimationFrame);
  }
  return said.textContent !== before;
}"""
#: Presents another selection, of all dates, as what the server has said.
SELECTED = """(_, of) => live.show({
  of, highlight: [], from: null, to: null, undated: false, clauses: [], dates: "All 134 statements",
  hasFigures: true, flags: null, sites: [],
})"""
SAID = """(places) => Object.fromEntries(
  places.map((place) => [place.dataset.place, place.getAttribute("aria-label")]))"""

#: Where the chosen part of the histogram begins and ends, in percent.
CHOSEN_PART = """(bars) => ["from", "to"].map((end) =>
  Math.round(parseFloat(getComputedStyle(bars).getPropertyValue(`--chosen-${end}`))))"""
WORDS = """(figures) => figures.map((figure) => [figure.dataset.measure, [
  figure.querySelector(".rm-figure-value").textContent,
  ...[...figure.querySelectorAll(".rm-facts > div")].map((line) => line.textContent),
]])"""


def drawn(page: Page) -> dict[str, str]:
    """What each drawn place says, once the frame has drawn."""
    body = frame(page).locator("body")
    body.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    found: dict[str, str] = frame(page).locator("[data-place]").evaluate_all(SAID)
    return found


def expected(dataset: Dataset, selection: Selection) -> dict[str, str]:
    """The same from the core."""
    said: dict[str, list[str]] = {}
    for place in place_measures(dataset, selection.reports(dataset)):
        years = "–".join(map(str, dict.fromkeys(place.alone.years or ())))
        year = f" ({years})" if years else ""
        figure = f" {place.alone}{year}" if place.alone.high else ": no figure for this place alone"
        if not selection.has_figures:
            figure = ": no figure during a search"
        said.setdefault(place.site_id, []).append(SHORT_MEASURES[place.measure] + figure)
    return {site: f"{dataset.site_name(site)} {'; '.join(of)}" for site, of in said.items()}


def expect_drawn(page: Page, dataset: Dataset, selection: Selection) -> None:
    """Check that places say what the core says, at once or when the server's figures arrive."""
    wanted, end = expected(dataset, selection), time.monotonic() + PATIENCE
    while (found := drawn(page)) != wanted:
        assert time.monotonic() < end, (found, wanted)


def open_figure(page: Page) -> None:
    """Open the details of the figure for returns in the panel."""
    page.locator("[data-figure=returned]").click()
    page.locator(".rm-made[data-measure=returned]").wait_for()
    at_rest(page)


def words(page: Page) -> tuple[str, dict[str, list[str]]]:
    """The page's sentence, and each measure's figure with the lines below it."""
    figures = page.locator(".rm-figure").evaluate_all(WORDS)
    return page.locator(".rm-sentence > span").inner_text(), dict(figures)


def expected_words(dataset: Dataset, selection: Selection) -> tuple[str, dict[str, list[str]]]:
    """The same from the core: a kind that is filtered out has no figure."""
    said = (matching_text(dataset, selection), selection_text(dataset, selection))
    sentence = " ".join(filter(None, said))
    figures = summary(dataset, selection)
    return sentence, {
        measure: [figure.words, *figure_facts(dataset, figure)]
        for measure, figure in figures.items()
        if not selection.measures or measure in selection.measures
    }


def expect_words(page: Page, dataset: Dataset, selection: Selection) -> None:
    """Check that the page has the core's words, at once or when a busy machine gets to it."""
    sentence, figures = expected_words(dataset, selection)
    expect(page.locator(".rm-sentence > span")).to_have_text(sentence)
    assert words(page) == (sentence, figures), selection


def held_dates(page: Page) -> tuple[date, date]:
    """The days at the slider's thumbs."""
    texts = page.locator("[data-testid=stSlider] input").evaluate_all(
        "(thumbs) => thumbs.map((thumb) => thumb.getAttribute('aria-valuetext'))"
    )
    first, last = map(date.fromisoformat, texts)
    return first, last


def hold_first_thumb(page: Page) -> Callable[[float], None]:
    """Press the mouse on the first thumb; returns a function moving it to a share of the width."""
    slider = page.locator("[data-testid=stSlider]")
    slider.scroll_into_view_if_needed()
    thumb = slider.locator("[data-testid=stSliderThumbValue]").first.bounding_box()
    box = slider.bounding_box()
    assert thumb
    assert box
    y = thumb["y"] + thumb["height"] + 6
    page.mouse.move(thumb["x"] + 6, y)
    page.mouse.down()

    def move(share: float) -> None:
        page.mouse.move(box["x"] + box["width"] * share, y)

    return move


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The frozen dataset, in which Linjiang's only report has lost its date."""
    package = copy_package(tmp_path_factory.mktemp("undated") / "data")
    edit_cells(package, "reports", "r005", date_from="", date_to="", date_precision="undated")
    return load(package)


@pytest.fixture(scope="module")
def guest(
    browser: Browser, dataset: Dataset, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    """One visitor for all of these tests; each test begins with its own address."""
    setting = {ENVIRONMENT_VARIABLE: str(dataset.directory)}
    with (
        serve(tmp_path_factory.mktemp("server") / "log", **setting) as server,
        visitor(browser, server) as visit,
    ):
        yield visit


def opened(guest: Visit, address: str = "") -> Page:
    """Open an address and wait for all of its symbols."""
    guest.open(address)
    frame(guest.page).locator(".rm-label-town").first.wait_for(state="attached")
    at_rest(guest.page)
    return guest.page


def test_while_a_thumb_is_held_map_and_figures_show_what_the_core_makes_of_its_dates(
    guest: Visit, dataset: Dataset
) -> None:
    """At every move, with no message from the server in between."""
    messages: list[object] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda message: messages.append(message))

    guest.page.on("websocket", listen)
    page = opened(guest)
    expect_drawn(page, dataset, Selection())
    open_figure(page)
    move = hold_first_thumb(page)
    messages.clear()
    seen = set()
    for share in (0.2, 0.4, 0.55, 0.7, 0.8, 0.85, 0.9, 0.95, 0.6, 0):
        move(share)
        first, last = held_dates(page)
        chosen = Selection() if share == 0 else Selection(first, last)
        assert drawn(page) == expected(dataset, chosen), chosen
        expect_words(page, dataset, chosen)
        expect(page.locator(".rm-behind")).to_have_count(0 if share == 0 else 1)
        seen.add(first)
    assert len(seen) == 10
    # Undated reports are shown only with all dates, as on the page.
    assert "linjiang" in expected(dataset, Selection())
    assert "linjiang" not in expected(dataset, Selection(*dataset.span))
    assert messages == []
    page.mouse.up()


#: Records what a screen reader is told from then on.
HEAR = """() => {
    window.told = [];
    const status = document.querySelector(".rm-told");
    new MutationObserver(() => told.push(status.textContent)).observe(status, { childList: true });
}"""


def test_the_answer_at_release_changes_nothing_that_followed_the_thumb(
    guest: Visit, dataset: Dataset
) -> None:
    page = opened(guest)
    frame(page).locator("body").evaluate("() => { window.sameFrame = true }")
    move = hold_first_thumb(page)
    move(0.8)
    expect_words(page, dataset, Selection(*held_dates(page)))
    page.evaluate(HEAR)
    before, said = drawn(page), words(page)
    chosen_part = page.locator(".rm-histogram div").evaluate(CHOSEN_PART)
    assert chosen_part == [80, 100]
    frame(page).locator("body").evaluate(COUNT_CHANGES)
    page.mouse.up()
    expect(page).to_have_url(re.compile("dates="))
    expect(page.locator(".rm-sentence")).to_contain_text("dated")
    at_rest(page)
    chosen, _ = read_address(parse_qs(urlsplit(page.url).query), dataset)
    assert drawn(page) == before == expected(dataset, chosen)
    assert words(page) == said == expected_words(dataset, chosen)
    expect(page.locator(".rm-behind")).to_have_count(0)
    (told,) = page.evaluate("() => window.told")  # one announcement for all dates on the way
    assert told.startswith(matching_text(dataset, chosen))
    assert not page.locator(".rm-histogram").get_attribute("style")
    assert page.locator(".rm-histogram div").evaluate(CHOSEN_PART) == chosen_part
    assert frame(page).locator("body").evaluate("() => window.changes") == []
    assert frame(page).locator("body").evaluate("() => window.sameFrame") is True


def test_an_answer_that_the_thumb_has_left_behind_does_not_move_the_map_back(
    browser: Browser, guest: Visit, dataset: Dataset
) -> None:
    with visitor(browser, guest.server) as slow:
        let_go, _ = hold_back_answers(slow.page)
        page = opened(slow)
        let_go(False)
        hold_first_thumb(page)(0.5)
        page.mouse.up()
        hold_first_thumb(page)(0.9)
        held = held_dates(page)
        let_go(True)
        expect(page).to_have_url(re.compile("dates="))  # the answer to the first
        at_rest(page)
        assert held_dates(page) == held
        assert drawn(page) == expected(dataset, Selection(*held))
        expect_words(page, dataset, Selection(*held))
        page.mouse.up()


def test_each_answer_of_the_server_puts_the_pages_words_right(
    guest: Visit, dataset: Dataset
) -> None:
    """Even words left by a late frame, if the server says the same as before."""
    page = opened(guest, "?site=tumen")
    hold_first_thumb(page)(0.8)
    chosen = Selection(*held_dates(page), sites=("tumen",))
    page.mouse.up()
    expect(page).to_have_url(re.compile("dates=.*dates="))
    at_rest(page)
    page.locator(".rm-sentence > span").evaluate("(said) => { said.textContent = 'late' }")
    page.locator(".rm-statements [data-pick]").first.click()  # the map highlights its place
    expect_words(page, dataset, chosen)


@pytest.mark.parametrize("part", [".rm-sentence", ".rm-figures"])
def test_where_the_page_speaks_of_other_data_too_nothing_is_said_of_these(
    part: str, guest: Visit
) -> None:
    """As when a visitor leaves a file of their own, and the slider is already another one.

    Also when the data have changed and the new figures arrive before the rest: the map of the
    older data must not write its own over these.
    """
    page = opened(guest)
    page.locator(part).evaluate(
        """(said) => {
          const other = said.cloneNode(true);
          other.dataset.dataset = "other";
          said.before(other);
        }"""
    )
    said = page.locator(".rm-sentence, .rm-figures").all_inner_texts()
    move = hold_first_thumb(page)
    for share in (0.8, 0.3):
        move(share)
        drawn(page)
        assert page.locator(".rm-sentence, .rm-figures").all_inner_texts() == said
        assert not page.locator(".rm-histogram").get_attribute("style")
    page.mouse.up()
    expect(page).to_have_url(re.compile("dates="))


@pytest.fixture(scope="module")
def package_of_many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated package with more reports than are sent whole."""
    return generate(tmp_path_factory.mktemp("many") / "data", SENT_AT_ONCE + 1_000, 60)


@pytest.fixture(scope="module")
def many(
    browser: Browser, package_of_many: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    """A visitor to a map of this package."""
    setting = {ENVIRONMENT_VARIABLE: str(package_of_many)}
    with (
        serve(tmp_path_factory.mktemp("server") / "log", **setting) as server,
        visitor(browser, server) as visit,
    ):
        yield visit


def arrays_asked_for(guest: Visit) -> list[str]:
    """What the map has requested to count itself: the reports, and the filters that they pass."""
    asked = [urlsplit(url) for url in guest.requests]
    parts = {"/map/columns": "reports", "/map/flags": "flags"}
    return sorted(
        f"{parts[url.path]} {url.query.partition('&')[2]}".strip()
        for url in asked
        if url.path in parts
    )


def test_more_reports_than_are_sent_whole_follow_the_thumb_once_the_slider_is_pointed_at(
    many: Visit, package_of_many: Path
) -> None:
    data, address = load(package_of_many), "?measure=held&site=place-7"
    filters, _ = read_address(parse_qs(address.removeprefix("?")), data)
    many.requests.clear()
    page = opened(many, address)
    expect_drawn(page, data, filters)
    assert arrays_asked_for(many) == [], "who never drags loads nothing for it"
    with (
        page.expect_response(re.compile("/map/columns")) as reports,
        page.expect_response(re.compile("/map/flags")) as passing,
    ):
        move = hold_first_thumb(page)
    for answered in (reports, passing):
        answered.value.finished()
    for share in (0.2, 0.85, 0.4):
        move(share)
        chosen = filters.with_dates(*held_dates(page))
        assert drawn(page) == expected(data, chosen), chosen
        expect_words(page, data, chosen)
    before, said = drawn(page), words(page)
    frame(page).locator("body").evaluate(COUNT_CHANGES)
    page.mouse.up()
    expect(page).to_have_url(re.compile("dates="))
    expect(page.locator(".rm-behind")).to_have_count(0)
    at_rest(page)
    chosen, _ = read_address(parse_qs(urlsplit(page.url).query), data)
    assert drawn(page) == before == expected(data, chosen)
    assert words(page) == said == expected_words(data, chosen)
    assert frame(page).locator("body").evaluate("() => window.changes") == []
    assert arrays_asked_for(many) == [f"flags {address.removeprefix('?')}", "reports"]
    assert many.errors == []


@pytest.mark.parametrize("milliseconds", [30, 5000])
def test_words_that_take_long_to_find_follow_a_thumb_that_goes_on_moving(
    guest: Visit, milliseconds: int
) -> None:
    page = opened(guest)
    frame(page).locator("body").evaluate(SLOW_CLOCK, milliseconds)
    hold_first_thumb(page)
    assert page.evaluate(SAYS_WHILE_MOVING), "said at once: how long it takes is not known yet"
    assert page.evaluate(SAYS_WHILE_MOVING)
    page.mouse.up()


def test_what_a_figure_is_made_of_is_behind_until_it_is_of_the_same_selection(guest: Visit) -> None:
    """The map hears of a selection first, and shows its figures before the page has them."""
    page = opened(guest)
    open_figure(page)
    hold_first_thumb(page)(0.8)
    page.mouse.up()
    expect(page).to_have_url(re.compile("dates="))
    at_rest(page)
    behind = page.locator(".rm-behind")
    expect(behind).to_have_count(0)
    of = page.locator(".rm-figures").get_attribute("data-of")
    body = frame(page).locator("body")
    body.evaluate(SELECTED, "site=tumen")
    expect(behind).to_have_count(1)
    body.evaluate(SELECTED, of)
    expect(behind).to_have_count(0)


def test_a_filter_that_is_set_and_cleared_leaves_a_large_map_as_it_was(
    many: Visit, package_of_many: Path
) -> None:
    """The map's own counts and those from the server alternate."""
    data = load(package_of_many)
    page = opened(many)
    with page.expect_response(re.compile("/map/columns")) as answered:
        move = hold_first_thumb(page)
    answered.value.finished()
    move(0.5)
    page.mouse.up()
    expect(page).to_have_url(re.compile("dates="))
    at_rest(page)
    for words_sought in ("7", ""):
        if words_sought:
            look_for(page, words_sought)
            expect(page).to_have_url(re.compile(f"search={words_sought}"))
        else:
            page.get_by_role("button", name="“7”").click()
            expect(page).not_to_have_url(re.compile("search="))
        at_rest(page)
        chosen, _ = read_address(parse_qs(urlsplit(page.url).query), data)
        assert chosen.has_dates
        assert chosen.search == words_sought
        expect_drawn(page, data, chosen)
        expect_words(page, data, chosen)


def test_where_its_arrays_cannot_be_loaded_a_large_map_follows_at_release(
    many: Visit, package_of_many: Path
) -> None:
    data = load(package_of_many)
    many.page.route("**/map/columns?*", lambda asked: asked.abort())
    try:
        page = opened(many)
        many.requests.clear()
        slider = page.locator("[data-testid=stSlider]")
        with page.expect_event("requestfailed"):
            slider.hover()
        for _ in range(3):  # and off again
            page.locator(".rm-sentence").hover()
            slider.hover()
        assert arrays_asked_for(many) == ["reports"], "asked for again at every crossing"
        with page.expect_event("requestfailed"):
            move = hold_first_thumb(page)
        move(0.3)
        expect_drawn(page, data, Selection())
        page.mouse.up()
        expect(page).to_have_url(re.compile("dates="))
        at_rest(page)
        chosen, _ = read_address(parse_qs(urlsplit(page.url).query), data)
        assert chosen.has_dates
        expect_drawn(page, data, chosen)
        expect_words(page, data, chosen)
    finally:
        many.page.unroute("**/map/columns?*")
        many.errors.clear()  # Chromium's own message about the interrupted request


@pytest.fixture(scope="module")
def crowd(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A visitor to a map with three hundred places."""
    directory = tmp_path_factory.mktemp("crowd")
    package = generate(directory / "data", 900, 300)
    with (
        serve(directory / "log", **{ENVIRONMENT_VARIABLE: str(package)}) as server,
        visitor(browser, server) as visit,
    ):
        yield visit


@pytest.mark.parametrize("end", ["pointerup", "pointercancel"])
def test_the_texts_of_a_crowd_find_their_room_when_the_thumb_is_released(
    crowd: Visit, end: str
) -> None:
    page = opened(crowd)
    shown = frame(page).locator(".rm-texts:not(.rm-hidden)")
    expect(shown).not_to_have_count(0)
    move = hold_first_thumb(page)
    move(0.3)
    before = drawn(page)
    frame(page).locator("body").evaluate(COUNT_SHOWN_TEXTS)
    move(0.4)
    assert drawn(page) != before
    assert len(drawn(page)) > 100
    assert frame(page).locator("body").evaluate("() => window.changes") == 0
    if end == "pointerup":
        page.mouse.up()
    else:  # as when the browser takes a touch for scrolling
        page.evaluate("() => document.body.dispatchEvent(new PointerEvent('pointercancel'))")
    page.wait_for_function("() => document.querySelector('iframe').contentWindow.changes > 0")
    page.mouse.up()


def test_of_a_crowd_most_are_dots_and_coming_closer_opens_them(crowd: Visit) -> None:
    page = opened(crowd)
    assert len(drawn(page)) > 200
    body = frame(page).locator("body")
    far_off = body.evaluate(DOTS)
    assert far_off > 50
    body.evaluate("() => { map.setView([42.5, 129], 9, {animate: false}); }")
    assert body.evaluate(DOTS) < far_off / 2


def test_symbols_stand_where_they_are_clicked_at_any_zoom_and_place(guest: Visit) -> None:
    page = opened(guest)
    body = frame(page).locator("body")
    for view in ("() => {}", CLOSER, PANNED, ZOOMED):
        body.evaluate(view)
        standing = symbols(frame(page))
        assert len(standing) > 5
        assert all(standing.values()), view


def test_what_is_pointed_at_is_drawn_above_all_others(guest: Visit) -> None:
    page = opened(guest)
    body = frame(page).locator("body")
    before = symbols(frame(page))
    assert body.evaluate(DRAWN_ABOVE) == 0
    frame(page).locator('[data-place="tumen"]').hover()
    assert body.evaluate(DRAWN_ABOVE) == len(before["tumen"]) > 0
    assert symbols(frame(page)) == before
    page.mouse.move(1, 1)
    assert body.evaluate(DRAWN_ABOVE) == 0
    assert symbols(frame(page)) == before


def hold_back_answers(page: Page) -> tuple[Callable[[bool], None], list[object]]:
    """A function that holds back the server's messages (False) or passes them on again (True).

    Also returns the page's messages to the server.
    """
    waiting: list[Callable[[], None]] = []
    sent: list[object] = []
    is_open = [True]

    def listen(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def answered(message: str | bytes) -> None:
            waiting.append(lambda: socket.send(message))
            hand_on()

        def asked(message: str | bytes) -> None:
            sent.append(message)
            server.send(message)

        server.on_message(answered)
        socket.on_message(asked)

    def hand_on() -> None:
        while is_open[0] and waiting:
            waiting.pop(0)()

    def let_go(on: bool) -> None:
        is_open[0] = on
        hand_on()

    page.route_web_socket(re.compile("_stcore/stream"), listen)
    return let_go, sent


def test_of_quick_arrow_keys_none_is_lost(browser: Browser, guest: Visit, dataset: Dataset) -> None:
    """With each key the browser also sends the days that were in From and To before."""
    with visitor(browser, guest.server) as slow:
        let_go, sent = hold_back_answers(slow.page)
        page = opened(slow, "?dates=2010-01-01&dates=2021-12-31")
        thumb = page.locator("[data-testid=stSlider] input").first
        thumb.focus()
        let_go(False)
        for _ in range(3):
            before = len(sent)
            page.keyboard.press("ArrowRight")
            end = time.monotonic() + PATIENCE
            while len(sent) == before:
                assert time.monotonic() < end, "no key press is sent"
                page.evaluate("() => new Promise((done) => setTimeout(done))")
        let_go(True)
        expect(page).to_have_url(re.compile("dates=2010-01-04"))
        at_rest(page)
        expect(thumb).to_have_attribute("aria-valuetext", "2010-01-04")
        expect_words(page, dataset, Selection(date(2010, 1, 4), date(2021, 12, 31)))


def test_an_arrow_key_moves_the_map_too_and_presets_do_after_it(
    guest: Visit, dataset: Dataset
) -> None:
    page = opened(guest, "?dates=2021-07-22&dates=2021-12-31")
    assert "tumen" in drawn(page)
    thumb = page.locator("[data-testid=stSlider] input").first
    thumb.focus()
    page.keyboard.press("ArrowRight")
    expect(thumb).to_have_attribute("aria-valuetext", "2021-07-23")
    since = Selection(date(2021, 7, 23), date(2021, 12, 31))
    assert drawn(page) == expected(dataset, since)
    assert "tumen" not in expected(dataset, since)
    expect(page.locator(".rm-sentence")).to_contain_text("dated 23 July 2021")
    at_rest(page)
    page.get_by_role("button", name="Since 2020").click()
    expect(page.locator(".rm-sentence")).to_contain_text("dated 1 January 2020")
    expect_drawn(page, dataset, Selection(date(2020, 1, 1), dataset.span[1]))
    page.get_by_role("button", name="All", exact=True).click()
    expect(page.locator(".rm-sentence")).to_contain_text("All 134 statements")
    expect_drawn(page, dataset, Selection())


def test_without_the_sliders_attributes_the_map_follows_at_release(
    guest: Visit, dataset: Dataset
) -> None:
    page = opened(guest)
    page.locator("[class*=st-key-date_slider]").evaluate(
        "({classList}) => [...classList].filter((one) => one.startsWith('st-key'))"
        ".forEach((one) => classList.remove(one))"
    )
    move = hold_first_thumb(page)
    move(0.85)
    assert drawn(page) == expected(dataset, Selection()), "it cannot follow"
    chosen = Selection(*held_dates(page))
    page.mouse.up()
    expect(page.locator(".rm-sentence")).to_contain_text("dated")
    expect_drawn(page, dataset, chosen)


def test_that_nothing_matches_is_said_of_what_is_shown_while_a_thumb_is_held(
    guest: Visit, dataset: Dataset
) -> None:
    silence = Selection(date(2009, 5, 2), date(2009, 12, 20))
    assert not silence.count(dataset)
    page = opened(guest, f"?{silence.query_string()}")
    nothing = page.locator(".rm-sentence").get_by_text("Nothing matches")
    expect(nothing).to_be_visible()
    move = hold_first_thumb(page)
    move(0.02)
    assert Selection(*held_dates(page)).count(dataset)
    expect(nothing).to_be_hidden()
    page.mouse.up()
    expect(page).to_have_url(re.compile("dates=200[1-8]"))
    at_rest(page)
    expect(nothing).to_be_hidden()


@pytest.mark.parametrize(
    "address",
    [
        "?site=tumen&site=dandong",
        "?measure=held&undated=true&dates=2010-01-01&dates=2015-12-31",
        "?search=buses&dates=2020-01-01&dates=..",
        "?dates=1990-01-01&dates=1995-01-01",
        "?search=%3Cimg%20src%3Dx%20onerror%3Dwindow.broken%3D1%3E",
    ],
)
def test_filters_hold_while_a_thumb_is_held(guest: Visit, dataset: Dataset, address: str) -> None:
    page = opened(guest, address)
    chosen, _ = read_address(parse_qs(urlsplit(page.url).query), dataset)
    expect_drawn(page, dataset, chosen)
    move = hold_first_thumb(page)
    move(0.1)
    held = chosen.with_dates(*held_dates(page))
    assert drawn(page) == expected(dataset, held)
    expect_words(page, dataset, held)
    assert page.evaluate("() => window.broken") is None
    page.mouse.up()


def test_a_popup_stays_open_while_a_thumb_is_held_and_says_what_holds_then(guest: Visit) -> None:
    """In a frame on another site, which has no panel beside the map."""
    page = opened(guest, "?embed=true")
    frame(page).locator('[data-place="tumen"]').press("Enter")
    popup = frame(page).locator(".leaflet-popup-content")
    expect(popup).to_contain_text("≤ 500")
    hold_first_thumb(page)(0.8)
    expect(popup).not_to_contain_text("≤ 500")
    expect(popup).to_contain_text("325")
    page.mouse.up()
    expect(page.locator(".rm-sentence")).to_contain_text("dated")
    expect(popup).to_contain_text("325")


def test_reports_that_cannot_be_loaded_are_said_on_the_map(guest: Visit) -> None:
    page = guest.page
    page.route("**/map/reports.json*", lambda route: route.abort())
    guest.open()
    corner = frame(page).locator(".leaflet-control-attribution")
    expect(corner).to_contain_text(
        "The statements could not be loaded: reload the page to try again"
    )
    page.unroute("**/map/reports.json*")
