"""The command line: `python -m refoulement`, as a user runs it.

`call` runs the function behind it in this process; `run` starts a separate process, which takes
two seconds of processor time. One test for each way of ending checks that a process gives the
same as `call`; everything else uses `call`.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from refoulement import __version__
from refoulement.cli import main
from refoulement.dataset.package import ENVIRONMENT_VARIABLE
from refoulement.export.csv_file import export_csv
from refoulement.export.formats import FORMATS
from refoulement.loading.load import load
from refoulement.presentation.summary import warning
from refoulement.selecting.selection import Selection
from tests.conftest import ROOT
from tests.copies import FROZEN, copy_package, edit_cells, parse, read_records

REPORTS = {record["report_id"]: record for record in read_records(FROZEN, "reports")}
SOURCES = {record["source_id"]: record for record in read_records(FROZEN, "sources")}


def run(
    *arguments: str | bytes, data: Path | None = None, stdout: int | None = None, **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a separate process, on its own package if one is given."""
    if data:
        variables[ENVIRONMENT_VARIABLE] = str(data)
    return subprocess.run(
        [sys.executable, "-m", "refoulement", *arguments],
        cwd=ROOT,
        env=os.environ | variables,
        stdout=subprocess.PIPE if stdout is None else stdout,
        stderr=subprocess.PIPE,
        timeout=120,
    )


