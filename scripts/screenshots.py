"""Make docs/map.png, the picture in the README: the map page on the shipped dataset.

Run by `make screenshots`. Needs Debian's chromium, and fonts-noto-cjk for Hangul and hanzi.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "map.png"
WINDOW = {"width": 1400, "height": 1240}
PATIENCE = 60  # seconds


def main() -> None:
    """Serve the dashboard on a free port, photograph it, and stop it again."""
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox"]
            )
            page = browser.new_page(viewport=WINDOW)  # type: ignore[arg-type]
            photograph(page, address(process))
            browser.close()
    finally:
        process.terminate()


def address(process: subprocess.Popen[str]) -> str:
    """The address that the server prints once it is listening."""
    end = time.monotonic() + PATIENCE
    assert process.stdout
    while time.monotonic() < end and (line := process.stdout.readline()):
        if found := re.search(r"http://\S+:[1-9]\d*", line):
            return found.group()
    raise SystemExit("error: the dashboard did not start; try make run")


def photograph(page: Page, url: str) -> None:
    """The border since 2020, with the ledger of Dandong."""
    page.goto(f"{url}/?dates=2020-01-01&dates=2025-10-15")
    map_frame = page.frame_locator("iframe[title*=folium]")
    map_frame.locator(".rm-border").first.wait_for(state="attached")
    map_frame.locator("[data-place=dandong]").press("Enter")
    page.locator(".rm-ledger").wait_for()
    page.locator("[data-testid=stMain]").evaluate("(main) => main.scrollTo(0, 0)")
    page.mouse.move(0, 0)
    page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
