"""The evidence pack holds everything behind a selection, verifies itself and counts the same."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from frictionless import Package

from refoulement.dataset.package import read_tables, text_table
from refoulement.dataset.tables import Dataset
from refoulement.export.formats import FORMATS
from refoulement.export.geojson import export_geojson
from refoulement.export.pack import export_pack
from refoulement.loading.load import load
from refoulement.loading.soundness import check
from refoulement.presentation.citation import citation_cff
from refoulement.presentation.summary import figure_line, selection_text, summary
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES
from tests.copies import FROZEN, add_row, copy_package, edit_cells, read_export, read_records

SELECTIONS = {
    "everything": Selection(),
    "dates": Selection(date(2021, 7, 1), date(2021, 7, 31)),
    "places": Selection(sites=("tumen", "dandong")),
    "a part": Selection(events=("2023-10-09-dandong",)),
    "repeats alone": Selection(publishers=("Wikinews",)),
    "arrests": Selection(measures=("arrested",), date_to=date(2014, 12, 31)),
    "nothing": Selection(date_to=date(1990, 12, 31)),
}
every_selection = pytest.mark.parametrize("chosen", SELECTIONS.values(), ids=list(SELECTIONS))


def unpacked(dataset: Dataset, selection: Selection, to: Path) -> Path:
    """The folder to which the pack unpacks."""
    with ZipFile(io.BytesIO(export_pack(dataset, selection))) as archive:
        archive.extractall(to)
    (folder,) = to.iterdir()
    return folder


def test_the_selections_tried_differ(dataset: Dataset) -> None:
    held = {tuple(chosen.reports(dataset)) for chosen in SELECTIONS.values()}
    assert len(held) == len(SELECTIONS)


@every_selection
def test_the_checksums_verify_with_sha256sum(
    chosen: Selection, dataset: Dataset, tmp_path: Path
) -> None:
    folder = unpacked(dataset, chosen, tmp_path)
    verified = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    checked = {line.rpartition(": ")[0] for line in verified.stdout.splitlines()}
    assert checked == files - {"SHA256SUMS"}


@every_selection
def test_its_data_are_a_valid_data_package(
    chosen: Selection, dataset: Dataset, tmp_path: Path
) -> None:
    folder = unpacked(dataset, chosen, tmp_path)
    report = Package(str(folder / "data" / "datapackage.json")).validate()
    assert report.valid, report.to_summary()
    assert len(report.tasks) == 9


@every_selection
def test_its_data_hold_exactly_the_reports_selected_and_count_the_same(
    chosen: Selection, dataset: Dataset, tmp_path: Path
) -> None:
    data = unpacked(dataset, chosen, tmp_path) / "data"
    tables: dict[str, Any] = dict(read_tables(data))
    packed = Dataset(directory=data, descriptor={}, **tables)
    ids = [report.report_id for report in chosen.reports(dataset)]
    assert list(packed.reports["report_id"]) == ids
    again = Selection(sites=tuple(set(chosen.sites) & set(packed.site_ids)))
    figures = {name: str(figure) for name, figure in summary(dataset, chosen).items()}
    assert {name: str(figure) for name, figure in summary(packed, again).items()} == figures


def test_the_whole_dataset_packed_is_the_dataset(dataset: Dataset, tmp_path: Path) -> None:
    data = unpacked(dataset, Selection(), tmp_path) / "data"
    opened, problems = check(data)
    assert opened, problems
    for name in ("reports", "events", "sources", "arrivals", "context"):
        written = (data / f"{name}.csv").read_bytes()
        assert not written.startswith(b"\xef\xbb\xbf")
        cells = read_export(written).to_dict("records")
        assert cells == text_table(getattr(dataset, name)).to_dict("records")
    named = {site for report in dataset.records for site in report.sites}
    assert set(opened.site_ids) == named


def test_a_repeat_of_what_is_not_selected_stays_a_repeat(dataset: Dataset, tmp_path: Path) -> None:
    folder = unpacked(dataset, SELECTIONS["repeats alone"], tmp_path)
    reports = read_records(folder / "data", "reports")
    ids = {row["report_id"] for row in reports}
    assert any(row["derived_from"] and row["derived_from"] not in ids for row in reports)
    descriptor = json.loads((folder / "data" / "datapackage.json").read_text())
    keys = [key["fields"] for key in descriptor["resources"][0]["schema"]["foreignKeys"]]
    assert keys == [["event_id"], ["source_id"]]
    assert "derived_from" in (folder / "SELECTION.txt").read_text()


def test_events_that_overlap_through_one_not_selected_still_overlap(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "data")
    for name, overlaps in (("one", "between"), ("between", "two"), ("two", "")):
        add_row(package, "events", "2023-10-held", event_id=name, part_of="", may_overlap=overlaps)
        if name != "between":
            add_row(
                package,
                "reports",
                "r031",
                report_id=f"r-{name}",
                event_id=name,
                area=f"China, {name}",
                count_low="70",
                count_high="70",
            )
    dataset, chosen = load(package), Selection(report_ids=("r-one", "r-two"))
    assert str(summary(dataset, chosen)["returned"]) == "70–140"
    data = unpacked(dataset, chosen, tmp_path / "pack") / "data"
    assert str(summary(load(data), Selection())["returned"]) == "70–140"


def test_it_says_what_is_selected_how_to_reopen_and_how_to_cite_it(
    dataset: Dataset, tmp_path: Path
) -> None:
    chosen = SELECTIONS["places"]
    folder = unpacked(dataset, chosen, tmp_path)
    text = (folder / "SELECTION.txt").read_text(encoding="utf-8")
    assert selection_text(dataset, chosen) in text
    assert f"?{chosen.query_string()}\n" in text
    for measure, figure in summary(dataset, chosen).items():
        assert f"{MEASURES[measure]}: {figure_line(dataset, figure)}." in text
    assert "; last reported for " in text
    assert " left out: " in text
    assert (folder / "CITATION.cff").read_text(encoding="utf-8") == citation_cff(dataset)
    assert (folder / "reports.geojson").read_bytes() == export_geojson(dataset, chosen)
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in ("SELECTION.txt", "SHA256SUMS"):
            assert str(path.relative_to(folder)) in text, "every file is explained"


def test_two_packs_of_one_selection_are_the_same_on_any_machine_and_day(
    dataset: Dataset, tmp_path: Path
) -> None:
    copy = copy_package(tmp_path / "data")
    shutil.copyfile(FROZEN / "README.md", copy / "README.md")
    assert export_pack(load(copy), Selection()) == export_pack(dataset, Selection())
    with ZipFile(io.BytesIO(export_pack(dataset, Selection()))) as archive:
        for entry in archive.infolist():
            assert entry.compress_type == ZIP_STORED
            assert entry.date_time == (2026, 11, 21, 0, 0, 0)
            assert entry.filename.startswith("refoulement-map_2001-07-20_2025-10-15/")


@pytest.mark.parametrize("name", ["pack", "xlsx", "html"])
def test_a_package_without_a_date_is_packed_too(name: str, tmp_path: Path) -> None:
    package = copy_package(tmp_path / "data")
    descriptor = json.loads((package / "datapackage.json").read_text())
    for created in ("1970-01-01T00:00:00Z", None):
        descriptor["created"] = created
        descriptor = {key: value for key, value in descriptor.items() if value}
        (package / "datapackage.json").write_text(json.dumps(descriptor))
        assert FORMATS[name].write(load(package), Selection())


def test_formula_like_cells_are_protected(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "data")
    edit_cells(package, "reports", "r031", summary="=1+1")
    folder = unpacked(load(package), Selection(), tmp_path / "pack")
    rows = {row["report_id"]: row for row in read_records(folder / "data", "reports")}
    assert rows["r031"]["summary"] == "'=1+1"
    shutil.rmtree(folder)
