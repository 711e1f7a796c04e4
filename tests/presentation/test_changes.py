"""Comparing two versions of the dataset: all differences are listed, and nothing else."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refoulement.dataset.package import ENVIRONMENT_VARIABLE, canonical_resources, text_table
from refoulement.dataset.tables import Dataset, rows
from refoulement.loading.load import load
from refoulement.loading.reloading import look
from refoulement.loading.soundness import check
from refoulement.loading.versions import earlier_versions
from refoulement.presentation.changes import (
    RowChange,
    TableChanges,
    changes,
    changes_text,
    figure_text,
    table_changes,
)
from refoulement.presentation.changes_markup import (
    MOST_SHOWN,
    changelog,
    changes_summary,
    table_section,
)
from tests.copies import (
    FREE_TEXT,
    FROZEN,
    add_row,
    copy_package,
    edit_cells,
    edit_descriptor,
    edit_rows,
    fill_columns,
    read_rows,
    write_rows,
)
from tests.presentation.test_markup import HOSTILE, visible
from tests.screen.test_pages import html, open_page
from tests.test_cli import assert_one_line, call

KEYS = {resource["name"]: resource["schema"]["primaryKey"] for resource in canonical_resources()}
seeds = st.integers(0, 2**32 - 1)


def version(directory: Path, number: str) -> Path:
    """A copy of the frozen package with another version number."""
    package = copy_package(directory)
    edit_descriptor(package, lambda descriptor: descriptor.update(version=number))
    return package


def of(tables: tuple[TableChanges, ...], name: str) -> dict[str, RowChange]:
    """The changes in one table, by the first column of the key."""
    (table,) = (table for table in tables if table.table == name)
    return {row.key[0]: row for row in table.rows}


# Properties


def texts(table: pd.DataFrame, key: list[str]) -> dict[tuple[str, ...], dict[str, str]]:
    """The rows of a table by key, as text."""
    return {tuple(row[column] for column in key): row for row in rows(text_table(table))}


def shuffled(table: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    order = list(range(len(table)))
    chance.shuffle(order)
    return table.iloc[order].reset_index(drop=True)


def edited(table: pd.DataFrame, key: list[str], chance: random.Random) -> pd.DataFrame:
    """A table with some rows removed, some new, some with other rows' cells, in any order."""
    before = rows(table)
    after = []
    for number, row in enumerate(before):
        if chance.random() < 0.2:
            continue
        changed = dict(row)
        for column in chance.sample([c for c in row if c not in key], k=chance.choice((0, 0, 2))):
            changed[column] = chance.choice(before)[column]
        after.append(changed)
        if chance.random() < 0.1:
            after.append(row | {key[0]: f"new-{number}"})
    new = pd.DataFrame(after, columns=table.columns).astype(table.dtypes)
    return shuffled(new, chance)


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_a_table_in_another_order_of_rows_is_the_same(seed: int) -> None:
    for name, key in KEYS.items():
        table = getattr(load(FROZEN), name)
        assert not table_changes(name, key, table, shuffled(table, random.Random(seed)))


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_the_changes_listed_make_the_new_table_of_the_old_one(seed: int) -> None:
    chance = random.Random(seed)
    for name, key in KEYS.items():
        old = getattr(load(FROZEN), name).head(40)
        new = edited(old, key, chance)
        found = table_changes(name, key, old, new)
        result = texts(old, key)
        for row in found.rows:
            if row.kind == "removed":
                assert {c: t for c, t in result.pop(row.key).items() if t} == {
                    column: before for column, (before, _) in row.cells.items()
                }
                continue
            assert (row.kind == "added") == (row.key not in result)
            target = result.setdefault(row.key, dict.fromkeys(map(str, new), ""))
            for column, (before, after) in row.cells.items():
                assert (target[column], before != after) == (before, True)
                target[column] = after
        assert result == texts(new, key)
        assert bool(found) == (result != texts(old, key))


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_the_other_way_round_is_the_reverse(seed: int) -> None:
    old = load(FROZEN).reports.head(40)
    new = edited(old, ["report_id"], random.Random(seed))
    there = table_changes("reports", ["report_id"], old, new)
    back = table_changes("reports", ["report_id"], new, old)
    turned = {
        "added": "removed", "removed": "added", "corrected": "corrected",
        "withdrawn": "restored", "restored": "withdrawn",
    }  # fmt: skip
    assert {(r.key, turned[r.kind]) for r in there.rows} == {(r.key, r.kind) for r in back.rows}


