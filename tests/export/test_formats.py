"""Every format holds exactly the filtered reports, and third-party tools can read it."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyogrio
import pytest

from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv, file_name
from refoulement.export.formats import FORMATS
from refoulement.export.geojson import export_geojson
from refoulement.export.hxl import HASHTAGS, export_hxl
from refoulement.export.records import export_json
from refoulement.export.spreadsheet import export_xlsx
from refoulement.loading.load import load
from refoulement.presentation.summary import selection_text
from refoulement.selecting.selection import Selection
from tests.copies import FROZEN, copy_package, edit_cells, read_export

EVERYTHING = Selection()
NARROWED = Selection(measures=("returned",), sites=("tumen", "dandong"))
NOTHING = Selection(search="no such words anywhere")
SELECTIONS = [EVERYTHING, NARROWED, NOTHING]


def ids(dataset: Dataset, selection: Selection) -> list[str]:
    """The ids of a selection's reports."""
    return [report.report_id for report in selection.reports(dataset)]


def features(selection: Selection) -> dict[str, dict[str, Any]]:
    collection = json.loads(export_geojson(load(FROZEN), selection))
    return {feature["id"]: feature for feature in collection["features"]}


def records(selection: Selection) -> dict[str, dict[str, Any]]:
    found = json.loads(export_json(load(FROZEN), selection))
    return {record["report_id"]: record for record in found["reports"]}


def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(content: bytes, sheet: str) -> list[list[Any]]:
    return [list(row) for row in book(content)[sheet].iter_rows(values_only=True)]


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_selection_gives_the_same_bytes(name: str) -> None:
    write = FORMATS[name].write
    assert write(load(FROZEN), EVERYTHING) == write(load(FROZEN), EVERYTHING)


@pytest.mark.parametrize("selection", SELECTIONS, ids=["all", "narrowed", "none"])
def test_every_format_holds_exactly_the_filtered_reports(
    dataset: Dataset, selection: Selection
) -> None:
    expected = ids(dataset, selection)
    assert list(features(selection)) == expected
    assert list(records(selection)) == expected
    hxl = read_export(export_hxl(dataset, selection))
    assert list(hxl["report_id"])[1:] == expected
    assert [row[0] for row in cells(export_xlsx(dataset, selection), "reports")][1:] == expected


# GeoJSON


def test_one_place_is_a_point_several_a_multipoint_and_none_null() -> None:
    found = features(EVERYTHING)
    assert found["r188"]["geometry"] == {"type": "Point", "coordinates": [129.423, 42.771]}
    assert found["r043"]["geometry"] == {
        "type": "MultiPoint",
        "coordinates": [[124.395, 40.129], [130.357, 42.867]],
    }
    assert found["r034"]["geometry"] is None


def test_a_place_that_shares_its_count_with_places_elsewhere_is_no_point() -> None:
    assert features(EVERYTHING)["r121"]["geometry"]["type"] == "MultiPoint"


def test_counts_are_numbers_and_what_is_not_stated_is_null() -> None:
    properties = features(EVERYTHING)["r031"]["properties"]
    assert (properties["count_low"], properties["count_high"]) == (500, None)
    assert properties["count_wording"] == "more than 500"
    assert "latitude" not in properties


def test_a_gis_reads_every_feature(tmp_path: Path, dataset: Dataset) -> None:
    path = tmp_path / "reports.geojson"
    path.write_bytes(export_geojson(dataset, EVERYTHING))
    facts = pyogrio.read_info(path)
    assert facts["features"] == 134
    assert facts["crs"] == "EPSG:4326"
    west, south, east, north = facts["total_bounds"]
    assert 100 < west < east < 131
    assert 20 < south < north < 45


def test_geojson_has_no_crs_and_says_what_it_is(dataset: Dataset) -> None:
    collection = json.loads(export_geojson(dataset, NARROWED))
    assert "crs" not in collection
    assert collection["version"] == dataset.version
    assert collection["query"] == NARROWED.query_string()
    assert collection["selection"].startswith("Reports about people returned")


# JSON


