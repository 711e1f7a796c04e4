"""Record pages in a browser without scripts, and their charts in frames on other sites."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from refoulement.settings import ADDRESS_VARIABLE, PRIVATE_VARIABLE
from tests.browser.test_browser import site_with_a_frame
from tests.conftest import Server, Visit, get, serve, visitor

OCTOBER = "event/2023-10-09-mass-return"
RECORDS = (OCTOBER, "event/", "place/tumen", "source/hrw-2021-07", "report/r031", "event/nothing")


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page for a reader without scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*RECORDS, f"{OCTOBER}/embed"])
def test_a_record_is_accessible_to_everyone_in_light_and_dark(
    visit: Visit, path: str, scheme: Literal["light", "dark"]
) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.goto(f"{visit.server.url}/{path}")
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()
    is_dark = scheme == "dark" and not path.endswith("/embed")  # articles are mostly light
    paper = visit.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(20, 25, 29)" if is_dark else "rgb(255, 255, 255)")
    if "nothing" not in path:
        assert visit.errors == [], "the policy lets everything be that the page has"


@pytest.mark.parametrize("width", [340, 390, 1400])
def test_without_scripts_a_record_fits_its_window_and_asks_for_nothing(
    plain: Page, server: Server, width: int
) -> None:
    asked: list[str] = []
    plain.on("request", lambda request: asked.append(request.url))
    plain.set_viewport_size({"width": width, "height": 844})
    for path in (*RECORDS, f"{OCTOBER}/embed"):
        asked.clear()
        plain.goto(f"{server.url}/{path}")
        assert plain.evaluate("document.documentElement.scrollWidth") <= width
        assert [url for url in asked if not url.startswith("data:")] == [f"{server.url}/{path}"]


def test_a_reader_without_scripts_takes_an_origin_out_and_puts_it_back(
    plain: Page, server: Server
) -> None:
    plain.goto(f"{server.url}/{OCTOBER}")
    first = plain.locator("#without li").first
    said = first.inner_text()
    first.get_by_role("link").click()
    figure = said.partition(": ")[2].removesuffix(" take out")
    expect(plain.locator("h3").first).to_contain_text(figure)
    plain.get_by_role("link", name="Show all statements").click()
    expect(plain.locator("h3").first).to_contain_text("200 to 650 or more")


@pytest.mark.parametrize(
    ("settings", "allowed"),
    [
        ({}, False),
        ({ADDRESS_VARIABLE: "http://localhost/", PRIVATE_VARIABLE: "yes"}, False),
        ({ADDRESS_VARIABLE: "http://localhost/"}, True),
    ],
    ids=["as shipped", "private", "public"],
)
def test_another_site_shows_the_chart_of_an_event_only_where_this_one_is_public(
    settings: dict[str, str], allowed: bool, tmp_path: Path, browser: Browser, server: Server
) -> None:
    with site_with_a_frame(tmp_path) as (origin, show):
        served = serve(tmp_path / "log", **settings) if settings else nullcontext(server)
        with served as asked, visitor(browser, asked) as guest:
            show(f"{asked.url}/{OCTOBER}/embed")
            guest.page.goto(origin)
            guest.page.wait_for_function("() => window.loaded")
            heading = guest.page.frame_locator("iframe").get_by_role("heading", level=1)
            if allowed:
                expect(heading).to_have_text("Mass return of 9 October 2023")
            else:
                assert any("frame-ancestors" in error for error in guest.errors)
            for path in (f"/{OCTOBER}/embed", f"/{OCTOBER}/chart.svg"):
                policy = get(asked, path)[1]["cross-origin-resource-policy"]
                assert policy == ("cross-origin" if allowed else "same-origin")
            assert get(asked, f"/{OCTOBER}")[1]["cross-origin-resource-policy"] == "same-origin"