# What is told


def test_a_package_is_no_other_for_the_order_of_its_rows_or_the_way_of_its_numbers(
    dataset: Dataset, tmp_path: Path
) -> None:
    package = version(tmp_path / "package", "1.0.1")
    edit_cells(package, "reports", "r003", count_low="00325")
    edit_cells(package, "sites", "tumen", latitude="42.9660")
    for table in KEYS:
        edit_rows(package, table, lambda lines: [lines[0], *reversed(lines[1:])])
    found = changes(dataset, load(package))
    assert not found
    assert changes_text(found).splitlines()[-1] == "No row differs."


def test_each_kind_of_change_is_told_apart(dataset: Dataset, tmp_path: Path) -> None:
    package = copy_package(tmp_path / "package")
    edit_cells(package, "reports", "r003", count_low="326", count_high="326")
    edit_cells(package, "reports", "r004", status="withdrawn", caveat="Misread.")
    edit_cells(package, "sources", "hrw-2021-07", author="")
    add_row(package, "reports", "r001", report_id="r900", area="elsewhere")
    edit_rows(package, "arrivals", lambda lines: [*lines[:1], *lines[2:]])
    new = load(package)
    found = changes(dataset, new)
    assert [table.table for table in found.tables] == ["reports", "sources", "arrivals"]
    reports = of(found.tables, "reports")
    assert {key: row.kind for key, row in reports.items()} == {
        "r003": "corrected",
        "r004": "withdrawn",
        "r900": "added",
    }
    assert reports["r003"].cells == {"count_low": ("325", "326"), "count_high": ("325", "326")}
    assert reports["r004"].cells["caveat"][1] == "Misread."
    assert reports["r900"].cells["count_low"] == ("", "1170")
    assert "count_high" not in reports["r900"].cells, "an empty cell says nothing"
    assert of(found.tables, "sources")["hrw-2021-07"].cells == {"author": ("Lina Yoon", "")}
    (gone,) = of(found.tables, "arrivals").values()
    assert (gone.key, gone.kind) == (("2000", "reported"), "removed")
    assert not found.warning, "the rule is about reports"
    assert of(changes(new, dataset).tables, "reports")["r004"].kind == "restored"


def test_the_figures_of_all_dates_stand_first_old_and_new_and_are_never_added(
    dataset: Dataset, tmp_path: Path
) -> None:
    package = copy_package(tmp_path / "package")
    held = [r for r in dataset.records if r.event_id == "2023-10-held"]
    for report in held:
        edit_cells(package, "reports", report.report_id, status="withdrawn")
    found = changes(dataset, load(package))
    told = {m: tuple(map(figure_text, pair)) for m, pair in found.figures.items()}
    assert list(told) == ["held", "returned", "arrested"]
    assert told["held"][0] == "1,000 (last reported for 29 October 2023)"
    assert told["held"][1] != told["held"][0]
    assert told["arrested"] == ("272–274", "272–274")
    lines = changes_text(found).splitlines()
    assert lines[2].split() == f"Held in China: {' → '.join(told['held'])}".split()
    assert lines[5].startswith("reports.csv: ")


def test_a_report_that_is_gone_is_told_before_anything_else(
    dataset: Dataset, tmp_path: Path
) -> None:
    package = copy_package(tmp_path / "package")
    edit_rows(package, "reports", lambda lines: [line for line in lines if line[0] != "r002"])
    found = changes(dataset, load(package))
    assert "1 statement was removed, which the coding rules forbid: r002." in found.warning
    assert changes_text(found).splitlines()[1] == f"WARNING: {found.warning}"
    assert changes_summary(found).startswith(
        '<p class="rm-alert" role="alert">1 statement was removed'
    )


