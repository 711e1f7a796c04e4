"""The page where readers check files of their own and open the rows on the map."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from refoulement import PROJECT
from refoulement.dataset.package import SHIPPED
from refoulement.intake import isolated
from refoulement.intake.decisions import ORDER_NAMES, Decisions
from refoulement.intake.file import limits
from refoulement.intake.gazetteer.online import online_name
from refoulement.intake.headings import LANGUAGES, aliases
from refoulement.intake.isolated import Kept
from refoulement.intake.own_file import OwnFile
from refoulement.intake.published import Alike
from refoulement.intake.template import template_csv
from refoulement.intake.warm import warm_up
from refoulement.messages import Words, gettext, marked, ngettext
from refoulement.presentation.html import paragraph, render, table
from refoulement.presentation.markup import permalink
from refoulement.problems import LONGEST_VALUE, SEVERITIES, IntakeError, Problem, problem_counts
from refoulement.wording import capitalized
from ui import check_decisions, state, uploads

MAP = PROJECT / "pages" / "map.py"
_READ, _TURN = "own_read", "own_turn"
_LANGUAGE_NAMES = Words(
    {"english": marked("English"), "korean": marked("Korean"), "chinese": marked("Chinese")}
)


@dataclass(frozen=True, eq=False)
class _Read:
    """The result of reading this session's file, or the reason why it could not be read.

    `kept` holds the cells for later decisions, but not the file itself.
    """

    key: str  # of the upload
    name: str
    decisions: Decisions = field(default_factory=Decisions)
    kept: Kept | None = field(default=None, repr=False)
    file: OwnFile | None = None
    refusal: str = ""

    @property
    def held_bytes(self) -> int:
        """How many bytes it uses of the memory allotted to all visitors' files."""
        made = (self.file.problem_list, self.file.fixed, self.file.alike_list) if self.file else ()
        kept = (self.kept.cells, self.kept.content) if self.kept else ()
        return sum(map(len, (*kept, *made)))


def show() -> None:
    """The page."""
    _about()
    _helpers()
    uploaded = st.file_uploader(
        gettext(
            "Your file: CSV or Excel, at most %(size)s MB and %(rows)s rows",
            size=limits.FILE_BYTES // 2**20,
            rows=limits.ROWS,
        ),
        key=f"own_file {st.session_state.get(_TURN, 0)}",
    )
    if uploaded is not None:
        _let_go()
        _keep(_read(_Read(uploaded.file_id, uploaded.name), uploaded.getvalue()))
        _empty_uploader()
        st.rerun()
    read = _current()
    if read is None:
        warm_up(state.curated())  # so that it is ready when a file comes
        return
    if read.refusal:
        st.html(render("check_refused.html", file=read.name, refusal=read.refusal))
    if read.file:
        _result(read, read.file)
    st.button(
        gettext("Remove this file"), on_click=_forget, icon=":material/delete:", type="tertiary"
    )


def _current() -> _Read | None:
    read: _Read | None = st.session_state.get(_READ)
    return read


def _read(wanted: _Read, content: bytes = b"") -> _Read:
    """Read the file as decided."""
    context = get_script_run_ctx()
    session = context.session_id if context else ""
    asked = (state.curated(), wanted.decisions, date.today(), session)
    with st.spinner(gettext("Reading the file …")):
        try:
            if content or wanted.kept is None:
                file, kept = isolated.read_isolated(content, wanted.name, *asked)
                return replace(wanted, file=file, kept=kept)
            return replace(wanted, file=isolated.decide_isolated(wanted.kept, *asked))
        except IntakeError as error:
            return replace(wanted, file=None, refusal=str(error))


def _keep(read: _Read) -> None:
    """Keep the result for this session."""
    uploads.keep(read)
    st.session_state[_READ] = read
    state.note_file(read.file is not None)


def _decided(read: _Read, decisions: Decisions) -> None:
    """Read the file again after a decision. If that fails, say so and keep the earlier result.

    The earlier result stays until then, because another decision can interrupt this run.
    """
    is_of_sheet = read.kept is not None and decisions.sheet != read.decisions.sheet
    content = read.kept.content if read.kept and is_of_sheet else b""
    after = _read(replace(read, decisions=decisions, refusal=""), content)
    if after.refusal:
        _keep(replace(read, refusal=after.refusal))
    else:
        _let_go()
        _keep(after)


def _let_go() -> None:
    """Forget the file, and take its rows off the map."""
    state.show_beside(None)
    if state.own():
        state.show_own(None)
    st.session_state[_READ] = None
    state.note_file(False)


def _forget() -> None:
    """Let go of the file, and of one that is still being read."""
    _let_go()
    _empty_uploader()


