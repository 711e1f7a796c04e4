"""What is fuzzed: functions that take bytes from strangers, and what must hold of the outcome.

Each takes the bytes as a person would send them, so that real files are seeds and a finding
can be read. It must end silently whatever the bytes are: any exception is a finding.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

from fuzz import seeds
from refoulement.dataset.bounds import FINEST_COORDINATE, FIRST_YEAR
from refoulement.export.csv_file import restore
from refoulement.export.pack import export_pack
from refoulement.export.sentence import sentence as sentence_of
from refoulement.intake.cells.counts import MOST_PEOPLE, Count, read_count
from refoulement.intake.cells.dates import DateQuestion, DateSpan, read_date
from refoulement.intake.cells.positions import read_position
from refoulement.intake.cells.words import Unread
from refoulement.intake.check import check_file
from refoulement.intake.columns import match_columns
from refoulement.intake.file.table import RawTable, read_table
from refoulement.intake.gazetteer.gazetteer import MOST_SUGGESTIONS, gazetteer
from refoulement.intake.gazetteer.places import Place, found_places
from refoulement.intake.gazetteer.questions import MOST_CANDIDATES
from refoulement.intake.headings import field_of
from refoulement.intake.personal.columns import personal_columns
from refoulement.intake.written import fixed_csv
from refoulement.loading.load import load
from refoulement.loading.soundness import check
from refoulement.problems import IntakeError, Problem
from refoulement.selecting.address import read_address, read_place, sentences
from refoulement.selecting.selection import Selection
from server.api import AddressError, selected
from tests.copies import FROZEN

TODAY = date(2026, 7, 1)
NAME = "own.csv"


@dataclass(frozen=True)
class Target:
    """A function to fuzz, with its first inputs and tokens worth inserting.

    `make test` tries `runs` inputs, seeds not counted. `longest` is in bytes.
    `values` matches what can be exchanged in an input whose form random bytes would only break.
    """

    try_one: Callable[[bytes], None]
    begin: Callable[[], Iterable[bytes]]
    tokens: Callable[[], Iterable[str]]
    runs: int
    longest: int = 2**16
    values: re.Pattern[bytes] | None = None

    def hold(self, content: bytes) -> None:
        """Try one input, which must not print anything to a log or the screen either."""
        with redirect_stdout(io.StringIO()) as said, redirect_stderr(said):
            self.try_one(content)
        assert not said.getvalue(), f"it printed {said.getvalue()!r}"

    @property
    def about(self) -> str:
        """What is tried, in a few words."""
        return (self.try_one.__doc__ or "").splitlines()[0].rstrip(".")


def reader(content: bytes) -> None:
    """A file as a table: CSV, TSV or a workbook."""
    try:
        table = read_table(content, NAME, field_of)
    except IntakeError as error:
        _is_sentence(str(error))
        return
    _is_table(table)
    match_columns(table)
    personal_columns(table)


def workbook(content: bytes) -> None:
    """A workbook of which one part is replaced: its name is the first line."""
    name, _, part = content.partition(b"\n")
    reader(seeds.workbook_with(name.decode("utf-8", "replace"), part))


def file(content: bytes) -> None:
    """A file through all checks, and its copy with the suggestions."""
    try:
        found = check_file(content, NAME, load(FROZEN), TODAY)
    except IntakeError as error:
        _is_sentence(str(error))
        return
    table = found.table
    _is_table(table)
    _problems_point_into(found.problems, table)
    assert [row.number for row in found.rows] == table.numbers
    refused = {problem.row for problem in found.problems if problem.severity == "error"}
    assert set(found.ready) <= set(table.numbers) - refused
    for row in found.rows:
        _runs_forwards(row.first, row.last)
        _is_count(row.low, row.high)
        for place in row.places:
            _is_place(place)
    copy = csv.reader(io.StringIO(fixed_csv(found).decode("utf-8-sig"), newline=""), strict=True)
    kept = [i for i, column in enumerate(table.columns) if column not in found.personal]
    for head in filter(None, (table.columns, table.hashtags)):
        assert list(map(restore, next(copy))) == [head[index] for index in kept]
    for number, cells, line in zip(table.numbers, table.rows, copy, strict=True):
        written = list(map(restore, line))
        if number in table.unfit and not found.personal:
            assert written == list(table.unfit[number])
            continue
        fixes = [found.fixes.get((number, index)) for index in kept]
        wanted = [
            cells[index] if fix is None else fix for index, fix in zip(kept, fixes, strict=True)
        ]
        assert written == wanted
        assert all(fix != cells[index] for index, fix in zip(kept, fixes, strict=True))


def dates(content: bytes) -> None:
    """A date as people write it."""
    text = _text(content)
    read = read_date(text, TODAY)
    match read:
        case DateSpan():
            _runs_forwards(read.first, read.last)
        case DateQuestion():
            for reading in read.readings:
                _runs_forwards(reading.first, reading.last)
            assert len({(span.first, span.last) for span in read.readings}) > 1
            _is_sentence(read.message)
        case Unread():
            _is_sentence(read.message)
            assert read.suggestion != text
            assert not read.suggestion or isinstance(read_date(read.suggestion, TODAY), DateSpan)


def counts(content: bytes) -> None:
    """A number of people as they word it."""
    text = _text(content)
    read = read_count(text)
    if isinstance(read, Count):
        assert read.wording == text
        _is_count(read.low, read.high)
        return
    _is_sentence(read.message)
    assert read.suggestion != text or not text
    assert not read.suggestion or isinstance(read_count(read.suggestion), Count)


def positions(content: bytes) -> None:
    """Two cells with coordinates, and the site that the row names, a line each."""
    latitude, longitude, name, *_ = (*_text(content).split("\n"), "", "", "")
    read = read_position(latitude, longitude, _sites().get(name))
    refused = any(problem.severity == "error" for problem in read.problems)
    assert not refused or read.latitude is None
    assert (read.latitude is None) == (read.longitude is None)
    _is_position(read.latitude, read.longitude)
    for problem in read.problems:
        _is_position(problem.latitude, problem.longitude)
        _is_sentence(problem.message)


def places(content: bytes) -> None:
    """The name of a place."""
    known = gazetteer(load(FROZEN))
    # A list is split at its semicolons before its names are looked up.
    found = known.find(_text(content).replace(";", " "))
    assert bool(found.place) == (not found.message)
    assert len(found.candidates) <= MOST_CANDIDATES
    assert len(found.suggestions) <= MOST_SUGGESTIONS
    for place in found_places(found):
        _is_place(place)
    for label in found.suggestions:
        assert label != found.asked
        for name in label.split(";"):  # a list of places is read name by name
            assert found_places(known.find(name)), label


def columns(content: bytes) -> None:
    """Names of columns, hashtags of HXL and rows, a line each, with tabs between cells."""
    lines = [line.split("\t") for line in _text(content).split("\n")]
    width = len(lines[0])
    names, hashtags, *rows = (
        tuple((*line, *[""] * width)[:width])
        for line in (*lines, [])  # short ones are padded
    )
    numbers = list(range(3, 3 + len(rows)))
    table = RawTable(NAME, names, rows, numbers, hashtags, "UTF-8", "\t", "", [])
    fields, problems = match_columns(table)
    assert set(fields.values()) <= set(range(width))
    assert len(set(fields.values())) == len(fields)
    _problems_point_into([*problems, *personal_columns(table)], table)


def address(content: bytes) -> None:
    """A query string, as the page reads it and as the API does."""
    dataset = load(FROZEN)
    parameters = parse_qs(content.decode("utf-8", "replace"), keep_blank_values=True)
    selection, notes = read_address(parameters, dataset)
    place, notes_on_place = read_place(parameters, dataset)
    assert place is None or place in ("", *dataset.site_ids)
    notes += notes_on_place
    for sentence in sentences(notes):
        _is_sentence(sentence)
    assert sentence_of(dataset, selection)
    written = parse_qs(selection.query_string(), keep_blank_values=True)
    assert read_address(written, dataset) == (selection, [])
    try:
        assert selected(content, dataset) == selection
        assert not notes
    except AddressError as error:
        _is_sentence(str(error))


def package(content: bytes) -> None:
    """A data package of which one file is replaced: its name is the first line."""
    directory = _package()
    name, _, text = content.partition(b"\n")
    path = directory / name.decode("utf-8", "replace")
    if path.name not in seeds.PACKAGE_FILES or path.parent != directory:
        path, text = directory / "reports.csv", content
    kept = path.read_bytes()
    try:
        path.write_bytes(text)
        _check_package(directory)
    finally:
        path.write_bytes(kept)


_CELLS = re.compile(rb"(?<=[,;\t\n])[^,;\t\n]*(?=[,;\t\n])")
_XML = re.compile(rb'(?<=")[^"<>]*(?=")|(?<=>)[^<>]+(?=<)')
_QUERY = re.compile(rb"(?<=[=&])[^=&]*")

TARGETS = {
    "reader": Target(reader, seeds.tables, seeds.table_tokens, 500),
    "workbook": Target(workbook, seeds.workbook_parts, seeds.workbook_tokens, 150, values=_XML),
    "file": Target(file, seeds.tables, seeds.table_tokens, 300, values=_CELLS),
    "dates": Target(dates, seeds.dates, seeds.date_tokens, 3000, 400),
    "counts": Target(counts, seeds.counts, seeds.count_tokens, 3000, 800),
    "positions": Target(positions, seeds.positions, seeds.position_tokens, 3000, 400),
    "places": Target(places, seeds.places, seeds.place_tokens, 600, 400),
    "columns": Target(columns, seeds.columns, seeds.table_tokens, 500, 4000, _CELLS),
    "address": Target(address, seeds.addresses, seeds.address_tokens, 150, 20_000, _QUERY),
    "package": Target(package, seeds.package_files, seeds.package_tokens, 4, values=_CELLS),
}


# What must hold


def _is_sentence(text: str) -> None:
    assert text.strip()
    assert "\n" not in text
    assert "\r" not in text


def _is_table(table: RawTable) -> None:
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.columns)}
    assert len(table.hashtags) in (0, len(table.columns))
    assert len(table.numbers) == len(table.rows)
    assert all(one < next_ for one, next_ in zip(table.numbers, table.numbers[1:], strict=False))
    _problems_point_into(table.problems, table)
    assert table.found


def _problems_point_into(problems: Sequence[Problem], table: RawTable) -> None:
    """Every problem points to the file, its header or a row of it, and suggests something else."""
    rows, names = {None, 1, *table.numbers}, {"", *table.columns}
    for problem in problems:
        assert problem.severity in ("error", "warning")
        assert problem.row in rows, problem
        assert problem.column in names, problem
        assert not problem.suggestion or problem.suggestion != problem.value, problem
        _is_sentence(problem.text)


def _runs_forwards(first: date | None, last: date | None) -> None:
    assert (first is None) == (last is None)
    assert not (first and last) or date(FIRST_YEAR, 1, 1) <= first <= last <= TODAY


def _is_count(low: int | None, high: int | None) -> None:
    assert 1 <= (low or 1) <= (high or MOST_PEOPLE) <= MOST_PEOPLE


def _is_place(place: Place) -> None:
    _is_position(place.latitude, place.longitude)
    assert place.label


def _is_position(latitude: float | None, longitude: float | None) -> None:
    assert (latitude is None) == (longitude is None)
    for degrees, most in ((latitude, 90), (longitude, 180)):
        if degrees is not None:
            assert -most <= degrees <= most
            assert round(degrees, FINEST_COORDINATE) == degrees


def _check_package(directory: Path) -> None:
    """Check a package; it must be possible to show any that is called sound."""
    dataset, problems = check(directory)
    assert (dataset is None) == any(problem.severity == "error" for problem in problems)
    for problem in problems:
        assert problem.file in seeds.PACKAGE_FILES
        _is_sentence(problem.text)
    if dataset:
        export_pack(dataset, Selection())


# What several inputs share


def load_all() -> None:
    """Load what many inputs need and takes long, so that no single input is blamed for it."""
    counts(b"five")
    places(b"nowhere at all")


def _text(content: bytes) -> str:
    """The bytes as text; invalid UTF-8 becomes lone surrogates, which some files hold."""
    return content.decode("utf-8", "surrogateescape")


@cache
def _sites() -> dict[str, Place | None]:
    dataset = load(FROZEN)
    known = gazetteer(dataset)
    return {site_id: known.find(dataset.site_name(site_id)).place for site_id in dataset.site_ids}


@cache
def _package() -> Path:
    return seeds.small_package(Path(tempfile.mkdtemp()) / "package")
