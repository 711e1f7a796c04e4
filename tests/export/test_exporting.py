"""The exported file: its content, and that nothing in it is lost, changed or run."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import (
    ADDED_COLUMNS,
    export_csv,
    export_table,
    file_name,
    neutralise,
    restore,
)
from refoulement.loading.load import load
from refoulement.loading.soundness import check
from refoulement.presentation.summary import summary
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import COUNTED_MEASURES
from tests.copies import (
    FREE_TEXT,
    FROZEN,
    copy_package,
    edit_cells,
    edit_rows,
    fill_columns,
    parse,
    read_export,
    read_records,
    read_rows,
)

EVERYTHING = Selection()
FORMULA_BEGINS = tuple("=+-@\t\r\n＝＋－＠")
HOSTILE = (
    '=HYPERLINK("https://example.org","click")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1＋1",
    "'=1+1",
    "''=1+1",
    "'plain",
    "'",
    "''",
    'say "hello"',
    '"',
    '""',
    "a,b;c|d",
    "two\nlines",
    "two\r\nlines",
    "one\rreturn",
    " leading and trailing ",
    "NA",
    "null",
    "007",
    "1e400",
    "도문(图們)",
    "🧭\u202egnp\u2069",
    "\ufeffmark",
    "#N/A",
)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load(FROZEN)


def exported(content: bytes) -> list[dict[str, str]]:
    """The rows of an exported file as written, read by Python's own reader."""
    header, *rows = parse(content)
    return [dict(zip(header, row, strict=True)) for row in rows]


# What the file is


def test_columns_are_those_of_the_reports_and_then_what_event_source_and_places_add(
    dataset: Dataset,
) -> None:
    header = parse(export_csv(dataset, EVERYTHING))[0]
    assert header == read_rows(FROZEN, "reports")[0] + [
        "event_label",
        "publisher",
        "title",
        "published",
        "language",
        "url",
        "place_names",
        "latitude",
        "longitude",
        "counted",
        "not_counted_because",
    ]
    assert tuple(header[-len(ADDED_COLUMNS) :]) == ADDED_COLUMNS
    assert list(read_export(export_csv(dataset, EVERYTHING))) == header


def test_the_file_is_utf_8_with_a_mark_and_its_lines_end_as_rfc_4180_has_it(
    dataset: Dataset,
) -> None:
    content = export_csv(dataset, EVERYTHING)
    assert content.startswith(b"\xef\xbb\xbfreport_id,event_id,")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == len(dataset.records) + 1
    content.decode("utf-8")


