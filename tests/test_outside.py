"""Our output, read by third-party programs; and every download of twenty selections.

These tests need programs that take minutes to install, and run for minutes: `make outside` does
both. The quick tests of the same formats are in test_formats.py.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from frictionless import Package

from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv, export_table
from refoulement.export.formats import FORMATS
from refoulement.export.geojson import export_geojson
from refoulement.export.hxl import export_hxl
from refoulement.export.pack import export_pack
from refoulement.export.spreadsheet import export_xlsx
from refoulement.loading.load import load
from refoulement.selecting.selection import Selection
from refoulement.settings import ADDRESS_VARIABLE
from refoulement.site.feed import feed
from tests.conftest import ROOT, Server, Visit, get
from tests.copies import copy_package, edit_cells
from tests.server.test_api import SELECTIONS, flags
from tests.site.reading import RecordPage
from tests.test_cli import output

pytestmark = pytest.mark.outside

TOOLS = ROOT / ".outside"
#: UTF-8, commas, every cell quoted as shown, each sheet in a separate file.
CSV_FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
every_selection = pytest.mark.parametrize("chosen", SELECTIONS, ids=range(len(SELECTIONS)))


def run(*command: str | Path, where: Path) -> str:
    """The output of a program; fails with all of it if the program does."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=where,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture
def formula_like(tmp_path: Path) -> Dataset:
    """The frozen data with cells that a spreadsheet could take for something else."""
    package = copy_package(tmp_path / "package")
    cells = {"summary": "=1+1", "caveat": "탈북민 +82", "area": "@x", "passage": "도문 图们, “a;b”"}
    edit_cells(package, "reports", "r031", **cells)
    return load(package)


@every_selection
def test_frictionless_finds_every_pack_valid(
    chosen: Selection, dataset: Dataset, tmp_path: Path
) -> None:
    with ZipFile(io.BytesIO(export_pack(dataset, chosen))) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert Package(str(folder / "data" / "datapackage.json")).validate().valid
    run("sha256sum", "--check", "--strict", "SHA256SUMS", where=folder)
    run(TOOLS / "cff/bin/cffconvert", "--validate", "-i", "CITATION.cff", where=folder)


def printed_of_every_selection(
    read: str, write: Callable[[Dataset, Selection], bytes], dataset: Dataset, where: Path
) -> list[str]:
    """What a script, run by the tools' Python, prints about the files of all selections."""
    names = [str(number) for number in range(len(SELECTIONS))]
    for name, chosen in zip(names, SELECTIONS, strict=True):
        (where / name).write_bytes(write(dataset, chosen))
    return run(TOOLS / "tools/bin/python", "-c", read, *names, where=where).splitlines()


def test_libhxl_reads_every_selection_and_finds_no_error(dataset: Dataset, tmp_path: Path) -> None:
    # It also remarks on outliers: as information, not as an error.
    read = (
        "import hxl, sys\n"
        "for path in sys.argv[1:]:\n"
        "    found = []\n"
        "    source = hxl.data(path, hxl.InputOptions(allow_local=True)).cache()\n"
        "    hxl.schema(None, callback=found.append).validate(source)\n"
        "    print(len(list(source)), [e.message for e in found if e.rule.severity != 'info'])"
    )
    expected = [f"{len(chosen.reports(dataset))} []" for chosen in SELECTIONS]
    assert printed_of_every_selection(read, export_hxl, dataset, tmp_path) == expected


def test_geojson_pydantic_finds_every_selection_good(dataset: Dataset, tmp_path: Path) -> None:
    read = (
        "import pathlib, sys\nfrom geojson_pydantic import FeatureCollection\n"
        "for path in sys.argv[1:]:\n"
        "    text = pathlib.Path(path).read_text(encoding='utf-8')\n"
        "    print(len(FeatureCollection.model_validate_json(text).features))"
    )
    expected = [str(len(chosen.reports(dataset))) for chosen in SELECTIONS]
    assert printed_of_every_selection(read, export_geojson, dataset, tmp_path) == expected


def test_libreoffice_opens_the_workbook_with_every_cell_intact(
    formula_like: Dataset, tmp_path: Path
) -> None:
    (tmp_path / "rows.xlsx").write_bytes(export_xlsx(formula_like, Selection()))
    run("soffice", "--headless", "--convert-to", CSV_FILTER, "rows.xlsx", where=tmp_path)
    found = read_rows(tmp_path / "rows-reports.csv")
    expected = export_table(formula_like, Selection()).to_dict("records")
    assert [{name: as_text(cell) for name, cell in row.items()} for row in found] == [
        {name: as_text(cell) for name, cell in row.items()} for row in expected
    ]
    assert any(row["summary"] == "=1+1" for row in found)