def call(
    *arguments: str, data: Path | None = None, encoding: str = "utf-8"
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in this process; its exit status is the `returncode`."""
    written, said = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        if data:
            patch.setenv(ENVIRONMENT_VARIABLE, str(data))
        for name, stream in (("stdout", written), ("stderr", said)):
            patch.setattr(sys, name, io.TextIOWrapper(stream, encoding, newline="\n"))
        with pytest.raises(SystemExit) as left:
            main(list(arguments))
        sys.stdout.flush()
        sys.stderr.flush()
        content = written.getvalue(), said.getvalue()
    return subprocess.CompletedProcess(arguments, int(left.value.code or 0), *content)


@cache
def output(*arguments: str) -> bytes:
    """The output of a command on the frozen package, which must succeed."""
    done = call(*arguments)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def figures(*arguments: str) -> dict[str, dict[str, Any]]:
    """The figures of a selection, by measure."""
    found: dict[str, dict[str, Any]] = json.loads(output("summary", *arguments, "--json"))
    return found


def exported(content: bytes) -> list[dict[str, str]]:
    """The rows of an exported file by column."""
    header, *rows = parse(content)
    return [dict(zip(header, row, strict=True)) for row in rows]


def reports(*arguments: str) -> list[dict[str, str]]:
    """The reports of a selection, as exported on the command line."""
    return exported(output("export", *arguments))


def ids(*arguments: str) -> list[str]:
    return [report["report_id"] for report in reports(*arguments)]


def ends(figure: dict[str, Any]) -> tuple[int | None, int | None, bool, bool]:
    """Both ends of a figure, and whether it is open below and above."""
    return figure["low"], figure["high"], figure["open_below"], figure["open_above"]


def assert_one_line(done: subprocess.CompletedProcess[bytes], *fragments: str) -> None:
    """Check for just one line on stderr, and exit code 2."""
    said = done.stderr.decode()
    assert done.returncode == 2, said
    assert done.stdout == b""
    assert said.startswith("error: ")
    assert not said.startswith("error: error:")
    assert said.count("\n") == 1
    assert said.endswith("\n")
    for fragment in fragments:
        assert fragment in said


# What it does


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate",),
        ("summary", "--site", "tumen"),
        ("export", "--format", "svg"),
        ("diff", "nowhere", "data"),
        ("cite", "--report", "r999"),
        ("summary", "two\nlines"),
        ("check", "data/arrivals.csv"),
        (),
    ],
    ids=" ".join,
)
def test_a_process_of_its_own_writes_the_same_and_ends_the_same(arguments: tuple[str, ...]) -> None:
    done, here = run(*arguments), call(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (
        here.returncode,
        here.stdout,
        here.stderr,
    )


def test_check_tells_in_a_note_what_is_published_already_and_leaves_the_row_ready(
    tmp_path: Path,
) -> None:
    file, fixed = tmp_path / "own.csv", tmp_path / "fixed.csv"
    places = "Dandong; Hunchun; Tumen; Nanping (Helong); Changbai"
    file.write_text(
        "place,date,count,measure,source,title\n"
        f"{places},2023-10-09,600,returned,Korea JoongAng Daily,"
        "China may have repatriated hundreds to North Korea\n"
        "Yanji,1999-05-01,40,arrested,Example Daily,A title\n"
        f"{places},2023-10-09,650,returned,Example Daily,A title\n",
        encoding="utf-8",
    )
    package = ROOT / "data" / "versions" / "1.0.0"
    done = call("check", str(file), "--fixed", str(fixed), data=package)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert [line for line in lines if line.startswith("note: ")] == [
        "note: row 2 is already here as r046 (Korea JoongAng Daily)",
        "note: row 4 looks like “Mass return of 9 October 2023” (same day, same places, 650 "
        "against 600; see r046): is it that event?",
    ]
    assert lines[-1] == "3 rows read, 3 ready"
    assert parse(fixed.read_bytes()) == parse(file.read_bytes())

    found = json.loads(call("check", str(file), "--json", data=package).stdout)
    assert (found["ready"], found["compared"]) == ([2, 3, 4], 3)
    here, like = found["alike"]
    assert (here["row"], here["kind"], here["report_id"]) == (2, "here", "r046")
    assert (like["kind"], like["event_id"]) == ("event", "2023-10-09-mass-return")
    assert like["reasons"][0] == {"about": "time", "kind": "same", "text": "same day", "points": 6}
    assert all("published" not in problem["message"] for problem in found["problems"])


def test_validate_says_that_a_sound_package_is_valid() -> None:
    lines = output("validate").decode().splitlines()
    assert lines[-1].startswith(
        f"valid: version {load(FROZEN).version}, {len(REPORTS)} statements, "
    )
    assert "0 errors" in lines[-1]
    assert all(line.startswith("warning: ") for line in lines[:-1])


def test_validate_says_a_line_a_problem_of_a_broken_package(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r001", count_low="many", measure="detained")
    for done in (call("validate", str(package)), call("validate", data=package)):
        lines = done.stdout.decode().splitlines()
        assert (done.returncode, done.stderr) == (1, b"")
        assert len(lines) == 3
        assert {line.split(",")[0] for line in lines[:2]} == {"error: reports.csv"}
        assert all(", row 2, column " in line for line in lines[:2])
        assert lines[2] == "not valid: 2 errors, 0 warnings"


@pytest.mark.parametrize("where", ["nowhere", "a-file"])
def test_validate_says_where_there_is_no_package(where: str, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_bytes(b"")
    done = call("validate", str(tmp_path / where))
    assert (done.returncode, done.stderr) == (1, b"")
    assert f"expected a data package at “{where}”" in done.stdout.decode()
    assert done.stdout.decode().splitlines()[-1] == "not valid: 1 error, 0 warnings"


def test_the_environment_names_another_package(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r003", count_low="326", count_high="326")
    shown = run("summary", "--site", "tumen", "--json", data=package)
    assert json.loads(shown.stdout)["held"]["high"] == 326


def test_summary_says_in_words_what_json_says_in_figures() -> None:
    text = output("summary", "--site", "tumen").decode()
    assert text.splitlines()[:2] == [
        "19 of 134 statements from 17 sources.",
        "Statements naming Tumen.",
    ]
    assert "Held in China:            325; last reported for 22 July 2021 (Tumen);" in text
    assert "Returned to North Korea:  up to 500; 1 event; based on 1 statement" in text
    assert "Arrested in China:        no statements\n" in text
    assert text.splitlines()[-1] == warning()


def test_json_has_these_keys_and_no_total_over_measures() -> None:
    found = figures()
    common = ["low", "high", "open_below", "open_above", "approximate"]
    common += ["reports", "sources", "independent_sources"]
    assert list(found) == ["held", "returned", "arrested"]
    assert list(found["held"]) == [*common, "as_of", "event", "where"]
    assert list(found["returned"]) == [*common, "events", "events_without_number"]
    assert list(found["arrested"]) == list(found["returned"])


def test_json_of_nothing_has_the_same_keys() -> None:
    nothing = figures("--to", "1990-12-31")
    assert [list(figure) for figure in nothing.values()] == [
        list(figure) for figure in figures().values()
    ]
    assert ends(nothing["held"]) == ends(nothing["returned"]) == (None, None, False, False)
    held = nothing["held"]
    assert (held["reports"], held["as_of"], held["event"], held["where"]) == (0, None, None, [])


def test_export_gives_what_the_page_gives_to_a_file_and_to_standard_output(tmp_path: Path) -> None:
    arguments = ("--from", "2023-10-01", "--to", "2023-10-31", "--measure", "returned")
    narrowed = Selection(
        date_from=date(2023, 10, 1), date_to=date(2023, 10, 31), measures=("returned",)
    )
    expected = export_csv(load(FROZEN), narrowed)
    assert output("export", *arguments) == expected
    out = tmp_path / "reports.csv"
    done = call("export", *arguments, "--out", str(out))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert out.read_bytes() == expected


def test_an_unknown_format_is_one_line_that_names_those_there_are() -> None:
    done = call("export", "--format", "pdf")
    assert done.returncode == 2
    assert ", ".join(f"'{name}'" for name in FORMATS).encode() in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_export_of_everything_holds_every_current_report() -> None:
    assert ids() == list(REPORTS)


@pytest.mark.parametrize("arguments", [("--version",), ("-h",), ("summary", "--help")])
def test_help_and_version_are_no_errors(arguments: tuple[str, ...]) -> None:
    text = output(*arguments).decode()
    assert __version__ in text or "Usage: python -m refoulement" in text


# What narrows a selection


def overlaps(report: dict[str, str], first: str, last: str) -> bool:
    return report["date_from"] <= last and report["date_to"] >= first


def published_in(report: dict[str, str], column: str, value: str) -> bool:
    return SOURCES[report["source_id"]][column] == value


@pytest.mark.parametrize(
    ("arguments", "matches"),
    [
        ("--from 2023-10-09", lambda r: overlaps(r, "2023-10-09", "9999")),
        ("--to 2012-02-22", lambda r: overlaps(r, "0000", "2012-02-22")),
        ("--from 2021-07-25 --to 2021-07-25", lambda r: overlaps(r, "2021-07-25", "2021-07-25")),
        ("--measure held", lambda r: r["measure"] == "held"),
        (
            "--measure held --measure other",
            lambda r: r["measure"] in ("held", "other"),
        ),
        ("--site hunchun", lambda r: "hunchun" in r["site_ids"].split(";")),
        (
            "--site hunchun --site kunming",
            lambda r: {"hunchun", "kunming"} & set(r["site_ids"].split(";")),
        ),
        ("--publisher Wikinews", lambda r: published_in(r, "publisher", "Wikinews")),
        ("--role arrest", lambda r: r["place_role"] == "arrest"),
        (
            "--event 2012-02-shenyang-changchun",
            lambda r: (
                r["event_id"].startswith("2012-02-")
                and r["event_id"] not in ("2012-02-held", "2012-02-return-9", "2012-02-border-40")
            ),
        ),
        ("--event 2012-02-changchun", lambda r: r["event_id"] == "2012-02-changchun"),
        ("--language ko", lambda r: published_in(r, "language", "ko")),
        ("--read-as full_text", lambda r: r["read_as"] == "full_text"),
        (
            "--read-as full_text --measure returned --site dandong",
            lambda r: (
                r["read_as"] == "full_text"
                and r["measure"] == "returned"
                and "dandong" in r["site_ids"].split(";")
            ),
        ),
        ("--search Baishan", lambda r: r["report_id"] in ("r083", "r085", "r086")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_flag_narrows_as_it_says(
    arguments: str, matches: Callable[[dict[str, str]], object]
) -> None:
    expected = [report_id for report_id, report in REPORTS.items() if matches(report)]
    assert 0 < len(expected) < len(REPORTS)
    assert ids(*arguments.split(" ")) == expected


def test_a_search_wants_all_words_in_any_case_and_any_script() -> None:
    assert ids("--search", "  CUSTOMS   two BUSES ") == ["r009"]
    assert ids("--search", "도문") == ids("--site", "tumen")


def test_a_search_for_bytes_that_are_no_text_is_refused_in_a_sentence() -> None:
    refused = run("export", "--search", b"\xff", "--format", "json")
    said = b"error: the words to search for are not text in UTF-8\n"
    assert (refused.returncode, refused.stdout, refused.stderr) == (2, b"", said)


def test_undated_reports_are_counted_and_shown_where_asked_for(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r104", date_from="", date_to="", date_precision="undated")
    narrowed = ("--from", "2025-01-01", "--measure", "returned")
    hidden = call("summary", *narrowed, data=package).stdout.decode()
    assert "1 undated statement is not shown.\nThe option --undated includes" in hidden
    shown = call("export", *narrowed, "--undated", data=package).stdout
    assert "r104" in [report["report_id"] for report in exported(shown)]
    without = call("export", *narrowed, data=package).stdout
    assert "r104" not in [report["report_id"] for report in exported(without)]
    assert "r104" in [r["report_id"] for r in exported(call("export", data=package).stdout)]


# What goes wrong


@pytest.mark.parametrize(
    ("arguments", "fragments"),
    [
        (["sumary"], ["sumary"]),
        (["summary", "--tumen"], ["--tumen"]),
        (["summary", "tumen"], ["tumen"]),
        (["summary", "two\nlines"], ["two lines"]),
        (["summary", "--site"], ["--site"]),
        (["summary", "--site", "tumeen"], ["tumeen", "did you mean “tumen”?"]),
        (["summary", "--site", ""], ["We have no place called"]),
        (["summary", "--site", "two\nlines\x1b[2J"], ["We have no place called"]),
        (["summary", "--measure", "freed"], ["unknown measure “freed”"]),
        (["summary", "--publisher", "Human Rights"], ["did you mean “Human Rights Watch”?"]),
        (["summary", "--role", "detentoin"], ["did you mean “detention”?"]),
        (["summary", "--event", "2021-07-hold"], ["did you mean “2021-07-held”?"]),
        (["summary", "--language", "xx"], ["xx", "en, es, ko"]),
        (["summary", "--read-as", "full"], ["did you mean “full_text”?"]),
        (["summary", "--from", "14 July 2021"], ["14 July 2021", "2021-07-14"]),
        (["summary", "--to", "2021-02-30"], ["2021-02-30"]),
        (["summary", "--from", "2021-07-22", "--to", "2021-07-21"], ["wrong way round"]),
        (["export", "--out", "/nowhere/at/all.csv"], ["/nowhere/at/all.csv"]),
        (["export", "--out", "/"], ["directory"]),
        (["export", "--out", "/dev/full"], ["No space left"]),
        (["export", "--json"], ["--json"]),
        (["validate", "one", "two"], ["two"]),
    ],
    ids=lambda value: " ".join(value)[:40] if value else "",
)
def test_every_misuse_is_one_line_and_no_traceback(
    arguments: list[str], fragments: list[str]
) -> None:
    assert_one_line(call(*arguments), *fragments)


@pytest.mark.parametrize("arguments", [(b"\xff",), (b"summary", b"--site", b"\xff")])
def test_arguments_that_are_no_text_are_one_line_too(arguments: tuple[bytes, ...]) -> None:
    assert_one_line(run(*arguments))


def test_no_command_at_all_shows_the_help() -> None:
    done = call()
    assert (done.returncode, done.stderr) == (2, b"")
    assert b"Usage: python -m refoulement" in done.stdout


@pytest.mark.parametrize("command", ["summary", "export"])
def test_a_package_that_is_not_there_is_one_line(command: str, tmp_path: Path) -> None:
    done = call(command, data=tmp_path / "nowhere")
    assert_one_line(done, "datapackage.json", str(tmp_path / "nowhere"), "validate")


def test_a_broken_package_is_one_line_that_counts_the_rest(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r001", count_low="many", measure="detained", basis="weekly")
    done = call("summary", data=package)
    assert_one_line(done, "reports.csv, row 2", "and 2 more", f"validate {package}")


def test_nothing_is_written_where_a_selection_is_wrong(tmp_path: Path) -> None:
    out = tmp_path / "reports.csv"
    assert_one_line(call("export", "--site", "nowhere", "--out", str(out)))
    assert not out.exists()


@pytest.mark.parametrize("arguments", [("export",), ("export", "--site", "linjiang"), ("summary",)])
def test_a_closed_pipe_is_no_traceback(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run(*arguments, stdout=writing)
    finally:
        os.close(writing)
    assert done.stderr == b""
    assert done.returncode in (0, 1, 2)


def test_a_full_disk_behind_standard_output_is_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        done = run("export", "--site", "linjiang", stdout=full.fileno())
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"No space left" in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp949"])
def test_a_console_of_another_encoding_is_no_traceback(encoding: str) -> None:
    done = call("summary", "--site", "tumen", encoding=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"325" in done.stdout


def test_a_process_on_a_console_of_another_encoding_writes_the_same() -> None:
    done = run("summary", "--site", "tumen", PYTHONIOENCODING="ascii")
    here = call("summary", "--site", "tumen", encoding="ascii")
    assert (done.returncode, done.stdout, done.stderr) == (0, here.stdout, b"")


# The worked examples of the data model

HELD_2021 = ("--from", "2021-07-22", "--to", "2021-07-22")
JULY_2021 = ("--from", "2021-07-01", "--to", "2021-07-31")
OCTOBER_2023 = ("--from", "2023-10-01", "--to", "2023-10-31")
APRIL_2024 = ("--from", "2024-04-26", "--to", "2024-04-26")
SUMMER_2017 = ("--from", "2017-06-01", "--to", "2017-07-31")
FEBRUARY_2012 = ("--from", "2012-02-08", "--to", "2012-02-13")
NOVEMBER_2013 = ("--from", "2013-11-01", "--to", "2013-11-30")
SIX_PLACES = {
    "changchun": 450,
    "tumen": 325,
    "dandong": 180,
    "linjiang": 104,
    "shenyang": 64,
    "changbai": 47,
}


def exactly(people: int) -> dict[str, Any]:
    return {"low": people, "high": people, "open_below": False, "open_above": False}


@pytest.mark.parametrize(
    ("arguments", "measure", "expected"),
    [
        (
            HELD_2021,
            "held",
            {"low": 1170, "high": 1170, "open_below": False, "open_above": True}
            | {"as_of": "2021-07-22", "event": "2021-07-held", "independent_sources": 1},
        ),
        *(
            ((*HELD_2021, "--site", site), "held", exactly(people))
            for site, people in SIX_PLACES.items()
        ),
        ((*HELD_2021, "--site", "tumen", "--site", "dandong"), "held", exactly(505)),
        (JULY_2021, "returned", exactly(50) | {"events": 1, "events_without_number": 0}),
        (
            OCTOBER_2023,
            "returned",
            {"low": 200, "high": 650, "open_below": False, "open_above": True}
            | {"events": 1, "independent_sources": 11},
        ),
        (
            (*OCTOBER_2023, "--site", "dandong"),
            "returned",
            {"low": 60, "high": 300, "open_below": False, "open_above": False, "events": 1},
        ),
        (
            APRIL_2024,
            "returned",
            {"low": 50, "high": 200, "open_below": False, "open_above": True, "events": 1},
        ),
        (
            (*APRIL_2024, "--site", "dandong"),
            "returned",
            {"low": None, "high": None, "open_below": False, "open_above": False}
            | {"events": 1, "events_without_number": 1},
        ),
        (SUMMER_2017, "held", exactly(70) | {"event": "2017-07-tumen-70", "where": ["Tumen"]}),
        (SUMMER_2017, "returned", exactly(70) | {"events": 1}),
        (SUMMER_2017, "arrested", exactly(70) | {"events": 1}),
        (("--site", "tumen"), "held", exactly(325) | {"as_of": "2021-07-22", "where": ["Tumen"]}),
        (
            ("--site", "tumen"),
            "returned",
            {"low": None, "high": 500, "open_below": True, "open_above": False}
            | {"events": 1, "reports": 10},
        ),
        (FEBRUARY_2012, "arrested", exactly(33) | {"events": 1}),
        (NOVEMBER_2013, "arrested", exactly(35) | {"events": 1}),
        (
            (*NOVEMBER_2013, "--site", "kunming"),
            "arrested",
            {"low": 13, "high": 15, "open_below": False, "open_above": False},
        ),
        ((), "held", exactly(1000) | {"as_of": "2023-10-29", "event": "2023-10-held"}),
        (
            (),
            "returned",
            {"low": 580, "high": 2609, "open_above": True}
            | {"events": 14, "events_without_number": 1},
        ),
        (
            (),
            "arrested",
            {"low": 272, "high": 274, "open_below": False, "open_above": False}
            | {"events": 9, "events_without_number": 0},
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value)[:30],
)
def test_worked_example(arguments: tuple[str, ...], measure: str, expected: dict[str, Any]) -> None:
    found = figures(*arguments)[measure]
    assert {key: found[key] for key in expected} == expected


def test_the_six_places_of_july_2021_sum_to_the_whole() -> None:
    assert sum(SIX_PLACES.values()) == 1170
    alone = [
        report
        for report in reports(*HELD_2021, "--measure", "held")
        if report["site_ids"] and report["count_low"] == report["count_high"]
    ]
    assert {r["site_ids"]: int(r["count_low"]) for r in alone} == SIX_PLACES


def test_wikinews_and_heritage_repeat_the_held_of_july_2021() -> None:
    repeats = {
        report["publisher"]: report["derived_from"]
        for report in reports(*HELD_2021, "--measure", "held")
        if report["derived_from"]
    }
    assert repeats == {"Wikinews": "r001", "The Heritage Foundation": "r001"}


def test_about_nearly_roughly_and_more_than_fifty_are_one_event_of_july_2021() -> None:
    returned = [r for r in reports(*JULY_2021, "--measure", "returned") if r["basis"] == "event"]
    assert {report["event_id"] for report in returned} == {"2021-07-14-dandong-return"}
    worded = {report["count_wording"].split(";")[0] for report in returned}
    assert worded >= {"about 50", "nearly 50", "roughly 50", "more than 50"}
    more_than = next(r for r in returned if r["count_wording"].startswith("more than 50"))
    assert more_than["derived_from"] == "r025"


def test_the_uncounted_group_of_26_april_2024_stands_beside_the_total() -> None:
    group = [
        report
        for report in reports(*APRIL_2024, "--site", "dandong", "--measure", "returned")
        if not report["derived_from"]
    ]
    assert [(r["count_low"], r["count_high"], r["count_wording"]) for r in group] == [
        ("", "", "others")
    ]


def test_nine_other_reports_of_returns_name_tumen_together_with_other_places() -> None:
    returns = reports("--site", "tumen", "--measure", "returned")
    shared = [r for r in returns if r["site_ids"] != "tumen" or r["other_places"]]
    assert (len(returns), len(shared)) == (10, 9)


def test_the_caveat_of_february_2012_mentions_that_its_parts_sum_to_35() -> None:
    whole = reports(*FEBRUARY_2012, "--measure", "arrested", "--search", "thirty-three")
    assert [report["report_id"] for report in whole] == ["r159"]
    assert "35" in whole[0]["caveat"]
