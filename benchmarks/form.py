"""Checking the form of a large package, compared with frictionless on every row, good and bad.

Both read the same files from the start. Ours reports all problems; frictionless stops at a
thousand errors by default. A fifth each of the faults are rows too long, rows too short, links
that lead nowhere, invalid dates and invalid numbers.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import servers
from benchmarks.results import Row, measured
from refoulement.dataset.package import canonical_resources, read_descriptor
from refoulement.loading.form import form_problems
from tests.loading import by_frictionless

FAULTS = 1_000
TIMES, TIMES_OF_FRICTIONLESS = 7, 3
#: Relative to frictionless: a fifth of what version 1.0.0 took, which passed it the doubtful
#: rows. That was 0.17 and 0.26, measured side by side.
MOST = {"sound": 0.034, "broken": 0.052}
SEED = 1

Say = Callable[[str], None]


def run(names: Sequence[str], say: Say) -> list[Row]:
    """Rows for these sizes (keys of servers.SIZES)."""
    rows: list[Row] = []
    for name in names:
        size = servers.SIZES[name]
        with tempfile.TemporaryDirectory() as folder:
            sound, broken = servers.data(size), Path(folder) / "broken"
            shutil.copytree(sound, broken)
            break_rows(broken)
            for what, package in (("sound", sound), ("broken", broken)):
                rows += _compared(package, f"{size}, {what}", MOST[what], say)
    return rows


def break_rows(package: Path, faults: int = FAULTS) -> None:
    """Put this many faults into the reports, each in a separate row, as far as rows suffice."""
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
    chosen = np.random.default_rng(SEED).permutation(len(rows))[:faults]
    for turn, at in enumerate(chosen.tolist()):
        kinds[turn % len(kinds)](rows[at])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def _compared(package: Path, what: str, most: float, say: Say) -> list[Row]:
    theirs, errors = _timed(
        lambda: sum(len(task.errors) for task, _ in by_frictionless.tasks(package, FAULTS)),
        TIMES_OF_FRICTIONLESS,
    )
    ours, problems = _timed(
        lambda: len(list(form_problems(package, read_descriptor(package)))), TIMES
    )
    base = measured(f"frictionless, {what}", "s of CPU", theirs, note=f"{errors} errors")
    own = measured(
        f"ours, {what}", "s of CPU", ours, base, most_ratio=most, note=f"{problems} problems"
    )
    say(f"form, {what}: {own.median:.2f} s, frictionless {base.median:.1f} s")
    return [base, own]


def _timed(ask: Callable[[], int], times: int) -> tuple[list[float], int]:
    """CPU seconds for each run, which depend less on what else is running; and the result."""
    seconds, found = [], 0
    for _ in range(times):
        begun = time.process_time()
        found = ask()
        seconds.append(time.process_time() - begun)
    return seconds, found
