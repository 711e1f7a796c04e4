"""Several sessions upload, filter and reload for a while: errors, and the server's memory.

    .venv/bin/python -m benchmarks.soak [SECONDS]

Uses real Chromium against its own server. Writes benchmarks/soak.md, and exits with 1 if anything
went wrong. Memory is the server's resident set, without the process that reads files.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM, Server, Visit, serve, visitor

RESULTS = Path(__file__).with_name("soak.md")
SESSIONS = 4
BAD_FILES = Path(__file__).resolve().parent.parent / "tests" / "intake" / "bad_files"
GOOD = "place,date,count,measure,source\n" + "".join(
    f"{place},2021-{month:02},{month * 10},held,Source {month}\n"
    for month in range(1, 13)
    for place in ("Tumen", "단둥", "延吉", "Dunhua")
)


@dataclass
class Soak:
    """A log of the run: how often each action was done, what went wrong, and memory over time."""

    server: Server
    done: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)

    def try_one(self, guest: Visit, name: str, act: Callable[[Visit], None]) -> None:
        """Do one thing, and note any errors."""
        try:
            act(guest)
            self.done[name] += 1
        except Exception as error:  # whatever it is, it belongs in the results
            self.errors.append(f"{name}: {type(error).__name__}: {str(error)[:200]}")
        self.errors += [f"{name}: in the page: {text[:200]}" for text in guest.errors]
        self.errors += [f"{name}: another host: {url}" for url in guest.other_hosts()]
        guest.errors.clear()
        guest.requests.clear()

    def measure(self, seconds: float) -> None:
        """Note the server's memory."""
        status = Path(f"/proc/{self.server.process.pid}/status").read_text(encoding="utf-8")
        kilobytes = next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[
            1
        ]
        self.memory.append((seconds, int(kilobytes) / 1024))


def upload(name: str, content: bytes) -> Callable[[Visit], None]:
    """Upload a file, and wait for the page's verdict."""

    def act(guest: Visit) -> None:
        guest.open("?")  # a new session, which forgets the earlier file
        guest.open("check")
        file = {"name": name, "mimeType": "text/csv", "buffer": content}
        guest.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        guest.page.locator(
            "[class*=st-key-own_problems], .rm-alert, button:has-text('on the map')"
        ).first.wait_for()

    return act


def open_rows(guest: Visit) -> None:
    """Upload a good file and open its rows on the map, then go back."""
    upload("own.csv", GOOD.encode())(guest)
    guest.page.get_by_role("button", name="on the map").click()
    guest.page.get_by_text("48 of 48 reports").wait_for()
    guest.page.get_by_role("button", name="Back to the published data").click()
    guest.page.get_by_text("All 134 statements").wait_for()


def filtered(guest: Visit) -> None:
    """Open a selection by its address."""
    year = random.randint(2002, 2024)  # noqa: S311 no secret
    guest.open(f"?dates={year}-01-01&dates={year + 1}-12-31")
    guest.page.locator(".rm-sentence").wait_for()


def reloaded(guest: Visit) -> None:
    """Reload the page."""
    guest.page.reload()
    guest.page.locator(".rm-footer").wait_for()


def soak(seconds: float) -> Soak:
    """Drive the sessions in turn for this long."""
    bad = sorted(path for path in BAD_FILES.iterdir() if path.suffix in (".csv", ".tsv", ".xlsx"))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(serve(folder / "log"))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        browser.new_context().new_page()  # visitors open their windows from it
        guests = [stack.enter_context(visitor(browser, server)) for _ in range(SESSIONS)]
        found = Soak(server)
        begun = time.monotonic()
        turn = 0
        while (passed := time.monotonic() - begun) < seconds:
            guest = guests[turn % SESSIONS]
            path = random.choice(bad)  # noqa: S311
            acts: dict[str, Callable[[Visit], None]] = {
                "filter by address": filtered,
                "reload": reloaded,
                "upload of a bad file": upload(path.name, path.read_bytes()),
                "rows opened and left": open_rows,
            }
            name = list(acts)[turn // SESSIONS % len(acts)]
            found.try_one(guest, name, acts[name])
            found.measure(passed)
            turn += 1
            print(f"{passed:5.0f} s  {name}: {found.memory[-1][1]:.0f} MB", flush=True)
        told = [line for line in server.output().splitlines() if "Traceback" in line]
        found.errors += [f"the server said: {line}" for line in told]
        browser.close()
    return found


def main() -> int:
    """Soak, write the results, and report whether anything went wrong."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    found = soak(seconds)
    lines = [
        "# Soak",
        "",
        f"`.venv/bin/python -m benchmarks.soak {seconds:g}`: {SESSIONS} browser sessions in turn, "
        f"{sum(found.done.values())} things done, {len(found.errors)} errors.",
        "",
        "| done | times |",
        "|---|---:|",
        *(f"| {name} | {times} |" for name, times in found.done.items()),
        "",
        "| quarter | server memory, median MB |",
        "|---|---:|",
    ]
    for quarter in range(4):
        values = sorted(
            megabytes for at, megabytes in found.memory if quarter <= at / seconds * 4 < quarter + 1
        )
        if values:
            lines.append(f"| {quarter + 1} | {values[len(values) // 2]:.0f} |")
    lines += ["", *(f"- {error}" for error in found.errors)]
    RESULTS.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))
    return int(bool(found.errors))


if __name__ == "__main__":
    sys.exit(main())
