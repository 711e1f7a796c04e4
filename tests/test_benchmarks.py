"""Generated packages are sound and keep their mix; the report matches the results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.drag import script_times
from benchmarks.form import break_rows
from benchmarks.generate import MOST_REPORTS, generate
from benchmarks.moves import FARTHEST, NEAREST, place_of
from benchmarks.results import REPORT, RESULTS, keep, measured, missing, report
from refoulement.dataset.package import read_descriptor
from refoulement.dataset.tables import Dataset
from refoulement.loading.form import form_problems
from refoulement.loading.load import load
from refoulement.vocabulary import MEASURES


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """600 reports over 30 places; loading them checks them."""
    return load(generate(tmp_path_factory.mktemp("generated") / "data", 600, 30))


def test_a_generated_package_is_sound_and_has_the_size_asked_for(generated: Dataset) -> None:
    assert (len(generated.reports), len(generated.sites)) == (600, 30)


@pytest.mark.parametrize(("reports", "sites"), [(1, 1), (2, 1), (40, 7)])
def test_the_smallest_packages_are_sound_too(tmp_path: Path, reports: int, sites: int) -> None:
    assert len(load(generate(tmp_path / "data", reports, sites)).reports) == reports


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path: Path) -> None:
    first, same, other = (
        generate(tmp_path / name, 200, 9, seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    for file in first.iterdir():
        assert file.read_bytes() == (same / file.name).read_bytes()
    assert (first / "reports.csv").read_bytes() != (other / "reports.csv").read_bytes()


def test_a_generated_package_holds_the_mix_of_the_shipped_one(generated: Dataset) -> None:
    reports, events = generated.reports, generated.events
    sizes = reports["event_id"].value_counts()
    assert (sizes == 1).sum() > len(events) / 3
    assert 5 < sizes.max() <= MOST_REPORTS
    whole = dict(zip(events["event_id"], events["part_of"], strict=True))
    assert any(whole.values())
    assert any(whole[of] for of in whole.values() if of), "parts of parts"
    assert (events["may_overlap"] != "").any()
    assert (reports["derived_from"] != "").any()
    assert reports["site_ids"].str.contains(";").any()
    assert (reports["site_ids"] == "").any()
    assert (reports["other_places"] != "").any()
    assert reports["date_from"].isna().any()
    assert set(reports["measure"]) == set(MEASURES)
    low, high = reports["count_low"].notna(), reports["count_high"].notna()
    for shown in (low & high, low & ~high, ~low & high, ~low & ~high):
        assert shown.any()
    assert (reports["basis"] == "period_total").any()
    assert (reports["status"] == "withdrawn").any()
    assert set(generated.sources["language"]) == {"en", "ko", "zh"}


def test_the_drags_come_to_no_place_twice_and_stay_on_the_slider() -> None:
    places = [place_of(turn) for turn in range(1, 101)]
    assert len(set(places)) == len(places)
    assert min(places) >= NEAREST
    assert max(places) <= FARTHEST


def test_script_times_are_of_the_outermost_calls_of_one_frame_by_animation_frame() -> None:
    def event(name: str, ts: int, dur: int, frame: str = "map") -> dict[str, Any]:
        return {"name": name, "ts": ts, "dur": dur, "args": {"data": {"frame": frame}}}

    trace = [
        event("FireAnimationFrame", 1000, 5200),
        event("FunctionCall", 100, 300),  # before it: noting where the thumb is
        event("FunctionCall", 1000, 5000),
        event("FunctionCall", 2000, 1000),
        event("FireAnimationFrame", 7000, 900, "top"),
        event("FunctionCall", 7000, 900, "top"),
        event("FireAnimationFrame", 17000, 600),
        event("FunctionCall", 17000, 500),
        event("FunctionCall", 18000, 900),  # after the last
    ]
    assert script_times(trace, "map") == [5.3, 0.5]


def test_a_ratio_is_to_the_row_of_the_same_run_and_meets_its_target_or_not() -> None:
    floor = measured("floor", "ms", [10, 20, 30])
    assert (floor.median, floor.p95, floor.n) == (20, 30, 3)
    row = measured("ours", "ms", [26], floor, most_ratio=1.3)
    assert row.ratio == pytest.approx(1.3)
    assert (row.met, row.target, row.against) == (True, "≤ 1.3 ×", "floor")
    assert measured("ours", "ms", [27], floor, most_ratio=1.3).met is False
    assert measured("bytes", "bytes", [100, 101], most=100).met is False
    assert measured("ours", "ms", [27], floor).met is None


def test_a_part_that_is_run_again_replaces_its_own_rows_only(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    keep("moves", "command one", [measured("old", "ms", [1])], results)
    keep("crowd", "command two", [missing("live drag", "there is none")], results)
    keep("moves", "command three", [measured("new", "ms", [2])], results)
    text = results.with_suffix(".md").read_text(encoding="utf-8")
    assert "| old |" not in text
    assert "| new |" in text
    assert "- live drag: there is none" in text


def test_the_report_is_what_the_results_say() -> None:
    known = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert REPORT.read_text(encoding="utf-8") == report(known)


def test_of_the_faults_that_are_measured_each_is_told(tmp_path: Path) -> None:
    package = generate(tmp_path / "data", 60, 9)
    break_rows(package, 40)
    said = list(form_problems(package, read_descriptor(package)))
    # A short row lacks a required cell, which is reported too.
    assert len({problem.row for problem in said}) == 40
    assert len(said) == 40 + 40 // 5