def test_cells_with_commas_quotes_or_line_ends_are_quoted(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r003", summary='He said "no",\nand left.')
    content = export_csv(load(package), Selection(events=("2021-07-held-tumen",)))
    assert b',"He said ""no"",\nand left.",' in content


def test_rows_are_those_selected_in_the_order_of_the_file(dataset: Dataset) -> None:
    order = [record["report_id"] for record in read_records(FROZEN, "reports")]
    everything = [row["report_id"] for row in exported(export_csv(dataset, EVERYTHING))]
    assert everything == order
    narrowed = Selection(measures=("returned",), sites=("tumen",))
    rows = [row["report_id"] for row in exported(export_csv(dataset, narrowed))]
    assert rows == [report.report_id for report in narrowed.reports(dataset)]
    assert rows == sorted(rows, key=order.index)
    assert len(rows) == 10


def test_withdrawn_reports_are_not_exported(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r003", status="withdrawn")
    rows = exported(export_csv(load(package), EVERYTHING))
    assert "r003" not in [row["report_id"] for row in rows]


def test_an_empty_selection_gives_just_the_header(dataset: Dataset, tmp_path: Path) -> None:
    header = parse(export_csv(dataset, EVERYTHING))[:1]
    nothing = export_csv(dataset, Selection(search="no such words anywhere"))
    assert parse(nothing) == header
    assert list(read_export(nothing)) == header[0]
    assert len(read_export(nothing)) == 0
    package = copy_package(tmp_path / "package")
    for table in ("reports", "judgements"):
        edit_rows(package, table, lambda rows: rows[:1])
    assert parse(export_csv(load(package), EVERYTHING)) == header


# What it says


def test_every_column_of_the_reports_is_given_as_it_is_written(dataset: Dataset) -> None:
    written = read_records(FROZEN, "reports")
    table = read_export(export_csv(dataset, EVERYTHING)).to_dict("records")
    assert [{name: row[name] for name in written[0]} for row in table] == written


def test_each_report_has_its_event_its_source_and_its_places(dataset: Dataset) -> None:
    events = {record["event_id"]: record for record in read_records(FROZEN, "events")}
    sources = {record["source_id"]: record for record in read_records(FROZEN, "sources")}
    sites = {record["site_id"]: record for record in read_records(FROZEN, "sites")}
    for row in read_export(export_csv(dataset, EVERYTHING)).to_dict("records"):
        assert row["event_label"] == events[row["event_id"]]["label"]
        for column in ("publisher", "title", "published", "language", "url"):
            assert row[column] == sources[row["source_id"]][column]
        named = [sites[site] for site in row["site_ids"].split(";") if site]
        assert row["place_names"] == ";".join(site["name_en"] for site in named)


def test_a_point_is_given_only_where_exactly_one_place_is_named(dataset: Dataset) -> None:
    sites = {record["site_id"]: record for record in read_records(FROZEN, "sites")}
    for row in exported(export_csv(dataset, EVERYTHING)):
        site = sites.get(row["site_ids"])
        if site and not row["other_places"]:
            assert float(row["latitude"]) == float(site["latitude"])
            assert float(row["longitude"]) == float(site["longitude"])
        else:
            point = (row["report_id"], row["latitude"], row["longitude"])
            assert point == (row["report_id"], "", ""), "a shared count has no point"


def test_a_row_says_whether_a_figure_of_this_selection_counts_it_and_if_not_why(
    dataset: Dataset,
) -> None:
    def said(selection: Selection) -> dict[str, tuple[str, str]]:
        rows = exported(export_csv(dataset, selection))
        return {row["report_id"]: (row["counted"], row["not_counted_because"]) for row in rows}

    everywhere, tumen = said(EVERYTHING), said(Selection(sites=("tumen",)))
    held = summary(dataset, EVERYTHING)["held"]
    assert held.stock
    shown = {report.report_id for report in held.stock.all_counted()}
    rows = {r.report_id: r for r in EVERYTHING.reports(dataset)}
    for row_id, (counted, because) in everywhere.items():
        report = rows[row_id]
        if report.measure not in COUNTED_MEASURES:
            assert (counted, because) == ("", "measure")
        assert (counted == "true") == (because == "")
        if report.measure == "held":
            assert (counted == "true") == (row_id in shown)
    shared = {i for i, (_, because) in tumen.items() if because == "shared"}
    assert shared
    assert {everywhere[row_id][0] for row_id in shared} == {"true"}
    searching = said(Selection(search="a"))
    assert searching.items() <= everywhere.items()


def test_coordinates_lose_nothing_and_gain_nothing(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "sites", "tumen", latitude="42.001", longitude="129.999")
    row = exported(export_csv(load(package), Selection(events=("2021-07-held-tumen",))))[0]
    assert (row["latitude"], row["longitude"]) == ("42.001", "129.999")


def test_hangul_and_hanja_are_intact(dataset: Dataset) -> None:
    content = export_csv(dataset, EVERYTHING)
    rows = {row["report_id"]: row for row in exported(content)}
    assert rows["r062"]["count_wording"] == "650여 (650-odd)"
    assert rows["r062"]["title"].endswith("강제 북송…“조사 후 교화소行”")
    assert "탈북민".encode() in content


# Its name


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (None, None, "refoulement-map_2001-07-20_2025-10-15.csv"),
        (date(2023, 10, 1), None, "refoulement-map_2023-10-01_2025-10-15.csv"),
        (None, date(2012, 2, 9), "refoulement-map_2001-07-20_2012-02-09.csv"),
        (date(2021, 7, 14), date(2021, 7, 14), "refoulement-map_2021-07-14_2021-07-14.csv"),
        (date(2030, 1, 1), None, "refoulement-map_2025-10-15_2030-01-01.csv"),
        (None, date(1990, 1, 1), "refoulement-map_1990-01-01_2001-07-20.csv"),
    ],
)
def test_the_file_name_carries_the_dates(
    dataset: Dataset, first: date | None, last: date | None, name: str
) -> None:
    assert file_name(dataset, Selection(date_from=first, date_to=last)) == name


