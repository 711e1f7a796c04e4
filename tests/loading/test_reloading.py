"""Whether a package may be edited while it is shown: the last good data, never half an edit.

A simulated world with files, a writer and a clock tries the cases that need no luck to go
wrong: every half-written state in it may be sound by itself.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refoulement.dataset.package import Stamps, stamps
from refoulement.dataset.tables import Dataset
from refoulement.loading.load import load
from refoulement.loading.reloading import QUIET, LastGood, Shown
from refoulement.problems import DatasetError, Problem
from tests.conftest import PATIENCE
from tests.copies import FROZEN, copy_package, edit_bytes, edit_cells

FROZEN_DATASET = load(FROZEN)
FILES = 3
#: What a file holds: the edit that wrote it, and whether it is complete.
Content = tuple[int, bool]


class World:
    """Files that a writer changes while a clock runs, and what a reader sees of them.

    `writes` are the (seconds since 1970, file, content) to come, in order; the file system's
    clock is `ahead` seconds fast and has a resolution of `grain` seconds; reading all files
    takes `reading` seconds.
    """

    def __init__(
        self,
        writes: list[tuple[float, int, Content]] | None = None,
        ahead: float = 0.0,
        grain: float = 0.0,
        reading: float = 0.0,
        half_is_sound: bool = True,
    ) -> None:
        self.now = 1_000_000.0
        self.writes = [(self.now + at, file, content) for at, file, content in writes or []]
        self.ahead, self.grain, self.reading = ahead, grain, reading
        self.half_is_sound = half_is_sound
        self.contents: list[Content] = [(0, True)] * FILES
        self.times = [self._stamp(self.now - 1000)] * FILES
        self.readings = 0
        self.last_good = LastGood(self.read, self.stamps, lambda: self.now)

    def _stamp(self, at: float) -> float:
        at += self.ahead
        return at // self.grain * self.grain if self.grain else at

    def write(self, content: Content, file: int = 0) -> None:
        self.contents[file], self.times[file] = content, self._stamp(self.now)

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while self.writes and self.writes[0][0] <= end:
            self.now, file, content = self.writes.pop(0)
            self.write(content, file)
        self.now = end

    def stamps(self) -> Stamps:
        size = {True: 2, False: 1}
        files = (
            (size[end], int(t * 1e9)) for (_, end), t in zip(self.contents, self.times, strict=True)
        )
        return Stamps(tuple(files), max(self.times))

    def read(self) -> Dataset | DatasetError:
        self.readings += 1
        seen = []
        for file in range(FILES):
            seen.append(self.contents[file])
            self.wait(self.reading / FILES)
        broken = [edit for edit, is_whole in seen if not is_whole]
        if broken and not self.half_is_sound:
            return DatasetError([Problem("reports.csv", f"cut in edit {broken[0]}")])
        return replace(FROZEN_DATASET, descriptor={"version": "1", "seen": seen})

    def look(self) -> Shown:
        return self.last_good.look()

    def shown(self) -> list[Content]:
        """What each file held when the data now shown were read."""
        seen: list[Content] = self.look().dataset.descriptor["seen"]
        return seen

    def problem(self) -> str:
        trouble = self.look().trouble
        return trouble.error.in_short if trouble else ""


def edits(chance: random.Random, longest_gap: float) -> list[tuple[float, int, Content]]:
    """One to three consecutive edits of all files, some files in two halves; from 10 s on.

    The writes within one edit are at most `longest_gap` seconds apart.
    """
    at, writes = 10.0, []
    for edit in range(1, chance.randint(1, 3) + 1):
        at += chance.choice([0.001, chance.uniform(0, 20)])
        for file in chance.sample(range(FILES), FILES):
            for is_whole in chance.choice([(True,), (False, True)]):
                writes.append((at, file, (edit, is_whole)))
                at += chance.choice([0.001, longest_gap, chance.uniform(0, longest_gap)])
    return writes


def look_again_and_again(world: World, chance: random.Random, longest_gap: float) -> None:
    """Look until some time after the last write, and see one whole edit at every look."""
    rest = 3
    while rest:
        assert world.shown() in [[(edit, True)] * FILES for edit in range(4)]
        world.wait(chance.choice([0.001, QUIET, chance.uniform(0, longest_gap)]))
        rest -= not world.writes


seeds = st.binary(min_size=8, max_size=8)  # many draws per world would be many times slower
many = settings(max_examples=1000, deadline=None)


@given(
    seed=seeds,
    ahead=st.sampled_from([0.0, 0.3, 3600.0]),
    grain=st.sampled_from([0.0, 0.01, 1.0]),
    reading=st.sampled_from([0.0, 0.5, 6.0]),
    half_is_sound=st.booleans(),
)
@many
def test_what_is_shown_is_always_one_whole_edit(
    seed: bytes, ahead: float, grain: float, reading: float, half_is_sound: bool
) -> None:
    chance = random.Random(seed)
    writes = edits(chance, longest_gap=QUIET - grain - 0.01)
    world = World(writes, ahead, grain, reading, half_is_sound)
    look_again_and_again(world, chance, longest_gap=10)


@given(seed=seeds, reading=st.sampled_from([0.0, 1.0]))
@many
def test_a_file_system_whose_clock_is_behind_shows_no_half_to_who_looks_often(
    seed: bytes, reading: float
) -> None:
    chance = random.Random(seed)
    world = World(edits(chance, longest_gap=QUIET - 0.01), ahead=-6, reading=reading)
    look_again_and_again(world, chance, longest_gap=4.9)


@given(
    seed=seeds,
    start=st.floats(0, 30),
    ahead=st.sampled_from([-3600.0, -1.0, 0.0, 1.0, 3600.0]),
    grain=st.sampled_from([0.0, 2.0]),
    reading=st.sampled_from([0.0, 3.0]),
    half_is_sound=st.booleans(),
)
@many
def test_files_at_rest_are_shown_soon_whatever_their_clock_says(
    seed: bytes, start: float, ahead: float, grain: float, reading: float, half_is_sound: bool
) -> None:
    chance = random.Random(seed)
    world = World(edits(chance, longest_gap=10), ahead, grain, reading, half_is_sound)
    world.wait(start)
    for seconds in (1.5, 1.5, 300, QUIET):
        with suppress(DatasetError):  # half written, or changed while read: no good data yet
            world.look()
        world.wait(seconds)
    assert world.shown() == world.contents
    assert world.problem() == ""
    readings = world.readings
    world.wait(QUIET)
    world.look()
    assert world.readings == readings, "what is held is not read again"


# One rule each


def test_a_good_edit_shows_at_the_next_look_once_the_files_are_quiet() -> None:
    world = World()
    before = world.look().dataset
    world.wait(100)
    world.write((1, True))
    world.wait(QUIET)
    assert world.look().dataset is not before
    assert world.shown()[0] == (1, True)
    assert world.readings == 2


def test_files_that_changed_a_moment_ago_are_not_read_yet() -> None:
    world = World()
    world.look()
    for _ in range(5):
        world.write((1, True))
        world.wait(QUIET - 0.1)
        assert world.shown()[0] == (0, True)
    assert world.readings == 1


def test_a_bad_edit_leaves_the_last_good_data_and_says_why_and_since_when() -> None:
    world = World(half_is_sound=False)
    good = world.look().dataset
    for edit in (1, 2):
        world.write((edit, False))
        world.wait(QUIET)
        now = world.look()
        assert now.dataset is good
        assert now.trouble
        assert world.problem() == f"reports.csv: cut in edit {edit}"
        assert now.trouble.since == datetime.fromtimestamp(1_000_000 + QUIET, UTC)
    assert world.readings == 3, "what is bad is not read again until it changes"
    world.write((3, True))
    world.wait(QUIET)
    assert world.shown()[0] == (3, True)
    assert world.look().trouble is None


def test_an_edit_taken_back_is_forgotten() -> None:
    world = World(half_is_sound=False)
    world.look()
    world.write((1, False))
    world.wait(QUIET)
    assert world.problem()
    world.write((0, True))
    assert world.problem()
    world.wait(QUIET)
    assert world.problem() == ""


def test_where_there_never_were_good_data_the_problem_is_raised_until_there_are() -> None:
    world = World(half_is_sound=False)
    world.write((1, False))
    for _ in range(3):
        with pytest.raises(DatasetError, match="cut in edit 1"):
            world.look()
        world.wait(QUIET)
    world.write((1, True))
    with pytest.raises(DatasetError):
        world.look()
    world.wait(QUIET)
    assert world.look().trouble is None


def test_files_that_are_young_at_the_first_look_are_read_at_once_and_again() -> None:
    world = World()
    world.write((1, True))
    assert world.shown()[0] == (1, True)
    world.contents[0] = (2, True)  # at the same moment, so that size and times stay the same
    assert world.shown()[0] == (1, True)
    world.wait(QUIET)
    assert world.shown()[0] == (2, True)
    world.wait(QUIET)
    world.look()
    assert world.readings == 2


def test_files_that_change_while_they_are_first_read_are_not_shown() -> None:
    world = World([(1, 2, (1, True))], reading=3)
    with pytest.raises(DatasetError, match="expected files at rest"):
        world.look()
    world.wait(QUIET)
    assert world.shown() == [(0, True), (0, True), (1, True)]


@pytest.mark.parametrize("step", [-3600.0, 3600.0])
def test_a_clock_that_is_set_does_not_keep_an_edit_away(step: float) -> None:
    world = World()
    world.look()
    world.write((1, True))
    world.look()
    world.now += step
    world.wait(QUIET)
    assert world.shown()[0] == (1, True)


def test_a_reader_that_fails_leaves_the_last_good_data() -> None:
    world = World()
    results = iter([FROZEN_DATASET])
    last_good = LastGood(lambda: next(results), world.stamps, lambda: world.now)
    last_good.look()
    world.write((1, True))
    world.wait(QUIET)
    now = last_good.look()
    assert now.dataset is FROZEN_DATASET
    assert now.trouble
    assert "StopIteration" in now.trouble.error.in_short


# Many at once


def test_two_that_see_a_change_read_once_and_nobody_waits_for_the_reader() -> None:
    world = World()
    begun, may_end = Event(), Event()
    readings: list[Dataset | DatasetError] = []

    def read() -> Dataset | DatasetError:
        if readings:
            begun.set()
            assert may_end.wait(PATIENCE)
        readings.append(world.read())
        return readings[-1]

    last_good = LastGood(read, world.stamps, lambda: world.now)
    old = last_good.look().dataset
    world.write((1, True))
    world.wait(QUIET)
    reader = Thread(target=last_good.look)
    reader.start()
    assert begun.wait(PATIENCE)
    assert [last_good.look().dataset for _ in range(3)] == [old] * 3
    may_end.set()
    reader.join(PATIENCE)
    assert last_good.look().dataset is readings[1]
    assert len(readings) == 2


def test_all_who_come_before_the_first_data_wait_and_share_them() -> None:
    world = World()
    begun, may_end = Event(), Event()

    def read() -> Dataset | DatasetError:
        begun.set()
        assert may_end.wait(PATIENCE)
        return world.read()

    last_good = LastGood(read, world.stamps, lambda: world.now)
    found: list[Dataset] = []
    threads = [Thread(target=lambda: found.append(last_good.look().dataset)) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert begun.wait(PATIENCE)
    may_end.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(found) == 4
    assert len(set(map(id, found))) == world.readings == 1


# Real files


def in_place(package: Path) -> None:
    edit_bytes(package, "reports.csv", lambda content: content.replace(b"1170", b"1171", 1))


def with_its_old_time(package: Path) -> None:
    before = (package / "reports.csv").stat()
    in_place(package)
    os.utime(package / "reports.csv", ns=(before.st_atime_ns, before.st_mtime_ns))


def renamed_over_it(package: Path) -> None:
    new = package.parent / "new.csv"
    shutil.copy2(package / "reports.csv", new)
    new.replace(package / "reports.csv")


def missing(package: Path) -> None:
    (package / "reports.csv").unlink()


def cut(package: Path) -> None:
    edit_bytes(package, "reports.csv", lambda content: content[: content.rindex(b"\nr") + 1])


@pytest.mark.parametrize("edit", [in_place, with_its_old_time, renamed_over_it, missing, cut])
def test_every_way_to_change_a_file_shows_in_its_stamps_and_their_time(
    edit: Callable[[Path], None], tmp_path: Path
) -> None:
    package = copy_package(tmp_path / "package")
    for path in package.iterdir():
        os.utime(path, (1e9, 1e9))
    before, started = stamps(package), time.time()
    assert stamps(package) == before
    edit(package)
    assert stamps(package) != before
    assert stamps(package).touched >= started - 1, "by a clock that counts more coarsely"


def test_a_directory_that_is_not_there_has_stamps_too(tmp_path: Path) -> None:
    found = stamps(tmp_path / "nowhere")
    assert found.touched == float("inf")
    assert set(found.files) == {None}


def test_a_link_put_to_another_package_shows_that_one_whole(tmp_path: Path) -> None:
    for name in ("one", "two"):
        copy_package(tmp_path / name)
    edit_cells(tmp_path / "two", "reports", "r003", count_low="3250", count_high="3250")
    link, now = tmp_path / "data", time.time() + 100
    link.symlink_to("one")
    last_good = LastGood(lambda: load(link), lambda: stamps(link), lambda: now)
    assert last_good.look().dataset.report["r003"]["count_low"] != 3250
    link.unlink()
    link.symlink_to("two")
    last_good.look()
    now += QUIET
    assert last_good.look().dataset.report["r003"]["count_low"] == 3250


def test_a_long_value_is_cut_in_a_sentence_and_what_is_expected_stays() -> None:
    problem = Problem("reports.csv", "expected a number", 2, "count_low", "x" * 1_000_000)
    assert len(problem.text) < 200
    assert problem.text.endswith("x'…: expected a number")
