"""The page on which a reader checks a file of their own, and opens its rows on the map."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from refoulement import PROJECT
from refoulement.dataset.package import SHIPPED
from refoulement.intake import apart
from refoulement.intake.columns import LANGUAGES, aliases
from refoulement.intake.file import limits
from refoulement.intake.gazetteer.online import online_name
from refoulement.intake.own_file import Decisions, OwnFile
from refoulement.intake.published import Alike
from refoulement.intake.template import template_csv
from refoulement.presentation.html import escape, table
from refoulement.presentation.markup import permalink
from refoulement.problems import LONGEST_VALUE, IntakeError
from refoulement.vocabulary import MEASURES
from refoulement.wording import count_text
from ui import state, uploads

MAP = PROJECT / "pages" / "map.py"
_READ, _TURN = "own_read", "own_turn"
_OUT, _SAFE = "Leave it out", "It tells of no person: read it"


@dataclass(frozen=True, eq=False)
class _Read:
    """What came of reading a file of this session, or why nothing did.

    Its bytes are kept only where it is read again, once something has been decided.
    """

    key: str  # of the upload
    name: str
    content: bytes = field(repr=False)
    decisions: Decisions
    file: OwnFile | None = None
    refusal: str = ""

    @property
    def held_bytes(self) -> int:
        """What it takes of the memory that all visitors' files may take."""
        made = (self.file.problem_list, self.file.fixed, self.file.alike_list) if self.file else ()
        return sum(map(len, (self.content, *made)))


def show() -> None:
    """The page."""
    st.subheader("Check your data")
    _about()
    _helpers()
    uploaded = st.file_uploader(
        f"Your file: CSV or Excel, at most {limits.FILE_BYTES // 2**20} MB and "
        f"{limits.ROWS:,} rows",
        type=["csv", "tsv", "txt", "xlsx"],
        key=f"own_file {st.session_state.get(_TURN, 0)}",
    )
    if uploaded is not None:
        _read(_Read(uploaded.file_id, uploaded.name, uploaded.getvalue(), Decisions()))
        _empty_uploader()
        st.rerun()
    read = _current()
    if read is None:
        return
    if read.refusal:
        said = f"<b>{escape(read.name)}</b>: {escape(read.refusal)}"
        st.html(f'<p class="rm-alert" role="alert">{said}</p>')
    if read.file:
        _result(read, read.file)
    st.button("Forget this file", on_click=_forget, icon=":material/delete:", type="tertiary")


def _current() -> _Read | None:
    read: _Read | None = st.session_state.get(_READ)
    return read


def _read(wanted: _Read) -> None:
    """Read the file as decided, and keep what came of it for this session."""
    _let_go()
    context = get_script_run_ctx()
    with st.spinner("Reading the file …"):
        try:
            file = apart.read_apart(
                wanted.content,
                wanted.name,
                state.curated(),
                wanted.decisions,
                date.today(),
                context.session_id if context else "",
            )
            to_decide = file.personal or not file.states_measure
            read = replace(wanted, file=file, content=wanted.content if to_decide else b"")
        except IntakeError as error:
            read = replace(wanted, content=b"", refusal=str(error))
    uploads.keep(read)
    st.session_state[_READ] = read
    state.note_file(read.file is not None)


def _let_go() -> None:
    """Forget the file, and what of it is on the map."""
    if state.own():
        state.show_own(None)
    st.session_state[_READ] = None
    state.note_file(False)


def _forget() -> None:
    """Let the file go, and one that is still being read."""
    _let_go()
    _empty_uploader()


