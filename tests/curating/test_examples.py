"""Worked examples as data: errors are reported by file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from refoulement.curating.examples import (
    FILE,
    Example,
    differences,
    figures_of,
    read_examples,
    renewed,
    written,
)
from refoulement.curating.refusal import RefusalError
from refoulement.dataset.tables import Dataset
from tests.copies import FROZEN

A_DAY = "dates=2021-07-22&dates=2021-07-22"
HELD = {"held": {"text": "1,170+"}}
GOOD = {"name": "A day", "query": A_DAY, "figures": HELD}


def test_the_examples_of_the_frozen_package_hold(dataset: Dataset) -> None:
    examples = read_examples(FROZEN)
    assert len(examples) == 15
    for example in examples:
        assert list(differences(example, figures_of(dataset, example))) == []


def test_what_is_read_and_written_again_is_the_same() -> None:
    assert written("1.0.0", read_examples(FROZEN)) == (FROZEN / FILE).read_bytes()


def test_a_package_may_have_none(tmp_path: Path) -> None:
    assert read_examples(tmp_path) == []


def test_a_fact_that_is_another_is_told_old_and_new(dataset: Dataset) -> None:
    example = Example("A day", A_DAY, {"held": {"text": "1,171", "sources": 3, "low": 1170}})
    found = figures_of(dataset, example)
    assert [str(one) for one in differences(example, found)] == [
        "A day, held, text: 1,171 -> 1,170+"
    ]
    assert renewed(example, found).figures == {
        "held": {"text": "1,170+", "sources": 3, "low": 1170}
    }


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"name": "A day"}, "entry 2: expected an object with name and query"),
        ({"query": ""}, "entry 2: expected an object with name and query"),
        ([], "entry 2: expected an object"),
        (GOOD | {"name": "B", "figures": {}}, "line 14: entry 2: expected figures by measure"),
        (GOOD | {"name": "B", "figures": {"fled": {}}}, "“fled”: expected one of held, returned"),
        (GOOD | {"name": "B", "figures": {"held": {}}}, "line 14: entry 2: held: expected an obj"),
        (GOOD | {"name": "B", "figures": {"held": {"txt": ""}}}, "“txt”: expected one of"),
    ],
)
def test_an_entry_of_another_form_is_named_by_file_line_and_number(
    entry: Any, said: str, tmp_path: Path
) -> None:
    content = {"version": "1.0.0", "examples": [GOOD, entry]}
    (tmp_path / FILE).write_text(json.dumps(content, indent=1), encoding="utf-8")
    with pytest.raises(RefusalError) as refused:
        read_examples(tmp_path)
    (line,) = refused.value.lines
    assert line.startswith(FILE)
    assert said in line


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "line 1: expected JSON"), ("\n[1,]", "line 2: expected JSON"), ("[]", "an object with")],
)
def test_a_file_that_is_none_is_named_by_line(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(RefusalError, match=said):
        read_examples(tmp_path)


@pytest.mark.parametrize(
    "query", ["site=atlantis", "dates=yesterday", "search=train", "sites=tumen"]
)
def test_a_query_that_makes_no_figure_is_named(query: str, dataset: Dataset) -> None:
    with pytest.raises(RefusalError, match=r"examples.json, line 7: A day: expected a query"):
        figures_of(dataset, Example("A day", query, HELD, 7))
