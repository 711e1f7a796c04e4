"""The same tour in Firefox and WebKitGTK, which `make outside` installs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv
from refoulement.export.standalone import export_html
from refoulement.presentation.front import PAGES
from refoulement.selecting.selection import Selection
from tests.browser.other_browsers import Tourist, careful_firefox, firefox, webkit
from tests.conftest import Server

pytestmark = pytest.mark.outside

Browser = Callable[[Path], AbstractContextManager[Tourist]]
BROWSERS: dict[str, Browser] = {
    "Firefox": firefox,
    "Firefox that is careful": careful_firefox,
    "WebKitGTK": webkit,
}
ENTER = "\ue007"
SENTENCE = "document.querySelector('.rm-sentence').textContent"
THUMB = "document.querySelectorAll('.stSlider input[type=range]')[0].closest('[data-rac]')"
OPENED = "document.querySelector('.rm-ledger h2')?.textContent"
REST = "document.querySelector('[data-test-script-state=notRunning]')"


def inside(selector: str) -> str:
    """An element in the map's frame."""
    frame = "document.querySelector('.stCustomComponentV1').contentDocument"
    return f"{frame}.querySelector({selector!r})"


@pytest.mark.parametrize("browser_name", BROWSERS)
def test_every_page_opens_and_the_map_can_be_used_to_its_end(
    browser_name: str, server: Server, dataset: Dataset, tmp_path: Path
) -> None:
    with BROWSERS[browser_name](tmp_path) as tourist:
        see_every_page(tourist, server)
        tourist.go(server.url)
        tourist.wait_for(inside(".rm-place"))
        drag_and_follow(tourist)
        choose_and_turn_back(tourist)
        filter_and_download(tourist, dataset)
        open_from_disk(tourist, dataset, tmp_path)


def see_every_page(tourist: Tourist, server: Server) -> None:
    for page, title in PAGES.items():
        path = "" if page == "map" else page
        tourist.go(f"{server.url}/{path}")
        tourist.wait_for("document.querySelector('.rm-footer')")
        tourist.wait_for(f"document.title.includes({(title if path else 'Refoulement')!r})")
        assert not tourist.evaluate("document.querySelectorAll('.stException').length"), page
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert tourist.evaluate(wider) <= 1, page


def drag_and_follow(tourist: Tourist) -> None:
    tourist.wait_for(REST)
    before = tourist.evaluate(SENTENCE)
    x, y = tourist.middle(THUMB)
    tourist.pointer((x, y), "down", (x + 200, y), (x + 400, y))
    tourist.wait_for(f"{SENTENCE} !== {before!r}")
    assert not tourist.evaluate("location.search"), "it follows while it is held"
    tourist.pointer((x + 400, y), "up")
    tourist.wait_for("location.search.includes('dates=')")


def choose_and_turn_back(tourist: Tourist) -> None:
    tourist.wait_for(REST)
    tourist.click(inside('[data-place="dandong"]'))
    tourist.wait_for(f"{OPENED} === 'Dandong' && location.search.includes('place=dandong')")
    tourist.wait_for(REST)
    tourist.evaluate("history.back()")
    tourist.wait_for(
        "!location.search.includes('place=') && !document.querySelector('.rm-ledger h2')"
    )
    tourist.wait_for(REST)
    tourist.evaluate("history.forward()")
    tourist.wait_for(f"{OPENED} === 'Dandong'")


def filter_and_download(tourist: Tourist, dataset: Dataset) -> None:
    tourist.wait_for(REST)
    tourist.click("document.querySelector('.st-key-find input')")
    tourist.type(f"Radio Free Asia{ENTER}")
    tourist.wait_for("location.search.includes('publisher=Radio')")
    tourist.wait_for(REST)
    tourist.click("document.querySelector('[class*=st-key-download-csv] button')")
    for _ in range(600):
        found = [path for path in tourist.downloads.rglob("*.csv") if path.stat().st_size]
        if found:
            break
        tourist.evaluate("1")
    (downloaded,) = found
    text = downloaded.read_text(encoding="utf-8-sig")
    header = export_csv(dataset, Selection()).decode("utf-8-sig").splitlines()[0]
    assert text.splitlines()[0] == header
    assert "Radio Free Asia" in text


def open_from_disk(tourist: Tourist, dataset: Dataset, where: Path) -> None:
    file = where / "map.html"
    file.write_bytes(export_html(dataset, Selection()))
    tourist.go(file.as_uri())
    tourist.wait_for("document.querySelector('.rm-place')")
    said = "document.getElementById('sentence').textContent"
    before = tourist.evaluate(said)
    _, y = tourist.middle("document.querySelector('.rm-range')")
    left = tourist.evaluate("document.querySelector('.rm-range').getBoundingClientRect().left")
    x = round(left) + 10
    tourist.pointer((x, y), "down", (x + 200, y), (x + 400, y))
    tourist.wait_for(f"{said} !== {before!r}")
    tourist.pointer("up")