def _empty_uploader() -> None:
    """Draw an uploader without the file, and have Streamlit hold it no longer."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    context = get_script_run_ctx()
    if context and context.uploaded_file_mgr:  # which would hold it until the session ends
        context.uploaded_file_mgr.remove_session_files(context.session_id)


# Before a file is there


def _about() -> None:
    st.html(
        "<p>Open a list of your own: every row is checked, every problem said with its row, and "
        "the good rows open on the same map, filters, table and downloads. Needed are a place (its "
        "name, or latitude and longitude), a date and a number of people; names of columns may be "
        "English, Korean or Chinese.</p>"
        '<p class="rm-quiet">The file stays in the memory of this server, for this session alone: '
        "it is not saved, not logged, and seen by no other session. One that cannot be read is "
        "dropped at once. Closing or reloading the page forgets the file within a minute, and so "
        "does a connection that is lost for longer. Please upload nothing that could show who or "
        "where a person in hiding is: no names, contacts, documents, routes or addresses.</p>"
    )
    if online_name():
        st.html(
            '<p class="rm-alert">Names of places that are not known here are sent to '
            f"{escape(online_name())}, which learns them.</p>"
        )


def _helpers() -> None:
    with st.container(horizontal=True, gap="small"):
        _download(
            "Template",
            template_csv(state.curated()),
            "template.csv",
            "A CSV file with all columns, and rows of our data that show how to fill them.",
        )
        with st.popover("Names of columns", icon=":material/view_column:"):
            st.html(
                table(
                    ("What", *(language.capitalize() for language in LANGUAGES)),
                    (
                        (
                            escape(name.replace("_", " ")),
                            *(escape(", ".join(names[language])) for language in LANGUAGES),
                        )
                        for name, names in aliases().items()
                    ),
                )
            )
        with st.popover("Coding guide", icon=":material/menu_book:"), st.container(key="guide"):
            st.markdown((SHIPPED / "README.md").read_text(encoding="utf-8"))


# What came of it


def _result(read: _Read, file: OwnFile) -> None:
    st.html(
        f"<h4>{escape(file.name)}</h4><p>{escape(file.found)} <b>"
        f"{count_text(file.read, 'row')} read, {file.ready:,} ready</b>; "
        f"{count_text(file.errors, 'error')}, {count_text(file.warnings, 'warning')}. An error "
        "keeps its row off the map, a warning does not.</p>"
    )
    _decide(read, file)
    if file.problems:
        _problems(file)
    if file.found_alike or file.alike_limit:
        _alike(file)
    _open(file)


def _decide(read: _Read, file: OwnFile) -> None:
    """What only the person who made the file can say."""
    decisions = read.decisions
    for number, column in enumerate(file.personal):
        decided = _OUT if column in decisions.left_out else _SAFE
        is_decided = column in decisions.left_out | decisions.safe
        until = "" if is_decided else "No row opens until you decide. "
        st.html(
            f'<p class="{"rm-quiet" if is_decided else "rm-alert"}"><b>{escape(column)}</b> looks '
            f"as if it could show who or where a person is. {until}Either way it is in no "
            "download.</p>"
        )
        choice = st.radio(
            f"Column {number + 1} of {len(file.personal)} that may tell of a person",
            (_OUT, _SAFE),
            index=(_OUT, _SAFE).index(decided) if is_decided else None,
            horizontal=True,
            key=f"own_personal {number} {read.key}",
        )
        left_out, safe = decisions.left_out - {column}, decisions.safe - {column}
        if choice:
            left_out = left_out | {column} if choice == _OUT else left_out
            safe = safe | {column} if choice == _SAFE else safe
        decisions = replace(decisions, left_out=left_out, safe=safe)
    if not file.states_measure:
        decisions = replace(decisions, measure=_measure(read))
    if decisions != read.decisions:
        _read(replace(read, decisions=decisions))
        st.rerun()


def _measure(read: _Read) -> str:
    """What the numbers count, where no column says it."""
    chosen: str = st.selectbox(
        "What do the numbers count? No column says it",
        list(MEASURES),
        index=list(MEASURES).index(read.decisions.measure),
        format_func=lambda measure: (
            "Not said: in no figure" if measure == "other" else MEASURES[measure]
        ),
        key=f"own_measure {read.key}",
        width=420,
    )
    return chosen


def _problems(file: OwnFile) -> None:
    with st.container(key="own_problems"):
        st.html(
            table(
                ("Kind", "Row", "Column", "Value", "What is wrong, what was expected", "Suggested"),
                (
                    map(
                        escape,
                        (
                            p.severity,
                            str(p.row or ""),
                            _short(p.column),
                            _short(p.value),
                            p.message,
                            p.suggestion,
                        ),
                    )
                    for p in file.problems
                ),
            )
        )
    more = file.errors + file.warnings - len(file.problems)
    if more:
        st.html(f'<p class="rm-quiet">{count_text(more, "more problem")} in the download.</p>')


def _alike(file: OwnFile) -> None:
    """Rows that the curated data have already, or that may speak of an event there."""
    curated = state.curated()

    def line(alike: Alike) -> str:
        is_event = alike.kind == "event"
        there = permalink(
            curated,
            "event" if is_event else "report",
            alike.event_id if is_event else alike.report_id,
            "Open the event" if is_event else f"Open {alike.report_id}",
            new_tab=True,
        )
        return f"<li>{escape(alike.text[:1].upper() + alike.text[1:])} {there}</li>"

    more = file.found_alike - len(file.alike)
    notes = [
        f"{count_text(more, 'more row')} in the download." if more else "",
        file.alike_limit,
        "Nothing is merged, and no row is less ready for it.",
    ]
    with st.container(key="own_alike"):
        st.html(
            "<h4>Compared with the published data</h4>"
            f"<ul>{''.join(map(line, file.alike)) or '<li>No row is like one there.</li>'}</ul>"
            f'<p class="rm-quiet">{escape(" ".join(filter(None, notes)))}</p>'
        )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _open(file: OwnFile) -> None:
    stem = Path(file.name).stem or "file"
    with st.container(horizontal=True, gap="small"):
        if file.dataset and st.button(
            f"Open {count_text(file.ready, 'ready row')} on the map",
            type="primary",
            icon=":material/map:",
        ):
            state.show_own(file.dataset)
            st.switch_page(MAP)
        if file.problems:
            _download("Download the problems", file.problem_list, f"{stem}_problems.csv")
        if file.found_alike:
            _download(
                "Download the comparison",
                file.alike_list,
                f"{stem}_compared.csv",
                "Each row that the published data have already, or that may speak of an event "
                "there, as CSV.",
            )
        _download(
            "Download a copy with the suggestions",
            file.fixed,
            f"{stem}_suggestions.csv",
            "Your file as CSV, each suggestion in place of what it mends. Read it before you use "
            "it. Columns that may tell of a person are left out.",
        )


def _download(label: str, content: bytes, name: str, hint: str | None = None) -> None:
    st.download_button(
        label,
        data=content,
        file_name=name,
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        help=hint,
    )
