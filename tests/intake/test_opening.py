"""A file's ready rows, and only those, are counted, shown and exported like the curated data."""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from weakref import WeakSet
from zipfile import ZipFile

import pandas as pd
import pytest
from frictionless import Package, system
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from refoulement.dataset.package import canonical_resources
from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv, export_table, file_name
from refoulement.export.formats import FORMATS
from refoulement.export.hxl import export_hxl
from refoulement.export.pack import export_pack
from refoulement.export.spreadsheet import export_xlsx
from refoulement.intake import isolated, warm
from refoulement.intake.answers import AnswerError, plain, read_table, table_bytes, taken
from refoulement.intake.decisions import Decisions
from refoulement.intake.file.table import read_table as table_in
from refoulement.intake.free_memory import bytes_to_spare
from refoulement.intake.headings import field_of
from refoulement.intake.own_file import TABLES, OwnFile, read_own_file
from refoulement.intake.template import template_csv
from refoulement.loading.load import load
from refoulement.loading.soundness import RULES
from refoulement.presentation.citation import as_text, cite_dataset
from refoulement.presentation.summary import summary
from refoulement.problems import IntakeError
from refoulement.selecting.selection import Selection
from tests.conftest import PATIENCE, ROOT
from tests.copies import DIALECT, FROZEN
from tests.server.test_requests import until

TODAY = date(2026, 11, 22)
#: A file that takes seconds, and more memory than a small one.
MUCH = b"place,date,count\n" + b"".join(b"Qa%d,2021,5\n" % n for n in range(100_000))
HEADER = "place,date,count,measure,source,title,url,event,summary\n"


def opened(text: str, header: str = HEADER, **decisions: object) -> OwnFile:
    chosen = Decisions(**decisions)  # type: ignore[arg-type]
    return own_file((header + text).encode(), "own.csv", load(FROZEN), chosen)


def own_file(content: bytes, name: str, dataset: Dataset, decisions: Decisions) -> OwnFile:
    table = table_in(content, name, field_of, decisions.sheet)
    return read_own_file(table, sha256(content).hexdigest(), dataset, decisions, TODAY)


def read_isolated(content: bytes, name: str, dataset: Dataset, session: str = "") -> OwnFile:
    file, _ = isolated.read_isolated(content, name, dataset, Decisions(), TODAY, session)
    return file


def data(file: OwnFile) -> Dataset:
    assert file.dataset is not None
    return file.dataset


def figures(dataset: Dataset) -> dict[str, str]:
    return {measure: str(found) for measure, found in summary(dataset, Selection()).items()}


def reports(file: OwnFile) -> list[dict[str, str]]:
    return list(
        csv.DictReader(io.StringIO(export_csv(data(file), Selection()).decode("utf-8-sig")))
    )


@pytest.mark.parametrize("write", [export_csv, export_hxl, export_xlsx])
def test_our_own_export_comes_back_with_the_same_rows_and_figures(
    dataset: Dataset, write: object
) -> None:
    content = write(dataset, Selection())  # type: ignore[operator]
    file = own_file(content, "own", dataset, Decisions())
    assert (file.read, file.ready, file.errors, file.warnings) == (134, 134, 0, 0)
    assert figures(data(file)) == figures(dataset)
    pd.testing.assert_frame_equal(
        export_table(data(file), Selection()), export_table(dataset, Selection())
    )


def test_rows_of_a_strangers_form_are_counted_by_our_rules() -> None:
    file = opened(
        "투먼,2021년 7월 14일,약 50명,북송,가,,,,\n"
        "丹东,2021年7月15日,至少30人,逮捕,나,,,,\n"
        "Tumen,14 July 2021,60,returned,b,,,,\n"
    )
    assert figures(data(file)) == {"held": "no statements", "returned": "110", "arrested": "30+"}


def test_rows_of_one_event_are_rivals_and_never_added() -> None:
    rows = "".join(
        f"Tumen,2021-07-14,{n},returned,{s},,,Big return,\n" for n, s in ((50, "a"), (60, "b"))
    )
    assert figures(data(opened(rows)))["returned"] == "50–60"


