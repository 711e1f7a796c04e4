"""Strangers' input breaks nothing: a small `make fuzz`, and Hypothesis on the same targets."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz import seeds, targets
from fuzz.targets import TARGETS
from refoulement.intake.cells.dates import read_date
from refoulement.intake.cells.words import Unread
from tests.conftest import ROOT

COPIED = ("fuzz", "refoulement", "server", "data", "assets", "tests")

#: A module of the core, code that enforces a rule, and a replacement that breaks it.
BREAKS = (
    ("dates", "if 1 <= day <= length else None", ""),  # then Python raises ValueError
    ("counts", "if one.number > other.number:", "if False:"),  # then a low exceeds its high
)


def fuzz(*options: str, where: Path = ROOT) -> subprocess.CompletedProcess[str]:
    pytest.importorskip("atheris", reason="atheris has no wheel for this machine")
    return subprocess.run(
        [sys.executable, "-m", "fuzz", *options],
        cwd=where,
        env={**os.environ, "PYTHONHASHSEED": "0"},  # the same inputs each time
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_input_of_a_bounded_run_breaks_anything() -> None:
    done = fuzz("--bounded")
    assert done.returncode == 0, done.stdout + done.stderr
    tried = re.findall(r"^(\w+) +([\d,]+) inputs in +\d+ s, none failed", done.stdout, re.MULTILINE)
    assert [name for name, _ in tried] == list(TARGETS)
    for name, inputs in tried:
        assert int(inputs.replace(",", "")) > TARGETS[name].runs, name


def test_an_error_and_a_wrong_outcome_are_noticed_and_the_input_is_saved(tmp_path: Path) -> None:
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name)
    for module, kept, broken in BREAKS:
        path = tmp_path / "refoulement" / "intake" / "cells" / f"{module}.py"
        code = path.read_text(encoding="utf-8")
        assert code.count(kept) == 1
        path.write_text(code.replace(kept, broken), encoding="utf-8")
    done = fuzz("--bounded", "--target", "dates", "--target", "counts", where=tmp_path)
    assert done.returncode == 1, done.stderr
    failed = re.findall(r"^(\w+) .* 1 FAILED", done.stdout, re.MULTILINE)
    assert failed == ["dates", "counts"], done.stderr
    assert "ValueError" in done.stderr
    assert "AssertionError" in done.stderr
    saved = re.search(r"^again: .* --target dates --replay (.*)$", done.stdout, re.MULTILINE)
    assert saved
    read = read_date(Path(saved[1]).read_text(encoding="utf-8"))
    assert isinstance(read, Unread)
    assert read.message.startswith("is no day or month of the calendar")


# The same targets with Hypothesis, which generates well-formed tables and addresses

cells = {
    "place": [text.decode() for text in seeds.places()],
    "latitude": ["42.966", "129.842", "-42,966", "0", "91", "42.96612", "42°57'58\"N", "x"],
    "longitude": ["129.842", "42.966", "0", "181", "129.84212", "129,842", "E129°50'"],
    "date_from": [text.decode() for text in seeds.dates()],
    "date_to": ["2021-07-14", "2021", "July 2021", "2031-01-01", "03/04/2021"],
    "count_low": ["50", "60", "about 50", "1,170", "0", "x"],
    "count_high": ["50", "60", "dozens", "1e9"],
    "report_id": ["r1", "r2", "=1+1", "<b>"],
    "note": ["", "a;b", 'a "b"', "a\nb", "010-1234-5678"],
}
rows = st.tuples(*(st.sampled_from(["", " ", *known]) for known in cells.values()))


@given(st.sets(st.sampled_from([*cells])), st.lists(rows, min_size=1, max_size=6))
@settings(max_examples=100)
def test_any_table_of_plausible_cells_is_judged(
    left_out: set[str], table: list[tuple[str]]
) -> None:
    lines = [tuple(cells), *table]
    kept = [number for number, name in enumerate(cells) if name not in left_out]
    quoted = (['"{}"'.format(line[n].replace('"', '""')) for n in kept] for line in lines)
    targets.file("\n".join(map(",".join, quoted)).encode())


tokens = [token.encode() for token in seeds.address_tokens()]
names = st.sampled_from([token for token in tokens if token.startswith(b"&")])
values = st.lists(st.sampled_from(tokens) | st.binary(max_size=4), max_size=2).map(b"".join)
days = st.sampled_from([b"2021-07-14", b"0001-01-01", b"9999-12-31", b"..", b"2021-02-30"])
pairs = st.tuples(names, values) | st.tuples(st.just(b"&dates="), days)


@given(st.lists(pairs.map(b"".join), max_size=6).map(b"".join))
@settings(max_examples=300)
def test_page_and_api_read_any_address_alike(query: bytes) -> None:
    targets.address(query)
