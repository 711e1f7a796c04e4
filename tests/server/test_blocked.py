"""What a page says if it gets no WebSocket, and where it says the data can be had without."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from refoulement.presentation.html import render
from server.index_page import made_ours
from tests.browser.test_browser import rules_of_accessibility
from tests.conftest import ROOT, Server, Visit, at_rest, get, visitor
from tests.lossy import as_an_address, through, without_websockets

NOTICE = ".rm-blocked"
ADDRESS = "http://localhost/tools/map/sources?site=tumen&data=own"
STREAM = "ws://localhost/tools/map/_stcore/stream"
#: Scripted WebSockets; the last one is `socket`.
FAKE = """
    window.WebSocket = class extends EventTarget {
        static OPEN = 1;
        constructor(url) { super(); this.url = url; this.readyState = 0; window.socket = this; }
        tell(name, about = {}) {
            this.readyState = name === "close" ? 3 : 1;
            this.dispatchEvent(Object.assign(new Event(name), about));
        }
    };
"""
#: Counts every notice that ever appears, even for a moment.
COUNT = """
    window.notices = 0;
    new MutationObserver(() => { notices += document.querySelectorAll(".rm-blocked").length; })
        .observe(document, { childList: true, subtree: true });
"""
MILLISECONDS = 7000


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with only this script, below a path, with a clock moved by hand."""
    page = browser.new_page()
    script = (ROOT / "assets" / "page" / "blocked.js").read_text(encoding="utf-8")

    def answer(route: Route) -> None:
        if route.request.url.endswith(".js"):
            route.fulfill(content_type="text/javascript", body=script)
        else:
            html = f"{render('blocked.html', address='./assets/blocked.js')}<p id=root>Bars"
            route.fulfill(content_type="text/html", body=html)

    page.route("**/*", answer)
    page.add_init_script(FAKE)
    page.clock.install(time=0)
    page.goto(ADDRESS)
    page.clock.pause_at(60_000)  # so that no time passes by itself
    yield page
    page.close()


def connect(page: Page, *events: str) -> None:
    """Have the page open a WebSocket, to which these events happen."""
    page.evaluate(f"new WebSocket('{STREAM}')")
    for event in events:
        page.evaluate(f"socket.tell({event})")


def notice(page: Page) -> str:
    """The notice shown; empty if there is none."""
    found = page.locator(NOTICE)
    return found.inner_text() if found.count() else ""


def test_a_connection_that_is_refused_again_is_told_with_where_the_data_are(page: Page) -> None:
    connect(page, "'error'", "'close'")
    assert notice(page) == "", "a server may just have been started again"
    connect(page, "'error'", "'close'")
    assert notice(page) != "", "at once"
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("does not let WebSockets through")
    links = alert.get_by_role("link").evaluate_all("(all) => all.map((one) => one.href)")
    root = "http://localhost/tools/map/api"
    assert links == [f"{root}/reports.csv?site=tumen", f"{root}/reports.html?site=tumen"]
    expect(page.get_by_text("Bars")).to_be_hidden()


def test_a_connection_that_does_not_open_is_told_and_that_it_does_after_all_too(page: Page) -> None:
    page.clock.fast_forward(10 * MILLISECONDS)
    connect(page)
    page.clock.fast_forward(MILLISECONDS - 1)
    assert notice(page) == "", "from the first try on, not from the beginning of the page"
    page.clock.fast_forward(1)
    assert "cannot connect" in notice(page)
    page.evaluate("socket.tell('open')")
    page.evaluate("socket.tell('message')")
    assert notice(page) == ""
    expect(page.get_by_text("Bars")).to_be_visible()


@pytest.mark.parametrize(
    "events",
    [
        ("'open'",),
        ("'open'", "'message'"),
        ("'open'", "'message'", "'close'"),
    ],
    ids=["slow", "drawn", "lost"],
)
def test_nothing_is_told_of_a_connection_that_opens_however_slow_the_rest_is(
    page: Page, events: tuple[str, ...]
) -> None:
    connect(page, *events)
    page.clock.fast_forward(100 * MILLISECONDS)
    assert notice(page) == ""