def test_a_record_has_the_columns_of_the_csv_as_numbers_lists_and_null() -> None:
    found = records(EVERYTHING)
    header = list(read_export(export_csv(load(FROZEN), EVERYTHING)))
    assert all(list(record) == header for record in found.values())
    assert (found["r031"]["count_low"], found["r031"]["count_high"]) == (500, None)
    assert (found["r188"]["latitude"], found["r188"]["longitude"]) == (42.771, 129.423)
    assert found["r043"]["site_ids"] == ["dandong", "hunchun"]
    assert found["r043"]["place_names"] == ["Dandong", "Hunchun"]
    assert found["r043"]["latitude"] is None
    assert found["r034"]["site_ids"] == []
    assert found["r034"]["derived_from"] is None


def test_what_a_spreadsheet_takes_for_a_formula_stays_as_it_is_in_json(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "data")
    edit_cells(package, "reports", "r031", summary="=1+1")
    found = json.loads(export_json(load(package), EVERYTHING))
    assert "=1+1" in [record["summary"] for record in found["reports"]]


def test_json_and_geojson_say_the_same_of_themselves(dataset: Dataset) -> None:
    one = json.loads(export_json(dataset, NARROWED))
    other = json.loads(export_geojson(dataset, NARROWED))
    del one["reports"], other["features"], other["type"]
    assert one == other


# HXL


def test_the_hashtags_stand_under_the_header() -> None:
    lines = export_hxl(load(FROZEN), EVERYTHING).decode("utf-8-sig").splitlines()
    header, tags = lines[0].split(","), lines[1].split(",")
    assert dict(zip(header, tags, strict=True)) == {name: HASHTAGS.get(name, "") for name in header}
    for tag in ("#date+start", "#geo+lat", "#loc+name+i_ko", "#affected+ind+min", "#meta+url"):
        assert tag in tags


def test_places_stand_in_three_languages() -> None:
    table = read_export(export_hxl(load(FROZEN), EVERYTHING)).set_index("report_id")
    shared = table.loc["r043"]
    assert shared["place_names"] == "Dandong;Hunchun"
    assert shared["place_names_ko"] == "단둥;훈춘"
    assert shared["place_names_zh"] == "丹东;珲春"
    assert shared["admin1"] == "Liaoning;Jilin"


# XLSX


def test_the_workbook_has_what_the_reports_refer_to(dataset: Dataset) -> None:
    content = export_xlsx(dataset, NARROWED)
    assert book(content).sheetnames == ["reports", "events", "sources", "sites", "about"]
    reports = cells(content, "reports")
    by_name = {name: index for index, name in enumerate(reports[0])}
    for sheet, column in (("events", "event_id"), ("sources", "source_id")):
        known = {row[0] for row in cells(content, sheet)[1:]}
        assert {row[by_name[column]] for row in reports[1:]} <= known
    events = cells(content, "events")
    assert "2023-10-09-mass-return" in [row[0] for row in events], "the whole of a part"


def test_dates_are_dates_and_counts_numbers(dataset: Dataset) -> None:
    rows = cells(export_xlsx(dataset, EVERYTHING), "reports")
    row = dict(zip(rows[0], next(r for r in rows if r[0] == "r031"), strict=True))
    assert row["date_from"] == datetime(2023, 10, 9)
    assert row["count_low"] == 500
    assert row["count_high"] is None


def test_hangul_and_formula_like_cells_stay_text(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "data")
    edit_cells(package, "reports", "r031", summary="=1+1", caveat="탈북민 +82", area="@x")
    content = export_xlsx(load(package), EVERYTHING)
    sheet = book(content)["reports"]
    found = [c for row in sheet.iter_rows() for c in row if c.value in ("=1+1", "탈북민 +82", "@x")]
    assert len(found) == 3
    assert {cell.data_type for cell in found} == {"s"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_about_says_what_is_selected_and_how_to_cite_it(dataset: Dataset) -> None:
    facts = {row[0]: row[1] for row in cells(export_xlsx(dataset, NARROWED), "about")}
    assert facts["Selection"] == selection_text(dataset, NARROWED)
    assert facts["Again"].endswith(f"?{NARROWED.query_string()}")
    assert re.match(
        r"250 to 750; 4 events; based on \d+ statements", facts["Returned to North Korea"]
    )
    assert facts["Version"] == dataset.version
    assert "no meaningful number" in facts["How to read it"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_is_named_for_its_dates_and_format(name: str, dataset: Dataset) -> None:
    suffix = FORMATS[name].suffix
    assert (
        file_name(dataset, EVERYTHING, suffix) == f"refoulement-map_2001-07-20_2025-10-15{suffix}"
    )