# Formulas


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_cell_is_neutralised_and_restored(text: str) -> None:
    written = neutralise(text)
    assert not written.startswith(FORMULA_BEGINS)
    assert restore(written) == text


@given(st.text())
@example("'=")
@example("''＝")
@example("'\n")
@settings(max_examples=500, deadline=None)
def test_what_is_neutralised_can_be_restored_and_begins_no_formula(text: str) -> None:
    assert restore(neutralise(text)) == text
    assert not neutralise(text).startswith(FORMULA_BEGINS)


@given(
    st.text(st.sampled_from("'=+-@\t\r\n＝ａa1"), max_size=8),
    st.text(st.sampled_from("'=-a"), max_size=8),
)
@settings(max_examples=500, deadline=None)
def test_two_cells_never_become_one(one: str, other: str) -> None:
    assert (neutralise(one) == neutralise(other)) == (one == other)


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_a_text_that_merely_begins_with_an_apostrophe_is_left_alone(text: str) -> None:
    quoted = "'" + text
    if not text.lstrip("'").startswith(FORMULA_BEGINS):
        assert neutralise(quoted) == quoted == restore(quoted)


# There and back


def hostile_package(directory: Path) -> Dataset:
    """A sound package whose free text is hostile, each cell with the next text."""
    package = copy_package(directory / "package")
    for table, columns in FREE_TEXT.items():
        fill_columns(package, table, columns, HOSTILE)
    dataset, problems = check(package)
    assert dataset is not None, problems
    return dataset


def test_hostile_cells_come_back_as_they_were(tmp_path: Path) -> None:
    dataset = hostile_package(tmp_path)
    content = export_csv(dataset, EVERYTHING)
    sent = export_table(dataset, EVERYTHING)
    assert read_export(content).equals(sent.reset_index(drop=True))
    written = exported(content)
    assert {text for row in written for text in row.values()} >= {neutralise(t) for t in HOSTILE}
    for row in written:
        assert not any(text.startswith(FORMULA_BEGINS) for text in row.values())
    for column in FREE_TEXT["reports"]:
        restored = [restore(row[column]) for row in written]
        assert restored == [row[column] for row in read_records(tmp_path / "package", "reports")]


exportable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(exportable, min_size=1, max_size=9))
@example(["\r\n", "\n", "\r", '"', ",", "'", "", " ", "\ufeff"])
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    frozen = load(FROZEN)
    reports = frozen.reports.head(len(texts)).copy()
    reports["summary"] = texts
    reports["caveat"] = list(reversed(texts))
    dataset = Dataset(
        directory=frozen.directory,
        descriptor=frozen.descriptor,
        reports=reports,
        events=frozen.events,
        sources=frozen.sources,
        sites=frozen.sites,
        crossings=frozen.crossings,
        arrivals=frozen.arrivals,
        context=frozen.context,
    )
    content = export_csv(dataset, EVERYTHING)
    back = read_export(content)
    assert list(back["summary"]) == texts
    assert list(back["caveat"]) == list(reversed(texts))
    by_csv = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    assert [restore(row["summary"]) for row in by_csv] == texts


def test_files_of_other_selections_have_other_names(dataset: Dataset) -> None:
    selections = (
        Selection(),
        Selection(sites=("tumen",)),
        Selection(search="tumen"),
        Selection(sites=("tumen",), undated=True),
        Selection(date_from=date(2021, 7, 1)),
    )
    assert len({file_name(dataset, chosen) for chosen in selections}) == len(selections)
