"""What was added, corrected and withdrawn between two versions of the dataset."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from refoulement.dataset import inside
from refoulement.dataset.tables import Dataset
from refoulement.loading.versions import earlier_versions, load_earlier
from refoulement.messages import gettext
from refoulement.presentation.changes import changes
from refoulement.presentation.changes_markup import changelog, changes_summary, table_section
from refoulement.presentation.html import paragraph
from refoulement.problems import DatasetError
from ui import state

CHANGELOG = "CHANGELOG.md"


def show() -> None:
    """The page."""
    dataset = state.curated()
    earlier = earlier_versions(dataset)
    if earlier:
        _compare(dataset, earlier)
    else:
        said = gettext("Version %(version)s is the first version.", version=dataset.version)
        st.html(paragraph(said))
    _changelog(dataset.directory)


def _compare(dataset: Dataset, earlier: dict[str, Path]) -> None:
    current = gettext("%(version)s (current)", version=dataset.version)
    versions = {**earlier, current: dataset.directory}
    names = list(versions)
    with st.container(horizontal=True, gap="small"):
        old = st.selectbox(
            gettext("From version"), names, index=len(names) - 2, width=260, key="from"
        )
        new = st.selectbox(gettext("To version"), names, index=len(names) - 1, width=260, key="to")
    before, after = (
        dataset if versions[name] == dataset.directory else _load(dataset, name)
        for name in (old, new)
    )
    if before is None or after is None:
        return
    found = changes(before, after)
    st.html(changes_summary(found))
    for table in found.tables:
        st.html(table_section(table))


def _load(dataset: Dataset, name: str) -> Dataset | None:
    """Load an archived version; if it is invalid, show what is wrong with it instead."""
    try:
        return load_earlier(dataset, name)
    except DatasetError as error:
        said = gettext(
            "Version %(version)s cannot be compared: %(problem)s.",
            version=name,
            problem=error.in_short,
        )
        st.html(paragraph(said, "rm-alert", role="alert"))
        return None


def _changelog(directory: Path) -> None:
    """The package's own changelog, if it has one."""
    try:
        text = inside.read_file(directory, CHANGELOG).decode(errors="replace")
    except FileNotFoundError:
        return
    except OSError as error:
        reason = gettext(
            "%(file)s of this package is not shown: %(reason)s.",
            file=CHANGELOG,
            reason=error.strerror,
        )
        st.html(paragraph(reason, "rm-alert", role="alert"))
        return
    st.header(gettext("Changelog"))
    st.html(changelog(text))