def test_columns_of_one_version_are_told_and_change_no_row(dataset: Dataset) -> None:
    reports = dataset.reports.drop(columns="caveat").assign(weather="")
    found = changes(dataset, replace(dataset, reports=reports))
    (table,) = found.tables
    assert (table.columns_added, table.columns_removed, table.rows) == (
        ("weather",), ("caveat",), (),
    )  # fmt: skip
    assert table.in_numbers == "new column weather, column caveat is gone"
    assert "reports.csv: new column weather" in changes_text(found)


# The command line


def test_diff_says_in_json_and_in_words_what_differs_and_exits_as_diff_does(
    tmp_path: Path,
) -> None:
    package = version(tmp_path / "package", "1.0.1")
    edit_cells(package, "reports", "r003", count_low="326", summary="two\nlines\x1b[2J")
    edit_cells(package, "reports", "r003", count_high="326")
    done = call("diff", str(FROZEN), str(package))
    assert (done.returncode, done.stderr) == (1, b"")
    said = done.stdout.decode()
    assert said.startswith("Version 1.0.0 → version 1.0.1\n")
    assert "  corrected r003\n    count_low: 325 → 326\n" in said
    assert "→ two lines[2J\n" in said
    in_json = call("diff", str(FROZEN), str(package), "--json")
    assert in_json.returncode == 1
    read = json.loads(in_json.stdout)
    assert list(read["figures"]) == ["held", "returned", "arrested"]
    (row,) = read["tables"]["reports"]["corrected"]
    assert row["key"] == ["r003"]
    assert row["cells"]["count_low"] == {"old": "325", "new": "326"}


def test_diff_of_a_package_with_itself_exits_with_0() -> None:
    done = call("diff", str(FROZEN), str(FROZEN))
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("side", ["old", "new"])
def test_diff_says_which_directory_is_not_sound(tmp_path: Path, side: str) -> None:
    broken = copy_package(tmp_path / "broken")
    edit_cells(broken, "reports", "r001", count_low="many")
    pair = [str(broken), str(FROZEN)]
    done = call("diff", *(pair if side == "old" else reversed(pair)))
    assert_one_line(done, f"error: {broken}: reports.csv, row 2", f"validate {broken}")


def test_diff_of_what_is_not_there_is_one_line(tmp_path: Path) -> None:
    assert_one_line(call("diff", str(FROZEN), str(tmp_path / "x")), str(tmp_path / "x"))


# Earlier versions


def keep(package: Path, name: str) -> Path:
    """A copy of the frozen package, archived as an earlier version of another."""
    return version(package / "versions" / name, name)


def test_earlier_versions_are_packages_in_a_folder_and_come_in_the_order_of_versions(
    tmp_path: Path,
) -> None:
    package = version(tmp_path / "package", "2.0.0")
    assert earlier_versions(load(package)) == {}
    for name in ("0.10.0", "0.9.0", "2.0.0"):
        keep(package, name)
    (package / "versions" / "notes").mkdir()
    (package / "versions" / "README.md").write_text("Kept here.", encoding="utf-8")
    assert list(earlier_versions(load(package))) == ["0.9.0", "0.10.0"]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_called_versions_disturbs_no_validation(tmp_path: Path, kind: str) -> None:
    package = copy_package(tmp_path / "package")
    if kind == "file":
        (package / "versions").write_bytes(b"\xff")
    else:
        broken = package / "versions" / "0.1"
        broken.mkdir(parents=True)
        (broken / "datapackage.json").write_bytes(b"\xff")
    dataset, problems = check(package)
    assert dataset
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert list(earlier_versions(dataset)) == ([] if kind == "file" else ["0.1"])


def test_reading_old_versions_keeps_the_dataset_that_all_share(tmp_path: Path) -> None:
    package, current = version(tmp_path / "package", "2.0.0"), look().dataset
    for number in range(6):
        load(keep(package, f"1.{number}.0"))
    assert look().dataset is current
    assert load(package / "versions" / "1.5.0") is load(package / "versions" / "1.5.0")


# The page


