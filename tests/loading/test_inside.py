"""What a package can make the program read: its own files, and nothing outside."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from zipfile import ZipFile

import pytest

from refoulement.curating.examples import FILE as EXAMPLES
from refoulement.curating.refusal import RefusalError
from refoulement.curating.release import release
from refoulement.dataset.inside import DESCRIPTOR_BYTES, TABLE_BYTES
from refoulement.dataset.package import DESCRIPTOR, ENVIRONMENT_VARIABLE
from refoulement.export.pack import export_pack
from refoulement.loading.load import load
from refoulement.loading.soundness import check
from refoulement.loading.versions import load_earlier
from refoulement.problems import DatasetError
from refoulement.selecting.selection import Selection
from tests.conftest import ROOT
from tests.copies import FROZEN, JUDGEMENTS, copy_package, edit_cells, edit_descriptor
from tests.screen.test_pages import html, open_page

SECRET = "not for readers: 4711"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return copy_package(tmp_path / "package")


def lead_out(package: Path, name: str) -> Path:
    """Replace a file by a link; returns the file outside to which it leads."""
    outside = package.parent / f"outside-{name}"
    here = package / name
    if here.exists():
        here.rename(outside)
    else:
        outside.write_text(SECRET, encoding="utf-8")
    here.symlink_to(outside)
    return outside


@contextmanager
def answering(content: bytes) -> Iterator[tuple[str, list[str]]]:
    """The address of a server that answers with these bytes, and the paths requested."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/endless.json", asked
        server.shutdown()


def said(package: Path) -> list[str]:
    return [problem.text for problem in check(package)[1] if problem.severity == "error"]


@pytest.mark.parametrize("name", ["reports.csv", JUDGEMENTS, DESCRIPTOR])
def test_a_link_out_of_the_package_is_an_error_that_names_file_and_expectation(
    name: str, package: Path
) -> None:
    lead_out(package, name)
    (error,) = said(package)
    assert error.startswith(f"{name}: cannot be read (it leads out of the package; expected a file")


def test_a_folder_on_the_way_leads_out_too(package: Path) -> None:
    """Neither a link to another link nor one with `..` in it hides where it ends."""
    (package / "door").symlink_to(package.parent)
    (package / "reports.csv").rename(package.parent / "reports.csv")
    (package / "reports.csv").symlink_to("door/reports.csv")
    (package / "events.csv").rename(package.parent / "events.csv")
    (package / "events.csv").symlink_to("../events.csv")
    assert [error.partition(" (")[0] for error in said(package)] == [
        "reports.csv: cannot be read",
        "events.csv: cannot be read",
    ]


def test_links_inside_the_package_and_to_it_are_followed(package: Path) -> None:
    """As in mounted packages, whose folder is swapped as a whole."""
    (package / "..first").mkdir()
    (package / "reports.csv").rename(package / "..first" / "reports.csv")
    (package / "..data").symlink_to("..first")
    (package / "reports.csv").symlink_to("..data/reports.csv")
    link = package.parent / "link"
    link.symlink_to(package)
    assert said(package) == said(link) == []


@pytest.mark.parametrize("name", ["reports.csv", DESCRIPTOR])
def test_only_a_regular_file_is_read(name: str, package: Path) -> None:
    """A pipe without a writer would keep the reader waiting for ever."""
    (package / name).unlink()
    os.mkfifo(package / name)
    (error,) = said(package)
    assert "it is no regular file; expected one" in error
    (package / name).unlink()
    (package / name).symlink_to(name)
    (error,) = said(package)
    assert error.startswith(f"{name}: cannot be read")


@pytest.mark.parametrize(
    ("name", "most"), [("events.csv", TABLE_BYTES), (DESCRIPTOR, DESCRIPTOR_BYTES)]
)
def test_a_file_that_is_too_large_is_not_read(name: str, most: int, package: Path) -> None:
    os.truncate(package / name, most + 1)
    (error,) = said(package)
    assert f"it has {most + 1:,} bytes; expected at most {most:,}" in error


def test_a_guide_outside_is_in_no_evidence_pack_and_that_is_said(package: Path) -> None:
    lead_out(package, "README.md")
    with ZipFile(io.BytesIO(export_pack(load(package), Selection()))) as archive:
        (guide,) = (archive.read(name) for name in archive.namelist() if "README" in name)
    assert guide.decode() == (
        "README.md of this package is left out: it leads out of the package; expected a file that "
        "lies in it.\n"
    )


def test_what_the_changes_page_does_not_show_it_says(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead_out(package, "CHANGELOG.md")
    outside = copy_package(package.parent / "elsewhere")
    edit_descriptor(outside, lambda d: d.update(version="0.1.0", title=SECRET))
    (package / "versions").mkdir()
    (package / "versions" / "0.1.0").symlink_to(outside)
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(package))
    shown = html(open_page("pages/changes.py"))
    assert SECRET not in shown
    assert "CHANGELOG.md of this package is not shown: it leads out of the package" in shown
    assert "Version 0.1.0 cannot be compared: versions/0.1.0: cannot be read (it leads" in shown
    with pytest.raises(DatasetError, match="it leads out of the package"):
        load_earlier(load(package), "0.1.0")


def test_no_pattern_of_a_package_is_tried_and_no_address_in_it_is_asked(package: Path) -> None:
    """A pattern can take for ever and hold the interpreter lock, stopping the whole server."""
    endless = {"properties": {"title": {"type": "string", "pattern": "^(a+)+$"}}}

    def ask(descriptor: dict[str, Any]) -> None:
        for resource in descriptor["resources"]:
            for column in resource["schema"]["fields"]:
                column["constraints"] = {"pattern": "^(a+)+$"}
        descriptor.update(title="a" * 40 + "!", schema=endless, patternProperties=endless)
        descriptor.update({"profile": address, "$schema": address})

    edit_cells(package, "reports", "r001", summary="a" * 40 + "!", origin="a" * 40 + "!")
    command = [sys.executable, "-m", "refoulement", "validate", str(package)]
    with answering(json.dumps(endless).encode()) as (address, asked):
        edit_descriptor(package, ask)
        done = subprocess.run(command, cwd=ROOT, timeout=120, capture_output=True, text=True)
    assert "column origin, value" in done.stderr + done.stdout
    assert "column summary" not in done.stderr + done.stdout
    assert asked == []


@pytest.mark.parametrize("name", ["CHANGELOG.md", "README.md", EXAMPLES, "versions"])
def test_a_release_reads_and_writes_nothing_outside(name: str, tmp_path: Path) -> None:
    package, outside = tmp_path / "package", tmp_path / f"outside-{name}"
    shutil.copytree(FROZEN, package)
    version = json.loads((package / DESCRIPTOR).read_text(encoding="utf-8"))["version"]
    shutil.copytree(FROZEN, package / "versions" / version)
    lead_out(package, name)
    before = sorted(outside.rglob("*"))
    with pytest.raises(RefusalError, match=rf"{name}.*it leads out of the package"):
        release(package, "9.0.0", date(2030, 1, 1))
    assert sorted(outside.rglob("*")) == before
