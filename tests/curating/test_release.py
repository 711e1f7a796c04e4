"""A release writes what follows from the rows and refuses anything wrong: all or nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from refoulement.cli import main
from refoulement.curating.card import renewed
from refoulement.curating.changelog import read_changelog
from refoulement.curating.refusal import RefusalError
from refoulement.dataset.package import SHIPPED, read_descriptor
from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv
from refoulement.loading.load import load
from refoulement.loading.soundness import check
from refoulement.presentation.citation import citation, citation_cff
from refoulement.selecting.selection import Selection
from tests.conftest import ROOT
from tests.copies import (
    FROZEN,
    add_row,
    edit_cells,
    edit_rows,
    read_records,
)

pytestmark = pytest.mark.xdist_group("release")  # so that one process makes their shared folders

DAY = "2026-11-29"
REASON = "More was read."
HOOKED = [sys.executable, "-m", "tests.stopping"]
LOG = """## [Unreleased]

### Corrected

- `r003`: the caveat is told more plainly.

"""

Bytes = dict[str, bytes]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with version 1.0.0 released, and a new and a corrected row for the next version."""
    folder = tmp_path_factory.mktemp("changed")
    package = folder / "data"
    shutil.copytree(FROZEN, package)
    shutil.copytree(FROZEN, package / "versions" / "1.0.0")
    (folder / "CITATION.cff").write_text(citation_cff(load(FROZEN)), encoding="utf-8")
    edit_cells(package, "reports", "r003", caveat="Told more plainly.")
    add_row(package, "reports", "r023", report_id="r900", count_low="14", count_high="14")
    log = package / "CHANGELOG.md"
    text = log.read_text(encoding="utf-8").replace("## [1.0.0]", f"{LOG}## [1.0.0]", 1)
    log.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def released(changed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder after the release of 1.1.0."""
    folder = tmp_path_factory.mktemp("released") / "folder"
    shutil.copytree(changed, folder)
    assert run(folder, "1.1.0") == 0
    return folder


@pytest.fixture
def folder(changed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(changed, tmp_path / "folder"))


def run(folder: Path, version: str, *more: str, day: str = DAY) -> int:
    """The exit code of the command."""
    with pytest.raises(SystemExit) as ended:
        main(["release", version, "--date", day, *more, str(folder / "data")])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def content(folder: Path) -> Bytes:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


# What is written


def test_a_release_writes_what_follows_from_the_rows(released: Path) -> None:
    package = released / "data"
    dataset, problems = check(package)
    assert dataset is not None, problems
    about = dataset.descriptor
    assert (about["version"], about["created"], about["last_checked"]) == (
        "1.1.0",
        f"{DAY}T00:00:00Z",
        DAY,
    )
    assert about["coverage"] == {"from": "2001-07-20", "to": "2025-10-15"}
    assert about["assertions"]["min"] == {"reports": 135, "sources": 64, "events": 66}
    assert about["assertions"]["sites"] == list(dataset.site_ids)
    assert (released / "CITATION.cff").read_text(encoding="utf-8") == citation_cff(dataset)
    card = (package / "README.md").read_text(encoding="utf-8")
    for said in (
        "Version 1.1.0, 29 November 2026. What changed",
        "| reports | 135: 63 of returns, 37 of people held in China, 27 of arrests, 6 other, ",
        "| last checked | 29 November 2026 |",
        f"> {citation(dataset)}\n",
        "38 of the 135 reports begin in 2023.",
        "26 come from five texts read in full.",
    ):
        assert said in card, said
    assert json.loads((package / "examples.json").read_bytes())["version"] == "1.1.0"


def test_the_changelog_has_the_reasons_then_the_rows_then_the_figures(released: Path) -> None:
    log = (released / "data" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "Unreleased" not in log
    section, _, before = log.partition("\n## [1.0.0]")
    assert before in (FROZEN / "CHANGELOG.md").read_text(encoding="utf-8")
    _, _, section = section.partition(f"\n## [1.1.0] - {DAY}\n\n")
    parts = [part.split("\n")[0] for part in section.split("### ")[1:]]
    assert parts == ["Corrected", "Rows", "Figures of all dates"]
    (old,) = (row for row in read_records(FROZEN, "reports") if row["report_id"] == "r003")
    before_it = f"“{old['caveat']}”" if old["caveat"] else "(empty)"
    assert "- `r003`: the caveat is told more plainly.\n" in section
    assert "- `reports.csv`: 1 added, 1 corrected. Added: `r900`.\n" in section
    assert f"- `r003` corrected: caveat: {before_it} → “Told more plainly.”\n" in section
    assert "- Returned to North Korea: 580–2,609+ → 580–2,609+\n" in section


def test_rows_are_not_touched(released: Path, changed: Path) -> None:
    after, before = content(released), content(changed)
    tables = [name for name in before if name.endswith(".csv")]
    assert [name for name in tables if after[name] != before[name]] == []


def test_each_release_keeps_a_copy_of_itself_with_what_readers_had(
    released: Path, changed: Path
) -> None:
    after = content(released / "data")
    kept = content(released / "data" / "versions" / "1.1.0")
    for name in ("all.csv", "all.csv.sha256", "figures.json"):
        assert name not in after
    for name, bytes_ in after.items():
        if not name.startswith("versions"):
            assert kept.pop(name) == bytes_, name
    everything = kept.pop("all.csv")
    assert everything == export_csv(load(released / "data"), Selection())
    assert kept.pop("all.csv.sha256").decode() == f"{sha256(everything).hexdigest()}  all.csv\n"
    figures = json.loads(kept.pop("figures.json"))
    assert not kept
    published = json.loads((SHIPPED / "versions" / "1.0.0" / "figures.json").read_bytes())
    assert figures["version"] == "1.1.0"
    assert [e["query"] for e in figures["examples"]] == [e["query"] for e in published["examples"]]
    for mine, theirs in zip(figures["examples"], published["examples"], strict=True):
        for measure, facts in theirs["figures"].items():
            assert facts.keys() < mine["figures"][measure].keys()
    before = content(changed / "data" / "versions" / "1.0.0")
    assert content(released / "data" / "versions" / "1.0.0") == before


def test_what_is_told_is_what_changed_and_what_is_left_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "1.0.1") == 0
    told = capsys.readouterr().out
    for said in (
        "released: version 1.0.1\n",
        "reports.csv: 1 added, 1 corrected\n",
        "  Returned to North Korea: 580–2,609+ -> 580–2,609+\n",
        "Still to do, by a person:\n",
        "by the rule, the version is 1.1.0\n",
    ):
        assert said in told, said


def test_a_package_without_examples_or_citation_is_released_without_them(folder: Path) -> None:
    (folder / "CITATION.cff").unlink()
    (folder / "data" / "examples.json").unlink()
    assert run(folder, "1.1.0") == 0
    assert not (folder / "CITATION.cff").exists()
    assert "data/examples.json" not in content(folder)
    kept = json.loads((folder / "data" / "versions" / "1.1.0" / "figures.json").read_bytes())
    assert [entry["name"] for entry in kept["examples"]] == ["All dates"]


# Again, and the next


def test_the_same_release_again_has_nothing_to_do_and_changes_no_byte(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(released)
    assert run(released, "1.1.0") == 0
    assert capsys.readouterr().out == "nothing to do: version 1.1.0 is released\n"
    assert content(released) == before


def test_a_release_after_a_release_begins_from_it(
    released: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = Path(shutil.copytree(released, tmp_path / "again"))
    edit_cells(again / "data", "reports", "r900", status="withdrawn", caveat="Misread.")
    assert run(again, "1.1.0") == 1
    assert "reports.csv (1 withdrawn); raise the version" in capsys.readouterr().err
    assert run(again, "1.2.0") == 1
    assert "“r900” differs (caveat, status); expected a line" in capsys.readouterr().err
    log = again / "data" / "CHANGELOG.md"
    reason = "## [Unreleased]\n\n- `r900`: it was misread.\n\n## [1.1.0]"
    log.write_text(log.read_text(encoding="utf-8").replace("## [1.1.0]", reason, 1), "utf-8")
    assert run(again, "1.2.0", day="2026-12-01") == 0
    assert sorted(path.name for path in (again / "data" / "versions").iterdir()) == [
        "1.0.0",
        "1.1.0",
        "1.2.0",
    ]
    assert read_descriptor(again / "data")["version"] == "1.2.0"


# What is refused


def log(old: str, new: str) -> Callable[[Path], object]:
    return text("CHANGELOG.md", old, new)


def text(name: str, old: str, new: str) -> Callable[[Path], object]:
    def edit(package: Path) -> None:
        before = (package / name).read_text(encoding="utf-8")
        assert old in before
        (package / name).write_text(before.replace(old, new, 1), encoding="utf-8")

    return edit


def without_report(package: Path) -> None:
    edit_rows(package, "reports", lambda rows: [row for row in rows if row[0] != "r002"])


def nothing(package: Path) -> None:
    pass


CARD = "| events | 66, of which 18 are parts of others |\n"


@pytest.mark.parametrize(
    ("edit", "version", "said"),
    [
        (nothing, "0.9.0", "version 0.9.0: expected one above 1.0.0"),
        (nothing, "1.1", "version “1.1”: expected one like 1.2.0"),
        (nothing, "1.0.0", "raise the version"),
        (
            lambda package: edit_cells(package, "reports", "r003", measure="fled"),
            "1.1.0",
            "reports.csv, row 4, column measure, value 'fled': expected one of",
        ),
        (without_report, "1.1.0", "reports.csv: “r002” of version 1.0.0 is gone; expected every"),
        (
            log("`r003`", "r003"),
            "1.1.0",
            "reports.csv, row 4: “r003” differs (caveat); expected a line that names `r003`",
        ),
        (
            lambda package: edit_cells(package, "sources", "hrw-2021-07", author=""),
            "1.1.0",
            "expected a line that names `hrw-2021-07`",
        ),
        (
            lambda package: edit_cells(package, "sites", "tumen", note="A note."),
            "1.1.0",
            "expected a line that names `tumen`",
        ),
        (
            lambda package: edit_cells(package, "reports", "r003", count_low="3", count_high="3"),
            "1.1.0",
            "examples.json, line 45: 22 July 2021, Dandong and Tumen, held, text: 505 -> 183",
        ),
        (text("examples.json", '"query": ""', '"query": 1'), "1.1.0", "examples.json, line 5: ent"),
        (
            lambda package: shutil.rmtree(package / "versions"),
            "1.1.0",
            "versions/1.0.0: expected the package of version 1.0.0 as it was released",
        ),
        (
            lambda package: (package / "versions" / "1.1.0").mkdir(),
            "1.1.0",
            "versions/1.1.0: expected no folder of this name yet",
        ),
        (lambda package: (package / "README.md").unlink(), "1.1.0", "README.md: expected a file"),
    ],
)
def test_what_is_amiss_is_named_and_nothing_is_written(
    edit: Callable[[Path], object],
    version: str,
    said: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    edit(folder / "data")
    before = content(folder)
    assert run(folder, version) == 1
    refused = capsys.readouterr().err
    assert all(line.startswith("refused: ") for line in refused.splitlines())
    assert said in refused
    assert content(folder) == before


def test_a_day_before_that_of_the_last_release_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "1.1.0", day="2026-11-20") == 1
    assert "--date 2026-11-20: expected 2026-11-21" in capsys.readouterr().err


def test_another_figure_of_an_example_is_written_when_it_is_accepted(folder: Path) -> None:
    edit_cells(folder / "data", "reports", "r003", count_low="3", count_high="3")
    assert run(folder, "1.1.0", "--accept", " ") == 1
    assert run(folder, "1.1.0", "--accept", REASON) == 0
    log = (folder / "data" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "### Worked examples\n\n- More was read.\n- " in log
    assert "- 22 July 2021, Dandong and Tumen, held, text: 505 -> 183\n" in log
    examples = json.loads((folder / "data" / "examples.json").read_bytes())["examples"]
    assert examples[2]["figures"]["held"]["text"] == "183"


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (("## New", "## [1.0.0] - 2026-11-21"), "line 3: “## New”: expected “## [Unreleased]”"),
        (("## [1.0.0] - 2026-11-21", "## [Unreleased]"), "line 5: “## [Unreleased]”: expected"),
        (("## [Unreleased]", "## [1.0.0]"), "line 5: “## [1.0.0]”: expected"),
        (("## [1.1.0] - 2026-11-29",), "line 3: expected no section of version 1.1.0 yet"),
        (("## [0.9.0] - 2026-11-01",), "line 3: expected the latest section to be that of version"),
        ((), "expected the latest section to be that of version 1.0.0, found none"),
    ],
)
def test_a_changelog_of_another_form_is_named_by_line(headings: tuple[str, ...], said: str) -> None:
    text = "".join(f"\n{line}\n" for line in ("# Changelog", *headings)).lstrip()
    with pytest.raises(RefusalError) as refused:
        read_changelog(text, "1.0.0", "1.1.0")
    assert str(refused.value).startswith("CHANGELOG.md")
    assert said in str(refused.value)


def test_a_changelog_without_reasons_gets_its_section_all_the_same() -> None:
    text = "# Changelog\n\n## [1.0.0] - 2026-11-21\n\nFirst version.\n"
    log = read_changelog(text, "1.0.0", "1.0.1")
    assert (log.before, log.unreleased) == ("# Changelog\n\n", "")
    assert log.after == "## [1.0.0] - 2026-11-21\n\nFirst version.\n"


# The card


def test_the_card_of_the_frozen_package_says_what_its_rows_hold(dataset: Dataset) -> None:
    card = (FROZEN / "README.md").read_text(encoding="utf-8")
    assert renewed(card, dataset, date(2026, 11, 21)) == (card, [])


def test_a_sentence_that_the_card_words_otherwise_is_left_to_a_person(dataset: Dataset) -> None:
    card = (FROZEN / "README.md").read_text(encoding="utf-8")
    other = card.replace("13 reports are marked as repeats", "Some are marked as repeats")
    assert renewed(other, dataset, date(2026, 11, 21)) == (
        other,
        ["13 reports are marked as repeats"],
    )


@pytest.mark.parametrize(("times", "where"), [(0, "README.md: "), (2, "README.md, line 25: ")])
def test_a_line_that_a_card_lacks_or_has_twice_is_named(
    times: int, where: str, dataset: Dataset
) -> None:
    card = (FROZEN / "README.md").read_text(encoding="utf-8")
    assert CARD in card
    with pytest.raises(RefusalError) as refused:
        renewed(card.replace(CARD, CARD * times), dataset, date(2026, 11, 21))
    assert refused.value.lines == (
        f"{where}expected one line like “{CARD.strip()}”, found {times}",
    )


def test_all_lines_that_a_card_lacks_are_named_at_once(dataset: Dataset) -> None:
    with pytest.raises(RefusalError) as refused:
        renewed("", dataset, date(2026, 11, 21))
    assert len(refused.value.lines) == 10


# Stopped


def stopped(folder: Path, left: Path, *killed_at: str) -> int:
    command = ["release", "1.1.0", "--date", DAY, str(folder / "data")]
    return subprocess.run(
        [*HOOKED, str(folder), str(left), *killed_at, "--", *command],
        cwd=ROOT,
        timeout=120,
        stdout=subprocess.DEVNULL,
        check=False,
    ).returncode


def test_wherever_it_is_stopped_the_old_release_is_whole_or_the_same_command_ends_it(
    changed: Path, released: Path, folder: Path, tmp_path: Path
) -> None:
    before, after = content(changed), content(released)
    assert stopped(folder, tmp_path / "left") == 0
    assert content(folder) == after
    left = sorted((tmp_path / "left").iterdir(), key=lambda path: int(path.name))
    begun = [place for place in left if is_begun(place)]
    assert len(left) > 2 * len(begun) > 20
    for place in left:
        if not is_begun(place):
            here = content(place)
            written = {name for name in here if name.startswith("data/.writing/")}
            assert {name: here[name] for name in here.keys() - written} == before
    for place in (left[0], left[-len(begun) - 1], *in_different_states(begun), left[-1]):
        dataset, problems = check(place / "data")
        assert dataset is not None, problems
        assert run(place, "1.1.0") == 0
        assert content(place) == after, place.name
        assert not list((place / "data").glob(".*"))


def is_begun(place: Path) -> bool:
    return (place / "data" / ".release-1.1.0").exists()


def in_different_states(begun: list[Path]) -> list[Path]:
    """One folder for each distinct state of the files that readers see."""
    found: list[tuple[Bytes, Path]] = []
    for place in begun:
        here = {name: c for name, c in content(place).items() if "/.release" not in name}
        if not found or found[-1][0] != here:
            found.append((here, place))
    return [place for _, place in found]


@pytest.mark.parametrize("step", ["30", "48"])
def test_a_release_that_is_killed_is_ended_by_the_same_command(
    step: str, released: Path, folder: Path, tmp_path: Path
) -> None:
    assert stopped(folder, tmp_path / "left", step) < 0
    assert check(folder / "data")[0] is not None
    assert run(folder, "1.1.0") == 0
    assert content(folder) == content(released)


def test_another_release_waits_for_one_that_was_stopped(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "data" / ".release-1.1.0").mkdir()
    assert run(folder, "1.2.0") == 1
    assert "the release of 1.1.0 was stopped" in capsys.readouterr().err