def test_a_row_with_an_error_is_in_no_table_figure_or_export() -> None:
    file = opened("Tumen,2021-07-14,50,returned,a,,,,\nDandnog,2021-07-14,60,returned,a,,,,\n")
    assert (file.read, file.ready) == (2, 1)
    assert [row["report_id"] for row in reports(file)] == ["row-2"]
    assert figures(data(file))["returned"] == "50"


def test_without_a_measure_rows_are_in_no_figure_until_the_person_says_what_they_count() -> None:
    header, row = "place,date,count,source\n", "Tumen,2021-07-14,50,a\n"
    silent, said = opened(row, header), opened(row, header, measure="held")
    assert not silent.states_measure
    assert set(figures(data(silent)).values()) == {"no statements"}
    assert figures(data(said))["held"] == "50"
    assert "taken as “held in china”" in as_text(cite_dataset(data(said)))


def test_what_a_file_does_not_say_is_called_not_stated_and_names_the_row() -> None:
    (row,) = reports(opened("Tumen,2021-07-14,50,returned,,,,,\n"))
    assert (row["read_as"], row["place_role"], row["origin"]) == ("not_stated", "not_stated", "")
    assert (row["publisher"], row["passage"]) == ("no source given", "row 2 of own.csv")


def test_fewer_than_ten_people_of_one_day_are_kept_with_their_month_alone() -> None:
    file = opened(
        "Tumen,2021-07-14,7,arrested,a,,,,\nTumen,2021-07-14,10,arrested,b,,,,\n"
        "Tumen,2021-08,7,arrested,c,,,,\n"
    )
    spans = [(row["date_from"], row["date_to"], row["date_precision"]) for row in reports(file)]
    assert spans == [
        ("2021-07-01", "2021-07-31", "month"),
        ("2021-07-14", "2021-07-14", "day"),
        ("2021-08-01", "2021-08-31", "month"),
    ]
    assert "2021-07-14" not in str(data(file).events["label"][0])
    assert "14 July" not in str(data(file).events["label"][0])


def test_positions_alone_are_places_at_three_decimals_and_a_sites_own_is_the_site() -> None:
    header = "latitude,longitude,date,count,measure,source\n"
    file = opened(
        "42.966,129.842,2021-07,50,held,a\n43.37012345,128.20012345,2021-07,60,held,a\n", header
    )
    known, new = (row["site_ids"] for row in reports(file))
    assert known == "tumen"
    site = data(file).site[new]
    assert (site["latitude"], site["longitude"], site["country"]) == (43.37, 128.2, "China")


def test_a_place_that_is_new_is_what_its_rows_say_of_it() -> None:
    header = "place,date,count,place_role,latitude,longitude\n"
    file = opened(
        "Upper Bend,2021-07-14,50,crossing,42.5,129.1\n"
        "Lower Bend,2021-07-14,50,detention,42.6,129.4\n",
        header,
    )
    sites = data(file).sites.set_index("name_en")
    roles = {
        name: (site["is_crossing_point"], site["is_detention_site"])
        for name, site in sites.iterrows()
    }
    assert roles["Upper Bend"] == (True, False)
    assert roles["Lower Bend"] == (False, True)


def test_a_position_far_from_every_place_is_asked_about_and_is_in_no_country() -> None:
    header = "latitude,longitude,date,count,measure,source\n"
    file = opened("35.68,139.69,2021-07,50,held,a\n43.37,128.2,2021-07,60,held,a\n", header)
    (cause,) = file.causes  # Tokyo
    problem = cause.problem
    assert (problem.row, problem.column, problem.severity) == (2, "latitude", "warning")
    assert "far" not in problem.message
    assert "More than 150 km from every place that we know" in problem.message
    assert [row["country"] for row in reports(file)] == ["not stated", "China"]
    assert "South Korea" not in str(data(file).sites)


def test_a_name_that_is_not_known_stands_at_the_position_given_with_it() -> None:
    header = "place,latitude,longitude,date,count,measure,source\n"
    file = opened("Xyzzyville,43.37,128.2,2021-07,50,held,a\n", header)
    assert (file.ready, file.errors) == (1, 0)
    (row,) = reports(file)
    assert (row["place_names"], row["latitude"]) == ("Xyzzyville", "43.37")


