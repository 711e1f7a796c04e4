"""Decisions that only the file's author can make: its columns, questions and measure."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from refoulement.intake.decisions import ORDER_NAMES, Decisions, mapping_csv
from refoulement.intake.headings import LEFT_OUT, aliases
from refoulement.intake.listing import DAY_OR_MONTH, Cause
from refoulement.intake.own_file import Column, OwnFile
from refoulement.messages import gettext, ngettext
from refoulement.presentation.html import paragraph, render
from refoulement.problems import FIRST_ROW
from refoulement.vocabulary import MEASURES

MOST_COLUMNS, MOST_QUESTIONS = 60, 20


def sheet(file: OwnFile, decisions: Decisions, key: str) -> Decisions:
    """Which sheet of a workbook to read, if it has several."""
    if len(file.sheets) < 2:
        return decisions
    chosen = st.selectbox(
        gettext("Sheet"),
        file.sheets,
        index=file.sheets.index(file.sheet),
        key=f"own_sheet {key}",
        width=420,
    )
    # Another sheet has other columns, about which nothing has been decided yet.
    return decisions if chosen == file.sheet else Decisions(sheet=chosen)


def persons(file: OwnFile, decisions: Decisions, key: str) -> Decisions:
    """Which columns to read even though they may identify people."""
    columns = [column for column in file.columns if column.is_personal]
    for number, column in enumerate(columns):
        is_read = column.name in decisions.safe
        if is_read:
            said = gettext(
                "The column “%(column)s” is read, as you decided. It will never be in a download.",
                column=column.name,
            )
        else:
            said = gettext(
                "The column “%(column)s” may identify people. We have left it out. It will never "
                "be in a download.",
                column=column.name,
            )
        st.html(paragraph(said, "rm-quiet" if is_read else "rm-alert"))
        label = gettext(
            "Use it anyway (possibly personal column %(number)s of %(all)s)",
            number=number + 1,
            all=len(columns),
        )
        if st.checkbox(label, value=is_read, key=f"own_safe {number} {key}"):
            decisions = replace(decisions, safe=decisions.safe | {column.name})
        else:
            decisions = replace(decisions, safe=decisions.safe - {column.name})
    return decisions


def columns(file: OwnFile, decisions: Decisions, key: str) -> Decisions:
    """What each column is taken to be, with a list of alternatives."""
    shown = [column for column in file.columns if column.name][:MOST_COLUMNS]
    # If only rows have errors, the columns are known: the questions or the list are more help.
    is_asked = any(
        c.problem.severity == "error" and (c.first or 0) < FIRST_ROW for c in file.causes
    )
    with st.expander(
        gettext("Columns: what each one is"), expanded=is_asked, icon=":material/view_column:"
    ):
        with st.form(f"own_columns {key}", border=False):
            chosen = [_column(number, column, key) for number, column in enumerate(shown)]
            is_sent = st.form_submit_button(gettext("Read the file with these columns"))
        if len(file.columns) > len(shown):
            more = len(file.columns) - len(shown)
            rest = ngettext(
                "%(count)s more column, not listed here.",
                "%(count)s more columns, not listed here.",
                more,
            )
            st.html(paragraph(rest, "rm-quiet"))
    if not is_sent:
        return decisions
    pairs = zip(shown, chosen, strict=True)
    changed = {column.name: field for column, field in pairs if field != column.field}
    return replace(decisions, columns=tuple((dict(decisions.columns) | changed).items()))


def mapping(file: OwnFile) -> bytes:
    """What each column is taken to be, as CSV."""
    fields = {c.field: i for i, c in enumerate(file.columns) if c.field != LEFT_OUT}
    return mapping_csv([column.name for column in file.columns], fields)


def _column(number: int, column: Column, key: str) -> str:
    fields = [LEFT_OUT, *aliases()]
    if column.field not in fields:  # a column of our own form
        fields.append(column.field)
    examples = "; ".join(column.examples)
    label = column.name
    if examples:
        label = gettext("%(column)s, e.g. %(cells)s", column=column.name, cells=examples)
    chosen: str = st.selectbox(
        label,
        fields,
        index=fields.index(column.field),
        format_func=lambda field: (
            gettext("Leave out") if field == LEFT_OUT else field.replace("_", " ")
        ),
        key=f"own_column {number} {key}",
    )
    return chosen


def measure(file: OwnFile, decisions: Decisions, key: str) -> Decisions:
    """What the numbers count, if no column says so."""
    if file.states_measure:
        return decisions
    chosen = st.selectbox(
        gettext("What do the numbers count?"),
        list(MEASURES),
        index=list(MEASURES).index(decisions.measure),
        format_func=lambda name: (
            gettext("Don’t know (not counted)") if name == "other" else MEASURES[name]
        ),
        key=f"own_measure {key}",
        width=420,
    )
    return replace(decisions, measure=chosen)


def questions(file: OwnFile, decisions: Decisions, key: str) -> Decisions:
    """What a value may mean, asked once for all rows that have it."""
    asked = [c for c in file.causes if c.problem.candidates and c.problem.value][:MOST_QUESTIONS]
    accepted = decisions.swapped or decisions.unsigned or decisions.orders or decisions.meant
    if not (asked or file.swapped or file.unsigned or accepted):
        return decisions
    with st.container(key="own_questions"):
        st.html(render("check_questions.html"))
        if file.swapped or decisions.swapped:
            label = gettext(
                "Read latitude and longitude the other way round where swapped (rows: %(count)s)",
                count=file.swapped,
            )
            is_on = st.checkbox(label, value=decisions.swapped, key=f"own_swapped {key}")
            decisions = replace(decisions, swapped=is_on)
        if file.unsigned or decisions.unsigned:
            label = gettext(
                "Read positions without a minus that puts them out of the region (rows: %(count)s)",
                count=file.unsigned,
            )
            is_on = st.checkbox(label, value=decisions.unsigned, key=f"own_unsigned {key}")
            decisions = replace(decisions, unsigned=is_on)
        dates = {c.problem.column: c for c in asked if c.problem.cause == DAY_OR_MONTH}
        for column in dict.fromkeys([*dict(decisions.orders), *dates]):
            decisions = _order(column, dates.get(column), decisions, key)
        for answer in sorted(decisions.meant):
            decisions = _answered(answer, decisions, key)
        for number, cause in enumerate(asked):
            if cause.problem.cause not in ("swapped", "unsigned", DAY_OR_MONTH):
                decisions = _meant(number, cause, decisions, key)
    return decisions


def _order(column: str, cause: Cause | None, decisions: Decisions, key: str) -> Decisions:
    """Whether day or month comes first in a column's dates; an answer can be taken back."""
    if cause is None:
        label = gettext("Dates in %(column)s", column=column)
    else:
        label = ngettext(
            "Dates in %(column)s such as %(value)s (%(count)s row): which comes first?",
            "Dates in %(column)s such as %(value)s (%(count)s rows): which comes first?",
            cause.rows,
            value=cause.problem.value,
            column=column,
        )
    orders = dict(decisions.orders)
    choices = ["", *ORDER_NAMES]
    chosen = st.selectbox(
        label,
        choices,
        index=choices.index(orders.get(column, "")),
        format_func=lambda order: ORDER_NAMES[order] if order else gettext("Leave it as it is"),
        key=f"own_order {column} {key}",
        width=420,
    )
    kept = {other: order for other, order in orders.items() if other != column}
    return replace(
        decisions, orders=frozenset((kept | ({column: chosen} if chosen else {})).items())
    )


