"""What was added, corrected and withdrawn between two versions of the dataset."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from refoulement.dataset import inside
from refoulement.dataset.tables import Dataset
from refoulement.loading.versions import earlier_versions, load_earlier
from refoulement.presentation.changes import changes
from refoulement.presentation.changes_markup import changelog, changes_summary, table_section
from refoulement.presentation.html import escape
from refoulement.problems import DatasetError
from ui import state

CHANGELOG = "CHANGELOG.md"


def show() -> None:
    """The page."""
    dataset = state.curated()
    st.subheader("Changes between versions")
    earlier = earlier_versions(dataset)
    if earlier:
        _compare(dataset, earlier)
    else:
        st.html(
            f"<p>Version {escape(dataset.version)} is the first one kept here: there is no earlier "
            "version to compare it with.</p>"
        )
    _changelog(dataset.directory)


def _compare(dataset: Dataset, earlier: dict[str, Path]) -> None:
    versions = {**earlier, f"{dataset.version} (current)": dataset.directory}
    names = list(versions)
    with st.container(horizontal=True, gap="small"):
        old = st.selectbox("From version", names, index=len(names) - 2, width=260, key="from")
        new = st.selectbox("To version", names, index=len(names) - 1, width=260, key="to")
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
    """A version that is kept; where it is not sound, what is wrong with it instead."""
    try:
        return load_earlier(dataset, name)
    except DatasetError as error:
        st.html(
            f'<p class="rm-alert" role="alert">Version {escape(name)} cannot be compared: '
            f"{escape(error.in_short)}.</p>"
        )
        return None


def _changelog(directory: Path) -> None:
    """The package's own words on its versions, where it has any."""
    try:
        text = inside.read_file(directory, CHANGELOG).decode(errors="replace")
    except FileNotFoundError:
        return
    except OSError as error:
        reason = f"{CHANGELOG} of this package is not shown: {error.strerror}."
        st.html(f'<p class="rm-alert" role="alert">{escape(reason)}</p>')
        return
    st.subheader("Changelog")
    st.html(changelog(text))