def test_an_area_wider_than_a_town_has_no_point_and_is_counted() -> None:
    file = opened("Jilin Province,2021,40,arrested,a,,,,\n")
    (row,) = reports(file)
    assert (row["site_ids"], row["area"], row["country"]) == ("", "Jilin Province", "China")
    assert figures(data(file))["arrested"] == "40"


PERSONAL = "place,date,count,measure,source,notes,full name\n"
ROW = "Tumen,2021-07-14,50,returned,a,call 010-1234-5678,Kim Example\n"


def personal(file: OwnFile) -> list[str]:
    return [column.name for column in file.columns if column.is_personal]


def test_columns_about_persons_are_left_out_with_a_warning_and_are_never_exported() -> None:
    columns = frozenset(["notes", "full name"])
    for decisions in ({}, {"safe": columns}, {"columns": (("notes", "summary"),)}):
        file = opened(ROW, PERSONAL, **decisions)
        assert personal(file) == ["notes", "full name"]
        assert (file.ready, file.errors) == (1, 0)
        assert {cause.problem.column for cause in file.causes} >= columns
        written = [form.write(data(file), Selection()) for form in FORMATS.values()]
        for content in (*written, file.fixed, file.problem_list, pickle.dumps(data(file))):
            assert b"Kim Example" not in content
            assert b"010-1234" not in content


def test_a_safe_column_of_places_gives_no_name_to_a_download() -> None:
    header = "place,latitude,longitude,date,count,measure,source\n"
    row = "Kim 010-1234-5678,43.37,128.2,2021-07,50,held,a\n"
    file = opened(row, header, safe=frozenset(["place"]))
    assert (file.ready, personal(file)) == (1, ["place"])
    written = [form.write(data(file), Selection()) for form in FORMATS.values()]
    for content in (*written, file.fixed, file.problem_list, pickle.dumps(data(file))):
        assert b"Kim 010" not in content
        assert b"010-1234" not in content


@given(
    st.lists(
        st.lists(st.text(max_size=8) | st.sampled_from(
            ["Tumen", "Yanji;Dandong", "2021-07", "50–60", "held", "e1", "r1", "row-3", "over 5",
             "https://example.org/a", "2023-10-09-mass-return", "withdrawn", "42.9", "129.8"]
        ), min_size=9, max_size=9),
        max_size=5,
    )
)  # fmt: skip
@settings(max_examples=60)
def test_whatever_the_cells_hold_the_dataset_keeps_every_rule_of_a_package(
    cells: list[list[str]],
) -> None:
    header = "place,date,count,measure,report_id,event_id,derived_from,status,url\n"
    lines = io.StringIO(newline="")
    rows = [["Tumen", "2021-07", "50", "held", "", "", "", "", ""], *cells]
    csv.writer(lines).writerows([cell.replace("\0", "") for cell in row] for row in rows)
    text = lines.getvalue().encode("utf-8", errors="replace").decode()
    file = opened(text, header)
    found = data(file)
    assert len(found.reports) == file.ready
    assert found.reports["report_id"].is_unique
    for rule in RULES:
        if rule.__name__ not in ("_links_run_in_no_circle", "_repeats_are_of_their_kind"):
            assert list(rule(found)) == []  # a repeat is only noted: nothing follows links


def test_its_evidence_pack_is_valid_by_the_schema_that_it_brings(tmp_path: Path) -> None:
    file = opened(
        "Tumen,2021-07-14,50,returned,a,,,,\n둔화,2021-08,60,held,b,,,,\nVientiane,2021,70,held,c,,,,\n"
    )
    ZipFile(io.BytesIO(export_pack(data(file), Selection()))).extractall(tmp_path)
    (folder,) = (path.parent for path in tmp_path.glob("*/data/datapackage.json"))

    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = [resource | {"dialect": DIALECT} for resource in descriptor["resources"]]
    with system.use_context(trusted=False):
        package = Package.from_descriptor(
            {"name": "pack", "resources": resources}, basepath=str(folder)
        )
        report = package.validate()
    assert report.valid, report.flatten(["resourceName", "rowNumber", "fieldName", "note"])