class Shown(HTMLParser):
    """The text and the tags of a fragment."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags = "", set[str]()
        self.feed(str(markup))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= {
            "class",
            "scope",
            "role",
            "tabindex",
            "data-head",
            "lang",
        }

    def handle_data(self, data: str) -> None:
        self.text += data


OUR_TAGS = {
    "code", "details", "div", "h2", "p", "pre", "section", "span", "summary",
    "table", "tbody", "td", "th", "thead", "tr",
}  # fmt: skip


def test_hostile_cells_of_both_versions_stay_text(tmp_path: Path) -> None:
    packages = [version(tmp_path / name, f"1.0.{name}") for name in ("0", "1")]
    for package, texts_ in zip(packages, (HOSTILE, HOSTILE[::-1]), strict=True):
        for table, columns in FREE_TEXT.items():
            fill_columns(package, table, columns, texts_)
        edit_descriptor(package, lambda d: d.update(version="<b>${1}\\"))
    lines = read_rows(packages[1], "context")
    write_rows(packages[1], "context", [*lines[:-1], ["new", *lines[-1][1:]]])
    found = changes(*map(load, packages))
    markup = "".join((changes_summary(found), *map(table_section, found.tables)))
    shown = Shown(markup)
    assert shown.tags <= OUR_TAGS
    assert all(visible(text) in shown.text for text in HOSTILE)
    assert not {"\\", "`", "$", "{"} & set(markup)


def test_a_changelog_has_headings_and_lists_and_does_nothing_else() -> None:
    shown = Shown(changelog("# Head\n\n## [1.0.0]\n\n- one\n  and more\n- two\n\nText"))
    assert shown.tags == {"div", "h3", "p"}
    assert shown.text.split("\n") == ["", "[1.0.0]", "• one and more", "• two", "Text", ""]
    text = "![](https://example.org/x.png) [a](javascript:b)\n\n" + "\n\n".join(HOSTILE)
    hostile = Shown(changelog(text))
    assert hostile.tags <= {"div", "p"}
    assert all(" ".join(visible(one).split()).replace("`", "") in hostile.text for one in HOSTILE)


def test_a_table_with_very_many_changes_says_how_many_are_not_shown() -> None:
    many = tuple(RowChange((f"r{n}",), "corrected", {"area": ("", "x")}) for n in range(1200))
    section = table_section(TableChanges("reports", many, (), ()))
    assert section.count("<tr>") == MOST_SHOWN + 1
    assert f"{1200 - MOST_SHOWN:,} more rows are not shown here" in section


def test_the_first_version_is_said_to_be_the_first_above_the_changelog() -> None:
    app = open_page("pages/changes.py")
    shown = html(app)
    assert "Version 1.0.0 is the first version." in shown
    assert "<h3>[1.0.0] - 2026-11-21</h3>" in shown
    assert not app.selectbox


def cells(markup: str) -> list[str]:
    """The cells of the table of differing cells."""
    found: list[str] = re.findall(r"<td data-head=[^>]*>(.*?)</td>", markup)
    return found


def test_the_latest_earlier_version_is_compared_with_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = version(tmp_path / "package", "1.2.0")
    keep(package, "1.0.0")
    edit_cells(keep(package, "1.1.0"), "reports", "r003", count_low="300")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(package))
    app = open_page("pages/changes.py")
    assert [box.value for box in app.selectbox] == ["1.1.0", "1.2.0 (current)"]
    assert "reports.csv: 1 corrected" in html(app)
    assert cells(html(app))[2:5] == ["count_low", "300", "325"]
    assert "Changelog" not in [heading.value for heading in app.header], "it has none"
    app.selectbox(key="from").select("1.0.0").run()
    assert "No row differs" in html(app)
    app.selectbox(key="to").select("1.1.0").run()
    assert cells(html(app))[2:5] == ["count_low", "325", "300"]


def test_an_earlier_version_that_is_not_sound_is_one_sentence_and_the_page_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = version(tmp_path / "package", "1.2.0")
    edit_cells(keep(package, "1.1.0"), "reports", "r003", count_low="<img src=x>")
    (package / "CHANGELOG.md").write_text("Own words.", encoding="utf-8")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(package))
    shown = html(open_page("pages/changes.py"))
    assert "Version 1.1.0 cannot be compared: reports.csv, row 4, column count_low" in shown
    assert "<img" not in shown
    assert "Own words." in shown
    assert "rm-footer" in shown