def test_libreoffice_opens_the_csv_with_every_cell_as_text(
    formula_like: Dataset, tmp_path: Path
) -> None:
    (tmp_path / "rows.csv").write_bytes(export_csv(formula_like, Selection()))
    # Commas, quotation marks, UTF-8: otherwise, without a window, it guesses.
    form = "--infilter=Text - txt - csv (StarCalc):44,34,76,1"
    run("soffice", "--headless", form, "--convert-to", "xlsx", "rows.csv", where=tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "rows.xlsx").active
    assert sheet is not None
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    for text in ("'=1+1", "탈북민 +82", "'@x", "도문 图们, “a;b”"):
        assert cells[text] == "s", text
    assert "f" not in cells.values(), "no cell became a formula"


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def as_text(cell: object) -> str:
    """A cell without what a spreadsheet may add to or drop from a number."""
    text = str(cell)
    try:
        return f"{float(text):.6f}"
    except ValueError:
        return text


def test_schemathesis_finds_no_answer_that_breaks_the_description(
    server: Server, tmp_path: Path
) -> None:
    # A schema cannot say that dates must be in order. A PNG takes seconds to draw.
    run(
        TOOLS / "tools/bin/schemathesis",
        "run",
        f"{server.url}/api/openapi.json",
        "--max-examples=3",
        "--seed=1",
        "--exclude-checks=positive_data_acceptance",
        "--exclude-path=/api/reports.png",
        where=tmp_path,
    )
    assert get(server, "/api/health")[0] == 200


@every_selection
def test_page_api_and_command_line_give_the_same_bytes_in_every_format(
    chosen: Selection, visit: Visit, tmp_path: Path
) -> None:
    page, query = visit.page, chosen.query_string()
    visit.open(f"?{query}")
    buttons = {
        name: "Download CSV" if name == "csv" else form.label for name, form in FORMATS.items()
    }
    page.get_by_role("button", name="More formats").click()
    for name, form in FORMATS.items():
        if name == "csv":
            page.keyboard.press("Escape")
        with page.expect_download() as started:
            page.get_by_role("button", name=buttons[name], exact=True).click()
        started.value.save_as(tmp_path / name)
        downloaded = (tmp_path / name).read_bytes()
        assert downloaded == get(visit.server, f"/api/reports{form.suffix}?{query}")[2], name
        assert downloaded == output("export", *flags(chosen), "--format", name), name
        if name == "csv":
            page.get_by_role("button", name="More formats").click()


def test_the_tools_are_those_that_are_pinned() -> None:
    for environment in ("cff", "tools"):
        pinned = (ROOT / f"requirements-outside-{environment}.txt").read_text(encoding="utf-8")
        found = run(TOOLS / environment / "bin/pip", "list", "--format", "json", where=ROOT)
        names = {package["name"]: package["version"] for package in json.loads(found)}
        for line in pinned.splitlines():
            if not line.startswith("#"):
                name, _, version = line.partition("==")
                assert names[name] == version


_EXPAND = """
import json, sys
from pyld import jsonld
vocabulary = {"document": {"@context": {"@vocab": "https://schema.org/"}}, "documentUrl": None,
              "contextUrl": None}
jsonld.set_document_loader(lambda address, options: vocabulary)
print(json.dumps([jsonld.expand(json.loads(text)) for text in json.load(sys.stdin)]))
"""
_READ_FEED = """
import json, sys, feedparser
read = feedparser.parse(sys.stdin.buffer.read())
entries = [[one.id, one.title, one.link, one.updated_parsed[0]] for one in read.entries]
print(json.dumps({"trouble": read.bozo, "version": read.version, "entries": entries}))
"""


def told_by(script: str, text: bytes) -> Any:
    """The JSON that a script prints in the environment of the third-party tools."""
    command = [str(TOOLS / "tools/bin/python"), "-c", script]
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def test_a_json_ld_library_reads_claims_and_the_dataset(server: Server) -> None:
    paths = ("/event/2023-10-09-mass-return", "/report/r031", "/place/tumen")
    found = [json.dumps(RecordPage(get(server, path)[2]).data) for path in paths]
    read = told_by(_EXPAND, json.dumps(found).encode())
    types = [one["@type"] for (one,) in read]
    claim, place = ["https://schema.org/Claim"], ["https://schema.org/Place"]
    assert types == [claim, claim, place]
    (claim_read,) = read[1]
    assert len(claim_read["https://schema.org/appearance"]) == 1


def test_a_feed_reader_reads_the_feed_of_a_selection(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ADDRESS_VARIABLE, "https://map.example.org/")
    selection = Selection(sites=("tumen",))
    read = told_by(_READ_FEED, feed(dataset, selection))
    assert (read["trouble"], read["version"]) == (False, "atom10")
    links = {link for _, _, link, _ in read["entries"]}
    assert links == {
        f"https://map.example.org/report/{one.report_id}" for one in selection.reports(dataset)
    }