def test_a_server_that_is_full_says_so_itself(page: Page) -> None:
    connect(page, "'open'", "'close', {code: 1013, reason: 'As many as it can have.'}")
    assert notice(page).startswith("As many as it can have. You can still have")


def test_other_websockets_are_none_of_ours(page: Page) -> None:
    for _ in range(3):
        page.evaluate("new WebSocket('ws://localhost/other')")
        page.evaluate("socket.tell('close')")
    assert notice(page) == ""


# With a server


def test_where_a_proxy_loses_the_host_the_page_says_so_and_the_data_are_there(
    browser: Browser, server: Server
) -> None:
    """As nginx does by default: it requests a numeric address."""
    with through(server, as_an_address) as proxied, visitor(browser, proxied) as guest:
        guest.page.goto(f"{proxied.url}/sources?site=tumen")
        alert = guest.page.get_by_role("alert").filter(has_text="cannot connect")
        expect(alert).to_be_visible()
        assert alert.count() == 1
        broken, passed = rules_of_accessibility(guest.page)
        assert broken == []
        assert "color-contrast" in passed
        for link, kind in zip(alert.get_by_role("link").all(), ("csv", "html"), strict=True):
            address = link.get_attribute("href")
            assert address == f"{proxied.url}/api/reports.{kind}?site=tumen"
            path = address.removeprefix(proxied.url)
            status, _, content = get(proxied, path)
            assert (status, content) == (200, get(server, path)[2])
        assert guest.other_hosts() == []


@pytest.mark.outside
def test_where_nothing_answers_websockets_the_page_says_so_within_ten_seconds(
    browser: Browser, server: Server
) -> None:
    with through(server, without_websockets) as proxied, visitor(browser, proxied) as guest:
        guest.page.goto(f"{proxied.url}/?site=tumen")
        expect(guest.page.locator(NOTICE)).to_be_visible(timeout=10_000)


def test_a_page_that_works_never_says_that_it_does_not(visit: Visit) -> None:
    visit.page.add_init_script(COUNT)
    for name in ("", "sources?site=tumen", "?embed=true"):
        visit.page.goto(f"{visit.server.url}/{name}")
        at_rest(visit.page)
        assert visit.page.evaluate("notices") == 0
        visit.page.evaluate("document.body.append(document.createElement('i'))")
    assert visit.errors == []


def test_without_scripts_a_page_says_where_the_data_are(server: Server) -> None:
    for path in ("/", "/sources"):
        html = get(server, path)[2].decode()
        said = re.search(r"<noscript>(.*?)</noscript>", html, re.DOTALL)
        assert said
        addresses = re.findall(r'href="\.(.*?)"', said[1])
        assert addresses == ["/api/reports.csv", "/api/reports.html"]
        assert "agent" not in said[1]
    assert [get(server, address)[0] for address in addresses] == [200, 200]


def test_another_page_of_streamlits_is_noticed_at_the_start(server: Server) -> None:
    with pytest.raises(AssertionError, match="another one"):
        made_ours("<title>Streamlit</title>")
    assert get(server, "/")[2].decode().count("<title>Refoulement Map</title>") == 1


def test_a_page_that_a_browser_holds_is_not_sent_again(server: Server) -> None:
    tag = get(server, "/sources")[1]["etag"]
    status, headers, body = get(server, "/sources", **{"If-None-Match": tag})
    assert (status, body) == (304, b"")
    assert "content-security-policy" in headers


def test_files_beside_the_pages_are_still_there(server: Server) -> None:
    for path in ("/favicon.png", "/manifest.json"):
        assert "text/html" not in get(server, path)[1]["content-type"], path