def test_no_document_of_it_calls_it_ours() -> None:
    found = data(opened("Tumen,2021-07-14,50,returned,a,,,,\n"))
    assert file_name(found, Selection()).startswith("own-file_")
    assert "Refoulement Map contributors" not in as_text(cite_dataset(found))
    for name in ("json", "html", "svg", "print"):
        text = FORMATS[name].write(found, Selection()).decode()
        assert "own.csv" in text
        assert "Refoulement Map contributors" not in text


def test_the_template_is_ready_as_it_is(dataset: Dataset) -> None:
    file = own_file(template_csv(dataset), "template.csv", dataset, Decisions())
    assert (file.read, file.ready, file.errors, file.warnings) == (3, 3, 0, 0)


# In a separate process


def test_a_file_read_isolated_gives_the_same(dataset: Dataset) -> None:
    content = (HEADER + "Tumen,2021-07-14,50,returned,a,,,,\nDandnog,2021,6,held,b,,,,\n").encode()
    there, kept = isolated.read_isolated(content, "own.csv", dataset, Decisions(), TODAY)
    here = own_file(content, "own.csv", dataset, Decisions())
    again = isolated.decide_isolated(kept, dataset, Decisions(), TODAY)
    for file in (there, again):
        assert (file.causes, file.fixed, file.ready) == (here.causes, here.fixed, here.ready)
        assert figures(data(file)) == figures(data(here))
        assert data(file).version == data(here).version


def test_a_decision_is_on_the_cells_alone_and_the_file_is_not_kept(dataset: Dataset) -> None:
    content = b"place,date,count\nTumen,2021-07-14,50\nDandnog,2021-07-15,60\n"
    file, kept = isolated.read_isolated(content, "own.csv", dataset, Decisions(), TODAY)
    assert (file.ready, kept.content) == (1, b"")
    meant = Decisions(meant=frozenset({("place", "Dandnog", "Dandong, Liaoning")}))
    assert isolated.decide_isolated(kept, dataset, meant, TODAY).ready == 2


def test_one_process_is_kept_warm_for_all_files_and_each_is_read_by_a_fork_of_it(
    dataset: Dataset,
) -> None:
    read_isolated(b"place,date,count\nTumen,2021,5\n", "own.csv", dataset)
    first = warm.warm(dataset)
    read_isolated(b"place,date,count\nTumen,2021,5\n", "own.csv", dataset)
    assert warm.warm(dataset) is first
    assert first.is_alive
    children = Path(f"/proc/{first.process.pid}/task/{first.process.pid}/children")
    assert children.read_text(encoding="ascii").split() == []
    warm.end()
    assert not first.is_alive


def test_what_is_no_table_is_one_sentence_from_there_too(dataset: Dataset) -> None:
    with pytest.raises(IntakeError, match="seems to be"):
        read_isolated(b"%PDF-1.7 \x00", "own.csv", dataset)


def test_a_file_that_takes_too_long_is_given_up(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolated, "MOST_SECONDS", 0.2)
    with pytest.raises(IntakeError, match="takes too long"):
        read_isolated(MUCH, "own.csv", dataset)


