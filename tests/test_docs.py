"""The repository's documents: their commands run, and their links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from refoulement.cli import commands

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "data/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
#: Exit codes that are results, not failures.
ANSWERS = {"check": (0, 1), "diff": (0, 1), "release": (0, 1)}
MINE = "place,date,count,measure,publisher\nTumen,2021-07-14,50,returned,A newspaper\n"


def _commands() -> Iterator[tuple[str, str]]:
    """Every line of a shell block, or indented like one, with its document."""
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        blocks = re.findall(r"^ *```sh\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
        lines = [line for block in blocks for line in block.splitlines()]
        lines += re.findall(r"^    (\.venv/bin/.*)$", text, re.MULTILINE)
        for line in lines:
            yield document.name, line.split("  #")[0].strip()


COMMANDS = list(_commands())
OF_MAKE = [command for command in COMMANDS if command[1].startswith("make ")]
OF_PYTHON = [command for command in COMMANDS if "-m refoulement" in command[1]]
OF_PYTEST = [command for command in COMMANDS if "-m pytest" in command[1]]


def test_every_command_is_of_a_kind_that_is_tried() -> None:
    assert sorted(COMMANDS) == sorted([*OF_MAKE, *OF_PYTHON, *OF_PYTEST])


@pytest.mark.parametrize(("document", "command"), OF_MAKE)
def test_make_knows_what_to_do(document: str, command: str) -> None:
    asked = ["make", "--dry-run", *shlex.split(command)[1:]]
    made = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which to run the commands: a copy of the data, and a file of one's own."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copyfile(ROOT / "CITATION.cff", folder / "CITATION.cff")
    (folder / "mine.csv").write_text(MINE, encoding="utf-8")
    asked = [sys.executable, "-m", "refoulement", "export", "--event", "2021-07-held"]
    asked += ["--format", "xlsx", "--out", "mine.xlsx"]
    subprocess.run(asked, cwd=folder, check=True, env=_environment(folder))
    return folder


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "REFOULEMENT_DATA": str(folder / "data")}


@pytest.mark.parametrize(("document", "command"), OF_PYTHON)
def test_the_command_line_does_what_is_written(folder: Path, document: str, command: str) -> None:
    _, _, _, name, *rest = shlex.split(command)
    asked = [sys.executable, "-m", "refoulement", name, *rest]
    run = subprocess.run(asked, cwd=folder, capture_output=True, env=_environment(folder))
    assert run.returncode in ANSWERS.get(name, (0,)), run.stderr.decode()


@pytest.mark.parametrize(("document", "command"), OF_PYTEST)
def test_pytest_finds_the_tests_named(document: str, command: str) -> None:
    paths = [word for word in shlex.split(command) if word.startswith("tests")]
    assert paths
    assert all(list((ROOT / path).glob("**/test_*.py")) for path in paths)


def test_the_documents_name_every_make_target_and_command() -> None:
    text = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert targets
    for target in targets.group(1).split():
        assert f"make {target}" in text, target
    for name in commands.commands:
        assert f"python -m refoulement {name}" in text, name


def test_every_link_inside_the_repository_leads_to_a_file_and_a_heading() -> None:
    for document in DOCUMENTS:
        for link in re.findall(r"\]\((?!https?:)([^)]+)\)", document.read_text(encoding="utf-8")):
            path, _, heading = link.partition("#")
            target = (document.parent / path) if path else document
            assert target.exists(), f"{document.name}: {link}"
            if heading:
                headings = re.findall(
                    r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE
                )
                assert heading in {h.lower().replace(" ", "-") for h in headings}, link
