"""How to cite what is shown: the dataset, the selection, or the report that is picked."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from refoulement.dataset.report import Report
from refoulement.presentation.citation import (
    CITATION_FORMS,
    Work,
    cite_dataset,
    cite_report,
    cite_selection,
)
from ui import state


def show(picked: Report | None) -> None:
    """A popover with the citation in each form, to be copied or downloaded, made when it opens.

    It names no day of access: version and query string say exactly what was seen.
    """
    with st.popover(
        "Cite", icon=":material/format_quote:", key="cite", on_change="rerun"
    ) as opened:
        if opened.open:
            _citations(picked)


def _citations(picked: Report | None) -> None:
    st.html(
        '<p class="rm-quiet">A figure is its source’s statement: pick a row of the table to '
        "cite its report together with that source.</p>"
    )
    subjects = _subjects(picked)
    chosen = st.radio("What to cite", list(subjects), horizontal=True, key="cite what")
    works = subjects[chosen]()
    for name, form in CITATION_FORMS.items():
        written = form.write(works)
        st.code(written.replace("\r\n", "\n"), language=None, wrap_lines=True)
        if name != "text":
            st.download_button(
                f"Download {form.label}",
                data=written.encode(),
                file_name=works[-1].key + form.suffix,
                mime=form.media_type,
                on_click="ignore",
                icon=":material/download:",
                key=f"cite {name}",
            )


def _subjects(picked: Report | None) -> dict[str, Callable[[], tuple[Work, ...]]]:
    """What can be cited, by the name under which it is offered."""
    dataset, selection = state.dataset(), state.selection()
    subjects: dict[str, Callable[[], tuple[Work, ...]]] = {
        "This selection": lambda: cite_selection(dataset, selection),
        "Whole dataset": lambda: cite_dataset(dataset),
    }
    if picked:
        subjects["Report picked"] = lambda: cite_report(dataset, picked.report_id)
    elif len(selection.report_ids) == 1:
        subjects["This report"] = lambda: cite_report(dataset, selection.report_ids[0])
    return subjects
