"""Results, kept in benchmarks/results.json; benchmarks/results.md is generated from it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.conftest import CHROMIUM

RESULTS = Path(__file__).with_name("results.json")
REPORT = RESULTS.with_suffix(".md")
PACKAGES = ("streamlit", "pandas", "numpy", "folium", "streamlit-folium", "playwright")


@dataclass(frozen=True)
class Row:
    """One line of the results: what was measured, its unit, the number of runs, and the values.

    `ratio` is relative to the row `against` of the same run. `met` says whether the target was
    met, and is None without a target. `note` gives anything else a reader must know.
    """

    what: str
    unit: str
    median: float | None
    p95: float | None
    n: int
    ratio: float | None = None
    against: str = ""
    target: str = ""
    met: bool | None = None
    note: str = ""


def measured(
    what: str,
    unit: str,
    values: Sequence[float],
    against: Row | None = None,
    most: float | None = None,
    most_ratio: float | None = None,
    note: str = "",
) -> Row:
    """A row of these values; `most` is the target for their median, `most_ratio` for the ratio."""
    middle = _median(values)
    ratio = middle / against.median if against and against.median and middle is not None else None
    limit, reached = (most_ratio, ratio) if most_ratio is not None else (most, middle)
    return Row(
        what=what,
        unit=unit,
        median=middle,
        p95=_p95(values),
        n=len(values),
        ratio=ratio,
        against=against.what if against else "",
        target=_target(unit, most, most_ratio),
        met=None if limit is None or reached is None else reached <= limit,
        note=note,
    )


def missing(what: str, why: str) -> Row:
    """A row for something that could not be measured."""
    return Row(what, "", None, None, 0, note=why)


def keep(part: str, command: str, rows: Sequence[Row], results: Path = RESULTS) -> None:
    """Replace a part's earlier rows with these, and rewrite the report."""
    known = json.loads(results.read_text(encoding="utf-8")) if results.is_file() else {}
    known[part] = {
        "command": command,
        "measured": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": machine(),
        "versions": versions(),
        "rows": [asdict(row) for row in rows],
    }
    results.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    results.with_suffix(".md").write_text(report(known), encoding="utf-8")


def report(known: dict[str, Any]) -> str:
    """The results as Markdown: one section per part, in the order in which they were first run."""
    lines = [
        "# What was measured",
        "",
        "Written by `python -m benchmarks` from results.json. Ratios are within one run, in which "
        "the servers that are compared took turns. How each is measured stands in the docstrings "
        "of benchmarks/. “Load” is the machine’s average when the part ended, the benchmark’s own "
        "included: far above the number of cores, others used the processor, and times and "
        "ratios are not to be relied on.",
    ]
    for part, found in known.items():
        rows = found["rows"]
        lines += [
            "",
            f"## {part}",
            "",
            f"`{found['command']}`, {found['measured']}; {found['machine']}; {found['versions']}.",
            "",
            "| what | unit | median | p95 | n | ratio | target | met |",
            "|---|---|---:|---:|---:|---:|---|---|",
            *(_line(Row(**row)) for row in rows),
            "",
            *(f"- {row['what']}: {row['note']}" for row in rows if row["note"]),
        ]
    return "\n".join(lines).rstrip() + "\n"


def machine() -> str:
    """Processor, cores, memory and kernel."""
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.split(":", 1)[1].strip() for line in told if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    model = models[0] if models else platform.machine()
    load = os.getloadavg()[0]
    return f"{model}, {cores} cores, {memory:.0f} GB, Linux {platform.release()}, load {load:.1f}"


def versions() -> str:
    """Versions of what was measured, and of the measuring tools."""
    browser = subprocess.run([CHROMIUM, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    packages = (f"{name} {version(name)}" for name in PACKAGES)
    said = browser.stdout.strip().split(" built on")[0]
    return ", ".join((f"Python {platform.python_version()}", *packages, said))


def _line(row: Row) -> str:
    ratio = f"{row.ratio:.2f} × {row.against}" if row.ratio is not None else ""
    met = {True: "yes", False: "**no**", None: ""}[row.met]
    cells = (row.what, row.unit, _number(row.median), _number(row.p95), str(row.n))
    return "| " + " | ".join((*cells, ratio, row.target, met)) + " |"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _target(unit: str, most: float | None, most_ratio: float | None) -> str:
    if most_ratio is not None:
        return f"≤ {most_ratio:g} ×"
    return f"≤ {most:g} {unit}" if most is not None else ""


def _median(values: Sequence[float]) -> float | None:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _p95(values: Sequence[float]) -> float | None:
    """The value that 95 % of the values do not exceed; always one of them, never interpolated."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * 95 // 100) - 1] if ordered else None