def test_a_reader_without_memory_ends_with_a_sentence_and_the_server_stays(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = MUCH
    monkeypatch.setattr(isolated, "MOST_BYTES", 20 * 2**20)
    with pytest.raises(IntakeError, match="too much memory"):
        read_isolated(content, "own.csv", dataset)


def test_where_the_system_has_little_to_spare_a_file_gets_no_more_and_that_is_said(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"place,date,count\n" + b"Tumen,2021-07,50\n" * 10
    monkeypatch.setattr(isolated, "bytes_to_spare", lambda: 20 * 2**20)
    with pytest.raises(IntakeError, match="than the server has to spare at the moment"):
        read_isolated(MUCH, "own.csv", dataset)
    for much in (isolated.MOST_BYTES, None):
        monkeypatch.setattr(isolated, "bytes_to_spare", lambda much=much: much)
        assert read_isolated(content, "own.csv", dataset).ready == 10


@pytest.mark.parametrize(
    ("files", "spare"),
    [
        ({}, None),
        ({"proc/meminfo": "MemFree: 1 kB\nMemAvailable:  1000 kB\n"}, 500 * 1024),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.stat": "anon 1\n"}, None),
        ({"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/memory.max": "max\n"}, None),
        (
            {
                "proc/meminfo": "MemAvailable: 1000 kB\n",
                "proc/self/cgroup": "1:cpu:/x\n0::/a/b\n",
                "sys/fs/cgroup/a/memory.max": "5000\n",
                "sys/fs/cgroup/a/memory.current": "4000\n",
                "sys/fs/cgroup/a/memory.stat": "anon 7\ninactive_file 1000\n",
                "sys/fs/cgroup/a/b/memory.max": "max\n",
                "sys/fs/cgroup/a/b/memory.current": "1\n",
            },
            1000,
        ),
        (
            {
                "sys/fs/cgroup/memory.max": "10\n",
                "sys/fs/cgroup/memory.current": "20\n",
                "sys/fs/cgroup/memory.stat": "inactive_file 0\n",
                "proc/self/cgroup": "0::/\n",
            },
            0,
        ),
    ],
    ids=["nobody says", "machine", "no bound", "unbounded", "group around", "none left"],
)
def test_half_of_what_machine_and_groups_have_free_is_to_spare(
    files: dict[str, str], spare: int | None, tmp_path: Path
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="ascii")
    assert bytes_to_spare(tmp_path) == spare


def test_a_session_has_one_place_and_what_it_asked_for_last_is_read(dataset: Dataset) -> None:
    def read(session: str, name: str) -> OwnFile:
        content = (HEADER + "Tumen,2021-07-14,50,returned,a,,,,\n").encode()
        return read_isolated(content, name, dataset, session)

    with ThreadPoolExecutor(2 * isolated.MOST_WAITING) as pool:
        with isolated._turn("reading"):
            asked = []
            for number in range(isolated.MOST_WAITING):
                asked.append(pool.submit(read, "greedy", f"{number}.csv"))
                until(lambda: [p.session for p in isolated._places] == ["reading", "greedy"])
                wait(asked[:-1], PATIENCE)
            others = [
                pool.submit(read, f"other {number}", "other.csv")
                for number in range(isolated.MOST_WAITING - 2)
            ]
            until(lambda: len(isolated._places) == isolated.MOST_WAITING)
            with pytest.raises(IntakeError, match="too many files of other visitors"):
                read("one more", "more.csv")
        *overtaken, last = asked
        for one in overtaken:
            with pytest.raises(IntakeError, match="another one was sent"):
                one.result(PATIENCE)
        assert last.result(PATIENCE).name == f"{isolated.MOST_WAITING - 1}.csv"
        assert [one.result(PATIENCE).ready for one in others] == [1] * len(others)
    assert isolated._places == []


def test_what_is_read_ends_where_its_session_asks_for_something_else(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    endless = tmp_path / "endless"
    endless.write_text("#!/bin/sh\nexec cat > /dev/null\n", encoding="utf-8")
    endless.chmod(0o700)
    content = (HEADER + "Tumen,2021-07-14,50,returned,a,,,,\n").encode()
    asked = (dataset, "one")
    with ThreadPoolExecutor(1) as pool:
        with monkeypatch.context() as slow:
            warm.end()
            slow.setattr(sys, "executable", str(endless))
            first = pool.submit(read_isolated, content, "first.csv", *asked)
            until(lambda: bool(isolated._places and isolated._places[0].process))
        assert read_isolated(content, "second.csv", *asked).ready == 1
        with pytest.raises(IntakeError, match="another one was sent"):
            first.result(PATIENCE)


def test_nothing_of_what_the_reader_says_is_run_and_it_has_no_environment(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A reader taken over by a file can say what it wants, and looks around."""
    evil, run, seen = tmp_path / "evil", tmp_path / "run", tmp_path / "seen"
    said = pickle.dumps(_Runs(str(run)))
    (tmp_path / "said").write_bytes(said)
    script = f"#!/bin/sh\ncat /proc/$$/environ > {seen}\ncat {tmp_path}/said >&0\n"
    evil.write_text(script, encoding="utf-8")
    evil.chmod(0o700)
    monkeypatch.setenv("REFOULEMENT_SECRET", "4711")
    warm.end()
    monkeypatch.setattr(sys, "executable", str(evil))
    with suppress(IntakeError, AttributeError):
        read_isolated(b"place,date,count\n", "own.csv", dataset)
    assert b"OMP_NUM_THREADS" in seen.read_bytes()
    assert b"4711" not in seen.read_bytes()
    assert not run.exists()


class _Runs:
    """Creates a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (self.path,)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.pop("ready"),
        lambda told: told.update(ready="1"),
        lambda told: told.update(more=1),
        lambda told: told.update(causes=[{"rows": 1}]),
        lambda told: told.update(causes=7),
    ],
)
def test_what_is_no_answer_of_the_reader_is_not_taken(change: Any) -> None:
    file = opened("Tumen,2021-07-14,50,returned,a,,,,\nDandnog,2021,6,held,b,,,,\n")
    told = json.loads(json.dumps(plain(file)))
    lists = {name: getattr(file, name) for name in ("problem_list", "fixed", "alike_list")}
    assert taken(OwnFile, told, dataset=None, **lists) == replace(file, dataset=None)
    change(told)
    with pytest.raises(AnswerError):
        taken(OwnFile, told, dataset=None, **lists)


def test_a_table_of_another_form_is_not_taken() -> None:
    found = data(opened("Tumen,2021-07-14,50,returned,a,,,,\n"))
    columns = {r["name"]: r["schema"]["fields"] for r in canonical_resources()}
    for name in TABLES:
        table = getattr(found, name)
        assert_frame_equal(read_table(table_bytes(table), columns[name]), table)
    for wrong in (
        b"",
        b"ARROW1",
        table_bytes(found.events),
        table_bytes(found.reports.astype(str)),
    ):
        with pytest.raises(AnswerError):
            read_table(wrong, columns["reports"])


def test_the_reader_writes_no_file_opens_few_and_is_ended_first() -> None:
    tried = """
import os, resource, tempfile
from pathlib import Path
from refoulement.intake.confined import FILES, confine, confine_one
made = tempfile.TemporaryFile(buffering=0)
confine()
confine_one(2**30, 100)
try:
    made.write(b"a")
except OSError:
    print("nothing written")
try:
    opened = [open("/dev/null") for _ in range(FILES)]
except OSError:
    print("too many")
opened = []
print(Path("/proc/self/oom_score_adj").read_text().strip(), resource.getrlimit(resource.RLIMIT_CPU))
"""
    done = subprocess.run(
        [sys.executable, "-c", tried], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["nothing written", "too many", "1000 (101, 101)"]


def test_visitors_rows_beyond_what_the_server_holds_are_refused_until_others_are_gone(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    gc.collect()  # what earlier tests have read
    monkeypatch.setattr(isolated, "MOST_ROWS_HELD", 3)
    monkeypatch.setattr(isolated, "_held", WeakSet())  # not what other tests left behind
    content = (HEADER + "Tumen,2021-07-14,50,returned,a,,,,\n" * 2).encode()
    first = read_isolated(content, "own.csv", dataset)
    assert first.ready == 2
    with pytest.raises(IntakeError, match="too many rows"):
        read_isolated(content, "own.csv", dataset)
    del first
    gc.collect()
    assert read_isolated(content, "own.csv", dataset).ready == 2


def test_sources_without_an_id_are_numbered_in_their_order_and_one_source_is_one() -> None:
    rows = [f"Tumen,2021-07-14,50,returned,{name},,,,\n" for name in ("A", "B", "A")]
    own = data(opened("".join(rows)))
    assert list(own.sources["source_id"]) == ["source-1", "source-2"]
    assert list(own.sources["publisher"]) == ["A", "B"]
    assert list(own.reports["source_id"]) == ["source-1", "source-2", "source-1"]
