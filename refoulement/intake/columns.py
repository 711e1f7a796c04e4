"""Which column of a stranger's table is which field of ours, and what a person has to decide.

A column is taken without asking only if its name is known (headings.py) or a person said so.
What is only likely is a question; no column is ever renamed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass, field

from refoulement.intake.cells.counts import Count, read_count
from refoulement.intake.cells.dates import DateQuestion, DateSpan, read_date
from refoulement.intake.file.table import RawTable, export_columns
from refoulement.intake.headings import (
    LEFT_OUT,
    field_of,
    is_field,
    is_of_a_form,
    is_of_years,
    names_in_three_languages,
    near_field,
    no_field,
    width_of,
)
from refoulement.messages import Words, filled, gettext, marked, ngettext
from refoulement.problems import IntakeError, Problem

#: What a table must have: the field whose names are examples, and the sets of fields of which
#: one is enough.
REQUIRED = (
    (
        "place",
        ({"place"}, {"place_names"}, {"site_ids"}, {"latitude", "longitude"}, {"coordinates"}),
    ),
    ("date", ({"date"}, {"date_from"}, {"date_to"})),
    ("count", ({"count"}, {"count_low"}, {"count_high"}, {"count_wording"})),
)
_NO_COLUMN = Words(
    {
        "place": marked(
            "No column gives a place. Use a heading such as %(names)s, or “latitude” and "
            "“longitude”."
        ),
        "date": marked("No column gives a date. Use a heading such as %(names)s."),
        "count": marked("No column gives a number of people. Use a heading such as %(names)s."),
    }
)
#: A row has one of each of these: a second column for one is a question.
_ONE_ALONE = {name for _, choices in REQUIRED for choice in choices for name in choice}

_DAYS = ("date", "date_from", "date_to")
_TIME_OF_DAY = re.compile(
    r"(오전|오후|上午|下午)?\s*\d{1,2}\s*[:시时點点]\s*(\d\d\s*[분分]?)?(:\d\d(\.\d+)?)?\s*([ap]\.?m\.?)?",
    re.IGNORECASE,
)
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_SAMPLE, _MOST = 200, 0.8  # cells of a column to look at, and the share of them that must fit
_NAMED = 10  # columns named in one sentence
_OF_NO_COUNT = re.compile(r"\b(id|code|year|lat\w*|lon\w*|percent|share|rate|no|age|x|y)\b|%|率|율")
_MOST_CANDIDATES = 4


class MappingError(IntakeError):
    """A mapping names a column that is not there, or one field twice."""


@dataclass
class _Matching:
    """Columns being matched to fields. `aside` are those that are not read, by reason."""

    table: RawTable
    said: dict[int, str]
    found: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    aside: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    problems: list[Problem] = field(default_factory=list)

    def cells(self, index: int) -> list[str]:
        """The first cells of a column that are not empty."""
        cells = (row[index].strip() for row in self.table.rows[: 5 * _SAMPLE])
        return [cell for cell in cells if cell][:_SAMPLE]

    def put_aside(self, name: str, index: int, reason: str) -> None:
        """Read a column for no field."""
        self.found[name].remove(index)
        self.aside[reason].append(index)


def match_columns(
    table: RawTable, mapping: Sequence[tuple[str, str]] = (), unread: Collection[int] = ()
) -> tuple[dict[str, int], list[Problem]]:
    """Which field is in which column, counted from 0, and what is unclear about it.

    `mapping` is what a person said that columns are, a field or LEFT_OUT; it overrides all
    names. HXL hashtags name columns whose own names are unknown. Columns in `unread` are
    skipped. Errors: two columns for what a row has one of; no column for what every table
    needs. Warnings: columns that are not read, one per reason. Raises MappingError.
    """
    matching = _Matching(table, said_of(table.columns, mapping))
    unknown: list[int] = []
    for index, name in enumerate(table.columns):
        if index in matching.said:
            if matching.said[index] != LEFT_OUT:
                matching.found[matching.said[index]].append(index)
        elif index not in unread:
            tag = table.hashtags[index] if table.hashtags else ""
            known = field_of(name) or field_of(tag)
            (matching.found[known] if known else unknown).append(index)
    _settle_days(matching)
    _settle_places(matching)
    _settle_others(matching)
    fields = {name: one for name, (one, *more) in _filled(matching.found) if not more}
    if not any(matching.found.values()) and not any(near_field(c) for c in table.columns):
        return {}, [_no_header(table)]
    problems = [*matching.problems, *_missing(matching, unknown)]
    problems += _unknown(table, unknown, fields.keys())
    problems += _aside(table, matching.aside)
    return fields, problems


def said_of(columns: Sequence[str], mapping: Sequence[tuple[str, str]]) -> dict[int, str]:
    """What a mapping says about each column, counted from 0. Raises MappingError."""
    said: dict[int, str] = {}
    for name, known in mapping:
        indexes = [index for index, column in enumerate(columns) if column == name]
        if not indexes:
            here = ", ".join(f"“{column}”" for column in columns if column)
            raise MappingError(
                gettext(
                    "The file has no column “%(name)s”. Its columns are %(columns)s.",
                    name=name,
                    columns=here,
                )
            )
        if len(indexes) > 1:
            raise MappingError(
                ngettext(
                    "The file has %(count)s column “%(name)s”; rename one of them.",
                    "The file has %(count)s columns “%(name)s”; rename one of them.",
                    len(indexes),
                    name=name,
                )
            )
        if known != LEFT_OUT and not is_field(known):
            raise MappingError(no_field(known))
        if known != LEFT_OUT and known in said.values():
            raise MappingError(
                gettext("Two columns are mapped to %(field)s; choose one.", field=known)
            )
        said[indexes[0]] = known
    return said


def _filled(found: dict[str, list[int]]) -> Iterator[tuple[str, list[int]]]:
    return ((name, indexes) for name, indexes in found.items() if indexes)


def _settle_days(matching: _Matching) -> None:
    """Times of day, form timestamps, and years beside dates are not dates of events."""
    for name in _DAYS:
        for index in [*matching.found[name]]:
            cells = matching.cells(index)
            if index in matching.said or not cells:
                continue
            if all(map(_TIME_OF_DAY.fullmatch, cells)):
                matching.put_aside(name, index, gettext("Times of day, ignored"))
            elif name != "date" and sum(map(bool, map(_STAMP.match, cells))) > len(cells) / 2:
                matching.put_aside(name, index, _of_a_form())
    dates = matching.found["date"]
    years = [index for index in dates if is_of_years(matching.table.columns[index])]
    if len(dates) > len(years) or matching.found["date_from"]:
        for index in years:
            if index not in matching.said:
                matching.put_aside("date", index, gettext("Years beside a date, ignored"))


def _settle_places(matching: _Matching) -> None:
    """Of several columns for a place, the town is the place, and wider ones are the area."""
    found = matching.found["place"]
    if len(found) < 2:
        return
    columns, tags = matching.table.columns, matching.table.hashtags
    widths = {i: width_of(columns[i]) or width_of(tags[i] if tags else "") for i in found}
    widths |= {index: 0 for index in found if index in matching.said}
    best = next(width for width in (0, -1, 1) if width in widths.values())
    if sum(width == best for width in widths.values()) > 1:
        return
    for index, width in widths.items():
        if width != best and width > 0 and not matching.found["area"]:
            found.remove(index)
            matching.found["area"].append(index)
        elif width != best:
            matching.put_aside("place", index, gettext("Other names of the place, ignored"))


def _settle_others(matching: _Matching) -> None:
    """What a person said goes first; of optional fields, the first column is taken."""
    columns = matching.table.columns
    for name, indexes in [*_filled(matching.found)]:
        said = [index for index in indexes if index in matching.said]
        if len(indexes) < 2:
            continue
        if said or name not in _ONE_ALONE:
            kept = said[0] if said else indexes[0]
            for index in [*indexes]:
                if index != kept and export_columns() <= set(columns):
                    matching.found[name].remove(index)  # our own HXL has both
                elif index != kept:
                    reason = gettext(
                        "Ignored, since “%(column)s” is taken for “%(field)s”",
                        column=columns[kept],
                        field=_words(name),
                    )
                    matching.put_aside(name, index, reason)
        else:
            several = [
                gettext("“%(name)s” (column %(number)s)", name=columns[index], number=index + 1)
                for index in indexes
            ]
            message = gettext(
                "Several columns could be “%(field)s”: %(columns)s. Choose one",
                field=_words(name),
                columns=", ".join(several),
            )
            problem = Problem(matching.table.name, message, 1, columns[indexes[0]])
            matching.problems.append(problem)


def _of_a_form() -> str:
    return gettext("Times at which a form was filled in, ignored")


def _unknown(table: RawTable, unknown: Sequence[int], fields: Set[str]) -> Iterator[Problem]:
    """Columns that are not recognised: a question if a name is nearly known, else one line."""
    others: list[int] = []
    of_forms: list[int] = []
    for index in unknown:
        name = table.columns[index]
        near = near_field(name)
        if near and near not in fields:
            message = gettext("Column not recognised; ignored.")
            yield Problem(table.name, message, 1, name, severity="warning", candidates=(near,))
        else:
            (of_forms if is_of_a_form(name) else others).append(index)
    yield from _aside(table, {gettext("Not recognised, ignored"): others, _of_a_form(): of_forms})


def _aside(table: RawTable, aside: dict[str, list[int]]) -> Iterator[Problem]:
    for reason, indexes in aside.items():
        if indexes:
            which = _list_of([table.columns[i] or _nameless(i) for i in indexes])
            message = f"{reason}: {which}"
            yield Problem(table.name, message, 1, severity="warning", cause=reason)


def _list_of(names: Sequence[str]) -> str:
    quoted = ", ".join(f"“{name[:100]}”" for name in names[:_NAMED])
    more = len(names) - _NAMED
    if more <= 0:
        return quoted
    return ngettext(
        "%(names)s and %(count)s more", "%(names)s and %(count)s more", more, names=quoted
    )


def _nameless(index: int) -> str:
    return gettext("column %(number)s, no name", number=index + 1)


def _no_header(table: RawTable) -> Problem:
    said = [
        gettext(
            "No heading in the first row is known. Use headings such as “place”, “date” and "
            "“count”, in English, Korean or Chinese."
        )
    ]
    if len(table.columns) == 1 and table.delimiter:
        advice = gettext(
            "Each needs a column of its own: in CSV, with commas, semicolons or tabs between them."
        )
        said.append(advice)
    if len(table.sheets) > 1:
        others = _list_of([sheet for sheet in table.sheets if sheet != table.title])
        said.append(gettext("Other sheets are %(sheets)s.", sheets=others))
    return Problem(table.name, " ".join(said), row=1, value=", ".join(table.columns))


def _missing(matching: _Matching, unknown: Sequence[int]) -> Iterator[Problem]:
    """What no column gives, with the columns that may hold it."""
    fields = {name for name, _ in _filled(matching.found)}
    for example, choices in REQUIRED:
        if not any(choice <= fields for choice in choices):
            candidates = _likely(matching, example, [*unknown, *matching.aside[_of_a_form()]])
            names = names_in_three_languages(example)
            message = filled(_NO_COLUMN[example], {"names": names})
            yield Problem(matching.table.name, message, row=1, candidates=candidates)


def _likely(matching: _Matching, name: str, indexes: Sequence[int]) -> tuple[str, ...]:
    """The columns without a field whose cells nearly all read as dates, or as counts."""
    reads = {"date": _is_date, "count": _is_count}.get(name)
    found = []
    for index in indexes:
        cells, column = matching.cells(index), matching.table.columns[index]
        fits = reads and column and cells and sum(map(reads, cells)) >= _MOST * len(cells)
        if fits and not (name == "count" and _OF_NO_COUNT.search(column.casefold())):
            found.append(column)
    return tuple(found[:_MOST_CANDIDATES])


def _is_date(cell: str) -> bool:
    read = read_date(cell)
    is_dated = isinstance(read, DateQuestion) or (isinstance(read, DateSpan) and bool(read.first))
    return is_dated and not cell.isdecimal()


def _is_count(cell: str) -> bool:
    read = read_count(cell)
    return isinstance(read, Count) and (read.low is not None or read.high is not None)


def _words(name: str) -> str:
    return name.replace("_", " ")
