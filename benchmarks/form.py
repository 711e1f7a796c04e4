"""Checking the form of a large package, beside frictionless on every row, sound and broken.

Both read the same files from the start. Ours is asked for all problems; frictionless stops at
a thousand errors by itself, as it does for who asks it for no more. Of the faults a fifth each
are rows too long, rows too short, links that lead nowhere, dates and numbers that are none.
"""

from __future__ import annotations

import csv
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import servers
from benchmarks.generate import generate
from benchmarks.results import Row, measured
from refoulement.dataset.package import canonical_resources, read_descriptor
from refoulement.loading.form import form_problems
from tests import by_frictionless

FAULTS = 1_000
TIMES, TIMES_OF_FRICTIONLESS = 7, 1  # it takes most of a minute
MOST = 0.05  # of what frictionless takes
SEED = 1

Say = Callable[[str], None]


def run(names: Sequence[str], say: Say) -> list[Row]:
    """Rows for these sizes (keys of servers.SIZES)."""
    rows: list[Row] = []
    for name in names:
        size = servers.SIZES[name]
        with tempfile.TemporaryDirectory() as folder:
            sound = generate(Path(folder) / "sound", size.reports, size.sites, SEED)
            broken = Path(folder) / "broken"
            shutil.copytree(sound, broken)
            break_rows(broken, min(FAULTS, size.reports))
            for package in (sound, broken):
                rows += _compared(package, f"{size.reports:,} reports, {package.name}", say)
    return rows


def break_rows(package: Path, faults: int) -> None:
    """Put so many faults into the reports, each in a row of its own."""
    (schema,) = (r["schema"] for r in canonical_resources() if r["name"] == "reports")
    place = {field["name"]: at for at, field in enumerate(schema["fields"])}
    path = package / "reports.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    kinds: tuple[Callable[[list[str]], Any], ...] = (
        lambda row: row.append("more"),
        lambda row: row.pop(),
        lambda row: row.__setitem__(place["event_id"], "nowhere"),
        lambda row: row.__setitem__(place["date_from"], "14/07/2021"),
        lambda row: row.__setitem__(place["count_low"], "many"),
    )
    for turn, row in enumerate(random.Random(SEED).sample(rows, faults)):
        kinds[turn % len(kinds)](row)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def _compared(package: Path, what: str, say: Say) -> list[Row]:
    theirs, errors = _timed(
        lambda: sum(len(task.errors) for task, _ in by_frictionless.tasks(package, FAULTS)),
        TIMES_OF_FRICTIONLESS,
    )
    ours, problems = _timed(
        lambda: len(list(form_problems(package, read_descriptor(package)))), TIMES
    )
    base = measured(f"frictionless, {what}", "s", theirs, note=f"{errors} errors")
    own = measured(f"ours, {what}", "s", ours, base, most_ratio=MOST, note=f"{problems} problems")
    say(f"form, {what}: {own.median:.2f} s, frictionless {base.median:.1f} s")
    return [base, own]


def _timed(ask: Callable[[], int], times: int) -> tuple[list[float], int]:
    """Seconds of each time, and what came out."""
    seconds, found = [], 0
    for _ in range(times):
        begun = time.perf_counter()
        found = ask()
        seconds.append(time.perf_counter() - begun)
    return seconds, found
