"""How to cite what is shown: the dataset, the selection, or the selected report."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from refoulement.dataset.report import Report
from refoulement.messages import Words, gettext, marked
from refoulement.presentation.citation import (
    CITATION_FORMS,
    Work,
    cite_dataset,
    cite_report,
    cite_selection,
)
from refoulement.presentation.html import paragraph
from ui import state

FORM_NAMES = Words({"bibtex": marked("BibTeX"), "ris": marked("RIS")})


def show(picked: Report | None) -> None:
    """A popover with the citation in each form to copy or download, generated when it opens.

    It gives no access date: version and query string identify exactly what was seen.
    """
    with st.popover(gettext("Cite"), key="cite", on_change="rerun") as opened:
        if opened.open:
            _citations(picked)


def _citations(picked: Report | None) -> None:
    said = gettext(
        "When you quote a figure, cite the original source. Select a row to get that citation."
    )
    st.html(paragraph(said, "rm-quiet"))
    subjects = _subjects(picked)
    chosen = st.radio(gettext("Cite"), list(subjects), horizontal=True, key="cite what")
    works = subjects[chosen]()
    for name, form in CITATION_FORMS.items():
        written = form.write(works)
        st.code(written.replace("\r\n", "\n"), language=None, wrap_lines=True)
        if name != "text":
            st.download_button(
                gettext("Download %(form)s", form=FORM_NAMES[name]),
                data=written.encode(),
                file_name=works[-1].key + form.suffix,
                mime=form.media_type,
                on_click="ignore",
                icon=":material/download:",
                key=f"cite {name}",
            )


def _subjects(picked: Report | None) -> dict[str, Callable[[], tuple[Work, ...]]]:
    """What can be cited, by the name that the reader sees."""
    dataset, selection = state.dataset(), state.selection()
    subjects: dict[str, Callable[[], tuple[Work, ...]]] = {
        gettext("This selection"): lambda: cite_selection(dataset, selection),
        gettext("Whole dataset"): lambda: cite_dataset(dataset),
    }
    if picked:
        subjects[gettext("This statement")] = lambda: cite_report(dataset, picked.report_id)
    elif len(selection.report_ids) == 1:
        subjects[gettext("This statement")] = lambda: cite_report(dataset, selection.report_ids[0])
    return subjects
