"""Break each counting rule on purpose and see that a test fails: `make broken-rules`.

Each break is one replacement in a copy of the core, against which the counting tests then
run. Exits with 1 if a break goes unnoticed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("refoulement", "tests", "data", "ui", "server", "assets", "benchmarks", "pyproject.toml")
TESTS = ("tests/counting/test_counting.py", "tests/counting/test_rivals.py")
ARRAY_TESTS = ("tests/counting/test_tally.py",)
SEARCH_TESTS = (
    "tests/selecting/test_search.py::test_a_search_makes_no_figure_and_still_finds_reports_and_sources",
    "tests/selecting/test_search.py::test_in_the_browser_symbols_are_hollow_and_nothing_said_has_a_number",
)
BROWSER_TESTS = ("tests/browser/test_counting_in_browser.py",)


class Break(NamedTuple):
    """A rule, the file that implements it (see `path`), and the replacement that breaks it."""

    rule: str
    module: str
    kept: str
    broken: str
    tests: tuple[str, ...] = TESTS

    @property
    def path(self) -> str:
        """The file relative to the root; without a suffix it is a module of the core."""
        return self.module if Path(self.module).suffix else f"refoulement/{self.module}.py"


#: The same rules over arrays, compared with the reference by their own tests.
CLUSTERS = (
    (
        "an interval starts at the lowest number",
        "np.minimum.reduceat(counted.low",
        "np.maximum.reduceat(counted.low",
    ),
    (
        "an interval ends at the highest number",
        "np.maximum.reduceat(counted.high",
        "np.minimum.reduceat(counted.high",
    ),
    (
        "the last day is that of any evidence",
        "np.maximum.reduceat(counted.last",
        "np.minimum.reduceat(counted.last",
    ),
    ("one event's reports stay with it at each place", " | (group[1:] != group[:-1])", ""),
    (
        "parts stand under their whole",
        "range(int(depth.max()) - 1, -1, -1)",
        "range(int(depth.max()) - 1, 0, -1)",
    ),
    (
        "parts without a number leave their whole open",
        "is_open = open_above |",
        "is_open = open_above &",
    ),
    (
        "a whole without a low keeps its parts' lowest",
        "2 * lowest, 2 * low + 1)",
        "2 * lowest + 1, 2 * low + 1)",
    ),
    (
        "a number for the whole goes before its parts",
        "silent = silent[~own.has_number[silent]]",
        "",
    ),
    (
        "overlapping events add the largest low once",
        "np.maximum.at(largest, place, rivals.low >> 1)",
        "np.add.at(largest, place, rivals.low >> 1)",
    ),
    ("what is open below adds nothing to a low", "adds = stated.at(low_stated)", "adds = stated"),
    (
        "the stock shown is of the widest extent",
        "(nodes.extent.astype(np.int64) << 32) + nodes.last",
        "nodes.last.astype(np.int64)",
    ),
    (
        "the stock shown is the latest of its extent",
        "(nodes.extent.astype(np.int64) << 32) + nodes.last",
        "nodes.extent.astype(np.int64)",
    ),
    (
        "the latest of equal stocks is that of the last first day",
        "-nodes.first.astype(np.int64)",
        "nodes.last * 0",
    ),
    (
        "of stocks equal in all else the one whose id sorts first is shown",
        "*_precedence(nodes), events.order[nodes.event])",
        "*_precedence(nodes), -events.order[nodes.event])",
    ),
    (
        "about is said only where every report words it so",
        "np.maximum.reduceat(counted.exact, begins)",
        "np.minimum.reduceat(counted.exact, begins)",
    ),
    ("a sum is about so many when any of its numbers is", "        ~about,\n", "        about,\n"),
    ("the extent of parts is that of their whole", "np.maximum.at(extent, place", "(extent, place"),
    (
        "a place counts what names it alone",
        "for counted in index.counted_alone)",
        "for counted in index.counted)",
    ),
)
FIGURES = (
    (
        "counts of places that are not selected are not counted",
        "index.further[reports] | (within",
        "(within",
    ),
    (
        "only what matches is counted",
        "    is_in = matches[report]\n",
        "    is_in = matches[report] | True\n",
    ),
    (
        "earlier stocks are listed as not counted",
        'not_counted |= {"other_stock": earlier} if earlier else {}',
        "",
    ),
)
#: And in the browser.
FOLDING = (
    (
        "an interval starts at the lowest number",
        "          if (low[at] < lowest) lowest = low[at];\n",
        "          lowest = low[at];\n",
    ),
    (
        "an interval ends at the highest number",
        "          if (high[at] > highest) highest = high[at];\n",
        "          highest = high[at];\n",
    ),
    (
        "at least N is open above",
        "closed.openAbove = isOpenAbove(highest);",
        "closed.openAbove = false;",
    ),
    (
        "what is open below adds nothing to a low",
        "(least & 1 ? least >> 1 : null)",
        "(least >> 1)",
    ),
    (
        "a whole without a number is the sum of its parts",
        "} else if (parts) {",
        "} else if (false) {",
    ),
    ("parts add nothing to a whole with a number", "if (highest) {", "if (highest && !parts) {"),
    (
        "a part is not counted beside its whole",
        "      if (!toWhole[here]) {\n",
        "      if (true) {\n",
    ),
    (
        "a part without a number opens the sum above",
        "(this.openAbove || this.isUnknown)",
        "this.openAbove",
    ),
    (
        "of events that may overlap the largest low is added once",
        "this.low += Math.max(0, event.low - this.largest);",
        "this.low += event.low;",
    ),
    (
        "a stock is never summed over time",
        'if (measure !== "held") sum.add(event);',
        "if (true) sum.add(event);",
    ),
    (
        "the stock shown is of the widest extent",
        "    if (one.extent !== other.extent) return one.extent > other.extent;\n",
        "",
    ),
    (
        "the stock shown is the latest of its extent",
        "    if (one.last !== other.last) return one.last > other.last;\n",
        "",
    ),
    (
        "the latest of equal stocks is that of the last first day",
        "    if (one.first !== other.first) return one.first > other.first;\n",
        "",
    ),
    (
        "of stocks equal in all else the one whose id sorts first is shown",
        "return one.byId < other.byId;",
        "return one.byId > other.byId;",
    ),
    (
        "the extent of parts is that of their whole",
        "      if (event.extent > this.extent) this.extent = event.extent;\n",
        "",
    ),
    (
        "parts of a stock with its own number are no sources of it",
        "      if (own.some((at) => high[at])) return own;\n",
        "",
    ),
    (
        "about is said only where every report words it so",
        "          if (exact[at]) isExact = true;\n",
        "          isExact = Boolean(exact[at]);\n",
    ),
    (
        "a sum is about so many when any of its numbers is",
        "this.hasApproximate ||= event.approximate;",
        "this.hasApproximate = event.approximate;",
    ),
    (
        "rival reports state from the lowest to the highest together",
        "Math.max(...numbered.map((report) => high[report]))",
        "Math.min(...numbered.map((report) => high[report]))",
    ),
    ("ends of a range are included", "to[at] >= first &&", "to[at] > first &&"),
    (
        "undated reports match a narrowed range only where they are asked for",
        "const undated = isAll || range.undated;",
        "const undated = true;",
    ),
)
IN_BROWSER = (
    (
        "the evidence is listed by id",
        ".filter((report) => columns.high[report]).sort(byRank);",
        ".filter((report) => columns.high[report]);",
    ),
    (
        "a vague origin is no independent source of a stock",
        "origin[report]).filter(Boolean)).size",
        "origin[report])).size",
    ),
    (
        "a vague origin is no independent source of a flow",
        "distinct(reports, origin, ...found.span, 1)",
        "distinct(reports, origin, ...found.span)",
    ),
    (
        "counts of places that are not selected are not counted",
        "|| !selected.has(severalPlace[pair])) found",
        ") found",
    ),
    (
        "counts of places that are none of ours are not counted where places are selected",
        "if (columns.further[report] || ",
        "if (",
    ),
    (
        "earlier stocks are not counted",
        'else if (report < first || report >= last) reason = "other_stock";',
        "else if (false) continue;",
    ),
    (
        "a figure by role is of the reports of that role",
        "is && roleOf(reports.order[at]) === role",
        "is",
    ),
    (
        "what several places share is counted by event where it is counted",
        "several.filter(({ report }) => report < countedEnds[code])",
        "several",
    ),
    (
        "what is shared is shared with the most further places that are named",
        "Math.max(...together.map(({ others }) => others))",
        "Math.min(...together.map(({ others }) => others))",
    ),
    ("what is shared is listed the latest first", "other.last - one.last", "one.last - other.last"),
    (
        "rivals are those of the same events",
        "isIn[report] && ofFigure.has(columns.event[report])",
        "isIn[report]",
    ),
    (
        "a place is a rival where a report names it and places that are none of ours",
        "placesOf(report).length === 1) found",
        "false) found",
    ),
    (
        "places of a shared count are no rivals",
        "placesOf(report).length === 1) found",
        "true) found",
    ),
    (
        "a report that is in no figure names no rival",
        "measureOfSeveral[pair] === code && report < countedEnds[code];",
        "measureOfSeveral[pair] === code;",
    ),
)
IN_COLUMNS = (
    (
        "a place counts what names it alone",
        "place[(index.places > 1) | (index.further & (index.places > 0))]",
        "place[index.places > 1]",
    ),
    (
        "what is in no figure is not counted",
        "counted: Flags = index.reason[reports] == COUNTED",
        "counted: Flags = index.reason[reports] != 1",
    ),
)

BREAKS = (
    Break(
        "an interval starts at the lowest number",
        "counting/rules",
        "lowest = min(_lowest(report) for report in numbered)",
        "lowest = max(_lowest(report) for report in numbered)",
    ),
    Break(
        "an interval ends at the highest number",
        "counting/rules",
        "highest = max(_highest(report) for report in numbered)",
        "highest = min(_highest(report) for report in numbered)",
    ),
    Break(
        "at least N is open above",
        "counting/rules",
        "open_above=any(r.high is None and _highest(r) == highest for r in numbered)",
        "open_above=False",
    ),
    Break(
        "up to N is open below",
        "counting/rules",
        "open_below=any(r.low is None and _lowest(r) == lowest for r in numbered)",
        "open_below=False",
    ),
    Break(
        "what is open below adds nothing to a low",
        "counting/rules",
        "return None if self.open_below else self.lowest",
        "return self.lowest",
    ),
    Break("a repeat is not counted", "counting/rules", "if report.derived_from:", "if False:"),
    Break(
        "a whole without a number is the sum of its parts",
        "counting/rules",
        "interval = sum_of_parts(graph, parts)",
        "interval = None",
    ),
    Break(
        "parts add nothing to a whole with a number",
        "counting/rules",
        "        if interval is None:\n            interval = sum_of_parts",
        "        if parts:\n            interval = sum_of_parts",
    ),
    Break(
        "a part is not counted beside its whole",
        "counting/rules",
        "roots = sorted({graph.root(event_id) for event_id in own})",
        "roots = sorted(own)",
    ),
    Break(
        "a part without a number opens the sum above",
        "counting/rules",
        "open_above = any(part.interval is None or part.interval.open_above for part in parts)",
        "open_above = any(part.interval and part.interval.open_above for part in parts)",
    ),
    Break(
        "of events that may overlap the largest low is added once",
        "counting/rules",
        "group = graph.overlap_group[event.event_id]",
        "group = event.event_id",
    ),
    Break(
        "of events that may overlap it is the largest low",
        "counting/rules",
        "event.interval.low > added[group][0]",
        "event.interval.low < added[group][0]",
    ),
    Break(
        "events may overlap through others",
        "dataset/events",
        "            while group[event] != event:",
        "            if group[event] != event:",
    ),
    Break(
        "a stock is never summed over time",
        "counting/rules",
        "shown: Sequence[EventCount] = [stock] if stock else []",
        "shown: Sequence[EventCount] = events",
    ),
    Break(
        "the stock shown is of the widest extent",
        "counting/rules",
        "            -max(map(extent_of, self.evidence), default=0),",
        "            0,",
    ),
    Break(
        "the stock shown is the latest of its extent",
        "counting/rules",
        "-max((r.date_to or date.min for r in self.evidence), default=date.min).toordinal()",
        "0",
    ),
    Break(
        "of stocks equal in all else the one whose id sorts first is shown",
        "counting/rules",
        "            self.event_id,\n        )",
        "            tuple(-ord(letter) for letter in self.event_id),\n        )",
    ),
    Break(
        "a report that names a site is not of the whole country",
        "counting/rules",
        'report.measure != "held" or report.sites or not report.area',
        'report.measure != "held" or not report.area',
    ),
    Break(
        "parts of a stock with its own number are no sources of it",
        "counting/rules",
        "        if any(report.has_number for report in self.counted):\n",
        "        if False:\n",
    ),
    Break(
        "the evidence of parts is listed by id",
        "counting/rules",
        "tuple(sorted((r for part in parts for r in part.evidence), key=by_id))",
        "tuple(r for part in parts for r in part.evidence)",
    ),
    Break(
        "a count shared with other places is in no figure of a place",
        "counting/rules",
        "if sites and (report.other_places or not set(report.sites) <= set(sites)):",
        "if False:",
    ),
    Break(
        "a flow counts events only",
        "counting/rules",
        "if report.basis != counted_basis:",
        "if False:",
    ),
    Break(
        "contract workers are not counted",
        "counting/rules",
        "if report.population not in COUNTED_POPULATIONS:",
        "if False:",
    ),
    Break(
        "other countries are not counted",
        "counting/rules",
        'if report.country != "China":',
        "if False:",
    ),
    Break(
        "a vague origin is no independent source",
        "counting/rules",
        "independent_sources=len({report.origin for report in evidence if report.origin}),",
        "independent_sources=len({report.origin for report in evidence}),",
    ),
    Break(
        "row order changes nothing",
        "counting/rules",
        "sorted((report for report in matching if report.measure == measure), key=by_id)",
        "[report for report in matching if report.measure == measure]",
    ),
    Break(
        "about is said only where every report words it so",
        "counting/rules",
        "all(_is_about(report) for report in numbered)",
        "any(_is_about(report) for report in numbered)",
    ),
    Break(
        "a sum is about so many when any of its numbers is",
        "counting/rules",
        "any(i.approximate for i in added)",
        "all(i.approximate for i in added)",
    ),
    Break(
        "what is not counted is listed",
        "counting/rules",
        "not_counted=tuple((report, reason) for report, reason in reasons if reason),",
        "not_counted=(),",
    ),
    Break(
        "a text search makes no figure",
        "presentation/summary",
        "return _summary(dataset, selection) if selection.has_figures else {}",
        "return _summary(dataset, selection)",
        SEARCH_TESTS,
    ),
    Break(
        "a text search makes no figure (in the browser)",
        "assets/map/features.js",
        "if (!hasFigures || high === null) {",
        "if (high === null) {",
        SEARCH_TESTS,
    ),
    *(
        Break(f"{rule} (browser)", module, kept, broken, BROWSER_TESTS)
        for module, breaks in (
            ("assets/map/folding.js", FOLDING),
            ("assets/map/counting.js", IN_BROWSER),
            ("drawing/columns", IN_COLUMNS),
        )
        for rule, kept, broken in breaks
    ),
    *(
        Break(f"{rule} (arrays)", module, kept, broken, ARRAY_TESTS)
        for module, breaks in (("counting/folding", CLUSTERS), ("counting/tally", FIGURES))
        for rule, kept, broken in breaks
    ),
)


def main() -> int:
    """Try every break in turn; the exit status is 1 if any went unnoticed."""
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copyfile)(source, copy / name)
        tests = (*TESTS, *ARRAY_TESTS, *SEARCH_TESTS, *BROWSER_TESTS)
        if _tested(copy, tests) != pytest.ExitCode.OK:
            print("the tests fail on what is not broken")
            return 1
        for attempt in BREAKS:
            with _broken(copy, attempt):
                noticed = _tested(copy, attempt.tests) == pytest.ExitCode.TESTS_FAILED
            unnoticed += not noticed
            print(f"{'noticed' if noticed else 'NOT NOTICED'}: {attempt.rule}", flush=True)
    print(f"{len(BREAKS) - unnoticed} of {len(BREAKS)} breaks were noticed")
    return min(unnoticed, 1)


@contextmanager
def _broken(copy: Path, attempt: Break) -> Iterator[None]:
    """Break one rule in the copy until the end of the block."""
    module = copy / attempt.path
    kept = module.read_text(encoding="utf-8")
    assert kept.count(attempt.kept) == 1, f"the code that keeps “{attempt.rule}” has changed"
    module.write_text(kept.replace(attempt.kept, attempt.broken), encoding="utf-8")
    try:
        yield
    finally:
        module.write_text(kept, encoding="utf-8")


def _tested(copy: Path, tests: tuple[str, ...]) -> int:
    """Pytest's exit status: only failed tests notice a break, not a module that cannot be read."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=copy, capture_output=True, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
