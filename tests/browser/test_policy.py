"""Which scripts browsers run here: ours and Streamlit's, and none made from injected text."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.policy import sources_of_inline_scripts
from tests.browser.test_check_page import OWN, open_rows, upload
from tests.conftest import Server, Visit, at_rest, get

FRAME = "iframe[title*=folium]"
#: Text that becomes a script on a page if its policy allows.
INJECT = """(document) => {
    const script = document.createElement("script");
    script.textContent = "window.hasRun = 'inline'";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.hasRun = 1'>");
    return new Promise((done) => setTimeout(() => done(window.hasRun ?? "nothing")));
}"""


def directives(policy: str) -> dict[str, str]:
    """A policy's directives by name."""
    return dict(part.split(" ", 1) for part in policy.split("; "))


@pytest.mark.parametrize(
    "path",
    ["/", "/sources", "/no/such/page", "/x/component/y", "/componentx", "/api/health", "/media/x"],
)
def test_text_is_no_script_anywhere_but_in_the_maps_own_frame(server: Server, path: str) -> None:
    scripts = directives(get(server, path)[1]["content-security-policy"])["script-src"]
    assert "'unsafe-inline'" not in scripts
    assert "'unsafe-eval'" not in scripts


def test_the_policy_names_the_one_inline_script_of_the_page_by_what_it_says(
    server: Server,
) -> None:
    _, headers, body = get(server, "/")
    (source,) = sources_of_inline_scripts(body.decode())
    assert source in directives(headers["content-security-policy"])["script-src"].split()


def test_scripts_in_a_page_are_told_from_those_that_it_names() -> None:
    html = "<script>let a = '<b>' && 1</script><script src=x></script><p>no</p><SCRIPT >\n</SCRIPT>"
    assert sources_of_inline_scripts(html) == (
        *sources_of_inline_scripts("<script type=module>let a = '<b>' && 1</script>"),
        *sources_of_inline_scripts("<script>\n</script>"),
    )
    assert len(set(sources_of_inline_scripts(html))) == 2


def test_data_for_programs_are_no_script() -> None:
    assert sources_of_inline_scripts('<script type="application/ld+json">{}</script>') == ()


def test_no_page_leaves_a_note_of_itself_in_the_browser(visit: Visit) -> None:
    """A note left by an earlier version is removed too."""
    page = visit.page
    page.goto(f"{visit.server.url}/api/health")
    page.evaluate("localStorage.setItem('stActiveTheme-/events-v2', '1')")
    page.evaluate("localStorage.setItem('other', '1')")
    for name in ("sources", "?embed=true", ""):
        visit.open(name)
        at_rest(page)
        page.wait_for_function("!Object.keys(localStorage).some((one) => one.startsWith('st'))")
        page.emulate_media(color_scheme="dark")
        page.emulate_media(color_scheme="light")
    assert page.evaluate("Object.keys(localStorage)") == ["other"]
    page.evaluate("localStorage.clear()")


def test_what_is_clicked_works_under_the_policy_and_injected_text_does_not(visit: Visit) -> None:
    """Map and panel, upload, own rows and downloads: no violation, no other host.

    test_browser.py checks that each page opens without errors.
    """
    page = visit.page
    visit.open()
    at_rest(page)
    frame = page.frame_locator(FRAME)
    frame.locator(".rm-label-town").first.wait_for(state="attached")  # drawn last
    frame.locator(".rm-place").first.dispatch_event("click")
    page.locator(".rm-ledger").wait_for()
    at_rest(page)  # the ledger that opened along with it
    with page.expect_download() as got:
        page.get_by_role("button", name="CSV,").first.click()
    assert Path(got.value.path()).stat().st_size > 1000
    visit.open("check")
    upload(page, OWN)
    open_rows(page)
    expect(page.locator(".rm-own")).to_contain_text("own.csv")
    assert (visit.errors, visit.other_hosts()) == ([], [])
    assert page.evaluate(f"({INJECT})(document)") == "nothing"
    assert any("violates" in error for error in visit.errors), "a violation would have been seen"