def _empty_uploader() -> None:
    """Draw an empty uploader, and have Streamlit drop the file."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    context = get_script_run_ctx()
    if context and context.uploaded_file_mgr:  # otherwise it holds the file until the session ends
        context.uploaded_file_mgr.remove_session_files(context.session_id)


# Before there is a file


def _about() -> None:
    st.html(render("check_about.html"))
    if online_name():
        said = gettext(
            "Names of places that we do not know are sent to %(host)s, which learns them.",
            host=online_name(),
        )
        st.html(paragraph(said, "rm-alert"))


def _helpers() -> None:
    with st.container(horizontal=True, gap="small"):
        _download(
            gettext("Download template"),
            template_csv(state.curated()),
            "template.csv",
            gettext(
                "A CSV file with all columns, and rows of our data that show how to fill them."
            ),
        )
        with st.popover(gettext("Accepted headings"), icon=":material/view_column:"):
            st.html(
                table(
                    (gettext("What"), *(_LANGUAGE_NAMES[language] for language in LANGUAGES)),
                    (
                        (
                            name.replace("_", " "),
                            *(", ".join(names[language]) for language in LANGUAGES),
                        )
                        for name, names in aliases().items()
                    ),
                )
            )
        with (
            st.popover(gettext("Coding guide"), icon=":material/menu_book:"),
            st.container(key="guide"),
        ):
            st.markdown((SHIPPED / "README.md").read_text(encoding="utf-8"))


# The result


def _result(read: _Read, file: OwnFile) -> None:
    st.html(
        render(
            "check_result.html",
            name=file.name,
            found=file.found,
            rows=ngettext("%(count)s row read", "%(count)s rows read", file.read),
            ready=ngettext("%(count)s ready", "%(count)s ready", file.ready),
            problems=problem_counts(file.errors, file.warnings),
        )
    )
    decisions = check_decisions.sheet(file, read.decisions, read.key)
    decisions = check_decisions.persons(file, decisions, read.key)
    decisions = check_decisions.columns(file, decisions, read.key)
    decisions = check_decisions.measure(file, decisions, read.key)
    decisions = check_decisions.questions(file, decisions, read.key)
    if decisions != read.decisions:
        _decided(read, decisions)
        st.rerun()
    if file.causes:
        _problems(file)
    if file.found_alike or file.alike_limit:
        _alike(file)
    _open(file)


def _problems(file: OwnFile) -> None:
    with st.container(key="own_problems"):
        st.html(
            table(
                (
                    gettext("Kind"),
                    gettext("Where"),
                    gettext("Column"),
                    gettext("Value"),
                    gettext("What is wrong, and what was expected"),
                    gettext("Suggested or asked"),
                ),
                (
                    (
                        SEVERITIES[cause.problem.severity],
                        cause.where,
                        _short(cause.problem.column),
                        "" if cause.is_rest else _short(cause.problem.value),
                        gettext("the same") if cause.is_rest else cause.problem.message,
                        _asked(cause.problem),
                    )
                    for cause in file.causes
                ),
                is_folded=True,
            )
        )
    more = file.found_causes - len(file.causes)
    if more:
        said = ngettext(
            "%(count)s more cause in the download.",
            "%(count)s more causes in the download.",
            more,
        )
        st.html(paragraph(said, "rm-quiet"))


def _asked(problem: Problem) -> str:
    """What the cell may contain, or else the likely meanings."""
    candidates = (ORDER_NAMES.get(one, one) for one in problem.candidates)
    return problem.suggestion or " / ".join(candidates)


def _alike(file: OwnFile) -> None:
    """Rows that the curated data already have, or that may be about an event in them."""
    curated = state.curated()

    def line(alike: Alike) -> dict[str, str]:
        is_event = alike.kind == "event"
        there = permalink(
            curated,
            "event" if is_event else "report",
            alike.event_id if is_event else alike.report_id,
            gettext("Open the event")
            if is_event
            else gettext("Open entry %(id)s", id=alike.report_id),
            new_tab=True,
        )
        return {"said": capitalized(alike.text), "there": there}

    more = file.found_alike - len(file.alike)
    notes = [
        ngettext(
            "%(count)s more row in the download.", "%(count)s more rows in the download.", more
        )
        if more
        else "",
        file.alike_limit,
        gettext("Nothing is merged, and all these rows can be opened."),
    ]
    with st.container(key="own_alike"):
        st.html(
            render(
                "check_alike.html",
                lines=[line(alike) for alike in file.alike],
                notes=" ".join(filter(None, notes)),
            )
        )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _open(file: OwnFile) -> None:
    stem = Path(file.name).stem or "file"
    with st.container(horizontal=True, gap="small"):
        if file.dataset and st.button(
            ngettext(
                "Open %(count)s ready row on the map",
                "Open %(count)s ready rows on the map",
                file.ready,
            ),
            type="primary",
            icon=":material/map:",
        ):
            state.show_own(file.dataset)
            st.switch_page(MAP)
        if file.dataset and st.button(
            gettext("Show them beside the published data"), icon=":material/map:"
        ):
            state.show_own(None)
            state.show_beside(file.dataset)
            st.switch_page(MAP)
        if file.causes:
            _download(gettext("Download problem list"), file.problem_list, f"{stem}_problems.csv")
        if file.found_alike:
            _download(
                gettext("Download the comparison"),
                file.alike_list,
                f"{stem}_compared.csv",
                gettext(
                    "Each row that the published data may have already, or that may be about an "
                    "event there, as CSV."
                ),
            )
        _download(
            gettext("Save the choice of columns"),
            check_decisions.mapping(file),
            "mapping.csv",
            gettext(
                "What each column is taken for, as CSV: for the next file, with --map-file on the "
                "command line."
            ),
        )
        _download(
            gettext("Download a copy with the suggestions"),
            file.fixed,
            f"{stem}_suggestions.csv",
            gettext(
                "Your file as CSV, with each suggestion in place of what it mends. Read it before "
                "you use it. Columns that may identify people are left out."
            ),
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
