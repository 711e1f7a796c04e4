"""The servers to be measured, each on a free port, and the system's figures for them."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import generate
from refoulement.dataset.package import DESCRIPTOR, ENVIRONMENT_VARIABLE, SHIPPED
from tests.conftest import DASHBOARD, ROOT, Server, started

PAGES = Path(__file__).with_name("pages")
RIVALS = ROOT / ".outside" / "rivals" / "bin"
DATA = Path(tempfile.gettempdir()) / "refoulement-benchmarks"
#: Seconds for a server to answer: with a million reports it first reads and checks them.
PATIENCE = 3600


@dataclass(frozen=True)
class Size:
    """Numbers of reports and places; the shipped dataset if both are 0."""

    reports: int = 0
    sites: int = 0

    def __str__(self) -> str:
        return f"{self.reports:,} × {self.sites:,}" if self.reports else "shipped"


SHIPPED_SIZE = Size()
SIZES = {
    "shipped": SHIPPED_SIZE,
    "1k": Size(1_000, 20),
    "1k-7": Size(1_000, 7),
    "10k": Size(10_000, 200),
    "10k-1000": Size(10_000, 1_000),
    "100k": Size(100_000, 1_000),
    "1m": Size(1_000_000, 1_000),
}


def data(size: Size) -> Path:
    """The package of a size, generated once and kept among temporary files."""
    if size == SHIPPED_SIZE:
        return SHIPPED
    directory = DATA / f"{size.reports}x{size.sites}"
    if not (directory / DESCRIPTOR).is_file():
        generate(directory, size.reports, size.sites)
    return directory


def ours(size: Size = SHIPPED_SIZE) -> AbstractContextManager[Server]:
    """The dashboard with data of this size."""
    return _served(DASHBOARD, **{ENVIRONMENT_VARIABLE: str(data(size))})


def floor() -> AbstractContextManager[Server]:
    """The otherwise empty Streamlit page."""
    return _streamlit("floor.py", SHIPPED_SIZE)


def tutorial(size: Size) -> AbstractContextManager[Server]:
    """The page built as streamlit-folium's documentation shows."""
    return _streamlit("tutorial_server.py", size)


def dash(size: Size) -> AbstractContextManager[Server]:
    """The same map in Dash and dash-leaflet."""
    return _served([str(RIVALS / "python"), str(PAGES / "dash_leaflet_page.py"), str(data(size))])


def datasette(size: Size) -> AbstractContextManager[Server]:
    """The same rows in Datasette with datasette-cluster-map."""
    rows = DATA / "reports.db"
    tiles = str(PAGES / "datasette.json")  # none, since no other host is used
    make = [str(RIVALS / "python"), str(PAGES / "datasette_rows.py"), str(data(size)), str(rows)]
    serve_rows = [str(RIVALS / "datasette"), str(rows), "-p", "0", "-m", tiles]
    return _served(["sh", "-c", f"{' '.join(make)} && exec {' '.join(serve_rows)}"])


def _streamlit(page: str, size: Size) -> AbstractContextManager[Server]:
    command = [sys.executable, "-m", "streamlit", "run", str(PAGES / page)]
    # Streamlit's default: among our own settings, this one is for speed.
    stock = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "true"}
    return _served(command, **{ENVIRONMENT_VARIABLE: str(data(size))}, **stock)


@contextmanager
def _served(command: list[str], **environment: str) -> Iterator[Server]:
    with (
        tempfile.TemporaryDirectory() as folder,
        started(command, Path(folder) / "log", PATIENCE, **environment) as server,
    ):
        yield server


def cpu_seconds(server: Server) -> float:
    """Processor time that the server's process has used, in seconds."""
    stat = Path(f"/proc/{server.process.pid}/stat").read_text(encoding="utf-8")
    ticks = stat.rsplit(")", 1)[1].split()[11:13]  # utime and stime; the name may hold spaces
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def resident_mb(server: Server) -> float:
    """The resident memory of the server's process, in MB of 1,048,576 bytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