def _answered(answer: tuple[str, str, str], decisions: Decisions, key: str) -> Decisions:
    """An earlier answer, which can be taken back."""
    column, written, meant = answer
    as_it_is = gettext("Leave it as it is")
    chosen = st.selectbox(
        gettext("“%(value)s” in %(column)s is read as", value=written[:80], column=column),
        [meant, as_it_is],
        key=f"own_answered {column} {written[:80]} {key}",
        width=420,
    )
    return replace(decisions, meant=decisions.meant - {answer}) if chosen == as_it_is else decisions


def _meant(number: int, cause: Cause, decisions: Decisions, key: str) -> Decisions:
    problem = cause.problem
    label = ngettext(
        "“%(value)s” in %(column)s (%(count)s row): did you mean",
        "“%(value)s” in %(column)s (%(count)s rows): did you mean",
        cause.rows,
        value=problem.value[:80],
        column=problem.column,
    )
    as_it_is = gettext("Leave it as it is")
    chosen = st.selectbox(
        label,
        [as_it_is, *problem.candidates],
        key=f"own_meant {number} {problem.column} {problem.value[:80]} {key}",
        width=420,
    )
    if chosen == as_it_is:
        return decisions
    answer = (problem.column, problem.value, chosen)
    return replace(decisions, meant=decisions.meant | {answer})
