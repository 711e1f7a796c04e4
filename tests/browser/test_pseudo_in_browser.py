"""A language with longer texts on a phone: none of our texts is cut off or leaves the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from server.limits import LONGEST_QUERY
from server.request_heads import MOST_LINES
from tests.conftest import PHONE, ROOT, Server, at_rest, get, serve, visitor
from tests.pseudo import outside

PAGES = ("", "events", "places", "sources", "check", "changes", "method", "api")

#: A file with something wrong in almost every cell.
WRONG = """place,date,count,measure,source,url,latitude,longitude,Informant,notes,comments
Nowhere,03/04/2021,50%,fled,字,none,,,字,字,字
Jilin Province,2031-01-01,5 families,returned,字,,42.966,,字,字,字
Tumen,2021-07-14,50,returned,字,,129.842,42.966,字,字,字
Tumen,2021-07-14,50,returned,字,,1000,1000,字,字,字
Tumen,2021-07-14,5,returned,字,,,,字,字,字
Tumen,,60-50,returned,字,,,,字,字,字
Total,around 2021,1.170,returned,字,,,,字,字,字
Tumen,2021-07-14,55,returned,字,,x,y,字,字,字
Tumen
"""

#: Texts in brackets that leave the window, or the box that clips its content. Text in its own
#: scrolling box is complete, and so is text for screen readers only.
CUT_OFF = """
() => {
  const found = [];
  const isCutting = ({ overflowX, textOverflow }) =>
    /hidden|clip/.test(overflowX) || textOverflow === "ellipsis";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!/[⟦⟧]/.test(text.data) || text.parentElement.closest("style, script, noscript")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const boxes = [...range.getClientRects()].filter(({ width, height }) => width && height);
    if (!boxes.length) continue;
    const left = Math.min(...boxes.map((box) => box.left));
    const right = Math.max(...boxes.map((box) => box.right));
    for (let box = text.parentElement; box; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (/auto|scroll/.test(style.overflowX)) break;
      if (/rect\\(|inset\\(50/.test(style.clip + style.clipPath)) break; // for screen readers alone
      const { left: from, right: to } = box.getBoundingClientRect();
      const isPage = box === document.documentElement;
      if ((isPage || isCutting(style)) && (left < from - 1 || right > to + 1)) {
        found.push([text.data.trim().slice(0, 80), box.tagName, `${box.className}`.slice(0, 60)]);
        break;
      }
    }
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard that speaks this language in every thread."""
    folder = tmp_path_factory.mktemp("pseudo")
    (folder / "sitecustomize.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom tests.pseudo import speak\nspeak()\n"
    )
    with serve(folder / "log", PYTHONPATH=str(folder)) as running:
        yield running


@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_cut_off_on_a_phone(page: str, browser: Browser, pseudo: Server) -> None:
    with visitor(browser, pseudo, PHONE) as guest:
        guest.open(page)
        at_rest(guest.page)
        if not page:
            guest.page.frame_locator("iframe[title*=folium]").locator(".rm-unplaced").wait_for()
        cut_off: list[Any] = guest.page.evaluate(CUT_OFF)
        for frame in guest.page.frames[1:]:
            cut_off += frame.evaluate(CUT_OFF)
        assert "⟦" in guest.page.locator("body").inner_text()
        assert cut_off == []
        assert guest.errors == []


def test_the_map_speaks_it_too(browser: Browser, pseudo: Server) -> None:
    with visitor(browser, pseudo) as guest:
        guest.open("?place=tumen")
        frame = guest.page.frame_locator("iframe[title*=folium]")
        frame.locator(".rm-unplaced").wait_for()
        controls = frame.locator(".rm-buttons, .rm-unplaced, .leaflet-control-attribution")
        for text in controls.all_inner_texts():
            assert "⟦" in text
            assert not any(char.isalpha() for char in outside(text)), text
        said = frame.locator("[data-place]").evaluate_all(
            "(all) => all.map((place) => place.getAttribute('aria-label') ?? place.title)"
        )
        assert said
        assert all("⟦" in text for text in said)


def test_what_is_said_of_a_file_speaks_it_whole_on_a_phone(
    browser: Browser, pseudo: Server
) -> None:
    with visitor(browser, pseudo, PHONE) as guest:
        guest.open("check")
        upload = {"name": "own.csv", "mimeType": "text/csv", "buffer": WRONG.encode()}
        guest.page.locator("input[type=file]").set_input_files(upload)  # type: ignore[arg-type]
        guest.page.locator(".st-key-own_problems").wait_for()
        at_rest(guest.page)
        assert guest.page.evaluate(CUT_OFF) == []
        cells = guest.page.locator(".st-key-own_problems td:nth-child(5)").all_inner_texts()
        assert len(cells) > 10
        for said in cells:
            assert said.startswith("⟦"), said
            rest = outside(re.sub("“[^“”]*”", "", said))  # names from the file
            assert not re.findall("[A-Za-z]{2,}", rest), said


def test_a_file_that_is_refused_is_refused_in_it(browser: Browser, pseudo: Server) -> None:
    with visitor(browser, pseudo, PHONE) as guest:
        guest.open("check")
        upload = {"name": "own.csv", "mimeType": "text/csv", "buffer": b"%PDF-1.7"}
        guest.page.locator("input[type=file]").set_input_files(upload)  # type: ignore[arg-type]
        refusal = guest.page.locator(".rm-alert").inner_text()
        assert not re.findall("[A-Za-z]{2,}", outside(refusal.replace("own.csv", "")))
        assert guest.page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (f"/?search={'x' * LONGEST_QUERY}", {}, 414),
        ("/", {f"X-{number}": "x" for number in range(MOST_LINES)}, 431),
        ("/", {"Host": "elsewhere.example"}, 421),
        ("/_stcore/metrics", {}, 404),
        ("/map/reports.json?v=none", {}, 404),
    ],
)
def test_a_refusal_of_the_server_speaks_it(
    path: str, headers: dict[str, str], status: int, pseudo: Server
) -> None:
    answered, _, body = get(pseudo, path, **headers)
    assert answered == status
    assert "⟦" in body.decode()


def test_the_api_speaks_english_to_programs(pseudo: Server) -> None:
    for path in ("/api/reports.json?measure=x", "/api/nothing", "/api/openapi.json"):
        _, _, body = get(pseudo, path)
        assert body
        assert "⟦" not in body.decode()


def test_a_text_that_is_cut_off_is_found(browser: Browser, pseudo: Server) -> None:
    with visitor(browser, pseudo, PHONE) as guest:
        guest.open("method")
        guest.page.locator(".rm-footer").wait_for()
        guest.page.add_style_tag(content=".rm-footer p { white-space: nowrap; overflow: hidden }")
        assert guest.page.evaluate(CUT_OFF)
